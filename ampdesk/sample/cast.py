"""Everyone and everything that the writers of the files look at."""

from dataclasses import dataclass

from ampdesk.sample.accounts import Accounts
from ampdesk.sample.campaigns import Campaigns
from ampdesk.sample.people import People


@dataclass(frozen=True)
class Cast:
    """The people, their accounts, the campaigns they were in, and the last second of today."""

    people: People
    accounts: Accounts
    campaigns: Campaigns
    end: int
