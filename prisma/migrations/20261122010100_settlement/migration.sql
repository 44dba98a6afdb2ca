-- The ledger of money (events under keys that are written once, each with entries that sum to zero by currency), and
-- what is made of it: documents, suppliers' invoices, payments.
CREATE TABLE "ledger_posting" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,

    CONSTRAINT "ledger_posting_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "ledger_entry" (
    "distributor_id" UUID NOT NULL,
    "posting_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "connection_id" UUID,
    "supplier_id" UUID,
    "currency" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "purpose" TEXT,
    "memo" TEXT,
    "quantity" INTEGER,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("distributor_id","posting_id","number")
);

CREATE TABLE "settlement_party" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID,
    "supplier_id" UUID,
    "terms" JSONB NOT NULL,
    "closed_until" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settlement_party_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "settlement_counter" (
    "distributor_id" UUID NOT NULL,
    "series" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "settlement_counter_pkey" PRIMARY KEY ("distributor_id","series","year")
);

CREATE TABLE "settlement_document" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "connection_id" UUID,
    "supplier_id" UUID,
    "year" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "issued_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "corrects_id" UUID,
    "reason" TEXT,
    "issued_by" TEXT NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "settlement_document_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "settlement_document_line" (
    "distributor_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "posting_id" UUID NOT NULL,
    "entry_number" INTEGER NOT NULL,

    CONSTRAINT "settlement_document_line_pkey" PRIMARY KEY ("distributor_id","document_id","number")
);

CREATE TABLE "supplier_invoice" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "number_key" TEXT NOT NULL,
    "issued_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "currency" TEXT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "payable_minor" BIGINT NOT NULL DEFAULT 0,
    "decision" TEXT,
    "reason" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "supplier_invoice_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "supplier_invoice_line" (
    "distributor_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "purchase_order_number" TEXT,
    "supplier_sku" TEXT,
    "quantity" INTEGER NOT NULL,
    "unit_minor" BIGINT NOT NULL,
    "purchase_order_id" UUID,
    "expected_unit_minor" BIGINT,
    "expected_quantity" INTEGER,
    "difference" TEXT,
    "payable_quantity" INTEGER NOT NULL DEFAULT 0,
    "payable_unit_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "supplier_invoice_line_pkey" PRIMARY KEY ("distributor_id","invoice_id","number")
);

CREATE TABLE "settlement_payment" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID,
    "supplier_id" UUID,
    "currency" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "paid_on" DATE NOT NULL,
    "reference" TEXT NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settlement_payment_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "settlement_allocation" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "payment_id" UUID,
    "credit_note_id" UUID,
    "document_id" UUID,
    "supplier_invoice_id" UUID,
    "amount_minor" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settlement_allocation_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE INDEX "ledger_posting_distributor_id_subject_kind_subject_id_idx" ON "ledger_posting"("distributor_id", "subject_kind", "subject_id");

CREATE UNIQUE INDEX "ledger_posting_distributor_id_key_key" ON "ledger_posting"("distributor_id", "key");

CREATE INDEX "settlement_document_distributor_id_connection_id_issued_at_idx" ON "settlement_document"("distributor_id", "connection_id", "issued_at");

CREATE INDEX "settlement_document_distributor_id_supplier_id_issued_at_idx" ON "settlement_document"("distributor_id", "supplier_id", "issued_at");

CREATE UNIQUE INDEX "settlement_document_distributor_id_key_key" ON "settlement_document"("distributor_id", "key");

CREATE UNIQUE INDEX "settlement_document_distributor_id_kind_year_sequence_key" ON "settlement_document"("distributor_id", "kind", "year", "sequence");

CREATE UNIQUE INDEX "settlement_document_line_distributor_id_posting_id_entry_nu_key" ON "settlement_document_line"("distributor_id", "posting_id", "entry_number");

CREATE INDEX "supplier_invoice_distributor_id_status_created_at_idx" ON "supplier_invoice"("distributor_id", "status", "created_at");

CREATE UNIQUE INDEX "supplier_invoice_distributor_id_supplier_id_number_key_key" ON "supplier_invoice"("distributor_id", "supplier_id", "number_key");

CREATE INDEX "supplier_invoice_line_distributor_id_purchase_order_id_supp_idx" ON "supplier_invoice_line"("distributor_id", "purchase_order_id", "supplier_sku");

CREATE INDEX "settlement_payment_distributor_id_connection_id_idx" ON "settlement_payment"("distributor_id", "connection_id");

