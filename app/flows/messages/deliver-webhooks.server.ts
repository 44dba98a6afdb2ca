import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import {
  giveBackLease,
  leaseDueEndpoints,
  recordDelivered,
  recordNotDelivered,
  takeNextDelivery,
} from '../../modules/notifications/webhook-deliveries.repository.server.ts';
import type {
  DeliveryOutcome,
  DueDelivery,
} from '../../modules/notifications/webhook-deliveries.repository.server.ts';
import {
  changeEndpoint,
  openSecrets,
} from '../../modules/notifications/webhooks.repository.server.ts';
import {
  DISABLE_AFTER_MS,
  signWebhook,
  webhookId,
  webhookPause,
} from '../../modules/notifications/webhook.ts';
import type { EndpointKey, WebhookAnswer } from '../../modules/notifications/webhook.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Result } from '../../platform/result.ts';
import { describeFailure } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { endpointDisabledException, endpointKey } from './webhook-exceptions.ts';

type Delivering = Pick<FlowContext, 'db' | 'clock' | 'log' | 'secrets' | 'webhooks'>;

const MOST_UNDER_WAY = 20;

/**
 * Delivers what waits: each endpoint by itself and its events one after another, so that a slow or broken one keeps
 * neither others nor the caller waiting. `round` takes the due ones and comes back; any number of workers may do so.
 */
export function createWebhookDrain(context: Delivering) {
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  return {
    async round(): Promise<{ readonly more: boolean }> {
      const limit = MOST_UNDER_WAY - underWay.size;
      if (limit <= 0) return { more: false };
      const { db, clock } = context;
      const due = await inTransaction(db, (tx) => leaseDueEndpoints({ tx, clock }, limit));
      for (const key of due) {
        const work = deliverAll(context, key, () => stopping)
          .catch((fault: unknown) => context.log.error('Webhooks could not be delivered', { fault }))
          .finally(() => underWay.delete(work));
        underWay.add(work);
      }
      return { more: false };
    },
    /** Resolves when nothing that was taken is under way. */
    async atRest(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    /** Ends after the deliveries that are under way. */
    async stop(): Promise<void> {
      stopping = true;
      await Promise.all(underWay);
    },
  };
} // prettier-ignore

/** Works off an endpoint's line until nothing is due or one is not taken. */
async function deliverAll(
  context: Delivering,
  key: EndpointKey,
  isStopping: () => boolean,
): Promise<void> {
  const { db, clock } = context;
  while (!isStopping()) {
    const next = await inTransaction(db, (tx) => takeNextDelivery({ tx, clock }, key));
    if (!next || !(await deliver(context, key, next))) return;
  }
  await giveBackLease(db, key);
}

async function deliver(
  context: Delivering,
  key: EndpointKey,
  next: DueDelivery,
): Promise<boolean> {
  const { clock, secrets, webhooks } = context;
  const startedAt = clock.now();
  const body = JSON.stringify({ type: next.kind, timestamp: next.at.toISOString(), data: next.data });
  const id = webhookId(next.announcementId);
  const headers = signWebhook(openSecrets(secrets, key, next, startedAt), { id, at: startedAt, body });
  const answer = await webhooks.post({ url: next.url, headers, body });
  const outcome = {
    startedAt,
    milliseconds: clock.now().getTime() - startedAt.getTime(),
    statusCode: answer.ok ? answer.value.status : null,
    response: answer.ok ? answer.value.excerpt : null,
  };
  const isTaken = answer.ok && answer.value.status >= 200 && answer.value.status < 300;
  if (isTaken) await succeed(context, key, next, outcome);
  else await fail(context, key, next, outcome, answer);
  return isTaken;
} // prettier-ignore

async function succeed(
  { db, clock }: Delivering,
  key: EndpointKey,
  { number, failingSince }: DueDelivery,
  outcome: DeliveryOutcome,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const step = { tx, clock };
    await recordDelivered(step, { ...key, number }, outcome);
    if (failingSince) {
      const resolution = 'The endpoint takes events again.';
      await resolveExceptions(step, { dedupeKey: endpointKey(key), by: 'system', resolution });
    }
  });
}

async function fail(
  { db, clock }: Delivering,
  key: EndpointKey,
  { number, attempts, name }: DueDelivery,
  outcome: DeliveryOutcome,
  answer: Result<WebhookAnswer, AdapterFailure>,
): Promise<void> {
  const now = clock.now();
  const failure = answer.ok ? `It answered ${answer.value.status}.` : describeFailure(answer.error);
  const asked = answer.ok ? (answer.value.retryAfterSeconds ?? 0) * 1_000 : 0;
  const pause = Math.max(webhookPause(attempts + 1), Math.min(asked, DISABLE_AFTER_MS));
  const retryAt = new Date(now.getTime() + pause);
  // "410 Gone" says that it will never want events again (Standard Webhooks, "Operational considerations").
  const isGone = answer.ok && answer.value.status === 410;
  await inTransaction(db, async (tx) => {
    const step = { tx, clock };
    const since = await recordNotDelivered(step, { ...key, number }, { ...outcome, failure, retryAt });
    if (!isGone && now.getTime() - since.getTime() < DISABLE_AFTER_MS) return;
    await changeEndpoint(step, key, { status: 'disabled' });
    await openException(step, endpointDisabledException(key, name, { failure, since }));
  });
} // prettier-ignore
