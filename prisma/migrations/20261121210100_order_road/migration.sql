-- The order road in few round trips.

-- All that a step of the order journey looks at, as one document: read in a function, so that its plan is kept by the
-- session and need not be made again for each order.
create function order_state(p_distributor uuid, p_order uuid) returns jsonb language plpgsql stable as $$
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
            'acknowledgeWithinMinutes', s.acknowledge_within_minutes, 'locationCode', sl.code)
          from supplier s join supplier_location sl on sl.distributor_id = s.distributor_id and sl.supplier_id = s.id
          where s.distributor_id = p_distributor and s.id = p.supplier_id and sl.id = p.location_id))
        order by p.id)
      from purchase_order p where p.distributor_id = p_distributor and p.order_id = p_order), '[]'),
    'all_reported', not exists (select from shipment sh
      where sh.distributor_id = p_distributor and sh.order_id = p_order and sh.report_status <> 'reported'))
  from orders o where o.distributor_id = p_distributor and o.id = p_order);
end $$;

-- The same under the order's lock. Each statement of a volatile function sees what is committed when it begins, so what
-- is read is what stood when the lock was had, not when it was asked for.
create function lock_order_state(p_distributor uuid, p_order uuid) returns jsonb language plpgsql as $$
begin
  perform from orders where distributor_id = p_distributor and id = p_order for no key update;
  if not found then return null; end if;
  return order_state(p_distributor, p_order);
end $$;

-- By one of the order's purchase orders.
create function lock_state_of_purchase_order(p_distributor uuid, p_purchase_order uuid) returns jsonb language plpgsql as $$
declare
  found_order uuid;
begin
  select order_id into found_order from purchase_order where distributor_id = p_distributor and id = p_purchase_order;
  return lock_order_state(p_distributor, found_order);
end $$;

-- The store's fulfilment orders at our place: news of them name no order, and the store need not be asked whose they are.
alter table orders add column outside_fulfilment_order_ids text[] default array[]::text[];
create index orders_fulfilment_orders on orders using gin (outside_fulfilment_order_ids) with (fastupdate = off);
