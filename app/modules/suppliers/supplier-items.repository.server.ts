import { formsOfGtin } from '../catalog/gtin.ts';
import type { Tx } from '../../platform/database.server.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import { newId } from '../../platform/ids.ts';
import type { SupplierKey, SuppliersContext } from './supplier.ts';
import type {
  MatchCandidate,
  MatchDoubt,
  NotedItem,
  SupplierItem,
  SupplierItemId,
  SupplierItemKey,
} from './supplier-item.ts';

const SELECT = Prisma.sql`select id, supplier_id as "supplierId", supplier_sku as "supplierSku", title, brand, gtin, mpn,
  cost_minor::float8 as "costMinor", currency, status, variant_id as "variantId" from supplier_item`;

/**
 * Notes articles under SKUs that no supply of the supplier has; what is known of one already is added to, never
 * blanked. Answers those that are open.
 */
export async function noteItems(
  { tx, clock }: SuppliersContext,
  { distributorId, supplierId }: SupplierKey,
  currency: string,
  items: readonly NotedItem[],
): Promise<readonly SupplierItemId[]> {
  const records = items.map((item) => ({ id: newId(), ...item }));
  const now = clock.now();
  const rows = await tx.$queryRaw<{ id: SupplierItemId; status: string }[]>`
    insert into supplier_item (distributor_id, id, supplier_id, supplier_sku, title, brand, gtin, mpn, cost_minor, currency,
      status, reason, first_seen_at, last_seen_at)
    select ${distributorId}::uuid, r.id, ${supplierId}::uuid, r."supplierSku", r.title, r.brand, r.gtin, r.mpn, r."costMinor",
      ${currency}, 'open', 'no-code', ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(id uuid, "supplierSku" text, title text, brand text,
      gtin text, mpn text, "costMinor" bigint)
    where not exists (select from supply y where y.distributor_id = ${distributorId}::uuid
      and y.supplier_id = ${supplierId}::uuid and y.supplier_sku = r."supplierSku" and y.active)
    order by r."supplierSku"
    on conflict (distributor_id, supplier_id, supplier_sku) do update set
      title = coalesce(excluded.title, supplier_item.title), brand = coalesce(excluded.brand, supplier_item.brand),
      gtin = coalesce(excluded.gtin, supplier_item.gtin), mpn = coalesce(excluded.mpn, supplier_item.mpn),
      cost_minor = coalesce(excluded.cost_minor, supplier_item.cost_minor), last_seen_at = excluded.last_seen_at
    returning id, status`;
  return rows.flatMap(({ id, status }) => (status === 'open' ? [id] : []));
}

/** An item, locked until the transaction ends; undefined for another distributor's as for none. */
export async function lockItem(
  tx: Tx,
  { distributorId, itemId }: SupplierItemKey,
): Promise<SupplierItem | undefined> {
  const [row] = await tx.$queryRaw<SupplierItem[]>(
    Prisma.sql`${SELECT} where distributor_id = ${distributorId}::uuid and id = ${itemId}::uuid for update`,
  );
  return row;
}

/** The variants that an item's codes name, active ones only, each in the form that the catalogue writes it. */
export async function findNamedVariants(
  tx: Tx,
  distributorId: string,
  item: Pick<SupplierItem, 'supplierId' | 'gtin' | 'mpn' | 'brand'>,
): Promise<{ byGtin: readonly MatchCandidate[]; byMpn: readonly MatchCandidate[] }> {
  const taken = Prisma.sql`exists (select from supply y where y.distributor_id = v.distributor_id
    and y.supplier_id = ${item.supplierId}::uuid and y.variant_id = v.id and y.active) as "isTaken"`;
  const forms = item.gtin ? [...formsOfGtin(item.gtin)] : [];
  const byGtin = await tx.$queryRaw<MatchCandidate[]>`
    select v.id as "variantId", ${taken} from variant v
    where v.distributor_id = ${distributorId}::uuid and v.gtin = any(${forms}) and v.active limit 10`;
  const byMpn = await tx.$queryRaw<MatchCandidate[]>`
    select v.id as "variantId", ${taken} from variant v
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    where v.distributor_id = ${distributorId}::uuid and v.mpn is not null
      and lower(v.mpn) collate "C" = lower(${item.mpn}) and lower(p.vendor) = lower(${item.brand}) and v.active limit 10`;
  return { byGtin, byMpn };
}

/** Why the item waits for a person. */
export async function saveDoubt(
  tx: Tx,
  { distributorId, itemId }: SupplierItemKey,
  why: MatchDoubt,
): Promise<void> {
  await tx.$executeRaw`update supplier_item set reason = ${why}
    where distributor_id = ${distributorId}::uuid and id = ${itemId}::uuid`;
}

type Decided =
  | {
      readonly status: 'matched';
      readonly variantId: string;
      readonly by: 'gtin' | 'mpn' | 'person' | 'new';
      readonly person: string | undefined;
    }
  | { readonly status: 'rejected'; readonly person: string | undefined }
  | { readonly status: 'open' };

/** What was decided about an item; `open` takes a decision back. */
export async function decideItem(
  { tx, clock }: SuppliersContext,
  { distributorId, itemId }: SupplierItemKey,
  decided: Decided,
): Promise<void> {
  const isOpen = decided.status === 'open';
  await tx.supplierItem.update({
    where: { distributorId_id: { distributorId, id: itemId } },
    data: {
      status: decided.status,
      variantId: decided.status === 'matched' ? decided.variantId : null,
      matchedBy: decided.status === 'matched' ? decided.by : null,
      decidedBy: isOpen ? null : (decided.person ?? null),
      decidedAt: isOpen ? null : clock.now(),
    },
  });
}

/**
 * The supply that a match made counts no more, and gives its SKU free for another (its own id stands in). Its stock
 * stays where it is, and counts again if it is matched again.
 */
export async function endSupply(
  { tx, clock }: SuppliersContext,
  { distributorId, supplierId }: SupplierKey,
  variantId: string,
): Promise<void> {
  await tx.$executeRaw`update supply set active = false, supplier_sku = variant_id::text, updated_at = ${clock.now()}
    where distributor_id = ${distributorId}::uuid and supplier_id = ${supplierId}::uuid and variant_id = ${variantId}::uuid`;
}

/** True when the supplier supplies the variant already. */
export async function isSupplied(
  tx: Tx,
  { distributorId, supplierId }: SupplierKey,
  variantId: string,
): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`select 1 as one from supply
    where distributor_id = ${distributorId}::uuid and supplier_id = ${supplierId}::uuid
      and variant_id = ${variantId}::uuid and active`;
  return rows.length > 0;
}
