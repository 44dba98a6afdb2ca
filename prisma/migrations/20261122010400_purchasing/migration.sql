-- Purchasing: purchase orders that go together at a cut-off, answers with substitutes and other quantities, silence that
-- leads to another supplier, changes that suppliers are asked for, and who comes first where stock is scarce.

alter table "connection" add column "vip" boolean not null default false,
  add column "allows_substitutes" boolean not null default false;
alter table "supplier" add column "purchase_rules" jsonb not null default '{}';

alter table "purchase_order" add column "batch_id" uuid, add column "given_up_at" timestamptz(3),
  add column "reroute_at" timestamptz(3), add column "transmission" text not null default 'single';
alter table "purchase_order" add constraint purchase_order_transmission
  check (transmission in ('single', 'batch') and (batch_id is null or transmission = 'batch'));
alter table "purchase_order_line" add column "answered_quantity" integer, add column "avoided_at" timestamptz(3),
  add column "substitute" jsonb;
alter table "purchase_order_line" add constraint purchase_order_line_answered check (answered_quantity >= 0);

-- Calling off what suppliers have already, from the hub or by the retailer.
alter table "orders" add column "cancel_in_store" text check (cancel_in_store in ('reject', 'cancel', 'refund'));
alter table "order_line" add column "called_off_quantity" integer not null default 0 check (called_off_quantity >= 0);

create table "purchase_order_batch" (
    "distributor_id" uuid not null,
    "id" uuid not null,
    "supplier_id" uuid not null,
    "location_id" uuid not null,
    "currency" text not null,
    "number" text not null,
    "status" text not null check (status in ('gathering', 'sending', 'unknown', 'sent')),
    "idempotency_key" text not null,
    "outside_reference" text,
    "waits_for" text not null check (waits_for in ('cut-off', 'minimum', 'nothing')),
    "created_at" timestamptz(3) not null,
    "closes_at" timestamptz(3) not null,
    "latest_at" timestamptz(3) not null,
    "sent_at" timestamptz(3),

    constraint "purchase_order_batch_pkey" primary key ("distributor_id","id")
);
create unique index "purchase_order_batch_distributor_id_number_key" on "purchase_order_batch"("distributor_id", "number");
create unique index "purchase_order_batch_distributor_id_idempotency_key_key" on "purchase_order_batch"("distributor_id", "idempotency_key");
-- Only one gathers at a time for a place.
create unique index purchase_order_batch_gathering on purchase_order_batch (distributor_id, supplier_id, location_id, currency)
  where status = 'gathering';
alter table "purchase_order_batch" add constraint "purchase_order_batch_distributor_id_supplier_id_fkey"
  foreign key ("distributor_id", "supplier_id") references "supplier"("distributor_id", "id") on delete restrict on update restrict;
alter table "purchase_order" add constraint "purchase_order_distributor_id_batch_id_fkey"
  foreign key ("distributor_id", "batch_id") references "purchase_order_batch"("distributor_id", "id") on delete restrict on update restrict;
create index "purchase_order_distributor_id_batch_id_idx" on "purchase_order"("distributor_id", "batch_id");
-- What the clock looks for: few rows of many.
create index purchase_order_silent_on on purchase_order (reroute_at)
  where reroute_at is not null and status = 'sent';

create table "change_request" (
    "distributor_id" uuid not null,
    "id" uuid not null,
    "order_id" uuid not null,
    "purchase_order_id" uuid not null,
    "kind" text not null check (kind in ('address', 'lines', 'substitute', 'cancel')),
    "status" text not null
      check (status in ('asked', 'sent', 'accepted', 'refused', 'silent', 'unsupported', 'overtaken')),
    "detail" jsonb not null,
    "asked_by" text not null,
    "asked_at" timestamptz(3) not null,
    "deadline_at" timestamptz(3) not null,
    "answered_at" timestamptz(3),
    "why" text,

    constraint "change_request_pkey" primary key ("distributor_id","id")
);
create index "change_request_distributor_id_order_id_idx" on "change_request"("distributor_id", "order_id");
create index "change_request_distributor_id_purchase_order_id_idx" on "change_request"("distributor_id", "purchase_order_id");
create index change_request_unanswered on change_request (deadline_at) where status in ('asked', 'sent');
alter table "change_request" add constraint "change_request_distributor_id_purchase_order_id_fkey"
  foreign key ("distributor_id", "purchase_order_id") references "purchase_order"("distributor_id", "id") on delete restrict on update restrict;

create table "substitution_rule" (
    "distributor_id" uuid not null,
    "variant_id" uuid not null,
    "substitute_variant_id" uuid not null check (substitute_variant_id <> variant_id),
    "created_at" timestamptz(3) not null,
    "created_by" text not null,

    constraint "substitution_rule_pkey" primary key ("distributor_id","variant_id","substitute_variant_id")
);
create index "substitution_rule_distributor_id_substitute_variant_id_idx" on "substitution_rule"("distributor_id", "substitute_variant_id");
alter table "substitution_rule" add constraint "substitution_rule_distributor_id_variant_id_fkey"
  foreign key ("distributor_id", "variant_id") references "variant"("distributor_id", "id") on delete cascade on update restrict;
alter table "substitution_rule" add constraint "substitution_rule_distributor_id_substitute_variant_id_fkey"
  foreign key ("distributor_id", "substitute_variant_id") references "variant"("distributor_id", "id") on delete cascade on update restrict;

-- Who got scarce units lately: few entries of many.
create index audit_entry_scarce_units on audit_entry (distributor_id, at) where act = 'scarce-units-given';
