/**
 * Webhooks: what a supplier tells at our door, signed by the Standard Webhooks specification
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): HMAC-SHA256 over
 * "<webhook-id>.<webhook-timestamp>.<body>", several signatures separated by blanks, tolerance five minutes.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type {
  PushRefusal,
  StockPush,
  SupplierMessage,
} from '../../../modules/suppliers/supplier-connector.ts';
import type { Instant } from '../../../platform/clock.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import { readEvent } from './api-mapper.ts';
import { ApiEvent } from './api-schemas.ts';

const TOLERANCE_SECONDS = 5 * 60;

type Headers = Readonly<Record<string, string>>;

/**
 * Checks the signature on the bytes as they came, then reads. `secret`: whsec_<base64>, or several separated by
 * blanks.
 */
export function readSupplierWebhook(
  headers: Headers,
  rawBody: Uint8Array,
  secret: string,
  now: Instant,
): Result<SupplierMessage | StockPush, PushRefusal> {
  const id = headers['webhook-id'];
  if (!id || !isSigned(id, headers, rawBody, { secret, now })) return err('bad-signature');
  const event = ApiEvent.safeParse(parseJson(rawBody)).data;
  const told = event && readEvent(id, event);
  if (told === 'nothing') return err('irrelevant');
  return told ? ok(told) : err('unreadable');
}

function isSigned(
  id: string,
  headers: Headers,
  rawBody: Uint8Array,
  { secret, now }: { secret: string; now: Instant },
): boolean {
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const given = (headers['webhook-signature'] ?? '').split(' ').flatMap((signature) => {
    const [version, value] = signature.split(',');
    return version === 'v1' && value ? [Buffer.from(value, 'base64')] : [];
  });
  return keysIn(secret).some((key) => {
    const signed = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody);
    const right = signed.digest();
    return given.some((each) => each.length === right.length && timingSafeEqual(each, right));
  });
}

/** A secret without a key in it would sign anything: it counts as none. */
function keysIn(secret: string): Buffer[] {
  const keys = secret
    .split(/\s+/)
    .map((text) => Buffer.from(text.replace(/^whsec_/, ''), 'base64'));
  return keys.filter((key) => key.length > 0);
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(rawBody).toString('utf8'));
  } catch {
    return undefined;
  }
}
