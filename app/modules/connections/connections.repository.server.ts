import type { DistributorId } from '../accounts/account.ts';
import type { Database } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type {
  Assortment,
  ConnectionId,
  ConnectionKey,
  ConnectionsContext,
  Following,
  RetailRuleInput,
  ShareTerms,
} from './connection.ts';
import { DEFAULT_RETAIL_RULE, RELEASE_DELAY_SECONDS, RetailRule } from './connection.ts';
import type { ConnectionStatus } from './connection-status.ts';
import type { ShippingWishes } from './shipping-wishes.ts';

export type ConnectionRow = {
  readonly distributorId: DistributorId;
  readonly id: ConnectionId;
  readonly storeId: string;
  readonly status: ConnectionStatus;
};

/** Locks a connection for a change of its status; undefined when this distributor has no such one. */
export async function lockConnection(
  { tx }: ConnectionsContext,
  { distributorId, connectionId }: ConnectionKey,
): Promise<ConnectionRow | undefined> {
  const rows = await tx.$queryRaw<ConnectionRow[]>`
    select distributor_id as "distributorId", id, store_id as "storeId", status
    from connection where distributor_id = ${distributorId}::uuid and id = ${connectionId}::uuid for update`;
  return rows[0];
}

export async function findConnectionOfStore(
  database: Pick<Database, '$queryRaw'>,
  distributorId: DistributorId,
  storeId: string,
): Promise<ConnectionRow | undefined> {
  const rows = await database.$queryRaw<ConnectionRow[]>`
    select distributor_id as "distributorId", id, store_id as "storeId", status
    from connection where distributor_id = ${distributorId}::uuid and store_id = ${storeId}::uuid`;
  return rows[0];
}

export async function insertConnection(
  { tx, clock }: ConnectionsContext,
  input: {
    readonly distributorId: DistributorId;
    readonly storeId: string;
    readonly message: string;
  },
): Promise<ConnectionId> {
  const id = newId<'Connection'>();
  const { distributorId, storeId, message } = input;
  await tx.connection.create({
    data: {
      id,
      distributorId,
      storeId,
      message,
      status: 'requested',
      assortment: { kind: 'all' },
      retailRule: DEFAULT_RETAIL_RULE,
      releaseDelaySeconds: RELEASE_DELAY_SECONDS,
      releaseOn: 'paid',
      territories: [],
      requestedAt: clock.now(),
    },
  });
  return id;
}

export async function saveStatus(
  { tx, clock }: ConnectionsContext,
  { distributorId, connectionId }: ConnectionKey,
  status: ConnectionStatus,
): Promise<void> {
  const at = clock.now();
  await tx.connection.update({
    where: { distributorId_id: { distributorId, id: connectionId } },
    data: { status, ...(status === 'ended' ? { endedAt: at } : { decidedAt: at }) },
  });
}

/** Who asks again says something new, and asked now. */
export async function saveMessage(
  { tx, clock }: ConnectionsContext,
  { distributorId, connectionId }: ConnectionKey,
  message: string,
): Promise<void> {
  await tx.connection.update({
    where: { distributorId_id: { distributorId, id: connectionId } },
    data: { message, requestedAt: clock.now(), decidedAt: null, endedAt: null },
  });
}

/** What is left out of `ShareTerms` stays as it stands. */
export type ConnectionTerms = Partial<ShareTerms> & {
  readonly assortment: Assortment;
  readonly priceListId: string;
  /** Units kept back from what the store is shown. */
  readonly buffer: number;
  /** Most units that the store is ever shown; undefined = no cap. */
  readonly cap: number | undefined;
  readonly releaseDelaySeconds: number;
  readonly releaseOn: string;
  /** Most that the retailer may owe in open orders, minor units of the distributor's currency; null = no limit. Left out: as it stands. */
  readonly creditLimitMinor?: number | null;
  /** Countries (ISO 3166) that its orders may ship to; empty = everywhere. Left out: as it stands. */
  readonly territories?: readonly string[];
};

