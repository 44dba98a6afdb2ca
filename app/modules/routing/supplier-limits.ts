/** Supplier limits: the rules' own limits laid over the suppliers' terms; of both the narrower holds. */
import type { RoutingInput, RoutingSupplier } from './routing-input.ts';
import type { SupplierLimit } from './routing-rules.ts';

/** The input as planning sees it; itself where neither a limit of the rules nor a day's capacity is set. */
export function withLimits(input: RoutingInput): RoutingInput {
  const { limits } = input.rules;
  const isLimited = ({ supplierId, dailyCapacity }: RoutingSupplier): boolean =>
    dailyCapacity !== undefined || limits?.[supplierId] !== undefined;
  if (!input.suppliers.some(isLimited)) return input;
  const suppliers = input.suppliers.map((supplier) =>
    isLimited(supplier) ? limited(supplier, limits?.[supplier.supplierId] ?? {}) : supplier,
  );
  return { ...input, suppliers };
}

function limited(supplier: RoutingSupplier, limit: SupplierLimit): RoutingSupplier {
  const capacity = least(supplier.dailyCapacity, limit.dailyUnits);
  const left = capacity && Math.max(0, capacity - (supplier.unitsToday ?? 0));
  const dailyCapacityLeft = least(supplier.dailyCapacityLeft, left);
  const territories = both(supplier.territories, limit.territories);
  const minimumOrderMinor = Math.max(supplier.minimumOrderMinor ?? 0, limit.minimumOrderMinor ?? 0);
  return {
    ...supplier,
    ...(dailyCapacityLeft === undefined ? {} : { dailyCapacityLeft }),
    ...(territories === undefined ? {} : { territories }),
    ...(minimumOrderMinor === 0 ? {} : { minimumOrderMinor }),
  };
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function both(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  return a === undefined ? b : b === undefined ? a : a.filter((country) => b.includes(country));
}
