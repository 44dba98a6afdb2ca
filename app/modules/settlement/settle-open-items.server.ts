import { newId } from '../../platform/ids.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Tx } from '../../platform/database.server.ts';
import { allocate } from './allocate.ts';
import type { OpenItem, Source } from './allocate.ts';
import type { SettlementContext } from './ledger.ts';
import { columnsOf } from './parties.repository.server.ts';
import type { PartyKey } from './parties.repository.server.ts';

export type Account = PartyKey & {
  readonly currency: string;
  /** Only this open item, in place of all; for a payment that names what it is for. */
  readonly itemId?: string | undefined;
};

/**
 * Closes a party's open items of one currency with what it has paid and was credited, the item due first and the oldest
 * payment first. The caller holds the party's lock. Returns what was closed, in minor units.
 */
export async function settleOpenItems(
  { tx, clock }: SettlementContext,
  account: Account,
): Promise<number> {
  const allocations = allocate(await readSources(tx, account), await readItems(tx, account));
  if (allocations.length === 0) return 0;
  const rows = allocations.map(({ source, item, amountMinor }) => ({
    id: newId<'Allocation'>(),
    paymentId: source.kind === 'payment' ? source.id : null,
    creditNoteId: source.kind === 'credit-note' ? source.id : null,
    documentId: item.kind === 'document' ? item.id : null,
    supplierInvoiceId: item.kind === 'supplier-invoice' ? item.id : null,
    amountMinor,
  }));
  await tx.$executeRaw`
    insert into settlement_allocation (distributor_id, id, payment_id, credit_note_id, document_id, supplier_invoice_id,
      amount_minor, at)
    select ${account.distributorId}::uuid, a.id, a."paymentId", a."creditNoteId", a."documentId", a."supplierInvoiceId",
      a."amountMinor", ${clock.now()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(id uuid, "paymentId" uuid, "creditNoteId" uuid,
      "documentId" uuid, "supplierInvoiceId" uuid, "amountMinor" bigint)`;
  return allocations.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** What is still to be paid to or by a party in a currency, minor units. */
export async function readOpenSum(tx: Tx, account: Account): Promise<number> {
  const items = await readItems(tx, account);
  return items.reduce((sum, { openMinor }) => sum + openMinor, 0);
}

async function readItems(tx: Tx, account: Account): Promise<OpenItem[]> {
  const one = account.itemId ? Prisma.sql`and i.id = ${account.itemId}::uuid` : Prisma.empty;
  return tx.$queryRaw<OpenItem[]>`
    select i.id, i.item_kind as kind, i.open_minor::float8 as "openMinor" from open_item i
    where i.distributor_id = ${account.distributorId}::uuid and ${ofParty(account, 'i')}
      and i.currency = ${account.currency} and i.open_minor > 0 ${one}
    order by i.due_on, i.issued_on, i.number`;
}

async function readSources(tx: Tx, account: Account): Promise<Source[]> {
  return tx.$queryRaw<Source[]>`
    select id, kind, "leftMinor" from (
      select i.id, 'credit-note' as kind, (-i.open_minor)::float8 as "leftMinor", i.issued_on as day
      from open_item i where i.distributor_id = ${account.distributorId}::uuid and ${ofParty(account, 'i')}
        and i.currency = ${account.currency} and i.kind = 'credit-note' and i.open_minor < 0
      union all
      select p.id, 'payment', (p.amount_minor - coalesce((select sum(a.amount_minor) from settlement_allocation a
        where a.distributor_id = p.distributor_id and a.payment_id = p.id), 0))::float8, p.paid_on
      from settlement_payment p where p.distributor_id = ${account.distributorId}::uuid and ${ofParty(account, 'p')}
        and p.currency = ${account.currency}
    ) s where "leftMinor" > 0 order by day, id`;
}

function ofParty({ party }: PartyKey, table: 'i' | 'p'): Prisma.Sql {
  const { connectionId, supplierId } = columnsOf(party);
  const name = Prisma.raw(table);
  return connectionId
    ? Prisma.sql`${name}.connection_id = ${connectionId}::uuid`
    : Prisma.sql`${name}.supplier_id = ${supplierId}::uuid`;
}
