import { describe, expect, it } from 'vitest';
import type { OutsideOrderId } from '../../../app/modules/stores/channel.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { chf } from './channel-products.ts';
import type { ChannelHarness } from './channel-harness.ts';
import { importSizes } from './contract-stock.ts';

export async function readExisting({ channel }: ChannelHarness, id: OutsideOrderId) {
  const order = expectOk(await channel.readOrder(id));
  if (!order) throw new Error('The order is not there');
  return order;
}

export function describeOrders(harness: () => ChannelHarness): void {
  describe('reading orders', () => {
    it('tells lines, prices after discounts, payment and address', async () => {
      const { variants } = await importSizes(harness(), 'ordered', 2);
      const [first, second] = variants;
      if (!first || !second) throw new Error('no variants');
      const id = await harness().people.order([
        { id: first.outsideVariantId, quantity: 3, discount: 190 },
        { id: second.outsideVariantId, quantity: 1 },
      ]);
      const order = await readExisting(harness(), id);
      expect(order).toMatchObject({ payment: 'paid', currency: 'CHF', delivery: 'shipping' });
      expect(order.destination).toMatchObject({ country: 'CH', city: 'Bern', name: 'Ada Muster' });
      expect(order.lines).toMatchObject([
        { outsideVariantId: first.outsideVariantId, quantity: 3, currentQuantity: 3 },
        { outsideVariantId: second.outsideVariantId, quantity: 1, currentQuantity: 1 },
      ]);
      expect(order.lines.map(({ unitPrice }) => unitPrice)).toEqual([chf(1_800), chf(1_990)]);
    });

    it('tells that an order is not paid yet', async () => {
      const id = await orderOne(harness(), 'unpaid', 1, { paid: false });
      expect((await readExisting(harness(), id)).payment).toBe('unpaid');
    });

    it('tells what is still wanted after a refund', async () => {
      const id = await orderOne(harness(), 'refunded', 3);
      await harness().people.refundOneUnit(id);
      const { lines } = await readExisting(harness(), id);
      expect(lines[0]).toMatchObject({ quantity: 3, currentQuantity: 2 });
    });

    it('answers nothing for an order that does not exist', async () => {
      const id = await orderOne(harness(), 'nowhere', 1);
      const unknown = id.replace(/\d+$/, '999999999999') as OutsideOrderId;
      expect(expectOk(await harness().channel.readOrder(unknown))).toBeUndefined();
    });

    it('reads all lines of a long order', async () => {
      const { variants } = await importSizes(harness(), 'long-order', 75);
      const lines = variants.map(({ outsideVariantId }) => ({ id: outsideVariantId, quantity: 1 }));
      const order = await readExisting(harness(), await harness().people.order(lines));
      expect(order.lines).toHaveLength(75);
      const waiting = order.fulfilmentOrders.flatMap((each) => each.lines);
      expect(new Set(waiting.map(({ outsideLineId }) => outsideLineId)).size).toBe(75);
    });

    it('finds the order that a fulfilment order belongs to', async () => {
      const id = await orderOne(harness(), 'found', 1);
      const [fulfilmentOrder] = (await readExisting(harness(), id)).fulfilmentOrders;
      if (!fulfilmentOrder) throw new Error('no fulfilment order');
      const found = await harness().channel.findOrderOf(fulfilmentOrder.outsideId);
      expect(found).toEqual({ ok: true, value: id });
    });

    it('lists what has changed since a moment, oldest first', async () => {
      const before = await orderOne(harness(), 'listed-a', 1);
      await harness().people.passTime(60_000);
      const after = await orderOne(harness(), 'listed-b', 1);
      const { updatedAt } = await readExisting(harness(), after);
      const listed = async (since: Date) =>
        expectOk(await harness().channel.listOrders(since, undefined)).rows.map(
          ({ outsideOrderId }) => outsideOrderId,
        );
      expect(await listed(updatedAt)).toEqual([after]);
      expect((await listed(new Date(0))).slice(-2)).toEqual([before, after]);
    });
  });
}

export async function orderOne(
  harness: ChannelHarness,
  name: string,
  quantity: number,
  wishes: { readonly paid?: boolean } = {},
): Promise<OutsideOrderId> {
  const { variants } = await importSizes(harness, name, 1);
  const lines = variants.map(({ outsideVariantId }) => ({ id: outsideVariantId, quantity }));
  return harness.people.order(lines, wishes);
}
