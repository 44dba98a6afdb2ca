import { readTimeline } from '../modules/activity/read-timeline.server.ts';
import type { ReturnPolicy } from '../modules/returns/return-policy.ts';
import type { Database } from '../platform/database.server.ts';
import type { Id } from '../platform/ids.ts';
import type { Reader } from './reader.server.ts';
import { readExceptionsOf } from './read-hub-exceptions.server.ts';
import { without } from './without.ts';

type Key = { readonly distributorId: string; readonly returnId: string };

export type ReturnHead = {
  readonly id: string;
  readonly number: string;
  readonly orderId: string;
  readonly order: string;
  readonly connectionId: string;
  readonly store: string;
  readonly retailer: string;
  readonly distributor: string;
  readonly supplierId: string;
  readonly supplier: string;
  /** Whether its place is a shelf whose figure we keep ourselves. */
  readonly isOwnShelf: boolean;
  readonly origin: string;
  readonly reason: string;
  readonly note: string;
  readonly status: string;
  readonly decision: string;
  readonly decisionReason: string;
  readonly policy: ReturnPolicy;
  readonly policyVersion: number;
  readonly refund: string;
  readonly refundWhen: string;
  readonly refundFailure: string | null;
  readonly refundShippingMinor: number;
  readonly refundedMinor: number | null;
  readonly storeCurrency: string;
  readonly supplierCredit: string;
  readonly labelFrom: string;
  readonly labelPaidBy: string;
  readonly labelCostMinor: number | null;
  readonly labelCurrency: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
  readonly receivedAt: Date | null;
  readonly inspectedAt: Date | null;
  readonly refundedAt: Date | null;
  readonly creditedAt: Date | null;
  readonly closedAt: Date | null;
  readonly dueAt: Date | null;
};

export type ShownReturnLine = {
  readonly id: string;
  readonly title: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly received: number;
  readonly refunded: number;
  readonly unitWholesaleMinor: number;
  readonly wholesaleCurrency: string;
  readonly unitCostMinor: number;
  readonly costCurrency: string;
  readonly grades: readonly {
    readonly grade: string;
    readonly disposition: string;
    readonly quantity: number;
    readonly credited: boolean;
  }[];
};

export type ShownReturnFile = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly mediaType: string;
  readonly addedAt: Date;
};

export type ShownReturnCredit = {
  readonly kind: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly at: Date;
};

/** One return with everything that happened to it; undefined for another distributor's as for none. */
export async function readHubReturn(database: Database, key: Key) {
  const parts = await readParts(database, key);
  if (!parts) return undefined;
  const [acts, exceptions, [hub]] = await Promise.all([
    readTimeline(database, key.distributorId, { kind: 'return', id: key.returnId }),
    readExceptionsOf(database, key.distributorId, [key.returnId]),
    database.$queryRaw<{ currency: string }[]>`
      select currency from distributor where id = ${key.distributorId}::uuid`,
  ]);
  return { ...parts, acts, exceptions, hubCurrency: hub?.currency ?? '' };
}

/** The retailer's own: no supplier, no cost, and of the credits only those between it and the distributor. */
export async function readRetailerReturn(database: Database, key: Key) {
  const parts = await readParts(database, key);
  if (!parts) return undefined;
  const { head, lines, files, credits } = parts;
  const acts = await readTimeline(database, key.distributorId, { kind: 'return', id: key.returnId });
  const shown = without(head, 'supplier', 'supplierId', 'supplierCredit', 'isOwnShelf');
  return {
    head: { ...shown, labelCostMinor: head.labelPaidBy === 'retailer' ? head.labelCostMinor : null },
    lines: lines.map((line) => without(line, 'unitCostMinor', 'costCurrency')),
    files,
    credits: credits.filter(({ kind }) => RETAILERS_CREDITS.has(kind)),
    acts: acts.map(({ id, at, act, actorKind }) => ({ id, at, act, by: actorKind })),
  };
} // prettier-ignore

const RETAILERS_CREDITS = new Set(['wholesale', 'restocking-fee', 'label-charge']);

