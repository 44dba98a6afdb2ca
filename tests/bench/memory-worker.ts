/** The process that the memory bench measures: takes one generated feed in and applies it, then tells its peak. */
import { readFileSync } from 'node:fs';
import { openDatabase } from '../../app/db.server.ts';
import { applyFeed } from '../../app/flows/supply/apply-feed.server.ts';
import { receiveStockUpload } from '../../app/flows/supply/receive-stock-upload.server.ts';
import { createConnectorFactories } from '../../app/integrations/suppliers/connectors.server.ts';
import { openPool } from '../../app/platform/database.server.ts';
import { createHttpClient } from '../../app/platform/http-client.server.ts';
import { makeDistributor } from '../factories/accounts.ts';
import { makeProduct } from '../factories/catalog.ts';
import { makeFlowContext } from '../factories/flow-context.ts';
import { makeSupplier } from '../factories/suppliers.ts';

const [databaseUrl = '', rowsText = '0'] = process.argv.slice(2);
const rows = Number(rowsText);
const clock = { now: () => new Date() };
const db = openDatabase(databaseUrl, { size: 4 });
const pool = openPool(databaseUrl, { size: 4 });
const http = createHttpClient({ clock });
const { none } = createConnectorFactories({ http, clock });

const distributor = await makeDistributor(db);
const supplier = await makeSupplier(db, distributor.id, { connector: 'none' });
await fillCatalogue();
const connector = none({
  supplierId: supplier.id,
  code: 'bench',
  currency: 'CHF',
  settings: {},
  credentials: undefined,
});
const context = makeFlowContext({ db, pool }, clock, { connectorOf: () => connector });

const startedAt = performance.now();
const received = await receiveStockUpload(
  context,
  { distributorId: distributor.id, supplierId: supplier.id },
  {
    body: table(),
    name: 'bench.csv',
    mediaType: 'text/csv',
    kind: 'full',
    source: 'upload',
    asOf: undefined,
  },
);
if (!received.ok) throw new Error('The feed was not taken');
const key = { distributorId: distributor.id, feedId: received.value };
await applyFeed(context, key);
const feed = await db.feed.findFirstOrThrow({ where: { id: received.value } });
const seconds = (performance.now() - startedAt) / 1_000;
const peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
process.send?.({ peakMiB: peakKiB / 1024, seconds, rows: feed.rows, status: feed.status });
await http.close();
await db.$disconnect();
await pool.end();
process.disconnect();

/** Rows of the length of real ones, made as they are read. */
async function* table(): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield Buffer.from('sku,quantity,cost,description\n');
  for (let first = 0; first < rows; first += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, rows - first) }, (_, at) => {
      const number = first + at;
      const cents = String(10 + (number % 90));
      return `SKU-${number},${number % 97},4.${cents},"An article of some kind, number ${number}"`;
    });
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}

/** One product with a variant and a supply for each row; in the database, so that the process holds none of it. */
async function fillCatalogue(): Promise<void> {
  const now = clock.now();
  const productId = await makeProduct(db, distributor.id);
  await pool.query(
    `with made as (
       insert into variant (distributor_id, id, product_id, position, option_values, sku, weight_grams, requires_shipping, taxable, created_at, updated_at)
       select $1, gen_random_uuid(), $2, n, array[n::text], 'SKU-' || n, 100, true, true, $3, $3 from generate_series(0, $4::integer - 1) n
       returning id, sku)
     insert into supply (distributor_id, supplier_id, variant_id, supplier_sku, cost_minor, currency, updated_at)
     select $1, $5, id, sku, 450, 'CHF', $3 from made`,
    [distributor.id, productId, now, rows, supplier.id],
  );
  await pool.query('analyze variant, supply');
}
