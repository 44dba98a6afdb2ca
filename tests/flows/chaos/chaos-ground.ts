/**
 * Ground of the kills: a distributor with two suppliers and a store that lists their goods, made once through the
 * app itself and kept as a template database and a snapshot of the shop; the gates stand before all of it.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { installStore } from '../../../app/flows/relation/install-store.server.ts';
import { startProductImport } from '../../../app/flows/relation/start-product-import.server.ts';
import { offlineSessionId } from '../../../app/integrations/channels/shopify/shopify-tokens.server.ts';
import { createStoreSessions } from '../../../app/modules/stores/store-sessions.repository.server.ts';
import { credentialsPurpose } from '../../../app/modules/suppliers/supplier.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { parseEnvironment } from '../../../app/platform/env.server.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { openRuntime } from '../../../app/runtime.server.ts';
import type { Runtime } from '../../../app/runtime.server.ts';
import { startWork } from '../../../app/worker.server.ts';
import { until } from '../../demo/world.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { openHttpGate } from '../../sandbox/cutting-proxy/http-gate.ts';
import { openPostgresGate } from '../../sandbox/cutting-proxy/postgres-gate.ts';
import { createToll } from '../../sandbox/cutting-proxy/toll.ts';
import type { Gate, Toll } from '../../sandbox/cutting-proxy/toll.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { startSupplierSandbox } from '../../sandbox/suppliers/start-supplier-sandbox.ts';
import type { SupplierSandbox } from '../../sandbox/suppliers/start-supplier-sandbox.ts';
import { differences } from './shelf.ts';

export const SHOP = 'chaos.myshopify.com';
export const APP = { clientId: 'stockbridge-chaos', clientSecret: 'secret-of-the-chaos-app' };
export const KEY = `chaos:${Buffer.alloc(32, 7).toString('base64')}`;

export type SupplierName = 'north' | 'south';

export type Article = MadeStock & { readonly sku: string; readonly onHand: number };

/** What was made, by its ids; the same in every copy. */
export type Made = {
  readonly distributorId: Id<'Distributor'>;
  readonly storeId: string;
  readonly connectionId: Id<'Connection'>;
  readonly suppliers: Readonly<Record<SupplierName, string>>;
  /** Only north has it. */
  readonly sock: Article;
  /** Only south has it. */
  readonly cap: Article;
  /** Both have it. */
  readonly shirt: Article;
};

export type Ground = {
  readonly toll: Toll;
  readonly gates: {
    readonly postgres: Gate;
    readonly shopify: Gate;
    readonly suppliers: Gate;
    /** Where the app is for the outside; what passes here counts on a toll of its own. */
    readonly web: Gate;
  };
  readonly webToll: Toll;
  readonly made: Made;
  readonly shopSnapshot: string;
  readonly appUrl: string;
  /** A copy of the database as it was made: its name. */
  copyDatabase(): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** What a process is started with: through the gates, or straight (then it is neither counted nor cut). */
  environmentOf(database: string, through: 'gates' | 'straight'): Record<string, string>;
  startShop(seed: number): Promise<ShopifySandbox>;
  startSuppliers(): Promise<SupplierSandbox>;
  close(): Promise<void>;
};

type Frame = Omit<Ground, 'made' | 'shopSnapshot' | 'copyDatabase' | 'close'> & {
  close(): Promise<void>;
};

export async function layGround(): Promise<Ground> {
  const frame = await openFrame();
  const template = `chaos_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${template} template ${inject('templateDatabase')}`);
  const shop = await frame.startShop(1);
  const suppliers = await frame.startSuppliers();
  aimGates(frame, shop, suppliers);
  const environment = parseEnvironment(frame.environmentOf(template, 'straight'));
  const runtime = await openRuntime(environment, { name: 'ground', log: silentLog });
  const work = await startWork(runtime);
  const made = await make(runtime, shop, frame.gates.suppliers.port);
  await work.stop();
  await runtime.close();
  const shopSnapshot = await shop.control.snapshot();
  await shop.close();
  await suppliers.stop();
  return {
    ...frame,
    made,
    shopSnapshot,
    async copyDatabase() {
      const name = `chaos_${randomUUID().replaceAll('-', '')}`;
      await onServer(`create database ${name} template ${template} strategy file_copy`);
      return name;
    },
    async close() {
      await frame.close();
      await frame.dropDatabase(template);
    },
  };
}

async function openFrame(): Promise<Frame> {
  const toll = createToll();
  const webToll = createToll();
  const gates = {
    postgres: await openPostgresGate(toll),
    shopify: await openHttpGate(toll, 'shopify'),
    suppliers: await openHttpGate(toll, 'suppliers'),
    web: await openHttpGate(webToll, 'web'),
  };
  const server = new URL(inject('serverUrl'));
  gates.postgres.aim({ host: server.hostname, port: Number(server.port) });
  const appUrl = `http://127.0.0.1:${gates.web.port}`;
  return {
    toll,
    webToll,
    gates,
    appUrl,
    dropDatabase: (name) => onServer(`drop database if exists ${name} with (force)`),
    environmentOf(database, through) {
      const url = new URL(server);
      url.pathname = `/${database}`;
      if (through === 'gates') url.host = `127.0.0.1:${gates.postgres.port}`;
      return {
        NODE_ENV: 'test',
        DATABASE_URL: url.href,
        APP_URL: appUrl,
        SHOPIFY_API_KEY: APP.clientId,
        SHOPIFY_API_SECRET: APP.clientSecret,
        SHOPIFY_SANDBOX_URL: `http://127.0.0.1:${gates.shopify.port}`,
        ALLOW_PRIVATE_ADDRESSES: `127.0.0.1:${gates.suppliers.port}`,
        ENCRYPTION_KEYS: KEY,
        AUTH_SECRET: 'the-sign-in-secret-of-the-kill-tests',
        WORKER_CONCURRENCY: '4',
        DATABASE_POOL_SIZE: '4',
        LOG_LEVEL: 'warn',
      };
    },
    startShop: (seed) =>
      startShopifySandbox({
        app: { ...APP, applicationUrl: `${appUrl}/app` },
        seed,
        unlimited: true,
      }),
    startSuppliers: () =>
      startSupplierSandbox({ suppliers: [{ code: 'north' }, { code: 'south' }] }),
    async close() {
      await Promise.all(Object.values(gates).map((gate) => gate.close()));
    },
  };
}

