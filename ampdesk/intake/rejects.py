"""The rejects file: every record that was not taken, with its place and the reason."""

import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
from platformdirs import user_data_path
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import Built
from ampdesk.intake.plan import FilePlan

_FOLDER = "rejects"
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def write_rejects(
    beside: Path, plan: FilePlan, connection: duckdb.DuckDBPyConnection, built: Built
) -> Path | None:
    """Write the rejected records as CSV: file, line, column, value, reason; None without any.

    It lies beside the brand file; where that folder takes no file, in the user's data folder, else
    in the temporary one, and a warning says where. Mode 0600: it holds personal data.
    """
    if not built.rejected:
        return None
    path = _new_file(beside.parent, f"{plan.origin.stem}.rejects.csv")
    if path.parent != beside.parent:
        built.warnings.append(
            f"the folder of the brand takes no new file: the rejected rows are in {path}"
        )
    query = (
        exp.select(
            duck.text(plan.file).as_("file"),
            exp.Coalesce(this=duck.column("_line"), expressions=[duck.column("_row")]).as_("line"),
            duck.column("column_name").as_("column", quoted=True),
            duck.column("value"),
            duck.column("reason"),
        )
        .from_("rejects")
        .order_by("line")
    )
    copy = exp.Copy(
        this=exp.Subquery(this=query), kind=False, files=[exp.Literal.string(str(path))],
        params=[
            exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var("csv")),
            exp.CopyParameter(this=exp.var("HEADER"), expression=exp.true()),
        ],
    )  # fmt: skip
    try:
        duck.run(connection, copy)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.chmod(0o600)
    return path


def _new_file(wanted: Path, name: str) -> Path:
    """Make an empty file of that name, or of the next free one, in the first folder that may."""
    refused: OSError | None = None
    for folder in _folders(wanted):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _numbered(folder, name)
        except OSError as error:
            if error.errno not in _READ_ONLY:
                raise
            refused = error
    raise refused or PermissionError(name)


def _folders(wanted: Path) -> Iterator[Path]:
    yield wanted
    yield user_data_path("AmpDesk", appauthor=False) / _FOLDER
    yield Path(tempfile.mkdtemp(prefix="ampdesk-rejects-"))


def _numbered(folder: Path, name: str) -> Path:
    base = Path(name)
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{base.stem}-{number}{base.suffix}")
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return path
