import {
  breakUnseen,
  compareWithStore,
  findStoresToAudit,
  saveAudited,
} from '../../modules/listings/audit-listings.repository.server.ts';
import type { ListingSuspicion } from '../../modules/listings/audit-listings.repository.server.ts';
import { markForReading } from '../../modules/listings/mark-stock-writes.server.ts';
import { ensurePublishState } from '../../modules/listings/publish-state.repository.server.ts';
import type { AuditedListing } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict, RunningJob } from '../../platform/job-catalog.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { compareListings } from '../relation/compare-listings.server.ts';
import { reportBroken } from './report-broken.server.ts';

const AUDIT_EVERY_MS = 24 * 3_600_000;
const STORES_AT_A_TIME = 20;

/**
 * Compares everything at our place in a store with what the store was told, mends what differs and tells of what is
 * missing. Quantities that differ are only marked; the publish that follows reads them again under the store's lock.
 */
export async function auditListings(
  context: FlowContext,
  { storeId }: { readonly storeId: string },
  job: Pick<RunningJob, 'attempt'>,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const startedAt = clock.now();
  const channel = await context.channelOf(storeId);
  await ensurePublishState({ tx: context.db }, storeId);
  let after: string | undefined;
  do {
    const page = await channel.auditListings(after);
    if (!page.ok) return verdictFor(page.error, { attempt: job.attempt, now: clock.now(), random });
    await auditPage(context, storeId, page.value.rows);
    after = page.value.next;
  } while (after !== undefined);
  await finish(context, storeId, startedAt);
  return { kind: 'done' };
}

async function auditPage(
  context: FlowContext,
  storeId: string,
  shown: readonly AuditedListing[],
): Promise<void> {
  if (shown.length === 0) return;
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const suspicions: readonly ListingSuspicion[] = await compareWithStore(verb, storeId, shown);
    if (suspicions.length === 0) return;
    await markForReading(
      verb,
      storeId,
      suspicions.map(({ variantId }) => variantId),
    );
  });
}

async function finish(context: FlowContext, storeId: string, startedAt: Date): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    await reportBroken(tx, context, storeId, await breakUnseen(verb, storeId, startedAt));
    await saveAudited(verb, storeId);
    await compareListings(verb, [storeId]);
  });
}

/** Starts the audit of every store whose last one is a day ago, a few at a time. A job of the clock. */
export async function auditDueStores(context: FlowContext): Promise<void> {
  const before = new Date(context.clock.now().getTime() - AUDIT_EVERY_MS);
  const due = await findStoresToAudit({ tx: context.db }, before, STORES_AT_A_TIME);
  await inTransaction(context.db, (tx) =>
    enqueue(
      tx,
      ...due.map((storeId) => ({ name: 'audit-listings' as const, payload: { storeId } })),
    ),
  );
}
