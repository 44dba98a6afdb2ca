import type { Feed } from '../../modules/feeds/feed.ts';
import {
  findToldCosts,
  keepCostsBefore,
} from '../../modules/feeds/feed-costs.repository.server.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { StockContext, VariantId } from '../../modules/stock/stock-level.ts';
import { saveSupplyCosts } from '../../modules/suppliers/save-supply-costs.server.ts';

/** Rows at a time: their costs pass through this process, and what is small is gone from its memory at once. */
const PIECE = 1_000;

type Range = { readonly after: number; readonly through: number };

/** Takes over the costs that the rows (after, through] tell, with what they were before. Answers how many changed. */
export async function applyFeedCosts(
  verb: StockContext,
  feed: Feed,
  { after, through }: Range,
): Promise<number> {
  let changed = 0;
  for (let from = after; from < through; from += PIECE) {
    const piece = { after: from, through: Math.min(from + PIECE, through) };
    changed += await applyPiece(verb, feed, piece);
  }
  return changed;
}

async function applyPiece(verb: StockContext, feed: Feed, range: Range): Promise<number> {
  const costs = await findToldCosts(verb, feed, range);
  if (costs.length === 0) return 0;
  await keepCostsBefore(verb, feed, costs);
  const changed = await saveSupplyCosts(verb, feed, costs);
  if (changed.length > 0) await markChanged(verb, feed.distributorId, changed as VariantId[]);
  return changed.length;
}
