"""What a command prints: JSON for machines, tables for people, one line for a refusal."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from ampdesk.errors import AmpDeskError

DONE, REFUSED, USAGE, REJECTS = 0, 1, 2, 3
_USAGE_CODES = frozenset({"usage"})


def plain(value: Any) -> Any:
    """Turn a value into what JSON holds: decimals as text, dates ISO (definitions.md)."""
    match value:
        case _ if callable(dump := getattr(value, "model_dump", None)):  # without pydantic loaded
            return dump(mode="json")
        case _ if is_dataclass(value) and not isinstance(value, type):
            return plain(asdict(value))
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case Decimal():
            return str(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case Path():
            return str(value)
        case _:
            return value


def print_json(value: Any) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def print_line(text: str = "") -> None:
    """Print one line for a person."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Print one warning where it does not mix with the answer."""
    sys.stderr.write(f"warning: {text}\n")


def print_table(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """Print a table whose numbers stand at the right; NULL shows as a dash."""
    from rich.console import Console  # start-up time
    from rich.table import Table

    shown = [list(row) for row in rows]
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for position, head in enumerate(heads):
        numbers = [row[position] for row in shown if row[position] is not None]
        right = bool(numbers) and all(isinstance(n, int | float | Decimal) for n in numbers)
        table.add_column(head, justify="right" if right else "left", overflow="fold")
    for row in shown:
        table.add_row(*(_cell(value) for value in row))
    console = Console(soft_wrap=True) if sys.stdout.isatty() else Console(width=200)
    console.print(table, markup=False)


def _cell(value: Any) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case Decimal():
            return f"{value:,.2f}"
        case float():
            return f"{value:,.2f}"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case _:
            from rich.markup import escape

            return escape(str(value))


def refuse(error: AmpDeskError, *, as_json: bool) -> NoReturn:
    """Say on stderr what is wrong and what to do, and leave with 1 (2 for wrong usage)."""
    if as_json:
        sys.stderr.write(json.dumps({"error": error.as_dict()}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(" ".join(str(error).splitlines()) + "\n")
    raise SystemExit(USAGE if error.code in _USAGE_CODES else REFUSED)


@contextmanager
def speaking(*, as_json: bool) -> Iterator[None]:
    """Turn AmpDeskErrors and Ctrl+C inside the block into the exits of architecture.md."""
    try:
        yield
    except AmpDeskError as error:
        refuse(error, as_json=as_json)
    except KeyboardInterrupt:
        sys.stderr.write("stopped: nothing was half done — start it again when you like\n")
        raise SystemExit(REFUSED) from None


@contextmanager
def progress_bar(title: str, *, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on stderr of a terminal; yields ``(step, done, of)``; of = 0 shows motion."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def show(step: str, done: int, of: int) -> None:
            label = f"{title}: {step}" if step else title
            bar.update(task, description=label, completed=done, total=of or None)

        yield show
