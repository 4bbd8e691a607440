"""Tables of identity resolution (stitch.md 8.3, 8.6, 8.7)."""

from ampdesk.schema.customer import amperity_id, derived
from ampdesk.schema.table import Column
from ampdesk.schema.words import boolean, floating, instant, integer, string

_KEY = (
    string("datasource", "Feed of the source", key=True, nullable=False),
    string("pk", "Key of the record within its datasource", key=True, nullable=False),
)


def _pair(side: int) -> tuple[Column, Column]:
    return (
        string(f"source{side}", f"Datasource of record {side}", key=True, nullable=False),
        string(f"pk{side}", f"Key of record {side}", key=True, nullable=False),
    )


UNIFIED_PREPROCESSED_RAW = derived(
    "Unified_Preprocessed_Raw",
    "rep_ds + rep_pk",
    "Cleaned values of each trivial-duplicate group, bad values removed; what matching compares",
    string("rep_ds", "Datasource of the representative", key=True, nullable=False),
    string("rep_pk", "Key of the representative", key=True, nullable=False),
    string("given_name", "Upper case", pii=True),
    string("surname", "Upper case", pii=True),
    string("full_name", "Upper case", pii=True),
    string("generational_suffix", "Upper case", pii=True),
    string("email", "Upper case, plus-tag removed", pii=True),
    string("phone", "Last ten digits", pii=True),
    string("address", "Expanded words, upper case", pii=True),
    string("po_box", "Number of the PO box", pii=True),
    string("city", "Upper case", pii=True),
    string("state", "Two letters in the US", pii=True),
    string("postal", "Upper case", pii=True),
    string("birthdate", "ISO date", pii=True),
    integer("component_id", "Connected set; not stable"),
    string("supersized_id", "Name of an oversized set"),
    integer("int_id", "Number of the record in this run; not stable"),
    string("sk_given_name", "Separation key from the given name", pii=True),
    string("sk_generational_suffix", "Separation key from the suffix", pii=True),
    string("login_trimmed", "First five characters of the cleaned local part", pii=True),
)
UNIFIED_SCORES = derived(
    "Unified_Scores",
    "source1 + pk1 + source2 + pk2",
    "Scored pairs within one customer, also those under the threshold",
    amperity_id(key=False),
    *_pair(1),
    *_pair(2),
    floating("score", "0.0 to 5.0"),
    string("match_category", "Exact, Excellent, High, Moderate, Weak or Non-match"),
    string("match_type", "scored, scored_transitive or trivial_duplicate"),
)
STITCH_SCORES = derived(
    "Stitch_Scores",
    "source1 + pk1 + source2 + pk2",
    "All scored pairs, with the customer of either side",
    string("amperity_id1", "Customer of record 1"),
    *_pair(1),
    string("amperity_id2", "Customer of record 2"),
    *_pair(2),
    floating("score", "0.0 to 5.0"),
    string("match_category", "Exact to Non-match"),
    string("match_type", "How the pair was found"),
)
STITCH_BAD_VALUES = derived(
    "Stitch_BadValues",
    "datasource + semantic + value",
    "Values that matching ignores, and how often they occur",
    string("datasource", "Feed, or * for all", key=True, nullable=False),
    string("semantic", "email, phone, surname …", key=True, nullable=False),
    string("value", "The cleaned value", key=True, nullable=False, pii=True),
    integer("num_values", "Records that hold it"),
    integer("num_proxy", "Distinct values of the proxy field; NULL for listed values"),
    string("domain_table", "Rule or list that named it"),
    boolean("is_preprocessed", "The value is compared after cleaning"),
)
STITCH_BLOCKLIST_VALUES = derived(
    "Stitch_BlocklistValues",
    "datasource + pk + semantic",
    "Records that hold a bad value",
    *_KEY,
    string("semantic", "Field", key=True, nullable=False),
    string("value", "The cleaned value", pii=True),
)
STITCH_BLOCKING_KEYS = derived(
    "Stitch_Blocking_Keys",
    "datasource + pk + strategy + bk",
    "Keys whose equality makes two records candidates",
    *_KEY,
    string("strategy", "Name of the strategy", key=True, nullable=False),
    string("bk", "Text of the key", key=True, nullable=False, pii=True),
)
DETAILED_EXAMPLES = derived(
    "Detailed_Examples",
    "source1 + pk1 + source2 + pk2",
    "Sampled pairs with their scores, to look at",
    *_pair(1),
    *_pair(2),
    floating("score", "0.0 to 5.0"),
    string("match_category", "Exact to Non-match"),
)
IDENTITY_GRAPH = derived(
    "Identity_Graph",
    "datasource + customer_key",
    "Customer of each customer key; the key is ck, else pk",
    amperity_id(key=False),
    string("datasource", "Feed of the source", key=True, nullable=False),
    string("customer_key", "Customer key of the source", key=True, nullable=False),
)
LAKE_RECORD_IDS = derived(
    "Record_Ids",
    "datasource + pk",
    "Every record that ever had an Amperity ID; copy of the store's, for joins",
    *_KEY,
    string("amperity_id", "UUID", nullable=False),
)
UNIFIED_CHANGES_CLUSTERS = derived(
    "Unified_Changes_Clusters",
    "amperity_id + job_id",
    "Amperity IDs that appeared, went or changed their records, 365 days",
    amperity_id(),
    string("change_type", "added, deleted or updated", nullable=False),
    string("job_id", "Run", key=True, nullable=False),
    instant("timestamp", "UTC", nullable=False),
)
UNIFIED_CHANGES_PKS = derived(
    "Unified_Changes_PKs",
    "datasource + pk + job_id",
    "Records that moved from one Amperity ID to another, came back or went, 365 days",
    string("amperity_id", "Customer now; NULL for a removed record"),
    string("amperity_id_prev", "Customer before"),
    *_KEY,
    string("change_type", "added, deleted or updated", nullable=False),
    string("job_id", "Run", key=True, nullable=False),
    instant("timestamp", "UTC", nullable=False),
)

IDENTITY_TABLES = (
    UNIFIED_PREPROCESSED_RAW, UNIFIED_SCORES, STITCH_SCORES, STITCH_BAD_VALUES,
    STITCH_BLOCKLIST_VALUES, STITCH_BLOCKING_KEYS, DETAILED_EXAMPLES, IDENTITY_GRAPH,
    LAKE_RECORD_IDS, UNIFIED_CHANGES_CLUSTERS, UNIFIED_CHANGES_PKS,
)  # fmt: skip
