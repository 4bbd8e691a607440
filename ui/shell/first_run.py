"""The first page: try the sample brand, import files, open a brand, the recent ones."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.kit.elide import ElidedLabel
from ui.kit.notes import Banner, Glyph, ProgressLine
from ui.kit.parts import button, clear, column, label, row
from ui.theme import px


class _Option(QPushButton):
    """A large button: picture, verb, a line on what happens."""

    def __init__(self, glyph: str, title: str, text: str) -> None:
        super().__init__()
        self.setProperty("k", "option")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setAutoDefault(True)
        words = column(label(title, "h3"), label(text, "label2", wrap=True), gap=4)
        inner = row(Glyph(glyph, "accent", 28), words, gap=14, margins=(16, 14, 16, 14))
        inner.setStretch(1, 1)
        self._inner = inner
        self.setLayout(inner)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(px(78))

    def sizeHint(self) -> QSize:
        """Return the height of the words."""
        return QSize(520, self._inner.sizeHint().height())


class FirstRun(QWidget):
    """Shown while no brand is open; also shows the sample brand being made."""

    demo_wanted = Signal()
    import_wanted = Signal()
    open_wanted = Signal()
    brand_wanted = Signal(Path)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.banner = Banner()
        self.demo = _Option(
            "store-outline",
            self.tr("Try the sample brand"),
            self.tr("20,000 customers of a made-up shop, with five years of orders."),
        )
        self.files = _Option(
            "file-upload-outline",
            self.tr("Import my exports"),
            self.tr(
                "From Shopify, Square, Klaviyo, a loyalty list, any table – or drop files here."
            ),
        )
        self.open = _Option(
            "folder-open-outline",
            self.tr("Open a brand"),
            self.tr("A file that ends in .ampdesk."),
        )
        self.demo.clicked.connect(self.demo_wanted)
        self.files.clicked.connect(self.import_wanted)
        self.open.clicked.connect(self.open_wanted)
        self.progress = ProgressLine(wide=True)
        self.progress.cancelled.connect(self.cancelled)
        self._working = QFrame()
        self._working.setProperty("k", "card")
        self._title = label("", "h3")
        self._about = label("", "label2", wrap=True)
        self._working.setLayout(
            column(self._title, self._about, self.progress, gap=8, margins=(16, 14, 16, 16))
        )
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._recent_title = label(self.tr("RECENT"), "group")
        inside = column(
            label(self.tr("Know your customers, on your own machine"), "h1"),
            label(
                self.tr(
                    "Drop in the exports of your shop, till and newsletter. "
                    "See who your customers are and write to the right ones."
                ),
                "label2",
                wrap=True,
            ),
            8,
            self.banner,
            self._working,
            self.demo,
            self.files,
            self.open,
            8,
            self._recent_title,
            self._recent,
            gap=10,
        )
        foot = row(
            Glyph("shield-lock-outline", "text2", 16),
            label(self.tr("Nothing leaves this computer until you send."), "label"),
            None,
            gap=8,
        )
        inside.addSpacing(8)
        inside.addLayout(foot)
        middle = QWidget()
        middle.setProperty("k", "plain")
        middle.setLayout(inside)
        middle.setFixedWidth(560)
        outer = column(None, gap=0)
        outer.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)
        self.setLayout(outer)
        self.show_choice()

    def show_choice(self) -> None:
        """Show the three ways to begin."""
        self._working.hide()
        for option in (self.demo, self.files, self.open):
            option.show()

    def show_work(self, title: str, about: str) -> None:
        """Show that something is being made instead."""
        self.banner.clear()
        self._title.setText(title)
        self._about.setText(about)
        self._working.show()
        self.progress.cancel.setEnabled(True)
        for option in (self.demo, self.files, self.open):
            option.hide()

    def show_recent(self, brands: Sequence[Path]) -> None:
        """List the brands opened before."""
        clear(self._recent)
        self._recent_title.setVisible(bool(brands))
        for path in brands[:5]:
            made = button(path.stem, k="link", tip=str(path))
            made.clicked.connect(lambda _checked=False, path=path: self.brand_wanted.emit(path))
            place = ElidedLabel(str(path.parent), "hint", where=Qt.TextElideMode.ElideMiddle)
            line = row(made, place, gap=8)
            line.setStretch(1, 1)
            self._recent.addLayout(line)
