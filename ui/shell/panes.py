"""F6: from pane to pane (search, rail, page, side panel, status bar), back to where one was."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.shell.window import Window


class Panes:
    """The panes in their order; each remembers what had its focus last."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._last: dict[str, QWidget] = {}

    def _order(self) -> list[tuple[str, QWidget]]:
        window = self._window
        panes = [
            ("search", window.top),
            ("banner", window.banner),
            ("rail", window.rail),
            ("page", window.pages),
            ("side", window.side),
            ("status", window.status),
        ]
        return [(name, pane) for name, pane in panes if first_in(pane) is not None]

    def step(self, by: int) -> None:
        """Give the focus to the next (1) or the previous (-1) pane."""
        order = self._order()
        focused = self._window.focusWidget()
        at = -1
        for number, (name, pane) in enumerate(order):
            if focused is not None and (focused is pane or pane.isAncestorOf(focused)):
                at = number
                self._last[name] = focused
        name, pane = order[(at + by) % len(order)] if at >= 0 else order[0]
        last = self._last.get(name)
        target = last if last in stops_in(pane) else first_in(pane)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)


def stops_in(pane: QWidget) -> list[QWidget]:
    """Return the widgets of a pane that Tab stops at, in the order of Tab."""
    found = [pane, *pane.findChildren(QWidget)]
    stops = {
        widget
        for widget in found
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }
    ordered, at = [], pane
    for _ in range(len(stops) * 50 + 2_000):  # the chain is a ring round the window
        at = at.nextInFocusChain() or pane
        if at in stops:
            ordered.append(at)
            stops.discard(at)
        if not stops or at is pane:
            break
    return ordered + sorted(stops, key=lambda widget: (widget.y(), widget.x()))


def first_in(pane: QWidget) -> QWidget | None:
    """Return the first widget of a pane that Tab stops at."""
    if not pane.isVisible():
        return None
    return next(iter(stops_in(pane)), None)
