-- What leftovers of the supply journey needed of the database: offers that cost less to look up, divisions that are made
-- once for many listings, a publisher's order by sales speed, and how far stores are behind.

-- ── Offers ───────────────────────────────────────────────────────────────────────────────────────────────
-- PL/pgSQL costs a start for every call, and most offers need none of it: the store's, the list's and the distributor's
-- currency are one, no promotion runs, the retailer's rule has no cases. The common case is planned into the statement.
alter function convert_money(bigint, text, text, numeric) rename to exchange_money;
create function convert_money(p_minor bigint, p_from text, p_to text, p_rate numeric) returns bigint language sql immutable as $$
  select case when p_from = p_to then p_minor else exchange_money(p_minor, p_from, p_to, p_rate) end
$$;
alter function promotion_off(jsonb, text, text[], text, text, text) rename to largest_promotion_off;
create function promotion_off(p_running jsonb, p_type text, p_tags text[], p_vendor text, p_category text, p_sku text)
returns integer language sql immutable as $$
  select case when p_running is null then 0 else largest_promotion_off(p_running, p_type, p_tags, p_vendor, p_category, p_sku) end
$$;
alter function retail_terms(jsonb, text, text[], text, text) rename to retail_terms_by_case;
create function retail_terms(p_rule jsonb, p_type text, p_tags text[], p_vendor text, p_category text) returns jsonb language sql immutable as $$
  select case when p_rule -> 'cases' is null then p_rule else retail_terms_by_case(p_rule, p_type, p_tags, p_vendor, p_category) end
$$;

-- What the retailer's rule starts from, before floors and rounding; null: it has nothing to start from, and there is no price.
create function retail_base(p_terms jsonb, p_wholesale bigint, p_list bigint) returns bigint language sql immutable as $$
  select case p_terms ->> 'kind'
    when 'markup' then p_wholesale + share_of(p_wholesale, (p_terms ->> 'basisPoints')::integer)
    when 'amount' then p_wholesale + (p_terms ->> 'amountMinor')::bigint
    when 'list' then case when p_wholesale is not null then nullif(p_list, 0) end
  end
$$;

-- What the shop asks for one unit; all amounts are of the store's currency. Never under what the retailer pays with its
-- fees on top (they are a share of the price that it asks and a fixed part) unless it has said that it may be, never
-- under the minimum advertised price, and rounding breaks neither. Null: the rule has nothing to start from.
create or replace function retail_price(p_terms jsonb, p_wholesale bigint, p_list bigint, p_map bigint, p_currency text)
returns bigint language plpgsql immutable as $$
declare
  v_base bigint;
  v_floor bigint := greatest(p_map, 1);
  v_fees integer := coalesce((p_terms ->> 'feeBasisPoints')::integer, 0);
begin
  if p_wholesale is null then return null; end if;
  v_base := retail_base(p_terms, p_wholesale, p_list);
  if v_base is null then return null; end if;
  if p_terms -> 'underCost' is distinct from 'true'::jsonb then
    v_floor := greatest(v_floor, div((p_wholesale::numeric + coalesce((p_terms ->> 'feeMinor')::bigint, 0)) * 10000 + 9999 - v_fees, 10000 - v_fees));
  end if;
  return round_price(greatest(v_base, v_floor), p_terms ->> 'rounding', p_currency, v_floor);
end $$;

drop function offers_of(uuid, uuid, timestamptz);

-- The offers of one connection: the one place where quantity and price of an offer are made. One row for every
-- variant of the distributor; `withheld` says why it may not be sold (null: it may). One plain statement, so
-- that PostgreSQL plans it into the caller's: keyed look-ups for a few variants, hash joins for many.
create function offers_of(p_distributor uuid, p_connection uuid, p_now timestamptz)
returns table (variant_id uuid, product_id uuid, withheld text, quantity integer, allocatable integer,
  wholesale_minor bigint, retail_minor bigint, compare_at_minor bigint, currency text, confirmed_at timestamptz,
  owed_minor bigint, owed_currency text, share integer, showable integer, buffer integer, is_newcomer boolean,
  lead_time_days integer)
