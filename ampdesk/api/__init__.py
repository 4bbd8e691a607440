"""The façade that the window, the command line and notebooks call: one class, `Brand`.

Each name is imported from its home when it is first asked for (docs/adr/0095), so that a command
loads what it needs. A new name goes into the imports, into `__all__` and into `_HOMES`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ampdesk.api.activity import Activity
    from ampdesk.api.acts import Entry, ImportedFile
    from ampdesk.api.attention import Notice
    from ampdesk.api.believed import FiscalMonth
    from ampdesk.api.brand import Brand
    from ampdesk.api.customer_files import WriteCustomers
    from ampdesk.api.customer_query import (
        GRID_COLUMNS,
        OPS,
        ColumnTest,
        CustomerQuery,
        Gap,
        kind_of,
    )
    from ampdesk.api.customer_query import KIND as VIEW_KIND
    from ampdesk.api.customers import CustomerPage, Order, Profile, plain
    from ampdesk.api.dates import DATE_PRESETS, resolve_date
    from ampdesk.api.distributions import Bin, Distribution, Tenth
    from ampdesk.api.erasing import HeldReport, LookUpPerson, only, report_of
    from ampdesk.api.exports import Movers, ScoresFile, WriteScores
    from ampdesk.api.home import Category, Cohort, Figure, Home, Month, Overview
    from ampdesk.api.keeping import doctor_facts
    from ampdesk.api.lists import Preview
    from ampdesk.api.movement import STAGES, Flow, Move, Movement
    from ampdesk.api.notes import Note
    from ampdesk.api.receipt import Line, Receipt
    from ampdesk.api.relations import Relation, depth
    from ampdesk.api.scores import PRESETS, Cell, Grid, Preset, Selection
    from ampdesk.api.segment_jobs import WriteSegment
    from ampdesk.api.shape import schema_of
    from ampdesk.api.sources import MERGE_GROUPS, MergeOrder, SourceFacts, UndoEffect
    from ampdesk.api.status import Status
    from ampdesk.api.table_stats import Bar, ColumnStats, Spread, Stop, TableStats, examples_of
    from ampdesk.api.tables import ColumnFacts, TableFacts
    from ampdesk.api.timeline import KINDS, Moment, Timeline
    from ampdesk.api.works import BuildBrand, ImportFiles, MakeDemo, Report, UndoImport, WriteList
    from ampdesk.erasure import Erased, ErasePerson, ErasureError
    from ampdesk.intake.look import CellProblem, ColumnUse, Counts, Look, Use
    from ampdesk.intake.plan import FilePlan
    from ampdesk.intake.questions import Question
    from ampdesk.intake.tags import Tag, tag_of, tags_for
    from ampdesk.jobs import Done, Event, Failed, JobHandle, Jobs, Progress, Stopped, Work
    from ampdesk.lists import CHOICES, ListRequest, Purpose, Reason, Rules, read_ids
    from ampdesk.lists.columns import USUAL as USUAL_COLUMNS
    from ampdesk.rfm.ranges import RfmRange, Span
    from ampdesk.schema.document import tables_page
    from ampdesk.store.errors import StoreLockedError

__all__ = [
    "CHOICES",
    "DATE_PRESETS",
    "GRID_COLUMNS",
    "KINDS",
    "MERGE_GROUPS",
    "OPS",
    "PRESETS",
    "STAGES",
    "USUAL_COLUMNS",
    "VIEW_KIND",
    "Activity",
    "Bar",
    "Bin",
    "Brand",
    "BuildBrand",
    "Category",
    "Cell",
    "CellProblem",
    "Cohort",
    "ColumnFacts",
    "ColumnStats",
    "ColumnTest",
    "ColumnUse",
    "Counts",
    "CustomerPage",
    "CustomerQuery",
    "Distribution",
    "Done",
    "Entry",
    "ErasePerson",
    "Erased",
    "ErasureError",
    "Event",
    "Failed",
    "Figure",
    "FilePlan",
    "FiscalMonth",
    "Flow",
    "Gap",
    "Grid",
    "HeldReport",
    "Home",
    "ImportFiles",
    "ImportedFile",
    "JobHandle",
    "Jobs",
    "Line",
    "ListRequest",
    "Look",
    "LookUpPerson",
    "MakeDemo",
    "MergeOrder",
    "Moment",
    "Month",
    "Move",
    "Movement",
    "Movers",
    "Note",
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
    "Relation",
    "Report",
    "RfmRange",
    "Rules",
    "ScoresFile",
    "Selection",
    "SourceFacts",
    "Span",
    "Spread",
    "Status",
    "Stop",
    "Stopped",
    "StoreLockedError",
    "TableFacts",
    "TableStats",
    "Tag",
    "Tenth",
    "Timeline",
    "UndoEffect",
    "UndoImport",
    "Use",
    "Work",
    "WriteCustomers",
    "WriteList",
    "WriteScores",
    "WriteSegment",
    "depth",
    "doctor_facts",
    "examples_of",
    "kind_of",
    "only",
    "plain",
    "read_ids",
    "report_of",
    "resolve_date",
    "schema_of",
    "tables_page",
    "tag_of",
    "tags_for",
]

_HOMES = {  # module: the public names that it is the home of
    "ampdesk.api.activity": "Activity",
    "ampdesk.api.acts": "Entry ImportedFile",
    "ampdesk.api.attention": "Notice",
    "ampdesk.api.believed": "FiscalMonth",
    "ampdesk.api.brand": "Brand",
    "ampdesk.api.customer_files": "WriteCustomers",
    "ampdesk.api.customer_query": "GRID_COLUMNS OPS ColumnTest CustomerQuery Gap kind_of",
    "ampdesk.api.customers": "CustomerPage Order Profile plain",
    "ampdesk.api.dates": "DATE_PRESETS resolve_date",
    "ampdesk.api.distributions": "Bin Distribution Tenth",
    "ampdesk.api.erasing": "HeldReport LookUpPerson only report_of",
    "ampdesk.api.exports": "Movers ScoresFile WriteScores",
    "ampdesk.api.home": "Category Cohort Figure Home Month Overview",
    "ampdesk.api.keeping": "doctor_facts",
    "ampdesk.api.lists": "Preview",
    "ampdesk.api.movement": "STAGES Flow Move Movement",
    "ampdesk.api.notes": "Note",
    "ampdesk.api.receipt": "Line Receipt",
    "ampdesk.api.relations": "Relation depth",
    "ampdesk.api.scores": "PRESETS Cell Grid Preset Selection",
    "ampdesk.api.segment_jobs": "WriteSegment",
    "ampdesk.api.shape": "schema_of",
    "ampdesk.api.sources": "MERGE_GROUPS MergeOrder SourceFacts UndoEffect",
    "ampdesk.api.status": "Status",
    "ampdesk.api.table_stats": "Bar ColumnStats Spread Stop TableStats examples_of",
    "ampdesk.api.tables": "ColumnFacts TableFacts",
    "ampdesk.api.timeline": "KINDS Moment Timeline",
    "ampdesk.api.works": "BuildBrand ImportFiles MakeDemo Report UndoImport WriteList",
    "ampdesk.erasure": "Erased ErasePerson ErasureError",
    "ampdesk.intake.look": "CellProblem ColumnUse Counts Look Use",
    "ampdesk.intake.plan": "FilePlan",
    "ampdesk.intake.questions": "Question",
    "ampdesk.intake.tags": "Tag tag_of tags_for",
    "ampdesk.jobs": "Done Event Failed JobHandle Jobs Progress Stopped Work",
    "ampdesk.lists": "CHOICES ListRequest Purpose Reason Rules read_ids",
    "ampdesk.rfm.ranges": "RfmRange Span",
    "ampdesk.schema.document": "tables_page",
    "ampdesk.store.errors": "StoreLockedError",
}
_HOME_OF = {name: (home, name) for home, names in _HOMES.items() for name in names.split()} | {
    "USUAL_COLUMNS": ("ampdesk.lists.columns", "USUAL"),
    "VIEW_KIND": ("ampdesk.api.customer_query", "KIND"),
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home; the module keeps it."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, its_name = _HOME_OF[name]
    found = getattr(import_module(home), its_name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
