import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { DispatchCalendar } from '../routing/dispatch-calendar.ts';
import { ShippingTerms } from '../routing/shipping-terms.ts';
import { readPurchaseRules } from './purchase-rules.ts';
import type { PurchaseRules } from './purchase-rules.ts';

export type SupplierKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly supplierId: Id<'Supplier'>;
};

export type RulesOfSupplier = {
  readonly rules: PurchaseRules;
  /** When its goods leave; undefined: it has not said. */
  readonly calendar: DispatchCalendar | undefined;
};

/** What a supplier's settings say about being asked for goods. */
export async function rulesOfSupplier(
  tx: Tx,
  { distributorId, supplierId }: SupplierKey,
): Promise<RulesOfSupplier> {
  const [row] = await tx.$queryRaw<{ rules: unknown; terms: unknown }[]>`
    select purchase_rules as rules, shipping_terms as terms from supplier
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid`;
  const calendar = ShippingTerms.safeParse(row?.terms).data?.calendar;
  return { rules: readPurchaseRules(row?.rules), calendar };
}

/** Writes the rules of a supplier; false when this distributor has no such supplier. */
export async function savePurchaseRules(
  tx: Tx,
  { distributorId, supplierId }: SupplierKey,
  rules: PurchaseRules,
): Promise<boolean> {
  const saved = await tx.$executeRaw`
    update supplier set purchase_rules = ${JSON.stringify(rules)}::jsonb
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid`;
  return saved > 0;
}
