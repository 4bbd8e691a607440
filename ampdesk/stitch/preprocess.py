"""Cleaning of values before they are compared (stitch.md 8.2); original values stay as filed.

Each function takes and gives a SQLGlot expression in DuckDB's terms: cleaning runs in the lake.
"""

from sqlglot import exp

from ampdesk.stitch.statement import fragment, select
from ampdesk.stitch.words import states, street_words

# a pattern costs a microsecond a value: it runs only where there is something to find
_BLANKS = (
    "NULLIF(CASE WHEN CONTAINS($value, '  ') OR CONTAINS($value, CHR(9))"
    " THEN TRIM(REGEXP_REPLACE(UPPER($value), '\\s+', ' ', 'g')) ELSE UPPER(TRIM($value)) END, '')"
)
_EMAIL = (
    "CASE WHEN CONTAINS($value, '+') AND CONTAINS($value, '@')"
    " THEN NULLIF(REGEXP_REPLACE(UPPER(TRIM($value)), '\\+[^@]*@', '@'), '')"
    " WHEN CONTAINS($value, '@') THEN UPPER(TRIM($value)) END"
)
_PHONE = (
    "NULLIF(RIGHT(CASE WHEN TRY_CAST(LTRIM($value, '+') AS BIGINT) IS NOT NULL"
    " THEN LTRIM($value, '+') ELSE REGEXP_REPLACE($value, '[^0-9]', '', 'g') END, 10), '')"
)
_FOLDED = (
    "NULLIF(REGEXP_REPLACE(UPPER(STRIP_ACCENTS(REPLACE($value, 'ß', 'ss'))),"
    " '[^\\p{L}\\p{N}]', '', 'g'), '')"
)

PO_BOX = "\\bP\\.?\\s*O\\.?\\s*BOX\\s*#?\\s*([0-9A-Z-]+)"


def clean_text(value: exp.Expr) -> exp.Expr:
    """Upper case, trimmed, inner blanks collapsed; NULL when nothing is left. For names."""
    return fragment(_BLANKS, value=value)


def clean_email(value: exp.Expr) -> exp.Expr:
    """Upper case without plus-tag; NULL without an @. Dots of the local part stay."""
    return fragment(_EMAIL, value=value)


def clean_phone(value: exp.Expr) -> exp.Expr:
    """Digits only, the last ten; shorter stays."""
    return fragment(_PHONE, value=value)


def clean_key(value: exp.Expr) -> exp.Expr:
    """Foreign keys: trimmed, upper case (they ignore case unless a brand says otherwise)."""
    return fragment("NULLIF(UPPER(TRIM($value)), '')", value=value)


def folded(value: exp.Expr) -> exp.Expr:
    """Letters and digits only, no accents, upper case: O'Neil, ONEIL and ÓNeil are one."""
    return fragment(_FOLDED, value=value)


def clean_state(value: exp.Expr) -> exp.Expr:
    """Two letters for a state of the USA, else upper case."""
    text = clean_text(value)
    choice = exp.Case(this=text)
    for name, code in states().items():
        choice = choice.when(exp.convert(name), exp.convert(code))
    return choice.else_(text.copy())


def address_text(value: exp.Expr) -> exp.Expr:
    """Upper case, full stops and commas off, PO boxes in one spelling; words not yet expanded."""
    text = fragment("REPLACE(REPLACE(UPPER($value), '.', ''), ',', ' ')", value=value)
    boxed = fragment("REGEXP_REPLACE($text, $box, 'PO BOX \\1', 'g')", text=text, box=PO_BOX)
    return fragment("NULLIF(TRIM(REGEXP_REPLACE($text, '\\s+', ' ', 'g')), '')", text=boxed)


def po_box(value: exp.Expr) -> exp.Expr:
    """The number of a PO box, NULL without one."""
    return fragment(
        "NULLIF(REGEXP_EXTRACT($text, 'PO BOX ([0-9A-Z-]+)', 1), '')", text=address_text(value)
    )


_EXPANDED = """
WITH given AS (SELECT DISTINCT text FROM texts WHERE text IS NOT NULL),
words AS (
  SELECT text, UNNEST(STRING_SPLIT(text, ' ')) AS word,
    GENERATE_SUBSCRIPTS(STRING_SPLIT(text, ' '), 1) AS position
  FROM given
)
SELECT w.text, STRING_AGG(COALESCE(s.convert, w.word), ' ' ORDER BY w.position) AS expanded
FROM words AS w LEFT JOIN street_words AS s ON w.word = s.before
GROUP BY w.text
"""


def compile_expanded(texts: exp.Query) -> exp.Select:
    """Build the SELECT text, expanded: each word of distinct texts replaced from the street words.

    `texts`: one column `text`, upper case, single blanks. ST is STREET, 1ST FIRST, W WEST.
    """
    return select(_EXPANDED, tables={"texts": texts, "street_words": street_table()})


def street_table() -> exp.Select:
    """The street words as rows: before, convert."""
    return pairs(street_words(), "before", "convert")


def pairs(mapping: dict[str, str], key: str, value: str) -> exp.Select:
    """Rows of a mapping, two text columns."""
    table = exp.values(list(mapping.items()), alias="v", columns=[key, value])
    return exp.select(key, value).from_(table)
