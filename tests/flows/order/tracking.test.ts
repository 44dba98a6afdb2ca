import { beforeEach, describe, expect, test } from 'vitest';
import { retryReport } from '../../../app/flows/order/retry-parked.server.ts';
import { noteParcel } from '../../../app/flows/order/record-scan.server.ts';
import { reportTracking } from '../../../app/flows/order/report-tracking.server.ts';
import { showScans } from '../../../app/flows/order/show-scans.server.ts';
import { watchParcels } from '../../../app/flows/order/watch-parcels.server.ts';
import type { Channel } from '../../../app/modules/stores/channel.ts';
import type { CarrierScanKind } from '../../../app/modules/suppliers/supplier-connector.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { newId } from '../../../app/platform/ids.ts';
import { LOST } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function arrange() {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([20]);
  let orders = 0;
  const placeOrder = async () => {
    const name = String((orders += 1));
    const line = { outsideLineId: `L${name}`, outsideVariantId: sock.outsideVariantId, quantity: 2 };
    world.put({ outsideOrderId: name, lines: [line] });
    await world.import(name);
    await world.work();
    return world.connector.placed.at(-1)?.number ?? '';
  };
  const scan = (
    number: string,
    event: CarrierScanKind,
    details: { parcel?: string; at?: Date; expectedAt?: Date } = {},
  ) =>
    world.tell({
      key: newId(),
      number,
      at: world.clock.now(),
      kind: 'tracked',
      shipmentKey: details.parcel ?? 'S1',
      event,
      scannedAt: details.at ?? world.clock.now(),
      place: 'Zürich',
      expectedAt: details.expectedAt,
    });
  const parcel = () => world.db.shipment.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
  const shown = (id = 'F1') => world.channel.shown.get(id)?.map(({ kind }) => kind) ?? [];
  const kinds = async () => (await world.openExceptions()).map(({ kind }) => kind);
  return { world, placeOrder, scan, parcel, shown, kinds };
} // prettier-ignore

describe('scans', () => {
  test('move the parcel on, and the store shows them', async () => {
    const { world, placeOrder, scan, parcel, shown } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [2], { shipmentKey: 'S1' });
    await world.work();
    expect(await scan(number, 'picked-up')).toBe('recorded');
    world.clock.move(HOUR);
    await scan(number, 'out-for-delivery');
    await world.work();
    expect((await parcel()).status).toBe('out-for-delivery');
    expect(shown()).toEqual(['picked-up', 'out-for-delivery']);
  });

  test('that come again change nothing and are shown once', async () => {
    const { world, placeOrder, scan, shown } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [2], { shipmentKey: 'S1' });
    const at = world.clock.now();
    await scan(number, 'delivered', { at });
    await world.work();
    world.clock.move(HOUR);
    expect(await scan(number, 'delivered', { at })).toBe('nothing-new');
    await world.work();
    expect(shown()).toEqual(['delivered']);
  });

  test('that come before the notice of their parcel wait for it', async () => {
    const { world, placeOrder, scan, parcel, shown } = await arrange();
    const number = await placeOrder();
    expect(await scan(number, 'picked-up')).toBe('recorded');
    await world.ship(number, [2], { shipmentKey: 'S1' });
    await world.work();
    expect((await parcel()).status).toBe('in-transit');
    expect(shown()).toEqual(['picked-up']);
  });

  test('in the wrong order end in the status of the latest', async () => {
    const { world, placeOrder, scan, parcel } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [2], { shipmentKey: 'S1' });
    const start = world.clock.now();
    world.clock.move(DAY);
    await scan(number, 'delivered', { at: new Date(start.getTime() + 5 * HOUR) });
    await scan(number, 'in-transit', { at: new Date(start.getTime() + HOUR) });
    expect(await parcel()).toMatchObject({
      status: 'delivered',
      statusAt: new Date(start.getTime() + 5 * HOUR),
    });
  });

  test('of the future count as of now', async () => {
    const { world, placeOrder, scan, parcel } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [2], { shipmentKey: 'S1' });
    await scan(number, 'picked-up', { at: new Date(world.clock.now().getTime() + 7 * HOUR) });
    expect((await parcel()).statusAt).toEqual(world.clock.now());
  });

  test('are shown once, although two workers show them at the same time', async () => {
    const { world, placeOrder, scan, parcel, shown } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [2], { shipmentKey: 'S1' });
    await world.work();
    await scan(number, 'delivered');
    const shipmentId = (await parcel()).id as Id<'Shipment'>;
    const key = { distributorId: world.distributor.id, shipmentId };
    const verdicts = await Promise.all([
      showScans(world.context, key),
      showScans(world.context, key),
    ]);
    expect(verdicts.map(({ kind }) => kind)).toContain('done');
    expect(shown()).toEqual(['delivered']);
  });

  test('that a dead worker had begun to show are shown when its claim has ended', async () => {
    const { world, placeOrder, scan, parcel, shown } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [2], { shipmentKey: 'S1' });
    await world.work();
    await scan(number, 'delivered');
    const { distributorId, id } = await parcel();
    const until = new Date(world.clock.now().getTime() + 60_000);
    await world.db.shipment.update({
      where: { distributorId_id: { distributorId, id } },
      data: { scansClaimedUntil: until },
    });
    const key = { distributorId: world.distributor.id, shipmentId: id as Id<'Shipment'> };
    expect(await showScans(world.context, key)).toMatchObject({ kind: 'retry' });
    world.clock.move(60_000);
    expect(await showScans(world.context, key)).toMatchObject({ kind: 'done' });
    expect(shown()).toEqual(['delivered']);
  });

  test('are told again after a lost answer, until the store has them', async () => {
    const { world, placeOrder, scan } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [2], { shipmentKey: 'S1' });
    await world.work();
    world.channel.faults.failNext('showScans', LOST);
    await scan(number, 'delivered');
    await world.work();
    world.clock.move(60_000);
    await world.work();
    const events = await world.db.trackingEvent.findMany();
    expect(events.map(({ toldAt }) => toldAt !== null)).toEqual([true]);
  });
});

