import {
  findProductsByRule,
  listActivePickRules,
} from '../../modules/listings/pick-rules.repository.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { startProductImport } from './start-product-import.server.ts';

/** Products put into a shop by one run of a rule; the rest follows at the next. */
const MOST_AT_ONCE = 5_000;

/** Puts into the shops what their standing wishes name and they have not had yet. A job of the clock; safe to repeat. */
export async function pickByRules(context: Pick<FlowContext, 'db' | 'clock'>): Promise<void> {
  for (const rule of await listActivePickRules({ tx: context.db })) {
    const productIds = await findProductsByRule({ tx: context.db }, rule, MOST_AT_ONCE);
    if (productIds.length > 0) await startProductImport(context, { ...rule, productIds });
  }
}
