import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type {
  PriceListId,
  PriceListKey,
  PriceListTerms,
  PricingContext,
  Promotion,
} from './price-list.ts';

type Reader = { readonly tx: Tx };

export async function insertPriceList(
  { tx, clock }: PricingContext,
  list: PriceListTerms & { readonly distributorId: string },
): Promise<PriceListId> {
  const id = newId<'PriceList'>();
  await tx.priceList.create({ data: { ...list, id, createdAt: clock.now() } });
  return id;
}

/** Undefined for another distributor's list as for one that does not exist. */
export async function findPriceList(
  { tx }: Reader,
  { distributorId, priceListId }: PriceListKey,
): Promise<(PriceListTerms & { readonly id: string }) | undefined> {
  const rows = await tx.$queryRaw<(PriceListTerms & { id: string })[]>`
    select id, name, kind, percent_off_basis_points as "percentOffBasisPoints", currency,
      cost_plus_basis_points as "costPlusBasisPoints", cost_plus_minor::float8 as "costPlusMinor",
      volume_tiers as "volumeTiers", margin_floor_basis_points as "marginFloorBasisPoints", floor_act as "floorAct"
    from price_list where distributor_id = ${distributorId}::uuid and id = ${priceListId}::uuid`;
  return rows[0];
}

export async function savePriceListTerms(
  { tx }: Reader,
  { distributorId, priceListId }: PriceListKey,
  terms: PriceListTerms,
): Promise<void> {
  await tx.priceList.update({
    where: { distributorId_id: { distributorId, id: priceListId } },
    data: terms,
  });
}

/** A wholesale price of one variant, in minor units of the list's currency; null takes the entry off the list. */
export type PriceEntry = {
  readonly variant_id: string;
  readonly wholesale_minor: number | null;
};

/** Puts entries on a list, changes them or takes them off; variants of other tenants are left out. Two statements. */
export async function savePriceEntries(
  { tx }: Reader,
  { distributorId, priceListId }: PriceListKey,
  entries: readonly PriceEntry[],
): Promise<void> {
  const given = JSON.stringify(entries);
  await tx.$executeRaw`
    delete from price_list_entry e using jsonb_to_recordset(${given}::jsonb) as g(variant_id uuid, wholesale_minor bigint)
    where e.distributor_id = ${distributorId}::uuid and e.price_list_id = ${priceListId}::uuid
      and e.variant_id = g.variant_id and g.wholesale_minor is null`;
  await tx.$executeRaw`
    insert into price_list_entry (distributor_id, price_list_id, variant_id, wholesale_minor)
    select v.distributor_id, l.id, v.id, g.wholesale_minor
    from jsonb_to_recordset(${given}::jsonb) as g(variant_id uuid, wholesale_minor bigint)
    join variant v on v.distributor_id = ${distributorId}::uuid and v.id = g.variant_id
    join price_list l on l.distributor_id = v.distributor_id and l.id = ${priceListId}::uuid
    where g.wholesale_minor is not null order by v.id
    on conflict (distributor_id, price_list_id, variant_id) do update set wholesale_minor = excluded.wholesale_minor
      where price_list_entry.wholesale_minor <> excluded.wholesale_minor`;
}

export async function countPriceEntries(
  { tx }: Reader,
  { distributorId, priceListId }: PriceListKey,
): Promise<number> {
  return tx.priceListEntry.count({ where: { distributorId, priceListId } });
}

/** Sets what variants cost from a number of units on, or (null) takes it away; others' variants are left out. Two statements. */
export async function savePriceTiers(
  { tx }: Reader,
  { distributorId, priceListId }: PriceListKey,
  tiers: readonly PriceTier[],
): Promise<void> {
  const given = JSON.stringify(tiers);
  await tx.$executeRaw`
    delete from price_list_tier t using jsonb_to_recordset(${given}::jsonb) as g(variant_id uuid, min_quantity integer, wholesale_minor bigint)
    where t.distributor_id = ${distributorId}::uuid and t.price_list_id = ${priceListId}::uuid
      and t.variant_id = g.variant_id and t.min_quantity = g.min_quantity and g.wholesale_minor is null`;
  await tx.$executeRaw`
    insert into price_list_tier (distributor_id, price_list_id, variant_id, min_quantity, wholesale_minor)
    select v.distributor_id, l.id, v.id, g.min_quantity, g.wholesale_minor
    from jsonb_to_recordset(${given}::jsonb) as g(variant_id uuid, min_quantity integer, wholesale_minor bigint)
    join variant v on v.distributor_id = ${distributorId}::uuid and v.id = g.variant_id
    join price_list l on l.distributor_id = v.distributor_id and l.id = ${priceListId}::uuid
    where g.wholesale_minor is not null order by v.id, g.min_quantity
    on conflict (distributor_id, price_list_id, variant_id, min_quantity) do update set wholesale_minor = excluded.wholesale_minor`;
}

