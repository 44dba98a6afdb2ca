/** A supplier in the sandbox and a connector to it, as the runtime would make one. */
import { onTestFinished } from 'vitest';
import { createConnectorFactories } from '../../../app/integrations/suppliers/connectors.server.ts';
import type {
  FeedLine,
  PurchaseOrderRequest,
  StockDelivery,
  SupplierConnector,
} from '../../../app/modules/suppliers/supplier-connector.ts';
import { createHttpClient } from '../../../app/platform/http-client.server.ts';
import type { HttpRequest } from '../../../app/platform/http-client.server.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import { startSupplierSandbox } from '../../sandbox/suppliers/start-supplier-sandbox.ts';
import type { SettingsPatch } from '../../sandbox/suppliers/supplier.ts';

export const NOON = new Date('2026-03-02T12:00:00.000Z');
export const API_KEY = 'sk_sandbox_very_secret';
export const EVENT_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const IMPATIENT_MS = 250;

export type WorldOptions = {
  readonly kind?: 'api' | 'csv' | 'none';
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly supplier?: SettingsPatch;
  /** Shown to the sandbox instead of the right one. */
  readonly apiKey?: string;
  /** False: the sandbox stands on a private address that nobody allowed. */
  readonly allowed?: boolean;
  /** `host:port` of another stand-in. */
  readonly alsoAllowed?: string;
};

/** One supplier "acme" with ten of A and five of B for a minute; its clock stands at noon and so does ours. */
export async function openWorld(options: WorldOptions = {}) {
  const { kind = 'api', settings = {}, supplier = {}, apiKey = API_KEY, allowed = true } = options;
  const sandbox = await startSupplierSandbox({
    standingAt: new Date(NOON.getTime() - 60_000),
    suppliers: [{ code: 'acme', apiKey: API_KEY, ...supplier }],
  });
  const time = { now: NOON };
  const clock = { now: () => time.now };
  const host = new URL(sandbox.origin).host;
  const allowPrivateAddresses = allowed ? [host, options.alsoAllowed ?? host] : [];
  const http = createHttpClient({ clock, allowPrivateAddresses });
  onTestFinished(async () => {
    await http.close();
    await sandbox.stop();
  });
  const { control } = sandbox;
  const rows = [
    { sku: 'A', quantity: 10, cost: '4.50' },
    { sku: 'B', quantity: 5 },
  ];
  await control.setStock({ code: 'acme', rows });
  await control.advanceClock({ ms: 60_000 });
  const sent: HttpRequest[] = [];
  const impatient = {
    send: (request: HttpRequest) => {
      sent.push(request);
      return http.send({ ...request, timeoutMs: IMPATIENT_MS });
    },
    stream: (request: HttpRequest) => {
      sent.push(request);
      return http.stream({ ...request, timeoutMs: IMPATIENT_MS });
    },
  };
  const connector = createConnectorFactories({ http: impatient, clock })[kind]({
    supplierId: '018f0000-0000-7000-8000-000000000001',
    code: 'acme',
    currency: 'USD',
    settings: { address: `${sandbox.origin}/suppliers/acme/`, ...settings },
    credentials: JSON.stringify({ apiKey, eventSecret: EVENT_SECRET }),
  });
  return {
    connector,
    control,
    sandbox,
    sent,
    now: () => time.now,
    /** Moves both clocks. */
    advance: async (ms: number) => {
      await control.advanceClock({ ms });
      time.now = new Date(time.now.getTime() + ms);
    },
    setStock: (sku: string, quantity: number, location?: string) =>
      control.setStock({ code: 'acme', rows: [{ sku, quantity, location }] }),
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;

export const orderFor = (
  number: string,
  units: Readonly<Record<string, number>>,
): PurchaseOrderRequest => ({
  number,
  placedAt: NOON,
  shipTo: {
    name: 'Ada Example',
    company: undefined,
    address1: '1 Market Street',
    address2: undefined,
    city: 'Springfield',
    province: 'IL',
    zip: '62701',
    country: 'US',
    phone: undefined,
  },
  shipFromLocationCode: 'MAIN',
  lines: Object.entries(units).map(([supplierSku, quantity], at) => ({
    lineId: `l${at + 1}`,
    supplierSku,
    quantity,
    unitCost: money(450, currencyCode('USD')),
  })),
});

/** The value of an answer that must be good. */
export function good<Value>(answer: { ok: true; value: Value } | { ok: false; error: unknown }) {
  if (!answer.ok) throw new Error(`Expected an answer, got ${JSON.stringify(answer.error)}`);
  return answer.value;
}

export async function collect(connector: SupplierConnector, cursor?: string) {
  const answer = good(await connector.collectStock(cursor));
  if (answer === 'unchanged' || !('body' in answer)) throw new Error('Expected a delivery');
  return { ...answer, lines: await linesOf(connector, answer) };
}

/** Keeps the delivery's bytes and reads them again, as the hub does. */
async function linesOf(connector: SupplierConnector, delivery: StockDelivery): Promise<FeedLine[]> {
  return readBytes(connector, await bytesOf(delivery.body));
}

export async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function readBytes(
  connector: SupplierConnector,
  bytes: Uint8Array | string,
): Promise<FeedLine[]> {
  const lines: FeedLine[] = [];
  for await (const line of connector.readStock(inPieces(Buffer.from(bytes)))) lines.push(line);
  return lines;
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 7) yield bytes.subarray(start, start + 7);
}

/** What the lines say, short: "A@MAIN=10". */
export const figures = (lines: readonly FeedLine[]) =>
  lines.map((line) =>
    line.kind === 'level'
      ? `${line.supplierSku}@${line.locationCode ?? ''}=${line.quantity}`
      : `refused ${line.column ?? ''}`,
  );
