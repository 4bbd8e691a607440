"""Grids of the wizard: what each column becomes, and the first rows with what does not fit."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.importing.draft import KEEP, fits
from ui.importing.kinds import reason_words
from ui.importing.tag_picker import TagPicker
from ui.kit.grid import CellDelegate, DataGrid
from ui.kit.paged import Column, PagedModel
from ui.theme import tokens
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import CellProblem, ColumnUse

Index = QModelIndex | QPersistentModelIndex
BECOMES = 2
SURE = 0.995
_CORNER = 7.0
_SHOWN = 10


class PreviewModel(PagedModel):
    """Knows, beside the cells, which do not fit and why."""

    def __init__(self) -> None:
        super().__init__((), lambda value, _: str(value))
        self.problems: Mapping[tuple[int, int], CellProblem] = {}

    def problem(self, index: Index) -> "CellProblem | None":
        """Return what is wrong with a cell."""
        return self.problems.get((index.row(), index.column()))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Say the reason as the tooltip, and to a screen reader after the value."""
        found = self.problem(index) if index.isValid() else None
        if found is not None:
            if role == Qt.ItemDataRole.ToolTipRole:
                return self.why(found)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{super().data(index, role)}. {self.why(found)}"
        return super().data(index, role)

    def why(self, problem: "CellProblem") -> str:
        """Return a problem in words, with what becomes of the record."""
        reason = reason_words(problem.reason)
        match problem.fate:
            case "rejected":
                return self.tr("{0}: the row goes to the rejects file").format(reason)
            case "skipped":
                return self.tr("{0}: the row is skipped").format(reason)
            case "empty":
                return self.tr("{0}: this cell is left empty").format(reason)
        return self.tr("{0}: kept as it is written").format(reason)


