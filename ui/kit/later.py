"""A place for a view that costs too much to make before it is looked at."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from ui.kit.parts import column

View = TypeVar("View", bound=QWidget)


class Later(QWidget, Generic[View]):
    """Makes its view when it is first asked for, or shown."""

    def __init__(self, make: Callable[[], View]) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._make = make
        self._ready: View | None = None  # made, not laid in yet
        self._view: View | None = None
        self._layout = column(gap=0)
        self.setLayout(self._layout)

    @property
    def made(self) -> View | None:
        """The view, None as long as nobody needed it."""
        return self._ready if self._view is None else self._view

    def prepare(self) -> bool:
        """Take one step: make the view, then lay it in; False when it is there."""
        if self._view is not None:
            return False
        if self._ready is None:
            self._ready = self._make()
            return True
        return self.view is not None

    @property
    def view(self) -> View:
        """The view, made now if need be."""
        if self._view is None:
            self._view = self._make() if self._ready is None else self._ready
            self._ready = None
            self._layout.addWidget(self._view)
        return self._view
