-- What a retailer lets the catalogue do in its shop after the import, and how far its publisher is with that.
alter table connection
  add column content_fields text[] default array[]::text[],
  add column when_withdrawn text not null default 'hide',
  add constraint connection_content_fields check (content_fields <@ array['title', 'description', 'images', 'vendor', 'type', 'tags']),
  add constraint connection_when_withdrawn check (when_withdrawn in ('hide', 'keep'));
alter table listed_product add column hidden_at timestamptz(3);
alter table publish_attempt
  add column outside_run_id text,
  drop constraint publish_attempt_kind,
  add constraint publish_attempt_kind check (kind in ('write', 'stale', 'unknown', 'prices'));
alter table product_import
  add column pause_requested boolean not null default false,
  add column pick_rule_id uuid;

create table pick_rule (
  distributor_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  vendors text[],
  product_types text[],
  tags text[],
  newer_than timestamptz(3),
  created_at timestamptz(3) not null,
  constraint pick_rule_pkey primary key (distributor_id, id),
  constraint pick_rule_distributor_id_connection_id_fkey foreign key (distributor_id, connection_id)
    references connection (distributor_id, id) on delete restrict on update restrict,
  constraint pick_rule_asks check (cardinality(vendors) + cardinality(product_types) + cardinality(tags) > 0)
);
create index pick_rule_distributor_id_connection_id_idx on pick_rule (distributor_id, connection_id);

-- What the catalogue says of a product as a whole, for a store: whether it is to be seen there, and its content.
-- The difference to what the store was told is the work, as with stock and prices. A product of which nothing is
-- priced stays hidden until something is; one that we hid comes back when it is in the range again.
create function wanted_products(p_store uuid)
returns table (distributor_id uuid, connection_id uuid, product_id uuid, outside_product_id text, content_fields text[],
  content_differs boolean, is_hidden boolean, is_gone boolean)
language sql stable as $$
  select l.distributor_id, l.connection_id, l.product_id, l.outside_product_id, k.content_fields,
    cardinality(k.content_fields) > 0 and l.content_hash is distinct from p.content_hash,
    l.hidden_at is not null,
    k.when_withdrawn = 'hide' and (p.status not in ('active', 'unlisted') or k.status = 'ended'
      or not in_assortment(k.assortment, p.product_type, p.tags, p.vendor,
        k.assortment ->> 'kind' = 'by-hand' and exists (select from connection_product cp
          where cp.distributor_id = k.distributor_id and cp.connection_id = k.id and cp.product_id = p.id)))
  from connection k
  join listed_product l on l.distributor_id = k.distributor_id and l.connection_id = k.id
    and l.status = 'listed' and l.outside_product_id is not null
  join product p on p.distributor_id = l.distributor_id and p.id = l.product_id
  where k.store_id = p_store
$$;
