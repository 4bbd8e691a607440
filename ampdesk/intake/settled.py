"""What is settled before a file is read: by its mapping, else by the settings of the brand."""

from datetime import date

from ampdesk.clock import clock_of
from ampdesk.intake.built import Options
from ampdesk.intake.content import zones
from ampdesk.intake.errors import MappingError
from ampdesk.intake.filerow import Answers
from ampdesk.intake.plan import FilePlan
from ampdesk.store import Store


def answers_of(store: Store, plan: FilePlan, today: date | None = None) -> Answers:
    """Return what the file cannot say itself; raises MappingError for an unknown time zone."""
    today = today or store.clock.today() or clock_of().today()
    said = plan.rulings.options.zone
    known = said is not None or store.settings.is_set("time_zone")
    name = said or str(store.settings.get("time_zone"))
    zone = zones.zone(name)
    if zone is None:
        raise MappingError(
            f'options.zone: "{name}" is no time zone',
            remedy="write it as Europe/Berlin or -05:00",
            where=plan.file,
        )
    return Answers(
        today,
        zone,
        known,
        str(store.settings.get("default_country")),
        plan.rulings.options.decimal,
        plan.rulings.formats,
    )


def options_of(store: Store, plan: FilePlan) -> Options:
    """Return what the mapping, else the brand's settings, rule for the file."""
    given = plan.rulings.options
    discount = given.order_discount or store.settings.get("order_discount").get(plan.source)
    strip = given.strip_tax
    if strip is None:
        strip = store.settings.get("strip_tax").get(plan.source) == "strip"
    return Options(
        discount or "allocate",
        bool(strip),
        {header: tuple(values) for header, values in given.skip.items()},
        {tag.replace("-", "_"): str(value) for tag, value in given.constants.items()},
        plan.rulings.dropped,
        str(store.settings.get("currency")) or None,
        bool(given.profiles_only),
    )
