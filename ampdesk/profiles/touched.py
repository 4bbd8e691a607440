"""Which records, orders and customers new imports touch: the scopes of an incremental build.

Records: all of any customer that holds an e-mail or foreign key of a new or changed record,
in its new or its old version. The rule of the join only ever looks at records with an equal key,
so nothing outside this set can change its customer.
"""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ampdesk.stitch import preprocess
from ampdesk.stitch.statement import fragment, query, select

_NEW_KEYS = """
SELECT DISTINCT datasource, pk FROM source_profiles WHERE $new
"""
_OLD_VERSIONS = """
SELECT u.* FROM Unified_Coalesced AS u SEMI JOIN new_keys AS k
  ON u.datasource = k.datasource AND u.pk = k.pk
"""
_NEW_FOREIGN_KEYS = """
SELECT DISTINCT k.kv.key AS namespace, $value AS value FROM (
  SELECT UNNEST(MAP_ENTRIES(CAST(CAST(foreign_keys AS JSON) AS MAP(VARCHAR, VARCHAR)))) AS kv
  FROM source_profiles WHERE foreign_keys IS NOT NULL AND $new
) AS k
"""


def among(imports: Sequence[int], column: str = "import_id") -> exp.Expr:
    """Test whether a row came with one of the imports."""
    return exp.column(column).isin(*imports) if imports else exp.false()


def compile_new_keys(imports: Sequence[int]) -> exp.Select:
    """Build the SELECT datasource, pk of records that the imports brought."""
    return select(_NEW_KEYS, new=among(imports))


def compile_old_versions() -> exp.Select:
    """Build the SELECT of the records' rows in the last build; `new_keys` is there."""
    return select(_OLD_VERSIONS)


def compile_touched_emails(imports: Sequence[int]) -> exp.Query:
    """Build the SELECT email: cleaned e-mails of new and old versions of `new_keys`."""
    email = preprocess.clean_email(exp.column("email"))
    new = exp.select(email.as_("email", copy=False)).from_("source_profiles").where(among(imports))
    old = exp.select(email.copy().as_("email", copy=False)).from_("old_versions")
    return exp.union(new, old)


def compile_touched_foreign_keys(imports: Sequence[int], columns: Mapping[str, str]) -> exp.Query:
    """Build the SELECT namespace, value: cleaned foreign keys of new and old versions."""
    made: exp.Query = select(
        _NEW_FOREIGN_KEYS,
        value=preprocess.clean_key(fragment("k.kv.value")), new=among(imports),
    )  # fmt: skip
    for namespace, name in columns.items():
        value = preprocess.clean_key(exp.column(name))
        old = exp.select(
            exp.convert(namespace).as_("namespace", copy=False), value.as_("value", copy=False)
        )
        made = exp.union(
            made, old.from_("old_versions").where(exp.column(name).is_(exp.null()).not_())
        )
    return made


def compile_touched_customers(columns: Mapping[str, str]) -> exp.Query:
    """Build the SELECT amperity_id of the last build's customers that hold a touched key."""
    email = preprocess.clean_email(exp.column("email", table="u"))
    made: exp.Query = query(
        "SELECT u.amperity_id FROM Unified_Coalesced AS u"
        " SEMI JOIN (SELECT email FROM touched_emails WHERE email IS NOT NULL) AS t"
        " ON $email = t.email UNION SELECT amperity_id FROM old_versions",
        email=email,
    )
    for namespace, name in columns.items():
        holders = select(
            "SELECT u.amperity_id FROM Unified_Coalesced AS u SEMI JOIN"
            " (SELECT value FROM touched_fks WHERE namespace = $namespace AND value IS NOT NULL)"
            " AS t ON $value = t.value",
            namespace=namespace, value=preprocess.clean_key(exp.column(name, table="u")),
        )  # fmt: skip
        made = exp.union(made, holders)
    return made


def compile_picked_keys() -> exp.Query:
    """Build the SELECT datasource, pk: the records of touched customers, and the new ones."""
    return query(
        "SELECT u.datasource, u.pk FROM Unified_Coalesced AS u"
        " SEMI JOIN touched_customers AS t ON u.amperity_id = t.amperity_id"
        " UNION SELECT datasource, pk FROM new_keys"
    )


def compile_touched_orders(imports: Sequence[int]) -> exp.Query:
    """Build the SELECT source, order_id as filed: orders that came, or whose customer changed.

    `changed_fks` holds namespace and value of foreign keys with another customer than before.
    """
    return query(
        "SELECT DISTINCT source, order_id FROM source_lines WHERE $new"
        " UNION SELECT l.source, l.order_id FROM source_lines AS l SEMI JOIN changed_fks AS c"
        " ON l.fk_namespace = c.namespace AND $value = c.value",
        new=among(imports), value=preprocess.clean_key(exp.column("fk_value", table="l")),
    )  # fmt: skip


def compile_their_imports() -> exp.Select:
    """Build the SELECT import_id of the imports that hold lines of the orders in `order_scope`."""
    return select(
        "SELECT DISTINCT l.import_id FROM source_lines AS l"
        " SEMI JOIN order_scope AS s ON l.order_id = s.order_id"
    )


def compile_scoped_lines(imports: Sequence[int]) -> exp.Select:
    """Build the SELECT of all lines, of any source, with an order id in `order_scope`.

    `imports` are those that hold any: nothing of another one is read, in any of its columns.
    """
    return select(
        "SELECT l.* FROM source_lines AS l"
        " SEMI JOIN order_scope AS s ON l.order_id = s.order_id WHERE $held",
        held=among(imports),
    )  # fmt: skip


def compile_needed_foreign_keys(lines: str) -> exp.Select:
    """Build the SELECT namespace, value of the keys on lines of `touched_orders`."""
    return select(
        "SELECT DISTINCT l.fk_namespace AS namespace, $value AS value FROM source_lines AS l"
        " SEMI JOIN touched_orders AS t ON l.source = t.source AND l.order_id = t.order_id"
        " WHERE l.fk_value IS NOT NULL",
        tables={"source_lines": lines},
        value=preprocess.clean_key(exp.column("fk_value", table="l")),
    )
