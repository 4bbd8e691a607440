"""The worker process: `python -m ampdesk.jobs.worker`.

Reads one line of JSON that says what to do; a second line, or the end of its input (the window is
gone), asks it to stop. Writes events as lines of JSON and nothing else: whatever any library
prints goes to the error stream.
"""

import importlib
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO, Any

from ampdesk.errors import AmpDeskError, Cancelled
from ampdesk.jobs.context import JobContext
from ampdesk.jobs.events import Done, Event, Failed, Stopped, to_line
from ampdesk.jobs.here import as_json, run_here
from ampdesk.jobs.work import read_work
from ampdesk.log import redact
from ampdesk.store import lock

_PATIENCE = 2.0  # seconds that a job without a window gets to stop by itself


def main() -> int:
    """Run one job; the exit status is for the log only, the last event tells."""
    tell = _private_output()
    order = json.loads(sys.stdin.buffer.readline())
    brand = Path(order["brand"]) if order["brand"] else None
    context = JobContext(
        today=date.fromisoformat(order["today"]),
        brand=brand,
        listener=tell,
        holder=order["title"],
    )
    threading.Thread(target=_obey, args=(sys.stdin.buffer, context), daemon=True).start()
    tell(_outcome(order, context))
    return 0


def _outcome(order: dict[str, Any], context: JobContext) -> Event:
    try:
        lease = order["lease"]
        if lease and context.brand is not None:
            lock.borrow(context.brand, lock.Lease(**lease))
        importlib.import_module(order["module"])
        asked = read_work(order["kind"], order["work"])
        result = run_here(asked, context, job_id=order["job_id"], resumes=order["resumes"])
        return Done(as_json(result))
    except Cancelled:
        return Stopped()
    except AmpDeskError as error:
        return Failed.of(error)
    except Exception as error:  # noqa: BLE001  # the last stand: a bug must reach the window too
        trace = redact(traceback.format_exc())
        sys.stderr.write(trace)
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Failed(
            f"a fault of the program: {type(error).__name__}, {Path(last.filename).name} "
            f"line {last.lineno}",
            "nothing was changed; try again, and report it if it stays",
            order["title"],
            "bug",
        )
    finally:
        context.close()


def _private_output() -> Callable[[Event], None]:
    """Keep the protocol to ourselves; make the usual output the error stream."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    output = os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")
    mutex = threading.Lock()

    def tell(event: Event) -> None:
        with mutex:
            try:
                output.write(to_line(event) + "\n")
                output.flush()
            except OSError:  # the window is gone; `_obey` sees the same
                return

    return tell


def _obey(orders: IO[bytes], context: JobContext) -> None:
    """Wait for the word to stop, or for the window's end; then see that the job stops."""
    said = orders.readline()
    context.cancel()
    if not said:
        threading.Timer(_PATIENCE, os._exit, (1,)).start()


if __name__ == "__main__":
    sys.exit(main())
