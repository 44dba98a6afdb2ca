-- One open exception for each matter; settled ones may repeat.
CREATE UNIQUE INDEX "exception_case_open_matter" ON "exception_case" ("dedupe_key") WHERE "resolved_at" IS NULL;

-- A seat belongs to exactly one account.
ALTER TABLE "membership" ADD CONSTRAINT "membership_one_account"
  CHECK (("distributor_id" IS NULL) <> ("retailer_id" IS NULL));

-- Finding products by a part of their title, in any language.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "product_title_trigram" ON "product" USING gin ("title" gin_trgm_ops);

-- Acts are never changed or taken back.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
