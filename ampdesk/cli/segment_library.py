"""Commands about segments side by side and in order: compare, days, names, folders, labels."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ampdesk import api
from ampdesk.cli import opening, output
from ampdesk.cli.options import AsJson, AsOf, BrandPath, Today, brand_path, day_of

Name = Annotated[str, typer.Argument(metavar="NAME", help="A saved segment.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME...", help="Saved segments.")]
_SHOWN = 15


def register(group: typer.Typer) -> None:
    """Add the commands of this module to `ampdesk segment`."""
    for name, command in (
        ("summary", summary),
        ("compare", compare),
        ("days", days),
        ("spread", spread),
        ("trend", trend),
        ("rename", rename),
        ("duplicate", duplicate),
        ("delete", delete),
        ("move", move),
        ("label", label),
        ("track", track),
        ("recommend", recommend),
    ):
        group.command(name=name)(command)


def summary(
    brand: BrandPath,
    name: Name,
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Tell revenue by month, reach, stages, channels and the revenue tree of a segment."""
    day = day_of(as_of, "--as-of")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.summary(name, as_of=day)
    if as_json:
        output.print_json(found)
        return
    rows: list[tuple[str, object]] = [
        (f"reach: {one.channel.replace('_', ' ')}", one.customers) for one in found.reach
    ]
    rows += [(f"stage: {one.label}", one.customers) for one in found.lifecycle]
    rows += [(f"orders: {one.label}", one.count) for one in found.channels]
    tree = found.tree
    if tree is not None:
        rows += [
            ("revenue, 12 months", tree.revenue), ("customers", tree.customers),
            ("revenue per customer", tree.revenue_per_customer),
            ("orders per customer", tree.orders_per_customer),
            ("average order value", tree.average_order_value),
            ("units per transaction", tree.units_per_transaction),
            ("average unit revenue", tree.average_unit_revenue),
        ]  # fmt: skip
    output.print_table(("figure", "value"), rows)


def compare(
    brand: BrandPath,
    names: Names,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="NAME", help="Instead of all customers.")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Compare two to five segments: overlaps, worth, what sets them apart."""
    day = day_of(as_of, "--as-of")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.compare(list(names), baseline=baseline, as_of=day)
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        ("in just these", "customers"),
        [
            (" and ".join(name for name, is_in in zip(found.names, one.members, strict=True)
                          if is_in), one.customers)
            for one in found.overlaps
        ],
    )  # fmt: skip
    output.print_table(
        ("trait", *found.names, found.baseline.name, "effect"),
        [(one.label, *one.values, one.baseline, one.effect) for one in found.differences[:_SHOWN]],
    )


def days(
    brand: BrandPath,
    name: Name,
    day: Annotated[str, typer.Argument(metavar="DAY")],
    other: Annotated[str | None, typer.Argument(metavar="[DAY]", help="Else today.")] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Compare a segment as of two days: who joined, who left."""
    first, second = day_of(day, "DAY"), day_of(other, "DAY")
    if first is None:
        raise typer.BadParameter("give a day")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.compare_days(name, first, second)
    if as_json:
        output.print_json(found)
    else:
        output.print_line(
            f"{found.day}: {found.before:,}; {found.other}: {found.after:,}; "
            f"{found.joined:,} joined, {found.left:,} left, {found.stayed:,} stayed"
        )


def spread(
    brand: BrandPath,
    name: Name,
    attribute: Annotated[str, typer.Argument(metavar="TABLE.COLUMN")],
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Tell how the values of one attribute spread among the members, beside everybody's."""
    day = day_of(as_of, "--as-of")
    source, dot, column = attribute.rpartition(".")
    if not dot:
        raise typer.BadParameter("write it as Table.column", param_hint="TABLE.COLUMN")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.spread(name, source, column, as_of=day)
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        (column, "members", "% of members", "% of all"),
        [(one.label, one.customers, one.percent, one.percent_all) for one in found.slices],
    )
    output.print_line(f"{found.others:,} with other values, {found.no_value:,} without one")


