/** Two retailers with the same distributor, each with everything that a screen can show. */
import type { Tx } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import { makeDistributor } from './accounts.ts';
import type { MadeDistributor } from './accounts.ts';
import { makeConnection } from './connections.ts';
import type { MadeConnection } from './connections.ts';
import { FACTORY_NOW } from './factory-clock.ts';
import { makeListing } from './listings.ts';
import { makeStock } from './stock.ts';
import type { MadeStock } from './stock.ts';
import { makeSupplier } from './suppliers.ts';
import type { MadeSupplier } from './suppliers.ts';

export type Tenant = {
  readonly connection: MadeConnection;
  readonly storeId: Id<'Store'>;
  readonly orderId: Id<'Order'>;
  readonly importId: Id<'ProductImport'>;
};

export type Scene = {
  readonly distributor: MadeDistributor;
  readonly supplier: MadeSupplier;
  readonly stock: MadeStock;
  readonly ours: Tenant;
  readonly theirs: Tenant;
};

export async function makeScene(tx: Tx): Promise<Scene> {
  const distributor = await makeDistributor(tx);
  const supplier = await makeSupplier(tx, distributor.id);
  const stock = await makeStock(tx, supplier, { onHand: 42 });
  const ours = await makeTenant(tx, distributor.id, stock, '#1001');
  const theirs = await makeTenant(tx, distributor.id, stock, '#2001');
  return { distributor, supplier, stock, ours, theirs };
}

async function makeTenant(
  tx: Tx,
  distributorId: Id<'Distributor'>,
  stock: MadeStock,
  name: string,
): Promise<Tenant> {
  const connection = await makeConnection(tx, distributorId);
  await makeListing(tx, connection, stock);
  const orderId = await makeOrder(tx, connection, stock, { name });
  const importId = await makeImport(tx, connection, stock);
  return { connection, storeId: connection.storeId, orderId, importId };
}

export async function makeOrder(
  tx: Tx,
  { id: connectionId, distributorId, storeId }: MadeConnection,
  { variantId }: Pick<MadeStock, 'variantId'>,
  order: { name: string; status?: string; outsideOrderId?: string; placedAt?: Date },
): Promise<Id<'Order'>> {
  const id = newId<'Order'>();
  await tx.order.create({
    data: {
      distributorId, id, connectionId, storeId,
      outsideOrderId: `gid://shopify/Order/${id}`,
      status: 'awaiting-release', payment: 'paid', currency: 'CHF', destinationCountry: 'CH', isTest: false,
      placedAt: FACTORY_NOW, storeUpdatedAt: FACTORY_NOW, storeReadAt: FACTORY_NOW, createdAt: FACTORY_NOW,
      updatedAt: FACTORY_NOW,
      ...order,
    },
  }); // prettier-ignore
  await tx.orderLine.create({
    data: {
      distributorId, id: newId(), orderId: id, outsideLineId: `line-${id}`, variantId, sku: 'SKU-1', title: 'Wool sock',
      quantity: 3, unitPriceMinor: 2_000n, unitWholesaleMinor: 1_200n, wholesaleCurrency: 'CHF',
    },
  }); // prettier-ignore
  return id;
}

async function makeImport(
  tx: Tx,
  { id: connectionId, distributorId }: MadeConnection,
  { productId }: Pick<MadeStock, 'productId'>,
): Promise<Id<'ProductImport'>> {
  const id = newId<'ProductImport'>();
  await tx.productImport.create({
    data: { distributorId, id, connectionId, status: 'running', total: 1, startedAt: FACTORY_NOW },
  });
  await tx.productImportItem.create({
    data: { distributorId, importId: id, productId, status: 'refused', message: 'No price.' },
  });
  return id;
}
