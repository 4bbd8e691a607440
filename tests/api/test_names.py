"""The names of the façade: three lists that agree, and what a process need not load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ampdesk
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
        ("status nowhere.ampdesk", {"ampdesk.intake", "ampdesk.erasure", "ampdesk.queries"}),
    ],
)
def test_a_start_loads_what_it_needs(words, needless):
    asked = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "from ampdesk.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked, *words.split()], capture_output=True, text=True, check=False
    )

    assert "ampdesk.cli.app" in done.stderr.split()
    assert needless.isdisjoint(done.stderr.split())


def test_every_work_is_found_by_the_module_that_is_named_for_it():
    """So that a job cut off in another process is read here, whatever was imported."""
    asked = (
        "import importlib, sys\n"
        "from ampdesk.api import Brand\n"
        "work = sys.modules['ampdesk.jobs.work']\n"
        "homes = dict(work._HOMES)\n"
        "for module in {*homes.values(), *sys.argv[1:]}: importlib.import_module(module)\n"
        "print(sorted(set(work._KINDS) ^ set(homes)))"
    )
    folder = Path(ampdesk.__file__).parent
    modules = [
        ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if "\n@work\n" in path.read_text(encoding="utf-8")
    ]
    assert len(modules) > 3
    done = subprocess.run(
        [sys.executable, "-c", asked, *modules], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
