"""The names of the façade: three lists that agree, and what a process need not load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ampdesk.api


def test_every_public_name_is_there_and_typed():
    tree = ast.parse(Path(ampdesk.api.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {name.asname or name.name for line in block.body for name in line.names}

    assert typed == set(ampdesk.api.__all__)
    for name in ampdesk.api.__all__:
        assert getattr(ampdesk.api, name) is not None
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = ampdesk.api.nothing_of_the_kind


@pytest.mark.parametrize(
    ("words", "needless"),
    [
        ("--version", {"pydantic", "ampdesk.api.brand"}),
        ("--help", {"pydantic", "ampdesk.api.brand"}),
        ("status --help", {"pyarrow", "duckdb", "sqlglot", "ampdesk.api.brand"}),
    ],
)
def test_a_start_loads_what_it_needs(words, needless):
    asked = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "from ampdesk.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked, *words.split()], capture_output=True, text=True, check=True
    )

    assert needless.isdisjoint(done.stderr.split())
