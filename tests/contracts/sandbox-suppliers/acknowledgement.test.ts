import { describe, expect, test } from 'vitest';
import { acme, orderFor, orderIn } from './supplier-client.ts';

const answersOf = (text: string) =>
  orderIn(text).lines.map(({ accepted, rejected, backordered, reason }) => ({
    accepted,
    rejected,
    backordered,
    reason,
  }));

describe('the answer to a purchase order', () => {
  test.each([
    ['accept', {}, { accepted: 8, rejected: 0, backordered: 0, reason: null }],
    [
      'reject',
      { reason: 'discontinued' },
      { accepted: 0, rejected: 8, backordered: 0, reason: 'discontinued' },
    ],
    ['backorder', {}, { accepted: 0, rejected: 0, backordered: 8, reason: 'out_of_stock' }],
    ['share', { share: 0.4 }, { accepted: 3, rejected: 5, backordered: 0, reason: 'out_of_stock' }],
    ['by-stock', {}, { accepted: 5, rejected: 3, backordered: 0, reason: 'out_of_stock' }],
    [
      'by-stock',
      { shortage: 'backorder' },
      { accepted: 5, rejected: 0, backordered: 3, reason: 'out_of_stock' },
    ],
  ] as const)('%s %j', async (mode, rest, expected) => {
    const { client } = await acme({ acknowledge: { mode, ...rest } });
    expect(answersOf((await client.place('k', orderFor('R', { B: 8 }))).text)).toEqual([expected]);
  });

  test('rejects a SKU that the supplier does not have, and takes the other lines', async () => {
    const { client } = await acme();
    const { text } = await client.place('k', orderFor('R', { A: 1, X: 2 }));
    expect(answersOf(text)).toMatchObject([
      { accepted: 1 },
      { rejected: 2, reason: 'unknown_sku' },
    ]);
  });

  test('comes later where that is set, by the sandbox’s clock', async () => {
    const { client, control } = await acme({ acknowledge: { afterMs: 60_000 } });
    const { id, status } = orderIn((await client.place('k', orderFor('R', { A: 1 }))).text);
    expect(status).toBe('received');
    await control.advanceClock({ ms: 59_999 });
    expect((await client.order(id)).status).toBe('received');
    await control.advanceClock({ ms: 1 });
    expect((await client.order(id)).status).toBe('acknowledged');
  });

  test('is given by hand, line by line, with price and date', async () => {
    const { client, control } = await acme({ acknowledge: { mode: 'manual' } });
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 4, B: 2 }))).text);
    const expectedAt = '2026-04-01T00:00:00.000Z';
    await control.acknowledge({
      code: 'acme',
      id,
      lines: [
        {
          lineId: 'l1',
          accepted: 1,
          rejected: 1,
          backordered: 2,
          unitCost: '5.10',
          expectedAt,
          reason: 'short',
        },
      ],
    });
    expect((await client.order(id)).lines).toMatchObject([
      {
        accepted: 1,
        rejected: 1,
        backordered: 2,
        unit_cost: '5.10',
        expected_at: expectedAt,
        reason: 'short',
      },
      { accepted: 2, rejected: 0, backordered: 0 },
    ]);
  });
});

describe('the supplier’s own figure', () => {
  test.each([
    ['receipt', [6, 8, 8]],
    ['acknowledgement', [10, 8, 8]],
    ['shipment', [10, 10, 9]],
    ['never', [10, 10, 10]],
  ] as const)('goes down at %s', async (deductsAt, expected) => {
    const { client, control } = await acme({
      deductsAt,
      acknowledge: { mode: 'share', share: 0.5, afterMs: 1_000 },
    });
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 4 }))).text);
    const figures = [(await client.quantities())['A']];
    await control.advanceClock({ ms: 1_000 });
    figures.push((await client.quantities())['A']);
    await control.ship({ code: 'acme', id, parcels: [{ lines: [{ lineId: 'l1', quantity: 1 }] }] });
    figures.push((await client.quantities())['A']);
    expect(figures).toEqual(expected);
  });

  test('goes down at the location that the line names, else where most stand', async () => {
    const { client, control } = await acme();
    const north = { code: 'acme', sku: 'A', location: 'NORTH' };
    await control.setStock({ code: 'acme', rows: [{ ...north, quantity: 4 }] });
    const line = { line_id: 'l1', sku: 'A', quantity: 1 };
    await client.place('k1', { reference: 'R1', lines: [{ ...line, location: 'NORTH' }] });
    await client.place('k2', { reference: 'R2', lines: [{ ...line, location: 'NOWHERE' }] });
    expect(await control.onHand(north)).toBe(3);
    expect(await control.onHand({ ...north, location: 'MAIN' })).toBe(9);
  });
});
