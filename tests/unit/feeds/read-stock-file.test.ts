import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { FeedFormat } from '../../../app/modules/feeds/feed-format.ts';
import { readStockFile } from '../../../app/modules/feeds/read-stock-file.server.ts';
import type { FeedLine } from '../../../app/modules/suppliers/supplier-connector.ts';
import type { FileFacts } from '../../../app/platform/records/file-row.ts';
import { makeWorkbook, makeZip } from '../../factories/archives.ts';

type Draft = z.input<typeof FeedFormat>;

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += 61) yield bytes.subarray(at, at + 61);
}

async function read(content: Buffer | string, draft: Draft = {}) {
  const facts: FileFacts = {};
  const lines: FeedLine[] = [];
  const file = readStockFile(inPieces(Buffer.from(content)), FeedFormat.parse(draft), 'CHF', facts);
  for await (const line of file) lines.push(line);
  return { lines, facts };
}

const told = ({ lines }: { lines: readonly FeedLine[] }) =>
  lines.map((line) =>
    line.kind === 'level'
      ? `${line.supplierSku}@${line.locationCode ?? ''}=${line.quantity}${line.cost ? ` ${line.cost.minor} ${line.cost.currency}` : ''}`
      : `line ${line.line} ${line.column ?? 'row'}: ${line.value ?? ''}`,
  );

describe('forms', () => {
  test('JSON with its list inside, dated by the file', async () => {
    const content = JSON.stringify({
      generated: '2026-03-02T12:00:00Z',
      stock: {
        note: ['a'],
        items: [
          { sku: 'A', level: { quantity: 3 } },
          { sku: 'B', level: { quantity: 0 } },
        ],
      },
    });
    const done = await read(content, {
      statedAt: 'generated',
      columns: { quantity: 'level.quantity' },
    });
    expect(told(done)).toEqual(['A@=3', 'B@=0']);
    expect(done.facts).toMatchObject({ form: 'json', rowsAt: 'stock.items' });
    expect(done.lines[0]).toMatchObject({ asOf: new Date('2026-03-02T12:00:00Z') });
  });

  test('JSON as a list, as lines, and at a named place', async () => {
    expect(told(await read('[{"sku":"A","qty":1},{"sku":"B","qty":"x"}]'))).toEqual([
      'A@=1',
      'line 2 quantity: x',
    ]);
    expect(told(await read('{"sku":"A","qty":1}\n{"sku":"B","qty":2}\n'))).toEqual([
      'A@=1',
      'B@=2',
    ]);
    expect(told(await read('{"a":[{"x":1}],"b":[{"sku":"A","qty":1}]}', { rowsAt: 'b' }))).toEqual([
      'A@=1',
    ]);
  });

  test('JSON that is cut off, or has no rows where they should be, is refused as a whole', async () => {
    await expect(read('{"items":[{"sku":"A","qty":1},{"sk')).rejects.toThrow('cut off');
    await expect(read('{"items":[{"sku":"A","qty":1}]}', { rowsAt: 'other' })).rejects.toThrow(
      'no list of rows at "other"',
    );
  });

  test('XML by elements and attributes, whatever their prefix', async () => {
    const content = `<?xml version="1.0"?><s:stock xmlns:s="x" at="2026-03-02T12:00:00Z">
      <s:item sku="A"><s:have><s:qty>4</s:qty></s:have></s:item>
      <s:item sku="B"><s:have><s:qty><![CDATA[5]]></s:qty></s:have></s:item></s:stock>`;
    const columns = { sku: '@sku', quantity: 'have/qty' };
    const done = await read(content, { columns, statedAt: 'stock/@at' });
    expect(told(done)).toEqual(['A@=4', 'B@=5']);
    expect(done.lines.map(({ line }) => line)).toEqual([2, 3]);
    expect(done.lines[0]).toMatchObject({ asOf: new Date('2026-03-02T12:00:00Z') });
  });

  test('XML with a document type or entities is refused in words', async () => {
    const bomb =
      '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><stock><i><sku>&b;</sku></i></stock>';
    await expect(read(bomb)).rejects.toThrow('document type definition');
    await expect(read('<stock><i><sku>&nope;</sku><qty>1</qty></i><i/></stock>')).rejects.toThrow(
      'cannot be read',
    );
  });

  test('a workbook: shared texts, stored results of formulas, dates, and none where no result is stored', async () => {
    const dated = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
    const book = makeWorkbook(
      [
        ['SKU', 'Qty', 'As of'],
        ['A & B', 3, { xml: '<c s="1"><v>46083.5</v></c>' }],
        ['C', { xml: '<c><f>SUM(1,2)</f><v>3</v></c>' }],
        ['D', { xml: '<c><f>HYPERLINK("x")</f></c>' }],
      ],
      dated,
    );
    const done = await read(book);
    expect(told(done)).toEqual([
      'A & B@=3',
      'C@=3',
      'line 4 quantity: (formula without a stored result)',
    ]);
    expect(done.lines[0]).toMatchObject({ asOf: new Date('2026-03-02T12:00:00Z') });
    expect(done.facts).toMatchObject({ form: 'xlsx', sheet: 'Stock', sheets: ['Stock'] });
    await expect(read(book, { sheet: 'Prices' })).rejects.toThrow('It has: Stock.');
  });
});

