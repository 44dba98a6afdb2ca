/** Reads and writes what the contract of a connection says about returns; versions are only added. */
import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Actor } from '../activity/activity.ts';
import type { ConnectionKey } from '../connections/connection.ts';
import type { ReturnsContext } from './return.ts';
import { DEFAULT_RETURN_POLICY, ReturnPolicy } from './return-policy.ts';

export type PolicyVersion = { readonly version: number; readonly policy: ReturnPolicy };

/** What holds for orders placed at this moment; version 0 with the usual terms where nothing had been agreed. */
export async function readReturnPolicy(
  tx: Pick<Tx, '$queryRaw'>,
  { distributorId, connectionId }: ConnectionKey,
  at: Instant,
): Promise<PolicyVersion> {
  const [row] = await tx.$queryRaw<{ version: number; policy: unknown }[]>`
    select version, policy from return_policy
    where distributor_id = ${distributorId}::uuid and connection_id = ${connectionId}::uuid and effective_from <= ${at}
    order by version desc limit 1`;
  if (!row) return { version: 0, policy: DEFAULT_RETURN_POLICY };
  return { version: row.version, policy: ReturnPolicy.parse(row.policy) };
}

/** Adds a version that holds from now on; the same terms again add none. The caller has locked the connection. */
export async function saveReturnPolicy(
  { tx, clock }: ReturnsContext,
  key: ConnectionKey,
  policy: ReturnPolicy,
  actor: Actor,
): Promise<boolean> {
  const { distributorId, connectionId } = key;
  const now = clock.now();
  const added = await tx.$executeRaw`
    insert into return_policy (distributor_id, connection_id, version, policy, effective_from, saved_by)
    select ${distributorId}::uuid, ${connectionId}::uuid, coalesce(max(p.version), 0) + 1, ${JSON.stringify(policy)}::jsonb,
      ${now}, ${actor.id ?? null}
    from return_policy p where p.distributor_id = ${distributorId}::uuid and p.connection_id = ${connectionId}::uuid
    having (array_agg(p.policy order by p.version desc))[1] is distinct from ${JSON.stringify(policy)}::jsonb`;
  return added > 0;
}
