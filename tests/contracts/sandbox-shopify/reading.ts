/** Reading nested answers of the Admin API by a path, and the documents the tests of the sandbox send. */
export function read(data: unknown, path: string): unknown {
  let value = data;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

export function readText(data: unknown, path: string): string {
  const value = read(data, path);
  if (typeof value !== 'string')
    throw new Error(`${path} is no text: ${JSON.stringify(data ?? null).slice(0, 500)}`);
  return value;
}

export const PRODUCT_SET = `mutation ($identifier: ProductSetIdentifiers, $input: ProductSetInput!, $synchronous: Boolean!) {
  productSet(identifier: $identifier, input: $input, synchronous: $synchronous) {
    product { id handle status title tags
      variants(first: 100) { nodes { id sku price inventoryItem { id } } }
      media(first: 10) { nodes { id status } } }
    productSetOperation { id status }
    userErrors { field message code }
  }
}`;

export const SET_QUANTITIES = `mutation ($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id changes { name delta quantityAfterChange } }
    userErrors { field message code }
  }
}`;

export const LEVEL = `query ($item: ID!, $location: ID!) {
  inventoryItem(id: $item) { inventoryLevel(locationId: $location, includeInactive: true) {
    id isActive quantities(names: ["available", "committed", "on_hand"]) { name quantity } } }
}`;

/** A product as an import sends it: one option `Size`, one variant for each size. */
export function productInput(title: string, sizes: readonly string[], location?: string) {
  return {
    title,
    productOptions: [{ name: 'Size', values: sizes.map((name) => ({ name })) }],
    variants: sizes.map((name) => ({
      price: '19.90',
      optionValues: [{ optionName: 'Size', name }],
      inventoryItem: { sku: `${title}-${name}`, tracked: true },
      ...(location === undefined
        ? {}
        : { inventoryQuantities: [{ locationId: location, name: 'available', quantity: 5 }] }),
    })),
  };
}
