import { beforeEach, expect, test } from 'vitest';
import { makePurchaseDocument } from '../../../app/flows/order/make-purchase-document.server.ts';
import type { PurchaseDocument } from '../../../app/flows/order/make-purchase-document.server.ts';
import { eraseContacts } from '../../../app/modules/orders/order-contact.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { newId } from '../../../app/platform/ids.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { readPdfText } from '../../setup/pdf-text.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

async function arrange() {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([10], [512]);
  const line = { outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 3 };
  world.put({ outsideOrderId: '1', lines: [line] });
  await world.import('1');
  await world.work();
  const order = await world.order('1');
  const [purchaseOrder] = order.purchaseOrders;
  if (!purchaseOrder) throw new Error('There is a purchase order');
  const key = {
    distributorId: world.distributor.id,
    orderId: order.id as Id<'Order'>,
    purchaseOrderId: purchaseOrder.id as Id<'PurchaseOrder'>,
  };
  return { world, key, purchaseOrder };
}

type Arranged = Awaited<ReturnType<typeof arrange>>;

async function textOf({ world, key }: Pick<Arranged, 'world' | 'key'>, document: PurchaseDocument) {
  const actor = { kind: 'user', id: 'u' } as const;
  const made = await makePurchaseDocument(world.context, { ...key, document, actor });
  if (!made) throw new Error('There is a document');
  return readPdfText(made.bytes);
}

async function brand(world: World, values: { name: string; color: string; locale: string }) {
  const { storeId } = world.connection;
  await world.db.storeBrand.create({
    data: { storeId, ...values, footer: '', updatedAt: world.clock.now() },
  });
}

test('the purchase order says what the supplier is asked for, at what cost and for whom', async () => {
  const { world, key, purchaseOrder } = await arrange();
  const text = await textOf({ world, key }, 'purchase-order');
  const [line] = purchaseOrder.purchaseOrderLines;
  for (const words of [purchaseOrder.number, line?.supplierSku ?? '?', '5.12', '15.36', 'Ada Muster', 'Zürich', 'Switzerland'])
    expect(text).toContain(words);
}); // prettier-ignore

test('the packing slip knows no price, no cost, no supplier and no distributor', async () => {
  const { world, key } = await arrange();
  await world.db.supplier.updateMany({ data: { name: 'Secret Supplies' } });
  await world.db.distributor.updateMany({ data: { name: 'Hidden Hub' } });
  const text = await textOf({ world, key }, 'packing-slip');
  expect(text).toContain('Wool sock');
  expect(text).toContain('Ada Muster');
  for (const words of ['5.12', '15.36', '20.00', 'CHF', 'Secret', 'Hidden'])
    expect(text).not.toContain(words);
});

test('the slip carries the brand of the retailer and speaks its language', async () => {
  const { world, key } = await arrange();
  await brand(world, { name: 'Sockenhaus Zürich', color: '#aa2200', locale: 'de' });
  const text = await textOf({ world, key }, 'packing-slip');
  expect(text).toContain('Sockenhaus Zürich');
  expect(text).toContain('Lieferschein');
});

test('without a language of its own the slip is written for where the parcel goes', async () => {
  const { world, key } = await arrange();
  expect(await textOf({ world, key }, 'packing-slip')).toContain('Lieferadresse');
  await world.db.order.updateMany({ data: { destinationCountry: 'GB' } });
  expect(await textOf({ world, key }, 'packing-slip')).toContain('Ship to');
});

test('units that were called off or refused stand on neither', async () => {
  const { world, key, purchaseOrder } = await arrange();
  await world.acknowledge(purchaseOrder.number, [{ accepted: 1, rejected: 2 }]);
  expect(await textOf({ world, key }, 'purchase-order')).not.toContain('15.36');
});

test('that somebody took a document away is on record; once the shopper is erased it names nobody', async () => {
  const { world, key } = await arrange();
  await textOf({ world, key }, 'packing-slip');
  const acts = await world.db.auditEntry.findMany({ where: { act: 'document-taken' } });
  expect(acts).toHaveLength(1);
  await eraseContacts({ tx: world.db, clock: world.clock }, [key]);
  expect(await textOf({ world, key }, 'packing-slip')).not.toContain('Ada');
});

test('another distributor, or another order, has no such document', async () => {
  const { world, key } = await arrange();
  const wanted = { ...key, document: 'purchase-order', actor: { kind: 'user', id: 'u' } } as const;
  const distributorId = newId<'Distributor'>();
  const orderId = newId<'Order'>();
  expect(await makePurchaseDocument(world.context, { ...wanted, distributorId })).toBeUndefined();
  expect(await makePurchaseDocument(world.context, { ...wanted, orderId })).toBeUndefined();
});

test('the same document is the same bytes each time', async () => {
  const { world, key } = await arrange();
  const wanted = { ...key, document: 'purchase-order', actor: { kind: 'user', id: 'u' } } as const;
  const first = await makePurchaseDocument(world.context, wanted);
  world.clock.move(86_400_000);
  const second = await makePurchaseDocument(world.context, wanted);
  expect(first?.bytes.equals(second?.bytes ?? Buffer.of())).toBe(true);
});
