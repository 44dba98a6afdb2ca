-- Feeds that can be trusted: what a reader found out, what a feed would do, who decides about a held one and when, costs
-- with their before-images, the way back, and retention.
alter table feed
  add column costs_changed integer not null default 0,
  add column decide_at timestamptz(3),
  add column decide_to text,
  add column effect jsonb,
  add column found jsonb,
  add column held_at timestamptz(3),
  add column left_standing integer not null default 0,
  add column pruned_at timestamptz(3),
  add column restored integer not null default 0,
  add column rolled_back_at timestamptz(3),
  drop constraint feed_status,
  add constraint feed_status check (status in ('received', 'staged', 'held', 'applying', 'stopped', 'applied', 'superseded',
    'rejected', 'failed', 'rolling-back', 'rolled-back')),
  add constraint feed_decide_to check (decide_to in ('apply', 'discard'));
alter table feed_row
  add column gtin text,
  add column lead_time_days integer;
-- Held feeds whose time comes, and feeds whose rows are still kept: both few beside all feeds.
create index feed_awaited on feed (decide_at) where status = 'held' and decide_at is not null;
create index feed_kept on feed (received_at) where pruned_at is null;

create table feed_cost (
  distributor_id uuid not null,
  feed_id uuid not null,
  variant_id uuid not null,
  before_minor bigint not null,
  before_currency text not null,
  before_days integer,
  after_minor bigint not null,
  after_currency text not null,
  after_days integer,
  constraint feed_cost_pkey primary key (distributor_id, feed_id, variant_id),
  constraint feed_cost_distributor_id_feed_id_fkey foreign key (distributor_id, feed_id)
    references feed (distributor_id, id) on delete restrict on update restrict
);
create table feed_desk (
  distributor_id uuid not null,
  supplier_id uuid not null,
  sample_name text,
  sample_media_type text,
  blob_sha256 text,
  token_sha256 text,
  token_made_at timestamptz(3),
  constraint feed_desk_pkey primary key (distributor_id, supplier_id),
  constraint feed_desk_distributor_id_supplier_id_fkey foreign key (distributor_id, supplier_id)
    references supplier (distributor_id, id) on delete restrict on update restrict
);
create unique index feed_desk_token_sha256_key on feed_desk (token_sha256);

-- Names the article of rows that give a GTIN alone, refuses what names no one supply or no known location, and sets aside
-- rows that a later one says again. Keyed look-ups per row, so that a push of three rows does not read the whole list.
create or replace function resolve_feed_rows(p_distributor uuid, p_feed uuid) returns void language plpgsql as $$
declare
  v_supplier uuid;
  v_rows tid[];
  v_codes text[];
  v_lines integer[];
