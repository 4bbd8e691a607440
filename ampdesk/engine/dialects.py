"""Where the engines differ, in one place: one table of tree transforms for each dialect.

`render` is the only way from an expression to a statement. SQLGlot does most of it; what is here
is what its plain output gets wrong or leaves out. Transforms rewrite a copy of the tree: its
Parser and Generator are compiled and cannot be subclassed.
"""

from collections.abc import Callable, Mapping

from sqlglot import ErrorLevel, exp, parse_one
from sqlglot.errors import UnsupportedError

from ampdesk.engine.errors import NotPortableError

Transform = Callable[[exp.Expr], exp.Expr]

NAMES = {"duckdb": "DuckDB", "spark": "Spark", "presto": "Presto", "sqlite": "SQLite"}


def render(expression: exp.Expr, dialect: str, *, pretty: bool = False) -> str:
    """Return the statement in one dialect: duckdb, spark, presto or sqlite.

    Raises NotPortableError when the expression uses what the dialect lacks.
    """
    table, lacking = _TRANSFORMS.get(dialect, {}), _LACKING.get(dialect, {})
    tree = expression
    for node in tree.walk(bfs=False) if lacking else ():
        if type(node) in lacking:
            raise NotPortableError(
                f"{lacking[type(node)]} does not exist in {NAMES.get(dialect, dialect)}",
                remedy="write it with functions that every engine has",
            )
    if table:
        tree = tree.transform(lambda node: _apply(table, node))
    try:
        return tree.sql(dialect, pretty=pretty, unsupported_level=ErrorLevel.RAISE)
    except UnsupportedError as error:
        raise NotPortableError(
            f"{error} ({NAMES.get(dialect, dialect)})",
            remedy="write it with functions that every engine has",
        ) from error


def _apply(table: Mapping[type[exp.Expr], Transform], node: exp.Expr) -> exp.Expr:
    transform = table.get(type(node))
    return transform(node) if transform else node


def _pattern(text: str) -> Callable[..., exp.Expr]:
    """Return a maker of SQLite expressions: `a`, `b` in the text stand for its arguments.

    Functions stay anonymous, so that SQLGlot writes them as they are.
    """
    parsed = parse_one(text, dialect="sqlite")

    def make(**parts: exp.Expr) -> exp.Expr:
        def fill(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column) and node.name in parts:
                return parts[node.name].copy()
            return node

        return parsed.copy().transform(fill)

    return make


# ---------------------------------------------------------------- SQLite
# It has no date type (texts compare as dates do), no date_diff, no truncation, no integer
# division sign, and counts FLOAT division on whole numbers as whole.

_DAYS = _pattern("CAST(ROUND(JULIANDAY(DATE(a)) - JULIANDAY(DATE(b))) AS INTEGER)")
_SECONDS = _pattern("CAST(STRFTIME('%s', a) AS INTEGER) - CAST(STRFTIME('%s', b) AS INTEGER)")
_START = {
    "YEAR": _pattern("STRFTIME('%Y-01-01 00:00:00', a)"),
    "MONTH": _pattern("STRFTIME('%Y-%m-01 00:00:00', a)"),
    "DAY": _pattern("STRFTIME('%Y-%m-%d 00:00:00', a)"),
}
_START_DATE = {
    "YEAR": _pattern("STRFTIME('%Y-01-01', a)"),
    "MONTH": _pattern("STRFTIME('%Y-%m-01', a)"),
    "DAY": _pattern("DATE(a)"),
}
_PART = {
    "YEAR": _pattern("CAST(STRFTIME('%Y', a) AS INTEGER)"),
    "MONTH": _pattern("CAST(STRFTIME('%m', a) AS INTEGER)"),
    "DAY": _pattern("CAST(STRFTIME('%d', a) AS INTEGER)"),
    "QUARTER": _pattern("(CAST(STRFTIME('%m', a) AS INTEGER) + 2) / 3"),
}


def _unit(node: exp.Expr, default: str) -> str:
    unit = node.args.get("unit")
    return str(unit.name if unit else default).upper()


