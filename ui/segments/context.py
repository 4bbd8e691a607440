"""What the builder's fields may ask: the catalogue, values of a column, dates, lists."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.kit.value_picker import ValueChoice
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import (
        BehaviourChoice,
        CampaignChoice,
        ColumnChoice,
        ListChoice,
        Segments,
        TableChoice,
        Values,
    )
    from ui.kit.value_picker import ValuePicker

ORDER_LINES = "Unified_Itemized_Transactions"


@dataclass(frozen=True)
class Catalogue:
    """Everything that a condition can name."""

    tables: "tuple[TableChoice, ...]" = ()
    filters: "tuple[ColumnChoice, ...]" = ()
    frequent: "tuple[ColumnChoice, ...]" = ()
    behaviours: "tuple[BehaviourChoice, ...]" = ()
    lists: "tuple[ListChoice, ...]" = ()
    campaigns: "tuple[CampaignChoice, ...]" = ()
    by_name: "dict[tuple[str, str], ColumnChoice]" = field(default_factory=dict)

    def column(self, table: str, name: str) -> "ColumnChoice | None":
        """Return a column, None when it is not there (any more)."""
        return self.by_name.get((table, name))

    def table(self, name: str) -> "TableChoice | None":
        """Return a table, None when it is not there (any more)."""
        return next((one for one in self.tables if one.name == name), None)

    def behaviour(self, name: str) -> "BehaviourChoice | None":
        """Return a purchase behaviour."""
        return next((one for one in self.behaviours if one.name == name), None)


class Builder(QObject):
    """Reads what the fields offer; `changed` when the catalogue is new."""

    changed = Signal()
    exemplified = Signal()  # `examples` have arrived

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.catalogue = Catalogue()
        self.examples: dict[tuple[str, str], str] = {}  # by table and column, none of personal ones
        self._exemplified: object = None
        self.error: AmpDeskError | None = None
        self.as_of: date | None = None  # relative dates count from it
        self._stop: Stop | None = None

    def read(self) -> None:
        """Read the catalogue."""
        brand = self.session.brand
        self.session.desk.ask(
            "segments.catalogue", lambda: _read(brand.segments), self._arrived, self._failed
        )

    def read_examples(self) -> None:
        """Read a few values of each column, once for each catalogue."""
        catalogue = self.catalogue
        if self._exemplified is catalogue.tables or not self.session.is_open:
            return
        self._exemplified = catalogue.tables
        segments = self.session.brand.segments

        def read() -> dict[tuple[str, str], str]:
            found = {}
            for table in catalogue.tables:
                if not table.rows:
                    continue
                held = segments.examples(table.name)
                for one in table.columns:
                    values = held[one.name].values if one.name in held else ()
                    if values and not one.is_personal:
                        found[table.name, one.name] = ", ".join(values)
            return found

        def arrived(found: dict[tuple[str, str], str]) -> None:
            self.examples = found
            self.exemplified.emit()

        self.session.desk.ask("segments.examples", read, arrived, lane="wide")

    def read_lists(self) -> None:
        """Read the customer lists anew: one has come or gone; cards stay as they are."""
        brand = self.session.brand

        def arrived(lists: "tuple[ListChoice, ...]") -> None:
            self.catalogue = replace(self.catalogue, lists=lists)

        self.session.desk.ask("segments.lists", brand.segments.lists, arrived)

    def fill_values(self, picker: "ValuePicker", table: str, name: str, search: str) -> None:
        """Answer a value picker with the commonest values that hold a text."""
        from ampdesk.api import Stop

        if self._stop is not None:
            self._stop.stop()
        brand, stop = self.session.brand, Stop()
        self._stop = stop

        def arrived(found: "Values") -> None:
            shown = [ValueChoice(str(one.value), one.customers) for one in found.values]
            picker.show_values(shown, found.distinct)

        self.session.desk.ask(
            "segments.values",
            lambda: brand.segments.values(table, name, search=search, stop=stop),
            arrived,
            lambda error: picker.fail(error.message),
        )

    def day_of(self, text: str) -> tuple[str, bool]:
        """Return the day that a typed date means, in words, and whether it means one."""
        try:
            found = self.resolve(text)
        except AmpDeskError as error:
            return error.message, False
        return (str(found) if isinstance(found, datetime) else self.session.words.day(found)), True

    def resolve(self, text: str) -> date | datetime:
        """Return the day or instant of a typed date. Raises DefinitionError."""
        from ampdesk.api import resolve_date

        return resolve_date(text, today=self.as_of or self.session.brand.today)

    def _arrived(self, found: Catalogue) -> None:
        same, self.error = found == self.catalogue, None
        self.catalogue = found
        if not same:
            self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.error = error
        self.changed.emit()


def _read(segments: "Segments") -> Catalogue:
    tables = segments.catalogue()
    filters = segments.filter_columns()
    columns = [column for table in tables for column in table.columns] + list(filters)
    return Catalogue(
        tables=tables,
        filters=filters,
        frequent=segments.frequent_columns(),
        behaviours=segments.behaviours(),
        lists=segments.lists(),
        campaigns=segments.campaigns(),
        by_name={(one.table, one.name): one for one in columns},
    )
