/** Trade: what goes on while everything fails now and then. Shoppers buy and call off, suppliers get goods and sell them. */
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../bench/seeded-random.ts';
import type { SeededRandom } from '../../bench/seeded-random.ts';
import { SUPPLIERS } from './campaign-ground.ts';
import type { Article, Campaign, Shop } from './campaign-ground.ts';

export type Traded = { orders: number; soldOut: number; calledOff: number; deliveries: number };

const ORDER_EVERY_MS = 250;
const GOODS_EVERY_MS = 600;

/** Trades for so long; what is decided by chance follows the seed. */
export async function trade(campaign: Campaign, seed: number, ms: number): Promise<Traded> {
  const traded: Traded = { orders: 0, soldOut: 0, calledOff: 0, deliveries: 0 };
  const end = performance.now() + ms;
  const every = async (pause: number, act: (random: SeededRandom) => Promise<void>, at: number) => {
    for (const random = seededRandom(seed + at); performance.now() < end; ) {
      await act(random);
      await delay(pause);
    }
  };
  await Promise.all([
    every(ORDER_EVERY_MS, (random) => shop(campaign, random, traded), 1),
    every(GOODS_EVERY_MS, (random) => moveGoods(campaign, random, traded), 2),
  ]);
  return traded;
}

const oneOf = <Value>(random: SeededRandom, values: readonly Value[]): Value => {
  const value = values[random.whole(0, values.length - 1)];
  if (value === undefined) throw new Error('Nothing to choose from');
  return value;
};

async function shop(campaign: Campaign, random: SeededRandom, traded: Traded): Promise<void> {
  const { shopify, shops, articles } = campaign;
  const at = oneOf(random, shops);
  const wanted = new Set([oneOf(random, articles), ...(random.chance(0.4) ? [oneOf(random, articles)] : [])]); // prettier-ignore
  const lines = [...wanted].map(({ sku }) => lineOf(at, sku, random.whole(1, 2)));
  const placed = await shopify
    .placeOrder({
      shop: at.domain,
      lines,
      paid: true,
      email: 'lena@example.com',
      shippingAddress: { firstName: 'Lena', lastName: 'Keller', address1: 'Seestrasse 12', city: 'Zürich', zip: '8002', countryCode: 'CH' }, // prettier-ignore
    })
    .catch(() => undefined); // sold out
  if (!placed) {
    traded.soldOut += 1;
    return;
  }
  traded.orders += 1;
  // The last shop's orders wait before they are released: they are called off while they do.
  if (at !== shops.at(-1) || !random.chance(0.4)) return;
  await shopify.cancelOrder({ shop: at.domain, id: placed.id, restock: true });
  traded.calledOff += 1;
}

const lineOf = ({ outside }: Shop, sku: string, quantity: number) => ({
  variantId: outside.get(sku) ?? '',
  quantity,
});

async function moveGoods({ supply, articles }: Campaign, random: SeededRandom, traded: Traded) {
  const { sku, onHand, soldElsewhere }: Article = oneOf(random, articles);
  const code = oneOf(random, SUPPLIERS.filter((each) => onHand[each] !== undefined)); // prettier-ignore
  const units = soldElsewhere ? -random.whole(1, 2) : random.whole(1, 3);
  await supply.moveStock({ code, sku, units });
  traded.deliveries += 1;
}
