-- Stock in full: what of a figure is surely covered, units that stores are never shown, sales that a store betrays before
-- their order comes, and how scarce units are divided between the connections that list them.

-- ── Columns and tables ───────────────────────────────────────────────────────────────────────────────────
alter table connection
  add column buffer_most integer not null default 10,
  add column share_number serial not null,
  add column share_weight integer not null default 1,
  add column share_minimum integer not null default 0,
  add constraint connection_share check (share_weight between 1 and 100 and share_minimum between 0 and 1000),
  add constraint connection_buffer check (buffer >= 0 and buffer_most >= 0);
create unique index connection_share_number_key on connection (share_number);
alter table listing add column waits_for_units boolean not null default false;
create index listing_waiting on listing (store_id) where waits_for_units;
alter table publish_state add column lag_seconds double precision not null default 0;
alter table stock_level
  add column covered_until timestamptz(3),
  add column safety_own boolean not null default false,
  add column safety_units integer not null default 0,
  add constraint stock_level_safety check (safety_units >= 0);
alter table supplier
  add column safety_units integer not null default 0,
  add constraint supplier_safety check (safety_units >= 0);
alter table supplier_location
  add column safety_units integer,
  add constraint supplier_location_safety check (safety_units >= 0);
alter table reservation
  add column connection_id uuid,
  add constraint reservation_owner check (order_id is null or connection_id is null);
create index reservation_unseen on reservation (distributor_id, connection_id, variant_id) where connection_id is not null and state = 'held';
create index reservation_counting on reservation (distributor_id, variant_id) where state in ('held', 'deducted');
create index reservation_expiring on reservation (expires_at) where expires_at is not null and state = 'held';

create table supplier_record (
  distributor_id uuid not null,
  supplier_id uuid not null,
  figures double precision not null default 0,
  falls double precision not null default 0,
  constraint supplier_record_pkey primary key (distributor_id, supplier_id)
);
create table division (
  distributor_id uuid not null,
  variant_id uuid not null,
  first integer[],
  cycle integer[],
  constraint division_pkey primary key (distributor_id, variant_id)
);
create table sales_pace (
  distributor_id uuid not null,
  variant_id uuid not null,
  connection_id uuid not null,
  units_per_day double precision not null,
  at timestamptz(3) not null,
  demand_factor integer not null default 1,
  constraint sales_pace_pkey primary key (distributor_id, variant_id, connection_id)
);
create index sales_pace_distributor_id_at_idx on sales_pace (distributor_id, at);
create table tuned_buffer (
  distributor_id uuid not null,
  variant_id uuid not null,
  connection_id uuid not null,
  units integer not null,
  units_per_day double precision not null,
  exposure_seconds double precision not null,
  fall_share double precision not null,
  tuned_at timestamptz(3) not null,
  constraint tuned_buffer_pkey primary key (distributor_id, variant_id, connection_id),
  constraint tuned_buffer_units check (units > 0)
);
create table tuning (
  distributor_id uuid not null,
  entry_id bigint not null default 0,
  tuned_at timestamptz(3),
  constraint tuning_pkey primary key (distributor_id)
);

-- Changes that touch quantities only, and no price: many of them at once are compared in one pass.
alter table stock_change add column units_only boolean not null default false;
create function mark_units_changed(p_distributor uuid, p_variants uuid[], p_at timestamptz) returns void
language plpgsql as $$
begin
  insert into stock_change (distributor_id, variant_id, at, units_only)
  select distinct p_distributor, variant_id, p_at, true from unnest(p_variants) as t(variant_id);
  if found then perform pg_notify('stock_change', p_distributor::text); end if;
end $$;

-- ── Figures and reservations ─────────────────────────────────────────────────────────────────────────────
-- `cover`: units that stopped counting when it became known that the figure already leaves them out.
alter table stock_entry drop constraint stock_entry_kind,
  add constraint stock_entry_kind check (kind in ('feed', 'reserve', 'release', 'settle', 'cover'));

