import { describe, expect, test } from 'vitest';
import { acme, feedIn, orderFor, ordersIn } from './supplier-client.ts';

describe('faults', () => {
  test('a status is answered so many times, without effect, with Retry-After where given', async () => {
    const { client, control } = await acme();
    await control.addFault({
      endpoint: 'place-order',
      kind: 'status',
      status: 429,
      retryAfter: 7,
      times: 2,
    });
    const answers = [];
    for (let call = 0; call < 3; call++)
      answers.push(await client.place('k', orderFor('R', { A: 1 })));
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 201]);
    expect(answers[0]?.headers.get('retry-after')).toBe('7');
    expect(await control.orders({ code: 'acme' })).toHaveLength(1);
  });

  test.each([
    ['timeout-before-effect', 0],
    ['timeout-after-effect', 1],
    ['disconnect-before-effect', 0],
    ['disconnect-after-effect', 1],
  ] as const)(
    '%s leaves %i orders at the supplier and the caller without an answer',
    async (kind, orders) => {
      const { client, control } = await acme();
      await control.addFault({ endpoint: 'place-order', kind, times: 1 });
      await expect(
        client.place('k', orderFor('R', { A: 1 }), { timeoutMs: 300 }),
      ).rejects.toThrow();
      const found = ordersIn((await client.call('GET', '/purchase-orders?reference=R')).text);
      expect(found).toHaveLength(orders);
      const again = await client.place('k', orderFor('R', { A: 1 }));
      expect([again.status, (await control.orders({ code: 'acme' })).length]).toEqual([201, 1]);
    },
  );

  test('a 500 after the effect hides an order that was taken', async () => {
    const { client, control } = await acme();
    await control.addFault({ kind: 'status-after-effect', times: 1 });
    expect((await client.place('k', orderFor('R', { A: 1 }))).status).toBe(500);
    expect(await control.orders({ code: 'acme' })).toHaveLength(1);
  });

  test('half an answer is no JSON', async () => {
    const { client, control } = await acme();
    await control.addFault({ endpoint: 'stock', kind: 'malformed', times: 1 });
    const { text } = await client.call('GET', '/stock');
    expect(() => feedIn(text)).toThrow(SyntaxError);
  });

  test('meet only the supplier and the endpoint they were set for, until they are cleared', async () => {
    const { client, control } = await acme();
    await control.addFault({ supplier: 'other', kind: 'status' });
    await control.addFault({ supplier: 'acme', endpoint: 'events', kind: 'status', status: 503 });
    expect((await client.call('GET', '/stock')).status).toBe(200);
    expect((await client.call('GET', '/events')).status).toBe(503);
    await control.clearFaults();
    expect((await client.call('GET', '/events')).status).toBe(200);
  });

  test('latency delays an answer that then is good', async () => {
    const { client, control } = await acme();
    await control.addFault({ endpoint: 'stock', kind: 'latency', ms: 400, times: 1 });
    await expect(client.call('GET', '/stock', { timeoutMs: 100 })).rejects.toThrow();
    expect((await client.call('GET', '/stock')).status).toBe(200);
  });

  test('a command about something unknown is refused in words', async () => {
    const { control } = await acme();
    await expect(control.orders({ code: 'nobody' })).rejects.toThrow('There is no supplier nobody');
    await expect(control.acknowledge({ code: 'acme', id: 'x' })).rejects.toThrow(
      'acme has no purchase order x',
    );
  });
});