CREATE INDEX "settlement_payment_distributor_id_supplier_id_idx" ON "settlement_payment"("distributor_id", "supplier_id");

CREATE INDEX "settlement_allocation_distributor_id_payment_id_idx" ON "settlement_allocation"("distributor_id", "payment_id");

CREATE INDEX "settlement_allocation_distributor_id_credit_note_id_idx" ON "settlement_allocation"("distributor_id", "credit_note_id");

CREATE INDEX "settlement_allocation_distributor_id_document_id_idx" ON "settlement_allocation"("distributor_id", "document_id");

CREATE INDEX "settlement_allocation_distributor_id_supplier_invoice_id_idx" ON "settlement_allocation"("distributor_id", "supplier_invoice_id");

ALTER TABLE "ledger_posting" ADD CONSTRAINT "ledger_posting_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_distributor_id_posting_id_fkey" FOREIGN KEY ("distributor_id", "posting_id") REFERENCES "ledger_posting"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_party" ADD CONSTRAINT "settlement_party_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_party" ADD CONSTRAINT "settlement_party_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_counter" ADD CONSTRAINT "settlement_counter_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_document" ADD CONSTRAINT "settlement_document_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_document" ADD CONSTRAINT "settlement_document_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_document" ADD CONSTRAINT "settlement_document_distributor_id_corrects_id_fkey" FOREIGN KEY ("distributor_id", "corrects_id") REFERENCES "settlement_document"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_document_line" ADD CONSTRAINT "settlement_document_line_distributor_id_document_id_fkey" FOREIGN KEY ("distributor_id", "document_id") REFERENCES "settlement_document"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_document_line" ADD CONSTRAINT "settlement_document_line_distributor_id_posting_id_entry_n_fkey" FOREIGN KEY ("distributor_id", "posting_id", "entry_number") REFERENCES "ledger_entry"("distributor_id", "posting_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "supplier_invoice" ADD CONSTRAINT "supplier_invoice_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "supplier_invoice_line" ADD CONSTRAINT "supplier_invoice_line_distributor_id_invoice_id_fkey" FOREIGN KEY ("distributor_id", "invoice_id") REFERENCES "supplier_invoice"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_payment" ADD CONSTRAINT "settlement_payment_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_payment" ADD CONSTRAINT "settlement_payment_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_allocation" ADD CONSTRAINT "settlement_allocation_distributor_id_payment_id_fkey" FOREIGN KEY ("distributor_id", "payment_id") REFERENCES "settlement_payment"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_allocation" ADD CONSTRAINT "settlement_allocation_distributor_id_credit_note_id_fkey" FOREIGN KEY ("distributor_id", "credit_note_id") REFERENCES "settlement_document"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_allocation" ADD CONSTRAINT "settlement_allocation_distributor_id_document_id_fkey" FOREIGN KEY ("distributor_id", "document_id") REFERENCES "settlement_document"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "settlement_allocation" ADD CONSTRAINT "settlement_allocation_distributor_id_supplier_invoice_id_fkey" FOREIGN KEY ("distributor_id", "supplier_invoice_id") REFERENCES "supplier_invoice"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

alter table ledger_entry
  add constraint ledger_entry_account check (account in ('receivable', 'payable', 'sales', 'goods-cost',
    'shipping-charged', 'shipping-cost', 'fees', 'tax', 'credits-given', 'credits-received', 'cash', 'rounding')),
  add constraint ledger_entry_party check (case account
    when 'receivable' then connection_id is not null and supplier_id is null
    when 'payable' then supplier_id is not null and connection_id is null
    else connection_id is null or supplier_id is null end),
  -- Exact as a number in JavaScript too.
  add constraint ledger_entry_amount check (amount_minor <> 0 and abs(amount_minor) <= 9007199254740991),
  add constraint ledger_entry_currency check (currency ~ '^[A-Z]{3}$');

-- What a party owes or is owed, by currency and time, is read from an index alone.
create index ledger_entry_receivable on ledger_entry (distributor_id, connection_id, currency, occurred_at)
  include (amount_minor) where account = 'receivable';
create index ledger_entry_payable on ledger_entry (distributor_id, supplier_id, currency, occurred_at)
  include (amount_minor) where account = 'payable';

