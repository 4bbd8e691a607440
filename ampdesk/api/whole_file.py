"""A file that appears under its name only when it is whole."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ampdesk.api.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Lend a file beside `path` to write to; it takes that name when the block ends.

    Raises OutputError when the folder or disk refuses; then there is no new file.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        os.close(handle)
        partial = Path(name)
        try:
            yield partial
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot be written ({error.strerror}); there is no new file",
            remedy="choose another folder, or free some space",
            where=path.name,
        ) from error
