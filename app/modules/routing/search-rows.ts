import { numberRow } from './number-row.ts';

/** Search rows: rows in which one entry stands for an item, a location, a supplier or a pair of them. */
export function emptyRows(items: number, locations: number, suppliers: number) {
  const cells = items * locations;
  return {
    /** By item: quantity, variant. By item × location: most units, unit cost, billed grams, lateness over the least. */
    quantity: numberRow(items),
    variant: numberRow(items),
    most: numberRow(cells),
    unitCost: numberRow(cells),
    grams: numberRow(cells),
    extraLate: numberRow(cells),
    /** By item: the locations that could ship it, cheapest first (of equals the lower id), and their number. */
    byCost: numberRow(cells),
    byCostCount: numberRow(items),
    /** By item: the least and the most that a unit weighs at any location. */
    lightest: numberRow(items),
    heaviest: numberRow(items),
    /** By location: supplier number, fixed cost of a shipment. */
    supplierOf: numberRow(locations),
    fixed: numberRow(locations),
    /** By supplier: minimum order, free shipping over and capacity (Infinity where none). */
    minimum: numberRow(suppliers),
    freeOver: numberRow(suppliers),

    /** The set in hand, and what is known about the items from position t on (see prepare-set.ts). */
    members: numberRow(locations),
    isMember: numberRow(locations),
    setSuppliers: numberRow(suppliers),
    losses: numberRow(items),
    order: numberRow(items),
    optionCount: numberRow(items),
    options: numberRow(cells),
    /** By item, at plain cost: what it costs, weighs and lacks in the set, and its dearest unit. */
    itemCost: numberRow(items),
    itemWeight: numberRow(items),
    itemShort: numberRow(items),
    itemDearest: numberRow(items),
    laterStock: numberRow(items * (locations + 1)),
    restCost: numberRow(items + 1),
    restShort: numberRow(items + 1),
    restUnits: numberRow(items + 1),
    restWeight: numberRow(items + 1),
    dearestUnit: numberRow(items + 1),
    heaviestUnit: numberRow(items + 1),
    restGoods: numberRow((items + 1) * suppliers),
    /** By supplier: the most units that it could still ship, whatever its capacity. */
    restMost: numberRow((items + 1) * suppliers),
    /** By location: the window of its stairs, paid or free as the set in hand has it (see split-windows.ts). */
    firstStair: numberRow(locations),
    lastStair: numberRow(locations),
    /** By location: lateness over the least that is paid for from the start, and the most that is allowed. */
    lateFloor: numberRow(locations),
    lateCap: numberRow(locations),
    /** By location: lateness and grams of the filling in hand, and their mean while the set was priced. */
    fillLate: numberRow(locations),
    fillLoad: numberRow(locations),
    meanLoad: numberRow(locations),
    /** By supplier: the value to be bought from it, so that its minimum or free shipping holds. */
    wantedGoods: numberRow(suppliers),
    isFree: numberRow(suppliers),

    /** Prices (see price-set.ts), the best so far, and how the bound changes with each. */
    prices: numberRow(locations + 2 * suppliers + 1),
    bestPrices: numberRow(locations + 2 * suppliers + 1),
    excess: numberRow(locations + 2 * suppliers + 1),
    /** By item × location: unit cost with its prices. By item: the cost and the dearest unit of its filling. */
    adjusted: numberRow(cells),
    fillCost: numberRow(items),
    fillDearest: numberRow(items),
    restFill: numberRow(items + 1),

    /** The placement in hand, and the best so far. */
    taken: numberRow(cells),
    best: numberRow(cells),
    stockLeft: numberRow(cells),
    capacityLeft: numberRow(suppliers),
    /** By supplier: a sum in the making. */
    ofSupplier: numberRow(suppliers),
    /** By supplier: its dearest unit. */
    dearestOf: numberRow(suppliers),
    goods: numberRow(suppliers),
    loadWeight: numberRow(locations),
    loadUnits: numberRow(locations),
    loadStair: numberRow(locations),
    loadLate: numberRow(locations),
  };
}

export type SearchRows = ReturnType<typeof emptyRows>;