-- Each statement that writes entries must be balanced by itself, so that the whole always is. Looking at the rows of
-- the statement costs less than asking the table at commit, and there is no moment at which the books are open.
create function refuse_unbalanced_entries() returns trigger language plpgsql as $$
declare unbalanced record;
begin
  select distributor_id, posting_id, currency, sum(amount_minor) as difference into unbalanced
  from written group by 1, 2, 3 having sum(amount_minor) <> 0 limit 1;
  if found then
    raise exception 'posting % is out of balance by % %', unbalanced.posting_id, unbalanced.difference, unbalanced.currency
      using errcode = 'check_violation', constraint = 'ledger_entry_balance';
  end if;
  return null;
end $$;
create trigger ledger_entry_balance after insert on ledger_entry
  referencing new table as written for each statement execute function refuse_unbalanced_entries();

create trigger ledger_posting_append_only before update or delete on ledger_posting
  for each row execute function refuse_change();
create trigger ledger_entry_append_only before update or delete on ledger_entry
  for each row execute function refuse_change();

-- Parties, documents and payments each concern one side.
alter table settlement_party add constraint settlement_party_one
  check (num_nonnulls(connection_id, supplier_id) = 1 and id = coalesce(connection_id, supplier_id));
alter table settlement_counter add constraint settlement_counter_last check (last > 0);
alter table settlement_document
  add constraint settlement_document_party check (case when kind in ('statement', 'self-bill')
    then supplier_id is not null and connection_id is null else connection_id is not null and supplier_id is null end),
  add constraint settlement_document_kind check (kind in ('invoice', 'credit-note', 'statement', 'self-bill')),
  add constraint settlement_document_amount check (case kind when 'invoice' then total_minor >= 0
    when 'credit-note' then total_minor < 0 else true end),
  add constraint settlement_document_sequence check (sequence > 0),
  add constraint settlement_document_period check (period_start <= period_end);
alter table settlement_payment
  add constraint settlement_payment_party check (num_nonnulls(connection_id, supplier_id) = 1),
  add constraint settlement_payment_amount check (amount_minor > 0 and amount_minor <= 9007199254740991);
alter table settlement_allocation
  add constraint settlement_allocation_ends check (num_nonnulls(payment_id, credit_note_id) = 1
    and num_nonnulls(document_id, supplier_invoice_id) = 1 and (credit_note_id is null or document_id is not null)),
  add constraint settlement_allocation_amount check (amount_minor > 0);
alter table supplier_invoice
  add constraint supplier_invoice_status check (status in ('differs', 'disputed', 'approved')),
  add constraint supplier_invoice_decision check (decision in ('matched', 'accepted', 'short-paid', 'disputed')),
  add constraint supplier_invoice_amounts check (total_minor >= 0 and payable_minor between 0 and total_minor
    and (status = 'approved' or payable_minor = 0));
alter table supplier_invoice_line
  add constraint supplier_invoice_line_kind check (kind in ('goods', 'shipping', 'tax')),
  add constraint supplier_invoice_line_amounts check (quantity > 0 and unit_minor >= 0
    and payable_quantity between 0 and quantity and payable_unit_minor between 0 and unit_minor),
  add constraint supplier_invoice_line_difference check (difference in ('unknown-order', 'unknown-article', 'currency',
    'quantity', 'price', 'shipping', 'tax'));

create trigger settlement_document_append_only before update or delete on settlement_document
  for each row execute function refuse_change();
create trigger settlement_document_line_append_only before update or delete on settlement_document_line
  for each row execute function refuse_change();
create trigger settlement_payment_append_only before update or delete on settlement_payment
  for each row execute function refuse_change();
create trigger settlement_allocation_append_only before update or delete on settlement_allocation
  for each row execute function refuse_change();

-- A document says the sum of its lines. Checked at commit, since its lines follow it.
create function check_document_total() returns trigger language plpgsql as $$
begin
  if new.total_minor is distinct from (
    select coalesce(sum(e.amount_minor), 0) * case when new.kind in ('statement', 'self-bill') then -1 else 1 end
    from settlement_document_line l join ledger_entry e on e.distributor_id = l.distributor_id
      and e.posting_id = l.posting_id and e.number = l.entry_number
    where l.distributor_id = new.distributor_id and l.document_id = new.id) then
    raise exception 'document % does not say the sum of its lines', new.number
      using errcode = 'check_violation', constraint = 'settlement_document_total';
  end if;
  return null;
end $$;
create constraint trigger settlement_document_total after insert on settlement_document
  deferrable initially deferred for each row execute function check_document_total();

