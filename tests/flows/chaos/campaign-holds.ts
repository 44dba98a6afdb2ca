/**
 * What must hold for every SKU in every store once the campaign is over. The truth is with the sandboxes: what the
 * suppliers have, what they were asked for, what the shops sold and show.
 */
import { enqueue } from '../../../app/flows/job-catalog.ts';
import { auditTold } from '../../../app/modules/listings/audit-told.server.ts';
import { auditOrders } from '../../../app/modules/shipments/audit-orders.server.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { until } from '../../demo/world.ts';
import { SUPPLIERS, shelfDifferences } from './campaign-ground.ts';
import type { Campaign } from './campaign-ground.ts';
import { unfinished } from './holds.ts';

const REST_WITHIN_MS = 120_000;
/** A shop tries a webhook again after this long, by its own clock. */
const WEBHOOK_RETRY_MS = 10_000;
const FEED_EVERY_MS = 2_000;

/** Waits until nothing is under way and nothing is found; what is still found at the end of the time is thrown. */
export async function everythingHolds(campaign: Campaign): Promise<void> {
  let found: readonly string[] = [];
  let feedAt = 0;
  await until(
    'everything holds',
    async () => {
      if (performance.now() > feedAt + FEED_EVERY_MS) {
        feedAt = performance.now();
        await campaign.shopify.advance({ ms: WEBHOOK_RETRY_MS });
        await collectFeeds(campaign);
      }
      found = [
        ...(await undelivered(campaign)),
        ...(await unfinished(campaign)),
        ...(await broken(campaign)),
      ];
      return found.length === 0;
    },
    REST_WITHIN_MS,
  ).catch(async (fault: unknown) => {
    throw found.length > 0
      ? new Error([...found, ...(await circumstances(campaign))].join('\n'))
      : fault;
  });
}

/** How far the publishers are, and what waits for a person: for the report of a failure. */
async function circumstances({ db }: Campaign): Promise<string[]> {
  const publishing = await db.$queryRaw<{ row: string }[]>`
    select row_to_json(t)::text as row from (
      select s.domain, p.cursor::text, pg_current_snapshot()::text as now, p.sweeps_wanted, p.sweeps_done, p.failures,
        p.blocked_until, p.drained_at, (select count(*) from publish_attempt a where a.store_id = p.store_id) as attempts
      from publish_state p join store s on s.id = p.store_id) t
    union all select row_to_json(l)::text from (select v.sku, l.store_id, l.told_quantity, l.told_at, l.in_flight, l.in_flight_quantity,
      l.unseen_sold, l.unseen_since, l.waits_for_units, l.status from listing l
      join variant v on v.distributor_id = l.distributor_id and v.id = l.variant_id) l`;
  const open = await db.exceptionCase.findMany({ where: { resolvedAt: null } });
  return [
    ...publishing.map(({ row }) => row),
    ...open.map(({ kind, happened }) => `Open exception ${kind}: ${happened}`),
  ];
}

/** The next feed of each supplier, at once: with it the hub knows what their figures are without. */
async function collectFeeds({ db, distributorId, suppliers }: Campaign): Promise<void> {
  const jobs = Object.values(suppliers).map((supplierId) => ({
    name: 'collect-feed' as const,
    payload: { distributorId, supplierId },
  }));
  await inTransaction(db, (tx) => enqueue(tx, ...jobs));
}

async function undelivered({ shopify }: Campaign): Promise<string[]> {
  const open = (await shopify.deliveries()).filter(({ state }) => state === 'pending');
  return open.map(({ topic, shop }) => `${shop} has not delivered ${topic} yet`);
}

async function broken(campaign: Campaign): Promise<string[]> {
  return [
    ...(await booksAgree(campaign)),
    ...(await nothingPromisedTwice(campaign)),
    ...(await noSaleErased(campaign)),
    ...(await soldIsSent(campaign)),
    ...(await shelfDifferences(campaign)),
  ];
}

async function booksAgree({ db, clock }: Campaign): Promise<string[]> {
  const stock = [...(await auditStock({ tx: db })), ...(await auditTold({ tx: db }))];
  const orders = await auditOrders({ tx: db, clock });
  return [
    ...stock.map((one) => `Stock: ${JSON.stringify(one)}`),
    ...orders.map((one) => `Orders: ${JSON.stringify(one)}`),
  ];
}

/** Promise 2: no supplier was asked for a unit that it did not have, and no order line holds more than it ordered. */
async function nothingPromisedTwice({ db, supply, articles }: Campaign): Promise<string[]> {
  const found: string[] = [];
  for (const code of SUPPLIERS) {
    for (const { lines, id } of await supply.orders({ code }))
      for (const { sku, rejected } of lines)
        if (rejected > 0) found.push(`${code} had to refuse ${rejected} of ${sku} in ${id}`);
    for (const { sku } of articles) {
      const left = await supply.onHand({ code, sku });
      if (left < 0) found.push(`${code} has sent ${-left} of ${sku} that it did not have`);
    }
  }
  const twice = await db.$queryRaw<{ sku: string }[]>`
    select l.sku from order_line l join reservation r on r.distributor_id = l.distributor_id and r.order_line_id = l.id
    where r.state <> 'released' group by l.id, l.sku, l.quantity having sum(r.quantity) > l.quantity`;
  return [...found, ...twice.map(({ sku }) => `More of ${sku} is reserved than was ordered`)];
}

/** Promise 3: what we count as free is what the supplier has; nothing of what was sold is still, or again, in the figure. */
async function noSaleErased({ db, supply, suppliers, articles }: Campaign): Promise<string[]> {
  const levels = await db.stockLevel.findMany();
  const found: string[] = [];
  for (const code of SUPPLIERS)
    for (const { sku, variantId, onHand } of articles) {
      if (onHand[code] === undefined) continue;
      const there = await supply.onHand({ code, sku });
      const level = levels.find((one) => one.supplierId === suppliers[code] && one.variantId === variantId); // prettier-ignore
      if (level?.onHand === there && level.reserved === 0) continue;
      found.push(`${code} has ${there} of ${sku}; we believe ${level?.onHand} with ${level?.reserved} promised`); // prettier-ignore
    }
  return found;
}

/** Every unit that the shops have sold and not called off was asked for once, and all of it left in parcels. */
async function soldIsSent({ shopify, supply, shops, articles }: Campaign): Promise<string[]> {
  const sold = new Map<string, number>();
  for (const { domain } of shops)
    for (const order of await shopify.orders({ shop: domain })) {
      if (order.cancelledAt !== null) continue;
      for (const { sku, quantity } of order.lines)
        sold.set(sku ?? '', (sold.get(sku ?? '') ?? 0) + quantity);
    }
  const sent = new Map<string, number>();
  const found: string[] = [];
  for (const code of SUPPLIERS) {
    const orders = await supply.orders({ code });
    const keys = new Set(orders.map((one) => one.idempotency_key));
    if (keys.size < orders.length) found.push(`${code} was asked twice under one key`);
    for (const { sku, accepted, shipped, cancelled } of orders.flatMap((one) => one.lines)) {
      sent.set(sku, (sent.get(sku) ?? 0) + accepted - cancelled);
      if (shipped < accepted - cancelled) found.push(`${code} has not shipped all of ${sku} yet`);
    }
  }
  for (const { sku } of articles)
    if (sold.get(sku) !== sent.get(sku))
      found.push(`${sold.get(sku)} of ${sku} were sold, ${sent.get(sku)} were sent`);
  return found;
}
