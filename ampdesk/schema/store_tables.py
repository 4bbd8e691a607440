"""Store tables: what was decided or noted, and must survive the loss of the lake."""

from ampdesk.schema.table import Column, Layer, Table
from ampdesk.schema.words import boolean, day, decimal, instant, integer, json, string


def _store(name: str, grain: str, description: str, *columns: Column) -> Table:
    return Table(name, grain, description, Layer.STORE, columns)


SETTINGS = _store(
    "settings",
    "one row per setting that is not at its default",
    "The brand's settings",
    string("key", "Name of the setting", key=True, nullable=False),
    json("value", "Value as JSON", nullable=False),
    instant("changed_at", "UTC", nullable=False),
)
DEFINITIONS = _store(
    "definitions",
    "one row per saved definition",
    "The active version of each saved definition",
    string("kind", "segment, query, campaign, list …", key=True, nullable=False),
    string("name", "Name", key=True, nullable=False),
    integer("version", "Active version", nullable=False),
    boolean("is_deleted", "In the trash"),
    instant("changed_at", "UTC", nullable=False),
)
DEFINITION_VERSIONS = _store(
    "definition_versions",
    "one row per version of a definition",
    "Full history of definitions",
    string("kind", "Kind", key=True, nullable=False),
    string("name", "Name", key=True, nullable=False),
    integer("version", "From 1", key=True, nullable=False),
    json("body", "The definition", nullable=False),
    string("note", "What changed"),
    instant("saved_at", "UTC", nullable=False),
)
IMPORTS = _store(
    "imports",
    "one row per file and kind that was imported",
    "What came in, when, and how much of it",
    integer("import_id", "Rises with each import", key=True, nullable=False),
    string("batch_id", "Files of one command share it", nullable=False),
    string("file", "File name", nullable=False),
    string("member", "Member of an archive, or sheet"),
    string("sha256", "Checksum of the file"),
    integer("bytes", "Size of the file"),
    string("format", "Recognised format", nullable=False),
    string("kind", "What it holds", nullable=False),
    string("source", "Name of the source", nullable=False),
    string("level", "lines or orders, of order files"),
    json("mapping", "The mapping that was used"),
    json("custom_columns", "Custom columns by table: name, level and type"),
    integer("rows", "Records in the file", nullable=False),
    integer("loaded", "Records loaded", nullable=False),
    integer("rejected", "Records rejected", nullable=False),
    integer("skipped", "Records not wanted", nullable=False),
    string("rejects_file", "Where the rejected records are"),
    json("warnings", "What was noticed", nullable=False),
    json("tables", "Rows written by feed table", nullable=False),
    instant("newest_event", "Newest order, event or change in the file"),
    string("state", "live or undone", nullable=False),
    instant("imported_at", "UTC", nullable=False),
    instant("undone_at", "UTC"),
)
JOBS = _store(
    "jobs",
    "one row per job",
    "Journal of long work",
    string("job_id", "Id", key=True, nullable=False),
    string("kind", "Kind of work", nullable=False),
    json("work", "What was asked", nullable=False),
    string("state", "running, done, failed, cancelled, rolled back", nullable=False),
    integer("pid", "Process"),
    string("host", "Machine"),
    instant("started_at", "UTC", nullable=False),
    instant("ended_at", "UTC"),
    string("message", "Result or reason in words"),
    json("result", "Result"),
)
JOB_STEPS = _store(
    "job_steps",
    "one row per step of a job",
    "Journal rows written before and after each step",
    string("job_id", "Job", key=True, nullable=False),
    integer("position", "From 1", key=True, nullable=False),
    string("name", "Step", nullable=False),
    string("state", "running, done, failed", nullable=False),
    integer("done", "Units done"),
    integer("total", "Units in all"),
    instant("started_at", "UTC", nullable=False),
    instant("ended_at", "UTC"),
)
RECORD_IDS = _store(
    "record_ids",
    "one row per profile record ever seen",
    "Record to Amperity ID; kept for removed records, so that they get their id back",
    string("datasource", "Feed of the source", key=True, nullable=False),
    string("pk", "Key of the record", key=True, nullable=False),
    string("amperity_id", "UUID", nullable=False),
)
CHANGE_LOG_CLUSTERS = _store(
    "change_log_clusters",
    "one row per changed Amperity ID and run",
    "Unified_Changes_Clusters",
    string("amperity_id", "UUID", nullable=False),
    string("change_type", "added, deleted or updated", nullable=False),
    string("job_id", "Run", nullable=False),
    instant("timestamp", "UTC", nullable=False),
)
CHANGE_LOG_PKS = _store(
    "change_log_pks",
    "one row per record that changed its Amperity ID and run",
    "Unified_Changes_PKs",
    string("amperity_id", "UUID now"),
    string("amperity_id_prev", "UUID before"),
    string("datasource", "Feed of the source", nullable=False),
    string("pk", "Key of the record", nullable=False),
    string("change_type", "added, deleted or updated", nullable=False),
    string("job_id", "Run", nullable=False),
    instant("timestamp", "UTC", nullable=False),
)
LAKE_STATE = _store(
    "lake_state",
    "one row",
    "Generation of the lake and its manifest, raised in the commit that publishes",
    integer("id", "Always 1", key=True, nullable=False),
    integer("generation", "Rises with each publish", nullable=False),
    json("manifest", "What the lake must hold", nullable=False),
)
BACKUPS = _store(
    "backups",
    "one row per backup",
    "Backups and whether each was proven by a restore",
    string("path", "File", key=True, nullable=False),
    string("reason", "Why it was made", nullable=False),
    integer("bytes", "Size", nullable=False),
    boolean("verified", "Restored, checked and counted"),
    instant("made_at", "UTC", nullable=False),
)
MAPPINGS = _store(
    "mappings",
    "one row per remembered header set",
    "Mappings that are recognised next time",
    string("signature", "Hash of the normalised headers", key=True, nullable=False),
    string("source", "Source", nullable=False),
    json("mapping", "Mapping file", nullable=False),
    instant("used_at", "UTC", nullable=False),
)
ORDER_ID_CLAIMS = _store(
    "order_id_claims",
    "one row per order id that two sources use",
    "Which source keeps the bare id; the others carry their source in front, for good",
    string("order_id", "Id as filed", key=True, nullable=False),
    string("source", "Source that keeps it", nullable=False),
)
ID_LISTS = _store(
    "id_lists",
    "one row per list and id",
    "Lists of ids, such as do-not-mail",
    string("list", "Name of the list", key=True, nullable=False),
    string("amperity_id", "UUID, or the key as given", key=True, nullable=False),
)
ACTIVITY = _store(
    "activity",
    "one row per thing a person did",
    "What was done with the brand, for people to read",
    integer("id", "Rises", key=True, nullable=False),
    instant("at", "UTC", nullable=False),
    string("what", "Verb: imported, built, exported", nullable=False),
    string("subject", "On what"),
    integer("rows", "Rows concerned"),
    json("detail", "Further facts"),
)
CUSTOMER_360 = _store(
    "customer_360",
    "one row per customer",
    "Headline columns of Customer_360, copied at the end of each build for any SQLite tool",
    string("amperity_id", "UUID", key=True, nullable=False),
    string("given_name", "First name", pii=True),
    string("surname", "Last name", pii=True),
    string("full_name", "Full name", pii=True),
    string("email", "E-mail address", pii=True),
    string("phone", "Phone", pii=True),
    string("address", "Street", pii=True),
    string("address2", "Second line", pii=True),
    string("city", "City", pii=True),
    string("state", "State", pii=True),
    string("postal", "Postal code", pii=True),
    string("country", "Country", pii=True),
    day("birthdate", "Date of birth", pii=True),
    string("gender", "Gender", pii=True),
    integer("orders", "Orders in all"),
    decimal("revenue", "Revenue in all"),
    decimal("revenue_12m", "Revenue of the last 12 months"),
    instant("first_order", "First order"),
    instant("latest_order", "Latest order"),
    integer("recency", "RFM recency, 1 to 10"),
    integer("frequency", "RFM frequency, 1 to 10"),
    integer("monetary", "RFM monetary, 1 to 10"),
    integer("rfm_score", "The three in a row"),
    string("lifecycle_status", "New, Active, Lapsed, Dormant, Prospect"),
    boolean("contactable_email", "May be reached by e-mail"),
    boolean("contactable_phone", "May be reached by phone"),
    boolean("contactable_address", "Has a full postal address"),
)
ERASURES = _store(
    "erasures",
    "one row per deletion request that was carried out",
    "That somebody was erased, when and by whom; nothing in it says who it was",
    string("erasure_id", "Id", key=True, nullable=False),
    string("state", "erasing or done", nullable=False),
    string("asked_by", "Account of the machine that confirmed it", nullable=False),
    string("person_hash", "Salted hash of the person's e-mail address, else of a key"),
    instant("asked_at", "UTC", nullable=False),
    instant("erased_at", "UTC"),
    json("counts", "Rows removed and rows kept without personal data, by place", nullable=False),
    json("proof", "What was searched afterwards, and what was found"),
)
ERASED_KEYS = _store(
    "erased_keys",
    "one row per key of an erased person",
    "Salted hashes that keep a later import from bringing an erased person back",
    string("kind", "email, phone, pk, fk or loyalty", key=True, nullable=False),
    string("hash", "SHA-256 of the brand's salt, the kind and the value", key=True, nullable=False),
    string("erasure_id", "The erasure", nullable=False),
)
ERASED_RECORDS = _store(
    "erased_records",
    "one row per record of an erased person",
    "Records that a deletion request concerned, under keys that lead to nobody",
    string("erasure_id", "The erasure", key=True, nullable=False),
    string("datasource", "Feed of the source", key=True, nullable=False),
    string("pk", "Key that the record has since", key=True, nullable=False),
    string("columns", "Columns that were emptied, comma separated; NULL: the record is removed"),
)
CUSTOMER_NOTES = _store(
    "customer_notes",
    "one row per note or tag on a customer",
    "Notes and tags of the user's own",
    integer("note_id", "Rises", key=True, nullable=False),
    string("amperity_id", "UUID at the time; later ids by the change log", nullable=False),
    string("kind", "note or tag", nullable=False),
    string("text", "What was written", nullable=False, pii=True),
    instant("written_at", "UTC", nullable=False),
    instant("changed_at", "UTC"),
)

STORE_TABLES = (
    SETTINGS, DEFINITIONS, DEFINITION_VERSIONS, IMPORTS, JOBS, JOB_STEPS, RECORD_IDS,
    CHANGE_LOG_CLUSTERS, CHANGE_LOG_PKS, LAKE_STATE, BACKUPS, MAPPINGS, ORDER_ID_CLAIMS,
    ID_LISTS, ACTIVITY, CUSTOMER_360, ERASURES, ERASED_KEYS, ERASED_RECORDS, CUSTOMER_NOTES,
)  # fmt: skip
