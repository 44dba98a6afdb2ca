-- One worker at a time shows the scans of a parcel in its store.
ALTER TABLE "shipment" ADD COLUMN "scans_claimed_until" TIMESTAMPTZ(3);
