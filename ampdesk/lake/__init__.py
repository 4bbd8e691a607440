"""The columnar mirror beside the brand file: immutable Parquet, published by atomic rename."""

from ampdesk.lake.errors import LakeError
from ampdesk.lake.folder import Lake
from ampdesk.lake.manifest import LakeColumn, LakeFile, Manifest, TableFiles
from ampdesk.lake.publish import Publish
from ampdesk.lake.recovery import Recovery
from ampdesk.lake.snapshot import Snapshot

__all__ = [
    "Lake",
    "LakeColumn",
    "LakeError",
    "LakeFile",
    "Manifest",
    "Publish",
    "Recovery",
    "Snapshot",
    "TableFiles",
]
