"""The revenue tree: what revenue is made of, each node the product of those below it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout

from ui.kit.card import Card
from ui.kit.parts import column, label
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api.segment_types import RevenueTree

# place in the grid: line, from column, columns wide
PLACES = {
    "revenue": (0, 0, 4),
    "customers": (1, 0, 1),
    "revenue_per_customer": (1, 1, 3),
    "orders_per_customer": (2, 1, 1),
    "average_order_value": (2, 2, 2),
    "units_per_transaction": (3, 2, 1),
    "average_unit_revenue": (3, 3, 1),
}
MONEY = frozenset(
    {"revenue", "revenue_per_customer", "average_order_value", "average_unit_revenue"}
)


class RevenueTreeCard(Card):
    """Seven nodes; the line under each name says how it comes about."""

    def __init__(self, session: Session) -> None:
        self._session = session
        t = self.tr
        super().__init__(
            t("What the revenue is made of"),
            t("Last 12 months. Each figure is the product of the two below it."),
        )
        texts = {
            "revenue": (t("Net revenue"), t("customers × revenue per customer")),
            "customers": (t("Customers"), t("with an order in 12 months")),
            "revenue_per_customer": (
                t("Revenue per customer"), t("orders per customer × average order value")
            ),
            "orders_per_customer": (t("Orders per customer"), t("orders ÷ customers")),
            "average_order_value": (
                t("Average order value"), t("units per transaction × average unit revenue")
            ),
            "units_per_transaction": (t("Units per transaction"), t("items ÷ orders")),
            "average_unit_revenue": (t("Average unit revenue"), t("revenue ÷ items")),
        }  # fmt: skip
        self.values = {key: label("", "h3") for key in PLACES}
        grid = QGridLayout()
        grid.setSpacing(8)
        for key, (line, place, wide) in PLACES.items():
            name, how = texts[key]
            node = QFrame()
            node.setProperty("k", "sunken")
            node.setLayout(
                column(label(name, "label"), self.values[key], label(how, "label"), gap=2,
                       margins=(12, 8, 12, 8))
            )  # fmt: skip
            node.setAccessibleName(name)
            grid.addWidget(node, line, place, 1, wide)
        for at in range(4):
            grid.setColumnStretch(at, 1)
        self.body.addLayout(grid)

    def show_tree(self, tree: "RevenueTree | None") -> None:
        """Show the figures; "–" where one is not known."""
        words = self._session.words
        for key, shown in self.values.items():
            value: Decimal | int | None = getattr(tree, key) if tree is not None else None
            if value is None:
                text = words.count(None)
            elif key in MONEY:
                text = words.money(value)
            elif key == "customers":
                text = words.count(value)
            else:
                text = f"{value:.2f}"
            shown.setText(text)
            shown.setAccessibleName(text)
