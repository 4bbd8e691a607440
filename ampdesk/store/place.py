"""Where a brand file lies: folders that sync or are on a network deserve a warning."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

# folder names that the usual synchronising programs make, folded
_SYNCED = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud drive",
    "mobile documents", "com~apple~clouddocs", "nextcloud", "owncloud", "box sync", "pcloud drive",
    "syncthing", "sync", "creative cloud files", "seafile", "megasync",
)  # fmt: skip
_NETWORK = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs", "fuse.rclone",
    "fuse.davfs", "davfs", "ceph", "glusterfs", "fuse.glusterfs", "vboxsf", "webdav",
)  # fmt: skip


def place_warnings(path: Path, *, mounts: Iterable[str] | None = None) -> list[str]:
    """Return a warning for a brand file in a synced or network folder; none elsewhere.

    `mounts`: lines of /proc/mounts, read from the system unless given.
    """
    whole = Path(os.path.realpath(path))
    warnings = []
    synced = next((part for part in whole.parts[:-1] if _is_synced(part)), None)
    if synced:
        warnings.append(
            f"{path.name}: lies in the synced folder “{synced}”: a half-written copy may be "
            "synced, or two computers may write. Keep it elsewhere, and sync backups"
        )
    kind = _network_kind(whole, _mounts() if mounts is None else mounts)
    if kind:
        warnings.append(
            f"{path.name}: lies on a network drive ({kind}): slower, and its locks may fail. "
            "Keep it on this computer, and put backups on the network"
        )
    return warnings


def _is_synced(part: str) -> bool:
    folded = part.casefold()
    return any(folded == name or folded.startswith((f"{name} - ", f"{name} (")) for name in _SYNCED)


def _mounts() -> list[str]:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _network_kind(path: Path, mounts: Iterable[str]) -> str:
    if sys.platform == "win32":
        import ctypes

        if str(path).startswith("\\\\"):
            return "a share"
        remote = 4  # DRIVE_REMOTE
        return "a share" if ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == remote else ""
    best, kind = -1, ""
    for line in mounts:
        fields = line.split()
        if len(fields) < 3:  # noqa: PLR2004  # device, folder, type
            continue
        folder = Path(fields[1].replace("\\040", " "))
        if path.is_relative_to(folder) and len(folder.parts) >= best:
            best, kind = len(folder.parts), fields[2]
    return kind if kind in _NETWORK else ""
