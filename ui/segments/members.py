"""The members of what is open: a sample as rows, a link to each customer, why he is in."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from ampdesk.errors import AmpDeskError
from ui.customers.columns import PRIVATE, masked
from ui.kit.elide import ElidedLabel
from ui.kit.grid import DataGrid
from ui.kit.notes import EmptyState
from ui.kit.paged import PAGE, Column, Kind, PagedModel
from ui.kit.parts import button, column, holder, row
from ui.segments.context import Builder
from ui.segments.document import Body
from ui.theme import icon, px
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import Members

COLUMNS = ("given_name", "surname", "city", "state")
KINDS: dict[str, Kind] = {"date": "day", "datetime": "moment", "number": "count",
                          "yes/no": "yesno", "text": "text"}  # fmt: skip


class MembersView(QWidget):
    """Pages of members, read when the tab is in front; Return opens the customer, F1 says why."""

    opened = Signal(str)
    explained = Signal(str)

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._builder = builder
        self._session = builder.session
        self._body: Body | None = None
        self._as_of: date | None = None
        self._stop: Stop | None = None
        self.total = 0
        self.hidden = False
        t = self.tr
        self.columns = [
            Column("amperity_id", t("Customer"), "id", 150),
            Column("given_name", t("Given name"), "text", 130),
            Column("surname", t("Surname"), "text", 130),
            Column("city", t("City"), "text", 150),
            Column("state", t("State"), "text", 70),
        ]
        self.model = PagedModel(self.columns, self._write)
        self.grid = DataGrid(t("Members of the segment"), self.model, framed=True)
        self.grid.opened.connect(lambda at: self._with(at, self.opened.emit))
        self.grid.why.connect(lambda at: self._with(at, self.explained.emit))
        self.model.wanted.connect(self._read)
        self.who = QLineEdit()
        self.who.setPlaceholderText(t("Why is somebody in, or not? Name, e-mail or id"))
        self.who.setAccessibleName(t("Somebody to explain"))
        self.who.addAction(icon("help-circle-outline"), QLineEdit.ActionPosition.LeadingPosition)
        self.who.setFixedWidth(px(380))
        self.who.returnPressed.connect(self._ask)
        self.found = ElidedLabel("", "hint")
        self.why = button(t("Why?"), glyph="help-circle-outline")
        self.why.clicked.connect(
            lambda _on=False: self._with(self.grid.currentIndex().row(), self.explained.emit)
        )
        self.foot = ElidedLabel("", "hint")
        tools = row(self.who, self.found, None, self.why, gap=10)
        tools.setStretch(1, 1)
        listed = column(tools, self.grid, self.foot, gap=10, margins=(PAGE_EDGE, 0, PAGE_EDGE, 12))
        listed.setStretch(1, 1)
        self.empty = EmptyState("account-search-outline", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(listed))
        self._stack.addWidget(self.empty)
        self.setLayout(column(self._stack, gap=0))

    def show_members(self, body: Body, as_of: date | None = None) -> None:
        """Read the first page of a definition's members, unless they are shown already."""
        if body == self._body and as_of == self._as_of:
            return
        self._body, self._as_of = body, as_of
        self.model.restart()
        self.foot.setText(self.tr("Reading…"))
        self._read(0, PAGE)

    def forget(self) -> None:
        """The tables, or the segment, are others."""
        self._body = None

    def ask_why(self) -> bool:
        """Ask for the receipt of the marked member; False when none is marked."""
        at = self.grid.currentIndex().row()
        self._with(at, self.explained.emit)
        return at >= 0

    def hide_names(self, *, on: bool) -> None:
        """Hide names, or show them again."""
        if on != self.hidden:
            self.hidden = on
            body, self._body = self._body, None
            if body is not None:
                self.show_members(body, self._as_of)

    def _read(self, offset: int, limit: int) -> None:
        from ampdesk.api import Stop

        if self._body is None:
            return
        segments = self._session.brand.segments
        body, stop = self._body, Stop()
        if offset == 0 and self._stop is not None:
            self._stop.stop()
        self._stop = stop

        day: dict[str, Any] = {"as_of": self._as_of} if self._as_of else {}

        def read() -> "Members":
            names = tuple(f"Merged_Customers.{name}" for name in COLUMNS)
            return segments.members(
                body, columns=names, limit=limit, offset=offset, stop=stop, **day
            )

        self._session.desk.ask(
            f"segments.members {offset}", read, lambda found: self._arrived(found, offset),
            self._failed, lane="wide",
        )  # fmt: skip

    def _arrived(self, found: "Members", offset: int) -> None:
        names = [column.key for column in self.columns]
        rows = [dict(zip(names, one, strict=False)) for one in found.rows]
        if self.hidden:
            for line in rows:
                line |= {key: masked(str(line[key])) for key in PRIVATE & set(line) if line[key]}
        if offset == 0:
            self.total = found.total
            self.model.restart(found.total, rows)
            self.grid.selectRow(0)
            words, t = self._session.words, self.tr
            self._stack.setCurrentIndex(0 if found.total else 1)
            self.empty.say(t("Nobody matches"), t("See Definition: each condition tells how many "
                                                   "match it alone."))  # fmt: skip
            self.foot.setText(
                t("{0} members · Enter opens the customer, F1 says why he is in").format(
                    words.count(found.total)
                )
            )
        else:
            self.model.put(offset, rows)

    def _failed(self, error: AmpDeskError) -> None:
        if error.code != "cancelled":
            self._body = None
            self._stack.setCurrentIndex(1)
            self.empty.say(error.message, error.remedy)

    def _with(self, at: int, act: Any) -> None:
        found = self.model.row_at(at) if at >= 0 else None
        if found:
            act(str(found["amperity_id"]))

    def _ask(self) -> None:
        text = self.who.text().strip()
        if not text:
            return
        brand = self._session.brand
        self._session.desk.ask(
            "segments.who", lambda: brand.customers.search(text, 2), self._found_somebody,
            lambda error: self.found.setText(str(error)),
        )  # fmt: skip

    def _found_somebody(self, found: list[dict[str, Any]]) -> None:
        if not found:
            self.found.setText(self.tr("Nobody is called so"))
            return
        self.found.setText(
            self.tr("The first of several: type more to be sure") if len(found) > 1 else ""
        )
        identity = str(found[0]["amperity_id"])
        QTimer.singleShot(0, self, lambda: self.explained.emit(identity))

    def _write(self, value: object, kind: Kind) -> str:
        if kind == "yesno":
            return self.tr("yes") if value else self.tr("no")
        return str(value)
