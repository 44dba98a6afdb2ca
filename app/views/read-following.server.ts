import { Following } from '../modules/connections/connection.ts';
import type { ConnectionId } from '../modules/connections/connection.ts';
import { ShippingWishes } from '../modules/connections/shipping-wishes.ts';
import type { DistributorId } from '../modules/accounts/account.ts';
import { listPickRules } from '../modules/listings/pick-rules.repository.server.ts';
import type { PickRule } from '../modules/listings/pick-rule.ts';
import type { Database } from '../platform/database.server.ts';

export type ShownFollowing = {
  readonly distributorId: DistributorId;
  readonly connectionId: ConnectionId;
  readonly distributor: string;
  readonly following: Following;
  readonly wishes: ShippingWishes;
  /** Carriers that the distributor's suppliers have rates of. */
  readonly carriers: readonly string[];
  readonly rules: readonly PickRule[];
  /** What a rule can name, as the range has it: the most frequent first. */
  readonly vendors: readonly string[];
  readonly productTypes: readonly string[];
  readonly tags: readonly string[];
};

type Row = Omit<ShownFollowing, 'following' | 'wishes' | 'rules'> & {
  readonly shippingWishes: unknown;
  readonly contentFields: string[];
  readonly whenWithdrawn: string;
};

/** What of a store follows the catalogue of one of its connections; undefined for another store's just as for none. */
export async function readFollowing(
  database: Database,
  key: { readonly storeId: string; readonly connectionId: string },
): Promise<ShownFollowing | undefined> {
  const rows = await database.$queryRaw<Row[]>`
    select c.distributor_id as "distributorId", c.id as "connectionId", d.name as distributor,
      c.content_fields as "contentFields", c.shipping_wishes as "shippingWishes",
      array(select distinct rate->>'carrier' from supplier s, jsonb_array_elements(
          case when jsonb_typeof(s.shipping_terms->'rates') = 'array' then s.shipping_terms->'rates' else '[]' end) as rate
        where s.distributor_id = c.distributor_id and s.status = 'active' and rate->>'carrier' <> '' order by 1) as carriers,
      c.when_withdrawn as "whenWithdrawn",
      array(select vendor from product p where p.distributor_id = c.distributor_id and vendor <> ''
        group by vendor order by count(*) desc, vendor limit 250) as vendors,
      array(select product_type from product p where p.distributor_id = c.distributor_id and product_type <> ''
        group by product_type order by count(*) desc, product_type limit 250) as "productTypes",
      array(select tag from (select tags from product p where p.distributor_id = c.distributor_id limit 20000) t,
        unnest(t.tags) as tag group by tag order by count(*) desc, tag limit 250) as tags
    from connection c join distributor d on d.id = c.distributor_id
    where c.id = ${key.connectionId}::uuid and c.store_id = ${key.storeId}::uuid`;
  const [row] = rows;
  if (!row) return undefined;
  const { contentFields, whenWithdrawn, shippingWishes, ...shown } = row;
  const wishes = ShippingWishes.safeParse(shippingWishes).data ?? {};
  const rules = await listPickRules({ tx: database }, shown);
  return { ...shown, rules, wishes, following: Following.parse({ contentFields, whenWithdrawn }) };
}
