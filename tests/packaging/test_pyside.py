"""The reason for the lock on PySide6 (window.md 10): says when it can go."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel


def test_an_empty_answer_of_qt_costs_no_reference_to_none():
    # 6.12.0 on Python 3.11 drops one reference to None a call and aborts after some 6,500
    model = QStandardItemModel()
    model.appendRow(QStandardItem("cell"))
    index = model.index(0, 0)
    before = sys.getrefcount(None)
    for _ in range(50):
        index.data(Qt.ItemDataRole.UserRole)
    assert abs(sys.getrefcount(None) - before) < 25