begin
  -- Found first, changed after: a staging table has just been filled and its statistics know nothing of it, and a join of
  -- it with itself is then planned as for one row.
  select supplier_id into v_supplier from feed where distributor_id = p_distributor and id = p_feed;

  if exists (select from feed_row r where r.distributor_id = p_distributor and r.feed_id = p_feed
      and r.supplier_sku = '' and r.gtin is not null and r.outcome <> 'refused') then
    -- Twelve, thirteen and fourteen digits are one number with zeros before it (GS1); one pass over the supplier's list.
    with article as (
      select ltrim(v.gtin, '0') as digits, min(y.supplier_sku) as supplier_sku
      from supply y join variant v on v.distributor_id = y.distributor_id and v.id = y.variant_id
      where y.distributor_id = p_distributor and y.supplier_id = v_supplier and v.gtin is not null
      group by 1 having count(*) = 1
    )
    update feed_row r set supplier_sku = article.supplier_sku from article
    where r.distributor_id = p_distributor and r.feed_id = p_feed and r.supplier_sku = '' and r.outcome <> 'refused'
      and ltrim(r.gtin, '0') = article.digits;
  end if;

  select array_agg(found.ctid), array_agg(found.code) into v_rows, v_codes
  from (
    select r.ctid, case
        when r.supplier_sku = '' then 'unknown-gtin'
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
    "column" = case found.code when 'unknown-gtin' then 'gtin' when 'unknown-sku' then 'sku' when 'ambiguous-sku' then 'sku'
      else 'location' end,
    value = case found.code when 'unknown-gtin' then r.gtin when 'unknown-sku' then r.supplier_sku
      when 'ambiguous-sku' then r.supplier_sku else r.location_code end,
    message = case found.code
      when 'unknown-gtin' then 'The supplier supplies no one article with this GTIN.'
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

-- What undoing a feed would mean for each of some levels; only those that the feed changed and that are not undone.
-- `stands`: the feed's figure is still the level's own; where a later one has taken its place there is nothing to undo.
-- The last entry of the ledger that tells a figure says whose it is, and its moment that nobody has confirmed it since.
-- on_hand_delta takes off what the feed added, so that what was settled since stays; reservations that its figure took
-- for included (when it came, or when they were deducted under it) count again.
create function feed_undoing(p_distributor uuid, p_feed uuid, p_variants uuid[], p_locations uuid[])
returns table (variant_id uuid, location_id uuid, stands boolean, on_hand_delta integer, before_as_of timestamptz, first_at timestamptz, last_at timestamptz)
language plpgsql stable as $$
begin
  return query
    with told as materialized (
      -- One pass over the feed's rows for all of the levels: it has no index by article, which staging would pay for.
      select y.variant_id, r.location_code, max(r.as_of) as stated
      from supply y
      join feed_row r on r.distributor_id = p_distributor and r.feed_id = p_feed and r.supplier_sku = y.supplier_sku
        and r.outcome <> 'refused' and r.code is distinct from 'duplicate-row'
      where y.distributor_id = p_distributor and y.variant_id = any(p_variants)
        and y.supplier_id = (select f.supplier_id from feed f where f.distributor_id = p_distributor and f.id = p_feed)
      group by y.variant_id, r.location_code
    )
    select l.variant_id, l.location_id,
      teller.reference = p_feed::text and l.as_of = least(coalesce(told.stated, f.as_of, f.received_at), f.received_at),
      -e.delta, e.before_as_of, e.first_at, e.last_at
    from unnest(p_variants, p_locations) as k(v, o)
    join feed f on f.distributor_id = p_distributor and f.id = p_feed
    join stock_level l on l.distributor_id = p_distributor and l.variant_id = k.v and l.location_id = k.o
    join supplier_location place on place.distributor_id = p_distributor and place.id = l.location_id
    cross join lateral (
      select sum(x.on_hand_delta)::integer as delta, (array_agg(x.before_as_of order by x.id))[1] as before_as_of,
        min(x.at) as first_at, max(x.at) as last_at
      from stock_entry x where x.distributor_id = p_distributor and x.variant_id = l.variant_id and x.location_id = l.location_id
        and x.kind = 'feed' and x.reference = p_feed::text
    ) e
    cross join lateral (
      select x.reference from stock_entry x
      where x.distributor_id = p_distributor and x.variant_id = l.variant_id and x.location_id = l.location_id and x.kind = 'feed'
        and x.reference not like 'rollback:%' and not exists (
          select from stock_entry u where u.distributor_id = x.distributor_id and u.variant_id = x.variant_id
            and u.location_id = x.location_id and u.kind = 'feed' and u.id > x.id and u.reference = 'rollback:' || x.reference)
      order by x.id desc limit 1
    ) teller
    left join told on told.variant_id = l.variant_id and told.location_code = place.code
    where e.delta is not null and not exists (
      select from stock_entry u where u.distributor_id = p_distributor and u.variant_id = l.variant_id and u.location_id = l.location_id
        and u.kind = 'feed' and u.reference = 'rollback:' || p_feed);
end $$;

-- Undoes a feed on the next levels of its supplier after a key (null: from the first). Repeating it finds only what is
-- left. Answers how far it came, and as apply_stock_levels what is now promised beyond what it has, or no longer is.
create function roll_back_levels(p_distributor uuid, p_feed uuid, p_now timestamptz, p_after_variant uuid, p_after_location uuid, p_limit integer)
returns jsonb language plpgsql as $$
declare
  v_supplier uuid;
  v_we_deduct boolean;
  v_variants uuid[];
  v_locations uuid[];
  v_answer jsonb;
  v_changed uuid[];
begin
  select s.id, s.deducts_at = 'never' into v_supplier, v_we_deduct from feed f
    join supplier s on s.distributor_id = f.distributor_id and s.id = f.supplier_id
    where f.distributor_id = p_distributor and f.id = p_feed;

  select array_agg(k.variant_id order by k.variant_id, k.location_id), array_agg(k.location_id order by k.variant_id, k.location_id)
  into v_variants, v_locations
  from (select l.variant_id, l.location_id from stock_level l
    where l.distributor_id = p_distributor and l.supplier_id = v_supplier
      and (p_after_variant is null or (l.variant_id, l.location_id) > (p_after_variant, p_after_location))
    order by l.variant_id, l.location_id limit p_limit for update of l) k;

  with undoing as materialized (
    select * from feed_undoing(p_distributor, p_feed, v_variants, v_locations)
  ), reopened as (
    update reservation r set state = case when v_we_deduct then 'settled' else 'deducted' end,
      closed_at = case when v_we_deduct then r.closed_at end
    from undoing u where u.stands and r.distributor_id = p_distributor and r.variant_id = u.variant_id
      and r.location_id = u.location_id and r.state = 'inside' and r.deducted_at is not null and r.closed_at >= u.first_at
    returning r.id, r.variant_id, r.location_id, r.quantity
  ), again as (
    select x.variant_id, x.location_id,
      (sum(x.quantity) filter (where not v_we_deduct))::integer as promised,
      -- What we would have taken off ourselves, had the feed's figure not seemed to show it already.
      (sum(x.quantity) filter (where v_we_deduct and before.closed_at > u.last_at))::integer as taken
    from reopened x
    join reservation before on before.distributor_id = p_distributor and before.id = x.id
    join undoing u on u.variant_id = x.variant_id and u.location_id = x.location_id
    group by 1, 2
  ), outcome as (
    select l.variant_id, l.location_id, l.on_hand, l.reserved, l.as_of, u.before_as_of,
      greatest(l.on_hand + u.on_hand_delta - coalesce(again.taken, 0), 0) as new_on_hand,
      l.reserved + coalesce(again.promised, 0) as new_reserved
    from undoing u
    join stock_level l on l.distributor_id = p_distributor and l.variant_id = u.variant_id and l.location_id = u.location_id
    left join again on again.variant_id = u.variant_id and again.location_id = u.location_id
    where u.stands
  ), level as (
    update stock_level l set on_hand = o.new_on_hand, reserved = o.new_reserved, as_of = o.before_as_of,
      confirmed_at = o.before_as_of, covered_until = null
    from outcome o where l.distributor_id = p_distributor and l.variant_id = o.variant_id and l.location_id = o.location_id
  ), ledger as (
    insert into stock_entry (distributor_id, variant_id, location_id, kind, on_hand_delta, reserved_delta, reference, before_as_of, at)
    select p_distributor, o.variant_id, o.location_id, 'feed', new_on_hand - on_hand, new_reserved - reserved,
      'rollback:' || p_feed, o.as_of, p_now
    from outcome o
  )
  select jsonb_build_object(
      'restored', (select count(*) from outcome),
      'left', (select count(*) from undoing u where not u.stands),
      'seen', coalesce(cardinality(v_variants), 0),
      'lastVariant', v_variants[cardinality(v_variants)], 'lastLocation', v_locations[cardinality(v_locations)],
      'short', coalesce(jsonb_agg(jsonb_build_object('variantId', o.variant_id, 'locationId', o.location_id,
        'onHand', new_on_hand, 'reserved', new_reserved)) filter (where new_on_hand < new_reserved), '[]'),
      'recovered', coalesce(jsonb_agg(jsonb_build_object('variantId', o.variant_id, 'locationId', o.location_id))
        filter (where on_hand < reserved and new_on_hand >= new_reserved), '[]')),
    array_agg(o.variant_id)
  into v_answer, v_changed from outcome o;
  if v_changed is not null then perform mark_stock_changed(p_distributor, v_changed, p_now); end if;
  return v_answer;
end $$;
