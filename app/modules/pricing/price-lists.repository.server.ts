import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { PriceListId, PriceListKey, PriceListTerms, PricingContext } from './price-list.ts';

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
      margin_floor_basis_points as "marginFloorBasisPoints"
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
