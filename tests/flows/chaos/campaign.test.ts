/**
 * The campaign: five in a hundred calls fail, at the shops, at the suppliers and at our own doors, webhooks come twice
 * and out of order, and shoppers go on buying; half a minute here, ten in `npm run chaos` (CHAOS_MINUTES=n for others).
 * Chance follows a fixed seed (CHAOS_SEED=n for another), the interleaving is the machine's.
 */
import { afterAll, expect, test } from 'vitest';
import { cloneDatabase } from '../../setup/database.ts';
import { layCampaign } from './campaign-ground.ts';
import { everythingHolds } from './campaign-holds.ts';
import { trade } from './campaign-trade.ts';

const SHORT_MINUTES = 0.5;
const LONG_MINUTES = 10;
const MINUTE_MS = 60_000;
const minutes = Number(
  process.env['CHAOS_MINUTES'] ?? (process.env['CHAOS'] === 'all' ? LONG_MINUTES : SHORT_MINUTES),
);
const seed = Number(process.env['CHAOS_SEED'] ?? 20_26);
/** Beside the trade itself: to make the ground, and to come to rest. */
const AROUND_MS = 4 * MINUTE_MS;

const campaign = await layCampaign(await cloneDatabase(), seed);
afterAll(() => campaign.close());

test(
  'with one call in twenty failing and webhooks doubled, no unit is promised twice, no sale erased, and every store converges',
  async () => {
    await campaign.startFaults();
    const traded = await trade(campaign, seed, minutes * MINUTE_MS);
    await campaign.endFaults();
    await everythingHolds(campaign);
    const met = await faultsMet();
    process.stdout.write(`Campaign of ${minutes} min: ${JSON.stringify({ ...traded, ...met })}\n`);
    expect(traded.orders).toBeGreaterThan(minutes * 40);
    expect(traded.calledOff).toBeGreaterThan(0);
    expect(Math.min(met.atShops, met.atDoors, met.doubled)).toBeGreaterThan(minutes * 2);
  },
  minutes * MINUTE_MS + AROUND_MS,
);

async function faultsMet() {
  const requests = await campaign.shopify.requests();
  const deliveries = await campaign.shopify.deliveries();
  const events = new Set(deliveries.map(({ webhookId }) => webhookId));
  return {
    atShops: requests.filter(({ faults }) => faults !== undefined).length,
    atDoors: campaign.doorFaults.count,
    doubled: deliveries.length - events.size,
  };
}