language sql stable as $$
  select v.id, v.product_id, w.withheld,
    case when w.withheld is null then least(c.cap, greatest(divided.units - divided.buffer, 0)) else 0 end,
    stock.allocatable,
    case when w.priced then p.wholesale end,
    case when w.priced then p.retail end,
    case when w.priced and p.compare_at > p.retail then p.compare_at end,
    s.currency, stock.confirmed_at,
    case when w.priced then p.owed end, list.currency, divided.units, stock.showable, divided.buffer, divided.is_newcomer,
    stock.lead_time_days
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
      min(greatest(l.confirmed_at, src.confirmed_at)) as confirmed_at,
      -- Of who would ship a single unit: one that has it, of the best tier, cheapest. What routing weighs beyond that (parcels,
      -- the rest of the order) is known only with the order.
      (array_agg(supply.lead_time_days order by l.on_hand > l.reserved desc, array_position(array['primary', 'secondary', 'backup'], sup.tier),
        supply.cost_minor, supply.supplier_id))[1] as lead_time_days
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
    select owed, wholesale, terms, retail_base(terms, wholesale, list_price) as base, retail_price(terms, wholesale, list_price,
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
        when p.base is null or p.owed <= 0 then 'no-price'
        when list.floor_act = 'hold' and is_under_floor(p.owed, cost.minor, list.margin_floor_basis_points) then 'under-margin-floor'
      end as withheld
  ) reason
  cross join lateral (select reason.withheld, reason.withheld is null as priced) w
  where c.distributor_id = p_distributor and c.id = p_connection
$$;

-- What shops may show shoppers of so many of their variants now, each found through unique indexes: store, listing, levels.
-- `place`: where it stands in what was asked; what a shop does not list from us has no row. The statement is planned once
-- for each connection, and as for tables in memory: of an offer's twenty joins the plan takes many times as long as the
-- answer, and even where a distributor has few stores it should not read all of them for each listing.
-- `offset 0` keeps the offer a look-up for each listing; merged into the joins around it there are too many relations
-- for PostgreSQL to order, and it reads whole catalogues.
create function storefront_stock(p_channels text[], p_domains text[], p_outside_variants text[], p_now timestamptz)
returns table (place integer, available integer, confirmed_at timestamptz, lead_time_days integer)
language plpgsql stable set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 as $$
begin
  return query
    select k.place::integer, offer.quantity, offer.confirmed_at, offer.lead_time_days
    from unnest(p_channels, p_domains, p_outside_variants) with ordinality as k(channel, domain, outside, place)
    join store s on s.channel = k.channel and s.domain = k.domain and s.uninstalled_at is null
    join listing l on l.store_id = s.id and l.outside_variant_id = k.outside and l.status = 'live'
    cross join lateral (
      select o.quantity, o.confirmed_at, o.lead_time_days from offers_of(l.distributor_id, l.connection_id, p_now) o
      where o.variant_id = l.variant_id offset 0
    ) offer;
end $$;

-- ── Division ─────────────────────────────────────────────────────────────────────────────────────────────
-- How many of the first so many units go to a share number: those of the minimums, then whole cycles, then a part of one.
-- Where nobody shares (the store has left), all of them, as in offers_of.
create or replace function divided_units(p_units integer, p_first integer[], p_cycle integer[], p_number integer)
returns integer language sql immutable as $$
  select case
    when p_units <= 0 then 0
    when cardinality(p_cycle) = 0 then p_units
    when cardinality(p_first) = 0 and cardinality(p_cycle) = 1 then case when p_cycle[1] = p_number then p_units else 0 end
    else cardinality(array_positions(p_first[:p_units], p_number)) + case when p_units <= cardinality(p_first) then 0 else
      (p_units - cardinality(p_first)) / cardinality(p_cycle) * cardinality(array_positions(p_cycle, p_number))
      + cardinality(array_positions(p_cycle[:(p_units - cardinality(p_first)) % cardinality(p_cycle)], p_number)) end
  end
$$;

-- Divides some variants anew among the live listings of approved connections, and tells the publishers of those whose
-- division has changed. The rows are locked in key order and the listings read after that, so that of two transactions
-- that change the listings of one variant the second sees the first.
-- It runs when tables have just been filled and nothing is known of their sizes: no step joins a result with itself or
-- looks for a row by anything but an index or its place, so that its time follows the listings of these variants.
create or replace function divide_stock(p_distributor uuid, p_variants uuid[], p_at timestamptz) returns void language plpgsql as $$
declare
  v_variants uuid[];
  v_places tid[];
  v_changed uuid[];
