/** Suppliers' articles under unknown SKUs: what the rules match, and what a person decides. */
import { beforeEach, describe, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import { decideSupplierItem } from '../../../app/flows/supply/decide-supplier-item.server.ts';
import { importSupplierItems } from '../../../app/flows/supply/import-supplier-items.server.ts';
import {
  noteUnknownSkus,
  noteUnmatchedItems,
} from '../../../app/flows/supply/note-unmatched-items.server.ts';
import { receiveStockPush } from '../../../app/flows/supply/receive-stock-push.server.ts';
import { receiveStockUpload } from '../../../app/flows/supply/receive-stock-upload.server.ts';
import { createUploadConnector } from '../../../app/integrations/suppliers/csv/csv-connector.server.ts';
import type { FeedKey } from '../../../app/modules/feeds/feed.ts';
import { expectOk } from '../../../app/platform/result.ts';
import {
  readSupplierItems,
  suggestVariants,
} from '../../../app/views/read-supplier-items.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeProduct, makeVariant } from '../../factories/catalog.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeSupplier, makeSupply } from '../../factories/suppliers.ts';
import type { MadeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const context = makeFlowContext(database, movableClock());
const actor = { kind: 'user', id: 'hanna' } as const;
const GTIN = '4006381333931';
let supplier: MadeSupplier;
let key: { distributorId: string; supplierId: string };

beforeEach(async () => {
  await database.empty();
  const own = await makeDistributor(db);
  supplier = await makeSupplier(db, own.id);
  key = { distributorId: own.id, supplierId: supplier.id };
});

async function makeKnown(title: string, about: Parameters<typeof makeVariant>[2] = {}) {
  const productId = await makeProduct(db, supplier.distributorId, { title, vendor: 'Stabilo' });
  return makeVariant(db, supplier.distributorId, { productId, ...about });
}
const itemsOf = async (view: 'open' | 'matched' | 'rejected') =>
  (
    await readSupplierItems(
      db,
      key.distributorId,
      { view, supplierId: undefined, search: '' },
      { size: 50 },
    )
  ).rows;
const supplies = () =>
  db.supply.findMany({
    where: { active: true },
    select: { variantId: true, supplierSku: true, costMinor: true },
  });
async function onlyOpen() {
  const [item] = await itemsOf('open');
  if (!item) throw new Error('Nothing is open');
  return { item, itemKey: { distributorId: key.distributorId, itemId: item.id } };
}

describe('The rules', () => {
  test('match by GTIN, also one written with another number of digits', async () => {
    const pen = await makeKnown('Pen', { gtin: '036000291452' });
    const item = { supplierSku: 'X-1', gtin: '0036000291452', costMinor: 300 };
    expect(await noteUnmatchedItems(context, key, [item])).toEqual({ noted: 1, matched: 1 });
    expect(await supplies()).toEqual([{ variantId: pen.id, supplierSku: 'X-1', costMinor: 300n }]);
  });

  test('match by brand and number where no GTIN does, in either case of letters', async () => {
    const pen = await makeKnown('Pen', { mpn: 'bo-88' });
    const item = { supplierSku: 'X-1', gtin: GTIN, mpn: 'BO-88', brand: 'STABILO', costMinor: 300 };
    expect((await noteUnmatchedItems(context, key, [item])).matched).toBe(1);
    expect(await supplies()).toMatchObject([{ variantId: pen.id }]);
  });

  test.each([
    ['several variants have the code', 'several-variants', { gtin: GTIN, costMinor: 300 }, 2],
    ['no variant has the code', 'no-variant', { gtin: '4006381333948', costMinor: 300 }, 1],
    ['the supplier says no cost', 'no-cost', { gtin: GTIN }, 1],
    ['there is no code at all', 'no-code', { title: 'Pen', costMinor: 300 }, 1],
  ])('leave it to a person where %s', async (_, reason, about, variants) => {
    for (let made = 0; made < variants; made += 1) await makeKnown('Pen', { gtin: GTIN });
    expect(await noteUnmatchedItems(context, key, [{ supplierSku: 'X-1', ...about }])).toEqual({
      noted: 1,
      matched: 0,
    });
    expect(await itemsOf('open')).toMatchObject([{ supplierSku: 'X-1', reason }]);
    expect(await supplies()).toEqual([]);
  });

  test('never give a variant that the supplier supplies a second SKU silently', async () => {
    const pen = await makeKnown('Pen', { gtin: GTIN });
    await makeSupply(db, {
      distributorId: supplier.distributorId,
      supplierId: supplier.id,
      variantId: pen.id,
      supplierSku: 'OLD',
    });
    await noteUnmatchedItems(context, key, [{ supplierSku: 'NEW', gtin: GTIN, costMinor: 300 }]);
    expect(await itemsOf('open')).toMatchObject([{ reason: 'variant-taken' }]);
    expect(await supplies()).toMatchObject([{ supplierSku: 'OLD' }]);
  });

  test('leave known SKUs alone, and repeating changes nothing', async () => {
    const pen = await makeKnown('Pen');
    await makeSupply(db, {
      distributorId: supplier.distributorId,
      supplierId: supplier.id,
      variantId: pen.id,
      supplierSku: 'KNOWN',
    });
    const items = [
      { supplierSku: 'KNOWN', gtin: GTIN },
      { supplierSku: 'X-1', title: 'Pen' },
    ];
    expect((await noteUnmatchedItems(context, key, items)).noted).toBe(1);
    expect((await noteUnmatchedItems(context, key, items)).noted).toBe(1);
    expect(await itemsOf('open')).toHaveLength(1);
  });
});

describe('A person', () => {
  test('is shown what its codes name first, then what its title is like', async () => {
    await makeKnown('Wool blanket');
    const pen = await makeKnown('Fine liner pen 88', { optionValues: ['Blue'] });
    await noteUnmatchedItems(context, key, [
      { supplierSku: 'X-1', title: 'Fineliner pen 88 blue', brand: 'Stabilo' },
    ]);
    const { item } = await onlyOpen();
    const suggestions = await suggestVariants(db, key.distributorId, item, '');
    expect(suggestions.map(({ variantId }) => variantId)).toEqual([pen.id]);
    const found = await suggestVariants(db, key.distributorId, item, 'blanket');
    expect(found).toMatchObject([{ title: 'Wool blanket', because: 'search' }]);
  });

  test('accepts a variant, with the cost where the supplier has not said it, and takes it back', async () => {
    const pen = await makeKnown('Pen');
    await noteUnmatchedItems(context, key, [{ supplierSku: 'X-1' }]);
    const { itemKey } = await onlyOpen();
    const accept = { kind: 'accept', variantId: pen.id } as const;
    const without = await decideSupplierItem(
      context,
      itemKey,
      { ...accept, costMinor: undefined },
      actor,
    );
    expect(without).toEqual({ ok: false, error: { kind: 'cost-missing' } });
    expectOk(await decideSupplierItem(context, itemKey, { ...accept, costMinor: 250 }, actor));
    expect(await supplies()).toMatchObject([
      { variantId: pen.id, supplierSku: 'X-1', costMinor: 250n },
    ]);

    expectOk(await decideSupplierItem(context, itemKey, { kind: 'undo' }, actor));
    expect(await supplies()).toEqual([]);
    const other = await makeKnown('Other');
    expectOk(
      await decideSupplierItem(
        context,
        itemKey,
        { ...accept, variantId: other.id, costMinor: 250 },
        actor,
      ),
    );
    // The SKU names one supply only, or the next delivery would find it ambiguous.
    expect(await db.supply.count({ where: { supplierSku: 'X-1' } })).toBe(1);
  });

  test('makes a draft product of it, which the search finds', async () => {
    await noteUnmatchedItems(context, key, [
      { supplierSku: 'X-1', gtin: GTIN, brand: 'Stabilo', costMinor: 250 },
    ]);
    const { itemKey } = await onlyOpen();
    expectOk(
      await decideSupplierItem(
        context,
        itemKey,
        { kind: 'create', title: 'Pen 88', costMinor: undefined },
        actor,
      ),
    );
    const [item] = await itemsOf('matched');
    expect(item).toMatchObject({ matchedBy: 'new', productTitle: 'Pen 88' });
    expect(await db.productSearch.findMany({ select: { title: true, status: true } })).toEqual([
      { title: 'Pen 88', status: 'draft' },
    ]);
  });

  test('sets it aside, and it does not come back with the next list', async () => {
    await noteUnmatchedItems(context, key, [{ supplierSku: 'X-1' }]);
    const { itemKey } = await onlyOpen();
    expectOk(await decideSupplierItem(context, itemKey, { kind: 'reject' }, actor));
    expect(
      (await noteUnmatchedItems(context, key, [{ supplierSku: 'X-1', title: 'Pen' }])).noted,
    ).toBe(0);
    expect(await itemsOf('open')).toEqual([]);
  });

  test('of another distributor finds no such item, and cannot be given its variants', async () => {
    const stranger = await makeDistributor(db);
    const theirs = await makeVariant(db, stranger.id);
    await noteUnmatchedItems(context, key, [{ supplierSku: 'X-1', costMinor: 1 }]);
    const { itemKey } = await onlyOpen();
    const foreign = { ...itemKey, distributorId: stranger.id };
    const reject = await decideSupplierItem(context, foreign, { kind: 'reject' }, actor);
    expect(reject).toEqual({ ok: false, error: { kind: 'unknown-item' } });
    const accept = { kind: 'accept', variantId: theirs.id, costMinor: undefined } as const;
    expect(await decideSupplierItem(context, itemKey, accept, actor)).toEqual({
      ok: false,
      error: { kind: 'unknown-variant' },
    });
  });
});

test('a supplier’s list is read with whatever columns it has', async () => {
  await makeKnown('Pen', { gtin: GTIN });
  const file = `Article;EAN;Price;Name\nX-1;${GTIN};2.50;Pen\nX-2;123;;Ink\n;;1;Nothing\n`;
  const read = await importSupplierItems(context, {
    ...key,
    name: 'list.csv',
    actor,
    body: (async function* () {
      yield Buffer.from(file);
    })(),
  });
  expect(expectOk(read)).toEqual({ rows: 3, refused: 1, noted: 2, matched: 1 });
  expect(await itemsOf('open')).toMatchObject([{ supplierSku: 'X-2', title: 'Ink', gtin: null }]);
});

describe('Unknown SKUs of a feed', () => {
  const connector = createUploadConnector({
    supplierId: '',
    code: 'S',
    currency: 'CHF',
    settings: {},
    credentials: undefined,
  });
  const reading = makeFlowContext(database, movableClock(), { connectorOf: () => connector });

  /** Applies the file as a worker would, then runs the jobs that were put into the queue for the queue of matches. */
  async function deliver(text: string): Promise<number> {
    const source = { distributorId: supplier.distributorId, supplierId: supplier.id };
    const body = (async function* () {
      yield await Promise.resolve(Buffer.from(text));
    })();
    const upload = { body, name: 'f.csv', mediaType: 'text/csv', kind: 'delta', source: 'upload', asOf: undefined } as const; // prettier-ignore
    const feedId = expectOk(await receiveStockUpload(reading, source, upload));
    await applyFeed(reading, { distributorId: supplier.distributorId, feedId });
    return runNotingJobs();
  }

  async function runNotingJobs(): Promise<number> {
    const jobs = await db.$queryRaw<{ payload: FeedKey }[]>`
      with task as (select id from graphile_worker._private_tasks where identifier = 'note-unknown-skus')
      delete from graphile_worker._private_jobs where task_id in (select id from task) returning payload`;
    for (const { payload } of jobs) await noteUnknownSkus(reading, payload);
    return jobs.length;
  }

  test('are matched where the row has the GTIN of a variant, and wait in the queue where it has not', async () => {
    const pen = await makeKnown('Pen', { gtin: GTIN });
    const file = `sku,quantity,cost,gtin\nX-1,5,3.00,${GTIN}\nX-2,5,2.00,\nX-3,5,1.00,4006381333948\n`;
    expect(await deliver(file)).toBe(1);
    expect(await supplies()).toEqual([{ variantId: pen.id, supplierSku: 'X-1', costMinor: 300n }]);
    const open = (await itemsOf('open')).map(({ supplierSku, reason }) => [supplierSku, reason]);
    expect(open.toSorted()).toEqual([
      ['X-2', 'no-code'],
      ['X-3', 'no-variant'],
    ]);
    // From the next delivery on its figures count.
    await deliver(file);
    expect(await db.stockLevel.findMany()).toMatchObject([{ variantId: pen.id, onHand: 5 }]);
  });

  test('that wait already are left alone until the catalogue knows their GTIN', async () => {
    const file = `sku,quantity,cost,gtin\nX-1,5,3.00,${GTIN}\nX-2,5,2.00,\n`;
    await deliver(file);
    const before = await itemsOf('open');
    expect(await deliver(file)).toBe(1);
    expect(await itemsOf('open')).toEqual(before);
    await makeKnown('Pen', { gtin: `0${GTIN}` });
    await deliver(file);
    expect(await itemsOf('open')).toMatchObject([{ supplierSku: 'X-2' }]);
    expect(await supplies()).toMatchObject([{ supplierSku: 'X-1' }]);
  });

  test('say no cost where they say it in another currency than the supplier’s', async () => {
    await makeKnown('Pen', { gtin: GTIN });
    await deliver(`sku,quantity,cost,currency,gtin\nX-1,5,3.00,EUR,${GTIN}\n`);
    expect(await itemsOf('open')).toMatchObject([{ supplierSku: 'X-1', reason: 'no-cost' }]);
  });

  test('are taken up from pushed figures too; where all are known there is no job at all', async () => {
    const source = { distributorId: supplier.distributorId, supplierId: supplier.id };
    const level = { locationCode: undefined, quantity: 1, asOf: undefined };
    expectOk(await receiveStockPush(reading, source, [{ ...level, supplierSku: 'X-9' }]));
    expect(await runNotingJobs()).toBe(1);
    expect(await itemsOf('open')).toMatchObject([{ supplierSku: 'X-9', reason: 'no-code' }]);
    const pen = await makeKnown('Pen');
    await makeSupply(db, { ...source, variantId: pen.id, supplierSku: 'KNOWN' });
    expectOk(await receiveStockPush(reading, source, [{ ...level, supplierSku: 'KNOWN' }]));
    expect(await runNotingJobs()).toBe(0);
  });
});
