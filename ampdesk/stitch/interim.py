"""The join of records before the matcher (stitch.md 8.6): foreign key, or e-mail and surname.

Two records are one customer when they hold an equal foreign key, or an equal e-mail and folded
surname, bad values left out. A record without surname joins the e-mail's only surname, and the
others without. Each rule gives keys; records that share a key are connected.
"""

from sqlglot import exp

from ampdesk.stitch import bad, preprocess
from ampdesk.stitch.statement import fragment, select

UNIT = "\x1f"  # between the parts of a key: no value holds it

_SUFFIXES = ("JR", "SR", "JUNIOR", "SENIOR", "II", "III", "IV")

_RECORDS = """
SELECT p.rid, p.datasource, p.pk, p.import_id, p.row_number,
  $email AS email, $surname AS surname, $full_name AS full_name, $given_name AS given_name
FROM picked AS p
"""
_KEYS = """
SELECT k.rid, 'fk' || CHR(31) || k.kv.key || CHR(31) || $value AS key
FROM (
  SELECT rid, UNNEST(MAP_ENTRIES(CAST(CAST(foreign_keys AS JSON) AS MAP(VARCHAR, VARCHAR)))) AS kv
  FROM picked WHERE foreign_keys IS NOT NULL
) AS k
WHERE NOT $bad
"""
# a name without a tagged surname: the e-mail's surname it ends with, else its last word
_SURNAMES = """
WITH known AS (
  SELECT DISTINCT email, surname FROM stitch_records
  WHERE email IS NOT NULL AND surname IS NOT NULL
), ending AS (
  SELECT r.rid, MAX_BY(k.surname, LENGTH(k.surname)) AS surname
  FROM stitch_records AS r JOIN known AS k ON r.email = k.email
  WHERE r.surname IS NULL AND r.full_name IS NOT NULL
    AND ENDS_WITH($whole, k.surname) AND LENGTH($whole) > LENGTH(k.surname)
  GROUP BY r.rid
)
SELECT r.rid, r.email, COALESCE(r.surname, e.surname, $last) AS surname
FROM stitch_records AS r LEFT JOIN ending AS e ON r.rid = e.rid
WHERE r.email IS NOT NULL
"""
_EMAILS = """
SELECT email, MIN(surname) AS low, MAX(surname) AS high FROM stitch_surnames GROUP BY email
"""
_EMAIL_KEYS = """
SELECT s.rid, 'email' || CHR(31) || s.email || CHR(31)
  || COALESCE(s.surname, CASE WHEN e.low = e.high THEN e.low ELSE '' END) AS key
FROM stitch_surnames AS s JOIN stitch_emails AS e ON s.email = e.email
"""
_EDGES = """
WITH roots AS (SELECT key, MIN(rid) AS root FROM stitch_keys GROUP BY key HAVING COUNT(*) > 1)
SELECT k.rid, r.root FROM stitch_keys AS k JOIN roots AS r ON k.key = r.key
WHERE k.rid <> r.root
"""


def compile_records(picked: str) -> exp.Select:
    """Build the SELECT of cleaned values, bad ones NULL; one row per record of `picked`.

    `picked`: profile records with a dense number `rid`.
    """
    email = preprocess.clean_email(exp.column("email", table="p"))
    full = preprocess.clean_text(exp.column("full_name", table="p"))
    given = preprocess.clean_text(exp.column("given_name", table="p"))
    surname = preprocess.clean_text(exp.column("surname", table="p"))
    whole_name_bad = fragment(
        "COALESCE($test, FALSE)", test=full.isin(*bad.listed("full_name"))
    )
    return select(
        _RECORDS,
        tables={"picked": picked},
        email=_unless(bad.is_bad_email(email), email),
        full_name=_unless(exp.or_(bad.is_listed("full_name", full), whole_name_bad), full),
        given_name=_unless(exp.or_(bad.is_listed("given_name", given), whole_name_bad), given),
        surname=_unless(
            exp.or_(bad.is_listed("surname", surname), whole_name_bad),
            preprocess.folded(exp.column("surname", table="p")),
        ),
    )


def compile_foreign_keys(picked: str) -> exp.Select:
    """Build the SELECT rid, key: one row per foreign key of a record that is not bad."""
    value = preprocess.clean_key(fragment("k.kv.value"))
    broken = exp.or_(fragment("$v IS NULL", v=value), bad.is_listed("fk", value))
    return select(_KEYS, tables={"picked": picked}, value=value, bad=broken)


def compile_surnames() -> exp.Select:
    """Build the SELECT rid, email, surname of records with an e-mail; `stitch_records` is there."""
    return select(
        _SURNAMES,
        whole=preprocess.folded(exp.column("full_name", table="r")),
        last=preprocess.folded(_last_word(exp.column("full_name", table="r"))),
    )


def compile_emails() -> exp.Select:
    """Build the SELECT email, low, high: alphabetically first and last surname of an e-mail."""
    return select(_EMAILS)


def compile_email_keys() -> exp.Select:
    """Build the SELECT rid, key over `stitch_surnames` and `stitch_emails`."""
    return select(_EMAIL_KEYS)


def compile_edges() -> exp.Select:
    """Build the SELECT rid, root over `stitch_keys`: each record to the smallest of its key."""
    return select(_EDGES)


def _unless(test: exp.Expression, value: exp.Expression) -> exp.Expression:
    return fragment("CASE WHEN NOT $test THEN $value END", test=test, value=value)


def _last_word(full: exp.Expression) -> exp.Expression:
    """The surname inside a cleaned full name: "LEE, ANN" and "ANN LEE JR" give LEE; "ANN" NULL."""
    ending = " (" + "|".join(_SUFFIXES) + ")\\.?$"
    bare = fragment("REGEXP_REPLACE($full, $ending, '')", full=full, ending=ending)
    return fragment(
        "CASE WHEN CONTAINS($bare, ',') THEN SPLIT_PART($bare, ',', 1)"
        " WHEN CONTAINS($bare, ' ') THEN REGEXP_EXTRACT($bare, '([^ ]+)$', 1) END",
        bare=bare,
    )
