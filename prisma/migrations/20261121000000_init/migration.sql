-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "distributor" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "distributor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retailer" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retailer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "distributor_id" UUID,
    "retailer_id" UUID,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_session" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "auth_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_account" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "auth_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "auth_verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_rate_limit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL,

    CONSTRAINT "auth_rate_limit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "distributor_id" UUID,
    "store_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "act" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exception_case" (
    "id" UUID NOT NULL,
    "distributor_id" UUID,
    "connection_id" UUID,
    "store_id" UUID,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "happened" TEXT NOT NULL,
    "meaning" TEXT NOT NULL,
    "next_step" TEXT NOT NULL,
    "remedies" JSONB NOT NULL,
    "occurrences" INTEGER NOT NULL DEFAULT 1,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "deadline_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,
    "resolution" TEXT,

    CONSTRAINT "exception_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "handle" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body_html" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "product_type" TEXT NOT NULL,
    "category" TEXT,
    "tags" TEXT[],
    "status" TEXT NOT NULL,
    "option_names" TEXT[],
    "images" JSONB NOT NULL,
    "seo_title" TEXT,
    "seo_description" TEXT,
    "content_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "variant" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "option_values" TEXT[],
    "sku" TEXT,
    "gtin" TEXT,
    "mpn" TEXT,
    "weight_grams" INTEGER NOT NULL,
    "requires_shipping" BOOLEAN NOT NULL,
    "taxable" BOOLEAN NOT NULL,
    "image_url" TEXT,
    "list_price_minor" BIGINT,
    "compare_at_minor" BIGINT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "variant_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "catalog_import" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "blob_sha256" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "supplier_id" UUID,
    "assumed_cost_basis_points" INTEGER,
    "saved_through_line" INTEGER NOT NULL DEFAULT 0,
    "total_bytes" BIGINT NOT NULL,
    "read_bytes" BIGINT NOT NULL DEFAULT 0,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "products" INTEGER NOT NULL DEFAULT 0,
    "variants" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "warned" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "stop_requested" BOOLEAN NOT NULL DEFAULT false,
    "failure" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "catalog_import_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "catalog_import_row" (
    "distributor_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "handle" TEXT,
    "sku" TEXT,
    "message" TEXT NOT NULL,

    CONSTRAINT "catalog_import_row_pkey" PRIMARY KEY ("distributor_id","import_id","line","position")
);

-- CreateTable
CREATE TABLE "connection" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "assortment" JSONB NOT NULL,
    "price_list_id" UUID,
    "retail_rule" JSONB NOT NULL,
    "buffer" INTEGER NOT NULL DEFAULT 0,
    "cap" INTEGER,
    "release_delay_seconds" INTEGER NOT NULL DEFAULT 120,
    "release_on" TEXT NOT NULL,
    "credit_limit_minor" BIGINT,
    "territories" TEXT[],
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "connection_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "connection_product" (
    "distributor_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,

    CONSTRAINT "connection_product_pkey" PRIMARY KEY ("distributor_id","connection_id","product_id")
);

-- CreateTable
CREATE TABLE "feed" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "blob_sha256" TEXT,
    "status" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),
    "applied_through" INTEGER NOT NULL DEFAULT 0,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "warned" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "guard" JSONB,
    "failure" TEXT,

    CONSTRAINT "feed_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "feed_row" (
    "distributor_id" UUID NOT NULL,
    "feed_id" UUID NOT NULL,
    "row_number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "supplier_sku" TEXT NOT NULL,
    "location_code" TEXT,
    "quantity" INTEGER,
    "cost_minor" BIGINT,
    "currency" TEXT,
    "as_of" TIMESTAMPTZ(3),
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "column" TEXT,
    "value" TEXT,
    "message" TEXT,

    CONSTRAINT "feed_row_pkey" PRIMARY KEY ("distributor_id","feed_id","row_number")
);

-- CreateTable
CREATE TABLE "listed_product" (
    "distributor_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "outside_product_id" TEXT,
    "content_hash" TEXT,
    "failure" TEXT,
    "picked_at" TIMESTAMPTZ(3) NOT NULL,
    "listed_at" TIMESTAMPTZ(3),

    CONSTRAINT "listed_product_pkey" PRIMARY KEY ("distributor_id","connection_id","product_id")
);

