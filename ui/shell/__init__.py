"""The frame round every tab: bars, rail, panel, menus, the open brand and its jobs.

**Joining the window.** A view's folder has a light module `view.py` with `view() -> View`
(`views.View`), and a line in `views.declared`. It gives a tab (`rail.Tab`; `foot=True` stands it
at the rail's foot), how its page is built on first visit, its commands (`views.Command`: they
appear in menu, palette and shortcut sheet, grey with the reason where they can't run), its
pictures (`views.Picture`: a state and how to bring it about, taken by `packaging/pictures.py`) and
how its drafts are opened again.

**A page** (`page.Page`) offers `verbs` (new, export, print, find, copy, rename, delete: the menus
and keys then act on it), `spot`/`go_to` with the signal `moved` (Back and Forward), and
`history`, the undo stack of its document: push a `steps.Step` with what to do and how to undo it,
the Edit menu names it. It emits `state_changed` when any of these changed.

**The window as a page sees it** is `doors.Doors`. `why` opens a receipt *beside* the page, in the
side panel, `show_beside` any other widget; `say`, `say_undoable` and `announce` speak; `page` gives
another tab's page.

**Memory.** `session.layout.get/put` keeps widths, columns, sub-tabs of the open brand (never data);
`session.drafts.keep/drop` keeps an unsaved edit for the case of a crash.
"""
