import { describe, expect, test } from 'vitest';
import { outline, readWhole, tableOf, type Whole } from './reading.ts';

const TEXT = tableOf('cafe,Café “Öl” €5 日本 😀,,,,,X,1,,', 'tee,Tee,,,,,Y,1,,');
const WESTERN = tableOf('cafe,Café “Öl” €5,,,,,X,1,,', 'tee,Tee,,,,,Y,1,,');
const title = ({ products }: Whole) => products[0]?.details?.title;
const codes = ({ notices }: Whole) => notices.map(({ code }) => code);

const BYTE_ORDER_MARK = '\uFEFF';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
/** The few characters outside Latin-1 that the test uses, at their places in Windows-1252. */
const windows1252 = (text: string) =>
  Buffer.from(text.replace('“', '\x93').replace('”', '\x94').replace('€', '\x80'), 'latin1');

describe('encodings', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT), []],
    ['UTF-8 with a byte order mark', Buffer.from(BYTE_ORDER_MARK + TEXT), []],
    ['UTF-16 little-endian', Buffer.from(BYTE_ORDER_MARK + TEXT, 'utf16le'), []],
    ['UTF-16 big-endian', utf16be(BYTE_ORDER_MARK + TEXT), []],
    ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le'), ['utf-16-without-bom']],
  ])('%s is read whole, however it is cut', async (_, bytes, notices) => {
    for (const chunk of [1, 2, 3, 5, 7, bytes.length]) {
      const whole = await readWhole(bytes, { chunk });
      expect(title(whole)).toBe('Café “Öl” €5 日本 😀');
      expect(codes(whole)).toEqual(notices);
      expect(whole.counts).toMatchObject({ rows: 2, refused: 0 });
    }
  });

  test('bytes that cannot be UTF-8 are read as Windows-1252, with a notice, however they are cut', async () => {
    const bytes = windows1252(WESTERN);
    for (const chunk of [1, 2, 3, 5, 7, bytes.length]) {
      const whole = await readWhole(bytes, { chunk });
      expect(title(whole)).toBe('Café “Öl” €5');
      expect(codes(whole)).toEqual(['windows-1252']);
    }
  });

  test('one bad byte in a UTF-8 file damages one row, not the accents of the others', async () => {
    const bytes = Buffer.concat([
      Buffer.from(tableOf('cafe,Café,,,,,X,1,,')),
      Buffer.from('bad,B'),
      Buffer.from([0xe9]),
      Buffer.from('d,,,,,Y,1,,\nole,Olé,,,,,Z,1,,\n'),
    ]);
    for (const chunk of [1, 4, bytes.length]) {
      const whole = await readWhole(bytes, { chunk });
      expect(whole.products.map(({ details }) => details?.title)).toEqual([
        'Café',
        'B\uFFFDd',
        'Olé',
      ]);
      expect(outline(whole.rows)[1]).toBe('3: warned, unreadable-characters');
      expect(codes(whole)).toEqual(['damaged-utf-8']);
    }
  });

  test('a file cut off inside a character still gives what came before', async () => {
    const bytes = Buffer.from(tableOf('a,Aé,,,,,X,1,,', 'b,B,,,,,Y,1,,é')).subarray(0, -2);
    const { products, rows } = await readWhole(bytes, { chunk: 3 });
    expect(products).toHaveLength(2);
    expect(outline(rows)[1]).toContain('unreadable-characters');
  });

  test('a character that no database takes is removed with a warning', async () => {
    const { products, rows } = await readWhole(tableOf('a,A\0B,,,,,X,1,,'));
    expect(products[0]?.details?.title).toBe('AB');
    expect(outline(rows)).toEqual(['2: warned, unreadable-characters']);
  });
});
