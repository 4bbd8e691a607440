"""Segments of a brand, for both doors: save, count, look into, explain (segments.md).

Reading runs on engines of the newest snapshot and is safe from several threads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ampdesk.api import segment_files as files
from ampdesk.api.segment_lists import SEGMENT, UPLOAD, upload_list
from ampdesk.api.segment_room import Given
from ampdesk.api.segment_uploads import UploadReport, match_upload
from ampdesk.api.segment_why import Explaining
from ampdesk.api.table_stats import Stop
from ampdesk.segments import SqlSegment, VisualSegment, write_segment
from ampdesk.segments import insights as figures
from ampdesk.segments.insights import Insights
from ampdesk.segments.live import Kept, count_live
from ampdesk.segments.sentence import describe
from ampdesk.store import notes


@dataclass(frozen=True)
class Count:
    """Members of a segment, and of how many customers; `of` counts the activation id's values."""

    segment: str
    count: int
    of: int


class Segments(Explaining):
    """The segments of one open brand. What takes a segment takes its name or its definition."""

    # ------------------------------------------------------------ asking

    def count(self, given: Given, *, as_of: date | None = None, stop: Stop | None = None) -> Count:
        """Count the members, of everybody; with `as_of`, as on that day."""
        segment = self.read(given)
        with self._session(segment, stop, as_of) as (engine, compiler):
            return Count(
                segment.name,
                figures.count(engine, compiler, segment),
                figures.count_everybody(engine, compiler),
            )

    def insights(
        self, given: Given, *, as_of: date | None = None, stop: Stop | None = None
    ) -> Insights:
        """Return the figures of the side panel; with `as_of`, as on that day."""
        segment = self.read(given)
        with self._session(segment, stop, as_of) as (engine, compiler):
            return figures.read_insights(engine, compiler, segment)

    def waterfall(
        self, given: Given, *, as_of: date | None = None, stop: Stop | None = None
    ) -> tuple[Kept, ...]:
        """Return what each step keeps; of a SQL segment, everybody and the members."""
        segment = self.read(given)
        with self._session(segment, stop, as_of) as (engine, compiler):
            if isinstance(segment, VisualSegment):
                return count_live(engine, compiler, segment).steps
            everybody = figures.count_everybody(engine, compiler)
            return Kept("", everybody), Kept("sql", figures.count(engine, compiler, segment))

    def sentence(self, given: Given) -> str:
        """Return a definition in one plain sentence."""
        return describe(self.read(given), self._today)

    # ------------------------------------------------------------ files

    def export(
        self,
        given: Given,
        out: Path,
        *,
        attributes: tuple[str, ...] = (),
        spreadsheet: bool = False,
        household: bool = False,
        as_of: date | None = None,
        stop: Stop | None = None,
        on_rows: Callable[[int], None] | None = None,
    ) -> files.Exported:
        """Write the members with chosen attributes, and a manifest beside the file.

        With `household` one row per household: the member who spent most in his life. `on_rows`
        hears the rows written so far and may raise to stop. The file is whole or not there.
        """
        segment = self.read(given)
        with self._session(segment, stop, as_of) as (engine, compiler):
            chosen = files.read_attributes(attributes, compiler.ground.catalog)
            query = files.compile_export(compiler, segment, chosen, household=household)
            rows = files.write_members(engine, query, out, spreadsheet=spreadsheet, on_rows=on_rows)
        exported = files.Exported(out, rows, tuple(one.alias_or_name for one in query.expressions))
        version = self._version(segment)
        files.write_manifest(
            exported,
            write_segment(segment),
            version=version,
            written_at=self._clock.now(),
            built_on=self._reader.snapshot.built_on,
            as_of=as_of,
            notes=self.time_machine_notes(segment, as_of) if as_of else (),
            per="household" if household else segment.activation_id,
        )
        if not self._store.read_only:
            with self._lock:
                notes.note(
                    self._store, "segment exported", segment.name, rows,
                    {"file": out.name, "path": str(out.absolute()), "version": version},
                )  # fmt: skip
        return exported

    def upload(self, name: str, file: Path, *, match: str = "id") -> UploadReport:
        """Match a file of ids, e-mails or phones to customers and keep them as a list."""
        self._reader.needs("Merged_Customers", "Unified_Coalesced")
        with self._lock:
            country = self._store.settings.get("default_country")
        with self._reader.engine() as engine:
            report = match_upload(engine, file, match, country=str(country) if country else None)
        with self._lock:
            body = {
                "kind": UPLOAD, "name": name, "match": match, "file": file.name,
                "rows": report.rows, "matched": report.matched,
            }  # fmt: skip
            self._store.definitions.save(UPLOAD, name, body)
            held = notes.id_list(self._store, upload_list(name))
            notes.remove_from_id_list(self._store, upload_list(name), held)
            notes.add_to_id_list(self._store, upload_list(name), report.ids)
        return report

    # ------------------------------------------------------------ inside

    def _version(self, segment: VisualSegment | SqlSegment) -> int | None:
        with self._lock:
            for one in self._store.definitions.list(SEGMENT):
                if one.name == segment.name and one.body == write_segment(segment):
                    return one.version
        return None
