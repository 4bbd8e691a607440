"""A long file asks before it is loaded, and only what the whole of it leaves open."""

from importlib import import_module
from pathlib import Path

import pytest

from ampdesk import intake
from ampdesk.clock import clock_of
from ampdesk.intake import UnansweredError
from ampdesk.intake.look import look
from ampdesk.intake.settled import answers_of, options_of
from ampdesk.lake import Lake
from ampdesk.store import Store

planning = import_module("ampdesk.intake.plan")  # the package's own name for it is a function
HEADER = "order id,order date,email,sku,quantity,amount\n"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # a file of some hundred lines is long here, its first thirty are its head
    monkeypatch.setattr(planning, "_WHOLE", 8_000)
    monkeypatch.setattr(planning, "_HEAD", 1_500)
    with Store.create(tmp_path / "b.ampdesk", clock=clock_of("2026-12-31")) as made:
        yield made


def sales(*, last: str = "05/06/2026", encoding: str = "utf-8", amount: str = "5.00") -> bytes:
    rows = [f"S{n},03/04/2026,s{n}@example.com,Größe,1,{amount}" for n in range(400)]
    rows.append(f"S400,{last},s400@example.com,X,1,{amount}")
    return (HEADER + "\n".join(rows) + "\n").encode(encoding)


def planned(store: Store, folder: Path, content: bytes, name: str = "sales.csv") -> list:
    path = folder / name
    path.write_bytes(content)
    return intake.plan([path], store=store)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_long_file_asks_for_day_and_month_when_it_is_looked_at(store, tmp_path, encoding):
    (plan,) = planned(store, tmp_path, sales(encoding=encoding))
    assert plan.rows is None  # its head alone was read
    seen = look(plan, lambda: (answers_of(store, plan), options_of(store, plan)))
    (question,) = seen.questions
    assert (question.code, question.column) == ("day_or_month_first", "order date")


def test_what_a_later_line_decides_is_not_asked(store, tmp_path):
    (plan,) = planned(store, tmp_path, sales(last="30/06/2026"))
    assert not look(plan, lambda: (answers_of(store, plan), options_of(store, plan))).questions
    (result,) = intake.load(store, Lake.beside(store.path), [plan])
    assert result.loaded == 401


def test_a_later_line_may_also_contradict(store, tmp_path):
    content = sales(last="13/06/2026,t@example.com,X,1,5.00\nS401,06/13/2026")
    (plan,) = planned(store, tmp_path, content)
    seen = look(plan, lambda: (answers_of(store, plan), options_of(store, plan)))
    assert [one.code for one in seen.questions] == ["mixed_day_month"]


def test_all_files_are_asked_before_the_first_is_loaded(store, tmp_path):
    first = planned(store, tmp_path, sales(last="30/06/2026"), "first.csv")
    second = planned(store, tmp_path, sales(), "second.csv")
    with pytest.raises(UnansweredError, match=r"second\.csv: .*is the day or the month first"):
        intake.load(store, Lake.beside(store.path), [*first, *second])
    assert not store.connection.execute("SELECT COUNT(*) FROM imports").fetchone()[0]


def test_amounts_are_asked_for_as_well(store, tmp_path):
    content = sales(last="30/06/2026", amount='"1,234"')
    (plan,) = planned(store, tmp_path, content)
    seen = look(plan, lambda: (answers_of(store, plan), options_of(store, plan)))
    assert [one.code for one in seen.questions] == ["decimal_sign"]
