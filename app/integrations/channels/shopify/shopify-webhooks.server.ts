/**
 * Webhooks: the bare check of Shopify's signature and the reduction of a payload to ids. Not the library's own
 * `authenticate.webhook`: that refreshes the session first, which always fails after an uninstallation.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { StoreEventReader } from '../../../modules/stores/store-event.ts';
import { err, ok } from '../../../platform/result.ts';
import { isShopDomain } from './shop-address.ts';
import { TOPICS } from './webhook-payloads.ts';

const CHANNEL = 'shopify';
const utf8 = new TextDecoder();
type Headers = Parameters<StoreEventReader['read']>[0];

/** `apiSecret`: the app's client secret, which is the key of the signatures. */
export function createShopifyWebhooks(apiSecret: string): StoreEventReader {
  return {
    read(headers, rawBody) {
      if (!isSigned(headers, rawBody, apiSecret)) return err('bad-signature');
      const topic = header(headers, 'topic');
      const domain = header(headers, 'shop-domain')?.toLowerCase();
      const eventKey = header(headers, 'event-id') ?? header(headers, 'webhook-id');
      const known = topic === undefined ? undefined : TOPICS[topic];
      if (!topic || !known || !eventKey || !domain || !isShopDomain(domain))
        return err('unreadable');
      const hint = known.hint.safeParse(parseJson(rawBody));
      if (!hint.success) return err('unreadable');
      const triggeredAt = readMoment(header(headers, 'triggered-at'));
      const { lane } = known;
      return ok({ channel: CHANNEL, domain, topic, eventKey, lane, hint: hint.data, triggeredAt });
    },
  };
}

/** Base64 of HMAC-SHA256 over the body's bytes as they came; compared in constant time. */
function isSigned(headers: Headers, rawBody: Uint8Array, apiSecret: string): boolean {
  const given = Buffer.from(header(headers, 'hmac-sha256') ?? '', 'base64');
  const right = createHmac('sha256', apiSecret).update(rawBody).digest();
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Shopify names its headers `x-shopify-…`, and `shopify-…` in newer deliveries. */
function header(headers: Headers, name: string): string | undefined {
  const value = headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(rawBody));
  } catch {
    return undefined;
  }
}

function readMoment(text: string | undefined): Date | undefined {
  const moment = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(moment) ? undefined : new Date(moment);
}
