"""A card with a chart and its table twin, changed over with a button or Alt+T."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
)

from ui.kit.card import Card
from ui.kit.charts import Chart, ChartData, Legend
from ui.kit.parts import icon_button
from ui.theme import font, icon


class ChartCard(Card):
    """Title with unit, how to read it, the chart; "show as table" for everyone."""

    def __init__(self, title: str, subtitle: str, legend: Legend | None = None) -> None:
        self._turn = icon_button("table", "")
        super().__init__(title, subtitle, action=self._turn)
        self._turn.setAccessibleName(self.tr("Show as table"))
        self._turn.setToolTip(self.tr("Show as table (Alt+T)"))
        self._turn.clicked.connect(self.turn)
        self.chart = Chart(title)
        self.table = QTableWidget()
        self.table.setAccessibleName(self.tr("Table: {0}").format(title))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        if legend:
            self.body.addWidget(legend)
        self.body.addWidget(self._stack, 1)
        keys = QShortcut(QKeySequence("Alt+T"), self, self.turn)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_data(self, data: ChartData | None) -> None:
        """Draw both twins."""
        self.chart.show_data(data)
        rows = data.rows() if data else []
        heads = ["", *(one.name for one in data.series)] if data else []
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(rows))
        digits = font("body", tabular=True)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                    item.setFont(digits)
                self.table.setItem(at, column, item)
        header = self.table.horizontalHeader()
        if heads:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setDefaultSectionSize(24)

    def turn(self) -> None:
        """Change between picture and table."""
        as_table = self._stack.currentIndex() == 0
        self._stack.setCurrentIndex(int(as_table))
        name = self.tr("Show as chart") if as_table else self.tr("Show as table")
        self._turn.setIcon(icon("chart-line" if as_table else "table"))
        self._turn.setAccessibleName(name)
        self._turn.setToolTip(self.tr("{0} (Alt+T)").format(name))

    def copy_table(self) -> None:
        """Put the table twin on the clipboard."""
        model = self.table.model()
        heads = [
            str(model.headerData(at, Qt.Orientation.Horizontal) or "")
            for at in range(model.columnCount())
        ]
        lines = ["\t".join(heads)]
        lines += [
            "\t".join(str(model.index(at, column).data() or "") for column in range(len(heads)))
            for at in range(model.rowCount())
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))
