"""The states of Segments worth a picture, beside those that every tab has."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt

from ui.segments.page import SegmentsPage
from ui.shell.stage import Stage
from ui.shell.views import Picture

TAE = "Transaction_Attributes_Extended"
LAPSED: dict[str, Any] = {
    "kind": "segment", "name": "Lapsed high value", "folder": "Win-back",
    "include": {"join": "and", "sections": [
        {"join": "and", "conditions": [
            {"type": "behaviour", "behaviour": "has purchased"},
            {"type": "attribute", "table": TAE, "filters": [
                {"column": "latest_order_datetime", "op": "is before",
                 "value": "today - 1 year"}]}]},
        {"join": "or", "conditions": [
            {"type": "attribute", "table": TAE, "filters": [
                {"column": "lifetime_order_revenue", "op": "is greater than", "value": 250}]},
            {"type": "attribute", "table": "Merged_Customers", "filters": [
                {"column": "state", "op": "is in list", "value": ["OR", "WA", "CA"]}]}]}]},
    "exclude": {"join": "and", "sections": [
        {"join": "and", "conditions": [
            {"type": "attribute", "table": "Customer_Attributes", "filters": [
                {"column": "is_opted_into_email", "op": "is false"}]}]}]},
}  # fmt: skip
BEHAVIOURS: dict[str, Any] = {
    "kind": "segment", "name": "Everything a condition can be",
    "include": {"join": "and", "sections": [{"join": "or", "conditions": [
        {"type": "behaviour", "behaviour": "has purchased",
         "orders": {"op": "more than", "value": 2},
         "window": {"op": "between", "value": ["today - 2 years", "today"]},
         "filters": [{"column": "purchase_channel", "op": "is in list", "value": ["web"]}]},
        {"type": "behaviour", "behaviour": "total value of orders",
         "amount": {"op": "between", "value": [100, 500]}},
        {"type": "behaviour", "behaviour": "most frequent order",
         "most_frequent": [{"column": "product_category", "op": "is in list",
                            "value": ["Shoes", "Socks"]}]},
        {"type": "rfm", "test": "at least", "r": 8, "f": 7},
        {"type": "attribute", "table": TAE, "filters": [
            {"column": "latest_order_datetime", "op": "is between",
             "value": ["today - 1 year", "today - 30 days"]}]},
        {"type": "attribute", "table": TAE, "filters": [
            {"column": "lifetime_order_revenue", "op": "is less than"}]}]}]},
}  # fmt: skip


def page_of(stage: Stage) -> SegmentsPage:
    """Return the page, at its index."""
    page = stage.go("segments")
    assert isinstance(page, SegmentsPage)  # noqa: S101  # what the tab builds
    page.show_index()
    stage.wait()
    return page


def _built(body: dict[str, Any]) -> Callable[[Stage], None]:
    def act(stage: Stage) -> None:
        page = page_of(stage)
        page.new(body)
        stage.settle(0.4)
        stage.wait()
        cards = page.editor.builder
        cards.cards[cards.order()[1]].setFocus()

    return act


def _new(stage: Stage) -> None:
    page_of(stage).new()
    stage.settle(0.4)
    stage.wait()


def _adding(stage: Stage) -> None:
    page = page_of(stage)
    page.new()
    stage.settle(0.4)
    stage.wait()
    page.add_condition()


def save_some(stage: Stage) -> SegmentsPage:
    """Save some segments into the brand, which is a copy, and return the page."""
    page = page_of(stage)
    segments = page.session.brand.segments
    loyal = {"type": "rfm", "test": "at least", "f": 6}
    for body in (LAPSED, _of("Loyal", loyal, labels=["vip"]), _of("Most loyal", {**loyal, "f": 9})):
        segments.save(body)
    return page


def _saved(stage: Stage) -> SegmentsPage:
    page = save_some(stage)
    page.refresh()
    stage.wait()
    stage.settle(0.3)
    return page


def _of(name: str, condition: dict[str, Any], **parts: Any) -> dict[str, Any]:
    sections = [{"join": "and", "conditions": [condition]}]
    return {"kind": "segment", "name": name, "include": {"sections": sections}, **parts}


def _list(stage: Stage) -> None:
    _saved(stage)


def _tracked(stage: Stage) -> SegmentsPage:
    page = save_some(stage)
    for name in ("Loyal", "Most loyal"):
        page.session.brand.segments.track(name)
    page.refresh()
    stage.wait()
    stage.settle(0.3)
    stage.wait()
    return page


def _trend(stage: Stage) -> None:
    sheet = _tracked(stage).acts.trend("Loyal")
    sheet.look_back()
    stage.wait()
    stage.settle(0.3)


def _opened(tab: str) -> Callable[[Stage], None]:
    def act(stage: Stage) -> None:
        page = _saved(stage)
        page.open("Lapsed high value")
        stage.wait()
        stage.settle(0.4)
        stage.wait()
        page.editor.show_tab("compare" if tab == "days" else tab)
        page.editor.compare.way.choose("days" if tab == "days" else "others")
        stage.wait()
        if tab == "compare":
            for at in range(page.editor.compare.others.count()):
                page.editor.compare.others.item(at).setCheckState(Qt.CheckState.Checked)
        stage.wait()
        stage.settle(0.3)

    return act


def _sheet(act: Callable[[SegmentsPage], object]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        page = _saved(stage)
        page.open("Lapsed high value")
        stage.wait()
        stage.settle(0.4)
        stage.wait()
        act(page)
        stage.wait()

    return do


def _why(page: SegmentsPage) -> None:
    page.explain_condition(page.editor.builder.order()[1])


def _earlier(page: SegmentsPage) -> None:
    page.editor.as_of.choose(page.session.brand.today - timedelta(days=180))


PICTURES = (
    Picture("list", _list),
    Picture("tracked", lambda stage: _tracked(stage).show_index()),
    Picture("trend", _trend),
    Picture("builder", _built(LAPSED)),
    Picture("kinds", _built(BEHAVIOURS)),
    Picture("new", _new),
    Picture("adding", _adding),
    Picture("why", _sheet(_why)),
    Picture("summary", _opened("summary")),
    Picture("breakdown", _opened("breakdown")),
    Picture("members", _opened("customers")),
    Picture("compare", _opened("compare")),
    Picture("days", _opened("days")),
    Picture("templates", _sheet(lambda page: page.acts.templates())),
    Picture("earlier", _sheet(_earlier)),
    Picture("sqlsheet", _sheet(SegmentsPage.show_sql)),
    Picture("versions", _sheet(lambda page: page.acts.versions("Lapsed high value"))),
    Picture("export", _sheet(SegmentsPage.export)),
    Picture("upload", _sheet(lambda page: page.acts.upload())),
)
