-- Prices in full: dated costs, what a list can say (cost plus, volume, promotions, floor), rates of exchange, minimum
-- advertised prices, competitors' prices. Time comes in as a parameter; what it changes by itself is noted in price_clock.

-- ── Costs ────────────────────────────────────────────────────────────────────────────────────────────────
-- Costs with a date or a quantity. The one for a single unit that is in force stands in supply.cost_minor, and what it
-- took the place of waits in supply.standing_cost_minor: whoever reads a cost need not know of dates.
alter table supply add column standing_cost_minor bigint;
create table supply_cost (
  distributor_id uuid not null,
  supplier_id uuid not null,
  variant_id uuid not null,
  min_quantity integer not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3),
  cost_minor bigint not null,
  constraint supply_cost_pkey primary key (distributor_id, supplier_id, variant_id, min_quantity, starts_at),
  constraint supply_cost_distributor_id_supplier_id_variant_id_fkey foreign key (distributor_id, supplier_id, variant_id)
    references supply (distributor_id, supplier_id, variant_id) on delete restrict on update restrict,
  constraint supply_cost_amount check (cost_minor > 0 and min_quantity > 0 and ends_at > starts_at)
);
create index supply_cost_distributor_id_starts_at_idx on supply_cost (distributor_id, starts_at);
create index supply_cost_distributor_id_ends_at_idx on supply_cost (distributor_id, ends_at);

-- Brings supply.cost_minor to what the dated costs say now; answers the variants whose cost has changed.
create function apply_dated_costs(p_distributor uuid, p_now timestamptz) returns setof uuid language sql as $$
  with dated as (
    select supplier_id, variant_id,
      min(cost_minor) filter (where starts_at <= p_now and (ends_at is null or ends_at > p_now)) as minor
    from supply_cost where distributor_id = p_distributor and min_quantity = 1 group by supplier_id, variant_id
  ), concerned as (
    select supplier_id, variant_id from dated
    union select supplier_id, variant_id from supply where distributor_id = p_distributor and standing_cost_minor is not null
  ), due as (
    select y.supplier_id, y.variant_id, d.minor from concerned
    join supply y on y.distributor_id = p_distributor and y.supplier_id = concerned.supplier_id and y.variant_id = concerned.variant_id
    left join dated d on d.supplier_id = y.supplier_id and d.variant_id = y.variant_id
    where case when d.minor is null then y.standing_cost_minor is not null
      else y.standing_cost_minor is null or y.cost_minor <> d.minor end
    order by y.supplier_id, y.variant_id for update of y
  )
  update supply y set cost_minor = coalesce(due.minor, y.standing_cost_minor, y.cost_minor), updated_at = p_now,
    standing_cost_minor = case when due.minor is not null then coalesce(y.standing_cost_minor, y.cost_minor) end
  from due where y.distributor_id = p_distributor and y.supplier_id = due.supplier_id and y.variant_id = due.variant_id
  returning y.variant_id
$$;
create index supply_dated on supply (distributor_id) where standing_cost_minor is not null;

-- ── Rates of exchange ────────────────────────────────────────────────────────────────────────────────────
-- Units of the currency that one euro buys, by day: the form in which the European Central Bank states them.
create table fx_rate (
  distributor_id uuid not null,
  currency text not null,
  day date not null,
  per_euro decimal(30,15) not null,
  source text not null,
  recorded_at timestamptz(3) not null,
  constraint fx_rate_pkey primary key (distributor_id, currency, day),
  constraint fx_rate_amount check (per_euro > 0),
  constraint fx_rate_source check (source in ('ecb', 'file', 'hand'))
);
create table fx_setting (
  distributor_id uuid not null,
  source_url text,
  hysteresis_basis_points integer not null default 100,
  stale_after_days integer not null default 7,
  when_stale text not null default 'warn',
  fetch_due_at timestamptz(3),
  fetched_at timestamptz(3),
  failure text,
  constraint fx_setting_pkey primary key (distributor_id),
  constraint fx_setting_bounds check (hysteresis_basis_points between 0 and 5000 and stale_after_days between 1 and 365),
  constraint fx_setting_when_stale check (when_stale in ('warn', 'withhold'))
);
-- The rate by which prices are made now, for each pair that some price needs; null: needed, and none is known. It moves
-- only when the rate of the day has moved further from it than the setting says.
create table fx_in_use (
  distributor_id uuid not null,
  from_currency text not null,
  to_currency text not null,
  rate decimal(30,15),
  day date,
  since timestamptz(3),
  confirmed_day date,
  expires_at timestamptz(3),
  constraint fx_in_use_pkey primary key (distributor_id, from_currency, to_currency),
  constraint fx_in_use_rate check (rate > 0)
);

