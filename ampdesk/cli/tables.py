"""The command that looks through tables and columns, as the tab Data does."""

from typing import Annotated, Any

import typer

from ampdesk import api
from ampdesk.cli import output
from ampdesk.cli.options import AsJson, BrandPath, brand_path


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(name="tables")(tables)


def tables(
    brand: BrandPath,
    table: Annotated[
        str, typer.Argument(metavar="[TABLE]", help="Tell about the columns of this table.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the tables with their rows; of one table, how full each column is, and examples."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
    ):
        data = opened.data
        if not table:
            found: list[dict[str, Any]] = [_table(one) for one in data.tables()]
        else:
            facts = data.table(table)
            stats, sample = data.stats(facts.name), data.sample(facts.name)
            found = [
                {
                    "column": one.name,
                    "type": one.type.words,
                    "tag": one.tag,
                    "filled": stats.columns[one.name].filled,
                    "distinct": stats.columns[one.name].distinct,
                    "examples": [str(value) for value in api.examples_of(sample, one.name)],
                    "description": one.description,
                }
                for one in facts.columns
            ]
    if as_json:
        whole = {"table": facts.name, "rows": stats.rows, "exact": stats.is_exact} if table else {}
        output.print_json({**whole, "columns" if table else "tables": found})
        return
    heads = ("column", "type", "tag", "filled", "distinct", "examples") if table else (
        "table", "rows", "columns", "description")  # fmt: skip
    output.print_table(heads, [[_shown(one[head]) for head in heads] for one in found])
    if table:
        about = "" if stats.is_exact else "; different values are estimates, about 2 % off"
        output.print_line(f"{facts.name}: {stats.rows:,} rows{about}. {facts.description}.")


def _table(one: "api.TableFacts") -> dict[str, Any]:
    return {
        "table": one.name,
        "chapter": one.chapter,
        "rows": one.rows,
        "columns": len(one.columns),
        "grain": one.grain,
        "description": one.description,
    }


def _shown(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value
