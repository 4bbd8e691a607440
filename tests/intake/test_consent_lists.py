"""Lists of consent that replace what came before: import_formats.md 1 "Consent"."""

from datetime import date
from pathlib import Path

import pytest
from sqlglot import exp

from ampdesk import intake, profiles
from ampdesk.clock import clock_of
from ampdesk.engine import open_duckdb
from ampdesk.lake import Lake
from ampdesk.store import Store

TODAY = date(2026, 12, 31)
HEADER = "email,consent\n"
OLD = HEADER + "ann@example.com,unsubscribed\nbob@example.com,yes\ncid@example.com,unsubscribed\n"
NEW = HEADER + "ann@example.com,yes\ndee@example.com,unsubscribed\n"
COLUMNS = {"email": "email", "consent": "is-email-opted-in"}


class Lists:
    """A brand with nothing but lists of consent."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.lake = folder, store, Lake.beside(store.path)

    def add(self, text: str, *, source: str = "Letter", **options: object) -> intake.FileResult:
        path = self.folder / f"{source}.csv"
        path.write_text(text)
        mapping = {"kind": "consent_email", "columns": COLUMNS, "options": options}
        plans = intake.plan([path], store=self.store, source=source, mapping=mapping)
        (result,) = intake.load(self.store, self.lake, plans)
        return result

    def undo(self, result: intake.FileResult) -> None:
        assert result.import_id is not None
        intake.undo(self.store, self.lake, result.import_id)

    def opted_in(self, *, full: bool = False) -> dict[str, bool]:
        """Who is opted in after a build, by first name."""
        profiles.build(self.store, self.lake, today=TODAY, full=full)
        with open_duckdb(self.lake.snapshot()) as engine:
            rows = engine.rows(
                exp.select("email", "is_email_opted_in").from_("Email_Opt_Status").order_by("email")
            )
        return {str(email).partition("@")[0]: bool(state) for email, state in rows}


@pytest.fixture
def lists(tmp_path: Path):
    with Store.create(tmp_path / "b.ampdesk", clock=clock_of(TODAY.isoformat())) as store:
        yield Lists(tmp_path, store)


BEFORE = {"ann": False, "bob": True, "cid": False}
MERGED = {"ann": False, "bob": True, "cid": False, "dee": False}
REPLACED = {"ann": True, "bob": True, "cid": False, "dee": False}  # absence deletes nothing


def test_a_withdrawal_without_a_time_stays_in_a_list_that_is_merged(lists):
    lists.add(OLD)
    lists.add(NEW)
    assert lists.opted_in() == MERGED


def test_a_list_that_replaces_rules_whom_it_names_and_its_undo_restores(lists):
    lists.add(OLD)
    assert lists.opted_in() == BEFORE

    newer = lists.add(NEW, consent="replace")

    assert lists.opted_in() == lists.opted_in(full=True) == REPLACED
    lists.undo(newer)
    assert lists.opted_in() == BEFORE


def test_what_comes_after_a_list_that_replaces_is_merged_with_it(lists):
    lists.add(OLD)
    lists.add(NEW, consent="replace")
    lists.add("email,consent\nann@example.com,unsubscribed\nbob@example.com,yes\n", consent="merge")
    assert lists.opted_in() == {"ann": False, "bob": True, "cid": False, "dee": False}


def test_other_sources_keep_their_word(lists):
    lists.add(OLD, source="Till")
    lists.add(NEW, consent="replace")
    assert lists.opted_in() == MERGED


def test_other_programmes_of_the_source_keep_their_word(lists):
    lists.add(OLD, constants={"program": "deals"})
    lists.add(NEW, consent="replace", constants={"program": "news"})
    assert lists.opted_in() == MERGED


def test_the_setting_of_a_source_holds_for_all_its_files_but_those_that_say_otherwise(lists):
    lists.store.settings.replace({"consent": {"Letter": "replace"}})
    lists.add(OLD)
    lists.add(NEW)
    assert lists.opted_in() == REPLACED

    lists.add("email,consent\neve@example.com,yes\n", consent="merge")

    assert lists.opted_in() == {**REPLACED, "eve": True}
    lists.store.settings.replace({"consent": {}})
    assert lists.opted_in() == {**MERGED, "eve": True}
