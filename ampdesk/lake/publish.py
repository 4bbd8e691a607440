"""One publish: new files, then the commit that raises the generation, then the manifest."""

import contextlib
import filecmp
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from sqlglot import exp

from ampdesk.lake import files, state
from ampdesk.lake.collect import collect
from ampdesk.lake.errors import LakeError, LakeStaleError
from ampdesk.lake.lease import Lease
from ampdesk.lake.manifest import LakeFile, Manifest, TableFiles, columns_of, total_imports

if TYPE_CHECKING:  # the worker of user SQL reads a lake and loads no store
    from ampdesk.store import Store
    from ampdesk.store.sqlite import Connection

MANIFEST = "manifest.json"
_SMALL = files.ROW_GROUP  # a file with fewer rows is small
_SMALL_FILES = 8  # so many small files of a table are merged into one

Source: TypeAlias = Path | files.Rows


class Publish:
    """Collects changes; leaving the block without an error publishes all of them, or nothing."""

    def __init__(self, folder: Path, store: "Store", *, base: Manifest | None = None) -> None:
        self.built_on: date | Literal["unchanged"] | None = "unchanged"
        self.bulk = False  # the callbacks write hundreds of megabytes (Store.transaction)
        self._folder = folder
        self._store = store
        self._lease: Lease | None = None
        self._given = base
        self._base = Manifest()
        self._tables: dict[str, TableFiles] = {}
        self._new: set[Path] = set()
        self._callbacks: list[Callable[[Connection], object]] = []

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lease = Lease.take(self._folder)  # holds the files being written
        self._base = self._given or state.read(self._store, self._folder)
        self._tables = dict(self._base.tables)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._commit()
            else:
                self._discard(self._new)
                self._explain(error)
        except BaseException:
            if state.generation(self._store.connection) == self._base.generation:
                self._discard(self._new)
            raise
        finally:
            if self._lease:
                self._lease.release()

    @property
    def tables(self) -> dict[str, TableFiles]:
        """The tables as they would be published now."""
        return dict(self._tables)

    def new_file(self, table: str) -> Path:
        """Return a fresh path inside the lake to COPY into; it joins by `append` or `replace`."""
        folder = self._folder / table
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self._base.generation + 1:08d}-{uuid.uuid4().hex[:12]}.parquet"
        self._new.add(path)
        return path

    def append(self, table: str, source: Source, *, import_id: int | None = None) -> int:
        """Add rows to a table and return how many; nothing that is there is rewritten.

        `source`: a path from `new_file`, any other Parquet file (which is rewritten), or Arrow
        rows. Raises LakeError when a column of the table has another type there.
        """
        path = self._take(table, source)
        schema, rows, size = files.describe(path)
        imports = {} if import_id is None else {import_id: rows}
        name = path.relative_to(self._folder).as_posix()
        before = self._tables.get(table, TableFiles(self._folder, columns_of(schema)))
        part = LakeFile(name, rows, size, imports)
        self._tables[table] = before.with_part(table, part, columns_of(schema))
        if not rows:  # the columns are kept, a file without rows is not
            self._tables[table] = replace(self._tables[table], parts=before.parts)
        return rows

    def replace(self, table: str, *sources: Source) -> int:
        """Make these the whole content of a table and return its rows.

        A file with the very bytes of the one it would replace is dropped: the table is unchanged.
        """
        before = self._tables.pop(table, None)
        rows = sum(self.append(table, source) for source in sources)
        after = self._tables.get(table)
        if before and after and self._same(before, after):
            self._tables[table] = before
        return rows

    def lay_over(self, table: str, path: Path, key: Sequence[str], *, hides: int) -> None:
        """Add rows that stand for those of a table's base with an equal `key`: `hides` of them.

        What an earlier call laid over, and was appended since, is taken away: the new file holds
        it. Much less is written than by `replace` where few of many wide rows change.
        """
        before = self._tables[table]
        schema, rows, size = files.describe(path)
        name = path.relative_to(self._folder).as_posix()
        part = LakeFile(name, rows, size, key=tuple(key), hides=hides)
        base = replace(before, parts=before.base)
        self._tables[table] = base.with_part(table, part, columns_of(schema))

    def drop(self, table: str) -> None:
        """Take a table out of the lake."""
        self._tables.pop(table, None)

    def drop_import(self, import_id: int) -> dict[str, int]:
        """Take the rows of an import out of every table; returns rows by table.

        A file that holds other imports as well is rewritten without them.
        """
        taken: dict[str, int] = {}
        for name, table in self._tables.items():
            parts = []
            for part in table.parts:
                gone = part.imports.get(import_id, 0)
                if gone:
                    taken[name] = taken.get(name, 0) + gone
                if not gone:
                    parts.append(part)
                elif len(part.imports) > 1:
                    parts.append(self._without(name, table, part, import_id))
            self._tables[name] = replace(table, parts=tuple(parts))
        return taken

    def amend(self, table: str, touched: exp.Expr, change: Callable[[exp.Expr], exp.Query]) -> int:
        """Write those files of a table anew that hold rows where `touched`; return these rows.

        `change(scan)` selects what a file is to hold, in the table's columns. Order of rows stays.
        """
        before = self._tables.get(table)
        found = 0
        parts: list[LakeFile] = []
        for part in before.parts if before else ():
            scan = self._whole(before, part) if before else files.scan([self._folder / part.name])
            held = files.count(exp.select(exp.Count(this=exp.Star())).from_(scan).where(touched))
            found += held
            parts += self._amended(table, part, change(scan)) if held else [part]
        if before and found:
            self._tables[table] = replace(before, parts=tuple(parts))
        return found

    def in_transaction(self, callback: Callable[["Connection"], object]) -> None:
        """Run `callback(connection)` in the transaction that publishes, before its commit."""
        self._callbacks.append(callback)

    def _take(self, table: str, source: Source) -> Path:
        if isinstance(source, Path) and source in self._new:
            return source
        path = self.new_file(table)
        if isinstance(source, Path):
            files.adopt(source, path)
        else:
            files.write_rows(source, path)
        return path

    def _same(self, before: TableFiles, after: TableFiles) -> bool:
        if before.columns != after.columns or len(before.parts) != len(after.parts):
            return False
        pairs = list(zip(before.parts, after.parts, strict=True))
        return all(one.bytes == other.bytes for one, other in pairs) and all(
            filecmp.cmp(self._folder / one.name, self._folder / other.name, shallow=False)
            for one, other in pairs
        )

    def _without(self, name: str, table: TableFiles, part: LakeFile, import_id: int) -> LakeFile:
        keep = exp.column("import_id").neq(exp.convert(import_id))
        query = exp.select("*").from_(files.scan([table.folder / part.name])).where(keep)
        imports = {key: rows for key, rows in part.imports.items() if key != import_id}
        return self._rewritten(name, query, imports)

    def _rewritten(self, name: str, query: exp.Query, imports: dict[int, int]) -> LakeFile:
        path = self.new_file(name)
        files.rewrite(query, path)
        _, rows, size = files.describe(path)
        if imports and rows != sum(imports.values()):
            raise LakeError(
                f"{name} has other rows than its manifest says",
                remedy="run ampdesk check --repair: the lake is rebuilt from the store",
                where=name,
            )
        return LakeFile(path.relative_to(self._folder).as_posix(), rows, size, imports)

    def _whole(self, table: TableFiles, part: LakeFile) -> exp.Expr:
        """Scan one file with every column of its table; those that came later are NULL in it."""
        path = self._folder / part.name
        scan = files.scan([path])
        there = {name.casefold() for name in files.describe(path)[0].names}
        later = [column for column in table.columns if column.name.casefold() not in there]
        if not later:
            return scan
        nulls = [
            exp.cast(exp.null(), column.type, dialect="duckdb").as_(column.name, quoted=True)
            for column in later
        ]
        return exp.select("*", *nulls).from_(scan).subquery("part")

    def _amended(self, name: str, part: LakeFile, query: exp.Query) -> list[LakeFile]:
        path = self.new_file(name)
        files.rewrite(query, path)
        _, rows, size = files.describe(path)
        imports = files.imports_in(path) if part.imports else {}
        made = LakeFile(path.relative_to(self._folder).as_posix(), rows, size, imports)
        return [made] if rows else []

    def _compact(self) -> None:
        """Merge the small files of a table once there are many; order of rows is kept."""
        for name, table in list(self._tables.items()):
            # what hides other rows stays where it is, and so do those it hides
            joined = [part for part in table.newer or table.parts if not part.key]
            small = [part for part in joined if part.rows < _SMALL]
            if len(small) < _SMALL_FILES or table == self._base.tables.get(name):
                continue
            paths = [table.folder / part.name for part in small]
            columns = [exp.column(column, quoted=True) for column in table.names]
            scan = files.scan(paths, uniform=table.uniform)
            if not table.uniform and not _all_columns(paths, table.names):
                continue  # columns that only large files have: merging would lose none, but type
            merged = self._rewritten(name, exp.select(*columns).from_(scan), total_imports(small))
            kept = tuple(part for part in table.parts if part not in small)
            uniform = table.uniform or not kept
            self._tables[name] = replace(table, parts=(*kept, merged), uniform=uniform)

    def _commit(self) -> None:
        self._compact()
        unchanged = self.built_on == "unchanged"
        built_on = self._base.built_on if self.built_on == "unchanged" else self.built_on
        if self._store.connection.in_transaction:
            raise RuntimeError("a publish is a transaction of its own; use in_transaction()")
        if self._tables == self._base.tables and unchanged and not self._callbacks:
            self._discard(self._new)
            return
        manifest = Manifest(self._base.generation + 1, built_on, self._tables)
        self._sync(manifest)
        text = manifest.to_json()
        waiting = self._folder / f"{MANIFEST}.{uuid.uuid4().hex[:8]}.new"
        try:
            # written before the commit, so that a full disk shows before it and not after
            files.write_text(waiting, text)
            with self._store.transaction(bulk=self.bulk) as connection:
                for callback in self._callbacks:
                    callback(connection)
                if state.generation(connection) != self._base.generation:
                    raise LakeStaleError(
                        "another publish came in between",
                        remedy="run it again",
                        where=self._folder.name,
                    )
                state.write(connection, manifest.generation, text)
            files.rename(waiting, self._folder / MANIFEST)
        finally:
            waiting.unlink(missing_ok=True)
        collect(self._folder, manifest, own=(self._lease,))

    def _sync(self, manifest: Manifest) -> None:
        needed = {self._folder / name for name in manifest.names}
        written = self._new & needed
        self._discard(self._new - needed)
        for path in written:
            files.sync(path)
        for folder in {path.parent for path in written}:
            files.sync(folder)
        files.sync(self._folder)

    def _explain(self, error: BaseException | None) -> None:
        """Raise DiskFullError where a library says in its own words that the disk is full."""
        from ampdesk.store.errors import disk_full, says_full

        if says_full(error):
            raise disk_full(self._store.path) from error

    def _discard(self, paths: Iterable[Path]) -> None:
        for path in set(paths):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _all_columns(paths: Iterable[Path], names: Iterable[str]) -> bool:
    present = {name for path in paths for name in files.describe(path)[0].names}
    return present.issuperset(names)
