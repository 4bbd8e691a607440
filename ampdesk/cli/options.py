"""Arguments and options that many commands share."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

BrandPath = Annotated[
    Path, typer.Argument(metavar="BRAND", help="The brand file, such as shop.ampdesk.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Today = Annotated[
    str | None,
    typer.Option("--today", metavar="DATE", help="Take this day (UTC) for today: 2026-06-30."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DAY", help="As on an earlier day: what came later does not exist."
    ),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to this file.")]


class Dialect(StrEnum):
    """How a statement is written."""

    PRESTO = "presto"
    SPARK = "spark"
    DUCKDB = "duckdb"
    SQLITE = "sqlite"


def day_of(text: str | None, option: str) -> date | None:
    """Read a day; None stays None. A wrong one is wrong usage."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write it as 2026-06-30", param_hint=option) from None


def brand_path(given: Path) -> Path:
    """Return the path of a brand file; the ending may be left off."""
    return given if given.suffix else given.with_suffix(".ampdesk")
