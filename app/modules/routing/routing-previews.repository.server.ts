/**
 * Routing preview: a draft of rules, and what the newest orders would have been under it beside what they are under
 * the live rules. The first plan of each order is replayed: it stands for the whole order as it came.
 */
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { Replay } from './replay-plan.ts';
import type { RoutingContext } from './routing.repository.server.ts';
import type { StoredInput } from './stored-input.ts';
import { StoredRules } from './stored-rules.ts';

export type RoutingPreviewId = Id<'RoutingPreview'>;
export type RoutingPreviewKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly previewId: RoutingPreviewId;
};

/** Older previews of a distributor are forgotten. */
const KEPT = 20;

/** Begins a preview of so many of the newest orders; fewer where there are no more. */
export async function insertPreview(
  { tx, clock }: RoutingContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly rules: StoredRules;
    readonly baseVersion: number;
    readonly orders: number;
    readonly startedBy: string | null;
  },
): Promise<RoutingPreviewId> {
  const { distributorId, rules, baseVersion, orders, startedBy } = input;
  const id = newId<'RoutingPreview'>();
  await tx.$executeRaw`
    insert into routing_preview (distributor_id, id, rules, base_version, status, total, started_by, started_at)
    values (${distributorId}::uuid, ${id}::uuid, ${JSON.stringify(rules)}::jsonb, ${baseVersion}, 'running', 0, ${startedBy},
      ${clock.now()})`;
  const total = await tx.$executeRaw`
    insert into routing_preview_order (distributor_id, preview_id, position, plan_id)
    select ${distributorId}::uuid, ${id}::uuid, row_number() over (order by at desc, id), id
    from (select id, at from route_plan where distributor_id = ${distributorId}::uuid and revision = 1
      order by at desc limit ${orders}) newest`;
  await tx.$executeRaw`
    update routing_preview set total = ${total}
    where distributor_id = ${distributorId}::uuid and id = ${id}::uuid`;
  await tx.$executeRaw`
    delete from routing_preview where distributor_id = ${distributorId}::uuid and id in
      (select id from routing_preview where distributor_id = ${distributorId}::uuid
        order by started_at desc, id desc offset ${KEPT})`;
  return id;
}

/** A preview, locked until the transaction ends, so that of two workers each does another piece. */
export async function lockPreview(tx: Tx, { distributorId, previewId }: RoutingPreviewKey) {
  await tx.$queryRaw`
    select from routing_preview where distributor_id = ${distributorId}::uuid and id = ${previewId}::uuid for update`;
  return findPreview(tx, { distributorId, previewId });
}

export async function findPreview(
  tx: Pick<Tx, 'routingPreview'>,
  { distributorId, previewId }: RoutingPreviewKey,
) {
  const found = await tx.routingPreview.findUnique({
    where: { distributorId_id: { distributorId, id: previewId } },
  });
  return found ? { ...found, rules: StoredRules.parse(found.rules) } : undefined;
}

export type PlanToReplay = {
  readonly position: number;
  readonly connectionId: string;
  readonly currency: string;
  readonly input: StoredInput;
};

/** The next plans of a preview that are not yet replayed. */
export async function nextPlans(
  tx: Tx,
  { distributorId, previewId }: RoutingPreviewKey,
  limit: number,
): Promise<readonly PlanToReplay[]> {
  return tx.$queryRaw<PlanToReplay[]>`
    select r.position, o.connection_id as "connectionId", p.currency, p.input
    from routing_preview_order r
    join route_plan p on p.distributor_id = r.distributor_id and p.id = r.plan_id
    join orders o on o.distributor_id = p.distributor_id and o.id = p.order_id
    where r.distributor_id = ${distributorId}::uuid and r.preview_id = ${previewId}::uuid and r.is_changed is null
    order by r.position limit ${limit}`;
}

/** Notes what a piece came to. */
export async function saveReplays(
  tx: Tx,
  { distributorId, previewId }: RoutingPreviewKey,
  replays: readonly (Replay & { readonly position: number })[],
): Promise<void> {
  await tx.$executeRaw`
    update routing_preview_order r set before = n.before, after = n.after, is_changed = n."isChanged"
    from jsonb_to_recordset(${JSON.stringify(replays)}::jsonb)
      as n(position int, before jsonb, after jsonb, "isChanged" boolean)
    where r.distributor_id = ${distributorId}::uuid and r.preview_id = ${previewId}::uuid and r.position = n.position`;
  await tx.$executeRaw`
    update routing_preview set done = done + ${replays.length}
    where distributor_id = ${distributorId}::uuid and id = ${previewId}::uuid`;
}

export async function endPreview(
  { tx, clock }: RoutingContext,
  { distributorId, previewId }: RoutingPreviewKey,
  status: 'finished' | 'stopped',
): Promise<void> {
  await tx.routingPreview.updateMany({
    where: { distributorId, id: previewId, status: 'running' },
    data: { status, finishedAt: clock.now() },
  });
}

/** Asks a running preview to stop after its present piece; false where none of this distributor runs. */
export async function stopPreview(
  { tx }: Pick<RoutingContext, 'tx'>,
  { distributorId, previewId }: RoutingPreviewKey,
): Promise<boolean> {
  const { count } = await tx.routingPreview.updateMany({
    where: { distributorId, id: previewId, status: 'running' },
    data: { stopRequested: true },
  });
  return count === 1;
}

/** Remembers the version that a draft has become. */
export async function notePreviewMade(
  { tx }: Pick<RoutingContext, 'tx'>,
  { distributorId, previewId }: RoutingPreviewKey,
  madeVersion: number,
): Promise<void> {
  await tx.routingPreview.updateMany({
    where: { distributorId, id: previewId },
    data: { madeVersion },
  });
}
