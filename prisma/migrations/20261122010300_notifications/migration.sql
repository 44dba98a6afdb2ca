-- Messages to people (e-mail) and to systems (webhooks), and how each wants to hear.
CREATE TABLE "store_brand" (
    "store_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "logo_url" TEXT,
    "color" TEXT NOT NULL,
    "reply_to" TEXT,
    "footer" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "store_brand_pkey" PRIMARY KEY ("store_id")
);

CREATE TABLE "shopper_notice" (
    "distributor_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "sender" TEXT NOT NULL,
    "milestones" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shopper_notice_pkey" PRIMARY KEY ("distributor_id","connection_id")
);

CREATE TABLE "message_wording" (
    "distributor_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "intro" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_wording_pkey" PRIMARY KEY ("distributor_id","kind","locale")
);

CREATE TABLE "supplier_contact" (
    "distributor_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "supplier_contact_pkey" PRIMARY KEY ("distributor_id","supplier_id")
);

CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "distributor_id" UUID,
    "connection_id" UUID,
    "store_id" UUID,
    "order_id" UUID,
    "kind" TEXT NOT NULL,
    "recipient_kind" TEXT NOT NULL,
    "recipient_id" UUID,
    "facts" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "locale" TEXT,
    "subject" TEXT,
    "failure" TEXT,
    "reference" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "notice" (
    "id" UUID NOT NULL,
    "recipient_kind" TEXT NOT NULL,
    "recipient_id" UUID NOT NULL,
    "distributor_id" UUID,
    "store_id" UUID,
    "kind" TEXT NOT NULL,
    "delivery" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "message_id" UUID,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "notice_choice" (
    "recipient_kind" TEXT NOT NULL,
    "recipient_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "delivery" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_choice_pkey" PRIMARY KEY ("recipient_kind","recipient_id","kind")
);

CREATE TABLE "notice_schedule" (
    "recipient_kind" TEXT NOT NULL,
    "recipient_id" UUID NOT NULL,
    "time_zone" TEXT NOT NULL,
    "digest_hour" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_schedule_pkey" PRIMARY KEY ("recipient_kind","recipient_id")
);

CREATE TABLE "exception_notice" (
    "exception_id" UUID NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exception_notice_pkey" PRIMARY KEY ("exception_id")
);

CREATE TABLE "webhook_endpoint" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "supplier_id" UUID,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "kinds" TEXT[],
    "status" TEXT NOT NULL,
    "sealed_secret" TEXT NOT NULL,
    "sealed_previous_secret" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "announcement" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "announcement_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "webhook_delivery" (
    "distributor_id" UUID NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "announcement_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_attempt_at" TIMESTAMPTZ(3),
    "status_code" INTEGER,
    "milliseconds" INTEGER,
    "response" TEXT,
    "failure" TEXT,
    "delivered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("distributor_id","number")
);

CREATE INDEX "message_distributor_id_created_at_id_idx" ON "message"("distributor_id", "created_at", "id");

CREATE INDEX "message_store_id_created_at_id_idx" ON "message"("store_id", "created_at", "id");

CREATE INDEX "message_distributor_id_order_id_idx" ON "message"("distributor_id", "order_id");

CREATE INDEX "notice_message_id_idx" ON "notice"("message_id");

CREATE INDEX "exception_notice_noticed_at_idx" ON "exception_notice"("noticed_at");

CREATE INDEX "announcement_at_idx" ON "announcement"("at");

CREATE INDEX "webhook_delivery_distributor_id_endpoint_id_number_idx" ON "webhook_delivery"("distributor_id", "endpoint_id", "number");

CREATE INDEX "webhook_delivery_distributor_id_announcement_id_idx" ON "webhook_delivery"("distributor_id", "announcement_id");

ALTER TABLE "store_brand" ADD CONSTRAINT "store_brand_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "store"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "shopper_notice" ADD CONSTRAINT "shopper_notice_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "message_wording" ADD CONSTRAINT "message_wording_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "supplier_contact" ADD CONSTRAINT "supplier_contact_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "message" ADD CONSTRAINT "message_distributor_id_order_id_fkey" FOREIGN KEY ("distributor_id", "order_id") REFERENCES "orders"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "notice" ADD CONSTRAINT "notice_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_distributor_id_endpoint_id_fkey" FOREIGN KEY ("distributor_id", "endpoint_id") REFERENCES "webhook_endpoint"("distributor_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_distributor_id_announcement_id_fkey" FOREIGN KEY ("distributor_id", "announcement_id") REFERENCES "announcement"("distributor_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

alter table store_brand
  add constraint store_brand_color check (color ~ '^#[0-9a-f]{6}$'),
  add constraint store_brand_locale check (locale in ('auto', 'en', 'de', 'fr')),
  -- Parts of a mail's header never hold a line's end.
  add constraint store_brand_name check (name !~ '[[:cntrl:]]' and length(name) between 1 and 120),
  add constraint store_brand_reply_to check (reply_to !~ '[[:cntrl:][:space:]<>,;]');
alter table shopper_notice add constraint shopper_notice_sender check (sender in ('store', 'us', 'nobody'));
alter table message_wording
  add constraint message_wording_locale check (locale in ('en', 'de', 'fr')),
  add constraint message_wording_subject check (subject !~ '[[:cntrl:]]');
alter table message
  add constraint message_status check (status in ('waiting', 'sending', 'sent', 'unknown', 'failed', 'kept', 'dropped')),
  add constraint message_recipient check (case recipient_kind
    when 'shopper' then order_id is not null and distributor_id is not null
    else recipient_kind in ('member', 'retailer', 'supplier') and recipient_id is not null end);
alter table notice
  add constraint notice_recipient check (recipient_kind in ('member', 'retailer')),
  add constraint notice_delivery check (delivery in ('at-once', 'hourly', 'daily'));
alter table notice_choice add constraint notice_choice_delivery check (delivery in ('at-once', 'hourly', 'daily', 'off'));
alter table notice_schedule add constraint notice_schedule_hour check (digest_hour between 0 and 23);
alter table webhook_endpoint add constraint webhook_endpoint_status check (status in ('active', 'paused', 'disabled'));
alter table webhook_delivery add constraint webhook_delivery_status check (status in ('waiting', 'delivered', 'skipped'));

-- What still has to go out, found without looking at what went out: few rows.
create index message_open on message (status, created_at) where status in ('waiting', 'sending', 'kept');
create index notice_waiting on notice (recipient_kind, recipient_id, delivery, at) where message_id is null;
create index webhook_delivery_waiting on webhook_delivery (distributor_id, endpoint_id, number) where status = 'waiting';
-- Open exceptions by the time of their opening, for passing on the new ones.
create index exception_case_opened on exception_case (opened_at) where resolved_at is null;
