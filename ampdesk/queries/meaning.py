"""Where plain transpiling would change what a statement means (sql.md 7.6): rewrites of the tree.

The tree is qualified and its types are annotated against the schema. Each rule takes one node and
returns what DuckDB has to run instead.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from ampdesk.queries.errors import QueryError
from ampdesk.queries.place import Text

_WHOLE = exp.DataType.INTEGER_TYPES
_NUMBERS = exp.DataType.NUMERIC_TYPES
_TEXTS = exp.DataType.TEXT_TYPES
_FLOATS = exp.DataType.FLOAT_TYPES
_DAY_UNITS = {"DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "DAYS", "WEEKS", "MONTHS", "YEARS"}
_NOT_RE2 = re.compile(r"\(\?<?[=!]|\\[1-9]")  # look-around, back-references


@dataclass(frozen=True)
class Context:
    """What the rules need to know: the user's dialect and text, and the clock."""

    dialect: str
    text: Text
    now: datetime


Rule = Callable[[exp.Expr, Context], exp.Expr]


def apply_rules(tree: exp.Query, context: Context) -> exp.Query:
    """Rewrite the annotated tree for DuckDB."""
    for kind, rule in _RULES:
        for node in list(tree.find_all(kind)):
            made = rule(node, context)
            if made is not node:
                node.replace(made)
    return tree


def _is(node: exp.Expr | None, kinds: set[exp.DType]) -> bool:
    return node is not None and node.type is not None and node.type.this in kinds


def _anonymous(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=[part.copy() for part in arguments])


def _typed(made: exp.Expr, like: exp.Expr) -> exp.Expr:
    made.type = like.type
    return made


def _zero_refused(divisor: exp.Expr, context: Context, where: str) -> exp.Expr:
    """Let a division by zero fail and say where; Spark gives NULL."""
    if isinstance(divisor, exp.Literal) and divisor.this.strip("0.") and not divisor.is_string:
        return divisor
    if context.dialect in {"spark", "sqlite"}:
        return exp.Nullif(this=divisor.copy(), expression=exp.Literal.number(0))
    message = f"{where}: division by zero, use NULLIF" if where else "division by zero, use NULLIF"
    return exp.Case(
        ifs=[
            exp.If(
                this=exp.EQ(this=exp.Paren(this=divisor.copy()), expression=exp.Literal.number(0)),
                true=_anonymous("ERROR", exp.Literal.string(message)),
            )
        ],
        default=divisor.copy(),
    )


def _divide(node: exp.Expr, context: Context) -> exp.Expr:
    left, right = node.this, node.expression
    if _is(left, _FLOATS) or _is(right, _FLOATS):
        return node
    divisor = _zero_refused(right, context, context.text.of(node))
    whole = _is(left, _WHOLE) and _is(right, _WHOLE)
    truncating = context.dialect in {"presto", "sqlite"}
    kind = exp.IntDiv if isinstance(node, exp.Div) and whole and truncating else type(node)
    made = kind(this=left.copy(), expression=exp.Paren(this=divisor))
    return _typed(exp.Paren(this=made), node)


def _sum(node: exp.Expr, _: Context) -> exp.Expr:
    """A sum of whole numbers is a BIGINT; DuckDB's HUGEINT would be a DOUBLE in a file."""
    if not _is(node.this.unnest(), _WHOLE):
        return node
    top: exp.Expr = node
    while isinstance(top.parent, (exp.Window, exp.Filter)) and top.parent.this is top:
        top = top.parent
    top.replace(exp.Cast(this=top.copy(), to=exp.DataType.build("BIGINT")))
    return node


def _cast(node: exp.Expr, context: Context) -> exp.Expr:
    kind = node.args["to"]
    if kind.this in _WHOLE and _is(node.this, _FLOATS) and context.dialect == "presto":
        rounded = exp.Round(this=node.this.copy())  # 2.5 is 3, not the even 2
        return _typed(type(node)(this=rounded, to=kind.copy()), node)
    if kind.this in _TEXTS and kind.expressions and context.dialect in {"presto", "spark"}:
        plain = exp.Cast(this=node.this.copy(), to=exp.DataType.build("VARCHAR"))
        return _typed(exp.Left(this=plain, expression=kind.expressions[0].this.copy()), node)
    return node


