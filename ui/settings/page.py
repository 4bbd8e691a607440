"""Settings: one list of cards, a search box over them; what is changed holds at once."""

from collections.abc import Callable, Mapping
from functools import partial
from zoneinfo import available_timezones

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from ui import theme
from ui.kit.card import Card
from ui.kit.notes import EmptyState
from ui.kit.panel import PageScroll
from ui.kit.parts import button, clear, column, holder, label, number_box, row
from ui.kit.search import SearchField
from ui.kit.segmented import Segmented
from ui.settings.brand_settings import BrandSettings
from ui.settings.choices import countries, currencies, locales
from ui.shell import look
from ui.shell.doors import Doors
from ui.shell.page import Page, PageHead, Verb, page_body
from ui.shell.session import Session
from ui.shell.steps import Step
from ui.theme import restyle
from ui.tokens import ROW_HEIGHTS, ZOOM
from ui.words import size

LABELS = 220


class Setting(QWidget):
    """One line: name, what it does, the control; found by any of its words."""

    def __init__(self, name: str, about: str, *controls: QWidget) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.found_by = f"{name} {about}".lower()
        self.problem = label("", "hint", wrap=True, tone="neg")
        self.problem.hide()
        words = holder(column(label(name), label(about, "hint", wrap=True), self.problem, gap=1))
        words.setMinimumWidth(LABELS)
        line = row(words, *controls, gap=16)
        line.setStretch(0, 1)
        self.setLayout(line)
        for control in controls:
            if not control.accessibleName():
                control.setAccessibleName(name)
            control.setAccessibleDescription(about)

    def say(self, problem: str) -> None:
        """Show why a value was refused; nothing when it was taken."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))


class SettingsPage(Page):
    """Look and performance belong to this computer, currency and zone to the brand."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self._memory = session.memory
        self.brand = BrandSettings(session)
        self.history = self.steps = QUndoStack(self)
        self.head = PageHead(self.tr("Settings"))
        self.search = SearchField(self.tr("Find a setting"))
        self.search.textChanged.connect(self._filter)
        self.settings: dict[str, Setting] = {}
        self._cards: dict[Card, list[Setting]] = {}
        content, body = page_body()
        self._body = body
        body.addWidget(self.search)
        self._look()
        self._brand()
        self._privacy()
        self._performance()
        self._storage()
        self._about()
        self.nothing = EmptyState("cog-outline", self.tr("No setting has these words"))
        self.nothing.hide()
        body.addWidget(self.nothing)
        body.addStretch(1)
        self.setLayout(column(self.head, PageScroll(content, self.tr("Settings")), gap=0))
        self.brand.changed.connect(self._render)

    def refresh(self) -> None:
        """Read the brand's settings anew."""
        self.brand.read()

    def verbs(self) -> Mapping[Verb, Callable[[], object]]:
        """Finding a setting."""
        return {"find": self.search.setFocus}

    def first_focus(self) -> QWidget:
        """Begin with the search."""
        return self.search

    # the cards

    def _card(self, title: str, about: str, /, **settings: Setting) -> None:
        card = Card(title, about, *settings.values())
        self._cards[card] = list(settings.values())
        self.settings |= settings
        self._body.addWidget(card)

    def _look(self) -> None:
        names = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        self.theme = Segmented(self.tr("Theme"), names)
        self.theme.choose(self._memory.theme if self._memory.theme in names else "system")
        self.theme.chosen.connect(self._choose_theme)
        rows = {
            "compact": self.tr("Compact"),
            "normal": self.tr("Normal"),
            "relaxed": self.tr("Relaxed"),
        }
        self.density = Segmented(self.tr("Rows"), {key: rows[key] for key in ROW_HEIGHTS})
        self.density.choose(theme.bus.density)
        self.density.chosen.connect(self._choose_density)
        self.zoom = number_box()
        self.zoom.setRange(round(ZOOM[0] * 100), round(ZOOM[1] * 100))
        self.zoom.setSingleStep(10)
        self.zoom.setSuffix("%")
        self.zoom.setValue(round(theme.zoom() * 100))
        self.zoom.setKeyboardTracking(False)
        self.zoom.valueChanged.connect(self._choose_zoom)
        t = self.tr
        self._card(
            t("Look"),
            t("On this computer."),
            theme=Setting(t("Theme"), t("Light, dark, or what the system says."), self.theme),
            density=Setting(t("Rows"), t("Height of the rows of a grid."), self.density),
            zoom=Setting(t("Zoom"), t("Size of words and rows."), self.zoom),
        )

    def _brand(self) -> None:
        t = self.tr
        self.fields: dict[str, QComboBox] = {}
        lines = {}
        for key, name, about in (
            ("currency", t("Currency"), t("Of every figure; empty takes that of most orders.")),
            ("locale", t("Numbers and dates"), t("How they are written; empty is the system's.")),
            ("time_zone", t("Time zone"), t("In which times are shown; days are counted in UTC.")),
            ("default_country", t("Default country"), t("Of phone numbers that name none.")),
        ):
            field = QComboBox()
            field.setEditable(True)
            field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            field.setMinimumWidth(240)
            field.activated.connect(lambda _at, key=key: self._chosen(key))
            edit = field.lineEdit()
            if edit is not None:
                edit.editingFinished.connect(partial(self._chosen, key))
            self.fields[key] = field
            lines[key] = Setting(name, about, field)
        self._card(t("Brand"), t("Kept in the brand file; Undo takes a change back."), **lines)

    def _privacy(self) -> None:
        t = self.tr
        choices = {"show": t("Show"), "mask": t("Mask")}
        self.mask_choice = Segmented(t("Private data"), choices)
        self.mask_choice.choose("mask" if self._memory.masked else "show")
        self.mask_choice.chosen.connect(self._choose_mask)
        erase = button(t("Deletion requests…"), clicked=lambda: self._doors.go("customers"))
        self._card(
            t("Privacy"),
            t("Nothing leaves this computer until you send."),
            mask=Setting(
                t("Mask private data"),
                t("Hide names, addresses and phone numbers while others look at the screen."),
                self.mask_choice,
            ),
            erase=Setting(
                t("Erase a person"),
                t("Open the person under Customers: see all that is held, export it, erase it."),
                erase,
            ),
        )

    def _performance(self) -> None:
        t = self.tr
        self.memory = self._number(self._memory.memory_mib, 65_536, t(" MiB"), "memory_mib", 256)
        self.threads = self._number(self._memory.threads, 64, "", "threads", 1)
        self._card(
            t("Performance"),
            t("On this computer, from the next query on."),
            memory=Setting(
                t("Memory of a query"),
                t("A quarter of the machine, at most 2 GiB, unless you say otherwise."),
                self.memory,
            ),
            threads=Setting(t("Processor threads"), t("All of them otherwise."), self.threads),
        )

    def _number(self, value: int, most: int, suffix: str, name: str, step: int) -> QSpinBox:
        made = number_box()
        made.setRange(0, most)
        made.setSingleStep(step)
        made.setSuffix(suffix)
        made.setSpecialValueText(self.tr("Automatic"))
        made.setValue(value)
        made.setMinimumWidth(140)
        made.setKeyboardTracking(False)
        made.valueChanged.connect(partial(self._keep, name))
        return made

    def _storage(self) -> None:
        t = self.tr
        self._sizes = QVBoxLayout()
        self._sizes.setSpacing(4)
        sizes = holder(self._sizes)
        sizes.setMinimumWidth(320)
        self._card(
            t("Storage"),
            t("What this brand keeps on the disk."),
            storage=Setting(
                t("Files of the brand"),
                t("The lake holds copies for speed and may be deleted; backups thin out by age."),
                sizes,
            ),
        )

    def _about(self) -> None:
        from importlib.metadata import version

        t = self.tr
        news = button(t("What's new"), clicked=lambda: self._doors.open_help("whatsnew"))
        keys = button(t("Keyboard shortcuts"), clicked=lambda: self._doors.open_help("keys"))
        self._card(
            t("About"),
            t("AmpDesk {0}, an offline customer data platform.").format(version("ampdesk")),
            about=Setting(t("News and help"), t("Version, news, shortcuts, guide."), news, keys),
        )

    # changing

    def _choose_theme(self, key: str) -> None:
        look.choose_theme(self.session, key)

    def _choose_density(self, key: str) -> None:
        look.choose_density(self.session, key)

    def _choose_zoom(self, percent: int) -> None:
        look.zoom_to(self.session, percent / 100)

    def _choose_mask(self, key: str) -> None:
        look.mask(self.session, on=key == "mask")

    def _keep(self, name: str, value: int) -> None:
        setattr(self.session.memory, name, value)
        look.use_memory(self.session.memory)

    def _chosen(self, key: str) -> None:
        if not self.session.is_open or self.session.read_only:
            return  # the field lost the focus because the brand was closed
        field = self.fields[key]
        at = field.findText(field.currentText())
        value = str(field.itemData(at)) if at >= 0 else field.currentText().strip()
        before = str(self.brand.values.get(key, ""))
        if value != before:
            put = self.brand.put
            step = Step(field.accessibleName(), partial(put, key, value), partial(put, key, before))
            self.steps.push(step)
            self.state_changed.emit()

    # showing

    def _render(self) -> None:
        locale = self.session.words.locale
        filled = {
            "currency": currencies(locale),
            "locale": locales(locale),
            "time_zone": {zone: zone for zone in sorted(available_timezones())},
            "default_country": countries(locale),
        }
        for key, field in self.fields.items():
            if not field.count():
                field.addItem(self.tr("Automatic"), "")
                for value, text in filled[key].items():
                    field.addItem(text, value)
            at = field.findData(str(self.brand.values.get(key, "")))
            field.setCurrentIndex(at)
            field.setEnabled(not self.session.read_only)
            self.settings[key].say(self.brand.errors.get(key, ""))
            restyle(field, state="error" if key in self.brand.errors else "")
        clear(self._sizes)
        for what, amount in sorted(self.brand.sizes.items(), key=lambda one: -one[1])[:8]:
            self._sizes.addLayout(row(label(what, "label"), None, label(size(amount))))
        whole = sum(self.brand.sizes.values())
        self._sizes.addLayout(row(label(self.tr("Together"), "strong"), None, label(size(whole))))

    def _filter(self, text: str) -> None:
        wanted = text.lower().split()
        any_found = False
        for card, settings in self._cards.items():
            found = [one for one in settings if all(word in one.found_by for word in wanted)]
            for one in settings:
                one.setVisible(one in found)
            card.setVisible(bool(found))
            any_found = any_found or bool(found)
        self.nothing.setVisible(not any_found)
