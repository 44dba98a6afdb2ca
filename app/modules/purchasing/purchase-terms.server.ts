import type { Id } from '../../platform/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';

/** When a supplier takes units out of its own figure. */
export type DeductsAt = 'receipt' | 'acknowledgement' | 'shipment' | 'never';

export type PurchaseTerms = {
  readonly supplierName: string;
  readonly deductsAt: DeductsAt;
  readonly acknowledgeWithinMinutes: number;
  readonly locationCode: string;
  /** How far above the cost asked for the supplier may answer without anybody deciding. */
  readonly costToleranceBasisPoints: number;
};

const MOMENTS: readonly DeductsAt[] = ['receipt', 'acknowledgement', 'shipment', 'never'];

export type PurchaseTermsRow = Omit<PurchaseTerms, 'deductsAt'> & { readonly deductsAt: string };

/** What a supplier's settings say about purchase orders sent to one of its locations; anything unknown is the latest moment. */
export function toPurchaseTerms(row: PurchaseTermsRow): PurchaseTerms {
  return { ...row, deductsAt: MOMENTS.find((moment) => moment === row.deductsAt) ?? 'shipment' };
}

export type SuppliedItem = {
  readonly supplierId: Id<'Supplier'>;
  readonly variantId: Id<'Variant'>;
  readonly supplierSku: string;
  readonly costMinor: number;
  readonly currency: string;
  /** Costs of a unit from so many on, rising in quantity, as they are in force. */
  readonly costTiers?:
    | readonly { readonly minQuantity: number; readonly costMinor: number }[]
    | null;
};

/** What a unit costs where so many are asked of one location at once, minor units of the supply's currency. */
export function costOfUnits({ costMinor, costTiers }: SuppliedItem, units: number): number {
  const reached = costTiers?.filter(({ minQuantity }) => units >= minQuantity).at(-1);
  return reached?.costMinor ?? costMinor;
}

/** What suppliers call variants and ask for them, minor units of the supply's currency. */
export async function readSuppliedItems(
  { tx, clock }: { readonly tx: Tx; readonly clock: Clock },
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly items: readonly {
      readonly supplierId: Id<'Supplier'>;
      readonly variantId: Id<'Variant'>;
    }[];
  },
): Promise<SuppliedItem[]> {
  return tx.$queryRaw<SuppliedItem[]>`
    /* planned once */ select y.supplier_id as "supplierId", y.variant_id as "variantId", y.supplier_sku as "supplierSku",
      y.cost_minor::float8 as "costMinor", y.currency,
      (select jsonb_agg(jsonb_build_object('minQuantity', c.min_quantity, 'costMinor', c.cost_minor) order by c.min_quantity)
        from supply_cost c where c.distributor_id = y.distributor_id and c.supplier_id = y.supplier_id
          and c.variant_id = y.variant_id and c.min_quantity > 1 and c.starts_at <= ${clock.now()}::timestamptz
          and (c.ends_at is null or c.ends_at > ${clock.now()}::timestamptz)) as "costTiers"
    from supply y join (select distinct "supplierId", "variantId"
      from jsonb_to_recordset(${JSON.stringify(input.items)}::jsonb) as i("supplierId" uuid, "variantId" uuid)) as i
      on i."supplierId" = y.supplier_id and i."variantId" = y.variant_id
    where y.distributor_id = ${input.distributorId}::uuid`;
}
