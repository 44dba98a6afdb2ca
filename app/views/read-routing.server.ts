import { compareRules } from '../modules/routing/compare-rules.ts';
import type { RuleChange } from '../modules/routing/compare-rules.ts';
import type { PlanMeasure } from '../modules/routing/plan-measure.ts';
import {
  findRuleVersion,
  listRuleVersions,
} from '../modules/routing/rule-versions.repository.server.ts';
import { findPreview } from '../modules/routing/routing-previews.repository.server.ts';
import type { RoutingPreviewKey } from '../modules/routing/routing-previews.repository.server.ts';
import { readTerms } from '../modules/routing/shipping-terms.ts';
import type { StoredRules } from '../modules/routing/stored-rules.ts';
import type { Database } from '../platform/database.server.ts';
import type { Id } from '../platform/ids.ts';
import type { Reader } from './reader.server.ts';

const VERSIONS_SHOWN = 20;
const PREVIEWS_SHOWN = 8;

export type ShownChange = Omit<RuleChange, 'of'> & {
  /** Name of the supplier or store whose field it is. */
  readonly of?: string;
};

export type ShownVersion = {
  readonly version: number;
  readonly at: Date | null;
  readonly by: string | null;
  readonly note: string;
  readonly restored: number | null;
  readonly changes: readonly ShownChange[];
};

export type ShownPreview = {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly done: number;
  readonly baseVersion: number;
  readonly madeVersion: number | null;
  readonly stopRequested: boolean;
  readonly startedAt: Date;
  readonly by: string | null;
};

/** The live rules, what every version changed, and the newest previews. */
export async function readRouting(database: Database, distributorId: Id<'Distributor'>) {
  const [versions, names, previews] = await Promise.all([
    listRuleVersions(database, { distributorId, most: VERSIONS_SHOWN + 1 }),
    readNames(database, distributorId),
    readPreviews(database, distributorId),
  ]);
  const people = await readPeople(
    database,
    versions.flatMap(({ createdBy }) => createdBy ?? []),
  );
  const shown = versions.slice(0, VERSIONS_SHOWN).map((version, index): ShownVersion => {
    const before = versions[index + 1];
    return {
      version: version.version,
      at: version.createdAt,
      by: people.get(version.createdBy ?? '') ?? null,
      note: version.note,
      restored: version.restored,
      changes: before ? named(compareRules(before.rules, version.rules), names) : [],
    };
  });
  const [live] = versions;
  if (!live) throw new Error('There are always live rules');
  return { live, versions: shown, previews };
}

function named(changes: readonly RuleChange[], names: ReadonlyMap<string, string>): ShownChange[] {
  return changes.map(({ of, ...change }) =>
    of ? { ...change, of: names.get(of.id) ?? `a former ${of.kind}` } : change,
  );
}

