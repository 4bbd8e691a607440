"""Combined conditions on the three scores, and the combined number (rfm.md 4.1).

The number is no order of value: 999 (9-9-9) is smaller than 1011 (10-1-1). A combined condition
therefore compares each score.
"""

import re

from ampdesk.errors import DefinitionError
from ampdesk.rfm.ranges import HIGHEST, LOWEST, RfmRange, Span

FEW, SOME = 10, 100
"""Below FEW scored customers only the lower tiles are used; below SOME a tile is a handful."""

_DIGITS = re.compile(r"(10|[1-9])(10|[1-9])(10|[1-9])")


def at_least(recency: int = LOWEST, frequency: int = LOWEST, monetary: int = LOWEST) -> RfmRange:
    """Every score as high as given or higher: "9810" is R >= 9, F >= 8, M >= 10."""
    return RfmRange(
        recency=Span(low=recency), frequency=Span(low=frequency), monetary=Span(low=monetary)
    )


def at_most(recency: int = HIGHEST, frequency: int = HIGHEST, monetary: int = HIGHEST) -> RfmRange:
    """Every score as low as given or lower: "222" is R <= 2, F <= 2, M <= 2."""
    return RfmRange(
        recency=Span(high=recency), frequency=Span(high=frequency), monetary=Span(high=monetary)
    )


def decode(score: int | str) -> tuple[int, int, int]:
    """Read a combined number from left to right, 10 where a 1 is followed by 0: 9810 is 9, 8, 10.

    Raises DefinitionError when it is not three scores in a row.
    """
    match = _DIGITS.fullmatch(str(score))
    if not match:
        raise DefinitionError(
            f'"{score}" is not three scores in a row',
            remedy="write recency, frequency and monetary from 1 to 10, such as 9810",
        )
    recency, frequency, monetary = map(int, match.groups())
    return recency, frequency, monetary


def warnings(scored: int) -> tuple[str, ...]:
    """Say what few scored customers do to the tiles (rfm.md 4.2)."""
    if scored < FEW:
        best = f"Only {scored} customers have scores: the best of them is {scored}, not 10,"
        return (f"{best} because each tile holds one.",)
    if scored < SOME:
        return (f"Only {scored} customers have scores: a tile holds {scored // 10} or one more.",)
    return ()
