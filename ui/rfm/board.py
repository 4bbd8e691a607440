"""The RFM grid and the range chosen on it: a view model without a widget."""

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.figures.table import Table
from ui.kit.heat import HeatCell
from ui.shell.session import Session
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import Cell, Grid, Preset, RfmRange, Selection

Weight = Literal["customers", "revenue", "average_order"]
TENTHS = range(1, 11)
AXES = ("recency", "frequency", "monetary")


class RfmBoard(QObject):
    """`grid` and `selection` when they have arrived; scores run 1 to 10, 10 on top."""

    changed = Signal()
    selected = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.pair: tuple[str, str] = ("recency", "frequency")  # rows, columns
        self.weight: Weight = "customers"
        self.grid: Grid | None = None
        self.error: AmpDeskError | None = None
        self.range: RfmRange | None = None
        self.selection: Selection | None = None
        self.preset: Preset | None = None

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    def presets(self) -> "tuple[Preset, ...]":
        """Return the patterns of rfm.md 4.4."""
        from ampdesk.api import PRESETS

        return PRESETS

    def read(self) -> None:
        """Read the grid of the chosen pair."""
        brand, (rows, columns) = self._session.brand, self.pair
        self._session.desk.ask(
            "rfm.grid",
            lambda: brand.rfm.grid(rows, columns),  # type: ignore[arg-type]
            self._arrived,
            self._failed,
            lane="wide",
        )

    def show_pair(self, rows: str, columns: str) -> None:
        """Show two other scores against each other; the range falls away."""
        self.pair = (rows, columns)
        self.choose(None)
        self.read()

    def colour_by(self, weight: Weight) -> None:
        """Colour by customers, revenue or average order value."""
        self.weight = weight
        self.changed.emit()

    def choose_cells(self, top: int, left: int, bottom: int, right: int) -> None:
        """Choose the rectangle between two cells, counted from the top left corner."""
        if top < 0:
            self.choose(None)
            return
        from ampdesk.api import RfmRange, Span

        spans = dict.fromkeys(("recency", "frequency", "monetary"), Span())
        rows, columns = self.pair
        spans[rows] = Span(low=10 - bottom, high=10 - top)
        spans[columns] = Span(low=left + 1, high=right + 1)
        self.choose(RfmRange(**spans))

    def choose(self, wanted: "RfmRange | None", preset: "Preset | None" = None) -> None:
        """Choose a range, or nothing; its figures follow."""
        self.range, self.preset, self.selection = wanted, preset, None
        self._session.desk.drop("rfm.select")
        self.selected.emit()
        if wanted is not None:
            brand = self._session.brand
            self._session.desk.ask(
                "rfm.select", lambda: brand.rfm.select(wanted), self._chosen, self._failed,
                lane="wide",
            )  # fmt: skip

    def cells_of(self, wanted: "RfmRange") -> tuple[int, int, int, int]:
        """Return the rectangle of a range on the grid: top, left, bottom, right."""
        rows, columns = (getattr(wanted, axis) for axis in self.pair)
        return 10 - rows.high, columns.low - 1, 10 - rows.low, columns.high - 1

    def heat(self) -> tuple[list[str], list[str], list[list[HeatCell]]]:
        """Return the map as it is looked at: row names, column names, cells."""
        names = [str(at) for at in TENTHS]
        grid = self.grid
        if grid is None:
            return [], [], []
        rows, columns = (self.title_of(axis) for axis in self.pair)
        lines = []
        for y in reversed(TENTHS):
            line = []
            for x in TENTHS:
                cell = grid.cell(y, x)
                value = self._value(cell)
                said = self.tr(
                    "{0} {1}, {2} {3}: {4} customers, {5} of revenue, average order {6}"
                ).format(
                    rows, y, columns.lower(), x,
                    self.words.count(cell.customers), self.words.money(cell.revenue),
                    self.words.money(cell.average_order),
                )  # fmt: skip
                line.append(HeatCell(value, self._text(cell), said))
            lines.append(line)
        return names[::-1], names, lines

    def title_of(self, axis: str) -> str:
        """Name a score."""
        return {
            "recency": self.tr("Recency"),
            "frequency": self.tr("Frequency"),
            "monetary": self.tr("Monetary"),
        }[axis]

    def hint_of(self, axis: str, *, rows: bool) -> str:
        """Say which end of an axis is the good one."""
        best = {
            "recency": (self.tr("recent at the top"), self.tr("most recent at the right")),
            "frequency": (self.tr("most orders at the top"), self.tr("most orders at the right")),
            "monetary": (self.tr("most spent at the top"), self.tr("most spent at the right")),
        }[axis][0 if rows else 1]
        return self.tr("{0} score – {1}").format(self.title_of(axis), best)

    def range_words(self) -> str:
        """Say the chosen range in words: "Recency 2–4, frequency 7–10"."""
        if self.range is None:
            return ""
        parts = []
        for axis in ("recency", "frequency", "monetary"):
            span = getattr(self.range, axis)
            if span.is_all:
                continue
            bounds = str(span.low) if span.low == span.high else f"{span.low}–{span.high}"
            parts.append(f"{self.title_of(axis)} {bounds}")
        if not parts:
            return self.tr("All scored customers")
        return ", ".join([parts[0], *(part[0].lower() + part[1:] for part in parts[1:])])

    def sentence(self) -> str:
        """Say the range in one plain sentence: "at least", "at most", "exactly" or "from … to"."""
        if self.range is None:
            return ""
        parts = []
        for axis in AXES:
            span = getattr(self.range, axis)
            name = self.title_of(axis).lower()
            if span.is_all:
                continue
            if span.low == span.high:
                words = self.tr("{0} exactly {1}").format(name, span.low)
            elif span.high == TENTHS[-1]:
                words = self.tr("{0} at least {1}").format(name, span.low)
            elif span.low == TENTHS[0]:
                words = self.tr("{0} at most {1}").format(name, span.high)
            else:
                words = self.tr("{0} from {1} to {2}").format(name, span.low, span.high)
            parts.append(words)
        if not parts:
            return self.tr("Every customer with an order in the last 12 months.")
        if len(parts) == 1:
            return self.tr("Customers with {0}.").format(parts[0])
        listed = ", ".join(parts[:-1])
        return self.tr("Customers with {0} and {1}; all must hold.").format(listed, parts[-1])

    def unseen(self) -> str:
        """Name a bound of the range that the map in front does not show."""
        hidden = next((axis for axis in AXES if axis not in self.pair), None)
        if self.range is None or hidden is None:
            return ""
        span = getattr(self.range, hidden)
        if span.is_all:
            return ""
        return self.tr("The map does not show the bound on {0}.").format(
            self.title_of(hidden).lower()
        )

    def best_pair(self, wanted: "RfmRange") -> tuple[str, str]:
        """Return the pair of scores that a range bounds; the one in front when it does."""
        bound = [axis for axis in AXES if not getattr(wanted, axis).is_all]
        if len(bound) == 2:  # noqa: PLR2004  # a rectangle of one map
            return bound[0], bound[1]
        return self.pair

    def table(self) -> Table:
        """Return the map as a table of numbers, for clipboard and files."""
        names, columns, lines = self.heat()
        exact = [
            (int(name), *(cell.weight for cell in line))
            for name, line in zip(names, lines, strict=True)
        ]
        rows = [
            (name, *(cell.text for cell in line)) for name, line in zip(names, lines, strict=True)
        ]
        first = f"{self.title_of(self.pair[0])} \\ {self.title_of(self.pair[1]).lower()}"
        return Table((first, *columns), tuple(rows), tuple(exact))

    def about(self) -> str:
        """Say of what and as of when."""
        if self.grid is None:
            return ""
        words = self.words
        scored = self.tr("last 12 months · {0} scored of {1} customers").format(
            words.count(self.grid.scored), words.count(self.grid.customers)
        )
        built = getattr(self._session.status, "built_on", None)
        return f"{scored} · {self.tr('as of {0}').format(words.day(built))}" if built else scored

    def _value(self, cell: "Cell") -> float:
        if self.weight == "customers":
            return float(cell.customers)
        if self.weight == "revenue":
            return float(cell.revenue)
        return float(cell.average_order or 0)

    def _text(self, cell: "Cell") -> str:
        if self.weight == "customers":
            return self.words.count(cell.customers)
        if not cell.customers:
            return "–"
        amount = cell.revenue if self.weight == "revenue" else cell.average_order
        return self.words.money_cell(amount or 0)

    def _arrived(self, grid: "Grid") -> None:
        self.grid, self.error = grid, None
        self.changed.emit()
        if self.range is not None:
            self.choose(self.range, self.preset)

    def _chosen(self, selection: "Selection") -> None:
        self.selection = selection
        self.selected.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.grid, self.error = None, error
        self.changed.emit()
