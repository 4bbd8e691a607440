"""What one erasure will do, decided once and kept in a file until it is done and proven.

The file lies beside the brand, readable by its owner only. It names the person: it has to, for the
work must go on after a kill, and the search at the end must know what it looks for. It is
overwritten and deleted as the last step, when the brand holds nothing of it any more.
"""

import getpass
import os
import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ampdesk.erasure.errors import ErasureError
from ampdesk.erasure.person import Person
from ampdesk.store import Store
from ampdesk.store import erased as keys
from ampdesk.store.opening import sync_folder

NAMESPACE = "erased"  # of the foreign key that holds an erased person's orders together
_SUFFIX = ".json"


class Plan(BaseModel):
    """One erasure: the person, what he becomes, and what is done with copies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    erasure_id: str
    person: Person
    anonymous_id: str
    token: str
    pks: tuple[tuple[str, str, str], ...]  # datasource, pk, pk from now on
    asked_by: str
    asked_at: str
    backups: Literal["rewrite", "delete"] = "rewrite"
    export: str = ""  # the person's own copy: it stays, and is told

    @property
    def keeps_records(self) -> bool:
        """Whether blank records stay, for orders to belong to."""
        return self.person.has_history


def make_plan(
    store: Store, person: Person, *, backups: Literal["rewrite", "delete"], export: str = ""
) -> Plan:
    """Decide what the person becomes: a random id that leads to nobody, and write it down."""
    token = secrets.token_hex(12)
    plan = Plan(
        erasure_id=uuid.uuid4().hex,
        person=person,
        anonymous_id=str(uuid.uuid4()),
        token=token,
        pks=tuple(
            (datasource, pk, f"{NAMESPACE}-{token}-{number}")
            for number, (datasource, pk) in enumerate(person.records, start=1)
        ),
        asked_by=account(),
        asked_at=store.now(),
        backups=backups,
        export=export,
    )
    path = plan_path(store.path, plan.erasure_id)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(plan.model_dump_json())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    return plan


def account() -> str:
    """Return the name of the account at this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a name for its user
        return "unknown"


def folder_of(brand: Path) -> Path:
    """Return the folder of plans beside a brand file."""
    return brand.with_name(brand.name + ".erasing")


def plan_path(brand: Path, erasure_id: str) -> Path:
    """Return where a plan lies."""
    return folder_of(brand) / f"{erasure_id}{_SUFFIX}"


def read_plan(brand: Path, erasure_id: str) -> Plan | None:
    """Return a plan; None when it is done or was called off. Raises ErasureError."""
    path = plan_path(brand, erasure_id)
    try:
        return Plan.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise ErasureError(
            "the plan of this erasure cannot be read",
            remedy="start the erasure again: what was not erased yet is still there",
            where=path.name,
        ) from error


def plans(brand: Path) -> Iterator[str]:
    """Yield the ids of erasures that are not done."""
    for path in sorted(folder_of(brand).glob(f"*{_SUFFIX}")):
        yield path.stem


def forget(brand: Path, erasure_id: str) -> None:
    """Overwrite and delete a plan, and its folder when it was the last."""
    path = plan_path(brand, erasure_id)
    if path.exists():
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(b"\0" * size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    folder = folder_of(brand)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def hashes_of(plan: Plan, salt: str) -> list[tuple[str, str]]:
    """Return (kind, hash) by which an import recognises the person."""
    person = plan.person
    named = [
        *((keys.EMAIL, one) for one in person.emails),
        *((keys.PHONE, one) for one in person.phones),
        *((keys.LOYALTY, one) for one in person.loyalty_ids),
        *((keys.PK, keys.pk_value(*record)) for record in person.records),
        *((keys.FK, keys.fk_value(*pair)) for pair in person.foreign_keys),
    ]
    normal = dict.fromkeys((kind, keys.normal(kind, value)) for kind, value in named)
    return [(kind, keys.digest(salt, kind, value)) for kind, value in normal if value]


def person_hash(plan: Plan, salt: str) -> str:
    """Return the one hash that the record of the erasure keeps."""
    person = plan.person
    if person.emails:
        return keys.digest(salt, keys.EMAIL, person.emails[0])
    return keys.digest(salt, keys.PK, keys.pk_value(*person.records[0]))
