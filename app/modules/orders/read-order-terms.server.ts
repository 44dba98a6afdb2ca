import type { Id } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import { toOrderRules } from './order-rules.repository.server.ts';
import type { OrderRules, OrderRulesRow } from './order-rules.repository.server.ts';
import { releaseRule } from './release-gate.ts';
import type { ReleaseRule } from './release-gate.ts';

/** What a connection says about its orders. */
export type OrderTerms = {
  readonly status: string;
  readonly releaseRule: ReleaseRule;
  readonly releaseDelaySeconds: number;
  /** Minor units of `currency`; undefined = no limit. */
  readonly creditLimitMinor: number | undefined;
  /** Countries that its orders may ship to; empty = everywhere. */
  readonly territories: readonly string[];
  /** The distributor's currency. */
  readonly currency: string;
  /** When its orders go on and which goods may not go where; undefined where they were not read with the rest. */
  readonly rules?: OrderRules | undefined;
};

export type OrderTermsRow = {
  readonly status: string;
  readonly releaseOn: string;
  readonly releaseDelaySeconds: number;
  readonly creditLimitMinor: number | null;
  readonly territories: readonly string[];
  readonly currency: string;
};

export async function readOrderTerms(
  tx: Tx,
  input: { readonly distributorId: Id<'Distributor'>; readonly connectionId: Id<'Connection'> },
): Promise<OrderTerms> {
  const [row] = await tx.$queryRaw<(OrderTermsRow & OrderRulesRow)[]>`
    /* planned once */ select c.status, c.release_on as "releaseOn", c.release_delay_seconds as "releaseDelaySeconds",
      c.credit_limit_minor::float8 as "creditLimitMinor", c.territories, d.currency,
      release_rules(c.distributor_id, c.id) as clauses, goods_restrictions(c.distributor_id) as restrictions
    from connection c join distributor d on d.id = c.distributor_id
    where c.distributor_id = ${input.distributorId}::uuid and c.id = ${input.connectionId}::uuid`;
  if (!row) throw new Error(`No connection ${input.connectionId}`);
  return { ...toOrderTerms(row), rules: toOrderRules(row) };
}

export function toOrderTerms(row: OrderTermsRow): OrderTerms {
  const { status, releaseDelaySeconds, territories, currency } = row;
  const rule = releaseRule(row.releaseOn);
  const creditLimitMinor = row.creditLimitMinor ?? undefined;
  return {
    status,
    releaseRule: rule,
    releaseDelaySeconds,
    creditLimitMinor,
    territories,
    currency,
  };
}