-- CreateTable
CREATE TABLE "listing" (
    "distributor_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "outside_variant_id" TEXT NOT NULL,
    "outside_stock_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "told_quantity" INTEGER,
    "told_price_minor" BIGINT,
    "told_at" TIMESTAMPTZ(3),
    "in_flight" UUID,
    "in_flight_quantity" INTEGER,
    "price_unknown" BOOLEAN NOT NULL DEFAULT false,
    "unseen_sold" INTEGER NOT NULL DEFAULT 0,
    "unseen_since" TIMESTAMPTZ(3),
    "failure" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "audited_at" TIMESTAMPTZ(3),

    CONSTRAINT "listing_pkey" PRIMARY KEY ("distributor_id","connection_id","variant_id")
);

-- CreateTable
CREATE TABLE "product_import" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "outside_run_id" TEXT,
    "stop_requested" BOOLEAN NOT NULL DEFAULT false,
    "failure" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_import_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "product_import_item" (
    "distributor_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "message" TEXT,

    CONSTRAINT "product_import_item_pkey" PRIMARY KEY ("distributor_id","import_id","product_id")
);

-- CreateTable
CREATE TABLE "publish_state" (
    "store_id" UUID NOT NULL,
    "cursor" pg_snapshot NOT NULL,
    "sweeps_wanted" INTEGER NOT NULL DEFAULT 1,
    "sweeps_done" INTEGER NOT NULL DEFAULT 0,
    "paused_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "blocked_until" TIMESTAMPTZ(3),
    "audited_at" TIMESTAMPTZ(3),
    "drained_at" TIMESTAMPTZ(3),

    CONSTRAINT "publish_state_pkey" PRIMARY KEY ("store_id")
);

-- CreateTable
CREATE TABLE "publish_attempt" (
    "store_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "variant_ids" UUID[],
    "writes" JSONB,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publish_attempt_pkey" PRIMARY KEY ("store_id","id")
);

-- CreateTable
CREATE TABLE "orders" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "outside_order_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "status" TEXT NOT NULL,
    "payment" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "destination_country" TEXT NOT NULL,
    "destination_zone" TEXT,
    "is_test" BOOLEAN NOT NULL,
    "rush" BOOLEAN NOT NULL DEFAULT false,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "store_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "store_read_at" TIMESTAMPTZ(3) NOT NULL,
    "reroute_at" TIMESTAMPTZ(3),
    "part_allowed" BOOLEAN NOT NULL DEFAULT false,
    "cancellation" TEXT,
    "release_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    "accepted_in_store_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "outside_line_id" TEXT NOT NULL,
    "variant_id" UUID NOT NULL,
    "sku" TEXT,
    "title" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "forwarded_quantity" INTEGER NOT NULL DEFAULT 0,
    "cancelled_quantity" INTEGER NOT NULL DEFAULT 0,
    "removed_quantity" INTEGER NOT NULL DEFAULT 0,
    "replaced_quantity" INTEGER NOT NULL DEFAULT 0,
    "returned_quantity" INTEGER NOT NULL DEFAULT 0,
    "shipped_quantity" INTEGER NOT NULL DEFAULT 0,
    "unit_price_minor" BIGINT NOT NULL,
    "unit_wholesale_minor" BIGINT NOT NULL,
    "wholesale_currency" TEXT NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "order_line_entry" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "order_line_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_line_entry_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "order_hold" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,

    CONSTRAINT "order_hold_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "order_contact" (
    "distributor_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "sealed_key" TEXT,
    "sealed" TEXT,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_contact_pkey" PRIMARY KEY ("distributor_id","order_id")
);

-- CreateTable
CREATE TABLE "blob" (
    "sha256" TEXT NOT NULL,
    "content_id" UUID NOT NULL,
    "size" BIGINT NOT NULL,
    "media_type" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "blob_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "blob_chunk" (
    "content_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "blob_chunk_pkey" PRIMARY KEY ("content_id","position")
);

