"""The orders that belong to no customer, and what to do about them."""

from typing import Any

from PySide6.QtWidgets import QWidget

from ampdesk.errors import AmpDeskError
from ui.customers.listing import write_value
from ui.data.sources import fill
from ui.kit.grid import DataGrid
from ui.kit.notes import Banner
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button, label
from ui.kit.sheet import Sheet
from ui.shell.doors import Doors
from ui.shell.session import Session


class OrdersSheet(Sheet):
    """Exactly those that the notice of Home counts; read away from the window's thread."""

    def __init__(self, session: Session, doors: Doors, window: QWidget) -> None:
        super().__init__(window, window.tr("Orders of no customer"))
        self._session, self._doors = session, doors
        t, words = self.tr, session.words
        self.sentence = label("", "label2", wrap=True)
        self.banner = Banner()
        self.grid = DataGrid(
            t("Orders of no customer"),
            PagedModel(
                (
                    Column("order_id", t("Order"), "text", 150, "order_id", sortable=False),
                    Column("order_datetime", t("Placed"), "moment", 170, "order_datetime, UTC",
                           sortable=False),
                    Column("source", t("Source"), "text", 120, "source", sortable=False),
                    Column("order_quantity", t("Items"), "count", 80, "order_quantity",
                           sortable=False),
                    Column("order_revenue", t("Revenue"), "money", 120, "order_revenue",
                           sortable=False),
                ),
                lambda value, kind: write_value(words, value, kind),
            ),
            framed=True,
        )  # fmt: skip
        why = label(
            t(
                "Their files name no e-mail address, phone number, name or customer that is known."
                " Import the customers of these sources, or an export that holds the addresses;"
                " the same orders are then brought up to date."
            ),
            "label2", wrap=True,
        )  # fmt: skip
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(why)
        self.bring = button(t("Import customers"), k="primary", clicked=self._bring)
        self.bring.setEnabled(not session.read_only)
        self.foot.addWidget(button(t("Copy"), clicked=self._copy))
        self.foot.addStretch(1)
        self.foot.addWidget(button(t("Close"), clicked=self.reject))
        self.foot.addWidget(self.bring)
        self.fit(760, 560)
        self.grid.paged.expect()
        data = session.brand.data
        session.desk.ask("home.nobodys", data.nobodys_orders, self._arrived, self._failed)

    def _arrived(self, rows: list[dict[str, Any]]) -> None:
        words = self._session.words
        whole = int(rows[0]["whole"]) if rows else 0
        said = self.tr("{0} orders of the last 12 months belong to no customer.")
        if whole > len(rows):
            said = self.tr(
                "{0} orders of the last 12 months belong to no customer; the newest {1} are shown."
            )
        self.sentence.setText(said.format(words.count(whole), words.count(len(rows))))
        fill(self.grid, rows)
        self.grid.setFocus()

    def _failed(self, error: AmpDeskError) -> None:
        fill(self.grid, [])
        self.banner.say(str(error), "neg")

    def _copy(self) -> None:
        self.grid.selectAll()
        self.grid.copy()

    def _bring(self) -> None:
        self.accept()
        self._doors.choose_files()
