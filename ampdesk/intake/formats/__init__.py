"""Formats of exports, each a declared spec: headers it needs, feeds it makes."""

from ampdesk.intake.formats.registry import BY_NAME, FORMATS
from ampdesk.intake.formats.spec import Format, Kind, Orders, Profiles, Rows

__all__ = ["BY_NAME", "FORMATS", "Format", "Kind", "Orders", "Profiles", "Rows"]
