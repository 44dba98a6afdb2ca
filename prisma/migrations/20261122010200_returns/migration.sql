-- The way back: returns (RMA), the terms that they are under, and what they move in money and stock.
CREATE TABLE "return_policy" (
    "distributor_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" TEXT,

    CONSTRAINT "return_policy_pkey" PRIMARY KEY ("distributor_id","connection_id","version")
);

CREATE TABLE "return_case" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "origin" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "decision_reason" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "policy_version" INTEGER NOT NULL,
    "refund" TEXT NOT NULL,
    "refund_when" TEXT NOT NULL,
    "refund_attempt" INTEGER NOT NULL DEFAULT 1,
    "refund_failure" TEXT,
    "outside_refund_id" TEXT,
    "refund_shipping_minor" BIGINT NOT NULL DEFAULT 0,
    "refunded_minor" BIGINT,
    "store_currency" TEXT NOT NULL,
    "supplier_credit" TEXT NOT NULL,
    "label_from" TEXT NOT NULL,
    "label_paid_by" TEXT NOT NULL,
    "label_cost_minor" BIGINT,
    "label_currency" TEXT,
    "carrier" TEXT,
    "tracking_number" TEXT,
    "tracking_url" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3),
    "inspected_at" TIMESTAMPTZ(3),
    "refunded_at" TIMESTAMPTZ(3),
    "credited_at" TIMESTAMPTZ(3),
    "supplier_credited_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "return_case_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "return_line" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "return_id" UUID NOT NULL,
    "order_line_id" UUID NOT NULL,
    "purchase_order_line_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,
    "received_quantity" INTEGER NOT NULL DEFAULT 0,
    "refunded_quantity" INTEGER NOT NULL DEFAULT 0,
    "unit_wholesale_minor" BIGINT NOT NULL,
    "wholesale_currency" TEXT NOT NULL,
    "unit_cost_minor" BIGINT NOT NULL,
    "cost_currency" TEXT NOT NULL,
    "shipped_at" TIMESTAMPTZ(3),

    CONSTRAINT "return_line_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "return_grade" (
    "distributor_id" UUID NOT NULL,
    "return_line_id" UUID NOT NULL,
    "grade" TEXT NOT NULL,
    "disposition" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "credited" BOOLEAN NOT NULL,

    CONSTRAINT "return_grade_pkey" PRIMARY KEY ("distributor_id","return_line_id","grade","disposition","credited")
);

CREATE TABLE "return_file" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "return_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "blob_sha256" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "return_file_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "return_credit" (
    "distributor_id" UUID NOT NULL,
    "return_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "return_credit_pkey" PRIMARY KEY ("distributor_id","return_id","kind","reference","currency")
);

CREATE INDEX "return_case_distributor_id_order_id_idx" ON "return_case"("distributor_id", "order_id");

CREATE INDEX "return_case_store_id_id_idx" ON "return_case"("store_id", "id");

CREATE INDEX "return_case_distributor_id_status_id_idx" ON "return_case"("distributor_id", "status", "id");

CREATE UNIQUE INDEX "return_case_distributor_id_number_key" ON "return_case"("distributor_id", "number");

CREATE INDEX "return_line_distributor_id_order_line_id_idx" ON "return_line"("distributor_id", "order_line_id");

CREATE INDEX "return_line_distributor_id_purchase_order_line_id_idx" ON "return_line"("distributor_id", "purchase_order_line_id");

CREATE UNIQUE INDEX "return_line_distributor_id_return_id_purchase_order_line_id_key" ON "return_line"("distributor_id", "return_id", "purchase_order_line_id");

CREATE INDEX "return_file_distributor_id_return_id_idx" ON "return_file"("distributor_id", "return_id");

ALTER TABLE "return_policy" ADD CONSTRAINT "return_policy_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_case" ADD CONSTRAINT "return_case_distributor_id_order_id_fkey" FOREIGN KEY ("distributor_id", "order_id") REFERENCES "orders"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_case" ADD CONSTRAINT "return_case_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_case" ADD CONSTRAINT "return_case_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_line" ADD CONSTRAINT "return_line_distributor_id_return_id_fkey" FOREIGN KEY ("distributor_id", "return_id") REFERENCES "return_case"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_line" ADD CONSTRAINT "return_line_distributor_id_order_line_id_fkey" FOREIGN KEY ("distributor_id", "order_line_id") REFERENCES "order_line"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_line" ADD CONSTRAINT "return_line_distributor_id_purchase_order_line_id_fkey" FOREIGN KEY ("distributor_id", "purchase_order_line_id") REFERENCES "purchase_order_line"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_grade" ADD CONSTRAINT "return_grade_distributor_id_return_line_id_fkey" FOREIGN KEY ("distributor_id", "return_line_id") REFERENCES "return_line"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_file" ADD CONSTRAINT "return_file_distributor_id_return_id_fkey" FOREIGN KEY ("distributor_id", "return_id") REFERENCES "return_case"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "return_credit" ADD CONSTRAINT "return_credit_distributor_id_return_id_fkey" FOREIGN KEY ("distributor_id", "return_id") REFERENCES "return_case"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- The closed lists, and sums that hold whatever code is running.
alter table return_case
  add constraint return_case_status check (status in
    ('requested', 'authorised', 'in-transit', 'received', 'inspected', 'closed', 'rejected', 'cancelled')),
  add constraint return_case_decision check (decision in ('open', 'authorised', 'rejected')),
  add constraint return_case_origin check (origin in ('retailer', 'distributor', 'store-refund', 'cancellation')),
  add constraint return_case_refund check (refund in ('by-hand', 'wanted', 'sending', 'done', 'parked')),
  add constraint return_case_refund_when check (refund_when in ('authorised', 'received', 'inspected')),
  add constraint return_case_supplier_credit check (supplier_credit in ('awaited', 'received', 'none')),
  add constraint return_case_label_from check (label_from in ('supplier', 'distributor', 'shopper')),
  add constraint return_case_label_paid_by check (label_paid_by in ('retailer', 'distributor', 'supplier')),
  add constraint return_case_label_cost check (label_cost_minor >= 0 and (label_cost_minor is null) = (label_currency is null)),
  add constraint return_case_shipping check (refund_shipping_minor >= 0);
