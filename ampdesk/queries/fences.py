"""What a statement must be, before anything else is done with it: one SELECT, and nothing odd.

SQLGlot reads more than SQL has (`SELECT , a`, `f(a,,b)`, WITH twice); such slips are refused with
their place, because what it makes of them is a guess.
"""

import logging
from collections.abc import Callable, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from ampdesk.queries.errors import QueryError, QueryRefusedError
from ampdesk.queries.functions import HINTS, KEYWORDS, USER
from ampdesk.queries.place import Text, nearest

DIALECTS = ("presto", "spark", "duckdb", "sqlite")
LONGEST = 200_000  # characters
_READ_ONLY = "only one read-only SELECT or WITH statement is run here"
_DEEPEST = 200  # levels of nesting; beyond, the parsers' own recursion gives up

_PARTS = {
    "Select", "Union", "Except", "Intersect", "Subquery", "With", "CTE", "From", "Join", "Where",
    "Group", "Having", "Qualify", "Order", "Ordered", "Limit", "Offset", "Fetch", "LimitOptions",
    "Distinct", "Window", "WindowSpec", "Values", "Tuple", "Table", "TableAlias", "Alias",
    "Aliases", "Identifier", "Column", "Star", "Literal", "Boolean", "Null", "DataType",
    "DataTypeParam", "ColumnDef", "Interval", "IntervalSpan", "Var", "Paren", "Neg", "Not", "And",
    "Or", "Xor", "EQ", "NEQ", "GT", "GTE", "LT", "LTE", "NullSafeEQ", "NullSafeNEQ", "Is", "In",
    "Between", "Like", "ILike", "Escape", "SimilarTo", "RegexpLike", "Add", "Sub", "Mul", "Div",
    "Mod", "IntDiv", "DPipe", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot", "Case", "If",
    "Exists", "Any", "All", "Dot", "Bracket", "Slice", "Array", "Struct", "PropertyEQ", "Filter",
    "WithinGroup", "IgnoreNulls", "RespectNulls", "HavingMax", "Lambda", "Kwarg", "AtTimeZone",
    "TableSample", "Unnest", "Lateral", "Cube", "Rollup", "GroupingSets", "Cast", "TryCast",
    "Extract", "WeekStart", "Hint", "TableColumn", "ParameterizedAgg", "Explode", "Posexplode",
}  # fmt: skip
_REWRITES = ("Into", "Insert", "Update", "Delete", "Merge", "Create", "Drop", "Alter", "Command")


def parse(text: str, dialect: str) -> tuple[exp.Query, Text]:
    """Parse one statement and refuse all but a harmless SELECT; returns the tree and its text.

    Raises QueryError (a slip, with its place) or QueryRefusedError (not a read-only SELECT).
    """
    if dialect not in DIALECTS:
        raise QueryError(
            f'"{dialect}" is no dialect', remedy=f"choose one of {', '.join(DIALECTS)}"
        )
    if len(text) > LONGEST or "\0" in text:
        raise QueryRefusedError(
            "the statement is longer than 200,000 characters or holds a NUL",
            remedy="shorten it",
        )
    source = Text(text)
    try:
        tokens = sqlglot.tokenize(text, dialect)
    except TokenError as error:
        raise QueryError("a quotation mark or comment is not closed", remedy="close it") from error
    while tokens and tokens[-1].token_type == TokenType.SEMICOLON:
        tokens.pop()
    _check_tokens(tokens, source)
    trees = _parsed(text, dialect, source)
    if len(trees) != 1:
        raise QueryRefusedError(
            f"{len(trees)} statements at once", remedy="run them one by one", where="statement"
        )
    tree = trees[0]
    _check_nodes(tree, source)
    if not isinstance(tree, exp.Query):
        raise QueryRefusedError(_READ_ONLY, remedy="start with SELECT or WITH", where="line 1")
    _check_functions(tree, tokens, source)
    return tree, source


def _parsed(text: str, dialect: str, source: Text) -> list[exp.Expr]:
    logger = logging.getLogger("sqlglot")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # it warns where we refuse
    try:
        return [tree for tree in sqlglot.parse(text, dialect=dialect) if tree is not None]
    except ParseError as error:
        raise _slip(error, source) from error
    except RecursionError as error:
        raise QueryRefusedError("nested too deeply", remedy="split it into CTEs") from error
    finally:
        logger.setLevel(level)


