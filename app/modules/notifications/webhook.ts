/**
 * Webhook endpoint: an address of a distributor's or supplier's system that hears of chosen events, one after another.
 * Delivery: one event to one endpoint, repeated until it is taken. Signed as Standard Webhooks says
 * (github.com/standard-webhooks, spec version 1).
 */
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Id } from '../../platform/ids.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import type { Result } from '../../platform/result.ts';
import { WEBHOOK_EVENT_KINDS } from './webhook-events.ts';

export type EndpointId = Id<'WebhookEndpoint'>;
export type EndpointKey = { readonly distributorId: string; readonly endpointId: EndpointId };
/** paused: a person stopped it, and what happens waits. disabled: it failed for days. */
export type EndpointStatus = 'active' | 'paused' | 'disabled';

/** An endpoint as a person describes it. Whether the address is private is seen when it is reached. */
export const EndpointSettings = z.object({
  name: z.string().trim().min(1).max(120),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine((text) => URL.canParse(text) && new URL(text).username === ''),
  kinds: z.array(z.enum(WEBHOOK_EVENT_KINDS)).min(1),
  supplierId: z.uuid().nullable(),
});
export type EndpointSettings = z.infer<typeof EndpointSettings>;

/** How a delivery's answer is told; only a 2xx takes it. */
export type WebhookAnswer = {
  readonly status: number;
  readonly excerpt: string;
  /** Seconds that a busy receiver asks for. */
  readonly retryAfterSeconds: number | undefined;
};

/** The port through which webhooks leave; refuses addresses in private networks. */
export type WebhookSender = {
  post(request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }): Promise<Result<WebhookAnswer, AdapterFailure>>;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const BACK_OFF = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR] as const; // prettier-ignore

/** An endpoint that takes nothing for so long is disabled. */
export const DISABLE_AFTER_MS = 3 * 24 * HOUR;
/** Both signatures are sent for so long after a rotation. */
export const ROTATION_OVERLAP_MS = 24 * HOUR;
/** Events can be replayed for so long. */
export const KEPT_DAYS = 30;

/** Milliseconds before the next try; `attempt` is the one that has just failed, the first is 1. */
export function webhookPause(attempt: number): number {
  return BACK_OFF[Math.min(attempt, BACK_OFF.length) - 1] ?? BACK_OFF[0];
}

const PREFIX = 'whsec_';
const SECRET_BYTES = 24; // as many as the specification asks for at least

export function newWebhookSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** One signature for each secret, the newest first: HMAC-SHA256 over id, time and body. */
export function signWebhook(
  secrets: readonly string[],
  message: { readonly id: string; readonly at: Date; readonly body: string },
): Readonly<Record<string, string>> {
  const seconds = Math.floor(message.at.getTime() / 1_000).toString();
  const signed = `${message.id}.${seconds}.${message.body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': seconds,
    'webhook-signature': signatures.join(' '),
  };
}

export function webhookId(announcementId: string): string {
  return `msg_${announcementId}`;
}

export function endpointSecretPurpose({ distributorId, endpointId }: EndpointKey): string {
  return `webhook-secret:${distributorId}:${endpointId}`;
}