-- CreateTable
CREATE TABLE "price_list" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "percent_off_basis_points" INTEGER NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "margin_floor_basis_points" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "price_list_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "price_list_entry" (
    "distributor_id" UUID NOT NULL,
    "price_list_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "wholesale_minor" BIGINT NOT NULL,

    CONSTRAINT "price_list_entry_pkey" PRIMARY KEY ("distributor_id","price_list_id","variant_id")
);

-- CreateTable
CREATE TABLE "privacy_request" (
    "id" UUID NOT NULL,
    "store_id" UUID,
    "domain" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "report" JSONB,

    CONSTRAINT "privacy_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchase_order" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "outside_reference" TEXT,
    "currency" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "acknowledge_by" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "cancellation" TEXT,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "purchase_order_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "purchase_order_line" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purchase_order_id" UUID NOT NULL,
    "order_line_id" UUID NOT NULL,
    "reservation_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "supplier_sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_cost_minor" BIGINT NOT NULL,
    "accepted_quantity" INTEGER NOT NULL DEFAULT 0,
    "rejected_quantity" INTEGER NOT NULL DEFAULT 0,
    "backordered_quantity" INTEGER NOT NULL DEFAULT 0,
    "cancelled_quantity" INTEGER NOT NULL DEFAULT 0,
    "shipped_quantity" INTEGER NOT NULL DEFAULT 0,
    "expected_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "purchase_order_line_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "supplier_event" (
    "distributor_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "supplier_id" UUID NOT NULL,
    "event_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claimed_by" TEXT,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "failure" TEXT,

    CONSTRAINT "supplier_event_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "routing_rules" (
    "distributor_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "routing_rules_pkey" PRIMARY KEY ("distributor_id","version")
);

-- CreateTable
CREATE TABLE "route_plan" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "input" JSONB NOT NULL,
    "plan" JSONB NOT NULL,
    "cost_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "route_plan_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "shipment" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "purchase_order_id" UUID NOT NULL,
    "supplier_shipment_key" TEXT NOT NULL,
    "carrier" TEXT NOT NULL,
    "tracking_number" TEXT,
    "tracking_url" TEXT,
    "shipped_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "report_status" TEXT NOT NULL,
    "report_failure" TEXT,
    "outside_fulfilment_ids" TEXT[],
    "reported_tracking_number" TEXT,
    "reported_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shipment_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "shipment_line" (
    "distributor_id" UUID NOT NULL,
    "shipment_id" UUID NOT NULL,
    "purchase_order_line_id" UUID NOT NULL,
    "order_line_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "shipment_line_pkey" PRIMARY KEY ("distributor_id","shipment_id","purchase_order_line_id")
);

-- CreateTable
CREATE TABLE "stock_level" (
    "distributor_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "on_hand" INTEGER NOT NULL,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "epoch" INTEGER NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_level_pkey" PRIMARY KEY ("distributor_id","variant_id","location_id")
);

