import { describe, expect, test } from 'vitest';
import { acme, clientOf, feedIn, NOON, orderFor } from './supplier-client.ts';

describe('stock feed', () => {
  test('tells figures with the moment they hold for, cost and place', async () => {
    const { client, control } = await acme();
    await control.setStock({ code: 'acme', rows: [{ sku: 'A', quantity: 3, location: 'NORTH' }] });
    const feed = feedIn((await client.call('GET', '/stock')).text);
    const asOf = NOON.toISOString();
    expect(feed.as_of).toBe(asOf);
    expect(feed.rows).toEqual([
      {
        sku: 'A',
        location: 'MAIN',
        quantity: 10,
        as_of: asOf,
        updated_at: asOf,
        cost: { amount: '4.50', currency: 'USD' },
      },
      { sku: 'A', location: 'NORTH', quantity: 3, as_of: asOf, updated_at: asOf },
      { sku: 'B', location: 'MAIN', quantity: 5, as_of: asOf, updated_at: asOf },
    ]);
  });

  test('tells only what changed since a moment', async () => {
    const { client, control } = await acme();
    const later = await control.advanceClock({ ms: 60_000 });
    await control.setStock({ code: 'acme', rows: [{ sku: 'B', quantity: 4 }] });
    const feed = feedIn((await client.call('GET', `/stock?updated_since=${later}`)).text);
    expect(feed.rows.map(({ sku, quantity }) => [sku, quantity])).toEqual([['B', 4]]);
  });

  test('comes in pages that together are the whole', async () => {
    const { client, control } = await acme();
    const rows = Array.from({ length: 25 }, (_, at) => ({ sku: `S${at}`, quantity: at }));
    await control.setStock({ code: 'acme', rows });
    const seen: string[] = [];
    for (let page: number | null = 1; page !== null; ) {
      const feed = feedIn((await client.call('GET', `/stock?per_page=10&page=${page}`)).text);
      seen.push(...feed.rows.map(({ sku }) => sku));
      page = feed.next_page;
    }
    expect(seen).toHaveLength(27);
    expect(new Set(seen).size).toBe(27);
  });

  test('answers 304 to the tag it gave until something changes, and says for which moment', async () => {
    const { client, control } = await acme();
    const etag = (await client.call('GET', '/stock')).headers.get('etag') ?? '';
    const later = await control.advanceClock({ ms: 1_000 });
    const same = await client.call('GET', '/stock', { headers: { 'if-none-match': etag } });
    expect([same.status, same.headers.get('stock-as-of')]).toEqual([304, later]);
    await control.setStock({ code: 'acme', rows: [{ sku: 'A', quantity: 9 }] });
    expect(
      (await client.call('GET', '/stock', { headers: { 'if-none-match': etag } })).status,
    ).toBe(200);
  });

  test('lags behind by what is set: the figures are those of its as_of', async () => {
    const { client, control } = await acme({ feedLagMs: 60_000 });
    await control.advanceClock({ ms: 60_000 });
    await control.setStock({ code: 'acme', rows: [{ sku: 'A', quantity: 1 }] });
    expect(await client.quantities()).toEqual({ A: 10, B: 5 });
    expect(feedIn((await client.call('GET', '/stock')).text).as_of).toBe(NOON.toISOString());
    await control.advanceClock({ ms: 60_000 });
    expect(await client.quantities()).toEqual({ A: 1, B: 5 });
  });

  test('can stand still at an older moment than it has told already', async () => {
    const { client, control } = await acme();
    await control.advanceClock({ ms: 60_000 });
    await control.setStock({ code: 'acme', rows: [{ sku: 'A', quantity: 1 }] });
    await control.configure({ code: 'acme', feedFrozenAt: NOON.toISOString() });
    const feed = feedIn((await client.call('GET', '/stock')).text);
    expect([feed.as_of, feed.rows[0]?.quantity]).toEqual([NOON.toISOString(), 10]);
  });

  test('never shows less than nothing', async () => {
    const { client, control } = await acme();
    await client.place('k1', orderFor('R', { B: 8 }));
    expect(await client.quantities()).toEqual({ A: 10, B: 0 });
    expect(await control.onHand({ code: 'acme', sku: 'B' })).toBe(-3);
  });

  test('opens for the supplier’s own key alone', async () => {
    const { sandbox, control } = await acme();
    await control.addSupplier({ code: 'other', apiKey: 'other-key' });
    const answers = await Promise.all([
      clientOf(sandbox, 'acme', 'wrong').call('GET', '/stock'),
      clientOf(sandbox, 'acme', 'other-key').call('GET', '/stock'),
      clientOf(sandbox, 'nobody', 'k').call('GET', '/stock'),
      clientOf(sandbox, 'other', 'other-key').call('GET', '/stock'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 200]);
  });

  test('refuses what it cannot read', async () => {
    const { client } = await acme();
    for (const query of ['updated_since=yesterday', 'page=0', 'per_page=x']) {
      expect((await client.call('GET', `/stock?${query}`)).status).toBe(400);
    }
    expect((await client.call('GET', '/nothing')).status).toBe(404);
  });
});