/** Of suppliers and of the stores of connections. */
async function readNames(
  database: Reader,
  distributorId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.$queryRaw<{ id: string; name: string }[]>`
    select id, name from supplier where distributor_id = ${distributorId}::uuid
    union all select k.id, s.name from connection k join store s on s.id = k.store_id
      where k.distributor_id = ${distributorId}::uuid`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function readPeople(database: Reader, userIds: readonly string[]) {
  const rows = await database.$queryRaw<{ id: string; name: string }[]>`
    select id, name from "user" where id = any(${[...new Set(userIds)]}::text[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function readPreviews(database: Reader, distributorId: string): Promise<ShownPreview[]> {
  return database.$queryRaw<ShownPreview[]>`
    select p.id, p.status, p.total, p.done, p.base_version as "baseVersion", p.made_version as "madeVersion",
      p.stop_requested as "stopRequested", p.started_at as "startedAt", u.name as by
    from routing_preview p left join "user" u on u.id = p.started_by
    where p.distributor_id = ${distributorId}::uuid order by p.started_at desc, p.id desc limit ${PREVIEWS_SHOWN}`;
}

export type RoutingSupplierRow = {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
  readonly dailyCapacity: number | null;
  readonly territories: readonly string[];
  readonly minimumOrderMinor: number | null;
};

/** Whose rules can be set: suppliers with what their own terms say, and connections by the names of their stores. */
export async function readRoutingParties(database: Reader, distributorId: string) {
  const suppliers = await database.$queryRaw<
    { id: string; name: string; tier: string; dailyCapacity: number | null; terms: unknown }[]
  >`
    select id, name, tier, daily_capacity as "dailyCapacity", shipping_terms as terms from supplier
    where distributor_id = ${distributorId}::uuid order by tier = 'backup', tier = 'secondary', name, id limit 500`;
  const connections = await database.$queryRaw<{ id: string; store: string }[]>`
    select k.id, s.name as store from connection k join store s on s.id = k.store_id
    where k.distributor_id = ${distributorId}::uuid and k.status in ('approved', 'suspended')
    order by s.name, k.id limit 2000`;
  return {
    connections,
    suppliers: suppliers.map(({ terms, ...supplier }): RoutingSupplierRow => {
      const { territories = [], minimumOrderMinor = null } = readTerms(terms);
      return { ...supplier, territories, minimumOrderMinor };
    }),
  };
}

/** The rules that a draft begins with: those of a preview, of an earlier version, or the live ones. */
export async function readDraft(
  database: Database,
  distributorId: Id<'Distributor'>,
  from: { readonly previewId?: RoutingPreviewKey['previewId'] | undefined; readonly version?: number | undefined }, // prettier-ignore
): Promise<StoredRules | undefined> {
  const { previewId, version } = from;
  if (previewId) return (await findPreview(database, { distributorId, previewId }))?.rules;
  return (await findRuleVersion(database, distributorId, version))?.rules;
}

/** Sums over the orders of a preview. */
export type PreviewTotals = PlanMeasure & { readonly orders: number };

export type ReplayedOrder = {
  readonly orderId: string;
  readonly name: string;
  readonly store: string;
  readonly at: Date;
  readonly currency: string;
  readonly before: PlanMeasure;
  readonly after: PlanMeasure;
};

const ORDERS_SHOWN = 50;

/** A preview with its sums, and the orders that would ship otherwise: those whose cost or time moves most first. */
export async function readRoutingPreview(database: Database, key: RoutingPreviewKey) {
  const found = await findPreview(database, key);
  if (!found) return undefined;
  const { distributorId, previewId } = key;
  const [base, live, names, before, after, changed, orders] = await Promise.all([
    findRuleVersion(database, distributorId, found.baseVersion),
    findRuleVersion(database, distributorId),
    readNames(database, distributorId),
    readTotals(database, key, 'before'),
    readTotals(database, key, 'after'),
    countChanged(database, key),
    readChanged(database, key),
  ]);
  const { status, total, done, stopRequested, startedAt, madeVersion, baseVersion } = found;
  return {
    preview: { id: previewId, status, total, done, stopRequested, startedAt, madeVersion },
    isOutdated: live?.version !== baseVersion,
    baseVersion,
    changes: base ? named(compareRules(base.rules, found.rules), names) : [],
    before,
    after,
    changed,
    orders,
  };
}

async function readTotals(
  database: Reader,
  { distributorId, previewId }: RoutingPreviewKey,
  side: 'before' | 'after',
): Promise<PreviewTotals> {
  const [sums] = await database.$queryRaw<[PreviewTotals]>`
    select count(*)::int as orders, sum(m.units) as units, sum(m."shortUnits") as "shortUnits",
      sum(m."goodsMinor") as "goodsMinor", sum(m."shippingMinor") as "shippingMinor",
      sum(m."wholesaleMinor") as "wholesaleMinor", sum(m.shipments) as shipments, sum(m.parcels) as parcels,
      sum(m.days) as days, sum(m."daysLate") as "daysLate", sum(m."chanceLate") as "chanceLate", sum(m.exact) as exact
    from routing_preview_order r
    cross join lateral jsonb_to_record(case when ${side} = 'before' then r.before else r.after end) as m(
      units float8, "shortUnits" float8, "goodsMinor" float8, "shippingMinor" float8, "wholesaleMinor" float8,
      shipments float8, parcels float8, days float8, "daysLate" float8, "chanceLate" float8, exact float8)
    where r.distributor_id = ${distributorId}::uuid and r.preview_id = ${previewId}::uuid and r.is_changed is not null`;
  return sums;
}

async function countChanged(
  database: Reader,
  { distributorId, previewId }: RoutingPreviewKey,
): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from routing_preview_order
    where distributor_id = ${distributorId}::uuid and preview_id = ${previewId}::uuid and is_changed`;
  return row?.count ?? 0;
}

function readChanged(
  database: Reader,
  { distributorId, previewId }: RoutingPreviewKey,
): Promise<ReplayedOrder[]> {
  return database.$queryRaw<ReplayedOrder[]>`
    select p.order_id as "orderId", o.name, s.name as store, p.at, p.currency, r.before, r.after
    from routing_preview_order r
    join route_plan p on p.distributor_id = r.distributor_id and p.id = r.plan_id
    join orders o on o.distributor_id = p.distributor_id and o.id = p.order_id
    join store s on s.id = o.store_id
    where r.distributor_id = ${distributorId}::uuid and r.preview_id = ${previewId}::uuid and r.is_changed
    order by abs((r.after->>'goodsMinor')::float8 + (r.after->>'shippingMinor')::float8
      - (r.before->>'goodsMinor')::float8 - (r.before->>'shippingMinor')::float8) desc, r.position
    limit ${ORDERS_SHOWN}`;
}
