import { describe, expect, it } from 'vitest';
import type { OutsideOrderId } from '../../../app/modules/stores/channel.ts';
import { expectOk } from '../../../app/platform/result.ts';
import type { ChannelHarness } from './channel-harness.ts';
import { orderOne, readExisting } from './contract-orders.ts';

const TRACKING = { carrier: 'Swiss Post', number: '99.00.1', url: 'https://post.example/99.00.1' };

async function ship(harness: ChannelHarness, id: OutsideOrderId, quantity: number, number = '1') {
  const { lines } = await readExisting(harness, id);
  return harness.channel.createFulfilment({
    outsideOrderId: id,
    lines: lines.map(({ outsideLineId }) => ({ outsideLineId, quantity })),
    tracking: { ...TRACKING, number },
    notifyShopper: false,
  });
}

async function acceptedOrder(harness: ChannelHarness, name: string, quantity: number) {
  const id = await orderOne(harness, name, quantity);
  expectOk(await harness.channel.acceptFulfilment(id));
  return id;
}

const ours = async (harness: ChannelHarness, id: OutsideOrderId) =>
  (await readExisting(harness, id)).fulfilmentOrders.filter((each) => each.ours);

export function describeFulfilment(harness: () => ChannelHarness): void {
  describe('fulfilling orders', () => {
    it('asks for fulfilment in the merchant’s name, and accepts it', async () => {
      const id = await orderOne(harness(), 'requested', 1);
      expect(await ours(harness(), id)).toMatchObject([{ request: 'unsubmitted' }]);
      expectOk(await harness().channel.acceptFulfilment(id));
      expect(await ours(harness(), id)).toMatchObject([{ request: 'accepted' }]);
    });

    it('accepts what was read with the order without another look', async () => {
      const id = await orderOne(harness(), 'known', 1);
      const known = (await ours(harness(), id)).map(({ outsideId }) => outsideId);
      expectOk(await harness().channel.acceptFulfilment(id, known));
      expect(await ours(harness(), id)).toMatchObject([{ request: 'accepted' }]);
      expectOk(await harness().channel.acceptFulfilment(id, known));
      expect(await ours(harness(), id)).toMatchObject([{ request: 'accepted' }]);
    });

    it('changes nothing when it accepts again', async () => {
      const id = await acceptedOrder(harness(), 'accepted-twice', 1);
      expectOk(await harness().channel.acceptFulfilment(id));
      expect(await ours(harness(), id)).toMatchObject([{ request: 'accepted' }]);
    });

    it('ships part of a line, then the rest, each with its tracking', async () => {
      const id = await acceptedOrder(harness(), 'parts', 3);
      expectOk(await ship(harness(), id, 2, 'A'));
      expectOk(await ship(harness(), id, 1, 'B'));
      const { fulfilments } = await readExisting(harness(), id);
      expect(
        fulfilments.map(({ trackingNumbers, lines }) => [trackingNumbers, lines[0]?.quantity]),
      ).toEqual([
        [['A'], 2],
        [['B'], 1],
      ]);
    });

    it('refuses to ship more than is still waiting', async () => {
      const id = await acceptedOrder(harness(), 'too-much', 1);
      expectOk(await ship(harness(), id, 1));
      expect(await ship(harness(), id, 1)).toMatchObject({ ok: false, error: { kind: 'refused' } });
      expect((await readExisting(harness(), id)).fulfilments).toHaveLength(1);
    });

    it('ships units of one line that lie in several fulfilment orders', async () => {
      const id = await orderOne(harness(), 'split', 3);
      await harness().people.splitFulfilmentOrder(id);
      expectOk(await harness().channel.acceptFulfilment(id));
      expect(await ours(harness(), id)).toHaveLength(2);
      expectOk(await ship(harness(), id, 3));
      const { fulfilments, fulfilmentOrders } = await readExisting(harness(), id);
      const shipped = fulfilments.flatMap(({ lines }) => lines.map(({ quantity }) => quantity));
      expect(shipped.reduce((sum, quantity) => sum + quantity, 0)).toBe(3);
      expect(
        fulfilmentOrders.flatMap(({ lines }) => lines.map(({ remaining }) => remaining)),
      ).toEqual([0, 0]);
    });

    it('holds an order and releases its own hold', async () => {
      const id = await orderOne(harness(), 'held', 1);
      expectOk(await harness().channel.holdFulfilment(id, 'Looks like fraud'));
      expect(await ours(harness(), id)).toMatchObject([{ status: 'on-hold' }]);
      expectOk(await harness().channel.holdFulfilment(id, 'Looks like fraud'));
      expectOk(await harness().channel.releaseHold(id));
      expect(await ours(harness(), id)).toMatchObject([{ status: 'open' }]);
    });

    it('rejects a request with a reason', async () => {
      const id = await orderOne(harness(), 'rejected', 1);
      await harness().people.askForFulfilment(id);
      expectOk(await harness().channel.rejectFulfilment(id, 'out-of-stock', 'None left'));
      expect(await ours(harness(), id)).toMatchObject([{ request: 'rejected' }]);
    });

    it('agrees to a cancellation', async () => {
      const id = await acceptedOrder(harness(), 'cancelled', 1);
      await harness().people.askForCancellation(id);
      expectOk(await harness().channel.answerCancellation(id, true, 'Not sent yet'));
      const requests = (await ours(harness(), id)).map(({ request }) => request);
      expect(requests).toContain('cancellation-accepted');
    });

    it('declines a cancellation', async () => {
      const id = await acceptedOrder(harness(), 'not-cancelled', 1);
      await harness().people.askForCancellation(id);
      expectOk(await harness().channel.answerCancellation(id, false, 'On its way'));
      expect(await ours(harness(), id)).toMatchObject([{ request: 'cancellation-rejected' }]);
    });

    it('shows each scan of a parcel once, in the order of their times, however often it is told', async () => {
      const id = await acceptedOrder(harness(), 'scanned', 1);
      const [parcel] = expectOk(await ship(harness(), id, 1));
      if (!parcel) throw new Error('no parcel');
      const at = (hour: number) => new Date(Date.UTC(2026, 9, 5, hour));
      const delivered = { kind: 'delivered', at: at(15), place: undefined } as const;
      const picked = { kind: 'picked-up', at: at(8), place: 'Bern' } as const;
      expectOk(await harness().channel.showScans(parcel, [delivered, picked]));
      expectOk(await harness().channel.showScans(parcel, [delivered, picked]));
      expect(await harness().people.scans(id)).toEqual([at(8), at(15)]);
    });

    it('corrects the tracking of a parcel', async () => {
      const id = await acceptedOrder(harness(), 'retracked', 1);
      const [parcel] = expectOk(await ship(harness(), id, 1, 'OLD'));
      if (!parcel) throw new Error('no parcel');
      const tracking = { carrier: 'UPS', number: 'NEW', url: 'https://ups.example/NEW' };
      expectOk(await harness().channel.updateTracking(parcel, tracking, false));
      const { fulfilments } = await readExisting(harness(), id);
      expect(fulfilments[0]?.trackingNumbers).toEqual(['NEW']);
    });

    it('takes a parcel back', async () => {
      const id = await acceptedOrder(harness(), 'taken-back', 1);
      const [parcel] = expectOk(await ship(harness(), id, 1));
      if (!parcel) throw new Error('no parcel');
      expectOk(await harness().channel.cancelFulfilment(parcel));
      const { fulfilments } = await readExisting(harness(), id);
      expect(fulfilments).toMatchObject([{ outsideId: parcel, cancelled: true }]);
    });

    it('cancels the order itself', async () => {
      const id = await orderOne(harness(), 'order-cancelled', 1);
      expectOk(await harness().channel.cancelOrder(id, true, 'None left anywhere'));
      const order = await readExisting(harness(), id);
      expect(order.cancelledAt).toBeDefined();
      expect(order.payment).toBe('refunded');
    });
  });
}
