"""Unified_Coalesced: every current profile record with its Amperity ID (data_model.md 1.3)."""

import re
from collections.abc import Iterable, Mapping

from sqlglot import exp

from ampdesk.schema.customer import BLOCKLISTABLE, UNIFIED_COALESCED
from ampdesk.stitch import bad
from ampdesk.stitch.assign import SUPERSIZED
from ampdesk.stitch.statement import fragment, select

_FULL_NAME = (
    "CASE WHEN s.full_name IS NOT NULL THEN s.full_name"
    " WHEN s.given_name IS NOT NULL AND s.surname IS NOT NULL"
    " THEN s.given_name || ' ' || s.surname ELSE COALESCE(s.given_name, s.surname) END"
)
_NAMESPACES = """
SELECT DISTINCT UNNEST(JSON_KEYS(foreign_keys)) AS namespace FROM (
  SELECT DISTINCT foreign_keys FROM (
    SELECT REGEXP_REPLACE(foreign_keys, ':\\s*"(\\\\.|[^"\\\\])*"', ':""', 'g') AS foreign_keys
    FROM source_profiles WHERE foreign_keys IS NOT NULL AND $new
  ) AS shapes
) AS s
"""
# the shapes of the objects, values blanked: a handful, whatever the number of records


def compile_namespaces(new: exp.Expr | None = None) -> exp.Select:
    """Build the SELECT namespace of foreign keys in source_profiles, or in rows that are `new`."""
    return select(_NAMESPACES, new=exp.true() if new is None else new)


def foreign_key_columns(namespaces: Iterable[str]) -> dict[str, str]:
    """Return namespace → column `fk_<name>` of Unified_Coalesced, in alphabetical order."""
    made: dict[str, str] = {}
    for namespace in sorted(namespaces):
        name = "fk_" + re.sub(r"\W+", "_", namespace).strip("_").lower()
        while name in made.values():
            name += "_"
        made[namespace] = name
    return made


def compile_coalesced(columns: Mapping[str, str], *, result: str) -> exp.Select:
    """Build the SELECT over source_profiles and `result` (stitch_result); grain: current record.

    `columns` is `foreign_key_columns`: these columns follow the declared ones.
    """
    flags = {f"blv_{name}": bad.flag(name, "s") for name in BLOCKLISTABLE}
    own: dict[str, exp.Expr] = {
        "amperity_id": exp.column("amperity_id", table="r"),
        "full_name": fragment(_FULL_NAME),
        "component_id": exp.column("component_id", table="r"),
        "rep_ds": exp.column("datasource", table="s"),
        "rep_pk": exp.column("pk", table="s"),
        "is_supersized": fragment("r.component_records > $limit", limit=SUPERSIZED),
        "supersized_id": fragment(
            "CASE WHEN r.component_records > $limit THEN CAST(r.component_id AS TEXT) END",
            limit=SUPERSIZED,
        ),
    }
    picked = []
    for column in UNIFIED_COALESCED.columns:
        name = column.name
        if name.startswith("blv_"):
            picked.append(flags[name].as_(name, copy=False))
        elif name == "has_blv":
            picked.append(exp.or_(*flags.values()).as_(name, copy=False))
        else:
            picked.append(own.get(name, exp.column(name, table="s")).as_(name, copy=False))
    for namespace, name in columns.items():
        picked.append(
            fragment("JSON_EXTRACT_STRING(s.foreign_keys, $path)", path=_path(namespace)).as_(
                name, copy=False
            )
        )
    return (
        exp.select(*picked)
        .from_("source_profiles AS s")
        .join(f"{result} AS r", on="s.import_id = r.import_id AND s.row_number = r.row_number")
    )


def _path(namespace: str) -> str:
    """JSON path of one key; quotes inside are escaped."""
    return '$."' + namespace.replace('"', '\\"') + '"'
