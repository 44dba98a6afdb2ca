/**
 * Stock batch: one call that sets up to 250 quantities. Shopify's answer names the rows that it refused; whether the
 * others were set or not is not documented, so they are sent again, and one that is then stale is read: if it shows
 * what we wanted, it had been set the first time.
 */
import type {
  ChannelAnswer,
  ChannelFailure,
  OutsideStockId,
  StockWrite,
  StockWriteOutcome,
} from '../../../modules/stores/channel.ts';
import { stableId } from '../../../platform/ids.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { takeOverInventory } from './managed-inventory.server.ts';
import { refusalOf } from './shopify-failures.ts';
import { toStockReading } from './shopify-mapper.ts';
import { readLevels, setQuantities } from './shopify-operations/stock.ts';
import type { Level } from './shopify-operations/stock.ts';
import type { UserError } from './shopify-schemas.ts';

/** Each round settles at least one row or ends; sensible answers need two or three. */
const MOST_ROUNDS = 6;

type Round = {
  readonly writes: readonly StockWrite[];
  readonly attempt: string;
  /** Enters the key, because an attempt that was refused needs a new one. */
  readonly number: number;
};
type Refused = ReadonlyMap<OutsideStockId, UserError>;

/** One outcome for each write. `attempt` names the logical write: see the port. */
export async function writeQuantities(
  context: ChannelContext,
  writes: readonly StockWrite[],
  attempt: string,
): ChannelAnswer<readonly StockWriteOutcome[]> {
  const outcomes: StockWriteOutcome[] = [];
  let rest = writes;
  for (let number = 1; rest.length > 0; number += 1) {
    if (number > MOST_ROUNDS)
      return err({ kind: 'unreadable', why: 'Shopify refuses other rows at every repetition' });
    const settled = await playRound(context, { writes: rest, attempt, number });
    if (!settled.ok) return settled;
    outcomes.push(...settled.value);
    const done = new Set(settled.value.map(({ outsideStockId }) => outsideStockId));
    rest = rest.filter(({ outsideStockId }) => !done.has(outsideStockId));
  }
  return ok(outcomes);
}

/** Sends the rows once; answers the outcomes that are certain now. The other rows go into the next round. */
async function playRound(
  context: ChannelContext,
  round: Round,
): ChannelAnswer<readonly StockWriteOutcome[]> {
  const errors = await send(context, round);
  if (!errors.ok) return errors;
  const { writes, number } = round;
  if (errors.value.length === 0)
    return ok(writes.map(({ outsideStockId }) => ({ outsideStockId, kind: 'set' })));
  const refused = refusedRows(writes, errors.value);
  if (!refused.ok) return refused;
  const misplaced = [...refused.value.values()].filter(isMisplaced);
  if (number === 1 && misplaced.length > 0 && misplaced.length === writes.length) {
    const taken = await takeOverInventory(context);
    if (!taken.ok) return taken;
    if (taken.value === 'changed') return ok([]);
  }
  return judgeRefused(context, round, refused.value);
}

async function send(
  { client, store }: ChannelContext,
  { writes, attempt, number }: Round,
): ChannelAnswer<readonly UserError[]> {
  const quantities = writes.map(({ outsideStockId, quantity, expected }) => ({
    inventoryItemId: outsideStockId,
    locationId: store.places.outsideLocationId,
    quantity,
    changeFromQuantity: expected ?? null, // null says "do not compare"; leaving it out is an error
  }));
  const answer = await client.run(setQuantities, {
    input: {
      name: 'available',
      reason: 'correction',
      referenceDocumentUri: `gid://stockbridge/StockWrite/${attempt}`,
      quantities,
    },
    // The same rows of one attempt have one key, so a repetition after a lost answer has no second effect.
    idempotencyKey: stableId(attempt, String(number), JSON.stringify(quantities)),
  });
  return answer.ok ? ok(answer.value.inventorySetQuantities.userErrors) : answer;
}

/** Which rows were refused and why; none when only the key was spent by an earlier, refused attempt. */
function refusedRows(
  writes: readonly StockWrite[],
  errors: readonly UserError[],
): Result<Refused, ChannelFailure> {
  const codes = new Set(errors.map(({ code }) => code));
  if (codes.has('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')) return ok(new Map());
  if (codes.has('IDEMPOTENCY_CONCURRENT_REQUEST'))
    return err({ kind: 'unavailable', why: 'The same write is under way', outcome: 'unknown' });
  const refused = new Map<OutsideStockId, UserError>();
  for (const error of errors) {
    const write = writes[rowOf(error)];
    if (write) refused.set(write.outsideStockId, error);
  }
  if (refused.size > 0) return ok(refused);
  return err(refusalOf(errors) ?? { kind: 'unreadable', why: 'A refusal without a reason' });
}

/** ["input", "quantities", "3", "quantity"] → 3; NaN when the error is about the call as a whole. */
function rowOf({ field }: UserError): number {
  const index = field?.indexOf('quantities') ?? -1;
  return index < 0 ? Number.NaN : Number(field?.[index + 1] ?? Number.NaN);
}

const isStale = ({ code }: UserError) => code === 'CHANGE_FROM_QUANTITY_STALE';
/** The location is gone, or the item is not stocked there: the code is one, so the level is looked at. */
const isMisplaced = ({ code }: UserError) => code === 'INVALID_LOCATION';

async function judgeRefused(
  context: ChannelContext,
  { writes, number }: Round,
  refused: Refused,
): ChannelAnswer<readonly StockWriteOutcome[]> {
  const doubtful = [...refused].filter(
    ([, error]) => isMisplaced(error) || (number > 1 && isStale(error)),
  );
  const levels = await readLevelsOf(
    context,
    doubtful.map(([id]) => id),
  );
  if (!levels.ok) return levels;
  const wanted = new Map(writes.map(({ outsideStockId, quantity }) => [outsideStockId, quantity]));
  return ok(
    [...refused].map(([id, error]) => outcomeOf(id, error, levels.value.get(id), wanted.get(id))),
  );
}

async function readLevelsOf(
  { client, store }: ChannelContext,
  ids: readonly OutsideStockId[],
): ChannelAnswer<ReadonlyMap<string, Level>> {
  if (ids.length === 0) return ok(new Map());
  const locationId = store.places.outsideLocationId;
  const answer = await client.run(readLevels, { ids, locationId });
  if (!answer.ok) return answer;
  const levels = new Map<string, Level>();
  for (const item of answer.value.nodes)
    if (item?.inventoryLevel) levels.set(item.id, item.inventoryLevel);
  return ok(levels);
}

function outcomeOf(
  outsideStockId: OutsideStockId,
  error: UserError,
  level: Level | undefined,
  wanted: number | undefined,
): StockWriteOutcome {
  const why = error.message;
  if (isStale(error)) {
    const isSet = level && toStockReading(outsideStockId, level).available === wanted;
    return { outsideStockId, kind: isSet ? 'set' : 'stale' };
  }
  // Not stocked here any more: whoever reads it sees that, and writes without comparing, which stocks it.
  if (isMisplaced(error) && !level?.isActive) return { outsideStockId, kind: 'stale' };
  const isGone = isMisplaced(error) || error.code === 'INVALID_INVENTORY_ITEM';
  return { outsideStockId, kind: isGone ? 'gone' : 'refused', why };
}
