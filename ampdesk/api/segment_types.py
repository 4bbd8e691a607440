"""What segments give back, by name: for those who only annotate (the models cost 0.1 s)."""

from ampdesk.api.segment_builder import CampaignChoice, ListChoice, Live
from ampdesk.api.segment_saved import Folder, SavedSegment, Version
from ampdesk.api.segment_spread import SegmentSpread, Slice, Worth12
from ampdesk.api.segment_templates import TemplateChoice
from ampdesk.api.segment_uploads import UploadReport
from ampdesk.api.segment_values import Values
from ampdesk.api.segment_why import Membership
from ampdesk.api.segment_worth import (
    Comparison,
    DayComparison,
    Members,
    Point,
    Summary,
)
from ampdesk.api.segments import Segments
from ampdesk.segments.cautions import Caution
from ampdesk.segments.choices import BehaviourChoice, ColumnChoice, TableChoice
from ampdesk.segments.insights import Insights
from ampdesk.segments.live import ConditionCount, Kept
from ampdesk.segments.parts import Problem
from ampdesk.segments.sentence import Phrase
from ampdesk.segments.summary import Bought, RevenueTree

__all__ = [
    "BehaviourChoice",
    "Bought",
    "CampaignChoice",
    "Caution",
    "ColumnChoice",
    "Comparison",
    "ConditionCount",
    "DayComparison",
    "Folder",
    "Insights",
    "Kept",
    "ListChoice",
    "Live",
    "Members",
    "Membership",
    "Phrase",
    "Point",
    "Problem",
    "RevenueTree",
    "SavedSegment",
    "SegmentSpread",
    "Segments",
    "Slice",
    "Summary",
    "TableChoice",
    "TemplateChoice",
    "UploadReport",
    "Values",
    "Version",
    "Worth12",
]
