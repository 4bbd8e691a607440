"""Starting from a template: the sixteen use cases, each read aloud before it is opened."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ampdesk.errors import AmpDeskError
from ui.kit.parts import button, column, holder, label, row
from ui.kit.sheet import Sheet
from ui.segments.fields import Choice
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api.segment_types import TemplateChoice


class TemplatesSheet(Sheet):
    """`taken` with the definition; dates in it are of today."""

    taken = Signal(dict)

    def __init__(self, session: Session, window: QWidget) -> None:
        t = self.tr
        about = t("A template becomes a definition of your own: change what you like.")
        super().__init__(window, t("Start from a template"), about)
        self._session = session
        self._templates: tuple[TemplateChoice, ...] = ()
        self.list = QListWidget()
        self.list.setProperty("k", "framed")
        self.list.setAccessibleName(t("Templates"))
        self.list.setFixedWidth(320)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _item: self._take())
        self.heading = label("", "h3", wrap=True)
        self.text = label("", "label2", wrap=True)
        self.sentence = label("", "", wrap=True)
        self.missing = label("", "label2", wrap=True, tone="warn")
        self.option = Choice(t("Variant"))
        right = holder(
            column(self.heading, self.text, self.sentence, self.option, self.missing, None, gap=10)
        )
        both = row(self.list, right, gap=16)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.use = button(t("Use this template"), k="primary", clicked=self._take)
        self.use.setEnabled(False)
        self.foot.addStretch(1)
        self.foot.addWidget(button(t("Cancel"), clicked=self.reject))
        self.foot.addWidget(self.use)
        self.fit(820, 560)
        brand = session.brand
        session.desk.ask(
            "segments.templates", brand.segments.templates, self._arrived, self._failed
        )

    def _arrived(self, templates: "tuple[TemplateChoice, ...]") -> None:
        self._templates = templates
        for one in templates:
            item = QListWidgetItem(one.title)
            if one.missing:
                item.setToolTip(self._why_not(one))
                item.setForeground(self.palette().placeholderText())
            item.setData(Qt.ItemDataRole.UserRole, one.key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self._templates):
            return
        one = self._templates[at]
        self.heading.setText(one.title)
        self.text.setText("\n\n".join(part for part in (one.description, one.use) if part))
        self.sentence.setText(one.sentence)
        self.option.offer([(option.key, option.label) for option in one.options])
        self.option.setVisible(len(one.options) > 1)
        self.missing.setText(self._why_not(one))
        self.missing.setVisible(bool(one.missing))
        self.use.setEnabled(not one.missing)

    def _why_not(self, one: "TemplateChoice") -> str:
        if not one.missing:
            return ""
        return self.tr("Needs tables that are not built: {0}").format(", ".join(one.missing))

    def _take(self) -> None:
        at = self.list.currentRow()
        if not 0 <= at < len(self._templates) or self._templates[at].missing:
            return
        brand, key = self._session.brand, self._templates[at].key
        option = str(self.option.currentData() or "")
        self._session.desk.ask(
            "segments.template", lambda: brand.segments.template(key, option), self._taken,
            self._failed,
        )  # fmt: skip

    def _taken(self, body: dict[str, Any]) -> None:
        self.accept()
        self.taken.emit(body)

    def _failed(self, error: AmpDeskError) -> None:
        self.text.setText(str(error))