def _slip(error: ParseError, source: Text) -> QueryError:
    first = error.errors[0] if error.errors else {}
    word = str(first.get("highlight") or "").strip()
    before = str(first.get("start_context") or "")
    whole = len(before) < 100  # noqa: PLR2004  # SQLGlot shows a hundred characters before
    if whole and word:
        where = source.place(len(before))
    else:
        where = f"line {first['line']}" if first.get("line") else ""
    what = str(first.get("description") or "it cannot be read").rstrip(".")
    if what.startswith("Invalid expression"):
        what = "something is wrong here"
    near = f' near "{word}"' if word else ""
    return QueryError(f"{what}{near}", remedy="check the statement there", where=where)


def _check_tokens(tokens: Sequence[Token], source: Text) -> None:
    if not tokens:
        raise QueryError("the statement is empty", remedy="write a SELECT")
    first = next((t for t in tokens if t.token_type != TokenType.L_PAREN), tokens[0])
    if first.token_type not in (TokenType.SELECT, TokenType.WITH):
        raise QueryRefusedError(
            _READ_ONLY, remedy="start with SELECT or WITH", where=source.place(first.start)
        )
    depth = 0
    for position, token in enumerate(tokens):
        kind = token.token_type
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        if depth > _DEEPEST:
            raise QueryRefusedError("nested too deeply", remedy="split it into CTEs")
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        before = tokens[position - 1] if position else None
        if kind == TokenType.COMMA and (_opens(before) or _closes(after)):
            raise QueryError(
                "a comma with nothing on one side",
                remedy="remove it",
                where=source.place(token.start),
            )
        if kind in (TokenType.L_BRACE, TokenType.R_BRACE):
            raise QueryError(
                "braces are not supported",
                remedy="use NAMED_STRUCT or ROW",
                where=source.place(token.start),
            )
        if kind == TokenType.FROM and before and before.token_type == TokenType.L_PAREN:
            raise QueryError(
                "FROM without SELECT", remedy="write SELECT * FROM", where=source.place(token.start)
            )
        if kind == TokenType.WITH and before and before.token_type == TokenType.R_PAREN:
            _must_not_be_a_second_with(tokens[position + 1 :], source.place(token.start))


def _must_not_be_a_second_with(rest: Sequence[Token], where: str) -> None:
    if len(rest) > 1 and rest[1].token_type in (TokenType.ALIAS, TokenType.L_PAREN):
        raise QueryError("WITH is written twice", remedy="separate the CTEs by commas", where=where)


def _opens(token: Token | None) -> bool:
    opening = (
        TokenType.SELECT,
        TokenType.COMMA,
        TokenType.L_PAREN,
        TokenType.L_BRACKET,
        TokenType.DISTINCT,
    )
    return token is None or token.token_type in opening


def _closes(token: Token | None) -> bool:
    closing = (
        TokenType.FROM,
        TokenType.R_PAREN,
        TokenType.R_BRACKET,
        TokenType.WHERE,
        TokenType.SELECT,
    )
    return token is None or token.token_type in closing


def _is_sha_512(node: exp.Expr) -> bool:
    length = node.args.get("length")
    return length is not None and length.name not in ("256", "0")


# parts that SQLGlot would leave out without a word (sql.md 7.6)
_DROPPED: tuple[tuple[type[exp.Expr], Callable[[exp.Expr], bool], str], ...] = (
    (exp.Fetch, lambda n: "TIES" in n.sql().upper(), "WITH TIES"),
    (exp.Lateral, lambda n: bool(n.args.get("outer")), "LATERAL VIEW OUTER"),
    (exp.SHA2, _is_sha_512, "SHA2 of another length than 256"),
    (exp.SHA2Digest, _is_sha_512, "SHA2 of another length than 256"),
    (
        exp.IgnoreNulls,
        lambda n: (
            isinstance(n.this, (exp.Last, exp.First)) and not isinstance(n.parent, exp.Window)
        ),
        "IGNORE NULLS in an aggregate",
    ),
    (exp.TableSample, lambda n: bool(n.args.get("bucket_numerator")), "a sample by buckets"),
)


