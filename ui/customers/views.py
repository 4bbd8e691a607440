"""Saved views: search, filters, columns and order under a name, kept with the brand."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from ui.customers.listing import CustomerList
from ui.shell.doors import Doors
from ui.shell.session import Session


class SavedViews(QObject):
    """Saves, shows and deletes views of the grid; `shown` names the one in front."""

    shown = Signal(str)

    def __init__(self, session: Session, doors: Doors, listing: CustomerList) -> None:
        super().__init__()
        self._session, self._doors, self._listing = session, doors, listing

    def names(self) -> list[str]:
        """Return the names of the brand's views."""
        from ampdesk.api import VIEW_KIND

        if not self._session.is_open:
            return []
        return sorted(one.name for one in self._session.brand.definitions.list(VIEW_KIND))

    def save(self, name: str) -> None:
        """Keep what is shown under a name; the same name makes a new version."""
        from ampdesk.api import VIEW_KIND

        body = self._listing.query.model_dump(mode="json")
        self._session.brand.definitions.save(VIEW_KIND, name, body)
        self.shown.emit(name)

    def open(self, name: str) -> None:
        """Show a saved view."""
        from ampdesk.api import VIEW_KIND, CustomerQuery

        found = self._session.brand.definitions.get(VIEW_KIND, name)
        query: CustomerQuery = CustomerQuery.model_validate(found.body)
        self._listing.show_query(query, name)
        self.shown.emit(name)

    def delete(self, name: str) -> None:
        """Put a view into the trash, with a way back."""
        from ampdesk.api import VIEW_KIND

        definitions = self._session.brand.definitions
        version = definitions.get(VIEW_KIND, name).version
        definitions.delete(VIEW_KIND, name)
        self._doors.say(
            self.tr("“{0}” is in the trash for 30 days.").format(name), "info", self.tr("Undo"),
            lambda: self._bring_back(name, version),
        )  # fmt: skip

    def _bring_back(self, name: str, version: int) -> None:
        from ampdesk.api import VIEW_KIND

        self._session.brand.definitions.restore(VIEW_KIND, name, version)
        self._doors.say(self.tr("“{0}” is back.").format(name), "info")

    def menu(self, parent: QWidget) -> QMenu:
        """Make the menu of views: open, save, delete."""
        made = QMenu(parent)
        names = self.names()
        for name in names:
            made.addAction(name.replace("&", "&&")).triggered.connect(
                lambda _on=False, name=name: self.open(name)
            )
        if names:
            made.addSeparator()
        save = made.addAction(self.tr("Save this view…"))
        save.triggered.connect(lambda _on=False: self.ask_name(parent))
        save.setEnabled(self._session.is_open and not self._session.read_only)
        if names and not self._session.read_only:
            delete = made.addMenu(self.tr("Delete"))
            for name in names:
                delete.addAction(name.replace("&", "&&")).triggered.connect(
                    lambda _on=False, name=name: self.delete(name)
                )
        return made

    def ask_name(self, parent: QWidget) -> None:
        """Ask for a name and save."""
        name, given = QInputDialog.getText(
            parent, self.tr("Save this view"), self.tr("Name of the view")
        )
        if given and name.strip():
            self.save(name.strip())


__all__ = ["SavedViews"]
