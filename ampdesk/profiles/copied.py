"""The store's copy of Customer_360 and its search index, brought up to date by what changed."""

from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from ampdesk.engine import render
from ampdesk.profiles.session import Session, difference
from ampdesk.schema.store_tables import CUSTOMER_360
from ampdesk.store.arrow import for_sqlite
from ampdesk.store.sqlite import Connection, rows

COPY, LAKE = CUSTOMER_360.name, "Customer_360"
GONE = f"gone_{LAKE}"
SEARCHED = (
    "given_name", "surname", "full_name", "email", "phone", "postal", "city", "amperity_id",
)  # fmt: skip
MOST_CHANGED = 0.25
"""Above this share of other searched words, the index is made anew: that costs less."""

# the columns of the search index; a row leaves it by naming its old content
_INDEX = """
INSERT INTO customer_360_fts
  (rowid, given_name, surname, full_name, email, phone, postal, city, amperity_id)
SELECT rowid, given_name, surname, full_name, email, phone, postal, city, amperity_id
FROM customer_360 WHERE rowid > ?
"""
_UNINDEX = """
INSERT INTO customer_360_fts (customer_360_fts,
  rowid, given_name, surname, full_name, email, phone, postal, city, amperity_id)
SELECT 'delete', rowid, given_name, surname, full_name, email, phone, postal, city, amperity_id
FROM customer_360 WHERE amperity_id = ?
"""


def copy_customers(session: Session, *, patched: bool) -> None:
    """Bring the store's customer_360 and its search index up to date, in the publishing commit.

    `patched`: stale_, fresh_ and gone_Customer_360 are there, as `Session.patch` leaves them.
    """
    engine, store = session.engine, session.store
    stored = int(rows(store.connection, "SELECT COUNT(*) FROM customer_360")[0][0])
    if patched and stored and _find_changes(session) <= stored * MOST_CHANGED:
        session.publish.in_transaction(lambda connection: _change(session, connection))
        return

    def load(connection: Connection) -> None:
        connection.execute("DELETE FROM customer_360")
        store.load(COPY, engine.run(exp.select("*").from_(LAKE)))
        connection.execute("INSERT INTO customer_360_fts (customer_360_fts) VALUES ('rebuild')")

    session.publish.in_transaction(load)


def _find_changes(session: Session) -> int:
    """Make new_customers and renumbered; count those with other words.

    `renumbered` customers keep every word that is searched: they only get other figures.
    """
    engine = session.engine
    engine.create("new_customers", difference(f"fresh_{LAKE}", f"stale_{LAKE}"))
    same = exp.and_(
        *(
            exp.NullSafeEQ(this=exp.column(name, table="n"), expression=exp.column(name, table="g"))
            for name in SEARCHED
        )
    )
    every = exp.Column(this=exp.Star(), table=exp.to_identifier("n"))
    kept = exp.select(every).from_("new_customers AS n")
    count = engine.create("renumbered", kept.join(f"{GONE} AS g", on=same, join_type="semi"))
    found = exp.select("COUNT(*)")
    changes = [session.number(found.from_(name)) for name in (GONE, "new_customers")]
    return max(changes) - count


def _change(session: Session, connection: Connection) -> None:
    """Take the old rows out, put the new ones in, index them; the others get their figures."""
    engine = session.engine
    figures = [name for name in CUSTOMER_360.names if name not in SEARCHED]
    connection.executemany(_compile_figures(figures), _figures(session, figures))
    gone = engine.rows(_apart(GONE).select("t.amperity_id"))
    connection.executemany(_UNINDEX, gone)
    connection.executemany("DELETE FROM customer_360 WHERE amperity_id = ?", gone)
    last = connection.execute("SELECT COALESCE(MAX(rowid), 0) FROM customer_360").fetchone()[0]
    session.store.load(COPY, engine.run(_apart("new_customers").select("t.*")))
    connection.execute(_INDEX, (last,))


def _apart(table: str) -> exp.Select:
    """Rows that are not only renumbered."""
    return (
        exp.select()
        .from_(f"{table} AS t")
        .join("renumbered AS r", on="t.amperity_id = r.amperity_id", join_type="anti")
    )


def _compile_figures(names: list[str]) -> str:
    made = exp.update(COPY, {name: exp.Placeholder() for name in names})
    made.set("where", exp.Where(this=exp.column("amperity_id").eq(exp.Placeholder())))
    return render(made, "sqlite")


def _figures(session: Session, names: list[str]) -> Iterator[tuple[Any, ...]]:
    wanted = [*names, "amperity_id"]
    for batch in session.engine.run(exp.select(*wanted).from_("renumbered")):
        stored = for_sqlite(batch, wanted)
        yield from zip(*(column.to_pylist() for column in stored.columns), strict=True)
