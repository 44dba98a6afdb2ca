/** How a supplier's files are to be read: tried on a file of its own, then changed, and what follows from it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import {
  changeFeedSettings,
  keepFeedSample,
} from '../../../app/flows/supply/change-feed-settings.server.ts';
import { previewFeed } from '../../../app/flows/supply/preview-feed.server.ts';
import { receiveStockUpload } from '../../../app/flows/supply/receive-stock-upload.server.ts';
import { createUploadConnector } from '../../../app/integrations/suppliers/csv/csv-connector.server.ts';
import { FeedFormat } from '../../../app/modules/feeds/feed-format.ts';
import { GuardThresholds, HoldRule } from '../../../app/modules/feeds/feed-guards.ts';
import type { SupplierConnector } from '../../../app/modules/suppliers/supplier-connector.ts';
import { credentialsPurpose } from '../../../app/modules/suppliers/supplier.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const link: { connector: SupplierConnector | undefined } = { connector: undefined };
const context = makeFlowContext(database, clock, {
  connectorOf: () => {
    if (!link.connector) throw new Error('This test has no connector');
    return link.connector;
  },
});
const actor = { kind: 'user', id: 'ada' } as const;

/** Cartons of twelve, costs of a carton with a decimal comma, words for what is always there. */
const OWN_FILE = 'Ref.;Kartons;EK Karton;Tage\nA;3;54,00;2\nB;viel;12,00;\nC;3;drei;\n';
const OWN_FORMAT = FeedFormat.parse({
  columns: { sku: 'Ref.', quantity: 'Kartons', cost: 'EK Karton', lead_time: 'Tage' },
  decimalSign: ',',
  unitsPerCase: 12,
  costPer: 'case',
  quantityTexts: [{ text: 'Viel', units: 500 }],
  scope: 'delta',
});

beforeEach(() => database.empty());

async function arrange(settings: object = {}) {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id, { connector: 'none', settings });
  for (const supplierSku of ['A', 'B', 'C']) await makeStock(db, supplier, { supplierSku, costMinor: 400 }); // prettier-ignore
  return { distributorId: distributor.id, supplierId: supplier.id };
}
type Key = Awaited<ReturnType<typeof arrange>>;

const fileOf = (text: string, name = 'stock.csv') => ({
  name,
  mediaType: 'text/csv',
  body: (async function* () {
    yield await Promise.resolve(Buffer.from(text));
  })(),
});

/** The supplier's connector as its settings stand now. */
async function readAsSettingsSay(key: Key): Promise<void> {
  const { settings } = await db.supplier.findFirstOrThrow({ where: { id: key.supplierId } });
  link.connector = createUploadConnector({
    supplierId: key.supplierId,
    code: 'S',
    currency: 'CHF',
    settings,
    credentials: undefined,
  });
}

async function deliver(key: Key, text: string): Promise<void> {
  await readAsSettingsSay(key);
  const upload = { ...fileOf(text), kind: 'delta', source: 'upload', asOf: undefined } as const;
  const feedId = expectOk(await receiveStockUpload(context, key, upload));
  await applyFeed(context, { distributorId: key.distributorId, feedId });
}

describe('the preview', () => {
  test('says what a format makes of the supplier’s own file, and changes nothing', async () => {
    const key = await arrange();
    expectOk(await keepFeedSample(context, key, fileOf(OWN_FILE)));
    const before = await previewFeed(context, key, FeedFormat.parse({}));
    expect(before).toMatchObject({ names: ['Ref.', 'Kartons', 'EK Karton', 'Tage'], lines: [] });
    expect(before?.problem).toContain('no column');

    const preview = await previewFeed(context, key, OWN_FORMAT);
    expect(preview).toMatchObject({
      name: 'stock.csv',
      isUpload: true,
      problem: undefined,
      facts: { form: 'csv', separator: ';' },
      found: { sku: 'Ref.', quantity: 'Kartons', cost: 'EK Karton', lead_time: 'Tage' },
      rows: [{ line: 2, cells: ['A', '3', '54,00', '2'] }, { line: 3 }, { line: 4 }],
      judged: { refused: 1 },
    });
    expect(preview?.lines).toMatchObject([
      { line: 2, sku: 'A', quantity: 36, cost: '4.50 CHF', leadTimeDays: 2, outcome: 'accepted' },
      { line: 3, sku: 'B', quantity: 500, cost: '1.00 CHF', outcome: 'accepted' },
      { line: 4, sku: 'C', quantity: 36, cost: undefined, outcome: 'accepted' },
      { line: 4, outcome: 'refused', column: 'cost', value: 'drei' },
    ]);
    expect([await db.feed.count(), await db.feedRow.count()]).toEqual([0, 0]);
    expect((await db.supplier.findFirstOrThrow()).settings).toEqual({});
  });

  test('shows what is refused far down the file, which is what the format is changed for', async () => {
    const key = await arrange();
    const rows = Array.from({ length: 300 }, (_, at) => `S-${at},${at === 250 ? '1.234' : at}`);
    expectOk(await keepFeedSample(context, key, fileOf(`sku,quantity\n${rows.join('\n')}\n`)));
    const preview = await previewFeed(context, key, FeedFormat.parse({}));
    expect(preview?.judged).toEqual({ rows: 300, refused: 1 });
    expect(preview?.lines.at(-1)).toMatchObject({ line: 252, sku: 'S-250', outcome: 'refused' });
  });

  test('takes the last delivery where no file was uploaded for it, and there is none without either', async () => {
    const key = await arrange();
    expect(await previewFeed(context, key, FeedFormat.parse({}))).toBeUndefined();
    await deliver(key, 'sku,quantity\nA,3\n');
    const preview = await previewFeed(context, key, FeedFormat.parse({}));
    expect(preview).toMatchObject({ isUpload: false, lines: [{ sku: 'A', quantity: 3 }] });
  });

  test('of another distributor’s supplier shows nothing', async () => {
    const key = await arrange();
    expectOk(await keepFeedSample(context, key, fileOf(OWN_FILE)));
    const stranger = await makeDistributor(db);
    const foreign = { ...key, distributorId: stranger.id };
    expect(await previewFeed(context, foreign, OWN_FORMAT)).toBeUndefined();
  });
});

