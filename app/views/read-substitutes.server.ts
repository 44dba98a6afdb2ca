import type { Reader } from './reader.server.ts';

export type ListedSubstitute = {
  readonly variantId: string;
  readonly substituteVariantId: string;
  readonly title: string;
  readonly sku: string | null;
  readonly substituteTitle: string;
  readonly substituteSku: string | null;
  readonly createdAt: Date;
};

/** A distributor's list of substitutes, the newest first. */
export async function readSubstitutes(
  database: Reader,
  distributorId: string,
): Promise<readonly ListedSubstitute[]> {
  return database.$queryRaw<ListedSubstitute[]>`
    select r.variant_id as "variantId", r.substitute_variant_id as "substituteVariantId", p.title, v.sku,
      q.title as "substituteTitle", w.sku as "substituteSku", r.created_at as "createdAt"
    from substitution_rule r
    join variant v on v.distributor_id = r.distributor_id and v.id = r.variant_id
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    join variant w on w.distributor_id = r.distributor_id and w.id = r.substitute_variant_id
    join product q on q.distributor_id = w.distributor_id and q.id = w.product_id
    where r.distributor_id = ${distributorId}::uuid
    order by r.created_at desc, r.variant_id, r.substitute_variant_id limit 500`;
}
