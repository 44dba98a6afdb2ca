-- Routing rules that people edit: who made a version live and why, drafts that are tried on past orders, the retailers'
-- wishes, what a supplier takes on in a day, what is promised, and what past dispatches tell.
alter table "routing_rules" add column "created_by" text,
  add column "note" text not null default '',
  add column "restored" integer;

alter table "connection" add column "shipping_wishes" jsonb not null default '{}';
alter table connection add constraint connection_shipping_wishes check (jsonb_typeof(shipping_wishes) = 'object');

alter table "supplier" add column "daily_capacity" integer;
alter table supplier add constraint supplier_daily_capacity check (daily_capacity >= 1);

alter table "orders" add column "promised_by" timestamptz(3);

create table "routing_preview" (
    "distributor_id" uuid not null,
    "id" uuid not null,
    "rules" jsonb not null,
    "base_version" integer not null,
    "status" text not null,
    "stop_requested" boolean not null default false,
    "total" integer not null,
    "done" integer not null default 0,
    "started_by" text,
    "started_at" timestamptz(3) not null,
    "finished_at" timestamptz(3),
    "made_version" integer,

    constraint "routing_preview_pkey" primary key ("distributor_id", "id")
);
alter table routing_preview
  add constraint routing_preview_status check (status in ('running', 'finished', 'stopped')),
  add constraint routing_preview_progress check (done between 0 and total),
  add constraint routing_preview_finished check ((status = 'running') = (finished_at is null));

create table "routing_preview_order" (
    "distributor_id" uuid not null,
    "preview_id" uuid not null,
    "position" integer not null,
    "plan_id" uuid not null,
    "before" jsonb,
    "after" jsonb,
    "is_changed" boolean,

    constraint "routing_preview_order_pkey" primary key ("distributor_id", "preview_id", "position")
);
alter table routing_preview_order add constraint routing_preview_order_replayed
  check ((before is null) = (is_changed is null) and (after is null) = (is_changed is null));

create index "routing_preview_distributor_id_started_at_idx" on "routing_preview"("distributor_id", "started_at");
create index "routing_preview_order_distributor_id_plan_id_idx" on "routing_preview_order"("distributor_id", "plan_id");
create index "purchase_order_distributor_id_supplier_id_created_at_idx"
  on "purchase_order"("distributor_id", "supplier_id", "created_at");
-- The newest orders by their first plan, which a preview replays.
create index route_plan_first on route_plan (distributor_id, at) where revision = 1;

create table "supplier_habit" (
    "distributor_id" uuid not null,
    "supplier_id" uuid not null,
    "zone" text not null,
    "slip" double precision[],
    "observations" integer not null,
    "half_life_days" integer,
    "estimated_at" timestamptz(3) not null,

    constraint "supplier_habit_pkey" primary key ("distributor_id", "supplier_id", "zone")
);
alter table supplier_habit
  add constraint supplier_habit_slip check (cardinality(slip) > 0),
  add constraint supplier_habit_zone check (zone = '*' or zone ~ '^[A-Z]{2}$');

alter table "routing_preview" add constraint "routing_preview_distributor_id_fkey"
  foreign key ("distributor_id") references "distributor"("id") on delete restrict on update restrict;
alter table "routing_preview_order" add constraint "routing_preview_order_distributor_id_preview_id_fkey"
  foreign key ("distributor_id", "preview_id") references "routing_preview"("distributor_id", "id") on delete cascade on update restrict;
alter table "routing_preview_order" add constraint "routing_preview_order_distributor_id_plan_id_fkey"
  foreign key ("distributor_id", "plan_id") references "route_plan"("distributor_id", "id") on delete cascade on update restrict;
alter table "supplier_habit" add constraint "supplier_habit_distributor_id_fkey"
  foreign key ("distributor_id") references "distributor"("id") on delete restrict on update restrict;
alter table "supplier_habit" add constraint "supplier_habit_distributor_id_supplier_id_fkey"
  foreign key ("distributor_id", "supplier_id") references "supplier"("distributor_id", "id") on delete restrict on update restrict;
