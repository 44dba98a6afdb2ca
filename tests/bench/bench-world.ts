/**
 * Bench world: the whole of Stockbridge as processes over sandboxes and an embedded PostgreSQL with its usual
 * durability, and the ground that every bench stands on: one distributor with one supplier and goods.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type pg from 'pg';
import { credentialsPurpose } from '../../app/modules/suppliers/supplier.ts';
import { openPool } from '../../app/platform/database.server.ts';
import { parseEnvironment } from '../../app/platform/env.server.ts';
import type { Id } from '../../app/platform/ids.ts';
import { createLog } from '../../app/platform/log.server.ts';
import { openRuntime } from '../../app/runtime.server.ts';
import type { Runtime } from '../../app/runtime.server.ts';
import { makeDistributor } from '../factories/accounts.ts';
import { makeSupplier } from '../factories/suppliers.ts';
import type { MadeSupplier } from '../factories/suppliers.ts';
import { startStack } from '../sandbox/stack.ts';
import type { Stack, StackOptions } from '../sandbox/stack.ts';
import { insertGoods } from './bench-goods.ts';

export type BenchWorld = {
  readonly stack: Stack;
  readonly runtime: Runtime;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly distributorId: Id<'Distributor'>;
  readonly supplier: MadeSupplier;
  /** Where our doors answer. */
  readonly door: { readonly host: string; readonly port: number };
};

export type BenchWorldOptions = {
  readonly goods: number;
  readonly environment?: StackOptions['environment'];
  /** Where the supplier's API is; default: the supplier sandbox, as the supplier `bench`. */
  readonly supplierAddress?: string;
};

export const SUPPLIER_CODE = 'bench';
const DAY_MS = 24 * 3_600_000;
const API_KEY = 'key-of-the-bench';
const EVENT_SECRET = `whsec_${Buffer.from('secret-of-the-bench-supplier').toString('base64')}`;

/** Starts it, lends it to `act` and takes it down again, whatever happens. */
export async function withBenchWorld<Value>(
  options: BenchWorldOptions,
  act: (world: BenchWorld) => Promise<Value>,
): Promise<Value> {
  mkdirSync('.data', { recursive: true });
  const dataFolder = resolve(mkdtempSync('.data/bench-'));
  const address = options.supplierAddress;
  const stack = await startStack({
    dataFolder,
    environment: {
      ...options.environment,
      ...(address ? { ALLOW_PRIVATE_ADDRESSES: new URL(address).host } : {}),
    },
  });
  try {
    const runtime = await openRuntime(parseEnvironment({ ...stack.environment }), {
      name: 'bench',
      log: createLog({ level: 'warn' }),
    });
    const pool = openPool(runtime.databaseUrl, { size: 4, name: 'bench' });
    try {
      return await act(await furnish({ stack, runtime, pool }, options));
    } finally {
      await pool.end();
      await runtime.close();
    }
  } finally {
    await stack.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function furnish(
  started: Pick<BenchWorld, 'stack' | 'runtime' | 'pool'>,
  { goods, supplierAddress }: BenchWorldOptions,
): Promise<BenchWorld> {
  const { stack, runtime, pool } = started;
  const { db, secrets } = runtime.door;
  const { id: distributorId } = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributorId, {
    code: SUPPLIER_CODE,
    settings: {
      address: supplierAddress ?? `${stack.supplierUrl}/suppliers/${SUPPLIER_CODE}`,
    },
    feedDueAt: new Date(Date.now() + DAY_MS), // its figures are ours; a collection would only disturb
  });
  const key = { distributorId, supplierId: supplier.id };
  const credentials = JSON.stringify({ apiKey: API_KEY, eventSecret: EVENT_SECRET });
  await db.supplier.update({
    where: { distributorId_id: { distributorId, id: supplier.id } },
    data: { sealedCredentials: secrets.seal(credentials, credentialsPurpose(key)) },
  });
  await stack.suppliers.addSupplier({ code: SUPPLIER_CODE, apiKey: API_KEY });
  await stack.suppliers.configure({
    code: SUPPLIER_CODE,
    stockEvents: true,
    hub: { url: `${stack.appUrl}/suppliers/${supplier.id}/events`, secret: EVENT_SECRET },
  });
  await insertGoods(pool, { ...key, locationId: supplier.locationId, count: goods });
  const { hostname: host, port } = new URL(stack.appUrl);
  const door = { host, port: Number(port) };
  return { ...started, databaseUrl: runtime.databaseUrl, distributorId, supplier, door };
}
