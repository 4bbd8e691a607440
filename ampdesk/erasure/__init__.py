"""Deletion requests: what is held of a person, a copy of it, the erasure and its proof."""

from ampdesk.erasure.errors import ErasureError
from ampdesk.erasure.held import Held, HeldIn, everything, look, write_export
from ampdesk.erasure.person import Person, gather
from ampdesk.erasure.plan import make_plan
from ampdesk.erasure.work import Erased, ErasePerson

__all__ = [
    "ErasePerson",
    "Erased",
    "ErasureError",
    "Held",
    "HeldIn",
    "Person",
    "everything",
    "gather",
    "look",
    "make_plan",
    "write_export",
]
