"""Stable Amperity IDs (stitch.md 8.6): clusters keep the id that most of their records had.

A new id is the UUIDv5 of the brand's namespace over datasource and pk of the smallest record,
with a counter when that id was used before.
"""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from sqlglot import exp

from ampdesk.stitch.statement import fragment, select

_CLUSTERS = """
SELECT l.label, COUNT(*) AS records, MIN(r.datasource || CHR(31) || r.pk) AS smallest
FROM stitch_records AS r JOIN stitch_labels AS l ON r.rid = l.rid
GROUP BY l.label
"""
_OVERLAP = """
SELECT l.label, p.amperity_id, COUNT(*) AS shared
FROM stitch_records AS r
JOIN stitch_labels AS l ON r.rid = l.rid
JOIN previous_ids AS p ON r.datasource = p.datasource AND r.pk = p.pk
GROUP BY l.label, p.amperity_id
"""
# one old id in the cluster, and the id in no other cluster: nothing to decide
_SOLE = """
SELECT o.label, o.amperity_id FROM stitch_overlap AS o
JOIN (SELECT label FROM stitch_overlap GROUP BY label HAVING COUNT(*) = 1) AS one
  ON o.label = one.label
JOIN (SELECT amperity_id FROM stitch_overlap GROUP BY amperity_id HAVING COUNT(*) = 1) AS sole
  ON o.amperity_id = sole.amperity_id
"""
_CONTESTED = """
SELECT o.label, c.smallest, o.amperity_id, o.shared
FROM stitch_overlap AS o JOIN stitch_clusters AS c ON o.label = c.label
ANTI JOIN stitch_sole AS s ON o.label = s.label
"""
_NEW = """
SELECT c.label, c.smallest, $id AS amperity_id
FROM stitch_clusters AS c ANTI JOIN stitch_kept AS k ON c.label = k.label
"""
_USED = """
SELECT n.label, n.smallest FROM stitch_new AS n
SEMI JOIN used_ids AS u ON n.amperity_id = u.amperity_id
"""


def compile_clusters() -> exp.Select:
    """Build the SELECT label, records, smallest (datasource, unit separator, pk)."""
    return select(_CLUSTERS)


def compile_overlap() -> exp.Select:
    """Build the SELECT label, amperity_id, shared: records of a cluster that had an id."""
    return select(_OVERLAP)


def compile_sole() -> exp.Select:
    """Build the SELECT label, amperity_id of clusters and ids that only have each other."""
    return select(_SOLE)


def compile_contested() -> exp.Select:
    """Build the SELECT label, smallest, amperity_id, shared that `settle` decides."""
    return select(_CONTESTED)


def compile_new(namespace: uuid.UUID) -> exp.Select:
    """Build the SELECT label, smallest, amperity_id of clusters without an id so far."""
    return select(_NEW, id=uuid5(namespace, exp.column("smallest", table="c")))


def compile_used(used: str) -> exp.Select:
    """Build the SELECT label, smallest of `stitch_new` rows whose id is in table `used`."""
    return select(_USED, tables={"used_ids": used})


def uuid5(namespace: uuid.UUID, name: exp.Expr) -> exp.Expr:
    """Compile RFC 9562 version 5 of a text, in DuckDB's terms."""
    digest = fragment("SHA1(UNHEX($space) || ENCODE($name))", space=namespace.hex, name=name)
    return fragment(
        "SUBSTRING($h, 1, 8) || '-' || SUBSTRING($h, 9, 4) || '-5' || SUBSTRING($h, 14, 3) || '-'"
        " || TRANSLATE(SUBSTRING($h, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab')"
        " || SUBSTRING($h, 18, 3) || '-' || SUBSTRING($h, 21, 12)",
        h=digest,
    )


class Claim(NamedTuple):
    """A cluster's records that had an id."""

    label: int
    smallest: str
    amperity_id: str
    shared: int


def settle(claims: Iterable[Claim]) -> dict[int, str]:
    """Give each old id to one cluster: most shared records first, ties by id, then cluster.

    Returns label → id for the clusters that got one.
    """
    given: dict[int, str] = {}
    taken: set[str] = set()
    for claim in sorted(claims, key=lambda c: (-c.shared, c.amperity_id, c.smallest)):
        if claim.label not in given and claim.amperity_id not in taken:
            given[claim.label] = claim.amperity_id
            taken.add(claim.amperity_id)
    return given


def with_counter(namespace: uuid.UUID, smallest: str, used: "set[str]") -> str:
    """Return the first id of the record, counting from 2, that was never used; it is marked."""
    number = 2
    while (found := str(uuid.uuid5(namespace, f"{smallest}\x1f{number}"))) in used:
        number += 1
    used.add(found)
    return found