describe('changed settings', () => {
  test('are what the next delivery is read by, exactly as it was previewed', async () => {
    const key = await arrange();
    expectOk(await changeFeedSettings(context, key, { kind: 'format', format: OWN_FORMAT }, actor));
    await deliver(key, OWN_FILE);
    const supplies = await db.supply.findMany({ orderBy: { supplierSku: 'asc' } });
    expect(supplies.map(({ costMinor, leadTimeDays }) => [costMinor, leadTimeDays])).toEqual([
      [450n, 2],
      [100n, null],
      [400n, null],
    ]);
    const levels = await db.$queryRaw<{ sku: string; units: number }[]>`
      select supplier_sku as sku, on_hand as units from stock_level join supply using (distributor_id, supplier_id, variant_id) order by 1`;
    expect(levels.map(({ units }) => units)).toEqual([36, 500, 36]);
    expect(await db.auditEntry.findMany()).toMatchObject([
      { act: 'feed-format-changed', subjectId: key.supplierId },
    ]);
  });

  test('of the guards decide whether the next delivery is held', async () => {
    const key = await arrange();
    const guards = GuardThresholds.parse({ zeroShare: 0.5, fromLevels: 1 });
    const change = { kind: 'guards', guards, hold: HoldRule.parse({}), keepDays: 30 } as const;
    const text = 'sku,quantity\nA,0\nB,0\nC,1\n';
    expectOk(await changeFeedSettings(context, key, change, actor));
    await deliver(key, text);
    const loose = { ...change, guards: { ...guards, zeroShare: 1 } };
    expectOk(await changeFeedSettings(context, key, loose, actor));
    await deliver(key, text);
    const feeds = await db.feed.findMany({ orderBy: { id: 'asc' } });
    expect(feeds.map(({ status }) => status)).toEqual(['held', 'applied']);
  });

  test('of the source ask it anew and at once, and keep the secrets that were not given again', async () => {
    const key = await arrange({ feedFormat: OWN_FORMAT });
    const at = { distributorId_id: { distributorId: key.distributorId, id: key.supplierId } };
    await db.supplier.update({ where: at, data: { connector: 'csv', feedCursor: 'old', feedDueAt: null } }); // prettier-ignore
    const source = { place: 'sftp', address: 'sftp://files.example/stock', prefix: 'stock', trustsFileTime: false, user: 'us', hostKey: 'abc' } as const; // prettier-ignore
    const none = { password: '', privateKey: '', passphrase: '', apiKey: '' };
    for (const secrets of [{ ...none, apiKey: 'key' }, { ...none, password: 'first' }, none]) {
      expectOk(await changeFeedSettings(context, key, { kind: 'source', source, secrets }, actor));
    }
    const supplier = await db.supplier.findUniqueOrThrow({ where: at });
    expect(supplier).toMatchObject({ feedCursor: null, feedDueAt: clock.now() });
    expect(supplier.settings).toEqual({ feedFormat: OWN_FORMAT, ...source });
    const opened = context.secrets.open(supplier.sealedCredentials ?? '', credentialsPurpose(key));
    expect(JSON.parse(opened)).toEqual({ apiKey: 'key', sftp: { password: 'first' } });
    expect(supplier.sealedCredentials).not.toContain('first');
  });

  test('of a supplier of somebody else are refused', async () => {
    const key = await arrange();
    const stranger = await makeDistributor(db);
    const foreign = { ...key, distributorId: stranger.id };
    const refused = await changeFeedSettings(context, foreign, { kind: 'format', format: OWN_FORMAT }, actor); // prettier-ignore
    expect(refused).toEqual({ ok: false, error: { kind: 'unknown-supplier' } });
    expect((await db.supplier.findFirstOrThrow()).settings).toEqual({});
  });
});
