/**
 * Lists of orders cost the same among any number of orders: the blocks of the database that a page touches, counted
 * beside a history ten times as long. Blocks do not depend on how busy the machine is; the bench `orders-scale` takes the time.
 */
import { expect, test } from 'vitest';
import { Prisma } from '../../../app/platform/prisma/generated/client.ts';
import { HUB_ORDER_VIEWS, readHubOrders } from '../../../app/views/read-hub-orders.server.ts';
import { ORDER_VIEWS, readRetailerOrders } from '../../../app/views/read-retailer-orders.server.ts';
import type { Reader } from '../../../app/views/reader.server.ts';
import { insertGoods } from '../../bench/bench-goods.ts';
import { fillOrders } from '../../bench/orders-fill.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool } = await cloneDatabase();
const few = await makeHistory(3_000);
const many = await makeHistory(25_000);

type History = { readonly distributorId: string; readonly storeId: string };

async function makeHistory(orders: number): Promise<History> {
  const { id: distributorId } = await makeDistributor(db);
  const { id: supplierId, locationId } = await makeSupplier(db, distributorId);
  const key = { distributorId, supplierId, locationId };
  await insertGoods(pool, { ...key, count: 20 });
  const { storeId } = await makeConnection(db, distributorId);
  await makeConnection(db, distributorId);
  await fillOrders(pool, { ...key, orders });
  return { distributorId, storeId };
}

type Plan = { readonly Plan: Record<string, number> };

/** Blocks that the statements of a view touch. */
async function blocksOf(view: (reader: Reader) => Promise<unknown>): Promise<number> {
  let blocks = 0;
  const $queryRaw = async (statement: Prisma.Sql) => {
    const [row] = await db.$queryRaw<{ 'QUERY PLAN': Plan[] }[]>(
      Prisma.sql`explain (analyze, buffers, format json) ${statement}`,
    );
    const plan = row?.['QUERY PLAN'][0]?.Plan;
    blocks += (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
    return [];
  };
  await view({ $queryRaw } as unknown as Reader);
  return blocks;
}

const ALL = { search: '', view: '', status: '', storeId: undefined };
type View = (reader: Reader, history: History) => Promise<unknown>;

const hub =
  (filter: Partial<Parameters<typeof readHubOrders>[2]>): View =>
  (reader, { distributorId }) =>
    readHubOrders(reader, distributorId, { ...ALL, ...filter }, { size: 50 });
const retailer =
  (filter: Partial<Parameters<typeof readRetailerOrders>[2]>): View =>
  (reader, { storeId }) =>
    readRetailerOrders(reader, storeId, { search: '', view: undefined, ...filter }, { size: 25 });

const VIEWS: readonly (readonly [string, View])[] = [
  ...['', ...HUB_ORDER_VIEWS].map((view) => [`the hub’s list, view "${view}"`, hub({ view })] as const), // prettier-ignore
  ['the hub’s list of a state', hub({ status: 'cancelled' })],
  ['the hub’s list of a store', (reader, history) => hub({ storeId: history.storeId })(reader, history)],
  ['the hub’s search for a name', hub({ search: '#2600' })],
  ['the hub’s search for a purchase order', hub({ search: 'PO-2600' })],
  ['the retailer’s list', retailer({})],
  ...ORDER_VIEWS.map((view) => [`the retailer’s list, view "${view}"`, retailer({ view })] as const),
  ['the retailer’s search for a name', retailer({ search: '#2600' })],
]; // prettier-ignore

/** All open orders of a store may be looked at, in whatever order the planner chooses; they are as many in both. */
const BY_OPEN = ['the retailer’s list, view "open"', 'the retailer’s list, view "held"'];

test.each(VIEWS)(
  '%s touches no more of a long history than of a short one',
  async (name, view) => {
    const [short, long] = [await blocksOf((reader) => view(reader, few)), await blocksOf((reader) => view(reader, many))]; // prettier-ignore
    expect(short).toBeGreaterThan(0);
    expect(long).toBeLessThan(short * 1.3 + (BY_OPEN.includes(name) ? 1_000 : 50));
  },
  60_000,
);