-- What the clock looks through: the few that wait for somebody.
create index return_case_due on return_case (due_at) where due_at is not null;

alter table return_line
  add constraint return_line_units check (quantity > 0 and received_quantity between 0 and quantity
    and refunded_quantity between 0 and quantity and unit_wholesale_minor >= 0 and unit_cost_minor >= 0);
alter table return_grade
  add constraint return_grade_grade check (grade in ('A', 'B', 'C', 'unsaleable', 'kept')),
  add constraint return_grade_disposition check (disposition in ('restocked', 'supplier', 'disposed', 'kept')),
  add constraint return_grade_quantity check (quantity > 0);
alter table return_file add constraint return_file_kind check (kind in ('photo', 'label'));
alter table return_credit
  add constraint return_credit_kind check (kind in
    ('wholesale', 'restocking-fee', 'supplier-credit', 'label-charge', 'label-cost')),
  add constraint return_credit_amount check (amount_minor >= 0);
create trigger return_credit_append_only before update or delete on return_credit
  for each row execute function refuse_change();
create trigger return_policy_append_only before update or delete on return_policy
  for each row execute function refuse_change();

-- No unit comes back twice: what live returns take of a purchase order's line never exceeds what its supplier was asked
-- to ship and has not given back. The line's row lock makes concurrent returns follow one another.
create function refuse_return_beyond_shipped() returns trigger language plpgsql as $$
declare
  source purchase_order_line;
  taken integer;
begin
  select * into source from purchase_order_line
    where distributor_id = new.distributor_id and id = new.purchase_order_line_id for no key update;
  select sum(l.quantity) into taken from return_line l
    join return_case c on c.distributor_id = l.distributor_id and c.id = l.return_id
    where l.distributor_id = new.distributor_id and l.purchase_order_line_id = new.purchase_order_line_id
      and c.status not in ('rejected', 'cancelled');
  if taken > source.quantity - source.rejected_quantity - source.cancelled_quantity then
    raise exception 'Purchase order line % would come back beyond what was shipped', new.purchase_order_line_id
      using errcode = 'check_violation', constraint = 'return_line_shipped_guard';
  end if;
  return null;
end $$;
create trigger return_line_shipped_guard after insert on return_line
  for each row execute function refuse_return_beyond_shipped();

-- Goods that come back to a place whose figure we keep ourselves (its supplier never deducts our orders) raise it; the
-- same line and grade again raises nothing. Elsewhere the supplier's own figure tells.
alter table stock_entry drop constraint stock_entry_kind,
  add constraint stock_entry_kind check (kind in ('feed', 'reserve', 'release', 'settle', 'cover', 'return'));

-- Raises levels by returned units, locked by (variant, location); answers those that were promised beyond what they had
-- and no longer are. Items at places of other kinds, or without a level, are left out.
create function restock_returned(p_distributor uuid, p_reference text, p_at timestamptz, p_variants uuid[],
  p_locations uuid[], p_quantities integer[])
returns table (raised_variant uuid, raised_location uuid, units integer, recovered boolean) language plpgsql as $$
begin
  perform from (select distinct v, o from unnest(p_variants, p_locations) as t(v, o)) k
    join stock_level l on l.distributor_id = p_distributor and l.variant_id = k.v and l.location_id = k.o
    order by l.variant_id, l.location_id for update of l;

  return query
    with coming as (
      select v, o, sum(q)::integer as q from unnest(p_variants, p_locations, p_quantities) as t(v, o, q) where q > 0 group by v, o
    ), fitting as (
      select c.*, l.on_hand < l.reserved as was_short, l.on_hand + c.q >= l.reserved as is_enough from coming c
      join stock_level l on l.distributor_id = p_distributor and l.variant_id = c.v and l.location_id = c.o
      join supplier s on s.distributor_id = p_distributor and s.id = l.supplier_id and s.deducts_at = 'never'
      where not exists (select from stock_entry e where e.distributor_id = p_distributor and e.variant_id = c.v
        and e.location_id = c.o and e.kind = 'return' and e.reference = p_reference)
    ), level as (
      update stock_level l set on_hand = l.on_hand + f.q from fitting f
      where l.distributor_id = p_distributor and l.variant_id = f.v and l.location_id = f.o
    ), entry as (
      insert into stock_entry (distributor_id, variant_id, location_id, kind, on_hand_delta, reserved_delta, reference, at)
      select p_distributor, v, o, 'return', q, 0, p_reference, p_at from fitting
    )
    select v, o, q, was_short and is_enough from fitting;
  perform mark_units_changed(p_distributor, p_variants, p_at);
end $$;