def trend(brand: BrandPath, name: Name, as_json: AsJson = False) -> None:
    """List the days noted for a tracked segment: customers and revenue of 12 months."""
    with output.speaking(as_json=as_json), opening.reading(brand) as opened:
        found = opened.segments.trend(name)
    if as_json:
        output.print_json({"segment": name, "days": found})
    elif not found:
        output.print_line(f'Nothing is noted for "{name}" yet: ampdesk segment track')
    else:
        output.print_table(
            ("day", "customers", "revenue"),
            [(one.day, one.customers, one.revenue) for one in found],
        )


def _change(brand: Path, act: "Callable[[api.Brand], str]", *, as_json: bool) -> None:
    with output.speaking(as_json=as_json), api.Brand.open(brand_path(brand)) as opened:
        said = act(opened)
    if as_json:
        output.print_json({"done": said})
    else:
        output.print_line(said)


def rename(
    brand: BrandPath,
    name: Name,
    new: Annotated[str, typer.Argument(metavar="NEW")],
    as_json: AsJson = False,
) -> None:
    """Rename a segment, and every mention of it."""

    def act(opened: "api.Brand") -> str:
        others = opened.segments.rename(name, new)
        told = f"; changed in {', '.join(others)}" if others else ""
        return f'"{name}" is now "{new}"{told}'

    _change(brand, act, as_json=as_json)


def duplicate(
    brand: BrandPath,
    name: Name,
    new: Annotated[str, typer.Argument(metavar="[NEW]")] = "",
    as_json: AsJson = False,
) -> None:
    """Save a copy of a segment."""
    _change(brand, lambda one: f'saved as "{one.segments.duplicate(name, new)}"', as_json=as_json)


def delete(brand: BrandPath, names: Names, as_json: AsJson = False) -> None:
    """Move segments to the trash; one that something uses stays."""

    def act(opened: "api.Brand") -> str:
        opened.segments.delete(*names)
        return f"{len(names)} deleted"

    _change(brand, act, as_json=as_json)


def move(
    brand: BrandPath,
    names: Names,
    folder: Annotated[str, typer.Option("--folder", help='Up to three levels: "A/B"; "" is top.')],
    as_json: AsJson = False,
) -> None:
    """Put segments into a folder."""

    def act(opened: "api.Brand") -> str:
        opened.segments.move(names, folder)
        return f'{len(names)} moved to "{folder}"'

    _change(brand, act, as_json=as_json)


def label(
    brand: BrandPath,
    names: Names,
    labels: Annotated[str, typer.Option("--labels", help="Comma separated; replaces all.")],
    as_json: AsJson = False,
) -> None:
    """Give segments labels."""

    def act(opened: "api.Brand") -> str:
        kept = [one.strip() for one in labels.split(",") if one.strip()]
        opened.segments.set_labels(names, kept)
        return f"{len(names)} labelled {', '.join(kept) or 'with nothing'}"

    _change(brand, act, as_json=as_json)


def track(
    brand: BrandPath,
    name: Name,
    off: Annotated[bool, typer.Option("--off", help="Stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Track a segment's figures day by day (15 at most)."""

    def act(opened: "api.Brand") -> str:
        opened.segments.track(name, on=not off)
        opened.segments.note_trends()
        return f'"{name}" is {"no longer " if off else ""}tracked'

    _change(brand, act, as_json=as_json)


def recommend(
    brand: BrandPath,
    name: Name,
    off: Annotated[bool, typer.Option("--off", help="Take it off.")] = False,
    as_json: AsJson = False,
) -> None:
    """Pin a segment at the top of the list (5 at most)."""

    def act(opened: "api.Brand") -> str:
        opened.segments.recommend(name, on=not off)
        return f'"{name}" is {"no longer " if off else ""}recommended'

    _change(brand, act, as_json=as_json)
