"""Who gets a piece and who is left out, with the reason: one query, also asked for one person.

The receipt of a person left out is this same query restricted to his household, never a second
implementation (architecture.md ruling 11).
"""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ampdesk.lists.columns import ATTRIBUTES, HOUSEHOLD, MERGED, TAE, Choice
from ampdesk.lists.request import ListRequest, Reason, Rules

AUDIENCE, DO_NOT_MAIL = "list_audience", "list_do_not_mail"
REASON, RANK = "reason", "household_rank"


def column(name: str, table: str) -> exp.Column:
    """Return a quoted column."""
    return exp.column(name, table=table, quoted=True)


def compile_audience(request: ListRequest) -> exp.Select:
    """Build the SELECT of the audience of an RFM range: amperity_id, each once."""
    if request.range is None:
        raise ValueError("ids are given to the engine as a table")
    return (
        exp.select(column("amperity_id", "RFM"))
        .from_(exp.to_table("RFM"))
        .where(request.range.condition("RFM"))
    )


def compile_verdicts(rules: Rules) -> exp.Select:
    """Build one row per member of the audience: amperity_id, household key, reason or NULL.

    Reads the temporary tables `list_audience` and `list_do_not_mail` (amperity_id each). A reason
    of NULL means a piece, unless somebody of the household ranks before (see `compile_outcome`).
    """
    audience = column("amperity_id", AUDIENCE)
    cases: list[tuple[exp.Expr, Reason]] = [
        (column("amperity_id", MERGED).is_(exp.null()), Reason.UNKNOWN),
        (_not(_true("contactable_address")), Reason.NO_ADDRESS),
    ]
    if rules.do_not_mail:
        listed = column("amperity_id", DO_NOT_MAIL).is_(exp.null()).not_()
        marked = exp.or_(listed, _true("do_not_mail", MERGED))
        cases.append((marked, Reason.DO_NOT_MAIL))
    for flag, rule, reason in (
        ("is_employee", rules.employees, Reason.EMPLOYEE),
        ("is_business", rules.businesses, Reason.BUSINESS),
        ("is_test_account", rules.test_accounts, Reason.TEST_ACCOUNT),
        ("is_reseller", rules.resellers, Reason.RESELLER),
    ):
        if rule:
            cases.append((_true(flag), reason))
    verdict = exp.Case()
    for test, reason in cases:
        verdict = verdict.when(test, exp.Literal.string(reason.value))
    key = exp.Coalesce(this=column("household_id", HOUSEHOLD), expressions=[audience.copy()])
    return (
        exp.select(
            audience.as_("amperity_id", quoted=True),
            key.as_("household_key", quoted=True),
            _true("is_primary_buyer_household").as_("is_primary", quoted=True),
            column("lifetime_order_revenue", TAE).as_("revenue", quoted=True),
            verdict.as_("verdict", quoted=True),
        )
        .from_(exp.to_table(AUDIENCE))
        .join(_join(MERGED), join_type="left")
        .join(_join(HOUSEHOLD), join_type="left")
        .join(_join(ATTRIBUTES), join_type="left")
        .join(_join(TAE), join_type="left")
        .join(_join(DO_NOT_MAIL), join_type="left")
    )


def compile_outcome(rules: Rules) -> exp.Select:
    """Build amperity_id, household_key, reason (NULL: gets a piece), household_rank.

    In a household the primary buyer comes first, then revenue, then the id; only those whom no
    other rule leaves out compete.
    """
    verdicts = compile_verdicts(rules)
    verdict = exp.column("verdict", quoted=True)
    household = exp.column("household_key", quoted=True)
    open_first = exp.Case().when(verdict.is_(exp.null()), exp.Literal.number(0))
    rank = exp.Window(
        this=exp.RowNumber(),
        partition_by=[household.copy(), open_first.copy()],
        order=exp.Order(
            expressions=[
                exp.Ordered(this=exp.column("is_primary", quoted=True), desc=True),
                exp.Ordered(this=exp.column("revenue", quoted=True), desc=True, nulls_first=False),
                exp.Ordered(this=exp.column("amperity_id", quoted=True), desc=False),
            ]
        ),
    )
    ranked = exp.select(
        exp.column("amperity_id", quoted=True),
        household,
        verdict,
        rank.as_(RANK, quoted=True),
    ).from_(verdicts.subquery("verdicts"))
    reason: exp.Expr = verdict.copy()
    if rules.one_per_household:
        second = exp.and_(
            verdict.copy().is_(exp.null()),
            exp.GT(this=exp.column(RANK, quoted=True), expression=exp.Literal.number(1)),
        )
        reason = (
            exp.Case()
            .when(second, exp.Literal.string(Reason.HOUSEHOLD.value))
            .else_(verdict.copy())
        )
    return exp.select(
        exp.column("amperity_id", quoted=True),
        household.copy(),
        reason.as_(REASON, quoted=True),
        exp.column(RANK, quoted=True),
    ).from_(ranked.subquery("ranked"))


def compile_pieces(outcome: str, columns: Sequence[Choice]) -> exp.Select:
    """Build the rows of the list, ordered by id; `outcome` names the table of outcomes."""
    tables: Mapping[str, None] = dict.fromkeys(choice.table for choice in columns)
    select = exp.select(
        *(choice.expression().as_(choice.column, quoted=True) for choice in columns)
    ).from_(exp.to_table(outcome))
    for table in tables:
        select = select.join(_join(table, outcome), join_type="left")
    return select.where(column(REASON, outcome).is_(exp.null())).order_by(
        column("amperity_id", outcome)
    )


def compile_left_out(outcome: str) -> exp.Select:
    """Build amperity_id, given_name, surname, reason of those left out, by reason, then id."""
    return (
        exp.select(
            column("amperity_id", outcome),
            column("given_name", MERGED),
            column("surname", MERGED),
            column(REASON, outcome),
        )
        .from_(exp.to_table(outcome))
        .join(_join(MERGED, outcome), join_type="left")
        .where(column(REASON, outcome).is_(exp.null()).not_())
        .order_by(column(REASON, outcome), column("amperity_id", outcome))
    )


def _join(table: str, left: str = AUDIENCE) -> exp.Join:
    on = column("amperity_id", left).eq(column("amperity_id", table))
    return exp.Join(this=exp.to_table(table), on=on)


def _true(flag: str, table: str = ATTRIBUTES) -> exp.Expr:
    return exp.Coalesce(this=column(flag, table), expressions=[exp.false()])


def _not(test: exp.Expr) -> exp.Expr:
    return exp.not_(test)
