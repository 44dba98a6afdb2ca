import type { Tx } from '../../platform/database.server.ts';
import type { OrderId } from '../orders/order.ts';
import type { DocumentFacts } from './draw-documents.ts';
import type { PurchaseOrderKey } from './purchase-order.ts';

export type BrandedFacts = Omit<DocumentFacts, 'shipTo'> & {
  /** `#rrggbb` of the retailer's brand. */
  readonly colour: string | undefined;
  /** Language of the retailer's brand, or 'auto': by where the parcel goes. */
  readonly locale: 'auto' | 'en' | 'de' | 'fr';
  readonly country: string;
};

/** What stands on the documents of a purchase order, without the shopper. Units that were called off or refused are left out. */
export async function readDocumentFacts(
  tx: Tx,
  key: PurchaseOrderKey & { readonly orderId: OrderId },
): Promise<BrandedFacts | undefined> {
  const [row] = await tx.$queryRaw<(Omit<BrandedFacts, 'colour'> & { colour: string | null })[]>`
    select p.number, b.number as "batchNumber", p.created_at as "createdAt", p.currency, d.name as distributor,
      s.name as supplier, place.name as location, coalesce(brand.name, st.name) as brand, o.name as "orderName",
      o.placed_at as "orderedAt", brand.color as colour, coalesce(brand.locale, 'auto') as locale,
      o.destination_country as country,
      (select coalesce(jsonb_agg(jsonb_build_object('title', coalesce(l.substitute ->> 'title', ol.title), 'sku', ol.sku,
          'supplierSku', l.supplier_sku, 'units', l.quantity - l.cancelled_quantity - l.rejected_quantity,
          'unitCostMinor', l.unit_cost_minor) order by l.id), '[]')
        from purchase_order_line l join order_line ol on ol.distributor_id = l.distributor_id and ol.id = l.order_line_id
        where l.distributor_id = p.distributor_id and l.purchase_order_id = p.id
          and l.quantity > l.cancelled_quantity + l.rejected_quantity) as lines
    from purchase_order p
    join orders o on o.distributor_id = p.distributor_id and o.id = p.order_id
    join distributor d on d.id = p.distributor_id
    join supplier s on s.distributor_id = p.distributor_id and s.id = p.supplier_id
    join supplier_location place on place.distributor_id = p.distributor_id and place.id = p.location_id
    join store st on st.id = o.store_id
    left join store_brand brand on brand.store_id = o.store_id
    left join purchase_order_batch b on b.distributor_id = p.distributor_id and b.id = p.batch_id
    where p.distributor_id = ${key.distributorId}::uuid and p.id = ${key.purchaseOrderId}::uuid
      and p.order_id = ${key.orderId}::uuid`;
  return row && { ...row, colour: row.colour ?? undefined };
}