-- CreateTable
CREATE TABLE "reservation" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID,
    "order_line_id" UUID,
    "variant_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,
    "commitment" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "purchase_order_id" UUID,
    "deducted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "reservation_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "stock_entry" (
    "distributor_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "variant_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "on_hand_delta" INTEGER NOT NULL,
    "reserved_delta" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    "before_as_of" TIMESTAMPTZ(3),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_entry_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "stock_change" (
    "seq" BIGSERIAL NOT NULL,
    "distributor_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "transaction_id" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_change_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "stock_source" (
    "distributor_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "next_change_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "stock_source_pkey" PRIMARY KEY ("distributor_id","supplier_id")
);

-- CreateTable
CREATE TABLE "store" (
    "id" UUID NOT NULL,
    "retailer_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "outside_shop_id" TEXT,
    "outside_service_id" TEXT,
    "outside_location_id" TEXT,
    "outside_publication_id" TEXT,
    "settings" JSONB NOT NULL,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "prepared_at" TIMESTAMPTZ(3),
    "uninstalled_at" TIMESTAMPTZ(3),
    "redacted_at" TIMESTAMPTZ(3),
    "orders_read_until" TIMESTAMPTZ(3),

    CONSTRAINT "store_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_session" (
    "id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "is_online" BOOLEAN NOT NULL,
    "scope" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "refresh_expires_at" TIMESTAMPTZ(3),
    "sealed" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "store_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_event" (
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "hint" JSONB NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claimed_by" TEXT,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "failure" TEXT,

    CONSTRAINT "store_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_rate" (
    "store_id" UUID NOT NULL,
    "available" DOUBLE PRECISION NOT NULL,
    "maximum" DOUBLE PRECISION NOT NULL,
    "restore_per_second" DOUBLE PRECISION NOT NULL,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,
    "blocked_until" TIMESTAMPTZ(3),

    CONSTRAINT "store_rate_pkey" PRIMARY KEY ("store_id")
);

-- CreateTable
CREATE TABLE "supplier" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "connector" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "sealed_credentials" TEXT,
    "tier" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "deducts_at" TEXT NOT NULL,
    "source_lag_seconds" INTEGER NOT NULL DEFAULT 0,
    "clock_skew_seconds" INTEGER NOT NULL DEFAULT 5,
    "untimed_age_seconds" INTEGER NOT NULL DEFAULT 3600,
    "stale_after_seconds" INTEGER NOT NULL DEFAULT 21600,
    "gone_after_seconds" INTEGER NOT NULL DEFAULT 86400,
    "feed_interval_seconds" INTEGER NOT NULL DEFAULT 900,
    "acknowledge_within_minutes" INTEGER NOT NULL DEFAULT 240,
    "shipping_terms" JSONB NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "feed_cursor" TEXT,
    "feed_due_at" TIMESTAMPTZ(3),
    "event_cursor" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "supplier_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "supplier_location" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,

    CONSTRAINT "supplier_location_pkey" PRIMARY KEY ("distributor_id","id")
);

-- CreateTable
CREATE TABLE "supply" (
    "distributor_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "supplier_sku" TEXT NOT NULL,
    "cost_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "lead_time_days" INTEGER,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "supply_pkey" PRIMARY KEY ("distributor_id","supplier_id","variant_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "distributor_slug_key" ON "distributor"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "membership_user_id_distributor_id_retailer_id_key" ON "membership"("user_id", "distributor_id", "retailer_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "auth_session_token_key" ON "auth_session"("token");

-- CreateIndex
CREATE INDEX "auth_session_user_id_idx" ON "auth_session"("user_id");

-- CreateIndex
CREATE INDEX "auth_account_user_id_idx" ON "auth_account"("user_id");

-- CreateIndex
CREATE INDEX "auth_verification_identifier_idx" ON "auth_verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "auth_rate_limit_key_key" ON "auth_rate_limit"("key");

-- CreateIndex
CREATE INDEX "audit_entry_subject_kind_subject_id_at_idx" ON "audit_entry"("subject_kind", "subject_id", "at");

-- CreateIndex
CREATE INDEX "audit_entry_distributor_id_at_idx" ON "audit_entry"("distributor_id", "at");

-- CreateIndex
CREATE INDEX "exception_case_distributor_id_resolved_at_opened_at_idx" ON "exception_case"("distributor_id", "resolved_at", "opened_at");

-- CreateIndex
CREATE INDEX "exception_case_store_id_resolved_at_idx" ON "exception_case"("store_id", "resolved_at");

-- CreateIndex
CREATE INDEX "exception_case_subject_kind_subject_id_idx" ON "exception_case"("subject_kind", "subject_id");

-- CreateIndex
CREATE INDEX "product_distributor_id_vendor_idx" ON "product"("distributor_id", "vendor");

-- CreateIndex
CREATE INDEX "product_distributor_id_product_type_idx" ON "product"("distributor_id", "product_type");

-- CreateIndex
CREATE UNIQUE INDEX "product_distributor_id_handle_key" ON "product"("distributor_id", "handle");

-- CreateIndex
CREATE INDEX "variant_distributor_id_sku_idx" ON "variant"("distributor_id", "sku");

-- CreateIndex
CREATE UNIQUE INDEX "variant_distributor_id_product_id_option_values_key" ON "variant"("distributor_id", "product_id", "option_values");

-- CreateIndex
CREATE INDEX "catalog_import_distributor_id_started_at_idx" ON "catalog_import"("distributor_id", "started_at");

-- CreateIndex
CREATE INDEX "connection_store_id_idx" ON "connection"("store_id");

-- CreateIndex
CREATE UNIQUE INDEX "connection_distributor_id_store_id_key" ON "connection"("distributor_id", "store_id");

-- CreateIndex
CREATE INDEX "feed_distributor_id_supplier_id_received_at_idx" ON "feed"("distributor_id", "supplier_id", "received_at");

-- CreateIndex
CREATE INDEX "listed_product_store_id_outside_product_id_idx" ON "listed_product"("store_id", "outside_product_id");

-- CreateIndex
CREATE INDEX "listing_store_id_variant_id_idx" ON "listing"("store_id", "variant_id");

-- CreateIndex
CREATE INDEX "listing_distributor_id_variant_id_idx" ON "listing"("distributor_id", "variant_id");

-- CreateIndex
CREATE UNIQUE INDEX "listing_store_id_outside_variant_id_key" ON "listing"("store_id", "outside_variant_id");

-- CreateIndex
CREATE INDEX "product_import_distributor_id_connection_id_started_at_idx" ON "product_import"("distributor_id", "connection_id", "started_at");

-- CreateIndex
CREATE INDEX "orders_store_id_outside_order_id_idx" ON "orders"("store_id", "outside_order_id");

-- CreateIndex
CREATE INDEX "orders_distributor_id_status_created_at_idx" ON "orders"("distributor_id", "status", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "orders_distributor_id_connection_id_outside_order_id_key" ON "orders"("distributor_id", "connection_id", "outside_order_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_distributor_id_order_id_outside_line_id_key" ON "order_line"("distributor_id", "order_id", "outside_line_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_entry_distributor_id_order_line_id_kind_referenc_key" ON "order_line_entry"("distributor_id", "order_line_id", "kind", "reference");

-- CreateIndex
CREATE INDEX "order_hold_distributor_id_order_id_idx" ON "order_hold"("distributor_id", "order_id");

-- CreateIndex
CREATE UNIQUE INDEX "blob_content_id_key" ON "blob"("content_id");

-- CreateIndex
CREATE INDEX "privacy_request_completed_at_due_at_idx" ON "privacy_request"("completed_at", "due_at");

-- CreateIndex
CREATE INDEX "purchase_order_distributor_id_order_id_idx" ON "purchase_order"("distributor_id", "order_id");

-- CreateIndex
CREATE INDEX "purchase_order_distributor_id_status_acknowledge_by_idx" ON "purchase_order"("distributor_id", "status", "acknowledge_by");

-- CreateIndex
CREATE UNIQUE INDEX "purchase_order_distributor_id_number_key" ON "purchase_order"("distributor_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "purchase_order_distributor_id_idempotency_key_key" ON "purchase_order"("distributor_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "purchase_order_line_distributor_id_purchase_order_id_idx" ON "purchase_order_line"("distributor_id", "purchase_order_id");

-- CreateIndex
CREATE INDEX "purchase_order_line_distributor_id_order_line_id_idx" ON "purchase_order_line"("distributor_id", "order_line_id");

-- CreateIndex
CREATE UNIQUE INDEX "supplier_event_distributor_id_supplier_id_event_key_key" ON "supplier_event"("distributor_id", "supplier_id", "event_key");

-- CreateIndex
CREATE UNIQUE INDEX "route_plan_distributor_id_order_id_revision_key" ON "route_plan"("distributor_id", "order_id", "revision");

-- CreateIndex
CREATE INDEX "shipment_distributor_id_order_id_idx" ON "shipment"("distributor_id", "order_id");

-- CreateIndex
CREATE UNIQUE INDEX "shipment_distributor_id_purchase_order_id_supplier_shipment_key" ON "shipment"("distributor_id", "purchase_order_id", "supplier_shipment_key");

-- CreateIndex
CREATE INDEX "stock_level_distributor_id_location_id_variant_id_idx" ON "stock_level"("distributor_id", "location_id", "variant_id");

-- CreateIndex
CREATE INDEX "reservation_distributor_id_variant_id_location_id_state_idx" ON "reservation"("distributor_id", "variant_id", "location_id", "state");

-- CreateIndex
CREATE INDEX "reservation_distributor_id_order_id_idx" ON "reservation"("distributor_id", "order_id");

-- CreateIndex
CREATE INDEX "stock_entry_distributor_id_variant_id_location_id_id_idx" ON "stock_entry"("distributor_id", "variant_id", "location_id", "id");

-- CreateIndex
CREATE INDEX "stock_change_distributor_id_transaction_id_seq_idx" ON "stock_change"("distributor_id", "transaction_id", "seq");

-- CreateIndex
CREATE INDEX "stock_source_next_change_at_idx" ON "stock_source"("next_change_at");

-- CreateIndex
CREATE INDEX "store_retailer_id_idx" ON "store"("retailer_id");

-- CreateIndex
CREATE UNIQUE INDEX "store_channel_domain_key" ON "store"("channel", "domain");

-- CreateIndex
CREATE INDEX "store_session_domain_idx" ON "store_session"("domain");

-- CreateIndex
CREATE UNIQUE INDEX "store_event_channel_domain_topic_event_key_key" ON "store_event"("channel", "domain", "topic", "event_key");

-- CreateIndex
CREATE UNIQUE INDEX "supplier_distributor_id_code_key" ON "supplier"("distributor_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "supplier_location_distributor_id_supplier_id_code_key" ON "supplier_location"("distributor_id", "supplier_id", "code");

-- CreateIndex
CREATE INDEX "supply_distributor_id_supplier_id_supplier_sku_idx" ON "supply"("distributor_id", "supplier_id", "supplier_sku");

-- CreateIndex
CREATE INDEX "supply_distributor_id_variant_id_idx" ON "supply"("distributor_id", "variant_id");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_retailer_id_fkey" FOREIGN KEY ("retailer_id") REFERENCES "retailer"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "auth_session" ADD CONSTRAINT "auth_session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "auth_account" ADD CONSTRAINT "auth_account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "variant" ADD CONSTRAINT "variant_distributor_id_product_id_fkey" FOREIGN KEY ("distributor_id", "product_id") REFERENCES "product"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "catalog_import_row" ADD CONSTRAINT "catalog_import_row_distributor_id_import_id_fkey" FOREIGN KEY ("distributor_id", "import_id") REFERENCES "catalog_import"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "store"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "connection_product" ADD CONSTRAINT "connection_product_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "connection_product" ADD CONSTRAINT "connection_product_distributor_id_product_id_fkey" FOREIGN KEY ("distributor_id", "product_id") REFERENCES "product"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "feed" ADD CONSTRAINT "feed_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "feed_row" ADD CONSTRAINT "feed_row_distributor_id_feed_id_fkey" FOREIGN KEY ("distributor_id", "feed_id") REFERENCES "feed"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "listed_product" ADD CONSTRAINT "listed_product_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "listed_product" ADD CONSTRAINT "listed_product_distributor_id_product_id_fkey" FOREIGN KEY ("distributor_id", "product_id") REFERENCES "product"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "listing" ADD CONSTRAINT "listing_distributor_id_connection_id_product_id_fkey" FOREIGN KEY ("distributor_id", "connection_id", "product_id") REFERENCES "listed_product"("distributor_id", "connection_id", "product_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "listing" ADD CONSTRAINT "listing_distributor_id_variant_id_fkey" FOREIGN KEY ("distributor_id", "variant_id") REFERENCES "variant"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "product_import" ADD CONSTRAINT "product_import_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "product_import_item" ADD CONSTRAINT "product_import_item_distributor_id_import_id_fkey" FOREIGN KEY ("distributor_id", "import_id") REFERENCES "product_import"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "product_import_item" ADD CONSTRAINT "product_import_item_distributor_id_product_id_fkey" FOREIGN KEY ("distributor_id", "product_id") REFERENCES "product"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "publish_state" ADD CONSTRAINT "publish_state_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "store"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "publish_attempt" ADD CONSTRAINT "publish_attempt_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "store"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_distributor_id_connection_id_fkey" FOREIGN KEY ("distributor_id", "connection_id") REFERENCES "connection"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_distributor_id_order_id_fkey" FOREIGN KEY ("distributor_id", "order_id") REFERENCES "orders"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_distributor_id_variant_id_fkey" FOREIGN KEY ("distributor_id", "variant_id") REFERENCES "variant"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_line_entry" ADD CONSTRAINT "order_line_entry_distributor_id_order_line_id_fkey" FOREIGN KEY ("distributor_id", "order_line_id") REFERENCES "order_line"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_hold" ADD CONSTRAINT "order_hold_distributor_id_order_id_fkey" FOREIGN KEY ("distributor_id", "order_id") REFERENCES "orders"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_contact" ADD CONSTRAINT "order_contact_distributor_id_order_id_fkey" FOREIGN KEY ("distributor_id", "order_id") REFERENCES "orders"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "price_list" ADD CONSTRAINT "price_list_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "price_list_entry" ADD CONSTRAINT "price_list_entry_distributor_id_price_list_id_fkey" FOREIGN KEY ("distributor_id", "price_list_id") REFERENCES "price_list"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "price_list_entry" ADD CONSTRAINT "price_list_entry_distributor_id_variant_id_fkey" FOREIGN KEY ("distributor_id", "variant_id") REFERENCES "variant"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "purchase_order" ADD CONSTRAINT "purchase_order_distributor_id_order_id_fkey" FOREIGN KEY ("distributor_id", "order_id") REFERENCES "orders"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "purchase_order" ADD CONSTRAINT "purchase_order_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "purchase_order_line" ADD CONSTRAINT "purchase_order_line_distributor_id_purchase_order_id_fkey" FOREIGN KEY ("distributor_id", "purchase_order_id") REFERENCES "purchase_order"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "purchase_order_line" ADD CONSTRAINT "purchase_order_line_distributor_id_order_line_id_fkey" FOREIGN KEY ("distributor_id", "order_line_id") REFERENCES "order_line"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "supplier_event" ADD CONSTRAINT "supplier_event_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "route_plan" ADD CONSTRAINT "route_plan_distributor_id_order_id_fkey" FOREIGN KEY ("distributor_id", "order_id") REFERENCES "orders"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "shipment" ADD CONSTRAINT "shipment_distributor_id_order_id_fkey" FOREIGN KEY ("distributor_id", "order_id") REFERENCES "orders"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "shipment" ADD CONSTRAINT "shipment_distributor_id_purchase_order_id_fkey" FOREIGN KEY ("distributor_id", "purchase_order_id") REFERENCES "purchase_order"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "shipment_line" ADD CONSTRAINT "shipment_line_distributor_id_shipment_id_fkey" FOREIGN KEY ("distributor_id", "shipment_id") REFERENCES "shipment"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "shipment_line" ADD CONSTRAINT "shipment_line_distributor_id_order_line_id_fkey" FOREIGN KEY ("distributor_id", "order_line_id") REFERENCES "order_line"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_distributor_id_variant_id_fkey" FOREIGN KEY ("distributor_id", "variant_id") REFERENCES "variant"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_distributor_id_location_id_fkey" FOREIGN KEY ("distributor_id", "location_id") REFERENCES "supplier_location"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "reservation" ADD CONSTRAINT "reservation_distributor_id_variant_id_location_id_fkey" FOREIGN KEY ("distributor_id", "variant_id", "location_id") REFERENCES "stock_level"("distributor_id", "variant_id", "location_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "stock_source" ADD CONSTRAINT "stock_source_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "store" ADD CONSTRAINT "store_retailer_id_fkey" FOREIGN KEY ("retailer_id") REFERENCES "retailer"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "store_rate" ADD CONSTRAINT "store_rate_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "store"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "supplier" ADD CONSTRAINT "supplier_distributor_id_fkey" FOREIGN KEY ("distributor_id") REFERENCES "distributor"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "supplier_location" ADD CONSTRAINT "supplier_location_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "supply" ADD CONSTRAINT "supply_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "supply" ADD CONSTRAINT "supply_distributor_id_variant_id_fkey" FOREIGN KEY ("distributor_id", "variant_id") REFERENCES "variant"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

