"""One run of identity resolution over picked records: connect, keep or make ids, say what changed.

The interface that the matcher will fill: a joiner gives edges between records by their number;
everything after that, ids, change log, summary, stays.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.stitch import bad, ids, interim
from ampdesk.stitch.components import components
from ampdesk.stitch.statement import select
from ampdesk.store.arrow import from_numpy, texts

SUPERSIZED = 500
"""Connected records above which a set is supersized (stitch.md 8.5)."""

RESULT = "stitch_result"

Joiner = Callable[[Engine, str], pa.Table]
"""Reads the picked records and gives edges: whole numbers rid, root."""


@dataclass(frozen=True)
class Changes:
    """Identity changes of one run, in clusters."""

    added: int = 0
    deleted: int = 0
    merged: int = 0
    split: int = 0
    unchanged: int = 0


def join_by_keys(engine: Engine, picked: str) -> pa.Table:
    """The joiner until the matcher exists: foreign keys, e-mail and surname."""
    engine.create("stitch_values", interim.compile_values(picked))
    engine.create("stitch_records", interim.compile_records(picked))
    _drop_shared(engine, picked)
    engine.create("stitch_named", interim.compile_named())
    engine.create("stitch_surnames", interim.compile_surnames())
    engine.create("stitch_emails", interim.compile_emails())
    engine.create("stitch_fks", interim.compile_foreign_keys(picked))
    keys = exp.union(interim.compile_fk_keys(), interim.compile_email_keys(), distinct=False)
    engine.create("stitch_keys", keys)
    return engine.arrow(interim.compile_edges())


def find_bad_values(engine: Engine, records: str, shared: exp.Select | None = None) -> None:
    """Make the tables `bad_<field>` of listed bad values, which joining and flags read.

    `shared`: e-mails that too many people share as an earlier run found, and whose records are
    not all among these (`bad.SHARED`).
    """
    engine.create(bad.SHARED, shared or bad.no_shared())
    for name in bad.LISTED_FIELDS:
        engine.create(f"bad_{name}", bad.compile_bad(name, records=records))


def _drop_shared(engine: Engine, picked: str) -> None:
    """Take e-mails that too many different people share out of the comparison; they are bad."""
    some = 0
    for rule in bad.SHARED_RULES:  # those of phones and addresses are the matcher's
        if rule.semantic == "email":
            known = exp.select("rule", "value", "num_proxy").from_(bad.SHARED)
            found = exp.union(known, bad.compile_shared(rule), distinct=False)
            some = engine.create(bad.SHARED, found)
    if not some:
        return
    cleaned = select(
        "SELECT r.* REPLACE (CASE WHEN s.value IS NULL THEN r.email END AS email)"
        " FROM stitch_records AS r LEFT JOIN shared AS s ON r.email = s.value",
        tables={"shared": bad.SHARED},
    )
    engine.create("stitch_records", cleaned)
    engine.create("bad_email", bad.compile_more_bad_emails(picked))


def assign(
    engine: Engine,
    *,
    picked: str,
    previous: str,
    used: str,
    namespace: uuid.UUID,
    join: Joiner = join_by_keys,
) -> None:
    """Give every picked record an Amperity ID; the outcome is the temporary table stitch_result.

    `picked`: current profile records with a dense number `rid` from 0. `previous`: datasource,
    pk, amperity_id of records that ever had an id, at least of those picked. `used`: amperity_id
    ever given. Grain of stitch_result: picked record; columns rid, datasource, pk, import_id,
    row_number, amperity_id, previous_id, component_id, component_records.
    """
    edges = join(engine, picked)
    count = int(engine.arrow(exp.select("COUNT(*)").from_(picked)).column(0)[0].as_py())
    engine.register("stitch_labels", components(count, edges))
    engine.create("stitch_clusters", ids.compile_clusters())
    engine.create(
        "previous_ids",
        select(
            "SELECT p.datasource, p.pk, p.amperity_id FROM known AS p SEMI JOIN stitch_records AS r"
            " ON p.datasource = r.datasource AND p.pk = r.pk",
            tables={"known": previous},
        ),
    )
    engine.create("stitch_overlap", ids.compile_overlap())
    engine.create("stitch_sole", ids.compile_sole())
    contested = engine.arrow(ids.compile_contested()).to_pylist()
    settled = ids.settle(ids.Claim(**row) for row in contested)
    engine.register("stitch_settled", _labelled(settled))
    engine.create(
        "stitch_kept",
        select(
            "SELECT label, amperity_id FROM (SELECT * FROM stitch_sole"
            " UNION ALL SELECT * FROM stitch_settled) AS k"
        ),
    )
    engine.create("stitch_new", ids.compile_new(namespace))
    again = engine.arrow(ids.compile_used(used)).to_pylist()
    renamed: dict[int, str] = {}
    if again:
        taken = engine.arrow(
            exp.union(
                exp.select("amperity_id").from_(used),
                select("SELECT amperity_id FROM stitch_new"),
            )
        )
        known = set(taken.column(0).to_pylist())
        for row in sorted(again, key=lambda row: row["smallest"]):
            renamed[row["label"]] = ids.with_counter(namespace, row["smallest"], known)
    engine.register("stitch_renamed", _labelled(renamed))
    engine.create(RESULT, select(_RESULT))


def _labelled(given: dict[int, str]) -> pa.Table:
    labels = from_numpy(np.fromiter(given, np.int64, len(given)), pa.int64())
    return pa.Table.from_arrays([labels, texts(given.values())], names=["label", "amperity_id"])


_RESULT = """
SELECT r.rid, r.datasource, r.pk, r.import_id, r.row_number,
  COALESCE(k.amperity_id, x.amperity_id, n.amperity_id) AS amperity_id,
  p.amperity_id AS previous_id,
  CAST(MD5_NUMBER_LOWER(c.smallest) // 2 AS BIGINT) AS component_id,
  c.records AS component_records
FROM stitch_records AS r
JOIN stitch_labels AS l ON r.rid = l.rid
JOIN stitch_clusters AS c ON l.label = c.label
LEFT JOIN stitch_kept AS k ON l.label = k.label
LEFT JOIN stitch_new AS n ON l.label = n.label
LEFT JOIN stitch_renamed AS x ON l.label = x.label
LEFT JOIN previous_ids AS p ON r.datasource = p.datasource AND r.pk = p.pk
"""
