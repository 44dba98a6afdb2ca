/** Factories for money: a distributor with a retailer and a supplier, and orders of which something was shipped. */
import { entriesOf } from '../../app/modules/settlement/booking-rules.ts';
import { postEntries } from '../../app/modules/settlement/post-entries.server.ts';
import { DEFAULT_TERMS } from '../../app/modules/settlement/settlement-terms.ts';
import type { SettlementTerms } from '../../app/modules/settlement/settlement-terms.ts';
import type { Clock, Instant } from '../../app/platform/clock.ts';
import type { Database } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import { currencyCode, money } from '../../app/platform/money.ts';
import { makeDistributor } from './accounts.ts';
import { makeVariant } from './catalog.ts';
import { makeConnection } from './connections.ts';
import { makeSupplier } from './suppliers.ts';

export type MoneyParties = Awaited<ReturnType<typeof makeMoneyParties>>;

export async function makeMoneyParties(
  db: Database,
  distributor: Parameters<typeof makeDistributor>[1] = {},
) {
  const { id: distributorId } = await makeDistributor(db, distributor);
  const connection = await makeConnection(db, distributorId);
  const supplier = await makeSupplier(db, distributorId);
  return {
    distributorId,
    connection,
    supplier,
    retailerKey: { distributorId, party: { kind: 'connection', id: connection.id } } as const,
    supplierKey: { distributorId, party: { kind: 'supplier', id: supplier.id } } as const,
  };
}

export type ShippedItem = {
  readonly sku: string;
  readonly units: number;
  readonly wholesaleMinor: number;
  readonly costMinor: number;
  /** Units that the purchase order asks for; all of them shipped unless said. */
  readonly ordered?: number;
};

let counter = 0;

/** An order with one purchase order, of which some units have left in one parcel that is booked. */
export async function makeShippedOrder(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  { distributorId, connection, supplier, retailerKey, supplierKey }: MoneyParties,
  options: {
    readonly items: readonly ShippedItem[];
    readonly at?: Instant;
    readonly currency?: string;
    readonly shippingMinor?: number;
    readonly terms?: SettlementTerms;
  },
): Promise<{ readonly orderId: Id<'Order'>; readonly number: string; readonly name: string }> {
  const { items, currency = 'CHF', shippingMinor = 0, at = clock.now() } = options;
  counter += 1;
  const [orderId, purchaseOrderId, shipmentId] = [newId<'Order'>(), newId(), newId()];
  const number = `PO-${1_000 + counter}`;
  const name = `#${1_000 + counter}`;
  await db.order.create({
    data: {
      distributorId, id: orderId, connectionId: connection.id, storeId: connection.storeId,
      outsideOrderId: orderId, name, status: 'released', payment: 'paid', currency, destinationCountry: 'CH',
      isTest: false, placedAt: at, storeUpdatedAt: at, storeReadAt: at, createdAt: at, updatedAt: at,
    },
  }); // prettier-ignore
  await db.purchaseOrder.create({
    data: {
      distributorId, id: purchaseOrderId, orderId, supplierId: supplier.id, locationId: supplier.locationId,
      number, status: 'part-shipped', idempotencyKey: purchaseOrderId, currency, createdAt: at, sentAt: at,
    },
  }); // prettier-ignore
  await db.shipment.create({
    data: {
      distributorId, id: shipmentId, orderId, purchaseOrderId, supplierShipmentKey: shipmentId, carrier: 'Swiss Post',
      shippedAt: at, status: 'announced', reportStatus: 'reported', outsideFulfilmentIds: [], createdAt: at,
    },
  }); // prettier-ignore
  for (const item of items) {
    const variant = await makeVariant(db, distributorId);
    const [lineId, poLineId] = [newId(), newId()];
    const quantity = item.ordered ?? item.units;
    await db.orderLine.create({
      data: {
        distributorId, id: lineId, orderId, outsideLineId: lineId, variantId: variant.id, sku: item.sku,
        title: item.sku, quantity, shippedQuantity: item.units, unitPriceMinor: item.wholesaleMinor * 2,
        unitWholesaleMinor: item.wholesaleMinor, wholesaleCurrency: currency,
      },
    }); // prettier-ignore
    await db.purchaseOrderLine.create({
      data: {
        distributorId, id: poLineId, purchaseOrderId, orderLineId: lineId, reservationId: newId(),
        variantId: variant.id, supplierSku: item.sku, quantity, unitCostMinor: item.costMinor,
        shippedQuantity: item.units,
      },
    }); // prettier-ignore
    if (item.units === 0) continue;
    await db.shipmentLine.create({
      data: { distributorId, shipmentId, purchaseOrderLineId: poLineId, orderLineId: lineId, quantity: item.units },
    }); // prettier-ignore
  }
  const code = currencyCode(currency);
  await postEntries({ tx: db, clock }, {
    distributorId,
    key: `shipment:${shipmentId}`,
    occurredAt: at,
    reason: `Parcel of ${number} for ${name}`,
    subject: { kind: 'order', id: orderId },
    entries: entriesOf({
      kind: 'parcel-shipped',
      retailer: retailerKey.party,
      supplier: supplierKey.party,
      lines: items.map(({ sku, units, wholesaleMinor, costMinor }) => ({
        title: sku, units, chargedUnits: units,
        unitWholesale: money(wholesaleMinor, code), unitCost: money(costMinor, code),
      })),
      shippingCost: money(shippingMinor, code),
      isFirstOfOrder: true,
      terms: options.terms ?? DEFAULT_TERMS,
      currency: code,
    }),
  }); // prettier-ignore
  return { orderId, number, name };
}