class _MarkedCells(CellDelegate):
    """Fills a cell that does not fit and folds its corner: shape, not only colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        found = model.problem(index) if isinstance(model, PreviewModel) else None
        if found is None:
            super().paint(painter, option, index)
            return
        t = tokens()
        bad = found.fate == "rejected"
        painter.fillRect(option.rect, QColor(t.negSoft if bad else t.warnSoft))
        super().paint(painter, option, index)
        rect = option.rect
        x, y = float(rect.right()), float(rect.top())
        corner = QPolygonF([QPointF(x - _CORNER, y), QPointF(x, y), QPointF(x, y + _CORNER)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.neg if bad else t.warn))
        painter.drawPolygon(corner)


class PreviewGrid(DataGrid):
    """The first rows of a file as they stand in it."""

    def __init__(self, name: str) -> None:
        self.marked = PreviewModel()
        super().__init__(name, self.marked, framed=True)
        self.setItemDelegate(_MarkedCells(self))

    def show_rows(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[str | None]],
        problems: "Sequence[CellProblem]",
    ) -> None:
        """Show rows under headers; a problem of the whole record marks its first cell."""
        columns = tuple(
            Column(str(at), header, "text", 120, header, sortable=False)
            for at, header in enumerate(headers)
        )
        model = self.marked
        places = {header: at for at, header in reversed(list(enumerate(headers)))}
        model.problems = {(one.row, places.get(one.header, 0)): one for one in problems}
        if model.columns != columns:
            model.beginResetModel()
            model.columns = columns
            model.endResetModel()
            for at in range(len(columns)):
                self.setColumnWidth(at, 120)
        shown = [
            dict(zip((one.key for one in columns), line, strict=False)) for line in rows[:_SHOWN]
        ]
        for line in shown:
            for one in columns:
                line.setdefault(one.key, None)
        model.restart(len(shown), shown)


class MappingGrid(DataGrid):
    """One line per column of the file; Return, F2 or a click on "Becomes" chooses the tag."""

    told = Signal(str, object)  # header, tag (None leaves it out)

    def __init__(self, name: str, words: Words) -> None:
        self._words = words
        t = self.tr_
        super().__init__(
            name,
            PagedModel(
                (
                    Column("header", t("Column"), "text", 150, "", sortable=False),
                    Column("examples", t("In the file"), "text", 190, "", sortable=False),
                    Column("becomes", t("Becomes"), "text", 170, "", sortable=False),
                    Column("sure", t("How sure"), "text", 96, "", sortable=False),
                    Column("problems", t("Problems"), "text", 110, "", sortable=False),
                ),
                lambda value, _: str(value),
            ),
            framed=True,
        )
        self._uses: tuple[ColumnUse, ...] = ()
        self._kind = ""
        self.may_change = True
        self.clicked.connect(self._clicked)
        self.opened.connect(self.choose)

    @staticmethod
    def tr_(text: str) -> str:
        """Translate before the widget is one."""
        from PySide6.QtCore import QCoreApplication

        return QCoreApplication.translate("MappingGrid", text)

    def show_columns(
        self,
        uses: "Sequence[ColumnUse]",
        kind: str,
        problems: "Sequence[CellProblem]",
        filed: Mapping[str, str] | None = None,
    ) -> None:
        """Show what each column becomes; the line in front stays in front.

        `filed`: the names in the file of columns that are known by another.
        """
        at = max(self.currentIndex().row(), 0)
        self._uses, self._kind = tuple(uses), kind
        found: dict[str, list[str]] = {}
        for one in problems:
            found.setdefault(one.header, []).append(reason_words(one.reason))
        rows = [
            {
                "header": (filed or {}).get(one.header, one.header),
                "examples": ", ".join(one.examples) or self.tr("(empty in the first rows)"),
                "becomes": self._becomes(one),
                "sure": self._sure(one),
                "problems": "; ".join(dict.fromkeys(found.get(one.header, ()))) or "–",
            }
            for one in self._uses
        ]
        self.paged.restart(len(rows))
        for start in range(0, len(rows), 100):
            self.paged.put(start, rows[start : start + 100])
        if rows:
            self.setCurrentIndex(self.paged.index(min(at, len(rows) - 1), BECOMES))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Space choose, Delete leaves the column out."""
        row = self.currentIndex().row()
        if row >= 0 and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Space):
            self.choose(row)
        elif row >= 0 and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._tell(row, None)
        else:
            super().keyPressEvent(event)

    def choose(self, row: int) -> TagPicker | None:
        """Open the picker for a column."""
        from ampdesk.api import tags_for

        if not self.may_change or not 0 <= row < len(self._uses):
            return None
        use = self._uses[row]
        picker = TagPicker(use.header, tags_for(self._kind), lambda tag: self._tell(row, tag))
        picker.setParent(self.window(), picker.windowFlags())
        self.scrollTo(self.paged.index(row, BECOMES))
        picker.open_in(self, self.visualRect(self.paged.index(row, BECOMES)))
        picker.mark(use.tag if use.use == "tag" else KEEP)
        return picker

    def _clicked(self, index: Index) -> None:
        if index.column() == BECOMES:
            self.choose(index.row())

    def _tell(self, row: int, tag: str | None) -> None:
        use = self._uses[row]
        same = use.use == "tag" and tag is not None and use.tag.replace("_", "-") == tag
        if self.may_change and not same:
            self.told.emit(use.header, tag)

    def _becomes(self, use: "ColumnUse") -> str:
        from ampdesk.api import tag_of

        match use.use:
            case "tag":
                if self._kind and not fits(use.tag, self._kind) and use.confidence < 1:
                    return self.tr("kept as it is")
                return tag_of(use.tag).title
            case "format":
                return self.tr("read by the format")
            case "dropped":
                return self.tr("left out")
            case "private":
                return self.tr("left out, for privacy")
        return self.tr("kept as it is")

    def _sure(self, use: "ColumnUse") -> str:
        if use.use != "tag":
            return "–"
        if use.confidence >= SURE:
            return self.tr("certain")
        return self._words.rate(use.confidence)
