import { createHash } from 'node:crypto';
import {
  storeSupplierMessages,
  storeUnreadablePush,
  findSupplierOwner,
} from '../../modules/purchasing/supplier-inbox.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { parseId } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { gatherStockPush } from '../supply/gather-stock-pushes.server.ts';

export type PushOutcome = 'kept' | 'known';

/**
 * Takes what a supplier calls us with: verified by its link on the raw bytes, kept once by its key. An unknown
 * supplier answers exactly like a wrong signature.
 */
export async function receiveSupplierEvent(
  context: FlowContext,
  input: {
    readonly supplierId: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly rawBody: Uint8Array;
  },
): Promise<Result<PushOutcome, 'bad-signature'>> {
  const supplierId = parseId<'Supplier'>(input.supplierId);
  const owner = supplierId && (await findSupplierOwner(context.db, supplierId));
  if (!owner || !supplierId) return err('bad-signature');
  const key = { distributorId: owner.distributorId, supplierId };
  const connector = await context.connectorOf(key.distributorId, supplierId);
  const read = connector.readPush(input.headers, input.rawBody);
  if (!read.ok && read.error === 'bad-signature') return err('bad-signature');
  if (!read.ok && read.error === 'irrelevant') return ok('known');
  const now = context.clock.now();
  if (!read.ok) {
    const digest = createHash('sha256').update(input.rawBody).digest('hex');
    const stored = await inTransaction(context.db, (tx) =>
      storeUnreadablePush(tx, { ...key, digest, now }),
    );
    return ok(stored ? 'kept' : 'known');
  }
  const message = read.value;
  if (message.kind === 'stock-changed') {
    await gatherStockPush(context, { key, levels: message.levels });
    return ok('kept');
  }
  const stored = await inTransaction(context.db, (tx) =>
    storeSupplierMessages(tx, { ...key, messages: [message], now }),
  );
  return ok(stored > 0 ? 'kept' : 'known');
}
