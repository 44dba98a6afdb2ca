import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { csvLine, csvLines } from '../../../app/platform/csv-export.ts';

describe('a CSV cell', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+49 30 123', "'+49 30 123"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2+3', "'-2+3"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
    ['-12.50', '-12.50'],
    ['plain', 'plain'],
    ['5" pipe, red', '"5"" pipe, red"'],
  ])('%j is written as %j', (cell, written) => {
    expect(csvLine([cell])).toBe(`${written}\r\n`);
  });

  test('of a number, a date or nothing is plain', () => {
    expect(csvLine([-5, 10n, new Date(0), null, undefined, true])).toBe(
      '-5,10,1970-01-01T00:00:00.000Z,,,true\r\n',
    );
  });

  test('is read back as it was, but for the apostrophe before a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }),
        (cells) => {
          const line = csvLine(cells);
          const [read]: string[][] = parse(line, { recordDelimiter: '\r\n' });
          const without = (read ?? []).map((cell, at) =>
            cell === `'${cells[at]}` ? cell.slice(1) : cell,
          );
          expect(without).toEqual(cells);
        },
      ),
    );
  });
});

test('a file begins with its header and takes rows as they come', async () => {
  const lines: string[] = [];
  for await (const line of csvLines(
    ['sku', 'quantity'],
    [
      ['A', 1],
      ['B', 2],
    ],
  ))
    lines.push(line);
  expect(lines).toEqual(['sku,quantity\r\n', 'A,1\r\n', 'B,2\r\n']);
});
