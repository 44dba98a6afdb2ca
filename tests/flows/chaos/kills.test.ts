/**
 * Kills on the road (DESIGN §4 and §7): a fixed sample here, one for each kind of moment that matters; every message
 * of the road in `npm run chaos` (CHAOS=all; with CHAOS_EVERY=n each n-th, with CHAOS_FROM=m from the m-th on).
 */
import { afterAll, describe, expect, test } from 'vitest';
import { layGround } from './chaos-ground.ts';
import { commitOf, dieOnRoad, either, nth } from './kill.ts';
import type { DeathPoint, Moment } from './kill.ts';
import { openProcessPool } from './process-pool.ts';

/** From the kill to the moment when the whole rest of the road is walked and every check holds. */
const SOON_MS = 60_000;

/** A read has no effect that an answer could tell of: after it is the same as before the next message. */
const READS = /^(select|begin)/i;

const theatre = { ground: await layGround(), pool: openProcessPool() };
const { passages: road } = await dieOnRoad(theatre, []);

afterAll(async () => {
  await theatre.pool.close();
  await theatre.ground.close();
});

const shopify = (text: RegExp) => ({ gate: 'shopify', text });
const suppliers = (text: RegExp) => ({ gate: 'suppliers', text });
const PLACE = suppliers(/^POST .*purchase-orders$/);

type Case = { readonly name: string; readonly points: readonly DeathPoint[] };

const one = (name: string, when: Moment, matcher: DeathPoint['matcher']): Case => ({
  name,
  points: [{ when, matcher }],
});

const SAMPLE: readonly Case[] = [
  one(
    'before the shop is told a quantity',
    'before',
    nth(1, { ...shopify(/SetQuantities/), phase: 'stock' }),
  ),
  one(
    'when the shop has taken a quantity and its answer is lost',
    'after',
    nth(1, { ...shopify(/SetQuantities/), phase: 'stock' }),
  ),
  one(
    'when jobs are taken from the queue and not begun',
    'after',
    nth(1, { gate: 'postgres', text: /^with j_raw/, phase: 'order' }),
  ),
  one(
    'before the import of the order is committed',
    'before',
    commitOf(/^with made as \(\s*insert into orders /, 'order'),
  ),
  one(
    'when the import of the order is committed and nobody has heard of it',
    'after',
    commitOf(/^with made as \(\s*insert into orders /, 'order'),
  ),
  one('before a purchase order leaves', 'before', nth(1, { ...PLACE, phase: 'order' })),
  one(
    'when a supplier has the purchase order and its answer is lost',
    'after',
    nth(1, { ...PLACE, phase: 'order' }),
  ),
  {
    name: 'when a supplier has the purchase order, and again when the next worker learns of it',
    points: [
      { when: 'after', matcher: nth(2, { ...PLACE, phase: 'order' }) },
      {
        when: 'after',
        // It looks there itself, unless the supplier has told it before.
        matcher: either(
          nth(1, { ...suppliers(/^GET .*purchase-orders\?/), phase: 'order' }),
          commitOf(/^with due as \( select distributor_id/, 'order'),
        ),
      },
    ],
  },
  one(
    'when the shop has accepted that we ship and its answer is lost',
    'after',
    nth(1, { ...shopify(/SubmitAndAccept/), phase: 'order' }),
  ),
  one(
    'when messages of suppliers are claimed and not worked off',
    'after',
    commitOf(/^with due as \( select distributor_id/, 'first-parcel'),
  ),
  one(
    'before the shop is told of a parcel',
    'before',
    nth(1, { ...shopify(/CreateFulfillment/), phase: 'first-parcel' }),
  ),
  one(
    'when the shop has a parcel and its answer is lost',
    'after',
    nth(1, { ...shopify(/CreateFulfillment/), phase: 'first-parcel' }),
  ),
  one(
    'when the shop has the second of two parcels that left together',
    'after',
    nth(2, { ...shopify(/CreateFulfillment/), phase: 'other-parcels' }),
  ),
  one(
    'when an order is called off and nobody has heard of it',
    'after',
    commitOf(/^update orders set status/, 'called-off'),
  ),
  one(
    'when a feed is read and not kept',
    'after',
    nth(1, { ...suppliers(/^GET .*stock/), phase: 'rest' }),
  ),
];

if (process.env['CHAOS'] === 'all') everyMessage();
else theSample();

function theSample(): void {
  describe('a worker is killed', () => {
    test.each(SAMPLE.map(({ name, points }) => [name, points] as const))(
      '%s',
      async (_name, points) => {
        const { deaths, heldAfterMs } = await dieOnRoad(theatre, points);
        expect(deaths).toHaveLength(points.length);
        expect(heldAfterMs).toBeLessThan(SOON_MS);
      },
    );
  });
}

function everyMessage(): void {
  const every = Number(process.env['CHAOS_EVERY'] ?? 1);
  const from = Number(process.env['CHAOS_FROM'] ?? 1);
  const points = road
    .filter(({ number }) => number >= from && (number - from) % every === 0)
    .flatMap(({ number, what }) => [
      { number, when: 'before' as const },
      ...(READS.test(what) ? [] : [{ number, when: 'after' as const }]),
    ]);
  const took: number[] = [];
  let reached = 0;

  describe(`a worker is killed on a road of ${road.length} messages`, () => {
    test.each(points)('$when message $number', async ({ number, when }) => {
      const matcher: DeathPoint['matcher'] = () => (passage) => passage.number === number;
      const { deaths, heldAfterMs } = await dieOnRoad(theatre, [{ when, matcher }]);
      took.push(heldAfterMs);
      reached += deaths.length;
      expect(heldAfterMs).toBeLessThan(SOON_MS);
    });

    // The background of a worker (housekeeping, clock) makes a road now longer, now shorter than the first one.
    test('most of these messages came, and after each everything held', () => {
      took.sort((left, right) => left - right);
      const at = (part: number) => Math.round(took[Math.floor((took.length - 1) * part)] ?? 0);
      process.stdout.write(
        `${points.length} roads, ${reached} kills; everything held after ${at(0.5)} ms (median), ${at(0.95)} ms (95 %), ${at(1)} ms (longest)\n`,
      );
      expect(reached).toBeGreaterThan(points.length * 0.8);
    });
  });
}
