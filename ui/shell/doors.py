"""What a page may ask of the window round it; pages know this, never the window itself."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from PySide6.QtWidgets import QWidget

from ui.shell.jobcentre import Job, JobCentre

if TYPE_CHECKING:
    from ampdesk.api import ListRequest, Receipt, Work
    from ui.shell.page import Page


GAP = "gap/"  # begins a place in Customers: those whom a notice of Home counts


class Doors(Protocol):
    """The window as seen from a page."""

    jobs: JobCentre

    def why(self, title: str, read: "Callable[[], Receipt]", opener: QWidget | None) -> None:
        """Open a receipt beside the page, in the side panel; `opener` gets the focus back."""

    def show_beside(self, widget: QWidget, opener: QWidget | None) -> None:
        """Show any widget in the side panel, in front of the page's own; Esc closes it."""

    def close_beside(self) -> None:
        """Close what `why` or `show_beside` opened; the page's own panel is back."""

    def go(self, key: str) -> None:
        """Open a tab."""

    def page(self, key: str) -> "Page":
        """Return a tab's page, built now if it was not visited yet."""

    def say(
        self,
        message: str,
        tone: Literal["info", "pos", "warn", "neg"] = "info",
        remedy: str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        """Say something under the top bar, with a remedy or else a button that dismisses it."""

    def say_undoable(self, message: str) -> None:
        """Say what was done ("“Lapsed” is deleted") with a button Undo: the page's `history`."""

    def announce(self, words: str) -> None:
        """Let a screen reader say it: a count that arrived, a result; at most one in 2 s."""

    def open_customer(self, amperity_id: str) -> None:
        """Open the profile of a customer."""

    def make_list(self, request: "ListRequest", about: str) -> None:
        """Open the mailing list sheet for an audience."""

    def show_range(self, request: "ListRequest", about: str) -> None:
        """Show the customers of an RFM range in the grid."""

    def import_files(
        self, paths: Sequence[Path], mappings: Mapping[str, Any] | None = None
    ) -> None:
        """Open the import sheet; `mappings`: what was said about the files before."""

    def choose_files(self) -> None:
        """Let the user choose files to import."""

    def build(self) -> None:
        """Bring everything derived up to date."""

    def open_help(self, page: str) -> None:
        """Open a page of the guide."""

    def open_folder(self, path: Path) -> None:
        """Show a file's folder in the system's file browser."""

    def run(self, title: str, work: "Work", then: Callable[[Job], None] | None = None) -> Job:
        """Run a work in a worker process, and read anew when it is done."""

    def say_newest(self, day: date | None) -> None:
        """Show in the top bar up to which day there are orders."""
