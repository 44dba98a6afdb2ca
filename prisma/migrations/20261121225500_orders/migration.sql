-- Purchase orders are numbered by distributor. The counter is taken in the statement that writes them, towards the end of
-- the transaction; a transaction that rolls back leaves no gap, one that writes none takes no number.
create table "purchase_order_counter" (
    "distributor_id" uuid not null,
    "last" bigint not null,

    constraint "purchase_order_counter_pkey" primary key ("distributor_id")
);
alter table "purchase_order_counter" add constraint "purchase_order_counter_distributor_id_fkey"
  foreign key ("distributor_id") references "distributor"("id") on delete restrict on update restrict;

-- A supplier's answer may name another cost than it was asked for.
alter table supplier add column cost_tolerance_basis_points integer not null default 0;
alter table supplier add constraint supplier_cost_tolerance check (cost_tolerance_basis_points between 0 and 10000);
alter table purchase_order_line add column asked_cost_minor bigint, add column proposed_cost_minor bigint;
alter table purchase_order_line add constraint purchase_order_line_costs
  check (asked_cost_minor >= 0 and proposed_cost_minor >= 0);

-- As before, with the tolerance among the terms of a purchase order.
create or replace function order_state(p_distributor uuid, p_order uuid) returns jsonb language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'order', to_jsonb(o),
    'lines', coalesce((select jsonb_agg(to_jsonb(l) order by l.id) from order_line l
      where l.distributor_id = p_distributor and l.order_id = p_order), '[]'),
    'terms', (select jsonb_build_object('status', c.status, 'releaseOn', c.release_on,
        'releaseDelaySeconds', c.release_delay_seconds, 'creditLimitMinor', c.credit_limit_minor,
        'territories', c.territories, 'currency', d.currency)
      from connection c join distributor d on d.id = c.distributor_id
      where c.distributor_id = p_distributor and c.id = o.connection_id),
    'holds', coalesce((select jsonb_agg(to_jsonb(h) order by h.id) from order_hold h
      where h.distributor_id = p_distributor and h.order_id = p_order), '[]'),
    'reservations', coalesce((select jsonb_agg(to_jsonb(r) order by r.created_at, r.id) from reservation r
      where r.distributor_id = p_distributor and r.order_id = p_order and r.state <> 'released'), '[]'),
    'purchase_orders', coalesce((select jsonb_agg(to_jsonb(p) || jsonb_build_object(
        'lines', (select coalesce(jsonb_agg(to_jsonb(pl) order by pl.id), '[]') from purchase_order_line pl
          where pl.distributor_id = p_distributor and pl.purchase_order_id = p.id),
        'terms', (select jsonb_build_object('supplierName', s.name, 'deductsAt', s.deducts_at,
            'acknowledgeWithinMinutes', s.acknowledge_within_minutes, 'locationCode', sl.code,
            'costToleranceBasisPoints', s.cost_tolerance_basis_points)
          from supplier s join supplier_location sl on sl.distributor_id = s.distributor_id and sl.supplier_id = s.id
          where s.distributor_id = p_distributor and s.id = p.supplier_id and sl.id = p.location_id))
        order by p.id)
      from purchase_order p where p.distributor_id = p_distributor and p.order_id = p_order), '[]'),
    'all_reported', not exists (select from shipment sh
      where sh.distributor_id = p_distributor and sh.order_id = p_order and sh.report_status <> 'reported'))
  from orders o where o.distributor_id = p_distributor and o.id = p_order);
end $$;
