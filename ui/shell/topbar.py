"""The top bar: the brand, the menus, the search box, how fresh the orders are."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QPushButton, QSizePolicy, QWidget

from ui.kit.parts import button, icon_button, label
from ui.shell.actions import Actions
from ui.theme import bus, font, icon, px
from ui.tokens import RAIL_WIDE, TOP_BAR


class TopBar(QWidget):
    """Built from the action registry; `searched` when the search box is pressed."""

    searched = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setProperty("k", "topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.brand = button("AmpDesk", k="brand")
        self.brand.setIcon(icon("leaf", "accent"))
        self.brand.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.brand.setToolTip(self.tr("Open another brand"))
        self.brand_menu = QMenu(self.brand)
        self.brand.setMenu(self.brand_menu)
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(False)
        self.search = QPushButton(self.tr("Search or run a command"))
        self.search.setProperty("k", "search")
        self.search.setIcon(icon("magnify"))
        self.search.setAccessibleName(self.tr("Search or run a command"))
        self.search.clicked.connect(self.searched)
        self.search.setMinimumWidth(190)
        self.search.setMaximumWidth(360)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keys = label("Ctrl K", "group")
        inner = QHBoxLayout(self.search)
        inner.setContentsMargins(0, 0, 10, 0)
        inner.addStretch(1)
        inner.addWidget(keys)
        self.fresh = label("", "railhint")
        self.undo = icon_button("undo", self.tr("Undo"))
        self.why = icon_button("help-circle-outline", self.tr("Why? and help (F1)"))
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(10, 0, 12, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.brand)
        self._layout.addWidget(self.menus)
        self._layout.addStretch(1)
        self._layout.addWidget(self.search, 4)
        self._layout.addStretch(1)
        self._layout.addWidget(self.fresh)
        self._layout.addWidget(self.undo)
        self._layout.addWidget(self.why)
        self._fill(actions)
        bus.themeChanged.connect(self._fit)
        self._fit()

    def offer_undo(self, step: str, *, on: bool) -> None:
        """Name the step that Undo takes back; grey while there is none."""
        words = self.tr("Undo {0}").format(step) if step else self.tr("Undo")
        self.undo.setEnabled(on)
        self.undo.setToolTip(words)
        self.undo.setAccessibleName(words)

    def name_brand(self, name: str) -> None:
        """Show the brand's name, shortened when it is long."""
        short = name if len(name) <= 22 else f"{name[:21]}…"  # noqa: PLR2004
        self.brand.setText((short or "AmpDesk").replace("&", "&&"))
        self.brand.setAccessibleName(name or "AmpDesk")
        self.brand.setToolTip(name)

    def set_wide(self, *, wide: bool) -> None:
        """Give the brand the width of the rail, or only its own."""
        self.brand.setMinimumWidth(RAIL_WIDE - 18 if wide else 0)
        self.fresh.setVisible(wide)

    def _fill(self, actions: Actions) -> None:
        titles = {
            "file": self.tr("File"),
            "edit": self.tr("Edit"),
            "view": self.tr("View"),
            "go": self.tr("Go"),
            "data": self.tr("Data"),
            "help": self.tr("Help"),
        }
        for key, title in titles.items():
            menu = QMenu(title, self)
            menu.setToolTipsVisible(True)
            for at, group in enumerate(actions.of_menu(key)):
                if at:
                    menu.addSeparator()
                menu.addActions(group)
            if not menu.isEmpty():
                self.menus.addMenu(menu)

    def _fit(self) -> None:
        # in a layout a menu bar clings to the top and loses its last menu (window.md 10)
        self.menus.setFont(font("body"))
        self.menus.ensurePolished()
        self.menus.setFixedSize(self.menus.sizeHint().width() + 12, px(28))
        self.setFixedHeight(max(TOP_BAR, px(TOP_BAR)))
