"""Commands about customers, their scores, and the lists that leave the house."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ampdesk import api
from ampdesk.cli import opening, output
from ampdesk.cli.options import AsJson, AsOf, BrandPath, Out, Today, brand_path, day_of


class Target(StrEnum):
    """Where a list goes."""

    SPREADSHEET = "spreadsheet"
    PLATFORM = "platform"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(name="rfm")(rfm)
    app.command(name="list")(list_)
    app.command(name="lists")(lists)
    app.command(name="do-not-mail")(do_not_mail)
    customer = typer.Typer(help="Find and show one customer.", no_args_is_help=True)
    customer.command(name="search")(search)
    customer.command(name="show")(show)
    customer.command(name="segments")(segments)
    app.add_typer(customer, name="customer")


def rfm(
    brand: BrandPath,
    out: Out = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Show the ten-by-ten grid; with --out write every customer's scores."""
    with output.speaking(as_json=as_json), api.Brand.open_fresh(brand_path(brand), today) as opened:
        grid = opened.rfm.grid()
        written = opened.rfm_file(out) if out else None
    if as_json:
        cells = [[grid.cell(r, f).customers for f in range(1, 11)] for r in range(1, 11)]
        output.print_json({
            "rows": grid.rows, "columns": grid.columns, "scored": grid.scored,
            "customers": grid.customers, "grid": cells, "warnings": grid.warnings,
            "file": out, "written": written,
        })  # fmt: skip
        return
    heads = ["recency", *(f"F{f}" for f in range(1, 11))]
    rows = [[f"R{r}", *(grid.cell(r, f).customers for f in range(1, 11))] for r in range(10, 0, -1)]
    output.print_table(heads, rows, title="Customers by recency and frequency, last 12 months")
    output.print_line(f"{grid.scored:,} of {grid.customers:,} customers have a score.")
    for warning in grid.warnings:
        output.print_line(f"Warning: {warning}")
    if out:
        output.print_line(f"{written:,} rows written to {out}")