export type PriceTier = {
  readonly variant_id: string;
  readonly min_quantity: number;
  readonly wholesale_minor: number | null;
};

/** Takes away tiers that ask at least as much as for fewer units, and answers them: more units never cost more each. */
export async function dropRisingTiers(
  { tx }: Reader,
  { distributorId, priceListId }: PriceListKey,
): Promise<readonly { readonly variantId: string; readonly minQuantity: number }[]> {
  return tx.$queryRaw`
    delete from price_list_tier t
    where t.distributor_id = ${distributorId}::uuid and t.price_list_id = ${priceListId}::uuid and t.wholesale_minor >= (
      select min(minor) from (
        select wholesale_minor as minor from price_list_entry e where e.distributor_id = t.distributor_id
          and e.price_list_id = t.price_list_id and e.variant_id = t.variant_id
        union all select wholesale_minor from price_list_tier f where f.distributor_id = t.distributor_id
          and f.price_list_id = t.price_list_id and f.variant_id = t.variant_id and f.min_quantity < t.min_quantity) fewer)
    returning variant_id as "variantId", min_quantity as "minQuantity"`;
}

/** Adds a promotion; its moments are read by the clocks of the distributor's time zone. */
export async function insertPromotion(
  { tx, clock }: PricingContext,
  { distributorId, priceListId }: PriceListKey,
  promotion: Promotion,
): Promise<string> {
  const id = newId();
  const { name, percentOffBasisPoints, scope, starts, ends } = promotion;
  await tx.$executeRaw`
    insert into price_list_promotion (distributor_id, price_list_id, id, name, percent_off_basis_points, scope, starts_at, ends_at, created_at)
    select l.distributor_id, l.id, ${id}::uuid, ${name}, ${percentOffBasisPoints}::integer, ${JSON.stringify(scope)}::jsonb,
      ${starts}::text::timestamp at time zone d.time_zone, ${ends}::text::timestamp at time zone d.time_zone, ${clock.now()}
    from price_list l join distributor d on d.id = l.distributor_id
    where l.distributor_id = ${distributorId}::uuid and l.id = ${priceListId}::uuid`;
  return id;
}

/** Ends a promotion now, or takes it away before it began; false when there is none to end. */
export async function endPromotion(
  { tx, clock }: PricingContext,
  { distributorId, priceListId }: PriceListKey,
  promotionId: string,
): Promise<boolean> {
  const now = clock.now();
  const gone = await tx.$executeRaw`
    delete from price_list_promotion where distributor_id = ${distributorId}::uuid and price_list_id = ${priceListId}::uuid
      and id = ${promotionId}::uuid and starts_at >= ${now}::timestamptz`;
  const ended = await tx.$executeRaw`
    update price_list_promotion set ends_at = ${now}::timestamptz where distributor_id = ${distributorId}::uuid
      and price_list_id = ${priceListId}::uuid and id = ${promotionId}::uuid
      and starts_at < ${now}::timestamptz and ends_at > ${now}::timestamptz`;
  return gone + ended > 0;
}

/** Sets (null: takes away) minimum advertised prices, minor units of the distributor's currency; answers what changed. */
export async function saveMinimumPrices(
  { tx }: Reader,
  distributorId: string,
  prices: readonly { readonly variant_id: string; readonly map_minor: number | null }[],
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    update variant v set map_minor = g.map_minor
    from jsonb_to_recordset(${JSON.stringify(prices)}::jsonb) as g(variant_id uuid, map_minor bigint)
    where v.distributor_id = ${distributorId}::uuid and v.id = g.variant_id and v.map_minor is distinct from g.map_minor
    returning v.id`;
  return rows.map(({ id }) => id);
}
