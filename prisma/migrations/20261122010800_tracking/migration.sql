-- How far parcels are: scans, and the status that follows from them.
ALTER TABLE "shipment" ADD COLUMN     "expected_at" TIMESTAMPTZ(3),
ADD COLUMN     "quiet_until" TIMESTAMPTZ(3),
ADD COLUMN     "status_at" TIMESTAMPTZ(3);

ALTER TABLE "supplier" ADD COLUMN     "passes_scans" BOOLEAN NOT NULL DEFAULT false;

-- Until now every parcel was written as 'shipped'; nothing was known of its way.
UPDATE "shipment" SET "status" = 'announced';

ALTER TABLE "shipment" ADD CONSTRAINT "shipment_status_is_known" CHECK ("status" IN
  ('announced', 'in-transit', 'out-for-delivery', 'attempted', 'ready-for-pickup', 'delivered', 'returned', 'lost'));

CREATE TABLE "tracking_event" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purchase_order_id" UUID NOT NULL,
    "supplier_shipment_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "place" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "told_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tracking_event_pkey" PRIMARY KEY ("distributor_id","id"),
    CONSTRAINT "tracking_event_kind_is_known" CHECK ("kind" IN ('label-created', 'picked-up', 'in-transit', 'delayed',
      'out-for-delivery', 'attempted', 'ready-for-pickup', 'delivered', 'returned', 'lost'))
);

CREATE UNIQUE INDEX "tracking_event_distributor_id_purchase_order_id_supplier_sh_key" ON "tracking_event"("distributor_id", "purchase_order_id", "supplier_shipment_key", "kind", "occurred_at");
CREATE INDEX "shipment_distributor_id_tracking_number_idx" ON "shipment"("distributor_id", "tracking_number");
-- What is under way, for the watch over late and lost parcels.
CREATE INDEX "shipment_under_way" ON "shipment"("shipped_at") WHERE "status" NOT IN ('delivered', 'returned', 'lost');

ALTER TABLE "tracking_event" ADD CONSTRAINT "tracking_event_distributor_id_purchase_order_id_fkey" FOREIGN KEY ("distributor_id", "purchase_order_id") REFERENCES "purchase_order"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
