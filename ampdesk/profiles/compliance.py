"""Unified_Compliance and Unified_Compliance_Overview: what came of privacy requests.

From the store's record of erasures, which names nobody: records stand under the keys that they have
since (data_model.md 1.6).
"""

import pyarrow as pa

from ampdesk.lake import Publish
from ampdesk.schema import lake_table
from ampdesk.store import Store, erased
from ampdesk.store.arrow import texts
from ampdesk.store.sqlite import rows

STRATEGY, CATEGORY = "connected_pii", "connected"
"""A request names a customer: every record that identity resolution connects is concerned."""

_RECORDS = (
    "SELECT erasure_id, CASE WHEN columns IS NULL THEN 'delete' ELSE 'delete_pii' END, ?, ?,"
    " datasource, pk, columns FROM erased_records ORDER BY erasure_id, datasource, pk"
)
_OVERVIEW = (
    "SELECT e.erasure_id, CASE WHEN COUNT(r.columns) = 0 THEN 'delete' ELSE 'delete_pii' END,"
    " COUNT(r.pk), CASE WHEN e.state = 'done' THEN e.erased_at END"
    " FROM erasures AS e LEFT JOIN erased_records AS r ON e.erasure_id = r.erasure_id"
    " GROUP BY e.erasure_id ORDER BY e.erasure_id"
)


def keep(store: Store, publish: Publish) -> None:
    """Write both tables; without a request there are none."""
    if not erased.has_table(store, "erased_records"):
        return
    for name, query, values in (
        ("Unified_Compliance", _RECORDS, (STRATEGY, CATEGORY)),
        ("Unified_Compliance_Overview", _OVERVIEW, ()),
    ):
        found = rows(store.connection, query, values)
        if not found:
            publish.drop(name)
            continue
        table = lake_table(name)
        columns = [
            texts(None if row[place] is None else str(row[place]) for row in found)
            for place in range(len(table.names))
        ]
        publish.replace(name, pa.Table.from_arrays(columns, names=table.names).cast(table.arrow))
