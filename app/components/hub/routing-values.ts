/** Routing rules as the fields of a form show them: amounts, percentages and days as they are typed; empty is "not set". */

export type LimitValues = {
  readonly territories: string;
  readonly dailyUnits: string;
  readonly minimumOrder: string;
};

export type OwnRulesValues = {
  readonly connectionId: string;
  readonly split: string;
  readonly lateness: string;
  readonly risk: string;
  readonly marginFloor: string;
  readonly promiseDays: string;
  /** yes, no, or as for all. */
  readonly neverSplit: string;
};

export type RulesValues = {
  readonly split: string;
  readonly oneParcel: string;
  readonly neverSplit: boolean;
  readonly lateness: string;
  readonly promiseDays: string;
  readonly promiseSure: string;
  readonly risk: string;
  readonly primary: string;
  readonly secondary: string;
  readonly backup: string;
  readonly marginFloor: string;
  readonly limits: Readonly<Record<string, LimitValues>>;
  readonly own: readonly OwnRulesValues[];
};

export const NO_LIMIT: LimitValues = { territories: '', dailyUnits: '', minimumOrder: '' };

export function newOwnRules(connectionId: string): OwnRulesValues {
  const [split, lateness, risk, marginFloor, promiseDays, neverSplit] = ['', '', '', '', '', ''];
  return { connectionId, split, lateness, risk, marginFloor, promiseDays, neverSplit };
}

/** How many of the newest orders a draft is tried on. */
export const PREVIEWED_ORDERS = [100, 500, 2_000, 5_000] as const;
