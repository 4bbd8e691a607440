"""The live count against the rule read plainly: members, steps, each condition alone."""

import random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ampdesk.segments import Compiler, read_segment
from ampdesk.segments.live import count_live
from tests.segments import draws, plainly
from tests.segments.conftest import (
    LOYALTY,
    MERGED,
    TAE,
    TODAY,
    UIT,
    Lists,
    attribute,
    behaviour,
    segment,
)
from tests.segments.test_cases import line, people

_CALM = {
    "deadline": None, "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.generate],  # a seed does not shrink
}  # fmt: skip


def live(engines, ground, body):
    answers = [
        count_live(engine, Compiler(ground, Lists()), read_segment(body)) for engine in engines
    ]
    assert answers[0] == answers[1]
    return answers[0]


@settings(max_examples=4, **_CALM)
@given(seed=st.integers(0, 1 << 32))
def test_every_count_is_that_of_the_rule(fill, engines, ground, seed):
    draw = random.Random(seed)
    tables = draws.world(draw)
    fill(**tables)
    for _ in range(12):
        body = draws.segment(draw)
        found = live(engines, ground, body)
        assert found.members == len(plainly.members(body, tables, TODAY)), body
        counts = [step.customers for step in found.steps]
        assert counts == sorted(counts, reverse=True)
        assert counts[0] == found.everybody == len(draws.WHO)
        assert counts[-1] == found.members
        for path, condition in read_segment(body).conditions:
            alone = segment(condition.model_dump(mode="json", exclude_none=True))
            expected = len(plainly.members(alone, tables, TODAY))
            assert found.conditions[path].matches == expected, (path, body)


def test_nobody_is_dropped_silently(fill, engines, ground):  # segments.md 2.1; the card says so
    fill(**{
        MERGED: people(("a", None, None), ("b", "X", None), ("c", "", None)),
        TAE: [{"amperity_id": "a", "L12M_recency": None}, {"amperity_id": "b", "L12M_recency": 9}],
        LOYALTY: [{"amperity_id": "a", "current_tier": None}, {"amperity_id": "a"},
                  {"amperity_id": "b", "current_tier": None},
                  {"amperity_id": "b", "current_tier": "Gold"}],
        UIT: [line("b", "1", "2026-06-01")],
    })  # fmt: skip
    body = segment(
        attribute(MERGED, ("city", "is exactly", "X")),
        {"type": "rfm", "test": "at least", "r": 1},
        attribute(LOYALTY, ("current_tier", "is exactly", "gold")),
        behaviour("has purchased"),
        {"type": "list", "segment": "All"},
        join="or",
    )
    every = {"kind": "segment", "name": "All"}
    (found,) = (
        count_live(engine, Compiler(ground, Lists([every])), read_segment(body))
        for engine in engines[:1]
    )
    missing = [(one.matches, one.no_row, one.no_value) for one in found.conditions.values()]
    assert missing == [(1, 0, 1), (1, 1, 1), (1, 1, 1), (1, 2, None), (3, None, None)]


def test_one_step_per_condition_or_section(fill, engines, ground):  # segments.md 2.7, waterfall
    fill(**{MERGED: people(("a", "X", "IL"), ("b", "Y", "IL"), ("c", "X", "WA"))})
    x, y, il = (
        attribute(MERGED, (column, "is exactly", value))
        for column, value in (("city", "x"), ("city", "y"), ("state", "il"))
    )
    several = {"join": "and", "sections": [{"join": "or", "conditions": [x, y]},
                                           {"join": "and", "conditions": [il, x]}]}  # fmt: skip
    either = {**several, "join": "or"}
    for include, exclude, steps in (
        (several, {}, ["include.sections[0]", "include.sections[1].conditions[0]",
                       "include.sections[1].conditions[1]"]),
        (either, {}, ["include"]),
        ({}, several, ["exclude"]),
        ({}, either, ["exclude.sections[0].conditions[0]", "exclude.sections[0].conditions[1]",
                      "exclude.sections[1]"]),
    ):  # fmt: skip
        body = {"kind": "segment", "name": "S", "include": include, "exclude": exclude}
        found = live(engines, ground, body)
        assert [step.path for step in found.steps] == ["", *steps]
        assert [step.is_exclude for step in found.steps[1:]] == [
            path.startswith("exclude") for path in steps
        ]
