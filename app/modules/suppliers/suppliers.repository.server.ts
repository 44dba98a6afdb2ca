import type { z } from 'zod';
import type { Database, Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type {
  ConnectorKind,
  DeductsAt,
  SupplierId,
  SupplierKey,
  SupplierLocationId,
  SuppliersContext,
  Tier,
} from './supplier.ts';

export type NewSupplier = {
  readonly distributorId: string;
  readonly code: string;
  readonly name: string;
  readonly connector: z.infer<typeof ConnectorKind>;
  /** Settings of the connector (address, …); no secrets. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly sealedCredentials: string | undefined;
  readonly tier: z.infer<typeof Tier>;
  /** ISO 4217, of its costs and charges. */
  readonly currency: string;
  readonly deductsAt: z.infer<typeof DeductsAt>;
  readonly feedIntervalSeconds: number;
  /** Parcel rates, handling fee, minimum order, lead time; read by routing. */
  readonly shippingTerms: object;
};

export async function insertSupplier(
  { tx, clock }: SuppliersContext,
  { sealedCredentials, ...supplier }: NewSupplier,
): Promise<SupplierId> {
  const id = newId<'Supplier'>();
  const now = clock.now();
  await tx.supplier.create({
    data: {
      id,
      ...supplier,
      sealedCredentials: sealedCredentials ?? null,
      status: 'active',
      createdAt: now,
      feedDueAt: supplier.connector === 'none' ? null : now,
    },
  });
  return id;
}

/** Adds a location, or finds the one that has this code. `country` is ISO 3166-1 alpha-2. */
export async function saveLocation(
  { tx }: SuppliersContext,
  { distributorId, supplierId }: SupplierKey,
  location: { readonly code: string; readonly name: string; readonly country: string },
): Promise<SupplierLocationId> {
  const rows = await tx.$queryRaw<{ id: SupplierLocationId }[]>`
    insert into supplier_location (distributor_id, id, supplier_id, code, name, country)
    values (${distributorId}::uuid, ${newId()}::uuid, ${supplierId}::uuid, ${location.code}, ${location.name}, ${location.country})
    on conflict (distributor_id, supplier_id, code) do update set name = excluded.name, country = excluded.country
    returning id`;
  const id = rows[0]?.id;
  if (!id) throw new Error('A location was neither added nor found');
  return id;
}

export type SupplyRecord = {
  readonly variant_id: string;
  readonly supplier_sku: string;
  /** Minor units of the supply's currency. */
  readonly cost_minor: number;
  readonly lead_time_days: number | null;
};

/** Says what a supplier supplies; one statement a batch, unchanged rows stay untouched. */
export async function upsertSupplies(
  { tx, clock }: SuppliersContext,
  { distributorId, supplierId }: SupplierKey,
  currency: string,
  records: readonly SupplyRecord[],
): Promise<readonly string[]> {
  if (records.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    insert into supply (distributor_id, supplier_id, variant_id, supplier_sku, cost_minor, currency, lead_time_days, active, updated_at)
    select ${distributorId}::uuid, ${supplierId}::uuid, r.variant_id, r.supplier_sku, r.cost_minor, ${currency}, r.lead_time_days, true, ${clock.now()}
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(variant_id uuid, supplier_sku text, cost_minor bigint, lead_time_days int)
    order by r.variant_id
    on conflict (distributor_id, supplier_id, variant_id) do update set
      -- While a dated cost is in force, what is said here is the one that comes back after it.
      supplier_sku = excluded.supplier_sku, currency = excluded.currency,
      cost_minor = case when supply.standing_cost_minor is null then excluded.cost_minor else supply.cost_minor end,
      standing_cost_minor = case when supply.standing_cost_minor is not null then excluded.cost_minor end,
      lead_time_days = excluded.lead_time_days, active = true, updated_at = excluded.updated_at
    where (supply.supplier_sku, coalesce(supply.standing_cost_minor, supply.cost_minor), supply.currency, supply.lead_time_days, supply.active)
      is distinct from (excluded.supplier_sku, excluded.cost_minor, excluded.currency, excluded.lead_time_days, true)
    returning variant_id as id`;
  return rows.map((row) => row.id);
}

/** Which of these supplier SKUs are taken, and by which variant. Uses the (supplier, SKU) index. */
export async function findTakenSkus(
  { tx }: SuppliersContext,
  { distributorId, supplierId }: SupplierKey,
  skus: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.$queryRaw<{ supplierSku: string; variantId: string }[]>`
    select supplier_sku as "supplierSku", variant_id as "variantId" from supply
    where distributor_id = ${distributorId}::uuid and supplier_id = ${supplierId}::uuid
      and supplier_sku = any(${skus as string[]})`;
  return new Map(rows.map((row) => [row.supplierSku, row.variantId]));
}

export type SupplierLink = {
  readonly code: string;
  readonly connector: string;
  readonly currency: string;
  readonly settings: unknown;
  readonly sealedCredentials: string | null;
};

/** What the link to a supplier is made from: asked before every conversation with it. */
export async function findSupplierLink(
  tx: Tx,
  { distributorId, supplierId }: { readonly distributorId: string; readonly supplierId: string },
): Promise<SupplierLink | undefined> {
  const [row] = await tx.$queryRaw<SupplierLink[]>`
    /* planned once */ select code, connector, currency, settings, sealed_credentials as "sealedCredentials" from supplier
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid`;
  return row;
}

export async function findSupplier(database: Pick<Database, 'supplier'>, key: SupplierKey) {
  return database.supplier.findUnique({
    where: { distributorId_id: { distributorId: key.distributorId, id: key.supplierId } },
    include: { supplierLocations: { orderBy: { code: 'asc' } } },
  });
}

export type SupplierTerms = {
  readonly name: string;
  readonly status: 'active' | 'paused';
  readonly connector: z.infer<typeof ConnectorKind>;
  readonly tier: z.infer<typeof Tier>;
  readonly deductsAt: z.infer<typeof DeductsAt>;
  readonly feedIntervalSeconds: number;
  readonly staleAfterSeconds: number;
  readonly goneAfterSeconds: number;
  readonly acknowledgeWithinMinutes: number;
  /** How far above the cost asked for it may answer without anybody deciding; left out: as before. */
  readonly costToleranceBasisPoints?: number;
  /** Units that it takes on in a day of its own time zone; null: as many as are asked. Left out: as before. */
  readonly dailyCapacity?: number | null;
  readonly shippingTerms: object;
};

/** Changes what the distributor decides about a supplier. `settings` are merged into those that stand. */
export async function saveSupplierTerms(
  { tx, clock }: SuppliersContext,
  { distributorId, supplierId }: SupplierKey,
  terms: SupplierTerms,
  settings: NewSupplier['settings'],
): Promise<void> {
  const now = clock.now();
  await tx.supplier.update({
    where: { distributorId_id: { distributorId, id: supplierId } },
    data: terms,
  });
  await tx.$executeRaw`
    update supplier set settings = settings || ${JSON.stringify(settings)}::jsonb,
      feed_due_at = case when connector = 'none' then null else least(coalesce(feed_due_at, ${now}),
        ${now}::timestamptz + make_interval(secs => feed_interval_seconds)) end
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid`;
}

export async function saveSealedCredentials(
  { tx }: Pick<SuppliersContext, 'tx'>,
  { distributorId, supplierId }: SupplierKey,
  sealedCredentials: string,
): Promise<void> {
  await tx.supplier.update({
    where: { distributorId_id: { distributorId, id: supplierId } },
    data: { sealedCredentials },
  });
}

export async function codeIsTaken(
  { tx }: Pick<SuppliersContext, 'tx'>,
  input: { readonly distributorId: string; readonly code: string },
): Promise<boolean> {
  return (await tx.supplier.count({ where: input })) > 0;
}

/** From the first scan on, silence about a parcel of this supplier means something. */
export async function notePassesScans(
  { tx }: { readonly tx: Tx },
  { distributorId, supplierId }: { readonly distributorId: string; readonly supplierId: string },
): Promise<void> {
  await tx.$executeRaw`
    update supplier set passes_scans = true
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid and not passes_scans`;
}