async function readParts(database: Reader, key: Key) {
  const [head] = await database.$queryRaw<ReturnHead[]>`
    select c.id, c.number, c.order_id as "orderId", o.name as "order", c.connection_id as "connectionId", s.name as store,
      r.name as retailer, d.name as distributor, c.supplier_id as "supplierId", p.name as supplier,
      p.deducts_at = 'never' as "isOwnShelf", c.origin, c.reason, c.note, c.status, c.decision,
      c.decision_reason as "decisionReason", c.policy, c.policy_version as "policyVersion", c.refund,
      c.refund_when as "refundWhen", c.refund_failure as "refundFailure",
      c.refund_shipping_minor::float8 as "refundShippingMinor", c.refunded_minor::float8 as "refundedMinor",
      c.store_currency as "storeCurrency", c.supplier_credit as "supplierCredit", c.label_from as "labelFrom",
      c.label_paid_by as "labelPaidBy", c.label_cost_minor::float8 as "labelCostMinor", c.label_currency as "labelCurrency",
      c.carrier, c.tracking_number as "trackingNumber", c.tracking_url as "trackingUrl", c.requested_at as "requestedAt",
      c.decided_at as "decidedAt", c.received_at as "receivedAt", c.inspected_at as "inspectedAt",
      c.refunded_at as "refundedAt", c.credited_at as "creditedAt", c.closed_at as "closedAt", c.due_at as "dueAt"
    from return_case c
    join orders o on o.distributor_id = c.distributor_id and o.id = c.order_id
    join store s on s.id = c.store_id
    join retailer r on r.id = s.retailer_id
    join distributor d on d.id = c.distributor_id
    join supplier p on p.distributor_id = c.distributor_id and p.id = c.supplier_id
    where c.distributor_id = ${key.distributorId}::uuid and c.id = ${key.returnId}::uuid`;
  if (!head) return undefined;
  const [lines, files, credits] = await Promise.all([
    database.$queryRaw<ShownReturnLine[]>`
      select l.id, o.title, o.sku, l.quantity, l.received_quantity as received, l.refunded_quantity as refunded,
        l.unit_wholesale_minor::float8 as "unitWholesaleMinor", l.wholesale_currency as "wholesaleCurrency",
        l.unit_cost_minor::float8 as "unitCostMinor", l.cost_currency as "costCurrency",
        (select coalesce(jsonb_agg(jsonb_build_object('grade', g.grade, 'disposition', g.disposition, 'quantity', g.quantity,
            'credited', g.credited) order by g.grade, g.disposition), '[]') from return_grade g
          where g.distributor_id = l.distributor_id and g.return_line_id = l.id) as grades
      from return_line l join order_line o on o.distributor_id = l.distributor_id and o.id = l.order_line_id
      where l.distributor_id = ${key.distributorId}::uuid and l.return_id = ${key.returnId}::uuid order by l.id limit 500`,
    database.$queryRaw<ShownReturnFile[]>`
      select id, kind, name, media_type as "mediaType", added_at as "addedAt" from return_file
      where distributor_id = ${key.distributorId}::uuid and return_id = ${key.returnId}::uuid order by id limit 50`,
    database.$queryRaw<ShownReturnCredit[]>`
      select kind, currency, amount_minor::float8 as "amountMinor", at from return_credit
      where distributor_id = ${key.distributorId}::uuid and return_id = ${key.returnId}::uuid order by at, kind`,
  ]);
  return { head, lines, files, credits };
}

/** The full key of a return of this store; undefined for another store's as for none. */
export async function findReturnOfStore(
  database: Reader,
  key: { readonly storeId: string; readonly returnId: string },
): Promise<{ distributorId: Id<'Distributor'>; returnId: Id<'Return'> } | undefined> {
  const [row] = await database.$queryRaw<
    { distributorId: Id<'Distributor'>; returnId: Id<'Return'> }[]
  >`
    select c.distributor_id as "distributorId", c.id as "returnId" from connection k
    join return_case c on c.distributor_id = k.distributor_id and c.connection_id = k.id
    where k.store_id = ${key.storeId}::uuid and c.store_id = ${key.storeId}::uuid and c.id = ${key.returnId}::uuid`;
  return row;
}

/** A file of a return, for its download; undefined for a file of another return as for none. */
export async function findReturnFile(
  database: Reader,
  key: Key & { readonly fileId: string },
): Promise<{ sha256: string; name: string } | undefined> {
  const [row] = await database.$queryRaw<{ sha256: string; name: string }[]>`
    select blob_sha256 as sha256, name from return_file where distributor_id = ${key.distributorId}::uuid
      and return_id = ${key.returnId}::uuid and id = ${key.fileId}::uuid`;
  return row;
}
