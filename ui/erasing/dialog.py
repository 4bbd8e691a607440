"""The sheet of a deletion request: one page per step, and the proof at the end."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from ui.erasing.request import ErasureRequest
from ui.kit.grid import DataGrid
from ui.kit.notes import Banner, EmptyState, Glyph, ProgressLine
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button, column, holder, label, row
from ui.kit.sheet import Sheet
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.theme import icon

_WHO, _HELD, _RUNNING, _DONE = range(4)
_WORDS = 420  # px: a label that wraps asks for the height of its narrowest form


class EraseDialog(Sheet):
    """Draws an `ErasureRequest`. What it does last cannot be undone, and it says so."""

    def __init__(
        self, session: Session, doors: Doors, window: QWidget, amperity_id: str = ""
    ) -> None:
        super().__init__(window, window.tr("Deletion request"))
        self._session, self._doors = session, doors
        self.request = ErasureRequest(session, doors)
        self._step = ""
        self.banner = Banner()
        self.body.addWidget(self.banner)
        self._pages = QStackedWidget()
        for page in (self._make_who(), self._make_held(), self._make_running(), self._make_done()):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self.other = button(self.tr("Somebody else"), k="ghost", clicked=self.request.back)
        self.save_copy = button(
            self.tr("Save a copy for the person"), glyph="download-outline",
            clicked=self._choose_file,
        )  # fmt: skip
        self.close_button = button(self.tr("Close"), clicked=self.reject)
        self.look = button(self.tr("Show what is held"), k="primary", clicked=self._choose)
        self.erase = button(self.tr("Erase"), k="primary", glyph="account-remove-outline")
        self.erase.clicked.connect(lambda _checked=False: self.request.erase())
        for part in (self.other, self.save_copy):
            self.foot.addWidget(part)
        self.foot.addStretch(1)
        for part in (self.close_button, self.look, self.erase):
            self.foot.addWidget(part)
        self.fit(900, 660)
        self.request.changed.connect(self._render)
        doors.jobs.changed.connect(self._follow)
        self.request.read_history()
        if amperity_id:
            self.request.choose(amperity_id)
        self._render()
        self.search.setFocus()

    # pages

    def _make_who(self) -> QWidget:
        t = self.tr
        self.search = QLineEdit()
        self.search.setPlaceholderText(t("E-mail, phone, order number, name or id"))
        self.search.setAccessibleName(t("Who is to be erased"))
        self.search.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.request.look_for)
        self.search.returnPressed.connect(self._choose)
        self.people = PagedModel(
            (
                Column("full_name", t("Name"), "text", 150, sortable=False),
                Column("email", t("E-mail"), "text", 210, sortable=False),
                Column("phone", t("Phone"), "text", 120, sortable=False),
                Column("city", t("City"), "text", 100, sortable=False),
                Column("orders", t("Orders"), "count", 70, sortable=False),
            ),
            lambda value, kind: self._session.words.count(value)  # type: ignore[arg-type]
            if kind == "count" else str(value),
        )  # fmt: skip
        self.found = DataGrid(t("People found"), self.people, framed=True)
        self.found.opened.connect(lambda _row: self._choose())
        self.found.selectionModel().selectionChanged.connect(lambda *_: self._render_foot())
        self.nobody = EmptyState("account-search-outline", "", "")
        self._found = QStackedWidget()
        self._found.addWidget(self.found)
        self._found.addWidget(self.nobody)
        words = label(
            t("Several rows may be one person: choose them all. Nothing is changed before you "
              "have seen what is held."), "label2", wrap=True,
        )  # fmt: skip
        self.before = label("", "hint")
        whole = column(self.search, words, self._found, self.before, gap=10)
        whole.setStretch(2, 1)
        return holder(whole)

    def _make_held(self) -> QWidget:
        t = self.tr
        self.places = PagedModel(
            (
                Column("kind", t("What"), "text", 110, sortable=False),
                Column("place", t("Where"), "text", 270, sortable=False),
                Column("rows", t("Rows"), "count", 70, sortable=False),
                Column("fate", t("What happens to it"), "text", 260, sortable=False),
            ),
            lambda value, kind: self._session.words.count(value)  # type: ignore[arg-type]
            if kind == "count" else str(value),
        )  # fmt: skip
        self.held = DataGrid(t("Everything held"), self.places, framed=True)
        self.shared = Banner()
        self.sum = label("", "strong", wrap=True)
        self.sum.setMinimumWidth(_WORDS)
        self.backups = QComboBox()
        self.backups.setAccessibleName(t("Backups that hold the person"))
        self.backups.addItem(t("are rewritten without the person"), "rewrite")
        self.backups.addItem(t("are deleted"), "delete")
        self.backups.currentIndexChanged.connect(self._take_backups)
        self.number = QLineEdit()
        self.number.setMaximumWidth(120)
        self.number.setAccessibleName(t("Type the number of rows to erase the person"))
        self.number.textChanged.connect(lambda _text: self._render_foot())
        self.number.returnPressed.connect(self._enter)
        self.sure = QCheckBox(t("I know that this cannot be undone"))
        self.sure.toggled.connect(lambda _on: self._render_foot())
        self.ask = label("", "", wrap=True)
        self.ask.setMinimumWidth(_WORDS)
        confirm = row(self.ask, self.number, gap=10)
        confirm.setStretch(0, 1)
        backups = row(label(t("Backups that hold the person"), "label"), self.backups, None)
        whole = column(self.sum, self.shared, self.held, backups, self.sure, confirm, gap=10)
        whole.setStretch(2, 1)
        return holder(whole)

    def _make_running(self) -> QWidget:
        self.progress = ProgressLine(wide=True)
        self.progress.cancelled.connect(self.request.stop)
        self.running = label("", "label2", wrap=True)
        self.running.setMinimumWidth(_WORDS)
        return holder(column(None, self.progress, self.running, None, gap=14))

    def _make_done(self) -> QWidget:
        self.done_title = label(self.tr("The person is erased"), "h3")
        self.proof = label("", "", wrap=True)
        self.proof.setMinimumWidth(_WORDS)
        self.after = label("", "label2", wrap=True)
        self.after.setMinimumWidth(_WORDS)
        head = row(Glyph("shield-check-outline", "pos", 24), self.done_title, None, gap=10)
        return holder(column(20, head, self.proof, self.after, None, gap=12))

    # doing

    def _choose(self) -> None:
        rows = [self.people.row_at(at) for at in self.found.chosen_rows()]
        chosen = [str(one["amperity_id"]) for one in rows if one]
        if not chosen and len(self.request.found) == 1:
            chosen = [str(self.request.found[0]["amperity_id"])]
        if chosen:
            self.request.choose(*chosen)

    def _add_alike(self) -> None:
        if self.request.held is not None:
            self.request.add(*self.request.held.alike)

    def _choose_file(self) -> None:
        kinds = self.tr("Archive (*.zip);;JSON (*.json)")
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save a copy for the person"), "held-data.zip", kinds
        )
        if name:
            path = Path(name)
            known = path.suffix.lower() in {".zip", ".json"}
            self.request.write_copy(path if known else path.with_name(path.name + ".zip"))

    def _take_backups(self) -> None:
        self.request.backups = "delete" if self.backups.currentIndex() else "rewrite"

    def _enter(self) -> None:
        # Enter never erases: it goes to the button that does
        if self.erase.isEnabled():
            self.erase.setFocus()

    def reject(self) -> None:
        """Close; what is being erased goes on, what can be stopped is stopped."""
        self.request.stop()
        super().reject()

    # drawing

    def _follow(self) -> None:
        job = self.request.job
        if job is None or job.state != "running":
            return
        self.progress.show_step(
            job.step, job.done, job.of, rate=job.rate, unit=job.unit, left=job.seconds_left
        )
        past = self.request.is_past_return
        self.progress.cancel.setVisible(not past)
        if past:
            self.running.setText(
                self.tr("The person is out of the tables already; the rest can only be finished. "
                        "You may close this sheet, or AmpDesk: it goes on at the next opening.")
            )  # fmt: skip
            if job.step != self._step:  # older files of the lake must not be held
                self._session.brand.let_go()
        self._step = job.step

    def _render(self) -> None:
        request = self.request
        if request.error is not None:
            self.banner.say(f"{request.error.message} – {request.error.remedy}", "neg")
        else:
            self.banner.clear()
        match request.stage:
            case "who":
                self._pages.setCurrentIndex(_WHO)
                self._render_people()
            case "looking" | "erasing":
                self._pages.setCurrentIndex(_RUNNING)
                self.progress.cancel.setEnabled(True)
                self.progress.cancel.show()
                self.progress.show_step(self.tr("Starting"), 0, 0)
                self.running.setText("")
                self._follow()
            case "held" | "copying":
                self._pages.setCurrentIndex(_HELD)
                self._render_held()
            case "done":
                self._pages.setCurrentIndex(_DONE)
                self._render_done()
        self._render_foot()

    def _render_people(self) -> None:
        found = self.request.found
        self.people.restart(len(found), found)
        done = [one for one in self.request.erased if one["erased_at"]]
        self.before.setVisible(bool(done))
        if done:
            words = self._session.words
            self.before.setText(
                self.tr(
                    "%n person(s) erased so far, the last on {0} by {1}.", "", len(done)
                ).format(
                    words.day(datetime.fromisoformat(done[0]["erased_at"])), done[0]["asked_by"]
                )
            )
        if found:
            self._found.setCurrentIndex(0)
            if len(found) == 1:
                self.found.selectRow(0)
            return
        self._found.setCurrentIndex(1)
        if self.request.search:
            self.nobody.say(
                self.tr("Nobody is known by “{0}”").format(self.request.search),
                self.tr("Try the e-mail address, the phone in any form, or an order number."),
            )
        else:
            self.nobody.say(
                self.tr("Who asked to be erased?"),
                self.tr("Everything held is shown first, with what happens to it."),
            )

    def _render_held(self) -> None:
        held, words = self.request.held, self._session.words
        if held is None:
            return
        self.say(held.name)
        shown = [
            {"kind": self._kind(kind), "place": place, "rows": rows, "fate": fate}
            for kind, place, rows, fate in held.places
        ]
        self.places.restart(len(shown), shown[:100])
        for start in range(100, len(shown), 100):
            self.places.put(start, shown[start : start + 100])
        text = self.tr("{0} rows of {1} records, with {2} order numbers.").format(
            words.count(held.rows), words.count(held.records), words.count(held.orders)
        )
        if self.request.copy is not None:
            text += " " + self.tr("{0} holds a copy: hand it over, then delete it.").format(
                self.request.copy.name
            )
        self.sum.setText(text)
        self.ask.setText(
            self.tr("Orders and revenue stay in every total, without a name. Type {0} to erase the "
                    "person.").format(words.count(held.rows))
        )  # fmt: skip
        self._render_shared()

    def _render_shared(self) -> None:
        held = self.request.held
        if held is None or not (held.alike or held.shared or held.not_reachable):
            self.shared.clear()
        elif held.alike:
            kinds = ", ".join(sorted({kind for kind, _ in held.shared}))
            self.shared.say(
                self.tr("%n other customer(s) have the same {0}, and keep it. Perhaps it is the "
                        "same person.", "", len(held.alike)).format(kinds),
                "warn", self.tr("Erase them too"), self._add_alike,
            )  # fmt: skip
        elif held.not_reachable:
            self.shared.say(
                self.tr("%n noted file(s) cannot be reached and must be cleaned by hand: {0}", "",
                        len(held.not_reachable)).format(", ".join(held.not_reachable[:3])),
                "warn",
            )  # fmt: skip
        else:
            kinds = ", ".join(sorted({kind for kind, _ in held.shared}))
            self.shared.say(
                self.tr("Others have the same {0}: it stays with them.").format(kinds), "info"
            )

    def _kind(self, kind: str) -> str:
        names = {
            "feed": self.tr("Imported"),
            "derived": self.tr("Derived"),
            "store": self.tr("Noted"),
            "backup": self.tr("Backup"),
            "rejects": self.tr("Rejects file"),
            "export": self.tr("Written file"),
            "log": self.tr("Log"),
        }
        return names.get(kind, kind)

    def _render_done(self) -> None:
        text = self.request.outcome
        self.say("")
        self.proof.setText(text)
        after = self.tr(
            "A record stays: when, by whom, how many rows and a hash, nothing of the person. When "
            "an old file is imported again the person is left out, and the import says so."
        )
        if self.request.copy is not None:
            after += " " + self.tr("The copy {0} still holds the person.").format(
                self.request.copy.name
            )
        self.after.setText(after)
        self._doors.announce(text)

    def _render_foot(self) -> None:
        request, words = self.request, self._session.words
        stage = request.stage
        self.other.setVisible(stage == "held")
        self.save_copy.setVisible(stage in {"held", "copying"})
        self.save_copy.setEnabled(stage == "held")
        self.look.setVisible(stage == "who")
        self.look.setEnabled(bool(self.found.chosen_rows()) or len(request.found) == 1)
        self.erase.setVisible(stage in {"held", "copying"})
        if request.held is not None:
            text = self.tr("Erase {0} rows").format(words.count(request.held.rows))
            self.erase.setText(text)
            self.erase.setAccessibleName(text)
            typed = "".join(letter for letter in self.number.text() if letter.isdigit())
            right = typed == str(request.held.rows) and self.sure.isChecked()
            self.erase.setEnabled(right and stage == "held" and not self._session.read_only)
        if self._session.read_only:
            tip = self.tr("Another window holds this brand: close it first")
            self.erase.setToolTip(self._session.held_by or tip)
