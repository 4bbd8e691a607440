"""RFM: ranges of scores as a person asks for them ("R>=8,F>=6", a rectangle of the grid)."""

from ampdesk.rfm.as_of import compile_movement, scores_as_of
from ampdesk.rfm.combined import at_least, at_most, decode, warnings
from ampdesk.rfm.ranges import RfmRange, Span

__all__ = [
    "RfmRange",
    "Span",
    "at_least",
    "at_most",
    "compile_movement",
    "decode",
    "scores_as_of",
    "warnings",
]
