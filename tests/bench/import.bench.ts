/**
 * Import: a catalogue file with options, images and customs, read, checked, written and accounted for by the import's own
 * flow. The baseline is COPY of the very rows that it left, into the same tables with the same indexes.
 */
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { importCatalog } from '../../app/flows/supply/import-catalog.server.ts';
import { insertCatalogImport } from '../../app/modules/catalog/catalog-imports.repository.server.ts';
import { makeDistributor } from '../factories/accounts.ts';
import { catalogueOf } from '../factories/catalogue-csv.ts';
import { withBenchWorld } from './bench-world.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Bench, BenchLine } from './bench.ts';
import { compare, inTurn } from './rounds.ts';

const PRODUCTS = 5_000;
const VARIANTS_EACH = 4;
/** Parents first; all that an import without a supplier writes. */
const TABLES = ['product', 'variant', 'product_search'] as const;

export const importBench: Bench = {
  name: 'import',
  run: () => withBenchWorld({ goods: 0 }, measure),
};

async function measure(world: BenchWorld): Promise<BenchLine[]> {
  let imported = '';
  const rounds = await inTurn(
    async (round) => {
      const done = await importOnce(world, round);
      imported = done.distributorId;
      return done;
    },
    () => copyOnce(world, imported),
  );
  return [
    {
      bench: 'import',
      unit: 'variants/s',
      ...compare(
        rounds.ours.map(({ perSecond }) => perSecond),
        rounds.bare,
      ),
      variants: PRODUCTS * VARIANTS_EACH,
      fileMegabytes: (rounds.ours[0]?.bytes ?? 0) / 1e6,
    },
  ];
}

async function importOnce({ runtime }: BenchWorld, round: number) {
  const { door } = runtime;
  const { id: distributorId } = await makeDistributor(door.db, { currency: 'USD' });
  const catalogue = catalogueOf({
    seed: round + 1,
    products: PRODUCTS,
    variantsPerProduct: VARIANTS_EACH,
  });
  const kept = await door.blobs.put(catalogue.stream().map(Buffer.from), 'text/csv');
  if (!kept.ok) throw new Error('The file is too large to be kept');
  const importId = await insertCatalogImport(
    { tx: door.db, clock: door.clock },
    {
      distributorId,
      fileName: 'bench.csv',
      blobSha256: kept.value.sha256,
      totalBytes: kept.value.size,
      supplierId: undefined,
      assumedCostBasisPoints: undefined,
    },
  );
  const key = { distributorId, importId };
  const started = performance.now();
  await importCatalog(door, key);
  const seconds = (performance.now() - started) / 1_000;
  const { variants, refused } = await door.db.catalogImport.findFirstOrThrow({
    where: { distributorId, id: importId },
  });
  if (variants !== catalogue.variantCount || refused > 0)
    throw new Error(`${variants} variants were imported, ${refused} rows refused`);
  return { distributorId, perSecond: variants / seconds, bytes: kept.value.size };
}

/** The rows of an import once more, under another distributor, in one transaction. */
async function copyOnce({ runtime, pool }: BenchWorld, imported: string): Promise<number> {
  const { id: other } = await makeDistributor(runtime.door.db);
  const client = await pool.connect();
  try {
    const rows = [];
    for (const table of TABLES)
      rows.push({ table, bytes: await rowsOf(client, table, imported, other) });
    const started = performance.now();
    await client.query('begin');
    for (const { table, bytes } of rows) {
      const into = client.query(copyFrom(`copy ${table} from stdin`));
      into.end(bytes);
      await once(into, 'finish');
    }
    await client.query('commit');
    return (PRODUCTS * VARIANTS_EACH * 1_000) / (performance.now() - started);
  } finally {
    client.release();
  }
}

async function rowsOf(
  client: pg.PoolClient,
  table: (typeof TABLES)[number],
  from: string,
  to: string,
): Promise<Buffer> {
  const out = client.query(
    copyTo(`copy (select * from ${table} where distributor_id = '${from}') to stdout`),
  );
  const text = (await buffer(out)).toString('utf8');
  return Buffer.from(text.replaceAll(from, to));
}
