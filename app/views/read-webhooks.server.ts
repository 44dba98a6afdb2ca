import { Prisma } from '../platform/prisma/generated/client.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

export type ListedEndpoint = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly status: string;
  readonly supplierId: string | null;
  readonly supplier: string | null;
  readonly failingSince: Date | null;
  readonly previousUntil: Date | null;
  readonly waiting: number;
  readonly deliveredAt: Date | null;
  readonly failure: string | null;
};

/** A distributor's endpoints, or the one named. */
export function readEndpoints(
  database: Reader,
  distributorId: string,
  endpointId?: string,
): Promise<ListedEndpoint[]> {
  return database.$queryRaw<ListedEndpoint[]>`
    select e.id, e.name, e.url, e.kinds, e.status, e.supplier_id as "supplierId", s.name as supplier,
      e.failing_since as "failingSince", e.previous_until as "previousUntil",
      (select count(*)::int from webhook_delivery d where d.distributor_id = e.distributor_id and d.endpoint_id = e.id
        and d.status = 'waiting') as waiting,
      (select d.delivered_at from webhook_delivery d where d.distributor_id = e.distributor_id and d.endpoint_id = e.id
        and d.status = 'delivered' order by d.number desc limit 1) as "deliveredAt",
      (select d.failure from webhook_delivery d where d.distributor_id = e.distributor_id and d.endpoint_id = e.id
        and d.status = 'waiting' order by d.number limit 1) as failure
    from webhook_endpoint e left join supplier s on s.distributor_id = e.distributor_id and s.id = e.supplier_id
    where e.distributor_id = ${distributorId}::uuid and (${endpointId ?? null}::uuid is null or e.id = ${endpointId ?? null}::uuid)
    order by e.created_at`;
}

export const DELIVERY_VIEWS = ['waiting', 'delivered', 'skipped'] as const;

export type ListedDelivery = {
  readonly number: number;
  readonly kind: string;
  readonly announcementId: string;
  readonly data: unknown;
  readonly status: string;
  readonly attempts: number;
  readonly statusCode: number | null;
  readonly milliseconds: number | null;
  readonly response: string | null;
  readonly failure: string | null;
  readonly at: Date;
  readonly lastAttemptAt: Date | null;
  readonly nextAttemptAt: Date;
  readonly deliveredAt: Date | null;
};

/** An endpoint's deliveries, newest first, paged by number. */
export async function readDeliveries(
  database: Reader,
  key: { readonly distributorId: string; readonly endpointId: string },
  view: string,
  page: PageRequest,
): Promise<Page<ListedDelivery>> {
  const after = page.after && /^\d{1,15}$/.test(page.after) ? Number(page.after) : null;
  const rows = await database.$queryRaw<ListedDelivery[]>(Prisma.sql`
    select d.number::float8 as number, a.kind, a.id as "announcementId", a.data, d.status, d.attempts, d.status_code as "statusCode",
      d.milliseconds, d.response, d.failure, a.at, d.last_attempt_at as "lastAttemptAt", d.next_attempt_at as "nextAttemptAt",
      d.delivered_at as "deliveredAt"
    from webhook_delivery d join announcement a on a.distributor_id = d.distributor_id and a.id = d.announcement_id
    where d.distributor_id = ${key.distributorId}::uuid and d.endpoint_id = ${key.endpointId}::uuid
      and (${view} = '' or d.status = ${view}) and (${after}::bigint is null or d.number < ${after}::bigint)
    order by d.number desc limit ${page.size + 1}`);
  return toPage(rows, page.size, (row) => String(row.number));
}

/** The suppliers that an endpoint may belong to. */
export function readSupplierChoices(database: Reader, distributorId: string) {
  return database.$queryRaw<{ id: string; name: string }[]>`
    select id, name from supplier where distributor_id = ${distributorId}::uuid and status <> 'ended' order by name limit 200`;
}
