"""The side panel: title, sections split by lines, actions at the foot (window.md 4)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.kit.charts import Meter
from ui.kit.elide import ElidedLabel
from ui.kit.parts import clear, label, row, rule

SCROLL = 10  # width of a scroll bar; a page keeps it free, so that nothing moves


class PageScroll(QScrollArea):
    """A page's content, scrolled up and down only."""

    def __init__(self, content: QWidget, name: str) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)


class Panel(QWidget):
    """A column of sections with the actions at the foot; the shell puts it at the right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setAccessibleName(title)
        self.title = ElidedLabel(title, "h3")
        self.head = QHBoxLayout()
        self.head.addWidget(self.title, 1)
        self.sections = QVBoxLayout()
        self.sections.setSpacing(8)
        self.buttons = QVBoxLayout()
        self.buttons.setSpacing(8)
        inner = QWidget()
        inner.setProperty("k", "plain")
        self.content = inner  # fill it under `filling`
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self.sections)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16 - SCROLL, 14)
        self.head.setContentsMargins(0, 0, SCROLL, 0)
        self.buttons.setContentsMargins(0, 0, SCROLL, 0)
        layout.setSpacing(10)
        layout.addLayout(self.head)
        layout.addWidget(PageScroll(inner, title), 1)
        layout.addLayout(self.buttons)

    def clear_sections(self) -> None:
        """Take all sections away; actions stay."""
        clear(self.sections)

    def section(self, title: str = "", hint: str = "") -> None:
        """Begin a section."""
        if self.sections.count():
            self.sections.addSpacing(2)
            self.sections.addWidget(rule())
            self.sections.addSpacing(2)
        if title:
            self.sections.addLayout(row(label(title, "strong"), None, label(hint, "hint")))

    def fact(self, name: str, value: str, tip: str = "") -> QLabel:
        """Add a line "name … value"."""
        shown = label(value, "")
        shown.setToolTip(tip)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName(f"{name}: {value}")
        self.sections.addLayout(row(label(name, "label"), None, shown))
        return shown

    def meter(self, name: str, value: str, share: float, mark: float = -1.0) -> None:
        """Add a line "name ==== value", the upright mark for a comparison."""
        left = label(name, "label")
        left.setFixedWidth(96)
        bar = Meter(name)
        bar.show_share(share, mark)
        right = label(value)
        right.setMinimumWidth(72)
        right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.sections.addLayout(row(left, bar, right, gap=10))

    def words(self, text: str, k: str = "label2") -> QLabel:
        """Add a paragraph."""
        made = label(text, k, wrap=True)
        self.sections.addWidget(made)
        return made