describe('tracking numbers', () => {
  test('of another order are held from the store until a person has looked', async () => {
    const { world, placeOrder, kinds } = await arrange();
    await world.ship(await placeOrder(), [2], { trackingNumber: '99.00.7' });
    await world.work();
    await world.ship(await placeOrder(), [2], { trackingNumber: '99.00.7' });
    await world.work();
    expect(world.channel.order('2').fulfilments).toHaveLength(0);
    expect(await kinds()).toEqual(['tracking-number']);
    const [held] = await world.db.shipment.findMany({ where: { reportStatus: 'parked' } });
    const key = {
      distributorId: world.distributor.id,
      shipmentId: (held?.id ?? '') as Id<'Shipment'>,
      userId: newId(),
    };
    expect(await retryReport(world.context, key)).toBe(true);
    await world.work();
    expect(world.channel.order('2').fulfilments[0]?.trackingNumbers).toEqual(['99.00.7']);
    expect(await kinds()).toEqual([]);
  });

  test('that are held go out when the supplier corrects them', async () => {
    const { world, placeOrder, kinds } = await arrange();
    await world.ship(await placeOrder(), [2], { trackingNumber: '99.00.7' });
    const second = await placeOrder();
    await world.ship(second, [2], { shipmentKey: 'S2', trackingNumber: '99.00.7' });
    await world.ship(second, [2], { shipmentKey: 'S2', trackingNumber: '99.00.8' });
    await world.work();
    expect(world.channel.order('2').fulfilments[0]?.trackingNumbers).toEqual(['99.00.8']);
    expect(await kinds()).toEqual([]);
  });

  test('that come into doubt while the store is being told are held all the same', async () => {
    const { world, placeOrder } = await arrange();
    const parcel = () =>
      world.db.shipment.findFirstOrThrow({ where: { supplierShipmentKey: 'S2' } });
    await world.ship(await placeOrder(), [2], { trackingNumber: '99.00.7' });
    await world.work();
    const second = await placeOrder();
    await world.ship(second, [2], { shipmentKey: 'S2', trackingNumber: '99.00.8' });
    const { channel } = world;
    const correcting: Channel = {
      ...channel,
      async createFulfilment(request) {
        await world.ship(second, [2], { shipmentKey: 'S2', trackingNumber: '99.00.7' });
        return channel.createFulfilment(request);
      },
    };
    const context = { ...world.context, channelOf: async () => correcting };
    const shipmentId = (await parcel()).id as Id<'Shipment'>;
    const verdict = await reportTracking(context, {
      distributorId: world.distributor.id,
      shipmentId,
    });
    expect(verdict).toEqual({ kind: 'done' });
    await world.work();
    expect((await parcel()).reportStatus).toBe('parked');
    expect(channel.order('2').fulfilments[0]?.trackingNumbers).toEqual(['99.00.8']);
  });

  test('of two parcels of one order may be the same', async () => {
    const { world, placeOrder, kinds } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [1], { trackingNumber: '99.00.7' });
    await world.ship(number, [1], { trackingNumber: '99.00.7' });
    expect(await kinds()).toEqual([]);
  });

  test('that are none are not told, and the right one is taken over when it comes', async () => {
    const { world, placeOrder, kinds } = await arrange();
    const number = await placeOrder();
    await world.ship(number, [2], { shipmentKey: 'S1', trackingNumber: 'TBD' });
    await world.work();
    expect(world.channel.order('1').fulfilments[0]?.trackingNumbers).toEqual([]);
    expect(await kinds()).toEqual(['tracking-number']);
    await world.ship(number, [2], { shipmentKey: 'S1', trackingNumber: '99.00.9' });
    await world.work();
    expect(world.channel.order('1').fulfilments[0]?.trackingNumbers).toEqual(['99.00.9']);
    expect(await kinds()).toEqual([]);
  });
});

