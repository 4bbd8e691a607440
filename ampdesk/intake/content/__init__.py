"""Content of columns: what a column's text means, decided on the whole column.

Each module has `decide(connection, table, text, …) -> Reading`; a reading has `value(text)` (the
typed value, NULL when empty or unfit), `bad(text)` (something is there that does not fit) and
`question` (what only a person knows). `dates` has `moment` and `day` for `value`.
"""

from ampdesk.intake.content import amounts, booleans, countries, dates, keys, phones, zones

__all__ = ["amounts", "booleans", "countries", "dates", "keys", "phones", "zones"]
