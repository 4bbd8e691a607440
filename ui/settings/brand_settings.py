"""The settings of the brand as the page shows and changes them: a view model, no widget."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import Brand

KEYS = ("currency", "locale", "time_zone", "default_country")


class BrandSettings(QObject):
    """`values` as stored, `sizes` of what is kept on the disk; `error` by key when refused."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.values: dict[str, Any] = {}
        self.sizes: dict[str, int] = {}
        self.errors: dict[str, str] = {}

    def read(self) -> None:
        """Read them anew."""
        brand = self._session.brand
        self._session.desk.ask("settings", lambda: _read(brand), self._arrived)

    def put(self, key: str, value: object) -> None:
        """Store a value; views that show money, days or phones are read anew."""
        brand = self._session.brand

        def done(value: object) -> None:
            self.errors.pop(key, None)
            self.values[key] = value
            self.changed.emit()
            self._session.renew()

        def failed(error: AmpDeskError) -> None:
            self.errors[key] = f"{error.message} – {error.remedy}"
            self.changed.emit()

        self._session.desk.ask(
            f"settings.{key}", lambda: brand.change_setting(key, value), done, failed
        )

    def _arrived(self, answer: tuple[dict[str, Any], dict[str, int]]) -> None:
        self.values, self.sizes = answer
        self.changed.emit()


def _read(brand: "Brand") -> tuple[dict[str, Any], dict[str, int]]:
    return {key: brand.settings.get(key) for key in KEYS}, brand.status().sizes
