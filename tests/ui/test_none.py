"""window.md 10, first trap: PySide6 6.12 on Python 3.11 loses references to None."""

import sys

from PySide6.QtCore import Qt

from ui.kit.paged import Column, PagedModel


def test_reading_an_empty_role_keeps_every_reference_to_none():
    model = PagedModel([Column("name", "Name")], lambda value, _kind: str(value))
    model.restart(1, [{"name": "Ann"}])
    index = model.index(0, 0)
    index.data(Qt.ItemDataRole.UserRole)
    before = sys.getrefcount(None)
    for _ in range(50):
        index.data(Qt.ItemDataRole.UserRole)
    assert sys.getrefcount(None) >= before - 5
