"""A range of RFM scores: what a marketer drags on the grid or writes as ``R>=8,F>=6``.

Scores are 1 to 10 and never compared as the combined number, which is not an order of value
(rfm.md 4.1). A customer without scores is in no range.
"""

import re
from typing import Self

from pydantic import BaseModel, ConfigDict
from sqlglot import exp

from ampdesk.errors import DefinitionError

LOWEST, HIGHEST = 1, 10
COLUMNS = {"R": "L12M_recency", "F": "L12M_frequency", "M": "L12M_monetary"}
WORDS = {"R": "recency", "F": "frequency", "M": "monetary"}

_PART = re.compile(r"\s*([RFMrfm])\s*(>=|<=|==|=|>|<)\s*(\d{1,2})\s*\Z")


class Span(BaseModel):
    """Scores from `low` to `high`, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: int = LOWEST
    high: int = HIGHEST

    @property
    def is_all(self) -> bool:
        """Whether the span leaves nobody with a score out."""
        return (self.low, self.high) == (LOWEST, HIGHEST)


class RfmRange(BaseModel):
    """One span per score; all three hold together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recency: Span = Span()
    frequency: Span = Span()
    monetary: Span = Span()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``R>=8,F>=6,M=10``; parts of one score intersect.

        Raises DefinitionError naming the part that cannot be read or an empty span.
        """
        spans = dict.fromkeys(COLUMNS, Span())
        for part in filter(str.strip, text.split(",")):
            match = _PART.match(part)
            if not match:
                raise DefinitionError(
                    f'"{part.strip()}" is no bound on a score',
                    remedy='write bounds as "R>=8,F>=6"; R, F and M run from 1 to 10',
                    where="--rfm",
                )
            score, operator, bound = match[1].upper(), match[2], int(match[3])
            spans[score] = _narrowed(spans[score], operator, bound, score)
        return cls(recency=spans["R"], frequency=spans["F"], monetary=spans["M"])

    @property
    def by_letter(self) -> dict[str, Span]:
        """The spans by the letters R, F, M."""
        return {"R": self.recency, "F": self.frequency, "M": self.monetary}

    def condition(self, table: str | None = None) -> exp.Expr:
        """Compile to a condition on the three score columns; NULL scores never match."""
        tests: list[exp.Expr] = []
        for letter, span in self.by_letter.items():
            column = exp.column(COLUMNS[letter], table=table, quoted=True)
            if span.is_all:
                tests.append(column.is_(exp.null()).not_())
            else:
                tests.append(column.between(span.low, span.high))
        return exp.and_(*tests)

    def contains(self, recency: int | None, frequency: int | None, monetary: int | None) -> bool:
        """Tell whether three scores are inside; the receipt's reading of `condition`."""
        scores = zip((recency, frequency, monetary), self.by_letter.values(), strict=True)
        return all(score is not None and span.low <= score <= span.high for score, span in scores)

    def __str__(self) -> str:
        parts = [
            f"{letter} {span.low}" if span.low == span.high else f"{letter} {span.low}-{span.high}"
            for letter, span in self.by_letter.items()
            if not span.is_all
        ]
        return ", ".join(parts) or "every scored customer"


def _narrowed(span: Span, operator: str, bound: int, score: str) -> Span:
    low, high = {
        ">=": (bound, HIGHEST),
        ">": (bound + 1, HIGHEST),
        "<=": (LOWEST, bound),
        "<": (LOWEST, bound - 1),
    }.get(operator, (bound, bound))
    if not LOWEST <= bound <= HIGHEST:
        raise DefinitionError(
            f"{bound} is not a {WORDS[score]} score",
            remedy="scores run from 1 to 10",
            where="--rfm",
        )
    narrowed = Span(low=max(span.low, low), high=min(span.high, high))
    if narrowed.low > narrowed.high:
        raise DefinitionError(
            f"no {WORDS[score]} score satisfies every bound",
            remedy="remove one of the bounds on it",
            where="--rfm",
        )
    return narrowed