/** The terms as they stand, for the line that tells what a change replaced. */
export async function readTerms(
  { tx }: Pick<ConnectionsContext, 'tx'>,
  { distributorId, connectionId }: ConnectionKey,
): Promise<unknown> {
  const terms = await tx.connection.findUnique({
    where: { distributorId_id: { distributorId, id: connectionId } },
    select: {
      assortment: true,
      priceListId: true,
      buffer: true,
      cap: true,
      bufferMost: true,
      shareWeight: true,
      shareMinimum: true,
      releaseDelaySeconds: true,
      releaseOn: true,
      creditLimitMinor: true,
      territories: true,
    },
  });
  const limit = terms?.creditLimitMinor;
  return terms && { ...terms, creditLimitMinor: limit == null ? null : Number(limit) };
}

/** Saves what the distributor decides about a connection. */
export async function saveTerms(
  { tx }: ConnectionsContext,
  { distributorId, connectionId }: ConnectionKey,
  { territories, ...terms }: ConnectionTerms,
): Promise<void> {
  await tx.connection.update({
    where: { distributorId_id: { distributorId, id: connectionId } },
    data: {
      ...terms,
      cap: terms.cap ?? null,
      ...(territories ? { territories: [...territories] } : {}),
    },
  });
}

export async function saveRetailRule(
  { tx }: ConnectionsContext,
  { distributorId, connectionId }: ConnectionKey,
  rule: RetailRuleInput,
): Promise<void> {
  await tx.connection.update({
    where: { distributorId_id: { distributorId, id: connectionId } },
    data: { retailRule: RetailRule.parse(rule) },
  });
}

export async function saveFollowing(
  { tx }: ConnectionsContext,
  { distributorId, connectionId }: ConnectionKey,
  { contentFields, whenWithdrawn }: Following,
): Promise<void> {
  await tx.connection.update({
    where: { distributorId_id: { distributorId, id: connectionId } },
    data: { contentFields: [...new Set(contentFields)], whenWithdrawn },
  });
}

/** Replaces the products that a by-hand assortment names; ids of other tenants' products are left out. */
export async function saveProductsByHand(
  { tx }: ConnectionsContext,
  { distributorId, connectionId }: ConnectionKey,
  productIds: readonly string[],
): Promise<void> {
  await tx.connectionProduct.deleteMany({ where: { distributorId, connectionId } });
  await tx.$executeRaw`
    insert into connection_product (distributor_id, connection_id, product_id)
    select p.distributor_id, ${connectionId}::uuid, p.id from product p
    where p.distributor_id = ${distributorId}::uuid and p.id = any(${productIds as string[]}::uuid[])`;
}

/** The stores whose approved connections pay by a price list. */
export async function storesOnPriceList(
  { tx }: Pick<ConnectionsContext, 'tx'>,
  input: { readonly distributorId: string; readonly priceListId: string },
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ storeId: string }[]>`
    select store_id as "storeId" from connection
    where distributor_id = ${input.distributorId}::uuid and price_list_id = ${input.priceListId}::uuid
      and status = 'approved' order by store_id`;
  return rows.map(({ storeId }) => storeId);
}

/** The stores of all approved connections of a distributor. */
export async function tradingStores(
  { tx }: Pick<ConnectionsContext, 'tx'>,
  distributorId: string,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ storeId: string }[]>`
    select store_id as "storeId" from connection
    where distributor_id = ${distributorId}::uuid and status = 'approved' order by store_id`;
  return rows.map(({ storeId }) => storeId);
}

/** How the retailer wants the orders of a connection shipped; routing follows it from the next order on. */
export async function saveShippingWishes(
  { tx }: ConnectionsContext,
  { distributorId, connectionId }: ConnectionKey,
  wishes: ShippingWishes,
): Promise<void> {
  await tx.$executeRaw`
    update connection set shipping_wishes = ${JSON.stringify(wishes)}::jsonb
    where distributor_id = ${distributorId}::uuid and id = ${connectionId}::uuid`;
}
