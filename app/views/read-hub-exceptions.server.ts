import { Prisma } from '../platform/prisma/generated/client.ts';
import { conditionOf, orderOf } from '../modules/activity/list-exceptions.server.ts';
import type { ExceptionQuery } from '../modules/activity/list-exceptions.server.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

export type HubException = {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly owner: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** The page that the subject stands on; null where it has none. */
  readonly orderId: string | null;
  readonly supplierId: string | null;
  readonly feedId: string | null;
  readonly connectionId: string | null;
  readonly productId: string | null;
  /** The supplier's location that it is about. */
  readonly location: string | null;
  readonly store: string | null;
  readonly subject: string | null;
  readonly happened: string;
  readonly meaning: string;
  readonly nextStep: string;
  readonly remedies: readonly string[];
  readonly occurrences: number;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
  readonly deadlineAt: Date | null;
  /** When it was handed up, because its deadline had passed. */
  readonly escalatedAt: Date | null;
  readonly assigneeId: string | null;
  readonly assignee: string | null;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
};

/** The queue of a distributor, in the order that the query asks for. */
export async function readHubExceptions(
  database: Reader,
  distributorId: string,
  query: ExceptionQuery,
  page: PageRequest,
): Promise<Page<HubException>> {
  const { by, beyond } = orderOf(query, page.after);
  const rows = await database.$queryRaw<HubException[]>(
    Prisma.sql`${selectExceptions()}
      where ${conditionOf({ distributorId }, query)} and ${beyond} order by ${by} limit ${page.size + 1}`,
  );
  return toPage(rows, page.size, (row) => row.id);
}

/** What is open about any of these things. */
export async function readExceptionsOf(
  database: Reader,
  distributorId: string,
  subjectIds: readonly string[],
): Promise<HubException[]> {
  return database.$queryRaw<HubException[]>(Prisma.sql`${selectExceptions()}
    where e.distributor_id = ${distributorId}::uuid and e.subject_id = any(${[...subjectIds]}::uuid[])
      and e.resolved_at is null order by e.id limit 50`);
}

function selectExceptions(): Prisma.Sql {
  return Prisma.sql`
    select e.id, e.kind, e.severity, e.owner, e.subject_kind as "subjectKind", e.subject_id as "subjectId", e.happened,
      e.meaning, e.next_step as "nextStep", e.remedies, e.occurrences, e.opened_at as "openedAt",
      e.last_seen_at as "lastSeenAt", e.deadline_at as "deadlineAt", e.escalated_at as "escalatedAt", e.assignee_id as "assigneeId", a.name as assignee, e.resolved_at as "resolvedAt", e.resolution,
      coalesce(u.name, e.resolved_by) as "resolvedBy", store.name as store,
      coalesce(o.id, po.order_id, shipment.order_id) as "orderId", coalesce(feed.supplier_id, supplier.id, po.supplier_id, place.supplier_id) as "supplierId",
      product.id as "productId", place.name as location,
      feed.id as "feedId", case when e.subject_kind = 'connection' then e.subject_id else e.connection_id end as "connectionId",
      coalesce(o.name, po.number, parcel.name, feed.name, supplier.name,
        product.title || coalesce(' · ' || nullif(array_to_string(variant.option_values, ' / '), ''), '')) as subject
    from exception_case e
    left join store on store.id = e.store_id
    left join "user" u on u.id = e.resolved_by
    left join "user" a on a.id = e.assignee_id
    left join orders o on e.subject_kind = 'order' and o.distributor_id = e.distributor_id and o.id = e.subject_id
    left join purchase_order po on e.subject_kind = 'purchase-order' and po.distributor_id = e.distributor_id and po.id = e.subject_id
    left join shipment on e.subject_kind = 'shipment' and shipment.distributor_id = e.distributor_id and shipment.id = e.subject_id
    left join orders parcel on parcel.distributor_id = shipment.distributor_id and parcel.id = shipment.order_id
    left join feed on e.subject_kind = 'feed' and feed.distributor_id = e.distributor_id and feed.id = e.subject_id
    left join supplier on e.subject_kind = 'supplier' and supplier.distributor_id = e.distributor_id and supplier.id = e.subject_id
    left join variant on e.subject_kind = 'variant' and variant.distributor_id = e.distributor_id and variant.id = e.subject_id
    left join product on product.distributor_id = e.distributor_id
      and product.id = coalesce(variant.product_id, case when e.subject_kind = 'product' then e.subject_id end)
    left join supplier_location place on place.distributor_id = e.distributor_id
      and place.id = case when e.kind = 'stock-shortage' then split_part(e.dedupe_key, ':', 4)::uuid end`;
}

/** Which kinds are open, how many of each severity. */
export async function readExceptionKinds(database: Reader, distributorId: string) {
  return database.$queryRaw<{ kind: string; count: number }[]>`
    select kind, count(*)::int as count from exception_case
    where distributor_id = ${distributorId}::uuid and resolved_at is null group by 1 order by 2 desc, 1 limit 40`;
}
