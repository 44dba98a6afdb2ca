import { describe, expect, it } from 'vitest';
import { newId, parseId, stableId } from '../../../app/platform/ids.ts';
import { pageRequest, toPage } from '../../../app/platform/page.ts';

describe('a page', () => {
  it('names the next one only when there is more', () => {
    expect(toPage([1, 2, 3], 2, String)).toEqual({ rows: [1, 2], next: '2' });
    expect(toPage([1, 2], 2, String)).toEqual({ rows: [1, 2], next: undefined });
    expect(toPage([], 2, String)).toEqual({ rows: [], next: undefined });
  });

  it('is asked for with a size in range, whatever the address says', () => {
    const sizes = ['0', '-4', '7', '9999', 'many'].map(
      (size) => pageRequest(new URLSearchParams({ size })).size,
    );
    expect(sizes).toEqual([1, 1, 7, 250, 50]);
  });
});

describe('an id', () => {
  it('sorts by the time it was made', () => {
    const ids = Array.from({ length: 50 }, () => newId());
    expect(ids.toSorted()).toEqual(ids);
  });

  it('is the same for the same parts, and another for parts that only read the same when joined', () => {
    expect(stableId('a', 'b')).toBe(stableId('a', 'b'));
    expect(stableId('a', 'b')).not.toBe(stableId('ab'));
  });

  it('from outside is unknown when it is no UUID', () => {
    expect(['', 'x', undefined, "1' or 1=1"].map(parseId)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(parseId('01A1FF8A-5053-70AA-A9FA-18B1A6B4A3FA')).toBe(
      '01a1ff8a-5053-70aa-a9fa-18b1a6b4a3fa',
    );
  });
});
