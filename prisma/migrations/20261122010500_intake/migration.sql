-- Intake and reconciliation: comparisons of store, hub and suppliers; release by rule; the queue of exceptions with its
-- timers, assignments and automatic remedies; indexes with which the lists of orders cost the same at any number of them.

ALTER TABLE "exception_case" ADD COLUMN     "assignee_id" TEXT,
ADD COLUMN     "escalated_at" TIMESTAMPTZ(3),
ADD COLUMN     "first_owner" TEXT,
ADD COLUMN     "tend_at" TIMESTAMPTZ(3),
ADD COLUMN     "warned_at" TIMESTAMPTZ(3);

ALTER TABLE "orders" ADD COLUMN     "release_reason" TEXT;

CREATE TABLE "exception_act" (
    "id" UUID NOT NULL,
    "exception_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "act" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "exception_act_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "remedy_rule" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "connection_id" UUID,
    "remedy" TEXT NOT NULL,
    "after_minutes" INTEGER NOT NULL,
    "per_hour" INTEGER NOT NULL,
    "active" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "remedy_rule_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "release_policy" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID,
    "rules" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" TEXT NOT NULL,

    CONSTRAINT "release_policy_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "goods_restriction" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "scope" JSONB NOT NULL,
    "mode" TEXT NOT NULL,
    "countries" TEXT[],
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "goods_restriction_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "reconciliation_run" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "day" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "requested_by" TEXT,
    "status" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "cursor" TEXT,
    "window_from" TIMESTAMPTZ(3) NOT NULL,
    "window_until" TIMESTAMPTZ(3) NOT NULL,
    "orders" INTEGER NOT NULL DEFAULT 0,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "under_way" INTEGER NOT NULL DEFAULT 0,
    "differing" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_run_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "reconciliation_line" (
    "distributor_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "outside_order_id" TEXT NOT NULL,
    "outside_line_id" TEXT NOT NULL,
    "order_id" UUID,
    "order_name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT,
    "sides" JSONB NOT NULL,
    "differences" TEXT[],
    "under_way" BOOLEAN NOT NULL,

    CONSTRAINT "reconciliation_line_pkey" PRIMARY KEY ("distributor_id","run_id","outside_order_id","outside_line_id")
);

CREATE INDEX "exception_act_exception_id_at_idx" ON "exception_act"("exception_id", "at");

CREATE INDEX "reconciliation_run_distributor_id_connection_id_window_unti_idx" ON "reconciliation_run"("distributor_id", "connection_id", "window_until");

CREATE INDEX "reconciliation_run_store_id_created_at_idx" ON "reconciliation_run"("store_id", "created_at");

ALTER TABLE "remedy_rule" ADD CONSTRAINT "remedy_rule_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "release_policy" ADD CONSTRAINT "release_policy_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "release_policy" ADD CONSTRAINT "release_policy_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "goods_restriction" ADD CONSTRAINT "goods_restriction_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "reconciliation_run" ADD CONSTRAINT "reconciliation_run_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "reconciliation_line" ADD CONSTRAINT "reconciliation_line_distributor_id_run_id_fkey" FOREIGN KEY ("distributor_id", "run_id") REFERENCES "reconciliation_run"("distributor_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- One policy for each connection, and one default.
create unique index release_policy_one on release_policy (distributor_id, connection_id) nulls not distinct;
alter table goods_restriction add constraint goods_restriction_mode check (mode in ('never-to', 'only-to'));

alter table reconciliation_run
  add constraint reconciliation_run_status check (status in ('waiting', 'running', 'stopping', 'stopped', 'finished', 'failed')),
  add constraint reconciliation_run_phase check (phase in ('store', 'hub', 'over')),
  add constraint reconciliation_run_trigger check (trigger in ('nightly', 'by-hand'));
-- A connection is compared once at a time, and once in a night.
create unique index reconciliation_run_active on reconciliation_run (distributor_id, connection_id)
  where status in ('waiting', 'running', 'stopping');
create unique index reconciliation_run_nightly on reconciliation_run (distributor_id, connection_id, day)
  where trigger = 'nightly';
create index reconciliation_run_created on reconciliation_run (created_at);
create index reconciliation_line_differing on reconciliation_line (distributor_id, run_id) where cardinality(differences) > 0;

alter table remedy_rule add constraint remedy_rule_bounds check (after_minutes between 0 and 43200 and per_hour between 1 and 1000);

-- The queue by deadline, and what its timers look through.
create index exception_case_due on exception_case (distributor_id, deadline_at, id) where resolved_at is null;
create index exception_case_due_in_store on exception_case (store_id, deadline_at, id) where resolved_at is null;
create index exception_case_deadlines on exception_case (deadline_at) where resolved_at is null and escalated_at is null;
create index exception_case_tend on exception_case (tend_at) where resolved_at is null and tend_at is not null;

-- Lists of orders: by page, by state, by store, by what people type into the search.
drop index orders_distributor_id_status_created_at_idx;
create index orders_distributor_id_status_id_idx on orders (distributor_id, status, id);
create index orders_distributor_id_store_id_id_idx on orders (distributor_id, store_id, id);
create index orders_store_id_placed_at_outside_order_id_idx on orders (store_id, placed_at, outside_order_id);
create index orders_open on orders (distributor_id, id) where closed_at is null;
create index orders_of_connection_by_closing on orders (distributor_id, connection_id, closed_at);
create index orders_unclosed_of_store on orders (store_id, placed_at, outside_order_id) where closed_at is null;
create index orders_called_off_of_store on orders (store_id, placed_at, outside_order_id) where status in ('cancelling', 'cancelled');
create index orders_called_off on orders (distributor_id, id) where status in ('cancelling', 'cancelled');
create index orders_name on orders (distributor_id, lower(name) text_pattern_ops);
create index orders_name_in_store on orders (store_id, lower(name) text_pattern_ops);

-- The rules of a connection's orders as stored: its own list, or else the distributor's.
create function release_rules(p_distributor uuid, p_connection uuid) returns jsonb language sql stable as $$
  select coalesce(
    (select rules from release_policy where distributor_id = p_distributor and connection_id = p_connection),
    (select rules from release_policy where distributor_id = p_distributor and connection_id is null),
    '[]'::jsonb)
$$;

create function goods_restrictions(p_distributor uuid) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('scope', scope, 'mode', mode, 'countries', countries, 'reason', reason)
    order by created_at, id), '[]'::jsonb)
  from goods_restriction where distributor_id = p_distributor
$$;

-- Every open matter has a deadline.
update exception_case set deadline_at = opened_at + case severity when 'critical' then interval '4 hours'
  when 'warning' then interval '24 hours' else interval '72 hours' end where deadline_at is null;
update exception_case set tend_at = opened_at where resolved_at is null;
create index exception_act_by_actor on exception_act (actor_id, at) where actor_kind = 'rule';
