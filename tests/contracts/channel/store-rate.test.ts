import { describe, expect, it } from 'vitest';
import { registerRetailer } from '../../../app/modules/accounts/register-retailer.server.ts';
import { BOOKED_AHEAD } from '../../../app/modules/stores/store-rate.ts';
import type { RateReport } from '../../../app/modules/stores/store-rate.ts';
import { createStoreRate } from '../../../app/modules/stores/store-rate.repository.server.ts';
import { insertStore } from '../../../app/modules/stores/stores.repository.server.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { createTestClock } from './test-clock.ts';

const { db } = await cloneDatabase({ poolSize: 12 });
const FULL: RateReport = { maximum: 2_000, available: 2_000, restorePerSecond: 100 };
let stores = 0;

/** A bucket whose channel has told nothing yet. */
async function aNewRate() {
  stores += 1;
  const clock = createTestClock();
  const domain = `rate-${stores}.myshopify.com`;
  const names = { name: domain, email: undefined, userId: undefined };
  const retailerId = await registerRetailer({ tx: db, clock }, names);
  const storeId = await insertStore({ tx: db, clock }, { retailerId, channel: 'shopify', domain });
  return { rate: createStoreRate({ db, clock }, storeId ?? ''), clock };
}

/** A bucket whose channel has just told what it holds. */
async function aRate(report: RateReport = FULL) {
  const { rate, clock } = await aNewRate();
  await rate.reserve(10, 'orders');
  await rate.settle({ reserved: 10, cost: 10, report: { ...report, available: 0 } });
  const missing = report.available / report.restorePerSecond;
  await clock.waitUntil(new Date(clock.now().getTime() + missing * 1_000));
  return { rate, clock };
}

const after = (clock: { now(): Date }, seconds: number) => clock.now().getTime() + seconds * 1_000;

describe('the rate of a store', () => {
  it('grants at once what is there', async () => {
    const { rate, clock } = await aRate();
    const granted = await rate.reserve(500, 'orders');
    expect(granted).toEqual({ kind: 'granted', startAt: clock.now() });
  });

  it('grants for later what will be there soon, one after the other', async () => {
    const { rate, clock } = await aRate({ ...FULL, available: 100 });
    const starts = [];
    for (const points of [98, 100, 100]) {
      const granted = await rate.reserve(points, 'orders');
      starts.push(
        granted.kind === 'granted' ? granted.startAt.getTime() - clock.now().getTime() : -1,
      );
    }
    expect(starts).toEqual([0, 1_000, 2_000]);
  });

  it('refuses what would be too long a wait, and takes nothing for it', async () => {
    const { rate, clock } = await aRate({ ...FULL, available: 2 });
    const asked = (BOOKED_AHEAD.orders + 1) * FULL.restorePerSecond;
    const refused = await rate.reserve(asked, 'orders');
    expect(refused.kind).toBe('refused');
    expect(await rate.reserve(100, 'orders')).toEqual({
      kind: 'granted',
      startAt: new Date(after(clock, 1)),
    });
  });

  it('keeps a reserve from publishing that orders may use', async () => {
    const { rate, clock } = await aRate({ ...FULL, available: 42 });
    const publishing = await rate.reserve(10, 'publishing');
    expect(publishing).toEqual({ kind: 'granted', startAt: new Date(after(clock, 0.1)) });
    expect(await rate.reserve(30, 'orders')).toEqual({ kind: 'granted', startAt: clock.now() });
  });

  it('never grants more than there is, however many processes ask at once', async () => {
    const { rate, clock } = await aRate({ ...FULL, available: 1_002 });
    const grants = await Promise.all(Array.from({ length: 40 }, () => rate.reserve(100, 'orders')));
    const atOnce = grants.filter(
      (grant) => grant.kind === 'granted' && grant.startAt.getTime() <= clock.now().getTime(),
    );
    const granted = grants.filter(({ kind }) => kind === 'granted');
    expect(atOnce).toHaveLength(10);
    expect(granted).toHaveLength(10 + BOOKED_AHEAD.orders);
  });

  it('gives back what a call did not cost', async () => {
    const { rate, clock } = await aRate({ ...FULL, available: 502 });
    await rate.reserve(500, 'orders');
    await rate.settle({ reserved: 500, cost: 20, report: { ...FULL, available: 482 } });
    expect(await rate.reserve(470, 'orders')).toEqual({ kind: 'granted', startAt: clock.now() });
  });

  it('believes the channel when it tells of less than we thought', async () => {
    const { rate, clock } = await aRate({ ...FULL, available: 1_000 });
    await rate.reserve(10, 'orders');
    await rate.settle({ reserved: 10, cost: 10, report: { ...FULL, available: 2 } });
    expect(await rate.reserve(100, 'orders')).toEqual({
      kind: 'granted',
      startAt: new Date(after(clock, 1)),
    });
  });

  it('is not raised by a report that does not know of the calls still on their way', async () => {
    const { rate } = await aRate({ ...FULL, available: 702 });
    await rate.reserve(700, 'orders');
    await rate.reserve(0, 'orders');
    await rate.settle({ reserved: 0, cost: 0, report: { ...FULL, available: 702 } });
    const next = await rate.reserve(BOOKED_AHEAD.orders * 100 + 50, 'orders');
    expect(next.kind).toBe('refused');
  });

  it('lets nobody call while the channel has said no', async () => {
    const { rate, clock } = await aRate();
    const until = new Date(after(clock, 3));
    await rate.block(until, undefined);
    expect(await rate.reserve(1, 'orders')).toEqual({ kind: 'granted', startAt: until });
    expect(await rate.reserve(1, 'publishing')).toEqual({ kind: 'refused', until });
  });

  it('starts carefully with a store that has told nothing yet', async () => {
    const { rate, clock } = await aNewRate();
    expect(await rate.reserve(10, 'publishing')).toEqual({ kind: 'granted', startAt: clock.now() });
    expect((await rate.reserve(900, 'publishing')).kind).toBe('refused');
  });
});
