import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Reader } from './reader.server.ts';

/** What an order has come to in one currency, minor units, as the books have it. */
export type OrderMoney = {
  readonly currency: string;
  readonly salesMinor: number;
  readonly shippingChargedMinor: number;
  readonly feesMinor: number;
  readonly taxMinor: number;
  readonly creditsGivenMinor: number;
  /** All of the above: what the retailer owes for it. */
  readonly owedMinor: number;
  readonly goodsCostMinor: number;
  readonly shippingCostMinor: number;
  readonly creditsReceivedMinor: number;
};

/** What a retailer may see of it: nothing of what goods cost the distributor. */
export type RetailerOrderMoney = Omit<
  OrderMoney,
  'goodsCostMinor' | 'shippingCostMinor' | 'creditsReceivedMinor'
>;

export type OrderInvoice = { readonly id: string; readonly number: string; readonly kind: string };

export type OrderMoneyRead = {
  readonly sums: readonly OrderMoney[];
  readonly invoices: readonly OrderInvoice[];
};

/**
 * The money of one order with its returns. `tax` is the retailer's only: what suppliers invoice comes under their own
 * documents. The caller has found the order for the account that looks.
 */
export async function readOrderMoney(
  database: Reader,
  { distributorId, orderId }: { readonly distributorId: string; readonly orderId: string },
): Promise<OrderMoneyRead> {
  const [sums, invoices] = await Promise.all([
    database.$queryRaw<OrderMoney[]>`
      with mine as (${postingsOf(distributorId, orderId)})
      select e.currency,
        coalesce(-sum(e.amount_minor) filter (where e.account = 'sales'), 0)::float8 as "salesMinor",
        coalesce(-sum(e.amount_minor) filter (where e.account = 'shipping-charged'), 0)::float8 as "shippingChargedMinor",
        coalesce(-sum(e.amount_minor) filter (where e.account = 'fees'), 0)::float8 as "feesMinor",
        coalesce(-sum(e.amount_minor) filter (where e.account = 'tax'), 0)::float8 as "taxMinor",
        coalesce(sum(e.amount_minor) filter (where e.account = 'credits-given'), 0)::float8 as "creditsGivenMinor",
        coalesce(sum(e.amount_minor) filter (where e.account = 'receivable' and e.purpose <> 'cash'), 0)::float8
          as "owedMinor",
        coalesce(sum(e.amount_minor) filter (where e.account = 'goods-cost'), 0)::float8 as "goodsCostMinor",
        coalesce(sum(e.amount_minor) filter (where e.account = 'shipping-cost'), 0)::float8 as "shippingCostMinor",
        coalesce(-sum(e.amount_minor) filter (where e.account = 'credits-received'), 0)::float8 as "creditsReceivedMinor"
      from mine g join ledger_entry e on e.distributor_id = g.distributor_id and e.posting_id = g.id
      group by 1 order by 1`,
    database.$queryRaw<OrderInvoice[]>`
      with mine as (${postingsOf(distributorId, orderId)})
      select distinct d.id, d.number, d.kind from mine g
      join settlement_document_line l on l.distributor_id = g.distributor_id and l.posting_id = g.id
      join settlement_document d on d.distributor_id = l.distributor_id and d.id = l.document_id
      where d.connection_id is not null order by d.number limit 20`,
  ]);
  return { sums, invoices };
}

/** Postings about the order itself and about what came back of it; both by an index on the subject. */
function postingsOf(distributorId: string, orderId: string): Prisma.Sql {
  return Prisma.sql`
    select distributor_id, id from ledger_posting where distributor_id = ${distributorId}::uuid
      and subject_kind = 'order' and subject_id = ${orderId}
    union
    select g.distributor_id, g.id from return_case r join ledger_posting g on g.distributor_id = r.distributor_id
      and g.subject_kind = 'return' and g.subject_id = r.id::text
    where r.distributor_id = ${distributorId}::uuid and r.order_id = ${orderId}::uuid`;
}

/** The same as the retailer may see it: without the distributor's costs, and without currencies that only they were in. */
export async function readRetailerOrderMoney(
  database: Reader,
  key: { readonly distributorId: string; readonly orderId: string },
): Promise<{
  readonly sums: readonly RetailerOrderMoney[];
  readonly invoices: readonly OrderInvoice[];
}> {
  const { sums, invoices } = await readOrderMoney(database, key);
  const shown = sums.map((sum) => ({
    currency: sum.currency,
    salesMinor: sum.salesMinor,
    shippingChargedMinor: sum.shippingChargedMinor,
    feesMinor: sum.feesMinor,
    taxMinor: sum.taxMinor,
    creditsGivenMinor: sum.creditsGivenMinor,
    owedMinor: sum.owedMinor,
  }));
  const isSomething = (value: unknown) => typeof value === 'number' && value !== 0;
  return { sums: shown.filter((sum) => Object.values(sum).some(isSomething)), invoices };
}