begin
  insert into division (distributor_id, variant_id, first, cycle)
  select p_distributor, v, '{}', '{}' from (select distinct v from unnest(p_variants) as t(v)) t order by v
  on conflict do nothing;
  perform from division d where d.distributor_id = p_distributor and d.variant_id = any(p_variants) order by d.variant_id for update of d;
  select array_agg(d.variant_id), array_agg(d.ctid) into v_variants, v_places
  from division d where d.distributor_id = p_distributor and d.variant_id = any(p_variants);

  with part as (
    select l.variant_id, null::tid as place, c.share_number as number, c.share_minimum as minimum, c.share_weight * coalesce(p.demand_factor, 1) as weight,
      uuid_hash_extended(l.variant_id, c.share_number) as tie
    from listing l
    join connection c on c.distributor_id = p_distributor and c.id = l.connection_id and c.status = 'approved'
    join store s on s.id = c.store_id and s.uninstalled_at is null
    left join sales_pace p on p.distributor_id = p_distributor and p.variant_id = l.variant_id and p.connection_id = l.connection_id
    where l.distributor_id = p_distributor and l.variant_id = any(p_variants) and l.status = 'live'
    union all
    -- What is divided, whether or not anybody lists it.
    select variant_id, place, null, null, null, null from unnest(v_variants, v_places) as t(variant_id, place)
  ), weighed as (
    select part.*, sum(weight) over variant as total, min(weight) over variant = max(weight) over variant as alike
    from part window variant as (partition by variant_id)
  ), made as (
    -- Sainte-Laguë: the next unit goes to the largest places / (2 × units + 1); a tie to the hash. The minimums go round by round.
    select variant_id, max(place) as place,
      coalesce(array_agg(number order by turn.rank, tie, number) filter (where turn.is_cycle), '{}') as cycle,
      coalesce(array_agg(number order by turn.rank, tie, number) filter (where not turn.is_cycle), '{}') as first
    from weighed
    cross join lateral (select case when alike then 1 else greatest(1, round(weight * least(1, 256.0 / total)))::integer end as places) t
    left join lateral (
      select true as is_cycle, (2 * m + 1)::float8 / places as rank from generate_series(0, places - 1) as m where number is not null
      union all
      select false, m from generate_series(0, minimum - 1) as m
    ) turn on true
    group by variant_id
  ), divided as (
    update division d set first = made.first, cycle = made.cycle from made
    where d.ctid = made.place and (d.cycle <> made.cycle or d.first <> made.first)
    returning d.variant_id
  )
  select array_agg(variant_id) into v_changed from divided;
  if v_changed is not null then perform mark_units_changed(p_distributor, v_changed, p_at); end if;
end $$;

-- ── In which order a store is told ──────────────────────────────────────────────────────────────────────
-- How pressing it is that a store be told of fewer units: by as many as it shows too many, at the speed at which it sells
-- them. What has not sold lately counts as one sale in a hundred days, so that less is still told before more.
create function told_urgency(p_told integer, p_wanted integer, p_units_per_day double precision, p_at timestamptz, p_now timestamptz)
returns double precision language sql immutable as $$
  select greatest(p_told - p_wanted, 0) * (0.01 + coalesce(faded_pace(p_units_per_day, p_at, p_now), 0))
$$;

-- ── How far stores are behind ───────────────────────────────────────────────────────────────────────────
create table publish_lag (
  distributor_id uuid not null,
  connection_id uuid not null,
  p50_seconds double precision not null,
  p95_seconds double precision not null,
  changes integer not null,
  measured_at timestamptz(3) not null,
  constraint publish_lag_pkey primary key (distributor_id, connection_id)
);

-- Tunes a distributor's offers to what has been measured since the last time. Everything is found by what moved:
-- ledger entries by their number, paces by their moment.
create or replace function tune_offers(p_distributor uuid, p_now timestamptz) returns integer language plpgsql as $$
declare
  v_from bigint;
  v_through bigint;
  v_since timestamptz;
  v_changed uuid[];
