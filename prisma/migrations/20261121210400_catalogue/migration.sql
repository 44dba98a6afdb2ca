-- The catalogue in full: customs and sizes, what is searched, versions, documents, edits of many products at once, and
-- the articles of suppliers that wait for their variant.

ALTER TABLE "product" ADD COLUMN     "attributes" JSONB NOT NULL DEFAULT '{}';

ALTER TABLE "variant" ADD COLUMN     "height_mm" INTEGER,
ADD COLUMN     "hs_code" TEXT,
ADD COLUMN     "length_mm" INTEGER,
ADD COLUMN     "origin_country" TEXT,
ADD COLUMN     "unit_cost_minor" BIGINT,
ADD COLUMN     "width_mm" INTEGER;

CREATE TABLE "product_search" (
    "distributor_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "product_type" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "tags" TEXT[],
    "from_minor" BIGINT,
    "to_minor" BIGINT,
    "in_stock" BOOLEAN NOT NULL DEFAULT false,
    "supplier_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "words" tsvector NOT NULL,

    CONSTRAINT "product_search_pkey" PRIMARY KEY ("distributor_id","product_id")
);

CREATE TABLE "search_cursor" (
    "name" TEXT NOT NULL,
    "snapshot" pg_snapshot NOT NULL,

    CONSTRAINT "search_cursor_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "product_version" (
    "distributor_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "cause" TEXT NOT NULL,
    "reference" UUID,
    "changes" JSONB NOT NULL,

    CONSTRAINT "product_version_pkey" PRIMARY KEY ("distributor_id","product_id","version")
);

CREATE TABLE "product_document" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "blob_sha256" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "expires_on" DATE,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "added_by" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_document_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "mass_edit" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "edit" JSONB NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "stop_requested" BOOLEAN NOT NULL DEFAULT false,
    "started_by" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "mass_edit_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE TABLE "mass_edit_item" (
    "distributor_id" UUID NOT NULL,
    "edit_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'waiting',

    CONSTRAINT "mass_edit_item_pkey" PRIMARY KEY ("distributor_id","edit_id","product_id")
);

CREATE TABLE "supplier_item" (
    "distributor_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "supplier_sku" TEXT NOT NULL,
    "title" TEXT,
    "brand" TEXT,
    "gtin" TEXT,
    "mpn" TEXT,
    "cost_minor" BIGINT,
    "currency" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "variant_id" UUID,
    "matched_by" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "supplier_item_pkey" PRIMARY KEY ("distributor_id","id")
);

CREATE INDEX "product_search_distributor_id_title_product_id_idx" ON "product_search"("distributor_id", "title", "product_id");

CREATE INDEX "product_version_distributor_id_reference_product_id_idx" ON "product_version"("distributor_id", "reference", "product_id");

CREATE INDEX "product_document_distributor_id_product_id_idx" ON "product_document"("distributor_id", "product_id");

CREATE INDEX "mass_edit_distributor_id_started_at_idx" ON "mass_edit"("distributor_id", "started_at");

CREATE INDEX "supplier_item_distributor_id_status_last_seen_at_id_idx" ON "supplier_item"("distributor_id", "status", "last_seen_at", "id");

CREATE UNIQUE INDEX "supplier_item_distributor_id_supplier_id_supplier_sku_key" ON "supplier_item"("distributor_id", "supplier_id", "supplier_sku");

CREATE INDEX "product_distributor_id_title_id_idx" ON "product"("distributor_id", "title", "id");

CREATE INDEX "variant_distributor_id_gtin_idx" ON "variant"("distributor_id", "gtin");

