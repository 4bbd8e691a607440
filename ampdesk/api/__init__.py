"""The façade that the window, the command line and notebooks call: one class, `Brand`."""

from ampdesk.api.attention import Notice
from ampdesk.api.brand import Brand
from ampdesk.api.customers import CustomerPage, Order, Profile, plain
from ampdesk.api.home import Category, Cohort, Figure, Home, Month, Overview
from ampdesk.api.keeping import doctor_facts
from ampdesk.api.lists import Preview
from ampdesk.api.receipt import Line, Receipt
from ampdesk.api.scores import PRESETS, Cell, Grid, Preset, Selection
from ampdesk.api.shape import schema_of
from ampdesk.api.status import Status
from ampdesk.api.works import BuildBrand, ImportFiles, MakeDemo, Report, UndoImport, WriteList
from ampdesk.intake.plan import FilePlan
from ampdesk.intake.questions import Question
from ampdesk.jobs import Done, Event, Failed, JobHandle, Jobs, Progress, Stopped, Work
from ampdesk.lists import CHOICES, ListRequest, Purpose, Reason, Rules, read_ids
from ampdesk.lists.columns import USUAL as USUAL_COLUMNS
from ampdesk.rfm.ranges import RfmRange, Span
from ampdesk.schema.document import tables_page
from ampdesk.store.errors import StoreLockedError

__all__ = [
    "CHOICES",
    "PRESETS",
    "USUAL_COLUMNS",
    "Brand",
    "BuildBrand",
    "Category",
    "Cell",
    "Cohort",
    "CustomerPage",
    "Done",
    "Event",
    "Failed",
    "Figure",
    "FilePlan",
    "Grid",
    "Home",
    "ImportFiles",
    "JobHandle",
    "Jobs",
    "Line",
    "ListRequest",
    "MakeDemo",
    "Month",
    "Notice",
    "Order",
    "Overview",
    "Preset",
    "Preview",
    "Profile",
    "Progress",
    "Purpose",
    "Question",
    "Reason",
    "Receipt",
    "Report",
    "RfmRange",
    "Rules",
    "Selection",
    "Span",
    "Status",
    "Stopped",
    "StoreLockedError",
    "UndoImport",
    "Work",
    "WriteList",
    "doctor_facts",
    "plain",
    "read_ids",
    "schema_of",
    "tables_page",
]
