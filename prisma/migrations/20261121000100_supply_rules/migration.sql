-- Rules of the supply journey: the arithmetic of stock, the one way a price and an offer are made, and the
-- closed lists of states. Time always comes in as a parameter.

-- ── Stock ────────────────────────────────────────────────────────────────────────────────────────────────
alter table stock_level
  add constraint stock_level_units check (on_hand >= 0 and reserved >= 0),
  set (fillfactor = 80); -- room for HOT updates: no index holds a figure
alter table reservation
  add constraint reservation_quantity check (quantity > 0),
  add constraint reservation_commitment check (commitment in ('tentative', 'firm')),
  add constraint reservation_state check (state in ('held', 'deducted', 'settled', 'inside', 'released'));
alter table stock_entry
  add constraint stock_entry_kind check (kind in ('feed', 'reserve', 'release', 'settle'));
create trigger stock_entry_append_only before update or delete on stock_entry
  for each row execute function refuse_change();

-- The two facts about states that the arithmetic needs; app/modules/stock/reservation-status.ts says the same.
create function reservation_counts(p_state text) returns boolean language sql immutable as $$
  select p_state in ('held', 'deducted')
$$;
create function reservation_may_become(p_from text, p_to text) returns boolean language sql immutable as $$
  select case p_to
    when 'deducted' then p_from = 'held'
    when 'settled' then p_from in ('held', 'deducted')
    when 'inside' then p_from in ('deducted', 'settled')
    when 'released' then p_from in ('held', 'deducted', 'inside')
    else false
  end
$$;

-- Appends to the change log that publishers follow and wakes them; PostgreSQL sends equal notices of one
-- transaction once.
create function mark_stock_changed(p_distributor uuid, p_variants uuid[], p_at timestamptz) returns void
language plpgsql as $$
begin
  insert into stock_change (distributor_id, variant_id, at)
  select distinct p_distributor, variant_id, p_at from unnest(p_variants) as t(variant_id);
  if found then perform pg_notify('stock_change', p_distributor::text); end if;
end $$;