-- ── What a list says ─────────────────────────────────────────────────────────────────────────────────────
alter table variant
  add column map_minor bigint,
  add constraint variant_map check (map_minor > 0);
alter table price_list
  add column cost_plus_basis_points integer not null default 0,
  add column cost_plus_minor bigint not null default 0,
  add column volume_tiers jsonb not null default '[]',
  add column floor_act text not null default 'alert',
  drop constraint price_list_kind,
  add constraint price_list_kind check (kind in ('percent-off', 'fixed', 'cost-plus')),
  add constraint price_list_cost_plus check (cost_plus_basis_points between 0 and 1000000 and cost_plus_minor >= 0),
  add constraint price_list_floor check (margin_floor_basis_points between 0 and 9999 and floor_act in ('alert', 'hold'));
create table price_list_tier (
  distributor_id uuid not null,
  price_list_id uuid not null,
  variant_id uuid not null,
  min_quantity integer not null,
  wholesale_minor bigint not null,
  constraint price_list_tier_pkey primary key (distributor_id, price_list_id, variant_id, min_quantity),
  constraint price_list_tier_distributor_id_price_list_id_fkey foreign key (distributor_id, price_list_id)
    references price_list (distributor_id, id) on delete restrict on update restrict,
  constraint price_list_tier_distributor_id_variant_id_fkey foreign key (distributor_id, variant_id)
    references variant (distributor_id, id) on delete restrict on update restrict,
  constraint price_list_tier_amount check (min_quantity > 1 and wholesale_minor > 0)
);
create table price_list_promotion (
  distributor_id uuid not null,
  price_list_id uuid not null,
  id uuid not null,
  name text not null,
  percent_off_basis_points integer not null,
  scope jsonb not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  constraint price_list_promotion_pkey primary key (distributor_id, price_list_id, id),
  constraint price_list_promotion_distributor_id_price_list_id_fkey foreign key (distributor_id, price_list_id)
    references price_list (distributor_id, id) on delete restrict on update restrict,
  constraint price_list_promotion_percent check (percent_off_basis_points between 1 and 10000),
  constraint price_list_promotion_time check (ends_at > starts_at)
);
create table competitor_price (
  distributor_id uuid not null,
  variant_id uuid not null,
  competitor text not null,
  observed_on date not null,
  price_minor bigint not null,
  currency text not null,
  source text not null,
  recorded_at timestamptz(3) not null,
  constraint competitor_price_pkey primary key (distributor_id, variant_id, competitor, observed_on),
  constraint competitor_price_distributor_id_variant_id_fkey foreign key (distributor_id, variant_id)
    references variant (distributor_id, id) on delete restrict on update restrict,
  constraint competitor_price_amount check (price_minor > 0)
);
-- The next moment at which time alone changes some price of the distributor; null: none will.
create table price_clock (
  distributor_id uuid not null,
  next_change_at timestamptz(3),
  checked_at timestamptz(3),
  constraint price_clock_pkey primary key (distributor_id)
);
create index price_clock_next_change_at_idx on price_clock (next_change_at);

-- ── Arithmetic ───────────────────────────────────────────────────────────────────────────────────────────
-- app/modules/pricing/price-arithmetic.ts says the same, and a test holds them against each other. PL/pgSQL where a
-- value is used several times: such an SQL function is not planned into the statement and costs a start for every row.
drop function retail_price(jsonb, bigint, bigint, text);
drop function round_up_to_ending(bigint, text, text);
drop function wholesale_price(text, integer, bigint, bigint);

-- Minor units of one main unit (ISO 4217): 1, 100, 1000 or 10000.
create function currency_unit(p_currency text) returns integer language sql immutable as $$
  select case currency_digits(p_currency) when 0 then 1 when 3 then 1000 when 4 then 10000 else 100 end
$$;

-- An amount in another currency, rounded half up to its minor unit; null without a rate. The factors are exact decimals.
create function convert_money(p_minor bigint, p_from text, p_to text, p_rate numeric) returns bigint
language plpgsql immutable as $$
begin
  if p_from = p_to then return p_minor; end if;
  return round(p_minor * p_rate * currency_unit(p_to)
    * case currency_unit(p_from) when 1 then 1 when 100 then 0.01 when 1000 then 0.001 else 0.0001 end);
