"""The other conditions of a segment: attributes, lists, campaign activity, RFM (segments.md 2.1).

Each compiles to the SELECT of the activation ids that meet it, without NULL.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StrictInt, model_validator
from sqlglot import exp

from ampdesk.rfm.ranges import COLUMNS, HIGHEST, LOWEST
from ampdesk.segments.behaviours import Behaviour, Bound
from ampdesk.segments.catalog import DEFAULT_ID, RECIPIENTS, TAE, SelectableTable
from ampdesk.segments.definition import Definition, inside, refused
from ampdesk.segments.filters import Filter, compile_filter
from ampdesk.segments.lines import Ground, column, known, table
from ampdesk.segments.window import Window, compile_window


class Attribute(Definition):
    """One row of the table passes all filters; separate conditions may be met by other rows."""

    type: Literal["attribute"]
    table: str
    filters: tuple[Filter, ...] = Field(min_length=1)

    def test(self, ground: Ground) -> exp.Condition:
        """Build the condition on one row of the table, its columns named without it."""
        source = self.source(ground)
        tests = []
        for place, one in enumerate(self.filters):
            with inside(f"filters[{place}]"):
                tests.append(compile_filter(one, source, ground.today))
        return exp.and_(*tests)

    def source(self, ground: Ground) -> SelectableTable:
        """Return the table that the condition names. Raises DefinitionError."""
        with inside("table"):
            return ground.table(self.table)

    def compile(self, ground: Ground) -> exp.Select:
        """Build the SELECT of ids with a row that passes."""
        return select_ids(ground, self.source(ground), self.test(ground))

    def normalised(self, ground: Ground) -> "Attribute":
        """Return it with the names of table, columns and operators as they are saved."""
        source = self.source(ground)
        filters = tuple(test.normalised(source) for test in self.filters)
        return self.model_copy(update={"table": source.name, "filters": filters})


def select_ids(ground: Ground, source: SelectableTable, test: exp.Condition) -> exp.Select:
    """Build the SELECT of a table's ids where a condition holds, one for each such row.

    It stands within IN, where an id may come twice: making them distinct would cost a pass.
    """
    made = exp.select(column(ground.activation_id)).from_(table(source.name)).where(test)
    if source.is_unique and ground.activation_id == DEFAULT_ID:
        return made
    return made.where(*known(ground.activation_id))


class _AsGiven(Definition):
    """A condition that is saved as it was given: it names no column or operator of a table."""

    def normalised(self, _: Ground) -> Self:
        """Return it as it is saved."""
        return self


class RfmCondition(_AsGiven):
    """Scores at least, at most or exactly; NULL scores never match."""

    type: Literal["rfm"]
    test: Literal["at least", "at most", "is"]
    r: Annotated[StrictInt, Field(ge=LOWEST, le=HIGHEST)] | None = None
    f: Annotated[StrictInt, Field(ge=LOWEST, le=HIGHEST)] | None = None
    m: Annotated[StrictInt, Field(ge=LOWEST, le=HIGHEST)] | None = None

    @model_validator(mode="after")
    def _some_score(self) -> "RfmCondition":
        if not self.scores:
            raise ValueError("no score is given: r, f or m")
        return self

    @property
    def scores(self) -> dict[str, int]:
        """The bounds by their columns."""
        given = {"R": self.r, "F": self.f, "M": self.m}
        return {COLUMNS[name]: value for name, value in given.items() if value is not None}

    def test_scores(self) -> exp.Condition:
        """Compare each score by itself: the combined number is no order of value (rfm.md 4.1)."""
        compare = {"at least": exp.GTE, "at most": exp.LTE, "is": exp.EQ}[self.test]
        return exp.and_(*(
            compare(this=column(name), expression=exp.Literal.number(value))
            for name, value in self.scores.items()
        ))  # fmt: skip

    def compile(self, ground: Ground) -> exp.Select:
        """Build the SELECT of the customers with such scores."""
        return select_ids(ground, ground.table(TAE), self.test_scores())


class ListCondition(_AsGiven):
    """Members of another segment, of a query, or of an uploaded file."""

    type: Literal["list"]
    segment: str | None = None
    query: str | None = None
    upload: str | None = None
    negate: bool = False

    @model_validator(mode="after")
    def _one_list(self) -> "ListCondition":
        if len(self._given) != 1:
            raise ValueError("name one list: segment, query or upload")
        return self

    @property
    def _given(self) -> dict[str, str]:
        named = {"segment": self.segment, "query": self.query, "upload": self.upload}
        return {kind: name for kind, name in named.items() if name is not None}

    @property
    def kind(self) -> str:
        """segment, query or upload."""
        return next(iter(self._given))

    @property
    def name(self) -> str:
        """The list's name."""
        return next(iter(self._given.values()))


class Activation(_AsGiven):
    """Received a campaign (or was its control), or has a state in a journey."""

    type: Literal["activation"]
    campaign: str | None = None
    sub_audience: str | None = None
    treatment: str | None = None
    destination: str | None = None
    count: Bound | None = None
    first_entry: Window | None = None
    last_entry: Window | None = None
    include_control: bool = False
    journey: str | None = None
    state: Literal["in", "reached goal", "exited"] | None = None
    node: str | None = None
    goal: str | None = None
    exit: str | None = None

    @model_validator(mode="after")
    def _campaign_or_journey(self) -> "Activation":
        if (self.campaign is None) is (self.journey is None):
            raise ValueError("name a campaign or a journey")
        if self.journey is not None and self.state is None:
            raise ValueError('a journey needs a state: "in", "reached goal" or "exited"')
        return self

    def compile(self, ground: Ground) -> exp.Select:
        """Group real deliveries by recipient; controls only when they are asked for."""
        if self.campaign is None:
            with inside("journey"):
                raise refused(
                    f'there is no journey "{self.journey}": none has run in this brand',
                    "choose a campaign, or remove the condition",
                )
        if RECIPIENTS not in ground.catalog.tables:
            with inside("campaign"):
                raise refused(
                    f'no campaign was delivered yet, "{self.campaign}" neither',
                    "import its recipients or deliver it, or remove the condition",
                )
        made = select_ids(ground, ground.table(RECIPIENTS), exp.and_(*self._rows()))
        tests = self._tests(ground)
        if not tests:
            return made
        return made.group_by(column(ground.activation_id)).having(*tests)

    def _rows(self) -> Sequence[exp.Condition]:
        named: Mapping[str, str | None] = {
            "campaign_name": self.campaign,
            "sub_audience_name": self.sub_audience,
            "treatment_name": self.treatment,
            "destination_name": self.destination,
        }
        rows: list[exp.Condition] = [
            column(name).eq(exp.Literal.string(value))
            for name, value in named.items()
            if value is not None
        ]
        if not self.include_control and self.treatment is None:
            control = column("is_control")
            rows.append(exp.or_(control.is_(exp.null()), exp.not_(control)))
        return rows

    def _tests(self, ground: Ground) -> list[exp.Condition]:
        sent = column("delivery_datetime")
        tests = []
        if self.count is not None:
            with inside("count"):
                deliveries = exp.Count(this=exp.Distinct(expressions=[sent]))
                tests.append(self.count.compile(deliveries))
        for name, window, first in (
            ("first_entry", self.first_entry, exp.Min),
            ("last_entry", self.last_entry, exp.Max),
        ):
            with inside(name):
                days = compile_window(window, ground.today, first(this=sent.copy()))
            if days is not None:
                tests.append(days)
        return tests


Condition: TypeAlias = Annotated[
    Attribute | Behaviour | ListCondition | Activation | RfmCondition, Field(discriminator="type")
]
