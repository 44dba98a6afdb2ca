import type { Id } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import { releaseRule } from './release-gate.ts';
import type { ReleaseRule } from './release-gate.ts';

/** What a connection says about its orders. */
export type OrderTerms = {
  readonly status: string;
  readonly releaseRule: ReleaseRule;
  readonly releaseDelaySeconds: number;
  /** Minor units of `currency`; undefined = no limit. */
  readonly creditLimitMinor: number | undefined;
  /** The distributor's currency. */
  readonly currency: string;
};

type Row = {
  status: string;
  releaseOn: string;
  releaseDelaySeconds: number;
  creditLimitMinor: number | null;
  currency: string;
};

export async function readOrderTerms(
  tx: Tx,
  input: { readonly distributorId: Id<'Distributor'>; readonly connectionId: Id<'Connection'> },
): Promise<OrderTerms> {
  const [row] = await tx.$queryRaw<Row[]>`
    select c.status, c.release_on as "releaseOn", c.release_delay_seconds as "releaseDelaySeconds",
      c.credit_limit_minor::float8 as "creditLimitMinor", d.currency
    from connection c join distributor d on d.id = c.distributor_id
    where c.distributor_id = ${input.distributorId}::uuid and c.id = ${input.connectionId}::uuid`;
  if (!row) throw new Error(`No connection ${input.connectionId}`);
  const { status, releaseDelaySeconds, currency } = row;
  const rule = releaseRule(row.releaseOn);
  const creditLimitMinor = row.creditLimitMinor ?? undefined;
  return { status, releaseRule: rule, releaseDelaySeconds, creditLimitMinor, currency };
}
