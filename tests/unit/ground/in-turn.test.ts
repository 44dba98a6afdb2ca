import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../app/platform/in-turn.ts';

describe('work in turn', () => {
  it('on one thing never overlaps, and goes in the order it was asked for', async () => {
    const owner = {};
    const steps: string[] = [];
    const work = (name: string) => async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      return name;
    };
    const done = await Promise.all([
      inTurn(owner, 'a', work('one')),
      inTurn(owner, 'a', work('two')),
    ]);
    expect(done).toEqual(['one', 'two']);
    expect(steps).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
  });

  it('on other things, or for other owners, does not wait', async () => {
    const owner = {};
    const never = inTurn(owner, 'a', () => new Promise<string>(() => undefined));
    expect(await inTurn(owner, 'b', async () => 'b')).toBe('b');
    expect(await inTurn({}, 'a', async () => 'a')).toBe('a');
    expect(never).toBeInstanceOf(Promise);
  });

  it('goes on after what failed before it', async () => {
    const owner = {};
    const failed = inTurn(owner, 'a', async () => {
      throw new Error('no');
    });
    const next = inTurn(owner, 'a', async () => 'next');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('next');
  });
});