-- Nothing is closed twice, and no payment is spent twice. The rows are locked so that two at once see each other.
create function check_allocation() returns trigger language plpgsql as $$
declare given numeric; owed numeric; spent numeric; closed numeric;
begin
  if new.payment_id is not null then
    select amount_minor into given from settlement_payment
      where distributor_id = new.distributor_id and id = new.payment_id for update;
    select sum(amount_minor) into spent from settlement_allocation
      where distributor_id = new.distributor_id and payment_id = new.payment_id;
  else
    select -total_minor into given from settlement_document
      where distributor_id = new.distributor_id and id = new.credit_note_id for update;
    select sum(amount_minor) into spent from settlement_allocation
      where distributor_id = new.distributor_id and credit_note_id = new.credit_note_id;
  end if;
  if new.document_id is not null then
    select total_minor into owed from settlement_document
      where distributor_id = new.distributor_id and id = new.document_id for update;
    select sum(amount_minor) into closed from settlement_allocation
      where distributor_id = new.distributor_id and document_id = new.document_id;
  else
    select payable_minor into owed from supplier_invoice
      where distributor_id = new.distributor_id and id = new.supplier_invoice_id for update;
    select sum(amount_minor) into closed from settlement_allocation
      where distributor_id = new.distributor_id and supplier_invoice_id = new.supplier_invoice_id;
  end if;
  if spent > given or closed > owed then
    raise exception 'more would be settled than there is' using errcode = 'check_violation',
      constraint = 'settlement_allocation_bounds';
  end if;
  return null;
end $$;
create trigger settlement_allocation_bounds after insert on settlement_allocation
  for each row execute function check_allocation();

-- What is approved stays as it is, and never more is approved of an article of a purchase order than was shipped.
create function check_invoice_approval() returns trigger language plpgsql as $$
declare over record;
begin
  if tg_op = 'UPDATE' and old.status = 'approved' then
    raise exception 'an approved invoice is not changed' using errcode = 'check_violation',
      constraint = 'supplier_invoice_approved';
  end if;
  if new.status <> 'approved' then return new; end if;
  select m.purchase_order_id, m.supplier_sku into over
  from (select distinct purchase_order_id, supplier_sku from supplier_invoice_line where distributor_id = new.distributor_id
    and invoice_id = new.id and kind = 'goods' and payable_quantity > 0) m
  where coalesce((select sum(p.shipped_quantity) from purchase_order_line p where p.distributor_id = new.distributor_id
      and p.purchase_order_id = m.purchase_order_id and p.supplier_sku = m.supplier_sku), 0)
    < (select sum(l.payable_quantity) from supplier_invoice_line l
      join supplier_invoice i on i.distributor_id = l.distributor_id and i.id = l.invoice_id
      where l.distributor_id = new.distributor_id and l.purchase_order_id = m.purchase_order_id
        and l.supplier_sku = m.supplier_sku and l.kind = 'goods' and (i.status = 'approved' or i.id = new.id)) limit 1;
  if found then
    raise exception 'more would be paid of % than was shipped', over.supplier_sku using errcode = 'check_violation',
      constraint = 'supplier_invoice_shipped';
  end if;
  return new;
end $$;
create trigger supplier_invoice_approval before update on supplier_invoice
  for each row execute function check_invoice_approval();

-- What still is to be paid, by whom or to whom, or is still to be used of a credit note (a negative remainder).
create view open_item as
select d.distributor_id, 'document' as item_kind, d.id, d.kind, d.number, d.connection_id, d.supplier_id, d.currency,
  d.issued_on, d.due_on, d.total_minor as amount_minor,
  d.total_minor - coalesce((select sum(a.amount_minor) from settlement_allocation a
      where a.distributor_id = d.distributor_id and a.document_id = d.id), 0)
    + coalesce((select sum(a.amount_minor) from settlement_allocation a
      where a.distributor_id = d.distributor_id and a.credit_note_id = d.id), 0) as open_minor
from settlement_document d where d.kind <> 'statement'
union all
select i.distributor_id, 'supplier-invoice', i.id, 'supplier-invoice', i.number, null, i.supplier_id, i.currency,
  i.issued_on, i.due_on, i.payable_minor,
  i.payable_minor - coalesce((select sum(a.amount_minor) from settlement_allocation a
      where a.distributor_id = i.distributor_id and a.supplier_invoice_id = i.id), 0)
from supplier_invoice i where i.status = 'approved';
