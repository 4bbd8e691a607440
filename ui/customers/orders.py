"""The orders of a customer, each with its lines."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from ui.customers.person import Person
from ui.kit.card import Card
from ui.kit.notes import EmptyState
from ui.theme import bus, font, px, tokens
from ui.tokens import ROW_HEIGHTS

Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class OrdersCard(Card):
    """Orders, the newest first; each opens to its lines."""

    def __init__(self, person: Person) -> None:
        t = person.tr
        self._person = person
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(t("Orders and their lines"))
        self.tree.setHeaderLabels(
            [t("Date"), t("Order or item"), t("Where"), t("Items"), t("Revenue"), t("Returned")]
        )
        self.tree.setUniformRowHeights(True)
        self.tree.setProperty("k", "framed")
        self.tree.setMinimumHeight(240)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.empty = EmptyState("cart-outline", t("No orders"), t("This person has not bought."))
        super().__init__(
            t("Orders"), t("Returns are lines of their own; open an order to see them.")
        )
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self.empty)
        heads = self.tree.header()
        heads.setStretchLastSection(False)
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for at, width in ((0, 150), (2, 120), (3, 70), (4, 110), (5, 110)):
            heads.resizeSection(at, width)
        for at in (3, 4, 5):
            self.tree.headerItem().setTextAlignment(at, Right)
        person.changed.connect(self._render)
        self.measure()

    def measure(self) -> None:
        """Give rows the height of the density."""
        self.tree.setIconSize(self.tree.iconSize())
        self._row = px(ROW_HEIGHTS[bus.density])

    def _render(self) -> None:
        self.tree.clear()
        profile, words = self._person.profile, self._person.words
        orders = profile.orders if profile else ()
        self.tree.setVisible(bool(orders))
        self.empty.setVisible(profile is not None and not orders)
        digits, faint = font("body", tabular=True), QBrush(QColor(tokens().text2))
        for order in orders:
            returned = words.money(order.returned, order.currency) if order.returned else ""
            item = QTreeWidgetItem(
                [
                    words.day(order.order_datetime),
                    order.order_id,
                    " · ".join(part for part in (order.channel, order.store) if part),
                    words.count(order.items),
                    words.money(order.revenue, order.currency),
                    returned,
                ]
            )
            _align(item, digits)
            for line in order.lines:
                child = QTreeWidgetItem(_line(words, line, order.currency))
                _align(child, digits)
                for at in range(6):
                    child.setForeground(at, faint)
                item.addChild(child)
            self.tree.addTopLevelItem(item)
        if profile is not None and profile.order_count > len(orders):
            rest = self.tr("… and {0} older orders").format(
                words.count(profile.order_count - len(orders))
            )
            self.tree.addTopLevelItem(QTreeWidgetItem(["", rest]))


def _align(item: QTreeWidgetItem, digits: Any) -> None:  # a QFont
    for at in (3, 4, 5):
        item.setTextAlignment(at, Right)
        item.setFont(at, digits)


def _line(words: Any, line: dict[str, Any], currency: str | None) -> list[str]:
    kind = ""
    if line.get("is_return"):
        kind = " (return)"
    elif line.get("is_cancellation"):
        kind = " (cancelled)"
    name = line.get("product_name") or line.get("product_description") or line.get("product_id")
    day = words.day(line["order_datetime"]) if kind and line.get("order_datetime") else ""
    return [
        day,
        f"{name or 'item'}{kind}",
        line.get("product_category") or "",
        words.count(line.get("item_quantity")),
        words.money(line.get("item_revenue"), currency),
        "",
    ]
