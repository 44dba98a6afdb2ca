import { describe, expect, it } from 'vitest';
import { gather } from '../../../app/platform/gather.ts';

describe('gathered look-ups', () => {
  it('travel together when they are asked for together, each with its own answer', async () => {
    const statements: number[][] = [];
    const double = gather<number, number>(
      async (keys) => {
        statements.push([...keys]);
        return keys.map((key) => key * 2);
      },
      { limit: 10 },
    );
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
    expect(statements).toEqual([[1, 2, 3]]);
  });

  it('are never more than the limit in one statement', async () => {
    const sizes: number[] = [];
    const same = gather<number, number>(
      async (keys) => {
        sizes.push(keys.length);
        return keys;
      },
      { limit: 2 },
    );
    expect(await Promise.all([1, 2, 3, 4, 5].map(same))).toEqual([1, 2, 3, 4, 5]);
    expect(Math.max(...sizes)).toBe(2);
  });

  it('fail those who asked in a failed statement, and nobody after', async () => {
    let fails = true;
    const look = gather<number, number>(
      async (keys) => {
        if (fails) throw new Error('away');
        return keys;
      },
      { limit: 10 },
    );
    await expect(look(1)).rejects.toThrow('away');
    fails = false;
    expect(await look(2)).toBe(2);
  });
});
