/** One attempt of one webhook delivery: headers, signature, time limits, and what became of it. */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { AppConfiguration } from './app-configuration.ts';
import type { SandboxClock } from './clock.ts';
import type { DeliveryRecord } from './control-types.ts';

const CONNECT_MS = 1000;
const TOTAL_MS = 5000;
/** Seconds to wait after each failure: 8 retries in 4 hours. */
export const RETRY_SECONDS = [10, 30, 90, 300, 900, 1800, 3600, 7200];

const agent = new Agent({ connect: { timeout: CONNECT_MS }, connections: 32, pipelining: 1 });

export function webhookHeaders(
  app: AppConfiguration,
  delivery: DeliveryRecord,
): Record<string, string> {
  const secret = delivery.wrongSignature ? `not-${app.clientSecret}` : app.clientSecret;
  return {
    'content-type': 'application/json',
    'user-agent': 'Shopify-Captain-Hook',
    'x-shopify-topic': delivery.topic,
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(delivery.payload).digest('base64'),
    'x-shopify-shop-domain': delivery.shop,
    'x-shopify-api-version': app.apiVersion,
    'x-shopify-webhook-id': delivery.webhookId,
    'x-shopify-event-id': delivery.eventId,
    'x-shopify-triggered-at': delivery.triggeredAt,
    ...(delivery.name === null ? {} : { 'x-shopify-name': delivery.name }),
  };
}

/** Sends once and writes down the answer; answers the HTTP status, 0 when there was none. */
export async function attemptDelivery(
  clock: SandboxClock,
  app: AppConfiguration,
  delivery: DeliveryRecord,
): Promise<number> {
  const outcome = await send(app, delivery);
  delivery.attempts.push({ at: clock.iso(), ...outcome });
  settle(clock, delivery, outcome.status);
  return outcome.status ?? 0;
}

async function send(
  app: AppConfiguration,
  delivery: DeliveryRecord,
): Promise<{ status: number | null; error: string | null }> {
  try {
    const answer = await request(delivery.address, {
      method: 'POST',
      headers: webhookHeaders(app, delivery),
      body: delivery.payload,
      dispatcher: agent,
      signal: AbortSignal.timeout(TOTAL_MS),
    });
    await answer.body.dump();
    return { status: answer.statusCode, error: null };
  } catch (error) {
    return { status: null, error: error instanceof Error ? error.message : String(error) };
  }
}

function settle(clock: SandboxClock, delivery: DeliveryRecord, status: number | null): void {
  if (status !== null && status >= 200 && status < 300) {
    delivery.state = 'delivered';
    return;
  }
  const pause = RETRY_SECONDS[delivery.attempts.length - 1];
  delivery.state = pause === undefined ? 'failed' : 'pending';
  if (pause !== undefined)
    delivery.dueAt = new Date(clock.now().getTime() + pause * 1000).toISOString();
}
