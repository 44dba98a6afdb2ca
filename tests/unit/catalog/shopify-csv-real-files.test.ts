import { createReadStream, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readShopifyCsv } from '../../../app/modules/catalog/shopify-csv/read-shopify-csv.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { USD } from './reading.ts';

const FILES = new URL('../../../../shared/data/', import.meta.url);
const missing = !existsSync(FILES);
const notice = missing ? ' (skipped: the real catalogues are not on this machine)' : '';

describe.skipIf(missing)(`real exports${notice}`, () => {
  test('the bicycles are importable to the last row, with each oddity named', async () => {
    const { counts, warnings } = await readFileOf('bicycles.csv');
    expect(counts).toEqual({ rows: 1399, products: 284, variants: 1121, warned: 123, refused: 0 });
    expect(warnings).toMatchObject({
      'duplicate-sku': 41,
      'no-sku': 3,
      'negative-quantity': 23,
      'zero-price': 2,
    });
  });

  test('the clothes are importable to the last row', async () => {
    const { counts, warnings } = await readFileOf('apparel.csv');
    expect(counts).toEqual({ rows: 104, products: 25, variants: 96, warned: 2, refused: 0 });
    expect(warnings).toEqual({ 'no-sku': 1, 'zero-price': 1 });
  });
});

async function readFileOf(name: string) {
  const stream = createReadStream(new URL(name, FILES));
  const reading = expectOk(await readShopifyCsv(stream, { currency: USD }));
  const warnings: Record<string, number> = {};
  for await (const { rows } of reading.steps) {
    for (const row of rows) {
      if (row.outcome !== 'warned') continue;
      for (const { code } of row.warnings) warnings[code] = (warnings[code] ?? 0) + 1;
    }
  }
  return { counts: reading.counts(), warnings };
}
