import { describe, expect, it } from 'vitest';
import type {
  OutsideOrderId,
  RefundRequest,
  RefundRestock,
} from '../../../app/modules/stores/channel.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { stableId } from '../../../app/platform/ids.ts';
import type { ChannelHarness } from './channel-harness.ts';
import { orderOne, readExisting } from './contract-orders.ts';

async function shippedOrder(harness: ChannelHarness, name: string, quantity: number) {
  const id = await orderOne(harness, name, quantity);
  expectOk(await harness.channel.acceptFulfilment(id));
  const { lines } = await readExisting(harness, id);
  const tracking = { carrier: 'Swiss Post', number: name, url: undefined };
  const shipped = lines.map(({ outsideLineId }) => ({ outsideLineId, quantity }));
  expectOk(
    await harness.channel.createFulfilment({
      outsideOrderId: id,
      lines: shipped,
      tracking,
      notifyShopper: false,
    }),
  );
  return id;
}

async function wishFor(
  harness: ChannelHarness,
  outsideOrderId: OutsideOrderId,
  quantity: number,
  restock: RefundRestock = 'none',
): Promise<RefundRequest> {
  const { lines } = await readExisting(harness, outsideOrderId);
  return {
    outsideOrderId,
    lines: lines.map(({ outsideLineId }) => ({ outsideLineId, quantity, restock })),
    shipping: undefined,
    reference: `RMA-${outsideOrderId.slice(-4)}`,
    notifyShopper: false,
  };
}

const keyOf = (name: string) => stableId('contract-refund', name);

export function describeRefunds(harness: () => ChannelHarness): void {
  describe('refunding', () => {
    it('gives back what the shopper paid for the units, and they are off the order', async () => {
      const id = await shippedOrder(harness(), 'refunded', 3);
      const before = await readExisting(harness(), id);
      const wish = await wishFor(harness(), id, 2);
      const refund = expectOk(await harness().channel.refund(wish, keyOf('refunded')));
      const [line] = before.lines;
      expect(refund.amount.minor).toBeGreaterThanOrEqual(2 * (line?.unitPrice.minor ?? 0));
      expect(refund.amount.currency).toBe(before.currency);
      const after = await readExisting(harness(), id);
      expect(after.payment).toBe('part-refunded');
      expect(after.lines.map(({ currentQuantity }) => currentQuantity)).toEqual([1]);
    });

    it('has one effect under one key', async () => {
      const id = await shippedOrder(harness(), 'refunded-twice', 3);
      const wish = await wishFor(harness(), id, 1);
      const first = expectOk(await harness().channel.refund(wish, keyOf('twice')));
      const again = expectOk(await harness().channel.refund(wish, keyOf('twice')));
      expect(again).toEqual(first);
      expect((await readExisting(harness(), id)).lines[0]?.currentQuantity).toBe(2);
    });

    it('is found again by its reference, and by no other', async () => {
      const id = await shippedOrder(harness(), 'refund-found', 1);
      const wish = await wishFor(harness(), id, 1);
      expect(expectOk(await harness().channel.findRefund(id, wish.reference))).toBeUndefined();
      const made = expectOk(await harness().channel.refund(wish, keyOf('found')));
      expect(expectOk(await harness().channel.findRefund(id, wish.reference))).toEqual(made);
      expect(expectOk(await harness().channel.findRefund(id, 'RMA-other'))).toBeUndefined();
    });

    it('refuses more units than were ordered', async () => {
      const id = await shippedOrder(harness(), 'refund-too-much', 1);
      const wish = await wishFor(harness(), id, 2);
      expect(await harness().channel.refund(wish, keyOf('too-much'))).toMatchObject({
        ok: false,
        error: { kind: 'refused' },
      });
      expect((await readExisting(harness(), id)).payment).toBe('paid');
    });

    it('takes units that were never sent out of what is to be shipped', async () => {
      const id = await orderOne(harness(), 'refund-unsent', 3);
      const wish = await wishFor(harness(), id, 1, 'cancel');
      expectOk(await harness().channel.refund(wish, keyOf('unsent')));
      const { fulfilmentOrders, lines } = await readExisting(harness(), id);
      expect(lines[0]?.currentQuantity).toBe(2);
      expect(fulfilmentOrders.filter(({ ours }) => ours)[0]?.lines[0]?.remaining).toBe(2);
    });

    it('leaves what is shipped as shipped when units come back to our shelf', async () => {
      const id = await shippedOrder(harness(), 'refund-restocked', 2);
      const wish = await wishFor(harness(), id, 1, 'return');
      expectOk(await harness().channel.refund(wish, keyOf('restocked')));
      const { fulfilments, lines } = await readExisting(harness(), id);
      expect(fulfilments[0]?.lines[0]?.quantity).toBe(2);
      expect(lines[0]?.currentQuantity).toBe(1);
    });
  });
}
