"""`ampdesk check`: is the file whole, do its parts agree, is the lake what it should be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ampdesk.schema import FEEDS, STORE_TABLES
from ampdesk.store import version
from ampdesk.store.errors import newest_backup_hint
from ampdesk.store.sqlite import quoted, rows
from ampdesk.store.store import Store


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `repair` mends it without losing anything, None: it cannot."""

    what: str
    remedy: str
    repair: Callable[[], None] | None = None


@dataclass
class Report:
    """What a check found. `repaired` are the findings that `repair` mended."""

    checked: list[str] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    repaired: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong (any more)."""
        return not self.problems


Hook = Callable[[Store], Iterable[Finding]]


def check(store: Store, *, hooks: Iterable[tuple[str, Hook]] = (), repair: bool = False) -> Report:
    """Check a brand wholly; with `repair` also mend what can be mended without losing anything.

    `hooks`: further checks by name, of layers above this one (the lake's freshness).
    """
    report = Report()
    mine: list[tuple[str, Hook]] = [
        ("integrity of the file", _integrity),
        ("foreign keys", _foreign_keys),
        ("tables", _tables),
        ("definitions", _definitions),
        ("search index of customers", _search_index),
    ]
    for name, hook in (*mine, *hooks):
        report.checked.append(name)
        for finding in hook(store):
            if repair and finding.repair is not None and not store.read_only:
                finding.repair()
                report.repaired.append(finding)
            else:
                report.problems.append(finding)
    return report


def _integrity(store: Store) -> Iterable[Finding]:
    found = [row[0] for row in rows(store.connection, "PRAGMA integrity_check(20)")]
    if found == ["ok"]:
        return
    bad_index = [text for text in found if _of_index(text)]
    if bad_index == found:

        def rebuild() -> None:
            with store.transaction() as connection:
                connection.execute("REINDEX")

        yield Finding(
            f"an index does not fit its table ({found[0]})", "ampdesk check --repair", rebuild
        )
        return
    yield Finding(
        f"the file is damaged ({found[0].splitlines()[-1]}{', …' if len(found) > 1 else ''})",
        f"restore the newest backup: {newest_backup_hint(store.path)}",
    )


def _of_index(text: str) -> bool:
    return "missing from index" in text or "wrong # of entries in index" in text


def _foreign_keys(store: Store) -> Iterable[Finding]:
    found = rows(store.connection, "PRAGMA foreign_key_check")
    if found:
        tables = ", ".join(sorted({str(row[0]) for row in found}))
        yield Finding(
            f"{len(found)} rows name others that do not exist (in {tables})",
            f"restore the newest backup: {newest_backup_hint(store.path)}",
        )


def _tables(store: Store) -> Iterable[Finding]:
    """Compare tables and columns with what this version declares."""
    for table in (*STORE_TABLES, *FEEDS):
        there = {
            row[1] for row in rows(store.connection, f"PRAGMA table_info({quoted(table.name)})")
        }
        missing = [name for name in table.names if name not in there]
        if not there:

            def make() -> None:
                with store.transaction() as connection:
                    version.create_missing(connection)

            yield Finding(f"the table {table.name} is missing", "ampdesk check --repair", make)
        elif missing:
            yield Finding(
                f"{table.name} lacks {', '.join(missing)}",
                f"restore the newest backup: {newest_backup_hint(store.path)}",
            )


def _definitions(store: Store) -> Iterable[Finding]:
    """See that each definition has its active version, and that bodies are JSON."""
    lost = rows(
        store.connection,
        "SELECT kind, name FROM definitions d WHERE NOT EXISTS (SELECT 1 FROM "
        "definition_versions v WHERE v.kind = d.kind AND v.name = d.name "
        "AND v.version = d.version) ORDER BY 1, 2",
    )
    for kind, name in lost:
        yield Finding(
            f'{kind} "{name}" has no active version', "save it again, or restore a version of it"
        )
    spoilt = rows(
        store.connection,
        "SELECT kind, name, version FROM definition_versions WHERE NOT json_valid(body) "
        "ORDER BY 1, 2, 3",
    )
    for kind, name, number in spoilt:
        yield Finding(
            f'{kind} "{name}", version {number}, is not JSON',
            f"restore the newest backup: {newest_backup_hint(store.path)}",
        )


def _search_index(store: Store) -> Iterable[Finding]:
    """Compare the full-text index with the customers that it finds."""
    there = rows(store.connection, "SELECT 1 FROM sqlite_master WHERE name = 'customer_360_fts'")
    customers = rows(store.connection, "SELECT count(*) FROM customer_360")[0][0]
    indexed = (
        rows(store.connection, "SELECT count(*) FROM customer_360_fts_docsize")[0][0]
        if there
        else -1
    )
    if customers == indexed:
        return

    def rebuild() -> None:
        with store.transaction() as connection:
            version.create_missing(connection)
            connection.execute("INSERT INTO customer_360_fts(customer_360_fts) VALUES ('rebuild')")

    yield Finding(
        "the search index is not that of the customers", "ampdesk check --repair", rebuild
    )
