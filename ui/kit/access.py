"""Roles that Qt would tell wrongly: a rail's item is a page tab, a segment a radio button."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

ROLES = {"tab": QAccessible.Role.PageTab, "choice": QAccessible.Role.RadioButton}
_kept: list[QAccessibleWidget] = []  # Qt does not own what Python made


def tell_roles() -> None:
    """Let widgets with the property `spoken` ("tab", "choice") report that role; call once."""
    QAccessible.installFactory(_interface)


def _interface(_name: str, widget: QObject | None) -> QAccessibleInterface | None:
    spoken = widget.property("spoken") if isinstance(widget, QWidget) else None
    if spoken not in ROLES or not isinstance(widget, QWidget):
        return None
    made = QAccessibleWidget(widget, ROLES[spoken], widget.accessibleName())
    _kept.append(made)
    widget.destroyed.connect(partial(_let_go, made))
    return made


def _let_go(made: QAccessibleWidget, _widget: QObject | None = None) -> None:
    if made in _kept:
        _kept.remove(made)