begin
  insert into tuning (distributor_id) values (p_distributor) on conflict do nothing;
  select entry_id, coalesce(tuned_at, '0001-01-01Z') into v_from, v_since from tuning where distributor_id = p_distributor for update;
  select coalesce(max(id), v_from) into v_through from stock_entry where distributor_id = p_distributor;

  -- The suppliers' records; about the last 100,000 figures count.
  insert into supplier_record as record (distributor_id, supplier_id, figures, falls)
  select p_distributor, s.id, coalesce(f.n, 0), coalesce(e.n, 0)
  from supplier s
  left join (select supplier_id, sum(accepted) as n from feed
    where distributor_id = p_distributor and applied_at > v_since and applied_at <= p_now group by supplier_id) f on f.supplier_id = s.id
  left join (select l.supplier_id, count(*) as n from stock_entry e
    join stock_level l on l.distributor_id = e.distributor_id and l.variant_id = e.variant_id and l.location_id = e.location_id
    where e.distributor_id = p_distributor and e.id > v_from and e.id <= v_through and e.kind = 'feed' and e.on_hand_delta < e.reserved_delta
      and e.reference not like 'rollback:%'
    group by l.supplier_id) e on e.supplier_id = s.id
  where s.distributor_id = p_distributor and (f.n > 0 or e.n > 0)
  on conflict (distributor_id, supplier_id) do update set
    figures = record.figures * 0.5 ^ (excluded.figures / 100000) + excluded.figures,
    falls = record.falls * 0.5 ^ (excluded.figures / 100000) + excluded.falls;

  -- How long stores took to show a change: from the last one before a listing was told, of the latest changes. It is kept for
  -- screens as measured; the buffers take one that rises at once and falls slowly.
  with recent as materialized (
    select variant_id, at from stock_change where distributor_id = p_distributor order by transaction_id desc, seq desc limit 2000
  ), shown as (
    select l.connection_id, l.store_id, extract(epoch from l.told_at - max(c.at))::float8 as seconds
    from (select distinct variant_id from recent where at > v_since and at <= p_now) moved
    join listing l on l.distributor_id = p_distributor and l.variant_id = moved.variant_id and l.status = 'live' and l.told_at > v_since
    join recent c on c.variant_id = l.variant_id and c.at > v_since and c.at <= l.told_at
    group by l.connection_id, l.store_id, l.variant_id, l.told_at
  ), measured as (
    select connection_id, store_id, count(*)::integer as changes, percentile_cont(0.5) within group (order by seconds) as half,
      percentile_cont(0.95) within group (order by seconds) as most
    from shown group by connection_id, store_id
  ), kept as (
    insert into publish_lag (distributor_id, connection_id, p50_seconds, p95_seconds, changes, measured_at)
    select p_distributor, connection_id, half, most, changes, p_now from measured order by connection_id
    on conflict (distributor_id, connection_id) do update set p50_seconds = excluded.p50_seconds, p95_seconds = excluded.p95_seconds,
      changes = excluded.changes, measured_at = excluded.measured_at
  )
  update publish_state p set lag_seconds = greatest(m.most, 0.9 * p.lag_seconds + 0.1 * m.most)
  from measured m where p.store_id = m.store_id;

  -- Buffers: what would be sold on a figure that has fallen, until the store is told.
  with expected as materialized (
    select pace.variant_id, pace.connection_id, x.units_per_day, e.exposure, e.fall_share, c.buffer,
      least(c.buffer_most, round(x.units_per_day / 86400 * e.exposure * e.fall_share))::integer as units
    from sales_pace pace
    cross join lateral (select faded_pace(pace.units_per_day, pace.at, p_now) as units_per_day) x
    join connection c on c.distributor_id = p_distributor and c.id = pace.connection_id
    left join publish_state p on p.store_id = c.store_id
    cross join lateral (
      select coalesce(max(s.feed_interval_seconds), 0) + coalesce(p.lag_seconds, 0) as exposure, max(fall_share(r.falls, r.figures)) as fall_share
      from stock_level l
      join supplier s on s.distributor_id = l.distributor_id and s.id = l.supplier_id and s.status = 'active'
      left join supplier_record r on r.distributor_id = s.distributor_id and r.supplier_id = s.id
      where l.distributor_id = p_distributor and l.variant_id = pace.variant_id
    ) e
    where pace.distributor_id = p_distributor and pace.at > p_now - interval '2 days'
  ), kept as (
    insert into tuned_buffer as b (distributor_id, variant_id, connection_id, units, units_per_day, exposure_seconds, fall_share, tuned_at)
    select p_distributor, variant_id, connection_id, units, units_per_day, exposure, fall_share, p_now
    from expected where units > buffer order by variant_id, connection_id
    on conflict (distributor_id, variant_id, connection_id) do update set units = excluded.units, units_per_day = excluded.units_per_day,
      exposure_seconds = excluded.exposure_seconds, fall_share = excluded.fall_share, tuned_at = excluded.tuned_at
      where b.units <> excluded.units
    returning b.variant_id
  ), dropped as (
    delete from tuned_buffer b where b.distributor_id = p_distributor and not exists (
      select from expected e where e.variant_id = b.variant_id and e.connection_id = b.connection_id and e.units > e.buffer)
    returning b.variant_id
  )
  select array_agg(distinct variant_id) into v_changed from (select variant_id from kept union all select variant_id from dropped) t;
  if v_changed is not null then perform mark_units_changed(p_distributor, v_changed, p_now); end if;

  -- Weights: of variants that were sold since, each connection's pace against the average of those that list it.
  with moved as (
    select distinct variant_id from sales_pace where distributor_id = p_distributor and at > v_since
  ), pace as (
    select p.variant_id, p.connection_id, p.demand_factor, faded_pace(p.units_per_day, p.at, p_now) as now
    from moved join sales_pace p on p.distributor_id = p_distributor and p.variant_id = moved.variant_id
  ), average as (
    select pace.variant_id, sum(pace.now) / greatest((select count(distinct n) from division d, unnest(d.cycle) as n
      where d.distributor_id = p_distributor and d.variant_id = pace.variant_id), 1) as now
    from pace group by pace.variant_id
  ), raised as (
    update sales_pace s set demand_factor = demand_factor(pace.demand_factor, (pace.now + 1) / (average.now + 1))
    from pace join average using (variant_id)
    where s.distributor_id = p_distributor and s.variant_id = pace.variant_id and s.connection_id = pace.connection_id
      and pace.demand_factor <> demand_factor(pace.demand_factor, (pace.now + 1) / (average.now + 1))
    returning s.variant_id
  )
  select array_agg(distinct variant_id) into v_changed from raised;
  if v_changed is not null then perform divide_stock(p_distributor, v_changed, p_now); end if;

  update tuning set entry_id = v_through, tuned_at = p_now where distributor_id = p_distributor;
  return coalesce(cardinality(v_changed), 0);
