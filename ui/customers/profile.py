"""The profile page: name, tiles, and a tab for each question about one customer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QWidget

from ui.customers.consent import ConsentCard
from ui.customers.identity import FieldsCard, HouseholdCard, RecordsCard
from ui.customers.membership import SegmentsCard
from ui.customers.orders import OrdersCard
from ui.customers.own import OwnCard
from ui.customers.person import Person, stage_tone
from ui.customers.story import Story
from ui.customers.timeline import TimelineCard
from ui.kit.card import Metric, MetricTile
from ui.kit.elide import ElidedLabel
from ui.kit.notes import Banner, badge
from ui.kit.panel import SCROLL, PageScroll
from ui.kit.parts import button, clear, column, label, row
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.theme import bus
from ui.tokens import CARD_GAP, PAGE_EDGE

ORDERS = 2  # its place among the tabs


class ProfileView(QWidget):
    """Draws a `Person` and his `Story`; `left` when the user goes back to the list."""

    left = Signal()
    erase_wanted = Signal(str)

    def __init__(self, person: Person, story: Story, doors: Doors, session: Session) -> None:
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
        self.erase = button(
            self.tr("Erase this person…"), k="ghost", glyph="account-remove-outline",
            clicked=lambda: self.erase_wanted.emit(person.amperity_id),
        )  # fmt: skip
        crumb = row(self.back, label("/", "label2"), None, self._id, gap=4)
        title = row(self.name, self._badges, None, self.erase, gap=10)
        title.setStretch(2, 1)
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
        self.household = HouseholdCard(person)
        self.timeline = TimelineCard(story)
        self.orders = OrdersCard(person)
        self.consent = ConsentCard(person)
        self.own = OwnCard(story)
        self.segments = SegmentsCard(doors, person, session)
        self._stack = QStackedWidget()
        identity = column(self.fields, self.household, self.records, None, gap=CARD_GAP)
        for title_text, layout in (
            (self.tr("Identity"), identity),
            (self.tr("Timeline"), column(self.timeline, None, gap=CARD_GAP)),
            (self.tr("Orders"), column(self.orders, gap=CARD_GAP)),
            (self.tr("Consent and loyalty"), column(self.consent, None, gap=CARD_GAP)),
            (self.tr("Notes and lists"), column(self.own, None, gap=CARD_GAP)),
            (self.tr("Segments"), column(self.segments, None, gap=CARD_GAP)),
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
        return self.fields.show_why() or self.segments.show_why()

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
        self.name.setText(person.name)
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
            ORDERS, self.tr("Orders ({0})").format(person.words.count(person.profile.order_count))
        )

    def _show_tiles(self) -> None:
        person, words = self.person, self.person.words
        facts = person.facts()
        lately = self.tr("{0} in 12 months")
        revenue = words.money_compact(facts.get("lifetime_order_revenue"))
        recent = words.money_compact(facts.get("L12M_order_revenue"))
        since = facts.get("days_since_latest_order")
        last = "–" if since is None else self.tr("%n day(s)", "", since)
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