-- Reserves all of the items or none; returns what is missing (nothing = reserved). Levels are locked by
-- (variant, location), and only then read in a statement of their own, so that each sees the others' commits.
create function reserve_stock(p_distributor uuid, p_order uuid, p_commitment text, p_at timestamptz, p_expires_at timestamptz,
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

  perform mark_stock_changed(p_distributor, p_variants, p_at);
end $$;

-- Moves reservations, or a part of each, to another state; the original keeps what remains in its old state.
-- What may not make the move is left as it is, so that repeating is harmless. Returns the levels that were
-- promised beyond what they have and no longer are.
create function move_reservations(p_distributor uuid, p_ids uuid[], p_quantities integer[], p_new_ids uuid[],
  p_to text, p_at timestamptz, p_deducted_at timestamptz, p_reference text)
returns table (recovered_variant uuid, recovered_location uuid) language plpgsql as $$
begin
  perform from stock_level l
    where (l.distributor_id, l.variant_id, l.location_id) in
      (select r.distributor_id, r.variant_id, r.location_id from reservation r where r.distributor_id = p_distributor and r.id = any(p_ids))
    order by l.variant_id, l.location_id for update of l;

  return query
    with asked as (
      select id, sum(q)::integer as q, (array_agg(new_id))[1] as new_id
      from unnest(p_ids, p_quantities, p_new_ids) as t(id, q, new_id) where q > 0 group by id
    ), part as (
      select r.*, a.new_id, least(a.q, r.quantity) as moved, a.q >= r.quantity as whole
      from asked a join reservation r on r.distributor_id = p_distributor and r.id = a.id
      where reservation_may_become(r.state, p_to)
    ), whole as (
      update reservation r set state = p_to, deducted_at = coalesce(p_deducted_at, r.deducted_at),
        closed_at = case when reservation_counts(p_to) then null else p_at end
      from part where part.whole and r.distributor_id = p_distributor and r.id = part.id
    ), rest as (
      update reservation r set quantity = r.quantity - part.moved
      from part where not part.whole and r.distributor_id = p_distributor and r.id = part.id
    ), split as (
      insert into reservation (distributor_id, id, order_id, order_line_id, variant_id, location_id, supplier_id,
        quantity, commitment, state, purchase_order_id, deducted_at, created_at, expires_at, closed_at)
      select distributor_id, new_id, order_id, order_line_id, variant_id, location_id, supplier_id, moved, commitment, p_to,
        purchase_order_id, coalesce(p_deducted_at, deducted_at), created_at, expires_at,
        case when reservation_counts(p_to) then null else p_at end
      from part where not part.whole
    ), sums as (
      select variant_id, location_id,
        sum(case when reservation_counts(state) and not reservation_counts(p_to) then -moved else 0 end)::integer as reserved_delta,
        sum(case when p_to = 'settled' then -moved else 0 end)::integer as on_hand_delta
      from part group by variant_id, location_id
    ), delta as (
      select s.variant_id, s.location_id, s.reserved_delta, greatest(s.on_hand_delta, -l.on_hand) as on_hand_delta,
        l.on_hand < l.reserved as was_short, l.on_hand + greatest(s.on_hand_delta, -l.on_hand) < l.reserved + s.reserved_delta as is_short
      from sums s join stock_level l on l.distributor_id = p_distributor and l.variant_id = s.variant_id and l.location_id = s.location_id
      where s.reserved_delta <> 0 or s.on_hand_delta <> 0
    ), level as (
      update stock_level l set reserved = l.reserved + d.reserved_delta, on_hand = l.on_hand + d.on_hand_delta from delta d
      where l.distributor_id = p_distributor and l.variant_id = d.variant_id and l.location_id = d.location_id
    ), ledger as (
      insert into stock_entry (distributor_id, variant_id, location_id, kind, on_hand_delta, reserved_delta, reference, at)
      select p_distributor, variant_id, location_id, case p_to when 'settled' then 'settle' else 'release' end,
        on_hand_delta, reserved_delta, p_reference, p_at from delta
    ), changes as (
      insert into stock_change (distributor_id, variant_id, at)
      select distinct p_distributor, variant_id, p_at from delta where on_hand_delta <> reserved_delta
    )
    select variant_id, location_id from delta where was_short and not is_short;
  if p_to = 'released' then perform pg_notify('stock_change', p_distributor::text); end if;
end $$;

-- A supplier's figures for some levels, told at p_received; p_stated is the moment that the supplier names for
-- each (null: it names none). Per level, in one statement after the lock:
--   · a figure older than the one we have, within one epoch, changes nothing;
--   · reservations deducted before `stated − source lag − clock skew` (untimed: before `received − untimed age`)
--     are inside the figure from now on and stop counting;
--   · units that we deducted ourselves later than that moment are taken off the figure once more.
-- Arrays may be in any order; a level named twice takes the last. Answers counts and which levels are now
-- (or no longer) promised beyond what they have.
create function apply_stock_levels(p_distributor uuid, p_supplier uuid, p_reference text, p_epoch integer,
  p_received timestamptz, p_now timestamptz, p_variants uuid[], p_locations uuid[], p_quantities integer[], p_stated timestamptz[])
returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
  v_changed uuid[];
  v_next timestamptz;
begin
  insert into stock_level (distributor_id, variant_id, location_id, supplier_id, on_hand, as_of, epoch, confirmed_at)
  select distinct p_distributor, t.v, t.o, p_supplier, 0, '0001-01-01Z'::timestamptz, 0, '0001-01-01Z'::timestamptz
  from unnest(p_variants, p_locations) as t(v, o)
  where not exists (select from stock_level l where l.distributor_id = p_distributor and l.variant_id = t.v and l.location_id = t.o)
  order by 2, 3
  on conflict do nothing;

  perform from (select distinct v, o from unnest(p_variants, p_locations) as t(v, o)) k
    join stock_level l on l.distributor_id = p_distributor and l.variant_id = k.v and l.location_id = k.o
    order by l.variant_id, l.location_id for update of l;

  with terms as (
    select s.source_lag_seconds + s.clock_skew_seconds as behind, s.untimed_age_seconds as untimed_age,
      s.stale_after_seconds as stale_after, src.confirmed_at as all_confirmed_at
    from supplier s left join stock_source src on src.distributor_id = s.distributor_id and src.supplier_id = s.id
    where s.distributor_id = p_distributor and s.id = p_supplier
  ), told as (
    select distinct on (v, o) v, o, greatest(q, 0) as q, stated, least(coalesce(stated, p_received), p_received) as as_of
    from unnest(p_variants, p_locations, p_quantities, p_stated) with ordinality as t(v, o, q, stated, n)
    order by v, o, n desc
  ), target as (
    select t.v, t.o, t.q, t.as_of, l.on_hand, l.reserved, l.as_of as before_as_of,
      t.as_of - make_interval(secs => case when t.stated is null then terms.untimed_age else terms.behind end) as covered_until,
      p_now - greatest(l.confirmed_at, terms.all_confirmed_at) > make_interval(secs => terms.stale_after) as was_stale
    from told t cross join terms
    join stock_level l on l.distributor_id = p_distributor and l.variant_id = t.v and l.location_id = t.o
    where p_epoch > l.epoch or (p_epoch = l.epoch and t.as_of >= l.as_of)
  ), covered as (
    update reservation r set state = 'inside', closed_at = p_now from target t
    where r.distributor_id = p_distributor and r.variant_id = t.v and r.location_id = t.o
      and r.state in ('deducted', 'settled') and r.deducted_at <= t.covered_until
    returning r.variant_id, r.location_id, r.quantity, r.state, r.id
  ), absorbed as (
    -- `covered` answers the new state; which of them counted is known from the rows as they were.
    select r.variant_id, r.location_id, sum(r.quantity)::integer as q from covered c
    join reservation r on r.distributor_id = p_distributor and r.id = c.id
    where reservation_counts(r.state) group by r.variant_id, r.location_id
  ), own as (
    select r.variant_id, r.location_id, sum(r.quantity)::integer as q from target t
    join reservation r on r.distributor_id = p_distributor and r.variant_id = t.v and r.location_id = t.o
      and r.state = 'settled' and r.deducted_at > t.covered_until
    group by r.variant_id, r.location_id
  ), outcome as (
    select t.v, t.o, t.as_of, t.before_as_of, t.was_stale, t.on_hand, t.reserved,
      greatest(t.q - coalesce(own.q, 0), 0) as new_on_hand, t.reserved - coalesce(a.q, 0) as new_reserved
    from target t
    left join absorbed a on a.variant_id = t.v and a.location_id = t.o
    left join own on own.variant_id = t.v and own.location_id = t.o
  ), level as (
    update stock_level l set on_hand = o.new_on_hand, reserved = o.new_reserved, as_of = o.as_of,
      confirmed_at = o.as_of, epoch = p_epoch
    from outcome o where l.distributor_id = p_distributor and l.variant_id = o.v and l.location_id = o.o
  ), ledger as (
    insert into stock_entry (distributor_id, variant_id, location_id, kind, on_hand_delta, reserved_delta, reference, before_as_of, at)
    select p_distributor, v, o, 'feed', new_on_hand - on_hand, new_reserved - reserved, p_reference, before_as_of, p_now
    from outcome where new_on_hand <> on_hand or new_reserved <> reserved
  )
  select
    jsonb_build_object(
      'applied', count(*),
      'changed', count(*) filter (where new_on_hand <> on_hand or new_reserved <> reserved),
      'short', coalesce(jsonb_agg(jsonb_build_object('variantId', v, 'locationId', o, 'onHand', new_on_hand, 'reserved', new_reserved))
        filter (where new_on_hand < new_reserved and (on_hand >= reserved or new_reserved - new_on_hand <> reserved - on_hand)), '[]'),
      'recovered', coalesce(jsonb_agg(jsonb_build_object('variantId', v, 'locationId', o))
        filter (where on_hand < reserved and new_on_hand >= new_reserved), '[]')),
    array_agg(distinct v) filter (where was_stale or new_on_hand - new_reserved <> on_hand - reserved),
    min(as_of)
  into v_answer, v_changed, v_next from outcome;

  if v_changed is not null then perform mark_stock_changed(p_distributor, v_changed, p_now); end if;
  -- The first moment at which one of these figures may go stale; the row is left alone when it already knows an earlier one.
  insert into stock_source (distributor_id, supplier_id, next_change_at, checked_at)
  select p_distributor, p_supplier, v_next + make_interval(secs => s.stale_after_seconds), p_now
  from supplier s where s.distributor_id = p_distributor and s.id = p_supplier and v_next is not null and not exists (
    select from stock_source src where src.distributor_id = p_distributor and src.supplier_id = p_supplier
      and src.next_change_at <= v_next + make_interval(secs => s.stale_after_seconds))
  on conflict (distributor_id, supplier_id) do update set next_change_at = least(stock_source.next_change_at, excluded.next_change_at);
  return v_answer;
end $$;

-- What allocatable units count for: fresh in full, stale for half (rounded down), gone for nothing.
create function counted_units(p_allocatable integer, p_confirmed_at timestamptz, p_stale_seconds integer, p_gone_seconds integer, p_now timestamptz)
returns integer language sql immutable as $$
  select case
    when extract(epoch from p_now - p_confirmed_at) >= p_gone_seconds then 0
    when extract(epoch from p_now - p_confirmed_at) >= p_stale_seconds then greatest(p_allocatable, 0) / 2
    else greatest(p_allocatable, 0)
  end
$$;

-- ── Feeds ────────────────────────────────────────────────────────────────────────────────────────────────
alter table feed
  add constraint feed_kind check (kind in ('full', 'delta')),
  add constraint feed_source check (source in ('pull', 'push', 'upload')),
  add constraint feed_status check (status in ('received', 'staged', 'held', 'applying', 'applied', 'superseded', 'rejected', 'failed'));
alter table feed_row
  add constraint feed_row_outcome check (outcome in ('accepted', 'warned', 'refused'));
create index feed_waiting on feed (distributor_id, supplier_id) where status in ('received', 'staged', 'held', 'applying');

-- Refuses what names no one supply or no known location, and sets aside rows that a later one says again. Keyed
-- look-ups per row, so that a push of three rows does not read the supplier's whole list.
create function resolve_feed_rows(p_distributor uuid, p_feed uuid) returns void language plpgsql as $$
declare
  v_supplier uuid;
  v_rows tid[];
  v_codes text[];
  v_lines integer[];
begin
  -- Found first, changed after: a staging table has just been filled and its statistics know nothing of it, and a join of
  -- it with itself is then planned as for one row.
  select supplier_id into v_supplier from feed where distributor_id = p_distributor and id = p_feed;
  select array_agg(found.ctid), array_agg(found.code) into v_rows, v_codes
  from (
    select r.ctid, case
        when known.supplies = 0 then 'unknown-sku'
        when known.supplies > 1 then 'ambiguous-sku'
        when r.location_code is null then 'location-missing'
        when not exists (select from supplier_location l where l.distributor_id = p_distributor
          and l.supplier_id = v_supplier and l.code = r.location_code) then 'unknown-location'
      end as code
    from feed_row r
    cross join lateral (select count(*) as supplies from supply y where y.distributor_id = p_distributor
      and y.supplier_id = v_supplier and y.supplier_sku = r.supplier_sku) known
    where r.distributor_id = p_distributor and r.feed_id = p_feed and r.outcome <> 'refused'
  ) found where found.code is not null;

  update feed_row r set outcome = 'refused', code = found.code,
    "column" = case when found.code in ('unknown-sku', 'ambiguous-sku') then 'sku' else 'location' end,
    value = case when found.code in ('unknown-sku', 'ambiguous-sku') then r.supplier_sku else r.location_code end,
    message = case found.code
      when 'unknown-sku' then 'The supplier supplies nothing under this SKU.'
      when 'ambiguous-sku' then 'Several variants are supplied under this SKU.'
      when 'location-missing' then 'The supplier has several locations and the row names none.'
      else 'The supplier has no location with this code.' end
  from unnest(v_rows, v_codes) as found(place, code) where r.ctid = found.place;

  select array_agg(again.ctid), array_agg(again.line) into v_rows, v_lines
  from (
    select ctid, lead(line) over (partition by supplier_sku, location_code order by row_number) as line
    from feed_row where distributor_id = p_distributor and feed_id = p_feed and outcome <> 'refused'
  ) again where again.line is not null;

  update feed_row r set outcome = 'warned', code = 'duplicate-row', "column" = 'sku', value = r.supplier_sku,
    message = format('Line %s says it again; that one counts.', again.line)
  from unnest(v_rows, v_lines) as again(place, line) where r.ctid = again.place;

  update feed f set rows = n.rows, accepted = n.accepted, warned = n.warned, refused = n.refused
  from (select count(*) as rows, count(*) filter (where outcome = 'accepted') as accepted,
      count(*) filter (where outcome = 'warned') as warned, count(*) filter (where outcome = 'refused') as refused
    from feed_row where distributor_id = p_distributor and feed_id = p_feed) n
  where f.distributor_id = p_distributor and f.id = p_feed;
end $$;

-- The levels that a delivery names, with the figure that counts; planned into the caller's statement.
create function feed_levels(p_distributor uuid, p_feed uuid)
returns table (row_number integer, variant_id uuid, location_id uuid, quantity integer, stated_as_of timestamptz)
language sql stable as $$
  select r.row_number, y.variant_id, l.id, r.quantity, coalesce(r.as_of, f.as_of)
  from feed f
  join feed_row r on r.distributor_id = f.distributor_id and r.feed_id = f.id
  join supply y on y.distributor_id = f.distributor_id and y.supplier_id = f.supplier_id and y.supplier_sku = r.supplier_sku
  join supplier_location l on l.distributor_id = f.distributor_id and l.supplier_id = f.supplier_id and l.code = r.location_code
  where f.distributor_id = p_distributor and f.id = p_feed and r.outcome <> 'refused' and r.code is distinct from 'duplicate-row'
$$;

-- ── Prices ───────────────────────────────────────────────────────────────────────────────────────────────
alter table price_list
  add constraint price_list_kind check (kind in ('percent-off', 'fixed')),
  add constraint price_list_percent check (percent_off_basis_points between 0 and 10000);
alter table price_list_entry
  add constraint price_list_entry_price check (wholesale_minor >= 0);

-- Digits after the decimal point (ISO 4217); app/platform/money.ts says the same.
create function currency_digits(p_currency text) returns integer language sql immutable as $$
  select case
    when p_currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 0
    when p_currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 3
    when p_currency in ('CLF','UYW') then 4
    else 2
  end
$$;

-- A share in basis points of an amount that is not negative, rounded half up: exact in integers.
create function share_of(p_minor bigint, p_basis_points integer) returns bigint language sql immutable as $$
  select div(p_minor::numeric * p_basis_points + 5000, 10000)::bigint
$$;

-- What the retailer pays for one unit: the list's own entry, else so much off the distributor's list price.
-- A list price of zero is no price: nothing is given away by a gap in a file.
create function wholesale_price(p_kind text, p_percent_off_basis_points integer, p_entry_minor bigint, p_list_minor bigint)
returns bigint language sql immutable as $$
  select coalesce(p_entry_minor, case when p_kind = 'percent-off' and p_list_minor > 0
    then p_list_minor - share_of(p_list_minor, p_percent_off_basis_points) end)
$$;

-- Rounds up to the next amount that ends as the rule says, in the currency's own main unit; where a currency
-- has no minor unit there is no ending.
create function round_up_to_ending(p_minor bigint, p_rounding text, p_currency text) returns bigint language sql immutable as $$
  select case
    when p_rounding = 'none' or currency_digits(p_currency) = 0 then p_minor
    else (select case when p_minor % unit <= ending then p_minor - p_minor % unit + ending
                      else p_minor - p_minor % unit + unit + ending end
          from (select unit, unit / 100 * p_rounding::integer as ending
                from (select (10 ^ currency_digits(p_currency))::bigint as unit) u) e)
  end
$$;

-- What the shop asks for one unit by the retailer's rule; never less than the retailer pays.
create function retail_price(p_rule jsonb, p_wholesale_minor bigint, p_list_minor bigint, p_currency text)
returns bigint language sql immutable as $$
  select round_up_to_ending(
    greatest(p_wholesale_minor, case p_rule ->> 'kind'
      when 'markup' then p_wholesale_minor + share_of(p_wholesale_minor, (p_rule ->> 'basisPoints')::integer)
      when 'list' then nullif(p_list_minor, 0)
    end),
    coalesce(p_rule ->> 'rounding', 'none'), p_currency)
$$;

-- ── Offers ───────────────────────────────────────────────────────────────────────────────────────────────
create function in_assortment(p_assortment jsonb, p_type text, p_tags text[], p_vendor text, p_by_hand boolean)
returns boolean language sql immutable as $$
  select case p_assortment ->> 'kind'
    when 'all' then true
    when 'by-hand' then p_by_hand
    when 'rule' then (p_assortment -> 'types' = '[]' or p_assortment -> 'types' ? p_type)
      and (p_assortment -> 'tags' = '[]' or p_assortment -> 'tags' ?| p_tags)
      and (p_assortment -> 'vendors' = '[]' or p_assortment -> 'vendors' ? p_vendor)
    else false
  end
$$;

-- The offers of one connection: the one place where quantity and price of an offer are made. One row for every
-- variant of the distributor; `withheld` says why it may not be sold (null: it may). One plain statement, so
-- that PostgreSQL plans it into the caller's: keyed look-ups for a few variants, hash joins for many.
create function offers_of(p_distributor uuid, p_connection uuid, p_now timestamptz)
returns table (variant_id uuid, product_id uuid, withheld text, quantity integer, allocatable integer,
  wholesale_minor bigint, retail_minor bigint, compare_at_minor bigint, currency text, confirmed_at timestamptz)
language sql stable as $$
  select v.id, v.product_id, w.withheld,
    case when w.withheld is null then least(c.cap, greatest(stock.counted - c.buffer, 0)) else 0 end,
    stock.allocatable,
    case when w.priced then p.wholesale end,
    case when w.priced then p.retail end,
    case when w.priced and v.compare_at_minor > p.retail then v.compare_at_minor end,
    s.currency, stock.confirmed_at
  from connection c
  join store s on s.id = c.store_id
  join distributor d on d.id = c.distributor_id
  join variant v on v.distributor_id = c.distributor_id
  join product on product.distributor_id = v.distributor_id and product.id = v.product_id
  left join price_list list on list.distributor_id = c.distributor_id and list.id = c.price_list_id
  left join price_list_entry entry on entry.distributor_id = list.distributor_id
    and entry.price_list_id = list.id and entry.variant_id = v.id
  cross join lateral (
    select
      coalesce(sum(counted_units(l.on_hand - l.reserved, greatest(l.confirmed_at, src.confirmed_at),
        sup.stale_after_seconds, sup.gone_after_seconds, p_now)), 0)::integer as counted,
      coalesce(sum(greatest(l.on_hand - l.reserved, 0)), 0)::integer as allocatable,
      min(greatest(l.confirmed_at, src.confirmed_at)) as confirmed_at
    from stock_level l
    join supplier sup on sup.distributor_id = l.distributor_id and sup.id = l.supplier_id and sup.status = 'active'
    join supply on supply.distributor_id = l.distributor_id and supply.supplier_id = l.supplier_id
      and supply.variant_id = l.variant_id and supply.active
    left join stock_source src on src.distributor_id = l.distributor_id and src.supplier_id = l.supplier_id
    where l.distributor_id = v.distributor_id and l.variant_id = v.id
  ) stock
  cross join lateral (
    select wholesale, retail_price(c.retail_rule, wholesale, v.list_price_minor, s.currency) as retail
    from (select wholesale_price(list.kind, list.percent_off_basis_points, entry.wholesale_minor, v.list_price_minor) as wholesale) x
  ) p
  cross join lateral (
    select case
        when c.status <> 'approved' or s.uninstalled_at is not null then 'connection-inactive'
        when not in_assortment(c.assortment, product.product_type, product.tags, product.vendor,
          c.assortment ->> 'kind' = 'by-hand' and exists (select from connection_product cp
            where cp.distributor_id = c.distributor_id and cp.connection_id = c.id and cp.product_id = product.id)) then 'not-in-assortment'
        when product.status not in ('active', 'unlisted') or not v.active then 'withdrawn'
        when list.id is null then 'no-price-list'
        when s.currency <> list.currency then 'currency-differs'
        when list.currency <> d.currency and (entry.variant_id is null or c.retail_rule ->> 'kind' = 'list') then 'currency-differs'
        when p.wholesale is null or p.retail is null then 'no-price'
      end as withheld
  ) reason
  cross join lateral (select reason.withheld, reason.withheld is null as priced) w
  where c.distributor_id = p_distributor and c.id = p_connection
$$;

-- ── Listings ─────────────────────────────────────────────────────────────────────────────────────────────
alter table listing
  add constraint listing_status check (status in ('live', 'broken', 'ended')),
  add constraint listing_unseen check (unseen_sold >= 0),
  add constraint listing_flight check ((in_flight is null) = (in_flight_quantity is null)),
  set (fillfactor = 80); -- room for HOT updates: no index holds what was told
alter table publish_state set (fillfactor = 50);
alter table publish_attempt add constraint publish_attempt_kind check (kind in ('write', 'stale', 'unknown'));
create index listing_unseen on listing (unseen_since) where unseen_sold > 0;

-- What every live listing of a store should show now, beside what it was last told. Units that the store is known to
-- have sold and whose order has not come yet are kept off the offer, for a while (p_unseen_after: those seen later).
-- The difference between the two is the work; no mark on any listing says so. Planned into the caller's statement.
create function wanted_listings(p_store uuid, p_now timestamptz, p_unseen_after timestamptz)
returns table (distributor_id uuid, connection_id uuid, variant_id uuid, product_id uuid, outside_variant_id text,
  outside_stock_id text, told_quantity integer, told_price_minor bigint, told_at timestamptz, in_flight uuid, price_unknown boolean,
  wanted_quantity integer, wanted_price_minor bigint, wanted_compare_at_minor bigint, currency text)
language sql stable as $$
  select l.distributor_id, l.connection_id, l.variant_id, l.product_id, l.outside_variant_id, l.outside_stock_id,
    l.told_quantity, l.told_price_minor, l.told_at, l.in_flight, l.price_unknown,
    greatest(o.quantity - case when l.unseen_since > p_unseen_after then l.unseen_sold else 0 end, 0),
    o.retail_minor, o.compare_at_minor, o.currency
  from connection k
  join listing l on l.store_id = k.store_id and l.distributor_id = k.distributor_id and l.connection_id = k.id and l.status = 'live'
  -- `offset 0`: an offer is looked up by keys for each listing that is asked for, whatever the statistics say of the rest.
  cross join lateral (select * from offers_of(k.distributor_id, k.id, p_now) offers where offers.variant_id = l.variant_id offset 0) o
  where k.store_id = p_store
$$;
