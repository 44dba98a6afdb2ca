drop function wanted_listings(uuid, timestamptz, timestamptz);
drop function offers_of(uuid, uuid, timestamptz);

-- The offers of one connection: the one place where quantity and price of an offer are made. One row for every
-- variant of the distributor; `withheld` says why it may not be sold (null: it may). One plain statement, so
-- that PostgreSQL plans it into the caller's: keyed look-ups for a few variants, hash joins for many.
create function offers_of(p_distributor uuid, p_connection uuid, p_now timestamptz)
returns table (variant_id uuid, product_id uuid, withheld text, quantity integer, allocatable integer,
  wholesale_minor bigint, retail_minor bigint, compare_at_minor bigint, currency text, confirmed_at timestamptz,
  owed_minor bigint, owed_currency text, share integer, showable integer, buffer integer, is_newcomer boolean)
language sql stable as $$
  select v.id, v.product_id, w.withheld,
    case when w.withheld is null then least(c.cap, greatest(divided.units - divided.buffer, 0)) else 0 end,
    stock.allocatable,
    case when w.priced then p.wholesale end,
    case when w.priced then p.retail end,
    case when w.priced and p.compare_at > p.retail then p.compare_at end,
    s.currency, stock.confirmed_at,
    case when w.priced then p.owed end, list.currency, divided.units, stock.showable, divided.buffer, divided.is_newcomer
  from connection c
  join store s on s.id = c.store_id
  join distributor d on d.id = c.distributor_id
  left join price_list list on list.distributor_id = c.distributor_id and list.id = c.price_list_id
  -- Each is one row for the connection, found once: wholesale and list price in the store's currency, list price in the list's.
  left join fx_in_use paid on paid.distributor_id = c.distributor_id and paid.from_currency = list.currency and paid.to_currency = s.currency
  left join fx_in_use shown on shown.distributor_id = c.distributor_id and shown.from_currency = d.currency and shown.to_currency = s.currency
  left join fx_in_use listed on listed.distributor_id = c.distributor_id and listed.from_currency = d.currency and listed.to_currency = list.currency
  cross join lateral running_promotions(c.distributor_id, list.id, p_now) promotions
  join variant v on v.distributor_id = c.distributor_id
  join product on product.distributor_id = v.distributor_id and product.id = v.product_id
  left join price_list_entry entry on entry.distributor_id = list.distributor_id
    and entry.price_list_id = list.id and entry.variant_id = v.id
  cross join lateral (
    select
      coalesce(sum(greatest(counted_units(l.on_hand - l.reserved, greatest(l.confirmed_at, src.confirmed_at),
        sup.stale_after_seconds, sup.gone_after_seconds, p_now) - l.safety_units, 0)), 0)::integer as showable,
      coalesce(sum(greatest(l.on_hand - l.reserved, 0)), 0)::integer as allocatable,
      min(greatest(l.confirmed_at, src.confirmed_at)) as confirmed_at
    from stock_level l
    join supplier sup on sup.distributor_id = l.distributor_id and sup.id = l.supplier_id and sup.status = 'active'
    join supply on supply.distributor_id = l.distributor_id and supply.supplier_id = l.supplier_id
      and supply.variant_id = l.variant_id and supply.active
    left join stock_source src on src.distributor_id = l.distributor_id and src.supplier_id = l.supplier_id
    where l.distributor_id = v.distributor_id and l.variant_id = v.id
  ) stock
  -- Its part of what may be shown; a store that does not list it yet is told what it might get beside the others.
  left join division on division.distributor_id = v.distributor_id and division.variant_id = v.id
  left join tuned_buffer on tuned_buffer.distributor_id = c.distributor_id and tuned_buffer.variant_id = v.id and tuned_buffer.connection_id = c.id
  cross join lateral (
    select greatest(c.buffer, tuned_buffer.units) as buffer, others.is_newcomer,
      case when others.is_newcomer then stock.showable / (1 + (select count(distinct n) from unnest(division.cycle) as n))::integer
        when cardinality(division.cycle) > 0 then divided_units(stock.showable, division.first, division.cycle, c.share_number)
        else stock.showable end as units
    from (select cardinality(division.cycle) > 0 and c.share_number <> all(division.cycle) as is_newcomer offset 0) others
    offset 0
  ) divided
  cross join lateral least_cost(c.distributor_id, v.id, list.currency, list.kind = 'cost-plus' or list.floor_act = 'hold') cost
  -- `offset 0`: each amount is made once, not again in each place that names it.
  cross join lateral (
    select ruled - share_of(ruled, promotion_off(promotions.running, product.product_type, product.tags, product.vendor, product.category, v.sku)) as owed,
      retail_terms(c.retail_rule, product.product_type, product.tags, product.vendor, product.category) as terms,
      convert_money(v.list_price_minor, d.currency, s.currency, shown.rate) as list_price
    from (select wholesale_price(list.kind, list.percent_off_basis_points, list.cost_plus_basis_points, list.cost_plus_minor,
      entry.wholesale_minor, convert_money(v.list_price_minor, d.currency, list.currency, listed.rate), cost.minor) as ruled offset 0) x
    offset 0
  ) made
  cross join lateral (
    select owed, wholesale, terms, retail_price(terms, wholesale, list_price,
        convert_money(v.map_minor, d.currency, s.currency, shown.rate), s.currency) as retail,
      case terms ->> 'compareAt' when 'none' then null when 'list' then list_price
        else convert_money(v.compare_at_minor, d.currency, s.currency, shown.rate) end as compare_at
    from (select made.*, convert_money(made.owed, list.currency, s.currency, paid.rate) as wholesale offset 0) x
    offset 0
  ) p
  cross join lateral (
    select case
        when c.status <> 'approved' or s.uninstalled_at is not null then 'connection-inactive'
        when not in_assortment(c.assortment, product.product_type, product.tags, product.vendor,
          c.assortment ->> 'kind' = 'by-hand' and exists (select from connection_product cp
            where cp.distributor_id = c.distributor_id and cp.connection_id = c.id and cp.product_id = product.id)) then 'not-in-assortment'
        when product.status not in ('active', 'unlisted') or not v.active then 'withdrawn'
        when list.id is null then 'no-price-list'
        when s.currency <> list.currency and paid.rate is null
          or s.currency <> d.currency and shown.rate is null and (v.map_minor is not null or p.terms ->> 'kind' = 'list')
          or list.currency <> d.currency and listed.rate is null and list.kind = 'percent-off' and entry.variant_id is null then 'no-rate'
        when least(paid.expires_at, shown.expires_at, listed.expires_at) <= p_now then 'stale-rate'
        when p.retail is null or p.owed <= 0 then 'no-price'
        when list.floor_act = 'hold' and is_under_floor(p.owed, cost.minor, list.margin_floor_basis_points) then 'under-margin-floor'
      end as withheld
  ) reason
  cross join lateral (select reason.withheld, reason.withheld is null as priced) w
  where c.distributor_id = p_distributor and c.id = p_connection
