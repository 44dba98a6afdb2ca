/** Routing rules as their form sends them: amounts in the hub's currency, percentages and days as people type them. */
import { z } from 'zod';
import type { LimitValues, OwnRulesValues, RulesValues } from '../components/hub/routing-values.ts';
import { StoredRules } from '../modules/routing/stored-rules.ts';
import type { ConnectionRules, StoredLimit } from '../modules/routing/stored-rules.ts';
import { currencyCode, formatDecimal, money, parseMoney } from '../platform/money.ts';

/** Says what is wrong with a field, in words for who filled it in. */
class Unreadable extends Error {}

/** The rules that a form states; a text says what is wrong with it. */
export function readRules(form: FormData, currency: string): StoredRules | string {
  try {
    const parsed = StoredRules.safeParse(present(statedIn(form, currency)));
    return parsed.success ? parsed.data : OUT_OF_RANGE;
  } catch (fault) {
    if (fault instanceof Unreadable) return fault.message;
    throw fault;
  }
}

const OUT_OF_RANGE =
  'A figure is out of range: promises are up to 60 days and sure to 50–99.9 %, margins up to 100 %, units a day at least 1.';

function statedIn(form: FormData, currency: string): Record<string, unknown> {
  const amount = (name: string) => amountOf(textOf(form, name), currency);
  return {
    splitPenaltyMinor: amount('split') ?? 0,
    oneParcelPenaltyMinor: amount('oneParcel'),
    latenessPenaltyMinorPerDay: amount('lateness') ?? 0,
    riskPenaltyMinor: amount('risk') ?? 0,
    tierPenaltyMinor: {
      primary: amount('primary') ?? 0,
      secondary: amount('secondary') ?? 0,
      backup: amount('backup') ?? 0,
    },
    marginFloorBasisPoints: percentOf(textOf(form, 'marginFloor')) ?? 0,
    neverSplit: form.get('neverSplit') === 'yes' ? true : undefined,
    promiseWithinDays: wholeOf(textOf(form, 'promiseDays')),
    promiseBasisPoints: percentOf(textOf(form, 'promiseSure')),
    limits: each(form, 'limit', (id) => limitOf(form, id, currency)),
    connections: each(form, 'own', (id) => ownOf(form, id, currency)),
  };
}

function limitOf(form: FormData, id: string, currency: string): StoredLimit {
  const field = (name: string) => textOf(form, `limit.${id}.${name}`);
  return present({
    territories: countriesOf(field('territories')),
    dailyUnits: wholeOf(field('dailyUnits')),
    minimumOrderMinor: amountOf(field('minimumOrder'), currency),
  });
}

function ownOf(form: FormData, id: string, currency: string): ConnectionRules {
  const field = (name: string) => textOf(form, `own.${id}.${name}`);
  const neverSplit = field('neverSplit');
  return present({
    splitPenaltyMinor: amountOf(field('split'), currency),
    latenessPenaltyMinorPerDay: amountOf(field('lateness'), currency),
    riskPenaltyMinor: amountOf(field('risk'), currency),
    marginFloorBasisPoints: percentOf(field('marginFloor')),
    promiseWithinDays: wholeOf(field('promiseDays')),
    neverSplit: neverSplit === '' ? undefined : neverSplit === 'yes',
  });
}

/** Single suppliers or connections that the form has fields for; undefined where it says nothing of any. */
function each<Stated extends object>(form: FormData, name: string, read: (id: string) => Stated) {
  const ids = form.getAll(name).flatMap((id) => z.uuid().safeParse(id).data ?? []);
  const stated = ids
    .map((id) => [id, read(id)] as const)
    .filter(([, fields]) => Object.keys(fields).length > 0);
  return stated.length > 0 ? Object.fromEntries(stated) : undefined;
}

function present<Fields extends object>(fields: Fields): Fields {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Fields;
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim().slice(0, 2_000) : '';
}

function amountOf(entered: string, currency: string): number | undefined {
  if (!entered) return undefined;
  const amount = parseMoney(entered, currencyCode(currency));
  if (!amount || amount.minor < 0)
    throw new Unreadable(`"${entered}" is no amount of ${currency} (like 4.90).`);
  return amount.minor;
}

/** "12.5" as basis points. */
function percentOf(entered: string): number | undefined {
  if (!entered) return undefined;
  const basisPoints = Math.round(Number(entered.replace(',', '.')) * 100);
  if (!Number.isFinite(basisPoints))
    throw new Unreadable(`"${entered}" is no percentage (like 12.5).`);
  return basisPoints;
}

function wholeOf(entered: string): number | undefined {
  if (!entered) return undefined;
  if (!/^\d{1,9}$/.test(entered)) throw new Unreadable(`"${entered}" is no whole number.`);
  return Number(entered);
}

/** "CH, DE fr" as a list of ISO 3166 codes; undefined where none is named. */
function countriesOf(entered: string): string[] | undefined {
  const codes = entered
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  const wrong = codes.find((code) => !/^[A-Z]{2}$/.test(code));
  if (wrong) throw new Unreadable(`"${wrong}" is no country of two letters (like CH).`);
  return codes.length > 0 ? [...new Set(codes)].sort() : undefined;
}

/** Stored rules as the fields show them. */
export function showRules(rules: StoredRules, currency: string): RulesValues {
  const { primary, secondary, backup } = rules.tierPenaltyMinor;
  const amount = (minor: number | undefined) => showAmount(minor, currency);
  return {
    split: amount(rules.splitPenaltyMinor),
    oneParcel: amount(rules.oneParcelPenaltyMinor),
    neverSplit: rules.neverSplit === true,
    lateness: amount(rules.latenessPenaltyMinorPerDay),
    promiseDays: showNumber(rules.promiseWithinDays),
    promiseSure: showPercent(rules.promiseBasisPoints),
    risk: amount(rules.riskPenaltyMinor),
    primary: amount(primary),
    secondary: amount(secondary),
    backup: amount(backup),
    marginFloor: showPercent(rules.marginFloorBasisPoints),
    limits: Object.fromEntries(
      Object.entries(rules.limits ?? {}).map(([id, limit]) => [id, showLimit(limit, currency)]),
    ),
    own: Object.entries(rules.connections ?? {}).map(([id, own]) => showOwn(id, own, currency)),
  };
}

function showLimit(limit: StoredLimit, currency: string): LimitValues {
  return {
    territories: (limit.territories ?? []).join(', '),
    dailyUnits: showNumber(limit.dailyUnits),
    minimumOrder: showAmount(limit.minimumOrderMinor, currency),
  };
}

function showOwn(connectionId: string, own: ConnectionRules, currency: string): OwnRulesValues {
  const { neverSplit } = own;
  return {
    connectionId,
    split: showAmount(own.splitPenaltyMinor, currency),
    lateness: showAmount(own.latenessPenaltyMinorPerDay, currency),
    risk: showAmount(own.riskPenaltyMinor, currency),
    marginFloor: showPercent(own.marginFloorBasisPoints),
    promiseDays: showNumber(own.promiseWithinDays),
    neverSplit: neverSplit === undefined ? '' : neverSplit ? 'yes' : 'no',
  };
}

function showAmount(minor: number | undefined, currency: string): string {
  return minor === undefined ? '' : formatDecimal(money(minor, currencyCode(currency)));
}

function showPercent(basisPoints: number | undefined): string {
  return basisPoints === undefined ? '' : String(basisPoints / 100);
}

function showNumber(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
