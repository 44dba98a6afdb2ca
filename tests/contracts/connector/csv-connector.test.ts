import { describe, expect, test } from 'vitest';
import { DeliveryInterrupted } from '../../../app/modules/suppliers/supplier-connector.ts';
import { describeConnector } from './connector-contract.ts';
import { NOON, collect, figures, good, openWorld, orderFor, readBytes } from './connector-world.ts';
import type { World, WorldOptions } from './connector-world.ts';

const drop = ({ control }: World) => control.dropFile({ code: 'acme' });

describeConnector({
  name: 'CSV with orders by API',
  world: { kind: 'csv', settings: { ordersBy: 'api' } },
  stockEndpoint: 'files',
  publishStock: drop,
});

const openCsv = (options: WorldOptions = {}) => openWorld({ kind: 'csv', ...options });

describe('stock files', () => {
  test('with the moment in a column tell it row by row', async () => {
    const world = await openCsv({ supplier: { files: { asOfIn: 'column', separator: ';' } } });
    await drop(world);
    const delivery = await collect(world.connector);
    expect([delivery.name, delivery.asOf]).toEqual(['stock-1.csv', undefined]);
    expect(delivery.lines[0]).toMatchObject({ kind: 'level', quantity: 10, asOf: NOON });
  });

  test('tell the time at which they were written only where that is trusted', async () => {
    const world = await openCsv({ settings: { trustsFileTime: true } });
    await world.control.dropFile({ code: 'acme', name: 'levels.csv', content: 'sku,qty\nA,1\n' });
    expect((await collect(world.connector)).asOf).toEqual(NOON);
  });

  test('written late with older figures do not stand before newer ones', async () => {
    const world = await openCsv();
    await drop(world);
    const first = await collect(world.connector);
    await world.advance(60_000);
    const name = 'stock-20260302T110000Z.csv';
    await world.control.dropFile({ code: 'acme', name, content: 'sku,quantity\nA,99\n' });
    expect(good(await world.connector.collectStock(first.cursor))).toBe('unchanged');
  });

  test('sent again under the same name count again', async () => {
    const world = await openCsv();
    const content = 'sku,quantity\nA,1\n';
    await world.control.dropFile({ code: 'acme', name: 'stock.csv', content });
    const first = await collect(world.connector);
    await world.advance(60_000);
    await world.control.dropFile({ code: 'acme', name: 'stock.csv', content: 'sku,quantity\nA,2\n' });
    expect(figures((await collect(world.connector, first.cursor)).lines)).toEqual(['A@=2']);
  }); // prettier-ignore

  test('of other things are left alone', async () => {
    const world = await openCsv({ settings: { prefix: 'stock' } });
    await world.control.dropFile({ code: 'acme', name: 'prices-1.csv', content: 'sku,price\n' });
    await world.control.dropFile({ code: 'acme', name: 'stock.pdf', content: '%PDF' });
    expect(good(await world.connector.collectStock(undefined))).toBe('unchanged');
  });

  test('whose transfer breaks off are interrupted', async () => {
    const world = await openCsv();
    await drop(world);
    await world.control.addFault({ endpoint: 'file', kind: 'malformed' });
    await expect(collect(world.connector)).rejects.toBeInstanceOf(DeliveryInterrupted);
  });

  test('that are gone when they are fetched fail as a refusal', async () => {
    const world = await openCsv();
    await drop(world);
    await world.control.addFault({ endpoint: 'file', kind: 'status', status: 404 });
    expect(await world.connector.collectStock(undefined)).toMatchObject({
      error: { kind: 'refused' },
    });
  });
});

describe('a stock table', () => {
  const read = async (text: string | Uint8Array, settings: Record<string, unknown> = {}) => {
    const { connector } = await openCsv({ settings });
    return readBytes(connector, text);
  };

  test('is read under usual names, in any separator, after a byte order mark and blank lines', async () => {
    expect(figures(await read('\uFEFF\n\nItem Number\tQTY Available\tWarehouse\nA\t 4 \tW1\n'))).toEqual([
      'A@W1=4',
    ]);
    expect(figures(await read('sku|stock\r\n"A|1"|-3\r\n'))).toEqual(['A|1@=-3']);
  }); // prettier-ignore

  test('is read under the names that the settings give', async () => {
    const columns = { sku: 'Ref.', quantity: 'Libre' };
    expect(figures(await read('Ref.,SKU,Libre\nA,zz,4\n', { feedFormat: { columns } }))).toEqual([
      'A@=4',
    ]);
  });

  test('in Windows-1252 with decimal commas keeps its letters and amounts', async () => {
    const bytes = Buffer.from('Artikelnummer;Bestand;Einkaufspreis\nGrün;1;4,50\n', 'latin1');
    expect(await read(bytes, { feedFormat: { decimalSign: ',' } })).toMatchObject([
      { supplierSku: 'Grün', cost: { minor: 450, currency: 'USD' } },
    ]);
  });

  test('refuses a row alone, with line, column, value and article', async () => {
    const lines = await read(
      'sku,quantity,cost,as_of\nA,many,,\n,3,,\nB,1,,yesterday\nC,2\nD,1,"4,50",\n"E"x,1,,\nF,7,1.00,2026-03-02 13:00:00+01:00\n',
    );
    expect(figures(lines)).toEqual([
      'refused quantity',
      'refused sku',
      'refused as_of',
      'refused ',
      'D@=1',
      'refused cost',
      'refused ',
      'F@=7',
    ]);
    expect(lines[0]).toMatchObject({ line: 2, value: 'many', supplierSku: 'A' });
    expect(lines[3]).toMatchObject({ line: 5, supplierSku: 'C', why: expect.stringContaining('2 cells') as unknown }); // prettier-ignore
    expect(lines.at(-1)).toMatchObject({ line: 8, asOf: NOON });
  });

  test('takes times without an offset for the supplier’s own', async () => {
    const lines = await read('sku,quantity,as_of\nA,1,2026-03-02 13:00\n', {
      feedFormat: { timeZone: '+01:00' },
    });
    expect(lines).toMatchObject([{ asOf: NOON }]);
  });

  test.each([
    ['', 'The file is empty.'],
    ['\n\n', 'The file is empty.'],
    ['PK\u0003\u0004\u0000rubbish\n', 'The archive is damaged'],
    ['\u0001\u0002rubbish\n', 'not a table'],
    ['name,price\nA,1\n', 'no column for sku and quantity. Found: name, price.'],
  ])('that is none (%j) is said in words', async (text, words) => {
    await expect(read(text)).rejects.toThrow(words);
  });
});

describe('orders by hand', () => {
  test.each(['csv', 'none'] as const)(
    'wait for a person, and nothing is sent to a supplier of kind %s',
    async (kind) => {
      const { connector, control, sent } = await openWorld({ kind });
      const answer = await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k');
      expect(answer).toMatchObject({
        error: { kind: 'unauthorised', why: expect.stringContaining('by hand') as unknown },
      });
      expect(connector.capabilities).toMatchObject({
        findPurchaseOrder: false,
        readsEvents: false,
        requestsCancellation: false,
        pushes: false,
      });
      expect([sent, await control.orders({ code: 'acme' })]).toEqual([[], []]);
    },
  );

  test('a supplier without a link has nothing to fetch, and its uploads are read', async () => {
    const { connector } = await openWorld({ kind: 'none' });
    expect(connector.capabilities.pullsStock).toBe(false);
    expect(figures(await readBytes(connector, 'sku,quantity\nA,1\n'))).toEqual(['A@=1']);
  });
});