def _check_nodes(tree: exp.Expr, source: Text) -> None:
    for node in tree.walk():
        name = type(node).__name__
        where = source.of(node)
        if name in _REWRITES:
            raise QueryRefusedError(_READ_ONLY, remedy="remove what writes", where=where)
        if not isinstance(node, exp.Func) and name not in _PARTS:
            raise QueryRefusedError(
                f"{node.key.upper()} is not supported", remedy="write it another way", where=where
            )
        if isinstance(node, exp.With) and node.args.get("recursive"):
            raise QueryRefusedError(
                "RECURSIVE is not supported", remedy="write the steps out", where=where
            )
        if isinstance(node, exp.Table):
            _check_table(node, source)
        for kind, tells, what in _DROPPED:
            if isinstance(node, kind) and tells(node):
                raise QueryError(
                    f"{what} is not supported", remedy="write it another way", where=where
                )


def _check_table(node: exp.Table, source: Text) -> None:
    where = source.of(node)
    if not isinstance(node.this, exp.Identifier):
        raise QueryRefusedError(
            "a function cannot stand for a table",
            remedy="name one of the brand's tables",
            where=where,
        )
    if node.args.get("db") or node.args.get("catalog"):
        raise QueryRefusedError(
            f'"{node.sql()}" names another database',
            remedy="write the table's name alone",
            where=where,
        )
    odd = [
        key
        for key in (
            "version",
            "when",
            "changes",
            "pattern",
            "format",
            "rows_from",
            "only",
            "partition",
            "ordinality",
        )
        if node.args.get(key)
    ]
    if odd:
        raise QueryRefusedError(
            f"{odd[0]} is not supported", remedy="write the table's name alone", where=where
        )


# what SQLGlot's DuckDB parser builds without the place of the name
_UNPLACED = frozenset({exp.AnyValue, exp.Max, exp.Min})


def _check_functions(tree: exp.Expr, tokens: Sequence[Token], source: Text) -> None:
    """Allow the functions of the list, by the name as written and the number of arguments."""
    starts = {token.start: position for position, token in enumerate(tokens)}
    for node in tree.find_all(exp.Func):
        position = starts.get(node.meta.get("start", -1))
        if position is None and type(node) in _UNPLACED:
            count = 1 + len(node.expressions)
            _must_be_listed(node.sql_name().lower(), count, source.of(node))
            continue
        if position is None:
            if type(node).__name__ not in KEYWORDS | _PARTS:
                raise QueryRefusedError(
                    f"{node.sql_name()} is not supported",
                    remedy="write it another way",
                    where=source.of(node),
                )
            continue
        name, where = source.written(node).lower(), source.place(tokens[position].start)
        called = position + 1 < len(tokens) and tokens[position + 1].token_type == TokenType.L_PAREN
        count = _arguments(tokens[position + 1 :]) if called else 0
        _must_be_listed(name, count, where)
        if position and tokens[position - 1].token_type == TokenType.DOT:
            raise QueryRefusedError(
                "a function has no prefix", remedy="write its name alone", where=where
            )


def _must_be_listed(name: str, count: int, where: str) -> None:
    if name not in USER:
        if name in HINTS:
            raise QueryError(f"{name.upper()} is not supported", remedy=HINTS[name], where=where)
        raise QueryError(
            f'function "{name}" does not exist',
            remedy=nearest(name, USER, likeness=0.75),
            where=where,
        )
    least, most = USER[name]
    if not least <= count <= most:
        allowed = str(least) if least == most else f"{least} to {most}"
        raise QueryError(
            f"{name.upper()} with {count} arguments is not supported",
            remedy=f"give it {allowed}",
            where=where,
        )


def _arguments(tokens: Sequence[Token]) -> int:
    """Count the arguments between a parenthesis and its end."""
    opening = (TokenType.L_PAREN, TokenType.L_BRACKET)
    closing = (TokenType.R_PAREN, TokenType.R_BRACKET)
    depth = commas = 0
    for number, token in enumerate(tokens):
        depth += (token.token_type in opening) - (token.token_type in closing)
        if not depth:
            return commas + 1 if number > 1 else 0
        commas += depth == 1 and token.token_type == TokenType.COMMA
    return commas
