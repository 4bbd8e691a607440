"""The lake's folder: what readers and the writer start from."""

from pathlib import Path
from typing import TYPE_CHECKING

from ampdesk.lake import recovery, state
from ampdesk.lake.errors import LakeError
from ampdesk.lake.lease import Lease
from ampdesk.lake.manifest import Manifest
from ampdesk.lake.publish import MANIFEST, Publish
from ampdesk.lake.recovery import Recovery
from ampdesk.lake.snapshot import Snapshot

if TYPE_CHECKING:  # the worker of user SQL reads a lake and loads no store
    from ampdesk.store import Store


class Lake:
    """A folder of immutable Parquet files beside a brand file; it may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  # workers run in folders of their own

    @classmethod
    def beside(cls, store: Path) -> "Lake":
        """Return the lake of a brand file: `<name>.ampdesk.lake`."""
        return cls(store.with_name(store.name + ".lake"))

    def snapshot(self) -> Snapshot:
        """Return the newest published generation and hold its files until it is closed.

        A lake that does not exist is an empty one, generation 0. Raises LakeError when the
        manifest is damaged or its files are gone; `recover` puts that right.
        """
        path = self.folder / MANIFEST
        if not path.is_file():
            return Snapshot(self.folder, Manifest())
        lease = Lease.take(self.folder)
        try:
            manifest = Manifest.from_json(_text(path), self.folder)
            _must_be_whole(manifest, self.folder)
        except BaseException:
            if lease:
                lease.release()
            raise
        if lease:
            lease.narrow(manifest.names)
        return Snapshot(self.folder, manifest, lease)

    def stamp(self) -> tuple[int, ...]:
        """Return what changes with every publish: cheap to ask again and again."""
        try:
            found = (self.folder / MANIFEST).stat()
        except OSError:
            return ()
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def publish(self, store: "Store") -> Publish:
        """Return the block that changes the lake; needs the store open for writing.

        What the store says is there and is not, is rebuilt first.
        """
        if recovery.lost_tables(state.read(store, self.folder)):
            self.recover(store)
        return Publish(self.folder, store)

    def recover(self, store: "Store") -> Recovery:
        """Bring the lake to what the store says: finish a publish, or rebuild what is lost.

        Called when a brand is opened for writing. Feed tables come back from the store; lost
        derived tables are taken out, and `built_on` is None until the next build.
        """
        return recovery.recover(self.folder, store)

    def rebuild_feeds(self, store: "Store") -> dict[str, int]:
        """Write every feed and custom table anew from the store; returns rows by table."""
        with Publish(self.folder, store) as publish:
            return recovery.rebuild(publish, store, recovery.feed_names(store))

    def check(self, store: "Store") -> tuple[str, ...]:
        """Compare the lake with the store and each file with its entry; returns what is wrong."""
        return recovery.check(self.folder, store)

    def size(self) -> int:
        """Return the bytes that the folder takes, files not yet collected included."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def _must_be_whole(manifest: Manifest, folder: Path) -> None:
    lost = recovery.lost_tables(manifest)
    if lost:
        raise LakeError(
            f"files of {', '.join(lost)} are gone",
            remedy="run ampdesk check --repair: the lake is rebuilt from the store",
            where=folder.name,
        )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LakeError(
            "the manifest cannot be read",
            remedy="run ampdesk check --repair: the lake is rebuilt from the store",
            where=path.parent.name,
        ) from error
