"""Who a customer is: merged fields and who won them, records behind them, household."""

from PySide6.QtCore import Qt, Signal

from ui.customers.listing import write_value
from ui.customers.person import Person
from ui.kit.card import Card
from ui.kit.grid import DataGrid
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button
from ui.shell.doors import Doors
from ui.theme import bus, px
from ui.tokens import ROW_HEIGHTS


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
        self.grid.ask_why()

    def show_why(self) -> bool:
        """Open the receipt when the focus is on a row."""
        return self.grid.ask_why_here()

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
        records = self._person.records
        self.model.restart(len(records), records[:100])
        count = len(records)
        self.title.setText(
            self.tr("Records behind it: {0}").format(self._person.words.count(count))
        )
        fit_height(self.grid, min(count, 12))


class HouseholdCard(Card):
    """Those who live together: the same address and last name; Return opens one."""

    opened = Signal(str)

    def __init__(self, person: Person) -> None:
        t = person.tr
        self._person = person
        self.model = PagedModel(
            (
                Column("given_name", t("First name"), "text", 200, "given_name", sortable=False),
                Column("surname", t("Last name"), "text", 200, "surname", sortable=False),
                Column("amperity_id", t("Id"), "id", 280, "amperity_id", sortable=False),
            ),
            lambda value, _kind: str(value),
        )
        self.grid = DataGrid(t("Household"), self.model)
        super().__init__(
            t("Household"), t("The same street address and last name; Enter opens one."), self.grid
        )
        self.grid.opened.connect(self._open)
        person.changed.connect(self._render)

    def _open(self, at: int) -> None:
        member = self.model.row_at(at)
        if member:
            self.opened.emit(str(member["amperity_id"]))

    def _render(self) -> None:
        profile = self._person.profile
        members = [
            one
            for one in (profile.household_members if profile else ())
            if profile and one["amperity_id"] != profile.amperity_id
        ]
        self.setVisible(bool(members))
        self.model.restart(len(members), members)
        fit_height(self.grid, len(members))


def fit_height(grid: DataGrid, rows: int) -> None:
    """Give a grid the height of its rows: the page scrolls, not the grid."""
    tall = px(ROW_HEIGHTS[bus.density]) * max(rows, 1) + px(32) + 4
    grid.setFixedHeight(tall)
    grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if rows >= 12:  # noqa: PLR2004
        grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