def _lookup(
    patterns: Mapping[str, Callable[..., exp.Expr]], unit: str, what: str
) -> Callable[..., exp.Expr]:
    if unit not in patterns:
        raise NotPortableError(
            f"{what} {unit.lower()} does not exist in SQLite",
            remedy=f"use one of {', '.join(name.lower() for name in patterns)}",
        )
    return patterns[unit]


def _sqlite_diff(node: exp.Expr) -> exp.Expr:
    make = _lookup({"DAY": _DAYS, "SECOND": _SECONDS}, _unit(node, "DAY"), "a difference in")
    return exp.Paren(this=make(a=node.this, b=node.expression))


def _sqlite_trunc(node: exp.Expr) -> exp.Expr:
    patterns = _START if isinstance(node, exp.TimestampTrunc) else _START_DATE
    return _lookup(patterns, _unit(node, "DAY"), "truncating to")(a=node.this)


def _sqlite_extract(node: exp.Expr) -> exp.Expr:
    return _lookup(_PART, str(node.this.name).upper(), "extracting")(a=node.expression)


def _sqlite_part(unit: str) -> Transform:
    return lambda node: _PART[unit](a=_without_cast(node.this))


def _without_cast(node: exp.Expr) -> exp.Expr:
    """Undo the cast to a date that SQLGlot wraps round the argument of YEAR and MONTH."""
    return node.this if isinstance(node, exp.TsOrDsToDate) else node


def _sqlite_whole_division(node: exp.Expr) -> exp.Expr:
    # two INTEGERs divide without a fraction; SQLGlot's detour over REAL is wrong above 2^53
    left, right = (
        exp.cast(exp.Paren(this=part), "BIGINT") for part in (node.this, node.expression)
    )
    return exp.Paren(this=exp.Div(this=left, expression=right, typed=True, safe=True))


def _sqlite_cast(node: exp.Expr) -> exp.Expr:
    kind = node.args["to"]
    if kind.this is exp.DataType.Type.DECIMAL:
        # a REAL holding a value rounded to the minor unit stands for an exact amount
        scale = kind.expressions[1].this if len(kind.expressions) > 1 else exp.Literal.number(0)
        real = exp.cast(node.this, exp.DataType.Type.DOUBLE)
        return exp.Round(this=real, decimals=scale)
    return node


_CENTS = _pattern("SUM(CAST(ROUND(a * 100) AS INTEGER)) / 100.0")


def _sqlite_sum(node: exp.Expr) -> exp.Expr:
    # meta "exact": amounts are added in minor units, as REALs would not compare equal
    return _CENTS(a=node.this) if node.meta.get("exact") else node


# ---------------------------------------------------------------- Spark


def _spark_any_value(node: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="FIRST", expressions=[node.this, exp.true()])


_TRANSFORMS: dict[str, dict[type[exp.Expr], Transform]] = {
    "sqlite": {
        exp.DateDiff: _sqlite_diff,
        exp.TimestampTrunc: _sqlite_trunc,
        exp.DateTrunc: _sqlite_trunc,
        exp.Extract: _sqlite_extract,
        exp.Year: _sqlite_part("YEAR"),
        exp.Month: _sqlite_part("MONTH"),
        exp.Day: _sqlite_part("DAY"),
        exp.Quarter: _sqlite_part("QUARTER"),
        exp.IntDiv: _sqlite_whole_division,
        exp.Cast: _sqlite_cast,
        exp.Sum: _sqlite_sum,
        exp.TryCast: _sqlite_cast,
    },
    "spark": {exp.AnyValue: _spark_any_value},
}

_LACKING: dict[str, dict[type[exp.Expr], str]] = {
    "sqlite": {
        exp.ArgMax: "ARG_MAX",
        exp.ArgMin: "ARG_MIN",
        exp.ArrayAgg: "ARRAY_AGG",
        exp.Interval: "INTERVAL",
        exp.Quantile: "QUANTILE",
        exp.RegexpExtract: "REGEXP_EXTRACT",
        exp.RegexpReplace: "REGEXP_REPLACE",
        exp.Struct: "a struct",
        exp.Unnest: "UNNEST",
    },
}
