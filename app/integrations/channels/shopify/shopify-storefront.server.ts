/**
 * App proxy: Shopify forwards a storefront's request to us and signs its parameters. Sorted `key=value` pairs
 * without separators, repeated keys joined by commas, HMAC-SHA256 in hexadecimal under the client secret.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OutsideVariantId } from '../../../modules/stores/channel.ts';
import type { StorefrontReader } from '../../../modules/stores/storefront-request.ts';
import { err, ok } from '../../../platform/result.ts';
import { isShopDomain } from './shop-address.ts';

/** A signature older than this (or from as far in the future) could be a replay. */
const MAX_AGE_SECONDS = 90;
const MAX_VARIANTS = 100;

export function createShopifyStorefront(apiSecret: string): StorefrontReader {
  return {
    read(search, now) {
      const params = new URLSearchParams(search);
      if (!isSigned(params, apiSecret) || !isFresh(params, now)) return err('bad-signature');
      const domain = params.get('shop') ?? '';
      const names = [...new Set(params.getAll('variant').flatMap((value) => value.split(',')))];
      const areIds = names.every((name) => /^\d{1,20}$/.test(name));
      if (!isShopDomain(domain) || !areIds || names.length > MAX_VARIANTS) return err('unreadable');
      const variants = new Map(
        names.map((name) => [name, `gid://shopify/ProductVariant/${name}` as OutsideVariantId]),
      );
      return ok({ channel: 'shopify', domain, variants });
    },
  };
}

function isSigned(params: URLSearchParams, apiSecret: string): boolean {
  const [given, ...others] = params.getAll('signature');
  if (!given || others.length > 0) return false;
  const keys = [...new Set(params.keys())].filter((key) => key !== 'signature').sort();
  const message = keys.map((key) => `${key}=${params.getAll(key).join(',')}`).join('');
  const right = createHmac('sha256', apiSecret).update(message).digest();
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === right.length && timingSafeEqual(bytes, right);
}

function isFresh(params: URLSearchParams, now: Date): boolean {
  const seconds = Number(params.get('timestamp') ?? Number.NaN);
  return Math.abs(now.getTime() / 1000 - seconds) <= MAX_AGE_SECONDS;
}
