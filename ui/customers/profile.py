"""The profile page: who this is and which record says so, orders with their lines, consent."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.customers.listing import write_value
from ui.customers.person import Person, consent_tone, stage_tone
from ui.kit.card import Card, Metric, MetricTile
from ui.kit.elide import ElidedLabel
from ui.kit.grid import DataGrid
from ui.kit.notes import Banner, EmptyState, badge
from ui.kit.paged import Column, PagedModel
from ui.kit.panel import SCROLL, PageScroll
from ui.kit.parts import button, clear, column, label, row
from ui.shell.doors import Doors
from ui.theme import bus, font, px, tokens
from ui.tokens import CARD_GAP, PAGE_EDGE, ROW_HEIGHTS

Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ProfileView(QWidget):
    """Draws a `Person`; `left` when the user goes back to the list."""

    left = Signal()

    def __init__(self, person: Person, doors: Doors) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.person = person
        self._doors = doors
        self.back = button(self.tr("Customers"), k="crumb", clicked=self.left.emit)
        self.name = ElidedLabel("", "h1")
        self._badges = QHBoxLayout()
        self._badges.setSpacing(6)
        self._id = label("", "hint")
        self._id.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        crumb = row(self.back, label("/", "label2"), None, gap=4)
        title = row(self.name, self._badges, None, self._id, gap=10)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("Parts of the profile"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.banner = Banner()
        head = column(crumb, title, self.tabs, gap=4, margins=(PAGE_EDGE, 8, PAGE_EDGE, 0))
        self._tiles = self._make_tiles()
        tiles = QHBoxLayout()
        tiles.setSpacing(CARD_GAP)
        for tile in self._tiles.values():
            tiles.addWidget(tile, 1)
        self.fields = FieldsCard(doors, person)
        self.records = RecordsCard(person)
        self.orders = OrdersCard(person)
        self.consent = ConsentCard(person)
        self._stack = QStackedWidget()
        identity = column(self.fields, self.records, None, gap=CARD_GAP)
        for title_text, layout in (
            (self.tr("Identity"), identity),
            (self.tr("Orders"), column(self.orders, gap=CARD_GAP)),
            (self.tr("Consent and loyalty"), column(self.consent, None, gap=CARD_GAP)),
        ):
            self.tabs.addTab(title_text)
            inner = QWidget()
            inner.setProperty("k", "plain")
            layout.setContentsMargins(PAGE_EDGE, 0, PAGE_EDGE - SCROLL, PAGE_EDGE)
            inner.setLayout(layout)
            self._stack.addWidget(PageScroll(inner, title_text))
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        tiles.setContentsMargins(PAGE_EDGE, 12, PAGE_EDGE, 12)
        body = column(head, self.banner, tiles, self._stack, gap=0)
        body.setStretch(3, 1)
        self.setLayout(body)
        person.changed.connect(self._render)
        bus.themeChanged.connect(self.orders.measure)

    def tile(self, key: str) -> MetricTile:
        """Return a tile by its key."""
        return self._tiles[key]

    def show_why(self) -> bool:
        """Open the receipt of the scores or of the field that has the focus."""
        if self.window().focusWidget() is self._tiles["rfm"]:
            self._why_rfm()
            return True
        return self.fields.show_why()

    def _make_tiles(self) -> dict[str, MetricTile]:
        t = self.tr
        names = {
            "orders": (t("Orders"), t("Orders of all time with at least one line bought.")),
            "revenue": (t("Revenue"), t("All time, after discounts, before returns.")),
            "average": (t("Average order"), t("Revenue divided by orders.")),
            "last": (t("Last order"), t("Day of the newest order, UTC.")),
            "rfm": (t("RFM"), t("Recency, frequency, monetary of 12 months; 10 is best.")),
        }
        tiles = {key: MetricTile(*words, small=True) for key, words in names.items()}
        tiles["rfm"].asked.connect(self._why_rfm)
        return tiles

    def _why_rfm(self) -> None:
        profile = self.person.profile
        if profile is not None:
            brand = self.person.brand
            identity = profile.amperity_id
            self._doors.why(
                self.tr("RFM scores"), lambda: brand.why.rfm(identity), self._tiles["rfm"]
            )

    def _render(self) -> None:
        person = self.person
        clear(self._badges)
        if person.error is not None:
            self.banner.say(str(person.error), "neg")
        else:
            self.banner.clear()
        if person.profile is None:
            self.name.setText("")
            self._id.setText("")
            for tile in self._tiles.values():
                tile.show_loading()
            return
        self.name.setText(person.profile.name)
        self._id.setText(person.profile.amperity_id)
        self._id.setToolTip(self.tr("Amperity ID: the same person keeps it between runs"))
        if stage := person.stage():
            self._badges.addWidget(badge(stage, stage_tone(stage)))
        if person.profile.loyalty:
            tier = person.profile.loyalty[0].get("current_tier")
            words = self.tr("Loyalty {0}").format(tier) if tier else self.tr("Loyalty member")
            self._badges.addWidget(badge(words, "accent"))
        self._show_tiles()
        self.tabs.setTabText(
            1, self.tr("Orders ({0})").format(person.words.count(person.profile.order_count))
        )

    def _show_tiles(self) -> None:
        person, words = self.person, self.person.words
        facts = person.facts()
        lately = self.tr("{0} in 12 months")
        revenue = words.money_compact(facts.get("lifetime_order_revenue"))
        recent = words.money_compact(facts.get("L12M_order_revenue"))
        since = facts.get("days_since_latest_order")
        last = "–" if since is None else self.tr("%n day(s) ago", "", since)
        scores = [str(value) for _, value in person.scores() if value is not None]
        for key, value, comparison in (
            (
                "orders",
                person.count("lifetime_order_frequency"),
                lately.format(person.count("L12M_order_frequency")),
            ),
            ("revenue", revenue, lately.format(recent)),
            (
                "average",
                words.money_compact(facts.get("lifetime_average_order_value")),
                self.tr("{0} items").format(person.count("lifetime_total_items")),
            ),
            ("last", last, person.day("latest_order_datetime")),
            ("rfm", "-".join(scores) or "–", self.tr("12 months") if scores else self.tr("none")),
        ):
            self._tiles[key].show_metric(Metric(value, comparison=comparison))


class FieldsCard(Card):
    """Every merged field, the record that won its group, and why."""

    def __init__(self, doors: Doors, person: Person) -> None:
        t = person.tr
        self._doors, self._person = doors, person
        self.model = PagedModel(
            (
                Column("title", t("Field"), "text", 124, sortable=False),
                Column("value", t("Value"), "text", 230, sortable=False),
                Column("source", t("Taken from"), "text", 210, sortable=False),
                Column("reason", t("Won by"), "text", 240, sortable=False),
            ),
            lambda value, _kind: str(value),
        )
        self.grid = DataGrid(t("Merged fields"), self.model)
        why = button(t("Why this value?"), k="link", glyph="help-circle-outline", clicked=self.ask)
        super().__init__(
            t("Who this is"),
            t("Each group is taken whole from one record. F1 on a row shows every candidate."),
            self.grid,
            action=why,
        )
        self.grid.why.connect(self._why)
        self.grid.opened.connect(self._why)
        person.changed.connect(self._render)

    def ask(self) -> None:
        """Open the receipt of the chosen row, the first when none is."""
        self._why(max(self.grid.currentIndex().row(), 0))

    def show_why(self) -> bool:
        """Open the receipt when the focus is on a row."""
        if self.window().focusWidget() is self.grid and self.grid.currentIndex().isValid():
            self._why(self.grid.currentIndex().row())
            return True
        return False

    def _why(self, at: int) -> None:
        profile, field = self._person.profile, self.model.row_at(at)
        if profile is None or field is None:
            return
        brand, identity, key = self._person.brand, profile.amperity_id, field.key
        self._doors.why(field.title, lambda: brand.why.field(identity, key), self.grid)

    def _render(self) -> None:
        fields = self._person.fields()
        self.model.restart(len(fields), fields)
        fit_height(self.grid, len(fields))


class RecordsCard(Card):
    """The source records that are this person."""

    def __init__(self, person: Person) -> None:
        t = person.tr
        self._person = person
        self.model = PagedModel(
            (
                Column("datasource", t("Source"), "text", 130, "datasource", sortable=False),
                Column("pk", t("Key"), "text", 110, "pk", sortable=False),
                Column("full_name", t("Name"), "text", 150, "full_name", sortable=False),
                Column("email", t("E-mail"), "text", 190, "email", sortable=False),
                Column("phone", t("Phone"), "text", 120, "phone", sortable=False),
                Column("address", t("Street"), "text", 150, "address", sortable=False),
                Column("city", t("City"), "text", 100, "city", sortable=False),
                Column("update_dt", t("Changed"), "day", 110, "update_dt", sortable=False),
            ),
            lambda value, kind: write_value(person.words, value, kind),
        )
        self.grid = DataGrid(t("Records"), self.model)
        super().__init__(t("Records behind it"), "", self.grid)
        person.changed.connect(self._render)

    def _render(self) -> None:
        records = self._person.profile.records if self._person.profile else ()
        self.model.restart(len(records), records[:100])
        count = len(records)
        self.title.setText(
            self.tr("Records behind it: {0}").format(self._person.words.count(count))
        )
        fit_height(self.grid, min(count, 12))


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
        self.tree.setFrameShape(QTreeWidget.Shape.NoFrame)
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


class ConsentCard(Card):
    """May this person be written to, and the loyalty memberships."""

    def __init__(self, person: Person) -> None:
        super().__init__(
            person.tr("Consent"), person.tr("One state per address and programme, as of the build.")
        )
        self._person = person
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.body.addLayout(self._lines)
        person.changed.connect(self._render)

    def _render(self) -> None:
        clear(self._lines)
        person = self._person
        for consent in person.consents():
            name = label(consent["channel"], "label")
            name.setFixedWidth(110)
            address = ElidedLabel(str(consent["address"]))
            scope = label(consent["scope"], "hint")
            mark = badge(consent["state"], consent_tone(consent["given"]))
            line = row(name, address, scope, mark, gap=10)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
        if person.profile is not None and not person.profile.consents:
            self._lines.addWidget(label(self.tr("No statement about consent is known."), "label2"))
        for member in person.profile.loyalty if person.profile else ():
            self._lines.addSpacing(10)
            self._lines.addWidget(label(self.tr("Loyalty"), "strong"))
            for name_text, value in _loyalty(member, person):
                self._lines.addLayout(row(label(name_text, "label"), None, label(value)))


def fit_height(grid: DataGrid, rows: int) -> None:
    """Give a grid the height of its rows: the page scrolls, not the grid."""
    tall = px(ROW_HEIGHTS[bus.density]) * max(rows, 1) + px(32) + 4
    grid.setFixedHeight(tall)
    grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if rows >= 12:  # noqa: PLR2004
        grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)


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


def _loyalty(member: dict[str, Any], person: Person) -> list[tuple[str, str]]:
    found = []
    for key, title in (
        ("loyalty_id", person.tr("Number")),
        ("current_tier", person.tr("Tier")),
        ("current_balance", person.tr("Points")),
        ("latest_opted_in_datetime", person.tr("Joined")),
    ):
        value = member.get(key)
        if value is None:
            continue
        text = person.words.day(value) if key.endswith("datetime") else str(value)
        found.append((title, text))
    return found