ALTER TABLE "product_search" ADD CONSTRAINT "product_search_distributor_id_product_id_fkey" FOREIGN KEY ("distributor_id", "product_id") REFERENCES "product"("distributor_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE "product_version" ADD CONSTRAINT "product_version_distributor_id_product_id_fkey" FOREIGN KEY ("distributor_id", "product_id") REFERENCES "product"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "product_document" ADD CONSTRAINT "product_document_distributor_id_product_id_fkey" FOREIGN KEY ("distributor_id", "product_id") REFERENCES "product"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "mass_edit_item" ADD CONSTRAINT "mass_edit_item_distributor_id_edit_id_fkey" FOREIGN KEY ("distributor_id", "edit_id") REFERENCES "mass_edit"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "mass_edit_item" ADD CONSTRAINT "mass_edit_item_distributor_id_product_id_fkey" FOREIGN KEY ("distributor_id", "product_id") REFERENCES "product"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "supplier_item" ADD CONSTRAINT "supplier_item_distributor_id_supplier_id_fkey" FOREIGN KEY ("distributor_id", "supplier_id") REFERENCES "supplier"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "supplier_item" ADD CONSTRAINT "supplier_item_distributor_id_variant_id_fkey" FOREIGN KEY ("distributor_id", "variant_id") REFERENCES "variant"("distributor_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- ── What a field may say ─────────────────────────────────────────────────────────────────────────────────
alter table variant
  add constraint variant_sizes check (length_mm > 0 and width_mm > 0 and height_mm > 0),
  add constraint variant_origin check (origin_country ~ '^[A-Z]{2}$'),
  add constraint variant_hs_code check (hs_code ~ '^[0-9]{6,13}$'),
  add constraint variant_unit_cost check (unit_cost_minor >= 0);
alter table product_document
  add constraint product_document_kind check (kind in ('declaration-of-conformity', 'safety-data-sheet', 'certificate',
    'test-report', 'manual', 'other'));
alter table product_version
  add constraint product_version_cause check (cause in ('import', 'edit', 'restore', 'undo'));
create trigger product_version_append_only before update or delete on product_version
  for each row execute function refuse_change();
alter table mass_edit
  add constraint mass_edit_status check (status in ('waiting', 'running', 'finished', 'stopped', 'undoing', 'undone'));
alter table mass_edit_item
  add constraint mass_edit_item_outcome check (outcome in ('waiting', 'changed', 'unchanged', 'undone', 'kept'));
-- The next items of a run that goes on: shrinks to nothing as it gets done.
create index mass_edit_item_waiting on mass_edit_item (distributor_id, edit_id, product_id) where outcome = 'waiting';

-- ── Matching ─────────────────────────────────────────────────────────────────────────────────────────────
alter table supplier_item
  add constraint supplier_item_status check (status in ('open', 'matched', 'rejected')),
  add constraint supplier_item_matched check ((status = 'matched') = (variant_id is not null)),
  add constraint supplier_item_matched_by check (matched_by in ('gtin', 'mpn', 'person', 'new'));
-- A supplier's article is one variant, and a variant is one article of a supplier: never two silently.
create unique index supplier_item_one_each on supplier_item (distributor_id, supplier_id, variant_id) where status = 'matched';
create index variant_maker_number on variant (distributor_id, lower(mpn) collate "C") where mpn is not null;

-- ── Search ───────────────────────────────────────────────────────────────────────────────────────────────
-- Codes are found by their beginning, in a range of a B-tree that stops at the limit; as words they would fill the
-- text index with a lexeme for each variant.
create index variant_sku_start on variant (distributor_id, lower(sku) collate "C") where sku is not null;
-- The tenant stands in the text index too, so that a word costs what the tenant's own catalogue costs.
create extension if not exists btree_gin;
create index product_search_words on product_search using gin (distributor_id, words, supplier_ids);
alter table product_search set (fillfactor = 85); -- room for HOT updates: no index holds whether it is in stock

-- Lower-case words of a text, without the parser's ideas of hyphens, numbers and addresses: the query is cut up by
-- the same rule (app/modules/catalog/product-query.ts).
-- Plain expressions, so that they are planned into the statement that uses them: 8 times as fast as a subquery a row.
create function words_of(p_text text) returns text[] language sql immutable parallel safe as $$
  select array_remove(regexp_split_to_array(lower(
    -- A lexeme holds 2,046 bytes; no word is that long, but a file may say anything.
    case when octet_length(p_text) > 2000 then regexp_replace(p_text, '([[:alnum:]]{100})[[:alnum:]]+', '\1', 'g') else p_text end
  ), '[^[:alnum:]]+'), '')
$$;

-- Facet values are lexemes of their own ("s:" status, "v:" vendor, "t:" type, "g:" tag, "c:" category and each above
-- it), so that one index answers text and facets together, however rare the combination.
create function facet_words(p_status text, p_vendor text, p_type text, p_category text[], p_tags text[]) returns text[]
language sql immutable parallel safe as $$
  select array['s:' || p_status, 'v:' || left(p_vendor, 400), 't:' || left(p_type, 400),
      'c:' || left(array_to_string(p_category[1:1], ' > '), 400), 'c:' || left(array_to_string(p_category[1:2], ' > '), 400),
      'c:' || left(array_to_string(p_category[1:3], ' > '), 400), 'c:' || left(array_to_string(p_category[1:4], ' > '), 400),
      'c:' || left(array_to_string(p_category[1:5], ' > '), 400), 'c:' || left(array_to_string(p_category[1:6], ' > '), 400),
      'c:' || left(array_to_string(p_category[1:7], ' > '), 400), 'c:' || left(array_to_string(p_category, ' > '), 400)]
    || string_to_array('g:' || array_to_string(p_tags, chr(1) || 'g:'), chr(1))
$$;

-- Writes what is searched of these products anew; rows that are already so stay untouched.
create function refresh_product_search(p_distributor uuid, p_products uuid[]) returns void language sql as $$
  insert into product_search (distributor_id, product_id, title, status, vendor, product_type, category, tags, from_minor, to_minor, words)
  select p.distributor_id, p.id, p.title, p.status, p.vendor, p.product_type, coalesce(p.category, ''), p.tags,
    v.from_minor, v.to_minor,
    array_to_tsvector(words_of(concat_ws(' ', p.title, p.vendor, p.product_type, p.category, array_to_string(p.tags, ' '), v.options))
      || facet_words(p.status, p.vendor, p.product_type, coalesce(string_to_array(p.category, ' > '), '{}'), p.tags))
  from product p
  cross join lateral (
    select min(list_price_minor) filter (where active) as from_minor, max(list_price_minor) filter (where active) as to_minor,
      string_agg(distinct array_to_string(option_values, ' '), ' ') as options
    from variant v where v.distributor_id = p.distributor_id and v.product_id = p.id
  ) v
  where p.distributor_id = p_distributor and p.id = any(p_products)
  order by p.id
  on conflict (distributor_id, product_id) do update set title = excluded.title, status = excluded.status,
    vendor = excluded.vendor, product_type = excluded.product_type, category = excluded.category, tags = excluded.tags,
    from_minor = excluded.from_minor, to_minor = excluded.to_minor, words = excluded.words
  where (product_search.title, product_search.status, product_search.vendor, product_search.product_type, product_search.category,
      product_search.tags, product_search.from_minor, product_search.to_minor, product_search.words)
    is distinct from (excluded.title, excluded.status, excluded.vendor, excluded.product_type, excluded.category,
      excluded.tags, excluded.from_minor, excluded.to_minor, excluded.words)
$$;
-- Who supplies the products of these variants and whether any unit is free; answers how many products differed.
create function refresh_search_supply(p_distributor uuid, p_variants uuid[]) returns integer language plpgsql as $$
declare
  v_differed integer;
begin
  with product as (
    select distinct product_id from variant where distributor_id = p_distributor and id = any(p_variants)
  ), present as (
    select p.product_id, y.ids, exists (select from variant v
        join stock_level l on l.distributor_id = v.distributor_id and l.variant_id = v.id and l.on_hand > l.reserved
        where v.distributor_id = p_distributor and v.product_id = p.product_id and v.active) as in_stock
    from product p
    cross join lateral (
      select coalesce(array_agg(distinct y.supplier_id), '{}') as ids from variant v
      join supply y on y.distributor_id = v.distributor_id and y.variant_id = v.id and y.active
      where v.distributor_id = p_distributor and v.product_id = p.product_id
    ) y
  ), differing as (
    -- Locked in one order, so that two of these never wait for each other.
    select s.product_id, n.ids, n.in_stock from present n
    join product_search s on s.distributor_id = p_distributor and s.product_id = n.product_id
    where (s.in_stock, s.supplier_ids) is distinct from (n.in_stock, n.ids)
    order by s.product_id for update of s
  )
  update product_search s set in_stock = d.in_stock, supplier_ids = d.ids from differing d
  where s.distributor_id = p_distributor and s.product_id = d.product_id;
  get diagnostics v_differed = row_count;
  return v_differed;
end $$;
-- What is in the catalogue already; in pieces, for which both functions are planned.
do $$
declare
  v_piece record;
begin
  for v_piece in
    select distributor_id, array_agg(id) as products from (
      select distributor_id, id, row_number() over (partition by distributor_id order by id) / 500 as piece from product
    ) p group by distributor_id, piece
  loop
    perform refresh_product_search(v_piece.distributor_id, v_piece.products);
    perform refresh_search_supply(v_piece.distributor_id, array(select id from variant v
      where v.distributor_id = v_piece.distributor_id and v.product_id = any(v_piece.products)));
  end loop;
end $$;