-- Moves reservations, or a part of each, to another state; the original keeps what remains in its old state.
-- What may not make the move is left as it is, so that repeating is harmless. A deduction that the level's figure
-- already covers is inside at once: a supplier's figure may overtake its own acknowledgement. Returns the levels that
-- were promised beyond what they have and no longer are.
create or replace function move_reservations(p_distributor uuid, p_ids uuid[], p_quantities integer[], p_new_ids uuid[],
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
      select r.*, a.new_id, least(a.q, r.quantity) as moved, a.q >= r.quantity as whole,
        case when p_to in ('deducted', 'settled') and coalesce(p_deducted_at, r.deducted_at) <= l.covered_until then 'inside' else p_to end as becomes
      from asked a join reservation r on r.distributor_id = p_distributor and r.id = a.id
      join stock_level l on l.distributor_id = r.distributor_id and l.variant_id = r.variant_id and l.location_id = r.location_id
      where reservation_may_become(r.state, p_to)
    ), whole as (
      update reservation r set state = part.becomes, deducted_at = coalesce(p_deducted_at, r.deducted_at),
        closed_at = case when reservation_counts(part.becomes) then null else p_at end
      from part where part.whole and r.distributor_id = p_distributor and r.id = part.id
    ), rest as (
      update reservation r set quantity = r.quantity - part.moved
      from part where not part.whole and r.distributor_id = p_distributor and r.id = part.id
    ), split as (
      insert into reservation (distributor_id, id, order_id, order_line_id, variant_id, location_id, supplier_id, connection_id,
        quantity, commitment, state, purchase_order_id, deducted_at, created_at, expires_at, closed_at)
      select distributor_id, new_id, order_id, order_line_id, variant_id, location_id, supplier_id, connection_id, moved, commitment, becomes,
        purchase_order_id, coalesce(p_deducted_at, deducted_at), created_at, expires_at,
        case when reservation_counts(becomes) then null else p_at end
      from part where not part.whole
    ), sums as (
      select variant_id, location_id, bool_or(becomes <> p_to) as covered,
        sum(case when reservation_counts(state) and not reservation_counts(becomes) then -moved else 0 end)::integer as reserved_delta,
        sum(case when becomes = 'settled' then -moved else 0 end)::integer as on_hand_delta
      from part group by variant_id, location_id
    ), delta as (
      select s.variant_id, s.location_id, s.covered, s.reserved_delta, greatest(s.on_hand_delta, -l.on_hand) as on_hand_delta,
        l.on_hand < l.reserved as was_short, l.on_hand + greatest(s.on_hand_delta, -l.on_hand) < l.reserved + s.reserved_delta as is_short
      from sums s join stock_level l on l.distributor_id = p_distributor and l.variant_id = s.variant_id and l.location_id = s.location_id
      where s.reserved_delta <> 0 or s.on_hand_delta <> 0
    ), level as (
      update stock_level l set reserved = l.reserved + d.reserved_delta, on_hand = l.on_hand + d.on_hand_delta from delta d
      where l.distributor_id = p_distributor and l.variant_id = d.variant_id and l.location_id = d.location_id
    ), ledger as (
      insert into stock_entry (distributor_id, variant_id, location_id, kind, on_hand_delta, reserved_delta, reference, at)
      select p_distributor, variant_id, location_id, case when covered then 'cover' when p_to = 'settled' then 'settle' else 'release' end,
        on_hand_delta, reserved_delta, p_reference, p_at from delta
    ), changes as (
      insert into stock_change (distributor_id, variant_id, at, units_only)
      select distinct p_distributor, variant_id, p_at, true from delta where on_hand_delta <> reserved_delta
    )
    select variant_id, location_id from delta where was_short and not is_short;
  if exists (select from stock_change c where c.distributor_id = p_distributor and c.transaction_id = pg_current_xact_id()) then
    perform pg_notify('stock_change', p_distributor::text);
  end if;
end $$;

