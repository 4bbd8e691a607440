"""What the Data tab shows: sources, imports, tables and columns. View models without a widget."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError, Cancelled
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import (
        ColumnFacts,
        FiscalMonth,
        MergeOrder,
        Relation,
        SourceFacts,
        Spread,
        Stop,
        TableFacts,
        TableStats,
    )


class Incoming(QObject):
    """Sources, their imports, the order in which they are believed, the fiscal calendar."""

    changed = Signal()
    asked = Signal()  # it is being read

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.sources: tuple[SourceFacts, ...] = ()
        self.rows: list[dict[str, Any]] = []
        self.policy: tuple[MergeOrder, ...] = ()
        self.winners: dict[str, dict[str, int]] = {}
        self.months: tuple[FiscalMonth, ...] = ()
        self.waits = False  # a setting changed that only a build carries into the tables
        self.error: AmpDeskError | None = None
        self.arrived = False  # sources, imports and policy were read, or could not be
        self.lake_error: AmpDeskError | None = None
        self.lake_arrived = False  # so the months and who gives which field

    def read(self) -> None:
        """Read them anew."""
        self.asked.emit()
        data = self._session.brand.data

        def read() -> tuple[Any, ...]:
            return (data.sources(), data.imports(), data.merge_policy(), data.settings_wait())

        self._session.desk.ask("data.incoming", read, self._arrived, self._failed)
        self._session.desk.ask(
            "data.lake",
            lambda: (data.winners(), data.fiscal_months()),
            self._lake,
            self._lake_failed,
            lane="wide",
        )

    def imports_of(self, source: str) -> list[dict[str, Any]]:
        """Return the imports of a source, the newest first; of all for ""."""
        return [row for row in self.rows if not source or row["source"] == source]

    def put_policy(self, policy: dict[str, list[str]]) -> None:
        """Write the whole merge policy, then read it again."""
        data = self._session.brand.data
        self._session.desk.ask(
            "data.policy",
            lambda: data.put_merge_policy(policy),
            lambda _: self.read(),
            self._failed,
        )

    def _arrived(self, answer: tuple[Any, ...]) -> None:
        self.sources, self.rows, self.policy, self.waits = answer
        self.error, self.arrived = None, True
        self.changed.emit()

    def _lake(self, answer: tuple[Any, ...]) -> None:
        self.winners, self.months = answer
        self.lake_error, self.lake_arrived = None, True
        self.changed.emit()

    def _lake_failed(self, error: AmpDeskError) -> None:
        self.winners, self.months = {}, ()
        self.lake_error, self.lake_arrived = error, True
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.error, self.arrived = error, True
        self.changed.emit()


class Tables(QObject):
    """Every table; the one that is open with its statistics and a sample; a column of it."""

    asked = Signal()  # the list of tables is being read
    changed = Signal()  # the list of tables
    opened = Signal()  # another table, or more is known of it
    chosen = Signal()  # another column, or more is known of it

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.tables: tuple[TableFacts, ...] = ()
        self.relations: tuple[Relation, ...] = ()
        self.table: TableFacts | None = None
        self.stats: TableStats | None = None
        self.sample: list[dict[str, Any]] = []
        self.sampled = False
        self.column: ColumnFacts | None = None
        self.spread: Spread | None = None
        self.counting = False
        self.error: AmpDeskError | None = None
        self._stop: Stop | None = None
        self.wish = ""

    def read(self) -> None:
        """Read the list anew, and what is open."""
        self.asked.emit()
        data = self._session.brand.data
        self._session.desk.ask(
            "data.tables",
            lambda: (data.tables(), data.relations()),
            self._arrived,
            self._list_failed,
        )

    def open(self, name: str) -> None:
        """Open a table; counting another is stopped."""
        found = next((one for one in self.tables if one.name == name), None)
        if found is None:
            self.wish = name  # opened when the list has come
            return
        self.cancel()
        if self.table is None or self.table.name != name:
            self.column, self.spread = None, None
        self.table, self.stats, self.sample, self.error = found, None, [], None
        self.sampled = False
        self.counting = True
        self.opened.emit()
        self.draw()
        self._count()

    def draw(self) -> None:
        """Draw another random sample."""
        if self.table is None:
            return
        data, name = self._session.brand.data, self.table.name
        self._session.desk.ask(
            "data.sample", lambda: data.sample(name), self._sampled, self._failed
        )

    def choose(self, column: str) -> None:
        """Look at one column."""
        names = [one.name for one in self.table.columns] if self.table else []
        if self.table is None or column not in names:
            return
        self.column, self.spread = self.table.column(column), None
        self.chosen.emit()
        self._ask_spread()

    def cancel(self) -> None:
        """Stop counting."""
        if self._stop is not None:
            self._stop.stop()
            self._stop = None
        for key in ("data.stats", "data.spread", "data.sample"):
            self._session.desk.drop(key)
        self.counting = False

    def _count(self) -> None:
        from ampdesk.api import Stop

        if self.table is None:
            return
        data, name, stop = self._session.brand.data, self.table.name, Stop()
        self._stop = stop
        self._session.desk.ask(
            "data.stats", lambda: data.stats(name, stop), self._counted, self._failed, lane="wide"
        )

    def _ask_spread(self) -> None:
        if self.table is None or self.column is None or self.stats is None:
            return
        stats = self.stats.columns.get(self.column.name)
        if stats is None:
            return
        data, name, column = self._session.brand.data, self.table.name, self.column.name
        self._session.desk.ask(
            "data.spread", lambda: data.spread(name, column, stats), self._spread, self._failed
        )

    def _arrived(self, answer: "tuple[tuple[TableFacts, ...], tuple[Relation, ...]]") -> None:
        self.tables, self.relations = answer
        self.error = None
        wish, self.wish = self.wish, ""
        if wish:
            self.open(wish)
        elif self.table is not None:
            still = self.table.name
            self.table = next((one for one in self.tables if one.name == still), None)
            if self.table is not None:
                self.open(still)
        self.changed.emit()

    def _sampled(self, rows: list[dict[str, Any]]) -> None:
        self.sample, self.sampled = rows, True
        self.opened.emit()

    def _counted(self, stats: "TableStats") -> None:
        if self.table is not None and stats.table == self.table.name:
            self.stats, self.counting = stats, False
            self.opened.emit()
            self._ask_spread()

    def _spread(self, spread: "Spread") -> None:
        if self.column is not None and spread.column == self.column.name:
            self.spread = spread
            self.chosen.emit()

    def _list_failed(self, error: AmpDeskError) -> None:
        self.error = error
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.counting = False
        self.sampled = True
        if not isinstance(error, Cancelled):
            self.error = error
        self.opened.emit()
