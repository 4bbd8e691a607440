"""What a figure can be taken away as: a picture or a table, on the clipboard or in a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ampdesk.errors import AmpDeskError
from ui.figures.table import Table
from ui.theme import font, px, tokens

SCALE = 2  # pixels of a picture per pixel of the window
EDGE = 16


class OutputRefusedError(AmpDeskError):
    """A file could not be written."""

    code = "output"


def save(path: Path, title: str, about: str, figure: QWidget, table: Table) -> None:
    """Write a picture (.png, .svg) or a table (.csv, .xlsx), as the ending says."""
    try:
        match path.suffix.lower():
            case ".png":
                path.write_bytes(_png(picture(title, about, figure)))
            case ".svg":
                _save_svg(path, title, about, figure)
            case ".xlsx":
                table.write_excel(path, title)
            case _:
                path.write_text(table.as_csv(), encoding="utf-8", newline="")
    except OSError as error:
        raise OutputRefusedError(
            f"cannot be written ({error.strerror or error})",
            remedy="choose another folder, or free some space",
            where=path.name,
        ) from error


def picture(title: str, about: str, figure: QWidget) -> QImage:
    """Draw title, how to read it and figure on the surface colour."""
    size = _size(figure)
    image = QImage(size * SCALE, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(QColor(tokens().surface))
    painter = QPainter(image)
    _draw(painter, size, title, about, figure)
    painter.end()
    return image


def _png(image: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(content.data())


def _save_svg(path: Path, title: str, about: str, figure: QWidget) -> None:
    from PySide6.QtSvg import QSvgGenerator

    size, content = _size(figure), QByteArray()
    buffer = QBuffer(content)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), size))
    generator.setTitle(title)
    generator.setDescription(about)
    painter = QPainter(generator)
    painter.fillRect(QRect(QPoint(0, 0), size), QColor(tokens().surface))
    _draw(painter, size, title, about, figure)
    painter.end()
    path.write_bytes(bytes(content.data()))


def _size(figure: QWidget) -> QSize:
    return figure.size() + QSize(2 * EDGE, 2 * EDGE + px(44))


def _draw(painter: QPainter, size: QSize, title: str, about: str, figure: QWidget) -> None:
    painter.setPen(QColor(tokens().text))
    painter.setFont(font("strong"))
    line = QRectF(EDGE, EDGE - 4, size.width() - 2 * EDGE, px(20))
    painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), title)
    painter.setPen(QColor(tokens().text2))
    painter.setFont(font("small"))
    under = line.translated(0, px(18))
    words = painter.fontMetrics().elidedText(about, Qt.TextElideMode.ElideRight, int(under.width()))
    painter.drawText(under, int(Qt.AlignmentFlag.AlignVCenter), words)
    painter.save()
    painter.translate(EDGE, EDGE + px(44))
    flags = QWidget.RenderFlag.DrawChildren  # no background of its own: the surface is drawn
    figure.render(painter, QPoint(0, 0), renderFlags=flags)
    painter.restore()


class FigureMenu(QMenu):
    """The menu of a figure; `say(message, tone)` hears how a file went."""

    def __init__(
        self,
        owner: QWidget,
        title: str,
        about: str,
        figure: QWidget,
        table: Table,
        say: Callable[[str, str], object],
        why: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(owner)
        self._title, self._about = title, about
        self._figure, self._table, self._say = figure, table, say
        t = self.tr
        if why is not None:
            self.addAction(t("Why?")).triggered.connect(lambda _checked=False: why())
            self.addSeparator()
        for words, run in (
            (t("Copy as picture"), self.copy_picture),
            (t("Copy as table"), self.copy_table),
        ):
            self.addAction(words).triggered.connect(lambda _checked=False, run=run: run())
        self.addSeparator()
        for words, ending in (
            (t("Save as PNG…"), ".png"),
            (t("Save as SVG…"), ".svg"),
            (t("Save as CSV…"), ".csv"),
            (t("Save as Excel…"), ".xlsx"),
        ):
            self.addAction(words).triggered.connect(
                lambda _checked=False, ending=ending: self._choose(ending)
            )

    def copy_picture(self) -> None:
        """Put the figure on the clipboard as a picture."""
        QGuiApplication.clipboard().setImage(picture(self._title, self._about, self._figure))

    def copy_table(self) -> None:
        """Put the table on the clipboard, tabs between cells."""
        QGuiApplication.clipboard().setText(self._table.as_text())

    def save_to(self, path: Path) -> None:
        """Write a file, and say how it went."""
        try:
            save(path, self._title, self._about, self._figure, self._table)
        except AmpDeskError as error:
            self._say(str(error), "neg")
        else:
            self._say(self.tr("Saved as {0}.").format(path.name), "pos")

    def _choose(self, ending: str) -> None:
        plain = "".join(c if c.isalnum() else "-" for c in self._title.lower())
        name = "-".join(part for part in plain.split("-") if part)
        kinds = {
            ".png": self.tr("Pictures (*.png)"),
            ".svg": self.tr("Vector pictures (*.svg)"),
            ".csv": self.tr("CSV (*.csv)"),
            ".xlsx": self.tr("Excel (*.xlsx)"),
        }
        chosen, _ = QFileDialog.getSaveFileName(
            self.parentWidget(), self.tr("Save"), f"{name}{ending}", kinds[ending]
        )
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix.lower() == ending else path.with_name(chosen + ending))