describe('archives', () => {
  const table = 'sku,qty\nA,1\n';

  test('with one file in them are read, once packed', async () => {
    expect(told(await read(gzipSync(table)))).toEqual(['A@=1']);
    const zip = makeZip([
      { name: '__MACOSX/x', content: '' },
      { name: 'stock.csv', content: table },
    ]);
    const done = await read(zip);
    expect([told(done), done.facts.packedAs]).toEqual([['A@=1'], 'zip']);
    expect(
      told(
        await read(
          makeZip([
            {
              name: 'b.xlsx',
              content: makeWorkbook([
                ['sku', 'qty'],
                ['A', 1],
              ]),
            },
          ]),
        ),
      ),
    ).toEqual(['A@=1']);
  });

  test('that are packed twice, hold several files, or are damaged are refused in words', async () => {
    await expect(read(gzipSync(gzipSync(table)))).rejects.toThrow('packed twice');
    await expect(
      read(makeZip([{ name: 'a.zip', content: makeZip([{ name: 'a.csv', content: table }]) }])),
    ).rejects.toThrow('packed twice');
    await expect(
      read(
        makeZip([
          { name: 'a.csv', content: table },
          { name: 'b.csv', content: table },
        ]),
      ),
    ).rejects.toThrow('holds 2 files (a.csv, b.csv)');
    await expect(read(gzipSync(table.repeat(99)).subarray(0, 40))).rejects.toThrow('damaged');
  });

  test('that would grow out of all proportion are taken for bombs, whatever they hold', async () => {
    const zeros = Buffer.concat([Buffer.from('sku,qty\n'), Buffer.alloc(40 * 1024 * 1024, 'x')]);
    await expect(read(gzipSync(zeros))).rejects.toThrow('taken for a bomb');
    await expect(read(makeZip([{ name: 'a.csv', content: zeros }]))).rejects.toThrow(
      'taken for a bomb',
    );
    const sheet = `<worksheet><sheetData>${' '.repeat(40 * 1024 * 1024)}</sheetData></worksheet>`;
    const bomb = makeZip([
      {
        name: 'xl/workbook.xml',
        content: '<workbook><sheets><sheet name="S"/></sheets></workbook>',
      },
      { name: 'xl/worksheets/sheet1.xml', content: sheet },
    ]);
    await expect(read(bomb)).rejects.toThrow('taken for a bomb');
  });

  test('an old binary workbook is refused with what to do', async () => {
    await expect(read(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).rejects.toThrow('Save it as XLSX');
  });
});

describe('cells', () => {
  test('follow decimal sign and thousands, and refuse what does not', async () => {
    const format: Draft = { decimalSign: ',', thousands: '.' };
    const content = 'sku;qty;cost\nA;1.000;1.234,50\nB;12.34;1\nC;"2,5";3\n';
    const done = await read(content, format);
    expect(told(done)).toEqual(['A@=1000 123450 CHF', 'line 3 quantity: 12.34', 'C@=2.5 300 CHF']);
  });

  test('count cases as units, at the cost of a unit', async () => {
    const content = 'sku,qty,pack size,cost\nA,2,12,30.00\nB,1.5,,10.00\nC,1,none,1\n';
    const done = await read(content, { unitsPerCase: 6, costPer: 'case' });
    expect(told(done)).toEqual(['A@=24 250 CHF', 'B@=9 167 CHF', 'line 4 units_per_case: none']);
  });

  test('take words and open ends only by rule', async () => {
    const content = 'sku,qty\nA,In Stock\nB,>10\nC,10+\nD,< 5\nE,soon\n';
    expect(told(await read(content))).toEqual([
      'line 2 quantity: In Stock',
      'line 3 quantity: >10',
      'line 4 quantity: 10+',
      'line 5 quantity: < 5',
      'line 6 quantity: soon',
    ]);
    const quantityTexts = [{ text: 'in stock', units: 7 }];
    const done = await read(content, { quantityTexts, openEnded: 'bound', unitsPerCase: 2 });
    expect(told(done)).toEqual(['A@=7', 'B@=20', 'C@=20', 'D@=0', 'line 6 quantity: soon']);
  });

  test('are dated in the supplier’s own time zone, summer time included', async () => {
    const content =
      'sku,qty,stand\nA,1,02.03.2026 13:00\nB,1,02.07.2026 14:00\nC,1,2026-03-02T12:00:00Z\nD,1,32.01.2026\n';
    const { lines } = await read(content, { dates: 'dmy', timeZone: 'Europe/Zurich' });
    expect(
      lines.map((line) => (line.kind === 'level' ? line.asOf?.toISOString() : line.value)),
    ).toEqual([
      '2026-03-02T12:00:00.000Z',
      '2026-07-02T12:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
      '32.01.2026',
    ]);
  });

  test('of several locations stand in columns of their own; an empty one says nothing', async () => {
    const places = [
      { column: 'East', location: 'E' },
      { column: 'West', location: 'W' },
    ];
    expect(told(await read('sku,East,West\nA,1,2\nB,,3\nC,x,4\n', { places }))).toEqual([
      'A@E=1',
      'A@W=2',
      'B@W=3',
      'line 4 East: x',
      'C@W=4',
    ]);
  });

  test('name an article by GTIN where there is no SKU, if its check digit is right', async () => {
    const { lines } = await read('ean,qty\n4006381333931,3\n4006381333932,3\n');
    expect(lines).toMatchObject([
      { kind: 'level', gtin: '4006381333931' },
      { kind: 'refused', column: 'gtin' },
    ]);
  });

  test('in a said encoding, under lines of a title, without a header', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Liste\nvom Montag\n'),
      Buffer.from([0xc0, 0x3b, 0x31, 0x0a]),
    ]);
    const done = await read(bytes, {
      encoding: 'windows-1251',
      skipLines: 2,
      hasHeader: false,
      separator: ';',
      columns: { sku: '1', quantity: '2' },
    });
    expect(told(done)).toEqual(['А@=1']);
    expect(done.lines[0]).toMatchObject({ line: 3 });
  });
});