describe('the watch over parcels', () => {
  const overdue = async () => {
    const scene = await arrange();
    const number = await scene.placeOrder();
    await scene.world.ship(number, [2], { shipmentKey: 'S1' });
    const expectedAt = new Date(scene.world.clock.now().getTime() + 2 * DAY);
    await scene.scan(number, 'picked-up', { expectedAt });
    return { ...scene, number };
  };

  test('tells of a parcel that is late once, and again only after days', async () => {
    const { world, kinds } = await overdue();
    world.clock.move(DAY);
    expect(await watchParcels(world.context)).toBe(0);
    world.clock.move(2 * DAY);
    expect(await watchParcels(world.context)).toBe(1);
    expect(await kinds()).toEqual(['parcel-late']);
    expect(await watchParcels(world.context)).toBe(0);
  });

  test('tells of one that nobody has scanned for a week', async () => {
    const { world, kinds } = await overdue();
    world.clock.move(8 * DAY);
    await watchParcels(world.context);
    expect(await kinds()).toEqual(['parcel-silent']);
  });

  test('is content when it arrives', async () => {
    const { world, number, scan, kinds } = await overdue();
    world.clock.move(4 * DAY);
    await watchParcels(world.context);
    await scan(number, 'delivered');
    expect(await kinds()).toEqual([]);
    world.clock.move(30 * DAY);
    expect(await watchParcels(world.context)).toBe(0);
  });

  test('says nothing of suppliers that pass no scans on', async () => {
    const { world, placeOrder } = await arrange();
    await world.ship(await placeOrder(), [2]);
    world.clock.move(60 * DAY);
    expect(await watchParcels(world.context)).toBe(0);
  });

  test('a parcel that a person calls lost is lost, until it is scanned again', async () => {
    const { world, number, scan, parcel, kinds } = await overdue();
    const shipmentId = (await parcel()).id as Id<'Shipment'>;
    const actor = { kind: 'user', id: newId() } as const;
    world.clock.move(HOUR);
    const distributorId = world.distributor.id;
    expect(await noteParcel(world.context, { distributorId, shipmentId, kind: 'lost', actor })).toBe(true);
    expect(await kinds()).toEqual(['parcel-lost']);
    world.clock.move(HOUR);
    await scan(number, 'in-transit');
    expect(await kinds()).toEqual([]);
    expect((await parcel()).status).toBe('in-transit');
  });

  test('a parcel that comes back needs a person', async () => {
    const { number, scan, kinds } = await overdue();
    await scan(number, 'returned');
    expect(await kinds()).toEqual(['parcel-returned']);
  });
}); // prettier-ignore
