import { readHabits } from '../../modules/insights/supplier-habits.repository.server.ts';
import type { Order } from '../../modules/orders/order.ts';
import { readUnitsToday } from '../../modules/purchasing/units-today.server.ts';
import type { RoutingRules } from '../../modules/routing/routing-rules.ts';
import { readTerms } from '../../modules/routing/shipping-terms.ts';
import type { SupplierFacts, TermsOfSupplier } from '../../modules/routing/shipping-terms.ts';
import type { OrderStep } from './order-step.ts';

/** What routing should know of the suppliers it may choose from, beside their terms; by supplier id. */
export async function readSupplierFacts(
  { tx, clock }: Pick<OrderStep, 'tx' | 'clock'>,
  { distributorId, destinationCountry }: Order,
  suppliers: readonly TermsOfSupplier[],
  { limits = {} }: RoutingRules,
): Promise<ReadonlyMap<string, SupplierFacts>> {
  const limited = suppliers.filter(
    ({ supplierId, dailyCapacity }) => dailyCapacity || limits[supplierId]?.dailyUnits,
  );
  const days = limited.map(({ supplierId, shippingTerms }) => ({
    supplierId,
    timeZone: readTerms(shippingTerms).calendar?.timeZone ?? 'UTC',
  }));
  const units =
    days.length === 0
      ? new Map<string, number>()
      : await readUnitsToday(tx, { distributorId, suppliers: days, now: clock.now() });
  const supplierIds = suppliers.map(({ supplierId }) => supplierId);
  const habits = await readHabits(tx, { distributorId, supplierIds, zone: destinationCountry });
  return new Map(
    supplierIds.map((id) => [id, { unitsToday: units.get(id), learned: habits.get(id) }]),
  );
}
