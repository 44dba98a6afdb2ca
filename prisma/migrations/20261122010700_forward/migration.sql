-- Reserves all of the items or none; returns what is missing (nothing = reserved). Levels are locked by (variant,
-- location), and only then read in a statement of their own, so that each sees the others' commits. As before, but the
-- change log now says that units have changed and no price: whether a store shows its offer still is then a matter of
-- quantities alone.
create or replace function reserve_stock(p_distributor uuid, p_order uuid, p_commitment text, p_at timestamptz, p_expires_at timestamptz,
  p_ids uuid[], p_lines uuid[], p_variants uuid[], p_locations uuid[], p_quantities integer[])
returns table (short_variant uuid, short_location uuid, missing integer) language plpgsql as $$
begin
  perform from (select distinct v, o from unnest(p_variants, p_locations) as t(v, o)) k
    join stock_level l on l.distributor_id = p_distributor and l.variant_id = k.v and l.location_id = k.o
    order by l.variant_id, l.location_id for update of l;

  return query
    select k.v, k.o, k.q - greatest(coalesce(l.on_hand - l.reserved, 0), 0)
    from (select v, o, sum(q)::integer as q from unnest(p_variants, p_locations, p_quantities) as t(v, o, q) group by v, o) k
    left join stock_level l on l.distributor_id = p_distributor and l.variant_id = k.v and l.location_id = k.o
    where k.q > coalesce(l.on_hand - l.reserved, 0)
    order by k.v, k.o;
  if found then return; end if;

  insert into reservation (distributor_id, id, order_id, order_line_id, variant_id, location_id, supplier_id,
    quantity, commitment, state, created_at, expires_at)
  select p_distributor, t.id, p_order, t.line, t.v, t.o, l.supplier_id, t.q, p_commitment, 'held', p_at, p_expires_at
  from unnest(p_ids, p_lines, p_variants, p_locations, p_quantities) as t(id, line, v, o, q)
  join stock_level l on l.distributor_id = p_distributor and l.variant_id = t.v and l.location_id = t.o;

  with taken as (
    select v, o, sum(q)::integer as q from unnest(p_variants, p_locations, p_quantities) as t(v, o, q) group by v, o
  ), level as (
    update stock_level l set reserved = l.reserved + k.q from taken k
    where l.distributor_id = p_distributor and l.variant_id = k.v and l.location_id = k.o
  )
  insert into stock_entry (distributor_id, variant_id, location_id, kind, on_hand_delta, reserved_delta, reference, at)
  select p_distributor, v, o, 'reserve', 0, q, coalesce(p_order::text, ''), p_at from taken;

  perform mark_units_changed(p_distributor, p_variants, p_at);
end $$;

-- The offers of a few variants. The plan of an offer (twenty joins) takes ten times as long as the answer, and PostgreSQL
-- makes five for values of their own before it takes one for all: every connection would pay that again.
create function offers_for(p_distributor uuid, p_connection uuid, p_variants uuid[], p_now timestamptz)
returns table (variant_id uuid, product_id uuid, withheld text, quantity integer, allocatable integer,
  wholesale_minor bigint, retail_minor bigint, compare_at_minor bigint, currency text, confirmed_at timestamptz,
  owed_minor bigint, owed_currency text, is_newcomer boolean)
language plpgsql stable set plan_cache_mode = 'force_generic_plan' as $$
begin
  return query
    select o.variant_id, o.product_id, o.withheld, o.quantity, o.allocatable, o.wholesale_minor, o.retail_minor,
      o.compare_at_minor, o.currency, o.confirmed_at, o.owed_minor, o.owed_currency, coalesce(o.is_newcomer, false)
    from offers_of(p_distributor, p_connection, p_now) o where o.variant_id = any(p_variants);
end $$;
