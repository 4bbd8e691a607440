"""What a file of no known export may be: a kind and tags, with what is not sure as a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ampdesk.intake import suggest
from ampdesk.intake.formats.spec import Kind
from ampdesk.intake.mapping import lines_for
from ampdesk.intake.questions import Question


@dataclass(frozen=True)
class Suggestion:
    """What an unknown file may be: tags for headers, a kind, how sure, and what to ask."""

    columns: dict[str, str]
    kind: Kind
    confidence: float
    questions: tuple[Question, ...] = ()


def suggested(
    headers: Sequence[str], preview: Sequence[Sequence[str | None]], kind: str | None
) -> Suggestion | None:
    """Suggest tags from synonyms and content; None when the file cannot be told.

    What a kind cannot do without must be sure, else the suggestion comes with a question whose
    mapping lines hold it.
    """
    found = suggest.suggest(headers, preview)
    columns = {one.column: one.tag for one in found}
    told = kind or suggest.kind_of(columns.values())
    if told is None or not columns:
        return None
    tags = {one.tag: one.confidence for one in found}
    matter = _MATTER.get(Kind(told), (("email", "phone", "pk", "surname", "full-name"),))
    missing = [names for names in matter if not any(tags.get(name, 0) >= _SURE for name in names)]
    confidence = min((tags[one.tag] for one in found if one.confidence >= _SURE), default=0.0)
    if not missing:
        return Suggestion(columns, Kind(told), confidence)
    question = Question(
        "columns",
        "",
        f"which columns hold {', '.join(' or '.join(names) for names in missing)}?",
        (),
        tuple(headers[:20]),
        lines_for(columns, told),
    )
    return Suggestion(columns, Kind(told), 0.5, (question,))


_SURE = 0.7
_ORDER_MATTER = (("order-id",), ("order-datetime",))
_MATTER: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.ORDERS: _ORDER_MATTER,
    Kind.ORDER_ITEMS: (*_ORDER_MATTER, ("item-revenue", "unit-list-price")),
    Kind.PRODUCTS: (("product-id",),),
    Kind.CONSENT_EMAIL: (("email",), ("consent_email", "consent_email_inverted")),
    Kind.CONSENT_SMS: (("phone",), ("consent_sms",)),
    Kind.EMAIL_EVENTS: (("email",), ("event-type",), ("event-datetime",)),
    Kind.LOYALTY: (("loyalty-id",),),
}