$$;

-- What every live listing of a store should show now, beside what it was last told. The difference between the two is
-- the work; no mark on any listing says so. A listing that waits for units which other stores have not given up yet is
-- wanted at what it could get now. Planned into the caller's statement.
create function wanted_listings(p_store uuid, p_now timestamptz)
returns table (distributor_id uuid, connection_id uuid, variant_id uuid, product_id uuid, outside_variant_id text,
  outside_stock_id text, told_quantity integer, told_price_minor bigint, told_at timestamptz, in_flight uuid, price_unknown boolean,
  wanted_quantity integer, wanted_price_minor bigint, wanted_compare_at_minor bigint, currency text, showable integer)
language sql stable as $$
  select l.distributor_id, l.connection_id, l.variant_id, l.product_id, l.outside_variant_id, l.outside_stock_id,
    l.told_quantity, l.told_price_minor, l.told_at, l.in_flight, l.price_unknown,
    case when l.waits_for_units and o.quantity > coalesce(l.told_quantity, 0)
      then least(o.quantity, greatest(l.told_quantity, units_untold(l.distributor_id, l.variant_id, l.connection_id, o.showable), 0))
      else o.quantity end,
    o.retail_minor, o.compare_at_minor, o.currency, o.showable
  from connection k
  join listing l on l.store_id = k.store_id and l.distributor_id = k.distributor_id and l.connection_id = k.id and l.status = 'live'
  -- `offset 0`: an offer is looked up by keys for each listing that is asked for, whatever the statistics say of the rest.
  cross join lateral (select * from offers_of(k.distributor_id, k.id, p_now) offers where offers.variant_id = l.variant_id offset 0) o
  where k.store_id = p_store
$$;
