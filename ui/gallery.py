"""Every component in its states, behind a developer switch (`--gallery`)."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ampdesk.api import DATE_PRESETS, resolve_date
from ui.figures.card import FigureCard
from ui.figures.table import Table
from ui.importing.steps import StepsBar
from ui.kit.card import Card, Metric, MetricTile
from ui.kit.charts import Chart, ChartData, Legend, Meter, Series
from ui.kit.column_picker import ColumnChoice, ColumnPicker
from ui.kit.confirm import Confirmation, ConfirmSheet, Fact
from ui.kit.date_picker import DateButton, DatePicker, dress_calendar
from ui.kit.grid import DataGrid
from ui.kit.heat import HeatCell, HeatMap
from ui.kit.notes import Banner, Chip, EmptyState, ProgressLine, badge
from ui.kit.paged import Column, Kind, PagedModel
from ui.kit.panel import PageScroll, Panel
from ui.kit.parts import button, column, icon_button, label, row
from ui.kit.segmented import Segmented
from ui.kit.value_picker import ValueChoice, ValuePicker

_TODAY = date(2026, 11, 25)
_COLUMNS = (
    ColumnChoice("c.city", "City", "text", "Customer 360", "Where he lives", "Portland", 0.97),
    ColumnChoice("c.revenue", "Lifetime revenue", "money", "Customer 360", "All orders", "", 1.0),
    ColumnChoice("c.latest", "Latest order", "moment", "Customer 360", filled=0.63),
    ColumnChoice("e.opted", "Is opted in", "yesno", "Email consent", filled=0.2),
)
_MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13))


class Gallery(QWidget):
    """Made-up values; nothing here reads a brand."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.setWindowTitle("AmpDesk: components")
        self.resize(1200, 900)
        inner = QWidget()
        inner.setProperty("k", "plain")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(20, 20, 20, 20)
        lines.setSpacing(12)
        for item in (self._buttons(), self._fields(), self._notes(), self._tiles()):
            lines.addLayout(item)
        lines.addLayout(self._charts())
        lines.addLayout(self._tables())
        lines.addLayout(self._pickers())
        lines.addLayout(self._sheets())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(PageScroll(inner, "Components"))

    def _buttons(self) -> QVBoxLayout:
        off = button("Disabled", k="primary")
        off.setEnabled(False)
        return column(
            row(
                button("Make segment", k="primary", glyph="filter-variant"),
                off,
                button("Export", glyph="tray-arrow-down"),
                button("View SQL", k="ghost", glyph="code-tags"),
                button("Add condition", k="link", glyph="plus"),
                icon_button("refresh", "Refresh"),
                None,
            ),
            row(
                Segmented("Colour by", {"a": "Customers", "b": "Revenue", "c": "Per customer"}),
                None,
            ),
        )

    def _fields(self) -> QVBoxLayout:
        field, wrong = QLineEdit(), QLineEdit("31/02/2025")
        field.setPlaceholderText("Name, e-mail, phone, id")
        wrong.setProperty("state", "error")
        choice = QComboBox()
        choice.addItems(["For a spreadsheet", "For a platform"])
        box, radio = QCheckBox("One per household"), QRadioButton("Day first")
        box.setChecked(True)
        radio.setChecked(True)
        for widget, name in ((field, "Search"), (wrong, "Date"), (choice, "Purpose")):
            widget.setAccessibleName(name)
        return column(row(field, wrong, choice, box, radio, None))

    def _notes(self) -> QVBoxLayout:
        lines = column()
        for tone, text in (
            ("warn", "Control has 387 people; it can show a lift of 2.9 points or more."),
            ("neg", "Klaviyo refused the key. Create one with list access, then paste it here."),
            ("pos", "48,120 rows of orders.csv were imported."),
            ("info", "Tables are as of Nov 23, 2026."),
        ):
            banner = Banner()
            banner.say(text, tone, "Use 20%")  # type: ignore[arg-type]
            lines.addWidget(banner)
        badges = [badge("Draft", "draft"), badge("Active", "pos"), badge("Scheduled", "accent")]
        badges += [badge("Waiting", "warn"), badge("Error", "neg"), badge("Rehearsal", "rehearse")]
        lines.addLayout(row(*badges, Chip("Gold"), Chip("Platinum"), None))
        progress = ProgressLine()
        progress.show_step("Importing orders.csv", 62, 100, rate=210_400, left=41)
        lines.addLayout(row(progress, None))
        return lines

    def _tiles(self) -> QVBoxLayout:
        loading = MetricTile("Customers")
        good, bad, unknown = MetricTile("Conversion"), MetricTile("Revenue"), MetricTile("Profit")
        good.show_metric(Metric("5.2%", "↑ +1.6 points", "control 3.6%", 1))
        bad.show_metric(Metric("$5.21M", "↓ −4.1%", "the 12 months before", -1))
        unknown.show_metric(Metric("–", "", "no orders in 12 months"))
        return column(row(loading, good, bad, unknown, gap=12))

    def _charts(self) -> QVBoxLayout:
        ours = tuple(float(value) for value in (8, 9, 7, 11, 12, 14, 13, 15, 12, 16, 18, 6))
        before = tuple(value * 0.8 for value in ours)
        lines = _chart_card(
            "Revenue by month",
            "US dollars, before returns; dotted: not over yet",
            ChartData(
                _MONTHS,
                (Series("2026", ours), Series("2025", before, 5, "dashed")),
                partial=True,
            ),
        )
        stacked = (Series("New", ours, 0, "bar"), Series("Returning", before, 2, "bar"))
        bars = _chart_card(
            "Customers by month",
            "Who ordered",
            ChartData(_MONTHS, stacked, partial=True),
            Legend((("New", 0), ("Returning", 2))),
        )
        meter = Meter("Reachable")
        meter.show_share(0.62, 0.8)
        return column(row(lines, bars, gap=12), row(label("Email", "label"), meter))

    def _tables(self) -> QVBoxLayout:
        columns = (
            Column("name", "Name", width=160),
            Column("orders", "Orders", "count", 80),
            Column("revenue", "Revenue", "money", 110),
            Column("city", "City", width=140),
        )
        model = PagedModel(columns, _write)
        rows = [
            {"name": "Ana Morales", "orders": 7, "revenue": 1284.5, "city": "Portland"},
            {"name": "Ben Okafor", "orders": 1, "revenue": 61.0, "city": None},
            {"name": "Cleo Hart", "orders": 12, "revenue": 2904.1, "city": ""},
        ]
        model.restart(4, rows)
        grid = DataGrid("Customers", model, framed=True)
        grid.setFixedHeight(170)
        heat = HeatMap("Customers by recency and frequency")
        names = [str(at) for at in range(1, 6)]
        heat.heat.show(
            names[::-1],
            names,
            [
                [HeatCell(y * x, str(y * x), f"{y} by {x}") for x in range(1, 6)]
                for y in range(1, 6)
            ],
        )
        heat.choose(1, 1, 2, 3)
        heat.setFixedHeight(260)
        empty = EmptyState(
            "filter-variant", "No segments yet", "Start from a template or say who you look for."
        )
        return column(row(Card("Grid", "", grid), Card("Heat map", "", heat), gap=12), empty)

    def _pickers(self) -> QVBoxLayout:
        """The popups as they stand when they are open, and what opens them."""
        resolve = partial(resolve_date, today=_TODAY)
        day = DateButton("Last order", resolve, DATE_PRESETS)
        day.show_date("today - 1 year")
        dates = DatePicker("Last order", resolve, DATE_PRESETS)
        wrong = DatePicker("Last order", resolve, DATE_PRESETS)
        columns = ColumnPicker("Find a column")
        columns.show_columns(_COLUMNS, recent=["c.revenue"])
        values = ValuePicker("City")
        values.show_values([ValueChoice("Portland", 2_838), ValueChoice("Salem", 900)], total=214)
        values.show_chosen(["Salem"])
        for picker, text in ((dates, "today - 30 days"), (wrong, "31/02/2025")):
            dress_calendar(picker.calendar)
            picker.field.setText(text)
        return column(
            row(label("Date", "label"), day, None),
            row(_inside(dates), _inside(wrong), None, gap=12),
            row(_inside(columns), _inside(values), None, gap=12),
        )

    def _sheets(self) -> QVBoxLayout:
        facts = (Fact("Left out: no email", "−141", "exclude"), Fact("Rows", "2,119", "accent"))
        asked = Confirmation(
            "Send to Klaviyo?",
            "Send 2,119 rows",
            "What leaves this machine cannot be called back.",
            facts,
            number=2_119,
            looked="I looked at the ten sample rows",
        )
        confirm = ConfirmSheet(
            self, asked, badge=badge("Real delivery", "warn"), dry_run=lambda: None
        )
        confirm.setMinimumSize(640, 300)
        panel = Panel("Insights")
        panel.section()
        panel.fact("1-year active", "4,118")
        panel.section("Reachable by")
        panel.meter("Email", "71% · 9,162", 0.71)
        panel.meter("Post", "83% · 10,710", 0.83, 0.5)
        panel.section("Note")
        panel.words("Based on 62 purchases; 250 are advised. Shown as experimental.")
        panel.buttons.addWidget(button("See customers"))
        panel.setFixedSize(312, 330)
        steps = StepsBar("Steps of the import", ("Files", "Recognise", "Check", "Result"))
        steps.show_step(1, (0, 1))
        return column(row(_inside(confirm), panel, None, gap=12), row(steps, None))


def _inside(popup: QWidget) -> QWidget:
    """Show a popup or a sheet in the page, not over it."""
    popup.setWindowModality(Qt.WindowModality.NonModal)
    popup.setWindowFlags(Qt.WindowType.Widget)
    return popup


def _cell(y: int, x: int) -> HeatCell:
    return HeatCell(y * x, str(y * x), f"{y} by {x}")


def _write(value: object, kind: Kind) -> str:
    if kind == "money":
        return f"${value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _chart_card(
    title: str, about: str, data: ChartData, legend: Legend | None = None
) -> FigureCard:
    chart = Chart(title)
    chart.show_data(data)
    card = FigureCard(title, about, chart, legend=legend)
    heads = ("Month", *(one.name for one in data.series))
    card.show_table(Table(heads, tuple(tuple(line) for line in data.rows())))
    return card
