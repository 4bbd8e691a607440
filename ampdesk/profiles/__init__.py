"""The customer 360: merged customers, households, consent, roll-ups, attributes."""

from ampdesk.profiles.build import build
from ampdesk.profiles.merged import group_ranking
from ampdesk.profiles.result import BuildResult

__all__ = ["BuildResult", "build", "group_ranking"]
