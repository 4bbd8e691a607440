"""Campaign_Recipients: ids found at each build, the given key kept (campaigns.md 3.4)."""

from sqlglot import exp

from ampdesk.schema.activation import CAMPAIGN_RECIPIENTS
from ampdesk.stitch import preprocess
from ampdesk.stitch.statement import fragment

_SOURCES = {
    # an id of ours that a match has since renamed is followed by the records that hold it
    "amperity_id": (
        "COALESCE(m.amperity_id, f.amperity_id, e.amperity_id, p.amperity_id, r.amperity_id)"
    ),
    "pk": "CAST(r.import_id AS TEXT) || '-' || CAST(r.row_number AS TEXT)",
    "original_key": "COALESCE(r.amperity_id, r.fk_value, r.email, r.phone)",
    "original_key_kind": (
        "CASE WHEN r.amperity_id IS NOT NULL THEN 'amperity_id'"
        " WHEN r.fk_value IS NOT NULL THEN r.fk_namespace"
        " WHEN r.email IS NOT NULL THEN 'email' WHEN r.phone IS NOT NULL THEN 'phone' END"
    ),
    "segment_id": "r.audience_segment_id",
    "segment_name": "r.audience_segment_name",
    "destination_name": "CASE WHEN NOT COALESCE(r.is_control, FALSE) THEN r.destination_name END",
    "destination_id": "CASE WHEN NOT COALESCE(r.is_control, FALSE) THEN r.destination_id END",
    "target_id": "CASE WHEN NOT COALESCE(r.is_control, FALSE) THEN r.destination_id END",
    "target_name": "CASE WHEN NOT COALESCE(r.is_control, FALSE) THEN r.destination_name END",
    "dataset_version": "r.dataset_id",
}


KEY = (
    "campaign_name", "campaign_id", "delivery_id", "delivery_datetime", "treatment_id",
    "treatment_name", "destination_id", "destination_name", "amperity_id", "email", "phone",
    "fk_namespace", "fk_value",
)  # fmt: skip
"""Columns by which a recipient row of a later file is the same row."""


def compile_recipients(
    *, merged: str, foreign_keys: str, emails: str, phones: str, newest: exp.Select
) -> exp.Select:
    """Build the SELECT of Campaign_Recipients; `newest`: rows of source_recipients that count."""
    joins = {
        f"{merged} AS m": fragment("r.amperity_id = m.amperity_id"),
        f"{foreign_keys} AS f": fragment(
            "r.fk_namespace = f.namespace AND $v = f.value",
            v=preprocess.clean_key(exp.column("fk_value", table="r")),
        ),
        f"{emails} AS e": fragment("LOWER(TRIM(r.email)) = e.contact"),
        f"{phones} AS p": fragment(
            "$v = p.contact", v=preprocess.clean_phone(exp.column("phone", table="r"))
        ),
    }
    made = exp.select(
        *(
            (fragment(_SOURCES[name]) if name in _SOURCES else exp.column(name, table="r")).as_(
                name, copy=False
            )
            for name in CAMPAIGN_RECIPIENTS.names
        )
    ).from_(newest.subquery("r"))
    for table, on in joins.items():
        made = made.join(table, on=on, join_type="left", copy=False)
    return made
