"""Ranges of scores: what is written, what it means, what is refused (rfm.md 4.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampdesk.errors import DefinitionError
from ampdesk.rfm.ranges import RfmRange, Span

SCORES = st.integers(1, 10)


def test_bounds_of_one_score_intersect() -> None:
    wanted = RfmRange.parse("R>=2, R<=4, F>6")

    assert (wanted.recency, wanted.frequency) == (Span(low=2, high=4), Span(low=7, high=10))
    assert wanted.monetary.is_all


def test_at_least_holds_for_each_score_not_for_the_number() -> None:
    # rfm.md 4.1: 1011 is R 10, F 1, M 1 although the number is above 999
    wanted = RfmRange.parse("R>=9,F>=9,M>=9")

    assert wanted.contains(9, 9, 9)
    assert not wanted.contains(10, 1, 1)


def test_a_customer_without_scores_is_in_no_range() -> None:
    assert not RfmRange().contains(None, None, None)


@pytest.mark.parametrize(
    ("text", "part"),
    [("R>=11", "11"), ("X>=3", "X>=3"), ("R>=8;F>=2", "R>=8;F>=2"), ("R<=2,R>=3", "recency")],
)
def test_a_bound_that_cannot_hold_is_named(text: str, part: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        RfmRange.parse(text)

    assert part in str(refused.value)


@given(scores=st.tuples(SCORES, SCORES, SCORES), bounds=st.tuples(SCORES, SCORES, SCORES))
def test_at_least_reads_as_written(
    scores: tuple[int, int, int], bounds: tuple[int, int, int]
) -> None:
    wanted = RfmRange.parse("R>={},F>={},M<={}".format(*bounds))

    expected = scores[0] >= bounds[0] and scores[1] >= bounds[1] and scores[2] <= bounds[2]
    assert wanted.contains(*scores) is expected


@given(low=SCORES, high=SCORES)
def test_a_span_reads_back_from_its_json(low: int, high: int) -> None:
    wanted = RfmRange(recency=Span(low=min(low, high), high=max(low, high)))

    assert RfmRange.model_validate_json(wanted.model_dump_json()) == wanted