-- A supplier's figures for some levels, told at p_received; p_stated is the moment that the supplier names for
-- each (null: it names none). Per level, in one statement after the lock:
--   · a figure older than the one we have, within one epoch, changes nothing;
--   · reservations deducted before `stated − source lag − clock skew` (untimed: before `received − untimed age`)
--     are inside the figure from now on and stop counting;
--   · a new epoch may go back in time: what was inside and was deducted after that moment counts again;
--   · units that we deducted ourselves later than that moment are taken off the figure once more.
-- Arrays may be in any order; a level named twice takes the last. Answers counts and which levels are now
-- (or no longer) promised beyond what they have.
create or replace function apply_stock_levels(p_distributor uuid, p_supplier uuid, p_reference text, p_epoch integer,
  p_received timestamptz, p_now timestamptz, p_variants uuid[], p_locations uuid[], p_quantities integer[], p_stated timestamptz[])
returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
  v_changed uuid[];
  v_next timestamptz;
begin
  insert into stock_level (distributor_id, variant_id, location_id, supplier_id, on_hand, as_of, epoch, confirmed_at, safety_units)
  select distinct p_distributor, t.v, t.o, p_supplier, 0, '0001-01-01Z'::timestamptz, 0, '0001-01-01Z'::timestamptz,
    coalesce(place.safety_units, s.safety_units)
  from unnest(p_variants, p_locations) as t(v, o)
  join supplier s on s.distributor_id = p_distributor and s.id = p_supplier
  join supplier_location place on place.distributor_id = p_distributor and place.id = t.o
  where not exists (select from stock_level l where l.distributor_id = p_distributor and l.variant_id = t.v and l.location_id = t.o)
  order by 2, 3
  on conflict do nothing;

  perform from (select distinct v, o from unnest(p_variants, p_locations) as t(v, o)) k
    join stock_level l on l.distributor_id = p_distributor and l.variant_id = k.v and l.location_id = k.o
    order by l.variant_id, l.location_id for update of l;

  with terms as (
    select s.source_lag_seconds + s.clock_skew_seconds as behind, s.untimed_age_seconds as untimed_age,
      s.stale_after_seconds as stale_after, s.deducts_at = 'never' as we_deduct, src.confirmed_at as all_confirmed_at
    from supplier s left join stock_source src on src.distributor_id = s.distributor_id and src.supplier_id = s.id
    where s.distributor_id = p_distributor and s.id = p_supplier
  ), told as (
    select distinct on (v, o) v, o, greatest(q, 0) as q, stated, least(coalesce(stated, p_received), p_received) as as_of
    from unnest(p_variants, p_locations, p_quantities, p_stated) with ordinality as t(v, o, q, stated, n)
    order by v, o, n desc
  ), target as (
    select t.v, t.o, t.q, t.as_of, l.on_hand, l.reserved, l.as_of as before_as_of, p_epoch > l.epoch and l.epoch > 0 as opens,
      greatest(t.as_of - make_interval(secs => case when t.stated is null then terms.untimed_age else terms.behind end),
        case when l.epoch = p_epoch then l.covered_until end) as covered_until,
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
  ), reopened as (
    update reservation r set state = case when terms.we_deduct then 'settled' else 'deducted' end,
      closed_at = case when terms.we_deduct then r.closed_at end
    from (select * from target where opens) t cross join terms
    where r.distributor_id = p_distributor and r.variant_id = t.v and r.location_id = t.o
      and r.state = 'inside' and r.deducted_at > t.covered_until
    returning r.variant_id, r.location_id, r.quantity, terms.we_deduct
  ), again as (
    select variant_id, location_id, coalesce(sum(quantity) filter (where not we_deduct), 0)::integer as promised,
      coalesce(sum(quantity) filter (where we_deduct), 0)::integer as taken
    from reopened group by variant_id, location_id
  ), own as (
    select r.variant_id, r.location_id, sum(r.quantity)::integer as q from target t
    join reservation r on r.distributor_id = p_distributor and r.variant_id = t.v and r.location_id = t.o
      and r.state = 'settled' and r.deducted_at > t.covered_until
    group by r.variant_id, r.location_id
  ), outcome as (
    select t.v, t.o, t.as_of, t.before_as_of, t.was_stale, t.on_hand, t.reserved, t.covered_until,
      greatest(t.q - coalesce(own.q, 0) - coalesce(again.taken, 0), 0) as new_on_hand,
      t.reserved - coalesce(a.q, 0) + coalesce(again.promised, 0) as new_reserved
    from target t
    left join absorbed a on a.variant_id = t.v and a.location_id = t.o
    left join own on own.variant_id = t.v and own.location_id = t.o
    left join again on again.variant_id = t.v and again.location_id = t.o
  ), level as (
    update stock_level l set on_hand = o.new_on_hand, reserved = o.new_reserved, as_of = o.as_of,
      confirmed_at = o.as_of, covered_until = o.covered_until, epoch = p_epoch
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

  if v_changed is not null then perform mark_units_changed(p_distributor, v_changed, p_now); end if;
  -- The first moment at which one of these figures may go stale; the row is left alone when it already knows an earlier one.
  insert into stock_source (distributor_id, supplier_id, next_change_at, checked_at)
  select p_distributor, p_supplier, v_next + make_interval(secs => s.stale_after_seconds), p_now
  from supplier s where s.distributor_id = p_distributor and s.id = p_supplier and v_next is not null and not exists (
    select from stock_source src where src.distributor_id = p_distributor and src.supplier_id = p_supplier
      and src.next_change_at <= v_next + make_interval(secs => s.stale_after_seconds))
  on conflict (distributor_id, supplier_id) do update set next_change_at = least(stock_source.next_change_at, excluded.next_change_at);
  return v_answer;
end $$;

-- Promises units of sales that a store has betrayed and whose orders have not come yet, where they are: from the location
-- that has most, as many as there are. For all retailers they are gone from now on. Answers how many were found.
create function reserve_unseen_sales(p_distributor uuid, p_connection uuid, p_at timestamptz, p_expires_at timestamptz,
  p_variants uuid[], p_quantities integer[]) returns integer language plpgsql as $$
declare
  v_found integer;
begin
  perform from stock_level l where l.distributor_id = p_distributor and l.variant_id = any(p_variants)
    order by l.variant_id, l.location_id for update of l;

  with wanted as (
    select v, sum(q)::integer as q from unnest(p_variants, p_quantities) as t(v, q) group by v
  ), place as (
    select l.variant_id, l.location_id, l.supplier_id, w.q,
      l.on_hand - l.reserved as free, sum(l.on_hand - l.reserved) over (partition by l.variant_id
        order by l.on_hand - l.reserved desc, l.location_id) as through
    from wanted w
    join stock_level l on l.distributor_id = p_distributor and l.variant_id = w.v and l.on_hand > l.reserved
    join supplier s on s.distributor_id = l.distributor_id and s.id = l.supplier_id and s.status = 'active'
  ), taken as (
    select variant_id, location_id, supplier_id, least(free, q - (through - free))::integer as q from place where through - free < q
  ), promise as (
    insert into reservation (distributor_id, id, variant_id, location_id, supplier_id, connection_id, quantity, commitment, state, created_at, expires_at)
    select p_distributor, gen_random_uuid(), variant_id, location_id, supplier_id, p_connection, q, 'tentative', 'held', p_at, p_expires_at from taken
  ), level as (
    update stock_level l set reserved = l.reserved + t.q from taken t
    where l.distributor_id = p_distributor and l.variant_id = t.variant_id and l.location_id = t.location_id
  ), ledger as (
    insert into stock_entry (distributor_id, variant_id, location_id, kind, on_hand_delta, reserved_delta, reference, at)
    select p_distributor, variant_id, location_id, 'reserve', 0, q, 'unseen:' || p_connection, p_at from taken
  )
  select coalesce(sum(q), 0) into v_found from taken;
  perform mark_units_changed(p_distributor, p_variants, p_at);
  return v_found;
end $$;

-- Sets how many units stores are never shown: of a supplier, of one of its locations, or of one level; null: as the wider
-- rule says. What is set for less goes before what is set for more. Answers the variants concerned.
create function set_safety_stock(p_distributor uuid, p_supplier uuid, p_location uuid, p_variant uuid, p_units integer)
returns setof uuid language plpgsql as $$
begin
  if p_variant is null and p_location is null then
    update supplier set safety_units = coalesce(p_units, 0) where distributor_id = p_distributor and id = p_supplier;
  elsif p_variant is null then
    update supplier_location set safety_units = p_units where distributor_id = p_distributor and supplier_id = p_supplier and id = p_location;
  else
    update stock_level set safety_own = p_units is not null, safety_units = coalesce(p_units, 0)
    where distributor_id = p_distributor and supplier_id = p_supplier and location_id = p_location and variant_id = p_variant;
  end if;
  return query
    with level as (
      select l.variant_id, l.location_id, case when l.safety_own then l.safety_units else coalesce(place.safety_units, s.safety_units) end as units
      from stock_level l
      join supplier s on s.distributor_id = l.distributor_id and s.id = l.supplier_id
      join supplier_location place on place.distributor_id = l.distributor_id and place.id = l.location_id
      where l.distributor_id = p_distributor and l.supplier_id = p_supplier
        and (p_location is null or l.location_id = p_location) and (p_variant is null or l.variant_id = p_variant)
      order by l.variant_id, l.location_id for update of l
    )
    update stock_level l set safety_units = level.units from level
    where l.distributor_id = p_distributor and l.variant_id = level.variant_id and l.location_id = level.location_id
      and (p_variant is not null or l.safety_units <> level.units)
    returning l.variant_id;
end $$;

-- A store's open orders, to know what it should show as committed.
create index orders_open_of_store on orders (store_id) where status not in ('shipped', 'completed', 'cancelled');

-- ── Division ─────────────────────────────────────────────────────────────────────────────────────────────
-- The definition and the proof of its properties stand in app/modules/offers/division.ts, which says the same in code.

-- How many of the first so many units go to a share number: those of the minimums, then whole cycles, then a part of one.
create function divided_units(p_units integer, p_first integer[], p_cycle integer[], p_number integer)
returns integer language sql immutable as $$
  select case
    when p_units <= 0 then 0
    when cardinality(p_first) = 0 and cardinality(p_cycle) = 1 then case when p_cycle[1] = p_number then p_units else 0 end
    else cardinality(array_positions(p_first[:p_units], p_number)) + case when p_units <= cardinality(p_first) then 0 else
      (p_units - cardinality(p_first)) / cardinality(p_cycle) * cardinality(array_positions(p_cycle, p_number))
      + cardinality(array_positions(p_cycle[:(p_units - cardinality(p_first)) % cardinality(p_cycle)], p_number)) end
  end
$$;

-- Divides some variants anew among the live listings of approved connections, and tells the publishers of those whose
-- division has changed. The rows are locked in key order and the listings read after that, so that of two transactions
-- that change the listings of one variant the second sees the first.
create function divide_stock(p_distributor uuid, p_variants uuid[], p_at timestamptz) returns void language plpgsql as $$
declare
  v_changed uuid[];
begin
  insert into division (distributor_id, variant_id, first, cycle)
  select p_distributor, v, '{}', '{}' from (select distinct v from unnest(p_variants) as t(v)) t order by v
  on conflict do nothing;
  perform from division d where d.distributor_id = p_distributor and d.variant_id = any(p_variants) order by d.variant_id for update of d;

  with part as materialized (
    select l.variant_id, c.share_number as number, c.share_minimum as minimum, c.share_weight * coalesce(p.demand_factor, 1) as weight,
      uuid_hash_extended(l.variant_id, c.share_number) as tie
    from (select distinct v from unnest(p_variants) as t(v)) asked
    join listing l on l.distributor_id = p_distributor and l.variant_id = asked.v and l.status = 'live'
    join connection c on c.distributor_id = p_distributor and c.id = l.connection_id and c.status = 'approved'
    join store s on s.id = c.store_id and s.uninstalled_at is null
    left join sales_pace p on p.distributor_id = p_distributor and p.variant_id = l.variant_id and p.connection_id = l.connection_id
  ), total as (
    select variant_id, sum(weight) as weight, min(weight) = max(weight) as alike from part group by variant_id
  ), turn as (
    select part.variant_id, part.number, part.tie, m, t.places
    from part join total using (variant_id)
    cross join lateral (select case when total.alike then 1
      else greatest(1, round(part.weight * least(1, 256.0 / total.weight)))::integer end as places) t
    cross join lateral generate_series(0, t.places - 1) as m
  ), cycle as (
    -- Sainte-Laguë: the next unit goes to the largest places / (2 × units + 1); a tie to the hash.
    select variant_id, array_agg(number order by (2 * m + 1)::float8 / places, tie, number) as numbers from turn group by variant_id
  ), first as (
    select variant_id, array_agg(number order by m, tie, number) as numbers
    from part cross join lateral generate_series(0, minimum - 1) as m group by variant_id
  ), divided as (
    update division d set first = coalesce(f.numbers, '{}'), cycle = coalesce(c.numbers, '{}')
    from (select distinct v from unnest(p_variants) as t(v)) asked
    left join cycle c on c.variant_id = asked.v left join first f on f.variant_id = asked.v
    where d.distributor_id = p_distributor and d.variant_id = asked.v
      and (d.cycle is distinct from coalesce(c.numbers, '{}') or d.first is distinct from coalesce(f.numbers, '{}'))
    returning d.variant_id
  )
  select array_agg(variant_id) into v_changed from divided;
  if v_changed is not null then perform mark_units_changed(p_distributor, v_changed, p_at); end if;
end $$;

-- A listing cannot come alive, or end, without its place in the division: the database sees to it, whoever writes.
create function divide_listed() returns trigger language plpgsql as $$
declare
  touched record;
begin
  for touched in
    select distributor_id, array_agg(distinct variant_id) as variants, coalesce(max(greatest(told_at, confirmed_at, audited_at)), '0001-01-01Z') as at
    from fresh group by distributor_id order by distributor_id
  loop
    perform divide_stock(touched.distributor_id, touched.variants, touched.at);
  end loop;
  return null;
end $$;
create trigger listing_inserted after insert on listing referencing new table as fresh
  for each statement execute function divide_listed();
create trigger listing_deleted after delete on listing referencing old table as fresh
  for each statement execute function divide_listed();
create function divide_one_listed() returns trigger language plpgsql as $$
begin
  perform divide_stock(new.distributor_id, array[new.variant_id], coalesce(greatest(new.told_at, new.confirmed_at, new.audited_at), '0001-01-01Z'));
  return null;
end $$;
create trigger listing_status_changed after update of status on listing for each row
  when (old.status is distinct from new.status) execute function divide_one_listed();

create function divide_connected() returns trigger language plpgsql as $$
begin
  perform divide_stock(new.distributor_id, array_agg(l.variant_id), coalesce(greatest(new.requested_at, new.decided_at, new.ended_at), '0001-01-01Z'))
  from listing l where l.distributor_id = new.distributor_id and l.connection_id = new.id and l.status = 'live'
  having count(*) > 0;
  return null;
end $$;
create trigger connection_share_changed after update of status, share_weight, share_minimum on connection for each row
  when (old.status is distinct from new.status or old.share_weight <> new.share_weight or old.share_minimum <> new.share_minimum)
  execute function divide_connected();

create function divide_installed() returns trigger language plpgsql as $$
begin
  perform divide_stock(l.distributor_id, array_agg(l.variant_id), coalesce(greatest(new.installed_at, new.uninstalled_at), '0001-01-01Z'))
  from listing l where l.store_id = new.id and l.status = 'live' group by l.distributor_id;
  return null;
end $$;
create trigger store_install_changed after update of uninstalled_at on store for each row
  when ((old.uninstalled_at is null) <> (new.uninstalled_at is null)) execute function divide_installed();

-- Units of a variant that no other store has been told of: what one store may be told at most. A store counts for the
-- larger of what it was told and what is on its way to it. (Demarcation: nobody is told more before others have been
-- told less.)
create function units_untold(p_distributor uuid, p_variant uuid, p_connection uuid, p_showable integer) returns integer language sql stable as $$
  select p_showable - coalesce(sum(greatest(o.told_quantity, o.in_flight_quantity, 0)), 0)::integer
  from listing o join store s on s.id = o.store_id and s.uninstalled_at is null
  where o.distributor_id = p_distributor and o.variant_id = p_variant and o.connection_id <> p_connection and o.status = 'live'
$$;

-- ── Tuning ───────────────────────────────────────────────────────────────────────────────────────────────
-- A pace fades by 1/e in six hours: fast enough to follow a day, slow enough not to follow a single sale.
create function faded_pace(p_units_per_day double precision, p_at timestamptz, p_now timestamptz) returns double precision
language sql immutable as $$
  select p_units_per_day * exp(-least(greatest(extract(epoch from p_now - p_at)::float8, 0) / 21600, 500))
$$;

-- Notes sales: each unit adds what keeps the average right under that fading (86,400 ÷ 21,600 a day).
create function note_sales(p_distributor uuid, p_connection uuid, p_variants uuid[], p_quantities integer[], p_at timestamptz)
returns void language sql as $$
  insert into sales_pace as pace (distributor_id, variant_id, connection_id, units_per_day, at)
  select p_distributor, v, p_connection, sum(q) * 4.0, p_at from unnest(p_variants, p_quantities) as t(v, q) group by v order by v
  on conflict (distributor_id, variant_id, connection_id) do update
    set units_per_day = faded_pace(pace.units_per_day, pace.at, excluded.at) + excluded.units_per_day, at = greatest(pace.at, excluded.at)
$$;

-- By how much the weight of a connection is raised for selling faster than the others: 1, 2, 4 or 8, with a dead band
-- (a factor is kept until the ratio has left it by three quarters) so that it does not swing.
create function demand_factor(p_now integer, p_ratio double precision) returns integer language sql immutable as $$
  select case when p_ratio between p_now / 1.75 and p_now * 1.75 or (p_now = 8 and p_ratio > 8) or (p_now = 1 and p_ratio < 1) then p_now
    else (2 ^ least(greatest(round(log(2, p_ratio::numeric)), 0), 3))::integer end
$$;

-- The share of a supplier's figures that had fallen without an order of ours when it next told them. Whoever has told
-- little counts as one in a hundred.
create function fall_share(p_falls double precision, p_figures double precision) returns double precision language sql immutable as $$
  select least(1, (coalesce(p_falls, 0) + 1) / (coalesce(p_figures, 0) + 100))
$$;

-- Tunes a distributor's offers to what has been measured since the last time. Everything is found by what moved:
-- ledger entries by their number, paces by their moment.
create function tune_offers(p_distributor uuid, p_now timestamptz) returns integer language plpgsql as $$
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

  -- How long stores take to show a change: rises at once, falls slowly.
  update publish_state p set lag_seconds = greatest(m.lag, 0.9 * p.lag_seconds + 0.1 * m.lag)
  from (
    select l.store_id, percentile_cont(0.95) within group (order by extract(epoch from l.told_at - c.at)) as lag
    from (select variant_id, min(at) as at from
        (select variant_id, at from stock_change where distributor_id = p_distributor order by transaction_id desc, seq desc limit 2000) recent
      where at > v_since and at <= p_now group by variant_id) c
    join listing l on l.distributor_id = p_distributor and l.variant_id = c.variant_id and l.status = 'live' and l.told_at >= c.at
    group by l.store_id
  ) m where p.store_id = m.store_id;

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
create function unit_differences(p_distributor uuid, p_store uuid, p_now timestamptz, p_variants uuid[])
returns table (store_id uuid, variant_id uuid, product_id uuid, told_quantity integer, told_at timestamptz, wanted_quantity integer, sure boolean)
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
  select l.store_id, l.variant_id, l.product_id, l.told_quantity, l.told_at, w.units, l.told_quantity > 0 and not l.waits_for_units
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
