/**
 * Order ledger: typed entries by (order line, kind, reference), written once each. The database keeps the
 * sums and refuses a forward beyond what is wanted, whoever writes it.
 */
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { OrderKey, OrdersContext } from './order.ts';

export type LedgerKind = 'forward' | 'cancel' | 'remove' | 'replace' | 'return';

export type LedgerEntry = {
  readonly orderLineId: Id<'OrderLine'>;
  readonly kind: LedgerKind;
  readonly quantity: number;
  /** What the entry is about: the same thing again writes nothing. */
  readonly reference: string;
};

/** Writes entries in one statement; entries that are there already are left as they are. Zero units write nothing. */
export async function writeLedger(
  { tx, clock }: OrdersContext,
  key: OrderKey,
  entries: readonly LedgerEntry[],
): Promise<void> {
  const rows = entries
    .filter((entry) => entry.quantity > 0)
    .map((entry) => ({ ...entry, id: newId<'OrderLineEntry'>() }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    /* planned once */ insert into order_line_entry (distributor_id, id, order_id, order_line_id, kind, quantity, reference, at)
    select ${key.distributorId}::uuid, e.id, ${key.orderId}::uuid, e."orderLineId", e.kind, e.quantity, e.reference,
      ${clock.now()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as e(id uuid, "orderLineId" uuid, kind text, quantity integer, reference text)
    order by e."orderLineId"
    on conflict (distributor_id, order_line_id, kind, reference) do nothing`;
}