end $$;

-- Does a rule with this scope speak of the product? Within a scope the values are alternatives.
create function scope_covers(p_scope jsonb, p_type text, p_tags text[], p_vendor text, p_category text, p_sku text)
returns boolean language sql immutable as $$
  select case p_scope ->> 'by'
    when 'all' then true
    when 'type' then p_scope -> 'values' ? p_type
    when 'vendor' then p_scope -> 'values' ? p_vendor
    when 'category' then p_scope -> 'values' ? p_category
    when 'sku' then p_scope -> 'values' ? p_sku
    when 'tag' then p_scope -> 'values' ?| p_tags
    else false
  end
$$;

-- What a list asks for one unit before promotions: its own entry, else what its kind says. A list price or cost of zero
-- is none: nothing is given away by a gap in a file.
create function wholesale_price(p_kind text, p_percent_off integer, p_plus_percent integer, p_plus_minor bigint,
  p_entry_minor bigint, p_list_minor bigint, p_cost_minor bigint)
returns bigint language sql immutable as $$
  select coalesce(p_entry_minor, case
    when p_kind = 'percent-off' and p_list_minor > 0 then p_list_minor - share_of(p_list_minor, p_percent_off)
    when p_kind = 'cost-plus' and p_cost_minor > 0 then p_cost_minor + share_of(p_cost_minor, p_plus_percent) + p_plus_minor
  end)
$$;

-- The promotions of a list that run now, as one value (null: none), so that an offer without one pays nothing for it.
create function running_promotions(p_distributor uuid, p_list uuid, p_now timestamptz)
returns table (running jsonb) language sql stable as $$
  select jsonb_agg(jsonb_build_object('off', percent_off_basis_points, 'scope', scope))
  from price_list_promotion
  where distributor_id = p_distributor and price_list_id = p_list and starts_at <= p_now and ends_at > p_now
$$;

-- Of several promotions that cover a product the one that takes most off counts; they do not add up.
create function promotion_off(p_running jsonb, p_type text, p_tags text[], p_vendor text, p_category text, p_sku text)
returns integer language plpgsql immutable as $$
declare
  v_promotion jsonb;
  v_off integer := 0;
begin
  if p_running is null then return 0; end if;
  for v_promotion in select * from jsonb_array_elements(p_running) loop
    if (v_promotion ->> 'off')::integer > v_off and scope_covers(v_promotion -> 'scope', p_type, p_tags, p_vendor, p_category, p_sku)
    then v_off := (v_promotion ->> 'off')::integer; end if;
  end loop;
  return v_off;
end $$;

-- The least that an active supplier charges for one unit, in the currency asked for; null: nobody, or nobody's currency
-- has a rate. Not looked up at all where it is not wanted. A cost of zero is none.
create function least_cost(p_distributor uuid, p_variant uuid, p_currency text, p_wanted boolean)
returns table (minor bigint) language sql stable as $$
  select min(convert_money(y.cost_minor, y.currency, p_currency, r.rate))
  from supply y
  join supplier z on z.distributor_id = y.distributor_id and z.id = y.supplier_id and z.status = 'active'
  left join fx_in_use r on r.distributor_id = y.distributor_id and r.from_currency = y.currency and r.to_currency = p_currency
  where p_wanted and y.distributor_id = p_distributor and y.variant_id = p_variant and y.active and y.cost_minor > 0
$$;

-- True when less than the floor's share of the price stays over the cost.
create function is_under_floor(p_wholesale bigint, p_cost bigint, p_floor integer) returns boolean
language sql immutable as $$
  select p_cost > 0 and (p_wholesale::numeric - p_cost) * 10000 < p_wholesale::numeric * p_floor
$$;

-- The retailer's rule for one product: the first case that covers it, over the rule's own values.
create function retail_terms(p_rule jsonb, p_type text, p_tags text[], p_vendor text, p_category text)
returns jsonb language plpgsql immutable as $$
declare
  v_case jsonb;
begin
  if p_rule -> 'cases' is null then return p_rule; end if;
  for v_case in select * from jsonb_array_elements(p_rule -> 'cases') loop
    if scope_covers(v_case -> 'scope', p_type, p_tags, p_vendor, p_category, null) then return p_rule || v_case; end if;
  end loop;
  return p_rule;
end $$;

