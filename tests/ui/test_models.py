from PySide6.QtCore import Qt

from ui.kit.heat import HeatCell, HeatMap
from ui.kit.paged import CELL, PAGE, Column, PagedModel
from ui.shell.finder import Hit
from ui.shell.palette import HitModel

COLUMNS = (Column("name", "Name"), Column("orders", "Orders", "count"))


def people(first: int, count: int) -> list[dict[str, object]]:
    return [{"name": f"P{at}", "orders": at} for at in range(first, first + count)]


def test_a_paged_model_keeps_qts_rules(qtmodeltester):
    model = PagedModel(COLUMNS, lambda value, _kind: str(value))
    qtmodeltester.check(model)
    model.restart(250, people(0, 100))
    model.put(100, people(100, 100))
    qtmodeltester.check(model)


def test_only_the_pages_that_are_looked_at_are_asked_for(qtbot):
    model = PagedModel(COLUMNS, lambda value, _kind: str(value))
    model.restart(1_000_000)
    asked = []
    model.wanted.connect(lambda offset, limit: asked.append((offset, limit)))
    for row in (0, 500_000, 700_000, 900_000, 999_999):  # a drag through a million rows
        assert model.index(row, 0).data(CELL).state == "loading"
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [(700_000, PAGE), (900_000, PAGE), (999_900, PAGE)]
    model.put(900_000, people(900_000, PAGE))
    assert model.index(900_042, 0).data() == "P900042"


def test_no_value_and_an_empty_text_differ():
    model = PagedModel(COLUMNS, lambda value, _kind: str(value))
    model.restart(2, [{"name": None, "orders": 0}, {"name": "", "orders": 1}])
    assert [model.index(row, 0).data(CELL).state for row in (0, 1)] == ["null", "empty"]
    assert model.index(0, 1).data(CELL).text == "0"


def test_a_heat_map_keeps_qts_rules_and_speaks(qtmodeltester, qtbot):
    heat = HeatMap("Customers")
    qtbot.addWidget(heat)
    cells = [[HeatCell(y * x, str(x), f"R{y} F{x}") for x in range(1, 11)] for y in range(1, 11)]
    names = [str(at) for at in range(1, 11)]
    heat.heat.show(names[::-1], names, cells)
    qtmodeltester.check(heat.heat)
    assert heat.heat.index(0, 9).data(Qt.ItemDataRole.AccessibleTextRole) == "R1 F10"


def test_hits_of_the_search_box_keep_qts_rules(qtmodeltester):
    model = HitModel()
    model.show([Hit("Tabs"), Hit("Home", run=lambda: None)])
    qtmodeltester.check(model)
