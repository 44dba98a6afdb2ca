/** A caller of the supplier sandbox as an adapter would be one: plain HTTP and JSON. */
import { afterEach } from 'vitest';
import { z } from 'zod';
import type { SettingsPatch } from '../../sandbox/suppliers/supplier.ts';
import {
  startSupplierSandbox,
  type SupplierSandbox,
} from '../../sandbox/suppliers/start-supplier-sandbox.ts';

export const NOON = new Date('2026-03-02T12:00:00.000Z');

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

export function stopAfterTest<Thing extends { stop(): Promise<void> }>(thing: Thing): Thing {
  running.push(thing);
  return thing;
}

/** One supplier "acme" with ten of A and five of B, in a sandbox whose clock stands at noon. */
export async function acme(settings: SettingsPatch = {}) {
  const sandbox = stopAfterTest(
    await startSupplierSandbox({
      standingAt: NOON,
      suppliers: [{ code: 'acme', apiKey: 'k', ...settings }],
    }),
  );
  const { control } = sandbox;
  await control.setStock({
    code: 'acme',
    rows: [
      { sku: 'A', quantity: 10, cost: '4.50' },
      { sku: 'B', quantity: 5 },
    ],
  });
  return { sandbox, control, client: clientOf(sandbox, 'acme', 'k') };
}

export function clientOf(sandbox: SupplierSandbox, code: string, key: string) {
  const call = async (method: string, path: string, options: CallOptions = {}) => {
    const { body, headers = {}, timeoutMs = 5_000 } = options;
    const answer = await fetch(`${sandbox.origin}/suppliers/${code}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...headers },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text };
  };
  return {
    call,
    place: async (key: string, body: unknown, options: CallOptions = {}) =>
      call('POST', '/purchase-orders', { ...options, body, headers: { 'idempotency-key': key } }),
    order: async (id: string) => orderIn((await call('GET', `/purchase-orders/${id}`)).text),
    quantities: async () => {
      const { rows } = feedIn((await call('GET', '/stock')).text);
      return Object.fromEntries(rows.map((row) => [row.sku, row.quantity]));
    },
  };
}

type CallOptions = { body?: unknown; headers?: Record<string, string>; timeoutMs?: number };

export const orderFor = (reference: string, lines: Readonly<Record<string, number>>) => ({
  reference,
  lines: Object.entries(lines).map(([sku, quantity], at) => ({
    line_id: `l${at + 1}`,
    sku,
    quantity,
  })),
});

const order = z.object({
  id: z.string(),
  reference: z.string(),
  status: z.string(),
  cancellation: z.string(),
  lines: z.array(
    z.object({
      line_id: z.string(),
      sku: z.string(),
      quantity: z.number(),
      accepted: z.number(),
      rejected: z.number(),
      backordered: z.number(),
      shipped: z.number(),
      cancelled: z.number(),
      reason: z.string().nullable(),
      unit_cost: z.string().nullable(),
      expected_at: z.string().nullable(),
    }),
  ),
  shipments: z.array(
    z.object({
      carrier: z.string(),
      tracking_number: z.string(),
      tracking_url: z.string(),
      lines: z.array(z.object({ line_id: z.string(), quantity: z.number() })),
    }),
  ),
});
const feed = z.object({
  as_of: z.string(),
  rows: z.array(
    z.object({
      sku: z.string(),
      location: z.string(),
      quantity: z.number(),
      as_of: z.string(),
      updated_at: z.string(),
      cost: z.object({ amount: z.string(), currency: z.string() }).optional(),
    }),
  ),
  next_page: z.number().nullable(),
});

export const orderIn = (text: string) => order.parse(JSON.parse(text));
export const feedIn = (text: string) => feed.parse(JSON.parse(text));
export const ordersIn = (text: string) =>
  z.object({ purchase_orders: z.array(order) }).parse(JSON.parse(text)).purchase_orders;
