import { createHash } from 'node:crypto';
import { openException } from '../../modules/activity/open-exception.server.ts';
import { insertUnreadableEvent } from '../../modules/stores/store-inbox.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { stableId } from '../../platform/ids.ts';
import type { FlowContext } from '../flow-context.ts';

/**
 * An event that is signed by the channel and yet cannot be read: sending it again would not help, so it is answered
 * as received, and a person is told. Its content is not kept (it may hold a shopper's data), only its digest.
 */
export async function recordUnreadableEvent(
  { db, clock }: Pick<FlowContext, 'db' | 'clock'>,
  input: { readonly channel: string; readonly rawBody: Uint8Array },
): Promise<void> {
  const { channel, rawBody } = input;
  const digest = createHash('sha256').update(rawBody).digest('hex');
  await inTransaction(db, async (tx) => {
    const event = { channel, digest, bytes: rawBody.byteLength, now: clock.now() };
    if (!(await insertUnreadableEvent(tx, event))) return;
    await openException(
      { tx, clock },
      {
        kind: 'store-event-unreadable',
        severity: 'warning',
        owner: 'platform',
        subject: { kind: 'store-event', id: stableId('unreadable-event', channel, digest) },
        dedupeKey: `store-event-unreadable:${channel}`,
        happened: `${channel} sent a signed event that cannot be read (${rawBody.byteLength} bytes).`,
        meaning:
          'Whatever it announced was not taken in; the regular comparison with the store will find it.',
        nextStep: 'See whether the channel has changed its format.',
        remedies: ['reconcile-store'],
      },
    );
  });
}
