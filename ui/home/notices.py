"""What needs a person, in words: one sentence and one verb for each notice of ampdesk.api."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication

from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import Notice

Tone = Literal["neg", "warn", "info"]


@dataclass(frozen=True)
class Attention:
    """Something that needs a person: what, and which door remedies it."""

    key: str
    message: str
    remedy: str
    door: str
    tone: Tone = "warn"
    place: str = ""


def _t(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Notices", text, None, n)


def attention_of(notices: "Iterable[Notice]", words: Words) -> tuple[Attention, ...]:
    """Write each notice; one that this window does not know is left out."""
    found = []
    for notice in notices:
        write = _WORDS.get(notice.key)
        if write is not None:
            message, remedy, tone = write(notice, words)
            found.append(Attention(notice.key, message, remedy, notice.remedy, tone, notice.place))
    return tuple(found)


Written = tuple[str, str, Tone]


def _failed(notice: "Notice", _words: Words) -> Written:
    return _t("The last attempt failed: {0}").format(notice.subject), _t("Open the log"), "neg"


def _never_built(notice: "Notice", words: Words) -> Written:
    said = _t("Files are imported and nothing is built from them yet (%n import(s)).", notice.count)
    return said.replace(str(notice.count), words.count(notice.count)), _t("Build now"), "warn"


def _imported_since(notice: "Notice", words: Words) -> Written:
    said = _t("Files were imported or taken back since the build of {0}; the figures lack them.")
    return said.format(words.day(notice.day)), _t("Build now"), "warn"


def _other_day(notice: "Notice", words: Words) -> Written:
    said = _t("The figures are as of {0}; windows such as “12 months” end there.")
    return said.format(words.day(notice.day)), _t("Build now"), "warn"


def _settings_since(notice: "Notice", words: Words) -> Written:
    said = _t("Settings changed since the build of {0} ({1}); the figures lack the change.")
    return said.format(words.day(notice.day), notice.subject), _t("Build now"), "warn"


def _incomplete(_notice: "Notice", _words: Words) -> Written:
    said = _t("The tables were built by another version of AmpDesk, or some are missing.")
    return said, _t("Build now"), "warn"


def _rejected(notice: "Notice", words: Words) -> Written:
    said = _t("%n row(s) of the newest files were rejected, most of them in {0}.", notice.count)
    said = said.replace(str(notice.count), words.count(notice.count), 1).format(notice.subject)
    return said, _t("Open the rejects"), "warn"


def _old_orders(notice: "Notice", words: Words) -> Written:
    said = _t("The newest order is %n day(s) old, of {0}.", notice.count)
    return said.format(words.day(notice.day)), _t("Import orders"), "warn"


def _no_consent(notice: "Notice", words: Words) -> Written:
    said = _t("{0} of {1} customers with an e-mail address have no consent state.")
    said = said.format(words.count(notice.count), words.count(notice.of))
    return said, _t("See them"), "info"


def _loyalty(notice: "Notice", words: Words) -> Written:
    said = _t("{0} of {1} loyalty members match no other record, so no order is known of them.")
    said = said.format(words.count(notice.count), words.count(notice.of))
    return said, _t("See them"), "info"


def _nobodys_orders(notice: "Notice", words: Words) -> Written:
    said = _t("{0} of {1} orders of the last 12 months belong to no customer.")
    said = said.format(words.count(notice.count), words.count(notice.of))
    return said, _t("See them"), "info"


def _new_columns(notice: "Notice", _words: Words) -> Written:
    said = _t("{0} brought new columns: {1}.").format(notice.subject, notice.place)
    return said, _t("Look at the source"), "info"


def _warnings(notice: "Notice", words: Words) -> Written:
    said = _t("%n remark(s) about imported files, the newest about {0}.", notice.count)
    said = said.replace(str(notice.count), words.count(notice.count), 1).format(notice.subject)
    return said, _t("Read them"), "info"


_WORDS: "dict[str, Callable[[Notice, Words], Written]]" = {
    "failed": _failed,
    "never_built": _never_built,
    "imported_since": _imported_since,
    "settings_since": _settings_since,
    "incomplete": _incomplete,
    "other_day": _other_day,
    "rejected": _rejected,
    "old_orders": _old_orders,
    "no_consent": _no_consent,
    "loyalty": _loyalty,
    "nobodys_orders": _nobodys_orders,
    "new_columns": _new_columns,
    "warnings": _warnings,
}
