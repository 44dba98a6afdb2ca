-- Rules of the order journey that hold whatever code is running: the ledger's guard, closed lists of
-- states, exact sums by line, and the narrow indexes that the drains and the clock look through.

-- The inboxes: only rows that still wait are indexed, so a drain costs the same on the first and the billionth event.
create index store_event_due on store_event (next_attempt_at, id) where processed_at is null and claimed_by is null;
create index store_event_claimed on store_event (claimed_by) where processed_at is null and claimed_by is not null;
create index supplier_event_due on supplier_event (next_attempt_at, id) where processed_at is null and claimed_by is null;
create index supplier_event_claimed on supplier_event (claimed_by) where processed_at is null and claimed_by is not null;

alter table orders
  add constraint orders_status check (status in
    ('awaiting-release', 'short', 'released', 'part-shipped', 'shipped', 'completed', 'cancelling', 'cancelled')),
  add constraint orders_cancellation check (cancellation in ('requested', 'accepted', 'refused'));
create index orders_reroute on orders (reroute_at) where reroute_at is not null;
create unique index orders_number on orders (number);

alter table order_line
  add constraint order_line_sums check (quantity > 0 and forwarded_quantity >= 0 and cancelled_quantity >= 0
    and removed_quantity >= 0 and replaced_quantity >= 0 and returned_quantity >= 0 and shipped_quantity >= 0
    and cancelled_quantity <= forwarded_quantity and removed_quantity <= quantity and unit_wholesale_minor >= 0);

create unique index order_hold_open on order_hold (distributor_id, order_id, kind) where resolved_at is null;

alter table order_line_entry
  add constraint order_line_entry_kind check (kind in ('forward', 'cancel', 'remove', 'replace', 'return')),
  add constraint order_line_entry_quantity check (quantity > 0);

-- The guard of promise 1. It runs after the insert, so that an entry that is already there (same line, kind
-- and reference) counts nothing; the line's row lock makes concurrent entries follow one another.
create function apply_order_line_entry() returns trigger language plpgsql as $$
declare
  line order_line;
begin
  update order_line set
    forwarded_quantity = forwarded_quantity + case new.kind when 'forward' then new.quantity else 0 end,
    cancelled_quantity = cancelled_quantity + case new.kind when 'cancel' then new.quantity else 0 end,
    removed_quantity = removed_quantity + case new.kind when 'remove' then new.quantity else 0 end,
    replaced_quantity = replaced_quantity + case new.kind when 'replace' then new.quantity else 0 end,
    returned_quantity = returned_quantity + case new.kind when 'return' then new.quantity else 0 end
  where distributor_id = new.distributor_id and id = new.order_line_id
  returning * into line;
  if new.kind = 'forward' and line.forwarded_quantity - line.cancelled_quantity
      > line.quantity - line.removed_quantity + line.replaced_quantity then
    raise exception 'Line % would be forwarded beyond what is wanted', new.order_line_id
      using errcode = 'check_violation', constraint = 'order_line_forward_guard';
  end if;
  return null;
end $$;

create trigger order_line_entry_applied after insert on order_line_entry
  for each row execute function apply_order_line_entry();

create trigger order_line_entry_append_only before update or delete on order_line_entry
  for each row execute function refuse_change();

alter table purchase_order
  add constraint purchase_order_status check (status in
    ('draft', 'sending', 'unknown', 'sent', 'acknowledged', 'part-shipped', 'shipped', 'refused', 'cancelled')),
  add constraint purchase_order_cancellation check
    (cancellation in ('requested', 'sent', 'accepted', 'too-late', 'unsupported'));
create index purchase_order_silent on purchase_order (acknowledge_by) where status = 'sent';

alter table purchase_order_line
  add constraint purchase_order_line_sums check (quantity > 0 and accepted_quantity >= 0 and rejected_quantity >= 0
    and backordered_quantity >= 0 and cancelled_quantity >= 0 and shipped_quantity >= 0
    and shipped_quantity + rejected_quantity + cancelled_quantity <= quantity
    and accepted_quantity + rejected_quantity + backordered_quantity <= quantity and unit_cost_minor >= 0);

alter table shipment
  add constraint shipment_report_status check (report_status in ('pending', 'sending', 'reported', 'parked'));
create index shipment_unreported on shipment (distributor_id, created_at) where report_status <> 'reported';

alter table shipment_line add constraint shipment_line_quantity check (quantity > 0);

create index privacy_request_open on privacy_request (due_at) where completed_at is null;
