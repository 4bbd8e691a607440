"""Structured logs without personal data: JSON lines, redacted before they are written.

structlog (with rich and asyncio behind it) is loaded by the first use: it would cost every command
0.3 s.
"""

import logging
import re
from collections.abc import MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
_PHONE = re.compile(r"(?<![\w.-])\+?\d(?:[ ().-]?\d){6,14}(?![\w.-])")
_PERSONAL = frozenset({
    "email", "phone", "given_name", "surname", "full_name", "address", "address2", "postal",
    "birthdate", "value", "secret", "token", "password",
})  # fmt: skip
_SAFE = frozenset({"timestamp", "level", "event_id", "path"})


def redact(text: str) -> str:
    """Replace e-mail addresses and phone numbers by a mark."""
    return _PHONE.sub("[phone]", _EMAIL.sub("[e-mail]", text))


def _clean(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key in _PERSONAL:
            event[key] = "[private]"
        elif isinstance(value, str) and key not in _SAFE:
            event[key] = redact(value)
    return event


def write_to(path: Path) -> None:
    """Send the program's log to one rotating file (1 MiB, three kept), mode 0600."""
    import structlog

    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=1 << 20, backupCount=3, encoding="utf-8")
    path.chmod(0o600)
    root = logging.getLogger("ampdesk")
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _clean,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def logger(name: str) -> Any:
    """Return the structured logger of a package; silent until `write_to` was called."""
    import structlog

    return structlog.wrap_logger(logging.getLogger(f"ampdesk.{name}"))
