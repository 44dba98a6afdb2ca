/** Stock: quantities at the app's own location, compared and swapped. */
import type {
  AuditedListing,
  Channel,
  ChannelAnswer,
  OutsideStockId,
  StockReading,
  StockWrite,
  StockWriteOutcome,
} from '../../../modules/stores/channel.ts';
import { stableId } from '../../../platform/ids.ts';
import type { Page } from '../../../platform/page.ts';
import { err, ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { toAuditedListing, toStockReading, unstocked } from './shopify-mapper.ts';
import { activateLevel, auditLevels, readLevels } from './shopify-operations/stock.ts';
import type { Level } from './shopify-operations/stock.ts';
import type { UserError } from './shopify-schemas.ts';
import { writeQuantities } from './stock-batch.server.ts';

/** Shopify's limit for entries of an input list. */
export const STOCK_BATCH = 250;
const LEVELS_PER_PAGE = 100;

export function createStock(
  context: ChannelContext,
): Pick<Channel, 'setStock' | 'readStock' | 'auditListings'> {
  return {
    setStock: (writes, attempt) => setStock(context, writes, attempt),
    readStock: (items) => readStock(context, items),
    auditListings: (after) => auditPage(context, after),
  };
}

/**
 * Writes that compare nothing may meet an item that is not stocked here, where setting can add up instead of
 * replacing; those are looked at first and stocked where they are not. Others were told before, so they are.
 */
async function setStock(
  context: ChannelContext,
  writes: readonly StockWrite[],
  attempt: string,
): ChannelAnswer<readonly StockWriteOutcome[]> {
  if (writes.length > STOCK_BATCH)
    return err({ kind: 'refused', why: `At most ${STOCK_BATCH} quantities in one call` });
  const blind = writes.filter(({ expected }) => expected === undefined);
  const prepared = await stockBlindOnes(context, blind, attempt);
  if (!prepared.ok) return prepared;
  const settled = new Set(prepared.value.map(({ outsideStockId }) => outsideStockId));
  const rest = writes.filter(({ outsideStockId }) => !settled.has(outsideStockId));
  const written = await writeQuantities(context, rest, attempt);
  return written.ok ? ok([...prepared.value, ...written.value]) : written;
}

/** Outcomes for those that this has settled; the others are stocked and can be set. */
async function stockBlindOnes(
  context: ChannelContext,
  writes: readonly StockWrite[],
  attempt: string,
): ChannelAnswer<readonly StockWriteOutcome[]> {
  if (writes.length === 0) return ok([]);
  const read = await readStock(
    context,
    writes.map(({ outsideStockId }) => outsideStockId),
  );
  if (!read.ok) return read;
  const levels = new Map(read.value.map((reading) => [reading.outsideStockId, reading]));
  const outcomes: StockWriteOutcome[] = [];
  for (const write of writes) {
    const { outsideStockId } = write;
    const level = levels.get(outsideStockId);
    if (level?.active) continue;
    const outcome = level
      ? await activate(context, write, attempt)
      : ok({ outsideStockId, kind: 'gone', why: 'The store has no such item' } as const);
    if (!outcome.ok) return outcome;
    outcomes.push(outcome.value);
  }
  return ok(outcomes);
}

/** Stocks an item with its quantity said outright: an inactive level may otherwise come back with its old one. */
async function activate(
  context: ChannelContext,
  write: StockWrite,
  attempt: string,
): ChannelAnswer<StockWriteOutcome> {
  const { client, store } = context;
  const { outsideStockId, quantity } = write;
  const answer = await client.run(activateLevel, {
    inventoryItemId: outsideStockId,
    locationId: store.places.outsideLocationId,
    available: quantity,
    idempotencyKey: stableId('activate', attempt, outsideStockId, String(quantity)),
  });
  if (!answer.ok) return answer;
  const { inventoryLevel, userErrors } = answer.value.inventoryActivate;
  if (!inventoryLevel) return judgeRefusal(context, write, userErrors);
  return ok({ outsideStockId, kind: shownQuantity(inventoryLevel) === quantity ? 'set' : 'stale' });
}

const shownQuantity = (level: Level) => toStockReading('', level).available;

/** Where somebody else has stocked the item in between, Shopify refuses: then it is to be read again. */
async function judgeRefusal(
  context: ChannelContext,
  { outsideStockId }: StockWrite,
  errors: readonly UserError[],
): ChannelAnswer<StockWriteOutcome> {
  const read = await readStock(context, [outsideStockId]);
  if (!read.ok) return read;
  if (read.value[0]?.active) return ok({ outsideStockId, kind: 'stale' });
  const why = errors.map(({ message }) => message).join('; ');
  return ok({ outsideStockId, kind: 'refused', why });
}

async function readStock(
  context: ChannelContext,
  items: readonly OutsideStockId[],
): ChannelAnswer<readonly StockReading[]> {
  const readings: StockReading[] = [];
  for (let start = 0; start < items.length; start += STOCK_BATCH) {
    const page = await readLevelsOf(context, items.slice(start, start + STOCK_BATCH));
    if (!page.ok) return page;
    readings.push(...page.value);
  }
  return ok(readings);
}

async function readLevelsOf(
  { client, store }: ChannelContext,
  ids: readonly OutsideStockId[],
): ChannelAnswer<readonly StockReading[]> {
  const locationId = store.places.outsideLocationId;
  const answer = await client.run(readLevels, { ids, locationId });
  if (!answer.ok) return answer;
  return ok(
    answer.value.nodes.flatMap((item) => {
      if (!item) return [];
      return item.inventoryLevel
        ? toStockReading(item.id, item.inventoryLevel)
        : unstocked(item.id);
    }),
  );
}

async function auditPage(
  { client, store }: ChannelContext,
  after: string | undefined,
): ChannelAnswer<Page<AuditedListing>> {
  const locationId = store.places.outsideLocationId;
  const answer = await client.run(auditLevels, { locationId, first: LEVELS_PER_PAGE, after });
  if (!answer.ok) return answer;
  const levels = answer.value.location?.inventoryLevels;
  if (!levels) return err({ kind: 'refused', why: 'Our location is gone from the shop' });
  const rows = levels.nodes.flatMap(({ item, ...level }) => {
    const variant = item.variants?.nodes[0];
    return variant ? toAuditedListing(item.id, level, variant, store.currency) : [];
  });
  const { hasNextPage, endCursor } = levels.pageInfo;
  return ok({ rows, next: hasNextPage ? (endCursor ?? undefined) : undefined });
}
