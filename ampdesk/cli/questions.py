"""Commands that ask: one read-only statement, and "why?"."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from ampdesk import api
from ampdesk.cli import opening, output
from ampdesk.cli.options import AsJson, AsOf, BrandPath, Dialect, Out, Today, brand_path, day_of


class Format(StrEnum):
    """How the rows come out."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(name="sql")(sql)
    why = typer.Typer(help="Why a person, a number or a row is what it is.", no_args_is_help=True)
    for name, command in (
        ("metric", why_metric),
        ("rfm", why_rfm),
        ("field", why_field),
        ("match", why_match),
        ("left-out", why_left_out),
        ("segment", why_segment),
    ):
        why.command(name=name)(command)
    app.add_typer(why, name="why")


def sql(  # the options of the command line are fixed
    brand: BrandPath,
    statement: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT or WITH.")],
    dialect: Annotated[Dialect, typer.Option("--dialect")] = Dialect.PRESTO,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: Out = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=0, help="At most so many rows.")
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Run one read-only statement on the customer 360; all rows unless limited."""
    chosen = Format.JSON if as_json else form
    with (
        output.speaking(as_json=chosen is Format.JSON),
        opening.reading_warned(brand, today) as opened,
    ):
        rows = opened.sql(statement, dialect=dialect.value, limit=limit, form=chosen.value, out=out)
    if out:
        output.print_line(f"{rows:,} rows written to {out}")


def _explain(
    open_: "Callable[[], api.Brand]", ask: "Callable[[api.Brand], api.Receipt]", *, as_json: bool
) -> None:
    """Print the receipt that `ask` gets from the brand."""
    with output.speaking(as_json=as_json), open_() as brand:
        receipt = ask(brand)
    if as_json:
        output.print_json(receipt.as_dict())
    else:
        output.print_line(receipt.as_text())


def why_metric(
    brand: BrandPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A figure of Home.")],
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Explain a headline figure."""
    fresh = partial(api.Brand.open_fresh, brand_path(brand), today)
    _explain(fresh, lambda opened: opened.why.metric(name), as_json=as_json)


def why_rfm(
    brand: BrandPath,
    customer: Annotated[str, typer.Argument(metavar="ID")],
    as_json: AsJson = False,
) -> None:
    """Explain one customer's RFM scores."""
    _explain(
        partial(opening.reading, brand), lambda opened: opened.why.rfm(customer), as_json=as_json
    )


def why_field(
    brand: BrandPath,
    customer: Annotated[str, typer.Argument(metavar="ID")],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="email, address, surname …")],
    as_json: AsJson = False,
) -> None:
    """Explain which record won a merged field."""
    _explain(
        partial(opening.reading, brand),
        lambda opened: opened.why.field(customer, field),
        as_json=as_json,
    )


def why_match(
    brand: BrandPath,
    first: Annotated[str, typer.Argument(metavar="PK")],
    second: Annotated[str, typer.Argument(metavar="PK")],
    as_json: AsJson = False,
) -> None:
    """Explain why two records are one person, or two; a PK may be written datasource:pk."""
    _explain(
        partial(opening.reading, brand),
        lambda opened: opened.why.match(first, second),
        as_json=as_json,
    )


def why_left_out(
    brand: BrandPath,
    delivery: Annotated[str, typer.Argument(metavar="LIST", help="list-3, or its name.")],
    customer: Annotated[str, typer.Argument(metavar="ID")],
    as_json: AsJson = False,
) -> None:
    """Explain why somebody got no piece of a list."""
    _explain(
        partial(opening.reading, brand),
        lambda opened: opened.why.left_out(delivery, customer),
        as_json=as_json,
    )


def why_segment(
    brand: BrandPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A saved segment.")],
    customer: Annotated[str, typer.Argument(metavar="ID")],
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Explain why somebody is in a segment or not, condition by condition."""
    day = day_of(as_of, "--as-of")
    _explain(
        partial(opening.reading, brand, today),
        lambda opened: opened.segments.why(name, customer, as_of=day),
        as_json=as_json,
    )
