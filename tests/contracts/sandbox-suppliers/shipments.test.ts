import { describe, expect, test } from 'vitest';
import { acme, orderFor, orderIn } from './supplier-client.ts';

describe('shipments', () => {
  test('go out by line and quantity in several parcels, each with its own tracking', async () => {
    const { client, control } = await acme();
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 4, B: 1 }))).text);
    const first = {
      carrier: 'DHL',
      trackingNumber: 'JD01',
      lines: [{ lineId: 'l1', quantity: 3 }],
    };
    expect(await control.ship({ code: 'acme', id, parcels: [first] })).toBe(true);
    expect((await client.order(id)).status).toBe('partly_shipped');
    const rest = {
      lines: [
        { lineId: 'l1', quantity: 1 },
        { lineId: 'l2', quantity: 1 },
      ],
    };
    await control.ship({ code: 'acme', id, parcels: [rest] });
    const { status, shipments, lines } = await client.order(id);
    expect(status).toBe('shipped');
    expect(lines.map(({ shipped }) => shipped)).toEqual([4, 1]);
    expect(shipments[0]).toMatchObject({
      carrier: 'DHL',
      tracking_number: 'JD01',
      lines: [{ line_id: 'l1', quantity: 3 }],
    });
    expect(shipments[1]?.lines).toHaveLength(2);
    expect(new Set(shipments.map((parcel) => parcel.tracking_number)).size).toBe(2);
  });

  test('never hold more than was accepted', async () => {
    const { client, control } = await acme({ acknowledge: { mode: 'by-stock' } });
    const { id } = orderIn((await client.place('k', orderFor('R', { B: 8 }))).text);
    expect(
      await control.ship({
        code: 'acme',
        id,
        parcels: [{ lines: [{ lineId: 'l1', quantity: 6 }] }],
      }),
    ).toBe(false);
    expect((await client.order(id)).shipments).toEqual([]);
  });

  test('of a backordered line make it accepted after all', async () => {
    const { client, control } = await acme({ acknowledge: { mode: 'backorder' } });
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 2 }))).text);
    await control.ship({ code: 'acme', id, parcels: [{ lines: [{ lineId: 'l1', quantity: 2 }] }] });
    expect(await client.order(id)).toMatchObject({
      status: 'shipped',
      lines: [{ accepted: 2, backordered: 0, shipped: 2 }],
    });
  });

  test('follow the acknowledgement by themselves where that is set', async () => {
    const { client, control } = await acme({
      ship: { mode: 'parcel-per-line', afterMs: 1_000, carrier: 'FedEx' },
    });
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 2, B: 1 }))).text);
    expect((await client.order(id)).shipments).toEqual([]);
    await control.advanceClock({ ms: 1_000 });
    const { status, shipments } = await client.order(id);
    expect([status, shipments.map(({ carrier }) => carrier)]).toEqual([
      'shipped',
      ['FedEx', 'FedEx'],
    ]);
  });
});
