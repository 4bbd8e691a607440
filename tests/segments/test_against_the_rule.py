"""Random definitions on random data: DuckDB, SQLite and the rule read plainly agree."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.segments import conftest, draws, plainly

_CALM = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=2, **_CALM)
@given(seed=st.integers(0, 1 << 32))
def test_every_operator_and_behaviour_alone(fill, members, seed):
    draw = random.Random(seed)
    tables = draws.world(draw)
    fill(**tables)
    for one in draws.every_condition(draw):
        body = conftest.segment(one)
        assert members(body) == plainly.members(body, tables, conftest.TODAY), body


@settings(max_examples=6, **_CALM)
@given(seed=st.integers(0, 1 << 32))
def test_whole_definitions(fill, members, seed):
    draw = random.Random(seed)
    tables = draws.world(draw)
    fill(**tables)
    for _ in range(40):
        body = draws.segment(draw)
        assert members(body) == plainly.members(body, tables, conftest.TODAY), body
