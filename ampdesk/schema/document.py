"""The page "Tables and columns", generated from the declarations; a test keeps it current."""

from collections.abc import Iterable

from ampdesk.schema.derived import DERIVED_TABLES
from ampdesk.schema.feeds import FEEDS
from ampdesk.schema.table import Column, Table

_HEAD = """# Tables and columns

Generated from the declarations in `ampdesk/schema`. Ask them with `ampdesk sql`; names are found
without regard to case. "Personal" marks columns with personal data, "key" those that together are
unique, "where known" columns that exist only where an import brought what they need.
"""


def tables_page() -> str:
    """Return the page as Markdown: the customer 360 first, then the feeds."""
    parts = [_HEAD, *_chapter("Customer 360", DERIVED_TABLES), *_chapter("Feeds", FEEDS)]
    return "\n".join(parts).rstrip() + "\n"


def _chapter(title: str, tables: Iterable[Table]) -> list[str]:
    parts = [f"## {title}", ""]
    for table in tables:
        parts += [f"### {table.name}", "", f"{table.description}. Grain: {table.grain}.", ""]
        parts += ["| column | holds | is | notes |", "|---|---|---|---|"]
        parts += [_line(column) for column in table.columns]
        parts.append("")
    return parts


def _line(column: Column) -> str:
    notes = [
        word
        for word, said in (
            ("key", column.key),
            ("personal", column.pii),
            ("where known", column.optional),
            ("never empty", not column.nullable),
        )
        if said
    ]
    description = column.description.replace("|", "\\|")
    return f"| `{column.name}` | {description} | {column.type.words} | {', '.join(notes)} |"
