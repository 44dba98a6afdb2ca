import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { ShareTerms } from '../../modules/connections/connection.ts';
import type { ConnectionKey, ConnectionsContext } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import {
  lockConnection,
  readTerms,
  saveProductsByHand,
  saveTerms,
} from '../../modules/connections/connections.repository.server.ts';
import type { ConnectionTerms } from '../../modules/connections/connections.repository.server.ts';
import { findPriceList } from '../../modules/pricing/price-lists.repository.server.ts';
import type { ReturnPolicy } from '../../modules/returns/return-policy.ts';
import { saveReturnPolicy } from '../../modules/returns/return-policies.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { compareListings } from './compare-listings.server.ts';

export type DecidedTerms = ConnectionTerms & {
  /** Exactly these products, where the assortment is made by hand; undefined: as they were. */
  readonly productIds?: readonly string[] | undefined;
  /** What is agreed about returns; undefined: as it stood. */
  readonly returnPolicy?: ReturnPolicy | undefined;
};

/**
 * The distributor sets what a connection sees, pays and is held to; its store is compared with the new offers. Another
 * weight or minimum divides the stock of what it lists anew: the database does it, and tells the publishers of every
 * other store that lists the same, in the same transaction.
 */
export function saveConnectionTerms(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: ConnectionKey & { readonly terms: DecidedTerms; readonly actor: Actor },
): Promise<Result<undefined, ConnectionRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const connection = await lockConnection(verb, input);
    if (!connection) return err({ kind: 'unknown-connection' });
    const kept = await keepTerms(verb, input, input.terms, input.actor);
    if (kept.ok) await compareListings(verb, [connection.storeId]);
    return kept;
  });
}

/** Keeps the terms of a connection that the caller has locked, with the act that tells before and after. */
export async function keepTerms(
  verb: ConnectionsContext,
  key: ConnectionKey,
  { productIds, returnPolicy, ...terms }: DecidedTerms,
  actor: Actor,
): Promise<Result<undefined, ConnectionRefusal>> {
  const list = await findPriceList(verb, {
    distributorId: key.distributorId,
    priceListId: terms.priceListId,
  });
  if (!list) return err({ kind: 'unknown-price-list' });
  if (!ShareTerms.partial().safeParse(terms).success) return err({ kind: 'share-out-of-range' });
  const before = await readTerms(verb, key);
  await saveTerms(verb, key, terms);
  if (terms.assortment.kind === 'by-hand' && productIds) {
    await saveProductsByHand(verb, key, productIds);
  }
  if (returnPolicy) await saveReturnPolicy(verb, key, returnPolicy, actor);
  await recordAct(verb, {
    distributorId: key.distributorId,
    actor,
    act: 'connection-terms-saved',
    subject: { kind: 'connection', id: key.connectionId },
    detail: { before, after: { ...terms, products: productIds?.length, returnPolicy } },
  });
  return ok();
}