def _difference(node: exp.Expr, context: Context) -> exp.Expr:
    if context.dialect != "presto":
        return node
    unit = exp.Literal.string((node.text("unit") or "DAY").lower())
    return _typed(_anonymous("DATE_SUB", unit, node.expression, node.this), node)  # complete units


def _stays_a_date(node: exp.Expr, _: Context) -> exp.Expr:
    """DATE ± days, and DATE_TRUNC of a DATE, are a DATE."""
    if not _is(node.this, {exp.DType.DATE}):
        return node
    span = node.expression if isinstance(node, (exp.Add, exp.Sub)) else node
    if isinstance(node, (exp.Add, exp.Sub)) and not isinstance(span, exp.Interval):
        return node
    if str(span.text("unit")).upper() not in _DAY_UNITS:
        return node
    return exp.Cast(this=node.copy(), to=exp.DataType.build("DATE"))


def _zone(node: exp.Expr, _: Context) -> exp.Expr:
    """A TIMESTAMP is UTC: first say so, then go to the zone."""
    if isinstance(node.this, exp.AtTimeZone) or _is(node.this, {exp.DType.TIMESTAMPTZ}):
        return node
    utc = exp.AtTimeZone(this=node.this.copy(), zone=exp.Literal.string("UTC"))
    return exp.AtTimeZone(this=utc, zone=node.args["zone"].copy())


def _clock(node: exp.Expr, context: Context) -> exp.Expr:
    if isinstance(node, exp.CurrentDate):
        return exp.cast(exp.Literal.string(context.now.date().isoformat()), "DATE")
    return exp.cast(exp.Literal.string(context.now.isoformat(" ", "seconds")), "TIMESTAMP")


def _null_when_empty(node: exp.Expr, context: Context) -> exp.Expr:
    """SPLIT_PART past the end, REGEXP_EXTRACT without a match: NULL, where DuckDB gives ''."""
    if context.dialect == "duckdb" or (
        context.dialect == "spark" and isinstance(node, exp.RegexpExtract)
    ):
        return node
    if isinstance(node, exp.RegexpExtract):
        found: exp.Expr = _anonymous("REGEXP_MATCHES", node.this, node.expression)
    else:
        parts = _anonymous("STRING_SPLIT", node.this, node.args["delimiter"])
        found = exp.GTE(this=exp.func("LEN", parts), expression=node.args["part_index"].copy())
    return exp.Case(ifs=[exp.If(this=found, true=node.copy())])


def _substring(node: exp.Expr, context: Context) -> exp.Expr:
    """SUBSTR from 0, or from before the start, is '' in Presto."""
    start = node.args.get("start")
    if context.dialect != "presto" or start is None:
        return node
    number = start.this if isinstance(start, exp.Neg) else start
    if isinstance(start, exp.Literal) and int(float(number.this)) > 0:
        return node
    beyond = exp.or_(
        exp.EQ(this=start.copy(), expression=exp.Literal.number(0)),
        exp.GT(
            this=exp.Neg(this=exp.Paren(this=start.copy())),
            expression=exp.Length(this=node.this.copy()),
        ),
    )
    text = exp.Case(ifs=[exp.If(this=beyond, true=exp.Literal.string(""))], default=node.copy())
    return exp.Case(
        ifs=[
            exp.If(
                this=exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.null())), true=text
            )
        ]
    )


def _replacement(node: exp.Expr, context: Context) -> exp.Expr:
    _pattern(node, context)
    words = node.args.get("replacement")
    if isinstance(words, exp.Lambda):
        raise QueryError(
            "a function as replacement is not supported",
            remedy="use several REGEXP_REPLACE",
            where=context.text.of(node),
        )
    if isinstance(words, exp.Literal) and words.is_string and context.dialect != "duckdb":
        node.set("replacement", exp.Literal.string(re.sub(r"\$(\d)", r"\\\1", words.this)))
    return node


