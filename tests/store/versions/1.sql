-- A brand file of format 1, with a little in it.
PRAGMA application_id = 1097691204;
PRAGMA user_version = 1;
CREATE TABLE IF NOT EXISTS "settings" (
  "key" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "changed_at" TEXT NOT NULL,
  PRIMARY KEY ("key")
);
CREATE TABLE IF NOT EXISTS "definitions" (
  "kind" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "is_deleted" INTEGER,
  "changed_at" TEXT NOT NULL,
  PRIMARY KEY ("kind", "name")
);
CREATE TABLE IF NOT EXISTS "definition_versions" (
  "kind" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "body" TEXT NOT NULL,
  "note" TEXT,
  "saved_at" TEXT NOT NULL,
  PRIMARY KEY ("kind", "name", "version")
);
CREATE TABLE IF NOT EXISTS "imports" (
  "import_id" INTEGER NOT NULL,
  "batch_id" TEXT NOT NULL,
  "file" TEXT NOT NULL,
  "member" TEXT,
  "sha256" TEXT,
  "bytes" INTEGER,
  "format" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "level" TEXT,
  "mapping" TEXT,
  "custom_columns" TEXT,
  "rows" INTEGER NOT NULL,
  "loaded" INTEGER NOT NULL,
  "rejected" INTEGER NOT NULL,
  "skipped" INTEGER NOT NULL,
  "rejects_file" TEXT,
  "warnings" TEXT NOT NULL,
  "tables" TEXT NOT NULL,
  "newest_event" TEXT,
  "state" TEXT NOT NULL,
  "imported_at" TEXT NOT NULL,
  "undone_at" TEXT,
  PRIMARY KEY ("import_id")
);
CREATE TABLE IF NOT EXISTS "jobs" (
  "job_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "work" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "pid" INTEGER,
  "host" TEXT,
  "started_at" TEXT NOT NULL,
  "ended_at" TEXT,
  "message" TEXT,
  "result" TEXT,
  PRIMARY KEY ("job_id")
);
CREATE TABLE IF NOT EXISTS "job_steps" (
  "job_id" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "done" INTEGER,
  "total" INTEGER,
  "started_at" TEXT NOT NULL,
  "ended_at" TEXT,
  PRIMARY KEY ("job_id", "position")
);
CREATE TABLE IF NOT EXISTS "record_ids" (
  "datasource" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "amperity_id" TEXT NOT NULL,
  PRIMARY KEY ("datasource", "pk")
);
CREATE TABLE IF NOT EXISTS "change_log_clusters" (
  "amperity_id" TEXT NOT NULL,
  "change_type" TEXT NOT NULL,
  "job_id" TEXT NOT NULL,
  "timestamp" TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS "change_log_pks" (
  "amperity_id" TEXT,
  "amperity_id_prev" TEXT,
  "datasource" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "change_type" TEXT NOT NULL,
  "job_id" TEXT NOT NULL,
  "timestamp" TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS "lake_state" (
  "id" INTEGER NOT NULL,
  "generation" INTEGER NOT NULL,
  "manifest" TEXT NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE IF NOT EXISTS "backups" (
  "path" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "bytes" INTEGER NOT NULL,
  "verified" INTEGER,
  "made_at" TEXT NOT NULL,
  PRIMARY KEY ("path")
);
CREATE TABLE IF NOT EXISTS "mappings" (
  "signature" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "mapping" TEXT NOT NULL,
  "used_at" TEXT NOT NULL,
  PRIMARY KEY ("signature")
);
CREATE TABLE IF NOT EXISTS "order_id_claims" (
  "order_id" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  PRIMARY KEY ("order_id")
);
CREATE TABLE IF NOT EXISTS "id_lists" (
  "list" TEXT NOT NULL,
  "amperity_id" TEXT NOT NULL,
  PRIMARY KEY ("list", "amperity_id")
);
CREATE TABLE IF NOT EXISTS "activity" (
  "id" INTEGER NOT NULL,
  "at" TEXT NOT NULL,
  "what" TEXT NOT NULL,
  "subject" TEXT,
  "rows" INTEGER,
  "detail" TEXT,
  PRIMARY KEY ("id")
);
CREATE TABLE IF NOT EXISTS "customer_360" (
  "amperity_id" TEXT NOT NULL,
  "given_name" TEXT,
  "surname" TEXT,
  "full_name" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "address" TEXT,
  "address2" TEXT,
  "city" TEXT,
  "state" TEXT,
  "postal" TEXT,
  "country" TEXT,
  "birthdate" TEXT,
  "gender" TEXT,
  "orders" INTEGER,
  "revenue" REAL,
  "revenue_12m" REAL,
  "first_order" TEXT,
  "latest_order" TEXT,
  "recency" INTEGER,
  "frequency" INTEGER,
  "monetary" INTEGER,
  "rfm_score" INTEGER,
  "lifecycle_status" TEXT,
  "contactable_email" INTEGER,
  "contactable_phone" INTEGER,
  "contactable_address" INTEGER,
  PRIMARY KEY ("amperity_id")
);
CREATE TABLE IF NOT EXISTS "erasures" (
  "erasure_id" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "asked_by" TEXT NOT NULL,
  "person_hash" TEXT,
  "asked_at" TEXT NOT NULL,
  "erased_at" TEXT,
  "counts" TEXT NOT NULL,
  "proof" TEXT,
  PRIMARY KEY ("erasure_id")
);
CREATE TABLE IF NOT EXISTS "erased_keys" (
  "kind" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "erasure_id" TEXT NOT NULL,
  PRIMARY KEY ("kind", "hash")
);
CREATE TABLE IF NOT EXISTS "erased_records" (
  "erasure_id" TEXT NOT NULL,
  "datasource" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "columns" TEXT,
  PRIMARY KEY ("erasure_id", "datasource", "pk")
);
CREATE TABLE IF NOT EXISTS "customer_notes" (
  "note_id" INTEGER NOT NULL,
  "amperity_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "written_at" TEXT NOT NULL,
  "changed_at" TEXT,
  PRIMARY KEY ("note_id")
);
CREATE TABLE IF NOT EXISTS "source_profiles" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "datasource" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "ck" TEXT,
  "foreign_keys" TEXT,
  "given_name" TEXT,
  "surname" TEXT,
  "full_name" TEXT,
  "title" TEXT,
  "generational_suffix" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "phone_raw" TEXT,
  "more_contacts" TEXT,
  "address" TEXT,
  "address2" TEXT,
  "city" TEXT,
  "state" TEXT,
  "postal" TEXT,
  "country" TEXT,
  "birthdate" TEXT,
  "gender" TEXT,
  "company" TEXT,
  "loyalty_id" TEXT,
  "create_dt" TEXT,
  "update_dt" TEXT,
  "do_not_mail" INTEGER,
  "custom" TEXT
);
CREATE TABLE IF NOT EXISTS "source_lines" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "level" TEXT,
  "is_void" INTEGER,
  "order_id" TEXT NOT NULL,
  "product_id" TEXT,
  "order_datetime" TEXT,
  "item_quantity" INTEGER,
  "item_revenue" REAL,
  "item_cost" REAL,
  "item_profit" REAL,
  "item_list_price" REAL,
  "item_subtotal" REAL,
  "item_discount_amount" REAL,
  "item_tax_amount" REAL,
  "order_discount_amount" REAL,
  "is_return" INTEGER,
  "is_cancellation" INTEGER,
  "currency" TEXT,
  "payment_method" TEXT,
  "purchase_brand" TEXT,
  "purchase_channel" TEXT,
  "digital_channel" TEXT,
  "store_id" TEXT,
  "customer_id" TEXT,
  "fk_namespace" TEXT,
  "fk_value" TEXT,
  "product_name" TEXT,
  "product_category" TEXT,
  "product_subcategory" TEXT,
  "product_brand" TEXT,
  "product_sku" TEXT,
  "product_upc" TEXT,
  "product_msrp" REAL,
  "order_status" TEXT,
  "order_shipping_amount" REAL,
  "order_tax_amount" REAL,
  "order_tip_amount" REAL,
  "order_fee_amount" REAL,
  "gift_card_amount" REAL,
  "order_total" REAL,
  "order_profit" REAL,
  "return_date_estimated" INTEGER,
  "unlinked_return" INTEGER,
  "custom" TEXT
);
CREATE TABLE IF NOT EXISTS "source_products" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "datasource" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "product_id" TEXT NOT NULL,
  "product_name" TEXT,
  "product_category" TEXT,
  "product_subcategory" TEXT,
  "product_brand" TEXT,
  "product_sku" TEXT,
  "product_upc" TEXT,
  "product_msrp" REAL,
  "product_description" TEXT,
  "product_class" TEXT,
  "product_subclass" TEXT,
  "product_department" TEXT,
  "product_subdepartment" TEXT,
  "product_division" TEXT,
  "product_collection" TEXT,
  "product_group" TEXT,
  "product_type" TEXT,
  "product_style" TEXT,
  "product_season" TEXT,
  "product_silhouette" TEXT,
  "product_size" TEXT,
  "product_color" TEXT,
  "product_fabric" TEXT,
  "product_material" TEXT,
  "product_gender" TEXT,
  "product_brand_id" TEXT,
  "product_category_id" TEXT,
  "product_class_id" TEXT,
  "product_collection_id" TEXT,
  "product_color_id" TEXT,
  "product_department_id" TEXT,
  "product_division_id" TEXT,
  "product_fabric_id" TEXT,
  "product_material_id" TEXT,
  "product_season_id" TEXT,
  "product_size_id" TEXT,
  "product_subcategory_id" TEXT,
  "product_subclass_id" TEXT,
  "product_subdepartment_id" TEXT,
  "product_cost" REAL,
  "is_gift_card" INTEGER,
  "custom" TEXT
);
CREATE TABLE IF NOT EXISTS "source_consents" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "channel" TEXT NOT NULL,
  "contact" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "stated_at" TEXT,
  "reason" TEXT,
  "brand" TEXT,
  "region" TEXT,
  "program" TEXT,
  "frequency" TEXT,
  "language_preference" TEXT
);
CREATE TABLE IF NOT EXISTS "source_email_events" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "datasource" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "brand" TEXT,
  "email" TEXT,
  "event_datetime" TEXT,
  "event_type" TEXT,
  "region" TEXT,
  "send_id" TEXT,
  "campaign_id" TEXT,
  "campaign_name" TEXT,
  "treatment_id" TEXT,
  "treatment_name" TEXT,
  "event_count" INTEGER
);
CREATE TABLE IF NOT EXISTS "source_loyalty" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "loyalty_id" TEXT NOT NULL,
  "email" TEXT,
  "birthdate" TEXT,
  "is_opted_in" INTEGER,
  "latest_opted_in_datetime" TEXT,
  "latest_opt_out_datetime" TEXT,
  "latest_update_datetime" TEXT,
  "current_balance" REAL,
  "lifetime_balance" REAL,
  "current_balance_expiration_datetime" TEXT,
  "current_tier" TEXT,
  "next_tier" TEXT,
  "current_tier_start_datetime" TEXT,
  "current_tier_expiration_datetime" TEXT,
  "spend_to_keep_tier" REAL,
  "spend_to_next_tier" REAL,
  "sign_up_channel" TEXT,
  "sign_up_method" TEXT,
  "custom" TEXT
);
CREATE TABLE IF NOT EXISTS "source_loyalty_events" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "loyalty_id" TEXT NOT NULL,
  "event_datetime" TEXT,
  "event_type" TEXT,
  "event_description" TEXT,
  "accrual_amount" REAL,
  "accrual_datetime" TEXT,
  "redemption_amount" REAL,
  "redemption_datetime" TEXT,
  "award_id" TEXT,
  "current_point_balance" REAL,
  "previous_point_balance" REAL,
  "current_tier" TEXT,
  "previous_tier" TEXT,
  "tier_start_datetime" TEXT,
  "tier_end_datetime" TEXT,
  "expiration_datetime" TEXT,
  "order_id" TEXT,
  "order_datetime" TEXT,
  "reservation_id" TEXT,
  "reservation_datetime" TEXT,
  "email" TEXT,
  "custom" TEXT
);
CREATE TABLE IF NOT EXISTS "source_fiscal_calendar" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "calendar_date" TEXT NOT NULL,
  "day_of_week" TEXT,
  "fiscal_week_number" INTEGER,
  "fiscal_week_start" TEXT,
  "fiscal_week_end" TEXT,
  "fiscal_month" INTEGER,
  "fiscal_quarter" INTEGER,
  "fiscal_year" INTEGER,
  "holiday_sale_name" TEXT
);
CREATE TABLE IF NOT EXISTS "source_recipients" (
  "import_id" INTEGER NOT NULL,
  "row_number" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "database_id" TEXT,
  "database_name" TEXT,
  "dataset_id" TEXT,
  "dataset_name" TEXT,
  "campaign_id" TEXT,
  "campaign_name" TEXT NOT NULL,
  "campaign_type" TEXT,
  "workflow_id" TEXT,
  "delivery_id" TEXT,
  "delivery_datetime" TEXT,
  "launch_datetime" TEXT,
  "audience_id" TEXT,
  "audience_name" TEXT,
  "audience_segment_id" TEXT,
  "audience_segment_name" TEXT,
  "sub_audience_id" TEXT,
  "sub_audience_name" TEXT,
  "treatment_id" TEXT,
  "treatment_name" TEXT,
  "is_control" INTEGER,
  "destination_id" TEXT,
  "destination_name" TEXT,
  "amperity_id" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "fk_namespace" TEXT,
  "fk_value" TEXT,
  "custom" TEXT
);
CREATE VIRTUAL TABLE IF NOT EXISTS customer_360_fts USING fts5(
        given_name, surname, full_name, email, phone, postal, city, amperity_id,
        content='customer_360', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
INSERT INTO lake_state (id, generation, manifest) VALUES (1, 3, '{}');
INSERT INTO settings (key, value, changed_at) VALUES ('brand.namespace', '"6d1d3f5e-0b0f-5c6e-9a53-0f6f4e1b7c11"', '2026-06-01 10:00:00'), ('early_repeat_days', '60', '2026-06-01 10:00:00');
INSERT INTO definitions (kind, name, version, is_deleted, changed_at) VALUES ('segment', 'VIP', 2, 0, '2026-06-01 10:00:00');
INSERT INTO definition_versions (kind, name, version, body, note, saved_at) VALUES ('segment', 'VIP', 1, '{"a":1}', '', '2026-06-01 09:00:00'), ('segment', 'VIP', 2, '{"a":2}', '', '2026-06-01 10:00:00');
INSERT INTO record_ids (datasource, pk, amperity_id) VALUES ('shopify', '7001', '0b8c3f5e-0b0f-5c6e-9a53-0f6f4e1b7c11');
INSERT INTO source_profiles (import_id, row_number, source, datasource, pk) VALUES (1, 1, 'shopify', 'shopify', '7001');
