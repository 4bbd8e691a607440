"""The generated pages are those in docs/; else run python -m ampdesk.cli.reference docs."""

from pathlib import Path

import pytest

from ampdesk.cli.reference import PAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name]()


def test_every_option_says_what_it_does():
    for line in PAGES["cli.md"]().splitlines():
        if line.startswith("| `-"):
            words, does = line.strip("| ").split(" | ", 1)
            assert does.strip(), words
