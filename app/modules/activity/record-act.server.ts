import { newId } from '../../platform/ids.ts';
import type { Act, ActivityContext } from './activity.ts';

/** Writes the audit line of one act; an order's timeline is made of these. */
export async function recordAct({ tx, clock }: ActivityContext, act: Act): Promise<void> {
  await tx.$executeRaw`
    /* planned once */ insert into audit_entry (id, distributor_id, store_id, at, actor_kind, actor_id, act, subject_kind, subject_id, detail)
    values (${newId()}::uuid, ${act.distributorId ?? null}::uuid, ${act.storeId ?? null}::uuid, ${clock.now()},
      ${act.actor.kind}, ${act.actor.id ?? null}, ${act.act}, ${act.subject.kind}, ${act.subject.id}::uuid,
      ${JSON.stringify(act.detail)}::jsonb)`;
}
