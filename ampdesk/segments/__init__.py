"""Segments: what a marketer asks for, compiled to one SELECT on every engine."""

from ampdesk.segments.catalog import Catalog
from ampdesk.segments.compile import Compiler, Lists
from ampdesk.segments.lines import Ground
from ampdesk.segments.segment import (
    SqlSegment,
    VisualSegment,
    read_segment,
    write_segment,
)

__all__ = [
    "Catalog",
    "Compiler",
    "Ground",
    "Lists",
    "SqlSegment",
    "VisualSegment",
    "read_segment",
    "write_segment",
]