/** Sends what knocks at the gates on to these sandboxes. */
export function aimGates(
  { gates }: Pick<Ground, 'gates'>,
  shop: Pick<ShopifySandbox, 'origin'>,
  suppliers: Pick<SupplierSandbox, 'origin'>,
): void {
  gates.shopify.aim(addressOf(shop.origin));
  gates.suppliers.aim(addressOf(suppliers.origin));
}

export const addressOf = (origin: string) => ({
  host: '127.0.0.1',
  port: Number(new URL(origin).port),
});

export const eventSecretOf = (code: SupplierName) =>
  `whsec_${Buffer.from(`secret-of-${code}-in-the-kills`).toString('base64')}`;

async function make(runtime: Runtime, shop: ShopifySandbox, supplierPort: number): Promise<Made> {
  const { db, clock } = runtime.door;
  const distributor = await makeDistributor(db);
  const supplierOf = async (code: SupplierName, tier: string) => {
    const supplier = await makeSupplier(db, distributor.id, {
      code,
      name: code,
      tier,
      settings: {
        address: `http://127.0.0.1:${supplierPort}/suppliers/${code}`,
        ordersBy: 'api',
      },
      feedIntervalSeconds: 86_400,
      feedDueAt: new Date(clock.now().getTime() + 86_400_000),
    });
    const key = { distributorId: distributor.id, supplierId: supplier.id };
    const credentials = JSON.stringify({ apiKey: `key-${code}`, eventSecret: eventSecretOf(code) });
    await db.supplier.update({
      where: { distributorId_id: { distributorId: distributor.id, id: supplier.id } },
      data: { sealedCredentials: runtime.door.secrets.seal(credentials, credentialsPurpose(key)) },
    });
    return supplier;
  };
  const north = await supplierOf('north', 'primary');
  const south = await supplierOf('south', 'primary');
  const article = async (supplier: typeof north, title: string, onHand: number) => {
    const sku = title.toUpperCase();
    const asOf = clock.now();
    const stock = await makeStock(db, supplier, {
      onHand,
      asOf,
      supplierSku: sku,
      variant: { sku },
    });
    await db.product.updateMany({ where: { id: stock.productId }, data: { title } });
    return { ...stock, sku, onHand };
  };
  const sock = await article(north, 'sock', 10);
  const cap = await article(south, 'cap', 8);
  const shirt = await article(north, 'shirt', 6);
  const storeId = await connectShop(runtime, shop, SHOP);
  const connection = await makeConnection(db, distributor.id, {
    storeId: storeId as Id<'Store'>,
    releaseDelaySeconds: 0,
  });
  const key = { distributorId: distributor.id, connectionId: connection.id };
  const productIds = [sock, cap, shirt].map(({ productId }) => productId);
  expectOk(await startProductImport(runtime.door, { ...key, storeId, productIds }));
  const made: Made = {
    ...key,
    storeId,
    suppliers: { north: north.id, south: south.id },
    sock,
    cap,
    shirt,
  };
  const shelf = { db, clock, shopify: shop.control, made };
  await until('the store lists everything as it is offered', async () => {
    const listed = await db.listing.count({ where: { storeId } });
    return listed === 3 && (await differences(shelf)).length === 0;
  }).catch(async (fault: unknown) => {
    const items = await db.productImportItem.findMany();
    const open = await db.exceptionCase.findMany({ where: { resolvedAt: null } });
    throw new Error(
      [
        ...items.map(({ status, message }) => `Import: ${status} ${message ?? ''}`),
        ...open.map(({ happened }) => happened),
        ...(await differences(shelf)),
      ].join('\n'),
      { cause: fault },
    );
  });
  return made;
}

/** Signs the app in to the shop and waits until it is set up there. */
export async function connectShop(
  runtime: Runtime,
  shop: ShopifySandbox,
  domain: string,
): Promise<string> {
  const { db, pool, secrets, clock } = runtime.door;
  await shop.control.createStore({ shop: domain, currencyCode: 'CHF', countryCode: 'CH' });
  await shop.control.install({ shop: domain });
  const token = await shop.control.issueToken({ shop: domain });
  await createStoreSessions({ db, lockPool: pool, secrets, clock }).save({
    id: offlineSessionId(domain),
    domain,
    isOnline: false,
    scope: token.scope,
    accessToken: token.accessToken,
    expiresAt: new Date(token.expiresAt),
    refreshToken: token.refreshToken,
    refreshExpiresAt: undefined,
    extra: {},
  });
  const storeId = await installStore({ db, clock }, { channel: 'shopify', domain });
  await until('the store is set up', async () => {
    const store = await db.store.findUnique({ where: { id: storeId } });
    return store?.status === 'active';
  });
  return storeId;
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('serverUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
