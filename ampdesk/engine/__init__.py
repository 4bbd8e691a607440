"""Runs SQLGlot expressions and gives Arrow batches back: DuckDB here, Spark on a cluster."""

from ampdesk.engine.dialects import render
from ampdesk.engine.duckdb import DuckDBEngine, open_duckdb
from ampdesk.engine.errors import EngineError, NotPortableError, OutOfMemoryError
from ampdesk.engine.protocol import Engine

__all__ = [
    "DuckDBEngine",
    "Engine",
    "EngineError",
    "NotPortableError",
    "OutOfMemoryError",
    "open_duckdb",
    "render",
]