def _pattern(node: exp.Expr, context: Context) -> exp.Expr:
    pattern = node.expression
    if isinstance(pattern, exp.Literal) and _NOT_RE2.search(pattern.this):
        raise QueryError(
            "look-around and back-references in a pattern are not supported",
            remedy="write the pattern without them",
            where=context.text.of(node),
        )
    return node


def _compare(node: exp.Expr, context: Context) -> exp.Expr:
    """Presto compares no text with a number."""
    if context.dialect != "presto":
        return node
    left, right = node.this, node.expression
    for one, other in ((left, right), (right, left)):
        if _is(one, _TEXTS) and _is(other, _NUMBERS):
            raise QueryError(
                f"{_SIGNS[type(node)]} cannot be applied to a text and a number",
                remedy="CAST one of them",
                where=context.text.of(node),
            )
    return node


def _day_of_week(node: exp.Expr, context: Context) -> exp.Expr:
    """Spark's DAYOFWEEK has Sunday 1; DuckDB's, Sunday 0."""
    if context.dialect != "spark":
        return node
    return exp.Paren(this=exp.Add(this=node.copy(), expression=exp.Literal.number(1)))


def _unnamed(node: exp.Expr, context: Context) -> exp.Expr:
    """Map functions that SQLGlot hands through by their name."""
    name = str(node.name).upper()
    if name == "NOW" and not node.expressions:
        return _clock(exp.CurrentTimestamp(), context)
    if name not in _MAPPED or len(node.expressions) != 1:
        return node
    return _MAPPED[name](node.expressions[0].copy())


def _truncated(node: exp.Expr, _: Context) -> exp.Expr:
    """Spark's TRUNC names units in letters."""
    word = _SPARK_UNITS.get(str(node.text("unit")).upper())
    if word:
        node.set("unit", exp.Literal.string(word))
    return node


def _instant(node: exp.Expr, _: Context) -> exp.Expr:
    return exp.cast(node.copy(), "TIMESTAMP")  # the session is in UTC


_SPARK_UNITS = {"MM": "MONTH", "MON": "MONTH", "YYYY": "YEAR", "YY": "YEAR", "Q": "QUARTER"}
_MAPPED: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "CODEPOINT": lambda x: _anonymous("UNICODE", x),
    "ISNULL": lambda x: exp.Paren(this=x.is_(exp.null())),
    "ISNOTNULL": lambda x: exp.Paren(this=exp.not_(x.is_(exp.null()))),
    "EVERY": lambda x: _anonymous("BOOL_AND", x),
    "WEEKDAY": lambda x: exp.Paren(
        this=exp.Sub(this=_anonymous("ISODOW", x), expression=exp.Literal.number(1))
    ),
}


_SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
    exp.DPipe: "||", exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/",
}  # fmt: skip

_RULES: tuple[tuple[type[exp.Expr], Rule], ...] = (
    *((kind, _compare) for kind in _SIGNS),
    (exp.AtTimeZone, _zone),
    (exp.DateDiff, _difference),
    (exp.Substring, _substring),
    (exp.SplitPart, _null_when_empty),
    (exp.RegexpReplace, _replacement),
    (exp.RegexpLike, _pattern),
    (exp.RegexpExtract, _pattern),
    (exp.RegexpExtract, _null_when_empty),
    (exp.DayOfWeek, _day_of_week),
    (exp.Anonymous, _unnamed),
    (exp.UnixToTime, _instant),
    (exp.Cast, _cast),
    (exp.Add, _stays_a_date),
    (exp.Sub, _stays_a_date),
    (exp.DateAdd, _stays_a_date),
    (exp.DateSub, _stays_a_date),
    (exp.TimestampTrunc, _stays_a_date),
    (exp.DateTrunc, _truncated),
    (exp.DateTrunc, _stays_a_date),
    (exp.CurrentDate, _clock),
    (exp.CurrentTimestamp, _clock),
    (exp.Localtimestamp, _clock),
    (exp.Div, _divide),
    (exp.Mod, _divide),
    (exp.Sum, _sum),
)