end $$;

-- ── Many differences at once ─────────────────────────────────────────────────────────────────────────────
-- The listings of one store (null: of all stores of a distributor) that show another quantity than they should, of
-- variants of which only units have changed. One pass with hash joins and no price in it; what is told is computed in
-- full when it is marked. Not `sure`: a listing that shows nothing or waits, which may have other reasons than stock.
drop function unit_differences(uuid, uuid, timestamptz, uuid[]);
create function unit_differences(p_distributor uuid, p_store uuid, p_now timestamptz, p_variants uuid[])
returns table (store_id uuid, variant_id uuid, product_id uuid, told_quantity integer, told_at timestamptz, wanted_quantity integer, sure boolean,
  connection_id uuid)
language sql stable as $$
  with shown as materialized (
    select l.variant_id, sum(greatest(counted_units(l.on_hand - l.reserved, greatest(l.confirmed_at, src.confirmed_at),
      sup.stale_after_seconds, sup.gone_after_seconds, p_now) - l.safety_units, 0))::integer as units
    from stock_level l
    join unnest(p_variants) as changed(id) on changed.id = l.variant_id
    join supplier sup on sup.distributor_id = l.distributor_id and sup.id = l.supplier_id and sup.status = 'active'
    join supply on supply.distributor_id = l.distributor_id and supply.supplier_id = l.supplier_id
      and supply.variant_id = l.variant_id and supply.active
    left join stock_source src on src.distributor_id = l.distributor_id and src.supplier_id = l.supplier_id
    where l.distributor_id = p_distributor
    group by l.variant_id
  )
  select l.store_id, l.variant_id, l.product_id, l.told_quantity, l.told_at, w.units, l.told_quantity > 0 and not l.waits_for_units,
    l.connection_id
  from listing l
  join shown on shown.variant_id = l.variant_id
  join connection k on k.distributor_id = l.distributor_id and k.id = l.connection_id and k.status = 'approved'
  join division d on d.distributor_id = l.distributor_id and d.variant_id = l.variant_id
  left join tuned_buffer b on b.distributor_id = l.distributor_id and b.variant_id = l.variant_id and b.connection_id = l.connection_id
  cross join lateral (select least(k.cap, greatest(
    divided_units(shown.units, d.first, d.cycle, k.share_number) - greatest(k.buffer, b.units), 0)) as units offset 0) w
  where l.distributor_id = p_distributor and (p_store is null or l.store_id = p_store) and l.status = 'live' and l.in_flight is null
    and l.told_quantity is distinct from w.units
$$;

-- Parcels that a store surely has not heard of yet; there are few at any time.
create index shipment_untold on shipment (distributor_id, order_id) where report_status = 'pending' and reported_at is null;
