"""Where the customers would be when nobody is shown: why, and the button that helps."""

from ui.customers.listing import CustomerList
from ui.kit.notes import EmptyState
from ui.kit.parts import button, holder, row


class Nobody(EmptyState):
    """Nobody yet, nobody who matches, not read, stopped: each with its own remedy."""

    def __init__(self, listing: CustomerList) -> None:
        self.everybody = button("", k="primary")
        self.bring = button("", k="primary")
        self.again = button("", glyph="refresh")
        super().__init__(
            "account-search-outline", "", "", holder(row(self.everybody, self.bring, self.again))
        )
        self._listing = listing
        for one, words in (
            (self.everybody, self.tr("Show everybody")),
            (self.bring, self.tr("Import files")),
            (self.again, self.tr("Read again")),
        ):
            one.setText(words)
            one.setAccessibleName(words)

    def show_why(self, *, read_only: bool, was_built: bool) -> None:
        """Say why nobody is shown; `was_built`: there were customers, so an error is one."""
        listing, error = self._listing, self._listing.error
        stopped = listing.stopped
        none_yet = (getattr(error, "code", "") == "not_built" and not was_built) or (
            error is None and not listing.is_narrowed and not stopped
        )
        self.everybody.setVisible(listing.is_narrowed and not stopped and error is None)
        self.bring.setVisible(none_yet and not read_only)
        self.again.setVisible(stopped or (error is not None and not none_yet))
        if none_yet:
            self.say(
                self.tr("No customers yet"),
                self.tr("They are made of the files that you import: shops, tills, newsletters."),
            )
        elif stopped:
            self.say(self.tr("Stopped"), self.tr("The customers were not read."))
        elif error is not None:
            self.say_error(error)
        elif listing.search and not listing.tests and listing.range is None:
            self.say(
                self.tr("Nobody matches “{0}”").format(listing.search),
                self.tr("Search by the start of a name, an e-mail, a phone number, an order number "
                        "or an id. A name may have a wrong letter."),
            )  # fmt: skip
        else:
            said = ", ".join(listing.test_words(one) for one in listing.tests)
            self.say(
                self.tr("Nobody matches"),
                self.tr("All filters must hold together: {0}. Take one away.").format(said or "–"),
            )
