"""A disk made of recorded file operations: replayed up to any point, with or without a power cut.

`record` runs a program under strace and keeps what it did to the files of one folder. `Disk`
applies these operations to a picture of that folder in memory and lays it out in a real one.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

CALLS = (
    "open,openat,creat,close,write,pwrite64,writev,pwritev,lseek,ftruncate,truncate,fsync,"
    "fdatasync,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,"
    "sendfile,copy_file_range,fallocate,dup,dup2,dup3"
)
# what a change on the disk can be made of; the rest only moves handles about
CHANGES = {"create", "write", "truncate", "rename", "unlink", "mkdir", "link", "sync", "copy"}

_LINE = re.compile(r"^(?P<at>[\d.]+) (?P<call>\w+)\((?P<args>.*)\)\s+= (?P<result>-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_FLAGS = {"O_CREAT", "O_TRUNC", "O_APPEND", "O_DIRECTORY", "O_EXCL"}


class UnreadableTraceError(Exception):
    """The recording holds something that a replay would get wrong."""


@dataclass(frozen=True)
class Op:
    """One operation that succeeded; `handle` numbers opened files over the whole recording."""

    name: str
    handle: int = 0
    path: str = ""
    other: str = ""
    data: bytes = b""
    offset: int | None = None
    size: int = 0
    append: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.path} {self.other} +{self.offset} {len(self.data)}".strip()


def record(command: list[str], folder: Path, traces: Path) -> list[Op]:
    """Run `command` under strace; return what it did in `folder`, paths relative to it."""
    traces.mkdir()
    subprocess.run(
        [
            *("strace", "-ff", "-qq", "-xx", "-s", "100000000", "--timestamps=unix,ns"),
            *("-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(traces / "t")),
            *command,
        ],
        check=True,
    )
    lines: list[tuple[float, str]] = []
    for file in traces.iterdir():
        with file.open(encoding="ascii", errors="replace") as text:
            lines += [(float(line.split(" ", 1)[0]), line) for line in text if line.strip()]
    lines.sort(key=lambda one: one[0])
    return list(_parse((line for _, line in lines), str(folder)))


def _parse(lines: Iterable[str], folder: str) -> Iterator[Op]:  # noqa: C901, PLR0912  # one table of calls
    handles: dict[int, int] = {}
    opened = 0
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        call, args, result = match["call"], match["args"], int(match["result"])
        if result < 0:
            continue
        texts = [bytes.fromhex(found.replace("\\x", "")) for found, _ in _STRING.findall(args)]
        if call in {"open", "openat", "creat"}:
            path = _inside(texts[0], folder)
            if path is None:
                continue
            flags = _FLAGS & set(re.findall(r"O_\w+", args)) | (
                {"O_CREAT"} if call == "creat" else set()
            )
            opened += 1
            handles[result] = opened
            yield Op("create" if {"O_CREAT", "O_TRUNC"} & flags else "open", opened, path,
                     append="O_APPEND" in flags, size="O_TRUNC" in flags)  # fmt: skip
        elif call in {"rename", "renameat", "renameat2", "link", "linkat"}:
            paths = [_inside(text, folder) for text in texts]
            if paths[0] is not None and paths[1] is not None:
                yield Op(
                    "rename" if call.startswith("rename") else "link", path=paths[0], other=paths[1]
                )
        elif call in {"unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "truncate"}:
            path = _inside(texts[0], folder)
            if path is not None and call == "truncate":
                yield Op("truncate", path=path, size=int(args.rsplit(",", 1)[1]))
            elif path is not None:
                yield Op("mkdir" if call.startswith("mkdir") else "unlink", path=path)
        else:
            numbers = [int(one) for one in re.findall(r"(?<![\w\\\"])-?\d+", _STRING.sub("", args))]
            if not numbers or numbers[0] not in handles:
                continue
            handle = handles[numbers[0]]
            if call == "close":
                del handles[numbers[0]]
            elif call == "write":
                yield Op("write", handle, data=texts[0][:result])
            elif call == "pwrite64":
                yield Op("write", handle, data=texts[0][:result], offset=numbers[-1])
            elif call == "lseek":
                yield Op("seek", handle, offset=result)
            elif call == "ftruncate":
                yield Op("truncate", handle, size=numbers[1])
            elif call in {"fsync", "fdatasync"}:
                yield Op("sync", handle)
            elif call in {"sendfile", "copy_file_range"}:
                source = numbers[1] if call == "sendfile" else numbers[0]
                target = (
                    numbers[0]
                    if call == "sendfile"
                    else next(n for n in numbers[1:] if n in handles)
                )
                yield Op("copy", handles[target], offset=handles[source], size=result)
            elif call != "fallocate":  # of the index of the log only, which is not replayed
                raise UnreadableTraceError(line[:200])


def _inside(text: bytes, folder: str) -> str | None:
    path = os.path.normpath(os.fsdecode(text))
    return path[len(folder) + 1 :] if path.startswith(folder + os.sep) else None


@dataclass
class _File:
    data: bytearray = field(default_factory=bytearray)
    synced: bytes = b""


class Disk:
    """The files of a folder, as they were at the beginning and after each operation."""

    def __init__(self, start: Path) -> None:
        self.files: dict[str, _File] = {}
        self.folders: set[str] = set()
        self._open: dict[int, tuple[_File, list[int], bool]] = {}
        for path in start.rglob("*"):
            name = str(path.relative_to(start))
            if path.is_dir():
                self.folders.add(name)
            else:
                content = path.read_bytes()
                self.files[name] = _File(bytearray(content), content)

    def apply(self, op: Op) -> None:  # noqa: C901, PLR0912  # one case per operation
        """Do one operation."""
        match op.name:
            case "open" | "create":
                if op.path in self.folders or (op.path not in self.files and op.name == "open"):
                    return
                file = self.files.setdefault(op.path, _File())
                if op.size:
                    del file.data[:]
                self._open[op.handle] = (file, [0], op.append)
            case "write":
                file, position, append = self._open[op.handle]
                at = len(file.data) if append else position[0] if op.offset is None else op.offset
                file.data.extend(bytes(max(0, at - len(file.data))))
                file.data[at : at + len(op.data)] = op.data
                if op.offset is None:
                    position[0] = at + len(op.data)
            case "copy":
                source, target = self._open[op.offset or 0], self._open[op.handle]
                data = source[0].data[source[1][0] : source[1][0] + op.size]
                target[0].data[target[1][0] : target[1][0] + op.size] = data
                source[1][0] += op.size
                target[1][0] += op.size
            case "seek":
                if op.handle in self._open:
                    self._open[op.handle][1][0] = op.offset or 0
            case "truncate":
                file = self._open[op.handle][0] if op.handle else self.files[op.path]
                del file.data[op.size :]
                file.data.extend(bytes(op.size - len(file.data)))
            case "sync":
                if op.handle in self._open:
                    file = self._open[op.handle][0]
                    file.synced = bytes(file.data)
            case "rename":
                self._rename(op.path, op.other)
            case "link":
                self.files[op.other] = self.files[op.path]
            case "unlink":
                self.files.pop(op.path, None)
                self.folders.discard(op.path)
            case "mkdir":
                self.folders.add(op.path)

    def _rename(self, old: str, new: str) -> None:
        if old in self.files:
            self.files[new] = self.files.pop(old)
            return
        for names in (list(self.files), list(self.folders)):
            for name in names:
                if name == old or name.startswith(old + os.sep):
                    moved = new + name[len(old) :]
                    if name in self.files:
                        self.files[moved] = self.files.pop(name)
                    else:
                        self.folders.discard(name)
                        self.folders.add(moved)

    def lay_out(self, folder: Path, *, power_cut: bool) -> None:
        """Write the files as they are, or as a power cut may leave them: only what was synced.

        The index of the write-ahead log is left out: SQLite makes it anew, and maps it, so that
        its writes are no calls that could be recorded.
        """
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in sorted(self.folders):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, file in self.files.items():
            if not name.endswith("-shm"):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(file.synced if power_cut else file.data)
