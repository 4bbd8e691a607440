"""Customers ready to leave: the direct-mail list, its rules, its writers."""

from ampdesk.lists.columns import CHOICES
from ampdesk.lists.mailing import Counts, LeftOut, MailingList, Person, Written
from ampdesk.lists.request import ListError, ListRequest, Purpose, Reason, Rules, read_ids
from ampdesk.lists.writers import write_table

__all__ = [
    "CHOICES",
    "Counts",
    "LeftOut",
    "ListError",
    "ListRequest",
    "MailingList",
    "Person",
    "Purpose",
    "Reason",
    "Rules",
    "Written",
    "read_ids",
    "write_table",
]