-- Up to the next amount that ends as the rule says, or to the nearest one that is not under the floor. In a currency
-- without minor units only the steps of whole units mean anything.
create function round_price(p_minor bigint, p_rounding text, p_currency text, p_floor bigint) returns bigint
language plpgsql immutable as $$
declare
  v_unit bigint := currency_unit(p_currency);
  v_step bigint := v_unit;
  v_ending bigint := 0;
  v_lower bigint;
begin
  case p_rounding
    when '00', 'near-00' then null;
    when '95', 'near-95' then v_ending := v_unit / 100 * 95;
    when '99', 'near-99' then v_ending := v_unit / 100 * 99;
    when 'near-005' then v_step := v_unit / 20;
    when 'near-5' then v_step := v_unit * 5;
    when 'near-10' then v_step := v_unit * 10;
    else return p_minor;
  end case;
  if v_step <= 1 then return p_minor; end if;
  v_lower := p_minor - (p_minor - v_ending + v_step) % v_step;
  if v_lower = p_minor then return p_minor; end if;
  if left(p_rounding, 5) = 'near-' and p_minor - v_lower < v_lower + v_step - p_minor and v_lower >= p_floor then return v_lower; end if;
  return v_lower + v_step;
end $$;

-- What the shop asks for one unit; all amounts are of the store's currency. Never under what the retailer pays with its
-- fees on top (they are a share of the price that it asks and a fixed part) unless it has said that it may be, never
-- under the minimum advertised price, and rounding breaks neither. Null: the rule has nothing to start from.
create function retail_price(p_terms jsonb, p_wholesale bigint, p_list bigint, p_map bigint, p_currency text)
returns bigint language plpgsql immutable as $$
declare
  v_base bigint;
  v_floor bigint := greatest(p_map, 1);
  v_fees integer := coalesce((p_terms ->> 'feeBasisPoints')::integer, 0);
begin
  if p_wholesale is null then return null; end if;
  v_base := case p_terms ->> 'kind'
    when 'markup' then p_wholesale + share_of(p_wholesale, (p_terms ->> 'basisPoints')::integer)
    when 'amount' then p_wholesale + (p_terms ->> 'amountMinor')::bigint
    when 'list' then nullif(p_list, 0)
  end;
  if v_base is null then return null; end if;
  if p_terms -> 'underCost' is distinct from 'true'::jsonb then
    v_floor := greatest(v_floor, div((p_wholesale::numeric + coalesce((p_terms ->> 'feeMinor')::bigint, 0)) * 10000 + 9999 - v_fees, 10000 - v_fees));
  end if;
  return round_price(greatest(v_base, v_floor), p_terms ->> 'rounding', p_currency, v_floor);
end $$;

-- What a list asks for one unit of each variant, in its currency, beside what it rests on: for the screens of the
-- distributor and the watch over the margin floor. The same functions as in offers_of; planned into the caller's statement.
create function list_prices(p_distributor uuid, p_list uuid, p_now timestamptz)
returns table (variant_id uuid, owed_minor bigint, entry_minor bigint, promotion_off integer, cost_minor bigint, under_floor boolean)
language sql stable as $$
  select v.id, nullif(made.owed, 0), entry.wholesale_minor, made.off, made.cost,
    coalesce(is_under_floor(made.owed, made.cost, list.margin_floor_basis_points), false)
  from price_list list
  join distributor d on d.id = list.distributor_id
  left join fx_in_use listed on listed.distributor_id = list.distributor_id and listed.from_currency = d.currency and listed.to_currency = list.currency
  cross join lateral running_promotions(list.distributor_id, list.id, p_now) promotions
  join variant v on v.distributor_id = list.distributor_id
  join product on product.distributor_id = v.distributor_id and product.id = v.product_id
  left join price_list_entry entry on entry.distributor_id = list.distributor_id
    and entry.price_list_id = list.id and entry.variant_id = v.id
  cross join lateral least_cost(list.distributor_id, v.id, list.currency, true) cost
  cross join lateral (
    select x.cost, x.off, x.ruled - share_of(x.ruled, x.off) as owed
    from (select cost.minor as cost,
      promotion_off(promotions.running, product.product_type, product.tags, product.vendor, product.category, v.sku) as off,
      wholesale_price(list.kind, list.percent_off_basis_points, list.cost_plus_basis_points, list.cost_plus_minor,
        entry.wholesale_minor, convert_money(v.list_price_minor, d.currency, list.currency, listed.rate), cost.minor) as ruled offset 0) x
    offset 0
  ) made
  where list.distributor_id = p_distributor and list.id = p_list
$$;
