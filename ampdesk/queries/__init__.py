"""A user's SQL: parsed, checked, translated, run in a locked-down worker, written out."""

from ampdesk.queries.catalog import Catalog
from ampdesk.queries.errors import QueryError, QueryRefusedError, QueryStoppedError
from ampdesk.queries.output import save, write
from ampdesk.queries.run import QueryResult, ResultColumn, run
from ampdesk.queries.translate import Statement, translate

__all__ = [
    "Catalog",
    "QueryError",
    "QueryRefusedError",
    "QueryResult",
    "QueryStoppedError",
    "ResultColumn",
    "Statement",
    "run",
    "save",
    "translate",
    "write",
]
