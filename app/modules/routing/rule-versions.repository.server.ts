/** Versions of the rules: the newest is live. */
import { sqlState } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import { FIRST_RULES, FIRST_VERSION, StoredRules } from './stored-rules.ts';
import type { RoutingContext } from './routing.repository.server.ts';

export type RuleVersion = {
  readonly version: number;
  readonly rules: StoredRules;
  /** Null: nobody is remembered, as for the rules that are built in. */
  readonly createdBy: string | null;
  readonly createdAt: Instant | null;
  readonly note: string;
  /** The version that this one brought back. */
  readonly restored: number | null;
};

const BUILT_IN: RuleVersion = {
  version: FIRST_VERSION,
  rules: FIRST_RULES,
  createdBy: null,
  createdAt: null,
  note: '',
  restored: null,
};

/** The newest versions first, those that are built in last; at most so many, from one on downwards. */
export async function listRuleVersions(
  tx: Pick<Tx, 'routingRules'>,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly from?: number | undefined;
    readonly most: number;
  },
): Promise<readonly RuleVersion[]> {
  const { distributorId, from, most } = input;
  const rows = await tx.routingRules.findMany({
    where: { distributorId, ...(from === undefined ? {} : { version: { lte: from } }) },
    orderBy: { version: 'desc' },
    take: most,
  });
  const saved = rows.map(({ rules, ...row }) => ({ ...row, rules: StoredRules.parse(rules) }));
  const isAll = saved.length < most && !saved.some(({ version }) => version === FIRST_VERSION);
  return isAll ? [...saved, BUILT_IN] : saved;
}

/** One version, or the live one; undefined for one that does not exist. */
export async function findRuleVersion(
  tx: Pick<Tx, 'routingRules'>,
  distributorId: Id<'Distributor'>,
  version?: number,
): Promise<RuleVersion | undefined> {
  const [found] = await listRuleVersions(tx, { distributorId, from: version, most: 1 });
  return version === undefined || found?.version === version ? found : undefined;
}

/** Makes rules the live ones, as the version after `after`; false where that is not the live one any more. */
export async function addRuleVersion(
  { tx, clock }: RoutingContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly after: number;
    readonly rules: StoredRules;
    readonly createdBy: string | null;
    readonly note: string;
    readonly restored: number | null;
  },
): Promise<boolean> {
  const { after, ...rest } = input;
  const live = await findRuleVersion(tx, input.distributorId);
  if (live?.version !== after) return false;
  try {
    await tx.routingRules.create({ data: { ...rest, version: after + 1, createdAt: clock.now() } });
    return true;
  } catch (fault) {
    if (sqlState(fault) === '23505') return false;
    throw fault;
  }
}
