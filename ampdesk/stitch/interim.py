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
  CASE WHEN NOT $bad_email THEN $email END AS email,
  CASE WHEN NOT $bad_surname THEN v.folded END AS surname,
  CASE WHEN NOT $bad_full THEN $full_name END AS full_name,
  CASE WHEN NOT $bad_given THEN $given_name END AS given_name
FROM picked AS p LEFT JOIN stitch_values AS v ON p.surname = v.value
"""
_VALUES = """
SELECT g.value, $folded AS folded
FROM (SELECT DISTINCT surname AS value FROM picked WHERE surname IS NOT NULL) AS g
"""
_KEYS = """
SELECT c.rid, c.namespace, c.value, $bad AS is_bad
FROM (
  SELECT k.rid, k.kv.key AS namespace, $value AS value
  FROM (
    SELECT rid, UNNEST(MAP_ENTRIES(CAST(CAST(foreign_keys AS JSON) AS MAP(VARCHAR, VARCHAR)))) AS kv
    FROM picked WHERE foreign_keys IS NOT NULL
  ) AS k
) AS c
WHERE c.value IS NOT NULL
"""
_FK_KEYS = """
SELECT k.rid, 'fk' || CHR(31) || k.namespace || CHR(31) || k.value AS key
FROM stitch_fks AS k WHERE NOT k.is_bad
"""
# a name without a tagged surname: the e-mail's surname it ends with, else its last word
_NAMED = """
SELECT r.rid, r.email, $whole AS whole, $last AS last
FROM stitch_records AS r
WHERE r.email IS NOT NULL AND r.surname IS NULL AND r.full_name IS NOT NULL
"""
_SURNAMES = """
WITH known AS (
  SELECT DISTINCT email, surname FROM stitch_records AS r
  SEMI JOIN stitch_named AS n ON r.email = n.email
  WHERE surname IS NOT NULL
), ending AS (
  SELECT n.rid, MAX_BY(k.surname, LENGTH(k.surname)) AS surname
  FROM stitch_named AS n JOIN known AS k ON n.email = k.email
  WHERE ENDS_WITH(n.whole, k.surname) AND LENGTH(n.whole) > LENGTH(k.surname)
  GROUP BY n.rid
)
SELECT r.rid, r.email, COALESCE(r.surname, e.surname, n.last) AS surname
FROM stitch_records AS r LEFT JOIN stitch_named AS n ON r.rid = n.rid
LEFT JOIN ending AS e ON r.rid = e.rid
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

    `picked`: profile records with a dense number `rid`. Also read: stitch_values and the tables
    of bad values (`bad.compile_bad`).
    """
    return select(
        _RECORDS,
        tables={"picked": picked},
        email=preprocess.clean_email(exp.column("email", table="p")),
        full_name=preprocess.clean_text(exp.column("full_name", table="p")),
        given_name=preprocess.clean_text(exp.column("given_name", table="p")),
        bad_email=bad.flag("email", "p"), bad_surname=bad.flag("surname", "p"),
        bad_full=bad.flag("full_name", "p"), bad_given=bad.flag("given_name", "p"),
    )  # fmt: skip


def compile_values(picked: str) -> exp.Select:
    """Build the SELECT value, folded of the distinct surnames."""
    folded = preprocess.folded(exp.column("value", table="g"))
    return select(_VALUES, tables={"picked": picked}, folded=folded)


def compile_foreign_keys(picked: str) -> exp.Select:
    """Build the SELECT rid, namespace, value, is_bad: one row per foreign key of a record."""
    value = preprocess.clean_key(fragment("k.kv.value"))
    listed = bad.is_listed("fk", exp.column("value", table="c"))
    return select(_KEYS, tables={"picked": picked}, value=value, bad=listed)


def compile_fk_keys() -> exp.Select:
    """Build the SELECT rid, key over `stitch_fks`, bad ones left out."""
    return select(_FK_KEYS)


def compile_named() -> exp.Select:
    """Build the SELECT rid, email, whole, last of records with a full name and no surname."""
    full = exp.column("full_name", table="r")
    return select(
        _NAMED, whole=preprocess.folded(full), last=preprocess.folded(_last_word(full.copy()))
    )


def compile_surnames() -> exp.Select:
    """Build the SELECT rid, email, surname of records with an e-mail; `stitch_named` is there."""
    return select(_SURNAMES)


def compile_emails() -> exp.Select:
    """Build the SELECT email, low, high: alphabetically first and last surname of an e-mail."""
    return select(_EMAILS)


def compile_email_keys() -> exp.Select:
    """Build the SELECT rid, key over `stitch_surnames` and `stitch_emails`."""
    return select(_EMAIL_KEYS)


def compile_edges() -> exp.Select:
    """Build the SELECT rid, root over `stitch_keys`: each record to the smallest of its key."""
    return select(_EDGES)


def _last_word(full: exp.Expr) -> exp.Expr:
    """The surname inside a cleaned full name: "LEE, ANN" and "ANN LEE JR" give LEE; "ANN" NULL."""
    ending = " (" + "|".join(_SUFFIXES) + ")\\.?$"
    bare = fragment("REGEXP_REPLACE($full, $ending, '')", full=full, ending=ending)
    return fragment(
        "CASE WHEN CONTAINS($bare, ',') THEN SPLIT_PART($bare, ',', 1)"
        " WHEN CONTAINS($bare, ' ') THEN REGEXP_EXTRACT($bare, '([^ ]+)$', 1) END",
        bare=bare,
    )
