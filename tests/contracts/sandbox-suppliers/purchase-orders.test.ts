import { describe, expect, test } from 'vitest';
import { acme, orderFor, orderIn, ordersIn } from './supplier-client.ts';

describe('placing a purchase order', () => {
  test('takes it once, however often the same key comes, and gives the same answer', async () => {
    const { client, control } = await acme();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => client.place('key-1', orderFor('PO-7', { A: 2 }))),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(await control.orders({ code: 'acme' })).toMatchObject([
      { reference: 'PO-7', idempotency_key: 'key-1' },
    ]);
    expect(await client.quantities()).toMatchObject({ A: 8 });
  });

  test('reads the same body with its keys in another order as the same', async () => {
    const { client } = await acme();
    const first = await client.place(
      'k',
      '{"reference":"R","lines":[{"line_id":"1","sku":"A","quantity":1}]}',
    );
    const again = await client.place(
      'k',
      '{"lines":[{"quantity":1,"sku":"A","line_id":"1"}],"reference":"R"}',
    );
    expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([
      201,
      first.text,
      'true',
    ]);
  });

  test('refuses a key that comes with another body', async () => {
    const { client, control } = await acme();
    await client.place('key-1', orderFor('PO-7', { A: 2 }));
    const other = await client.place('key-1', orderFor('PO-7', { A: 3 }));
    expect([other.status, other.text]).toEqual([
      409,
      expect.stringContaining('idempotency_key_reused'),
    ]);
    expect(await control.orders({ code: 'acme' })).toHaveLength(1);
  });

  test('takes a second order under a new key, so that a doubled order can be seen', async () => {
    const { client, control } = await acme();
    await client.place('key-1', orderFor('PO-7', { A: 2 }));
    await client.place('key-2', orderFor('PO-7', { A: 2 }));
    expect(await control.orders({ code: 'acme' })).toHaveLength(2);
  });

  test('refuses it without a key, and what is no order, and keeps nothing', async () => {
    const { client, control } = await acme();
    const body = orderFor('R', { A: 1 });
    const twice = { reference: 'R', lines: [...body.lines, ...body.lines] };
    expect((await client.call('POST', '/purchase-orders', { body })).status).toBe(400);
    expect((await client.place('k1', '{')).status).toBe(400);
    expect((await client.place('k2', { reference: 'R', lines: [] })).status).toBe(422);
    expect((await client.place('k3', orderFor('R', { A: -1 }))).status).toBe(422);
    expect((await client.place('k4', twice)).status).toBe(422);
    expect(await control.orders({ code: 'acme' })).toEqual([]);
  });

  test('is found again by its reference and by its id', async () => {
    const { client } = await acme();
    const placed = orderIn((await client.place('k', orderFor('PO 7/é', { A: 2 }))).text);
    const found = await client.call(
      'GET',
      `/purchase-orders?reference=${encodeURIComponent('PO 7/é')}`,
    );
    expect(ordersIn(found.text).map(({ id }) => id)).toEqual([placed.id]);
    expect(await client.order(placed.id)).toEqual(placed);
    expect(ordersIn((await client.call('GET', '/purchase-orders?reference=PO-8')).text)).toEqual(
      [],
    );
    expect((await client.call('GET', '/purchase-orders/none')).status).toBe(404);
  });
});

describe('cancelling', () => {
  const cancel = (
    client: Awaited<ReturnType<typeof acme>>['client'],
    id: string,
    body: unknown = {},
  ) => client.call('POST', `/purchase-orders/${id}/cancellation`, { body });

  test('gives back all that has not left, once', async () => {
    const { client, control } = await acme();
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 4, B: 1 }))).text);
    await control.ship({ code: 'acme', id, parcels: [{ lines: [{ lineId: 'l1', quantity: 1 }] }] });
    const first: unknown = JSON.parse((await cancel(client, id)).text);
    const second: unknown = JSON.parse((await cancel(client, id)).text);
    expect(first).toMatchObject({
      status: 'accepted',
      cancelled: [
        { line_id: 'l1', quantity: 3 },
        { line_id: 'l2', quantity: 1 },
      ],
    });
    expect(second).toMatchObject({ status: 'accepted', cancelled: [] });
    expect(await client.quantities()).toEqual({ A: 9, B: 5 });
  });

  test('takes some units of one line', async () => {
    const { client } = await acme();
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 4, B: 1 }))).text);
    await cancel(client, id, { lines: [{ line_id: 'l1', quantity: 1 }] });
    expect((await client.order(id)).lines.map(({ cancelled }) => cancelled)).toEqual([1, 0]);
    expect((await client.order(id)).status).toBe('acknowledged');
  });

  test('before the answer stops the answer', async () => {
    const { client, control } = await acme({ acknowledge: { afterMs: 1_000 } });
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 4 }))).text);
    await cancel(client, id);
    await control.advanceClock({ ms: 5_000 });
    const order = await client.order(id);
    expect([order.status, order.lines[0]?.cancelled]).toEqual(['cancelled', 4]);
    expect(await client.quantities()).toMatchObject({ A: 10 });
  });

  test('is refused where the supplier refuses, or when all has left', async () => {
    const refusing = await acme({ cancel: 'refuse' });
    const first = orderIn((await refusing.client.place('k', orderFor('R', { A: 4 }))).text);
    expect(JSON.parse((await cancel(refusing.client, first.id)).text)).toMatchObject({
      status: 'refused',
    });
    const { client } = await acme({ ship: { mode: 'one-parcel' } });
    const shipped = orderIn((await client.place('k', orderFor('R', { A: 4 }))).text);
    expect(JSON.parse((await cancel(client, shipped.id)).text)).toMatchObject({
      status: 'refused',
      cancelled: [],
    });
  });

  test('waits for a person where the supplier decides by hand', async () => {
    const { client, control } = await acme({ cancel: 'manual' });
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 4 }))).text);
    expect((await cancel(client, id)).status).toBe(202);
    expect((await client.order(id)).cancellation).toBe('pending');
    await control.cancel({ code: 'acme', id });
    expect(await client.order(id)).toMatchObject({ cancellation: 'accepted', status: 'cancelled' });
  });
});
