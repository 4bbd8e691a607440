"""The one orders engine: canonical lines in, source_lines rows out."""

from ampdesk.intake.orders.rows import make_rows
from ampdesk.intake.orders.sums import Rules, add_up

__all__ = ["Rules", "add_up", "make_rows"]