def list_(  # the options of the command line are fixed
    brand: BrandPath,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A .csv or .xlsx file.")],
    rfm: Annotated[
        str | None, typer.Option("--rfm", metavar="BOUNDS", help='A range: "R>=8,F>=6".')
    ] = None,
    ids: Annotated[
        Path | None, typer.Option("--ids", metavar="FILE", help="Ids, one a line.")
    ] = None,
    columns: Annotated[str, typer.Option("--columns", help="Names, with commas between.")] = "",
    purpose: Annotated[
        Target, typer.Option("--for", help="For a spreadsheet or for a platform.")
    ] = Target.SPREADSHEET,
    left_out: Annotated[
        Path | None,
        typer.Option("--left-out", metavar="FILE", help="Write those left out, with reasons."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Name of the list.")] = "Mailing list",
    do_not_mail: Annotated[
        Path | None, typer.Option("--do-not-mail", metavar="FILE", help="Further ids to leave out.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            metavar="RULE",
            help="Switch a rule off: one_per_household, do_not_mail, employees, businesses, "
            "test_accounts, resellers.",
        ),
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Write a direct-mail list: one piece per household, suppressions applied and counted."""
    with output.speaking(as_json=as_json), api.Brand.open_fresh(brand_path(brand), today) as opened:
        request = api.ListRequest(
            name=name,
            range=api.RfmRange.parse(rfm) if rfm is not None else None,
            ids=api.read_ids(ids) if ids else None,
            columns=tuple(part.strip() for part in columns.split(",") if part.strip()),
            rules=_rules(keep or []),
            do_not_mail_ids=api.read_ids(do_not_mail) if do_not_mail else (),
        )
        written = opened.lists.write(
            request, out, purpose=api.Purpose(purpose), left_out_file=left_out
        )
    counts = written.counts
    if as_json:
        output.print_json({
            "file": written.file, "audience": counts.audience, "pieces": counts.pieces,
            "left_out": {part.reason.value: part.customers for part in counts.left_out},
            "left_out_file": written.left_out_file,
        })  # fmt: skip
        return
    output.print_line(f"{counts.pieces:,} pieces of {counts.audience:,} customers: {written.file}")
    if counts.left_out:
        rows = [(part.reason.value, part.customers) for part in counts.left_out]
        output.print_table(("left out", "customers"), rows)
    if written.left_out_file:
        output.print_line(f"Who and why: {written.left_out_file}")


def _rules(kept: list[str]) -> "api.Rules":
    unknown = [rule for rule in kept if rule not in api.Rules.model_fields]
    if unknown:
        raise typer.BadParameter(
            f"there is no rule {unknown[0]!r}; rules are {', '.join(api.Rules.model_fields)}"
        )
    return api.Rules(**dict.fromkeys(kept, False))


def lists(brand: BrandPath, as_json: AsJson = False) -> None:
    """Show the lists that were written."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
    ):
        found = opened.lists.history()
    if as_json:
        output.print_json({"lists": found})
    elif found:
        heads = ("list", "at", "name", "pieces", "audience", "file")
        output.print_table(heads, [[row[head] for head in heads] for row in found])
    else:
        output.print_line(f'No list yet. Start: ampdesk list {brand} --rfm "R>=8" --out list.csv')


def do_not_mail(
    brand: BrandPath,
    add: Annotated[
        Path | None, typer.Option("--add", metavar="FILE", help="Put these ids on it.")
    ] = None,
    remove: Annotated[
        Path | None, typer.Option("--remove", metavar="FILE", help="Take these ids off it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change the brand's do-not-mail list of ids."""
    changes = bool(add or remove)
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=not changes) as opened,
    ):
        added = opened.lists.add_do_not_mail(api.read_ids(add)) if add else 0
        removed = opened.lists.remove_do_not_mail(api.read_ids(remove)) if remove else 0
        held = opened.lists.do_not_mail()
    if as_json:
        output.print_json({"ids": held, "added": added, "removed": removed})
    else:
        output.print_line(f"{len(held):,} ids on the list, {added:,} added, {removed:,} removed.")


def search(
    brand: BrandPath,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Name, e-mail, phone or id.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """Find customers."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
    ):
        found = opened.customers.search(text, limit)
    if as_json:
        output.print_json({"customers": found})
    elif not found:
        output.print_line("Nobody found. Try a part of the name, the e-mail address or the phone.")
    else:
        heads = ("amperity_id", "full_name", "email", "phone", "city", "orders", "revenue")
        output.print_table(heads, [[row[head] for head in heads] for row in found])


def show(
    brand: BrandPath,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Id, or what finds one customer.")],
    as_json: AsJson = False,
) -> None:
    """Show one customer: fields and who won them, records, orders, scores, consent."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
    ):
        profile = opened.customer(text)
    if as_json:
        output.print_json(profile)
    else:
        _print_profile(profile)


def segments(
    brand: BrandPath,
    customer: Annotated[str, typer.Argument(metavar="ID")],
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """List the segments and whether the customer is in each; `why segment` says why."""
    day = day_of(as_of, "--as-of")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.memberships(customer, as_of=day)
    if as_json:
        output.print_json({"amperity_id": customer, "segments": found})
    elif not found:
        output.print_line("No segment is saved yet.")
    else:
        said = {True: "in", False: "not in", None: "not known"}
        output.print_table(
            ("segment", "customer is", "who it is"),
            [(one.name, said[one.is_in], one.problem or one.sentence) for one in found],
        )


def _print_profile(profile: "api.Profile") -> None:
    output.print_line(f"{profile.name}  {profile.amperity_id}")
    rows = [
        (name, api.plain(value), f"{group.datasource} {group.pk}" if group.datasource else "")
        for group in profile.groups
        for name, value in group.values.items()
        if value is not None
    ]
    output.print_table(("field", "value", "from record"), rows)
    scores = [f"{name.removeprefix('L12M_')} {api.plain(v)}" for name, v in profile.scores.items()]
    output.print_line("RFM: " + ", ".join(scores))
    heads = ("datasource", "pk", "full_name", "email", "phone", "postal", "update_dt")
    output.print_table(
        heads, [[row[head] for head in heads] for row in profile.records],
        title=f"{len(profile.records)} records",
    )  # fmt: skip
    output.print_table(
        ("order", "when", "items", "revenue", "returned", "channel"),
        [(o.order_id, o.order_datetime, o.items, o.revenue, o.returned, o.channel)
         for o in profile.orders],
        title=f"{profile.order_count} orders",
    )  # fmt: skip
    for consent in profile.consents:
        contact = consent.get("email") or consent.get("phone")
        said = consent.get("is_email_opted_in", consent.get("is_sms_opted_in"))
        output.print_line(f"{consent['channel']} {contact}: opted in {api.plain(said)}")
