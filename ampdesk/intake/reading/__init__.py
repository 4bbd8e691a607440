"""Files of any kind as text in a DuckDB table, with what was met on the way."""

from ampdesk.intake.reading.stage import expand, stage
from ampdesk.intake.reading.types import Dialect, Limits, ReadOptions, Source, Staged
from ampdesk.intake.reading.workspace import open_workspace

__all__ = [
    "Dialect",
    "Limits",
    "ReadOptions",
    "Source",
    "Staged",
    "expand",
    "open_workspace",
    "stage",
]
