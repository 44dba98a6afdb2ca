/**
 * Search: a page of the hub's catalogue and its facets, asked together as the screen asks them, over 1,000,000 variants.
 * Each search is another one: one to three words as people use them, often with a facet, sometimes a code.
 */
import {
  NO_FILTER,
  readHubFacets,
  readHubProducts,
} from '../../app/views/read-hub-catalogue.server.ts';
import type { ProductFilter } from '../../app/views/read-hub-catalogue.server.ts';
import { withBenchWorld } from './bench-world.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Bench, BenchLine } from './bench.ts';
import { percentiles } from './load.ts';
import { insertSearchGoods, vocabulary } from './search-goods.ts';
import { seededRandom } from './seeded-random.ts';
import type { SeededRandom } from './seeded-random.ts';

const VARIANTS_EACH = 4;
const PRODUCTS = 250_000;
const SEARCHES = 400;
const WARM_UP = 40;
const PAGE = { size: 50 };

export const search: Bench = { name: 'search', run: () => withBenchWorld({ goods: 0 }, measure) };

async function measure({
  runtime,
  pool,
  distributorId,
  supplier,
}: BenchWorld): Promise<BenchLine[]> {
  const products = Number(process.env['SEARCH_PRODUCTS'] ?? PRODUCTS); // fewer for a quick look
  const { id: supplierId, locationId } = supplier;
  await insertSearchGoods(pool, {
    distributorId,
    supplierId,
    locationId,
    products,
    variantsEach: VARIANTS_EACH,
  });
  const next = createSearches(products);
  const times: number[] = [];
  let broad = 0;
  for (let asked = 0; asked < WARM_UP + SEARCHES; asked += 1) {
    const filter = next();
    const started = performance.now();
    const [, facets] = await Promise.all([
      readHubProducts(runtime.door.db, distributorId, filter, PAGE),
      readHubFacets(runtime.door.db, distributorId, filter),
    ]);
    if (asked < WARM_UP) continue;
    times.push(performance.now() - started);
    if (!facets.isWhole) broad += 1;
  }
  times.sort((a, b) => a - b);
  const total = times.reduce((sum, time) => sum + time, 0);
  return [
    {
      bench: 'search',
      figure: (SEARCHES / total) * 1_000,
      unit: 'searches/s, one after the other',
      ...percentiles(times),
      variants: products * VARIANTS_EACH,
      /** Share of the searches that found more than are counted. */
      broad: broad / SEARCHES,
    },
  ];
}

/** Searches as unevenly spread over words and facets as the goods are. */
function createSearches(products: number): () => ProductFilter {
  const random = seededRandom(3);
  const words = vocabulary();
  const word = () => words[Math.floor(random.next() ** 3 * words.length)] ?? '';
  return () => {
    if (random.chance(0.1)) return { ...NO_FILTER, search: `sku-${random.whole(1, products)}` };
    const search = Array.from({ length: random.whole(1, 3) }, word).join(' ');
    return {
      ...NO_FILTER,
      search,
      facets: facetsFor(random),
      stock: random.chance(0.2) ? 'in' : '',
    };
  };
}

function facetsFor(random: SeededRandom): ProductFilter['facets'] {
  const place = (count: number) => 1 + Math.floor(random.next() ** 2 * count);
  return {
    ...(random.chance(0.3) ? { vendor: [`Vendor ${place(400)}`] } : {}),
    ...(random.chance(0.2) ? { type: [`Type ${place(150)}`] } : {}),
    ...(random.chance(0.2) ? { category: [`Branch ${place(20)}`] } : {}),
    ...(random.chance(0.1) ? { tag: [`tag ${place(600)}`] } : {}),
  };
}
