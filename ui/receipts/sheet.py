"""A receipt over a sheet, where the panel of the window cannot be reached."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.kit.parts import button
from ui.kit.sheet import Sheet
from ui.receipts.panel import ReceiptBody
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import Receipt


class ReceiptSheet(Sheet):
    """Shows one receipt and closes."""

    def __init__(
        self, session: Session, window: QWidget, title: str, read: "Callable[[], Receipt]"
    ) -> None:
        super().__init__(window, title)
        self.content = ReceiptBody(self.tr("Receipt"))
        self.content.loading()
        self.body.addWidget(self.content, 1)
        close = button(self.tr("Close"), clicked=self.reject)
        self.foot.addWidget(button(self.tr("Copy as text"), clicked=self.content.copy))
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.fit(520, 560)
        session.desk.ask("why.sheet", read, self.content.show_receipt, self.content.show_error)
