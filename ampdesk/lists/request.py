"""What a mailing list is asked to be: who, which columns, which rules, for whom the file is."""

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from ampdesk.errors import AmpDeskError, DefinitionError
from ampdesk.rfm.ranges import RfmRange


class ListError(AmpDeskError):
    """A list cannot be made as asked."""

    code = "list"


class Purpose(StrEnum):
    """The two writers of architecture.md ruling 12; they are never mixed."""

    SPREADSHEET = "spreadsheet"
    PLATFORM = "platform"


class Reason(StrEnum):
    """Why somebody on the audience gets no piece; the first that holds is the one told."""

    UNKNOWN = "not a customer here"
    NO_ADDRESS = "no complete postal address"
    DO_NOT_MAIL = "asked not to get mail"
    EMPLOYEE = "employee"
    BUSINESS = "business"
    TEST_ACCOUNT = "test account"
    RESELLER = "reseller"
    HOUSEHOLD = "another member of the household gets it"


class Rules(BaseModel):
    """Which suppressions hold; all do unless switched off. The address rule always holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    one_per_household: bool = True
    do_not_mail: bool = True
    employees: bool = True
    businesses: bool = True
    test_accounts: bool = True
    resellers: bool = True


class ListRequest(BaseModel):
    """A direct-mail list: an RFM range or ids, then rules and columns.

    `columns` are names of customer columns (see `ampdesk.lists.columns.CHOICES`); empty means the
    usual ones. `do_not_mail_ids` adds to those marked in the imported files and to the saved list.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "Mailing list"
    range: RfmRange | None = None
    ids: tuple[str, ...] | None = None
    columns: tuple[str, ...] = ()
    rules: Rules = Rules()
    do_not_mail_ids: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_audience(self) -> Self:
        if (self.range is None) == (self.ids is None):
            raise DefinitionError(
                "a list is made from an RFM range or from ids",
                remedy='give one of --rfm "R>=8,F>=6" and --ids FILE',
                where="list",
            )
        return self


def read_ids(path: Path) -> tuple[str, ...]:
    """Read ids from a text or CSV file: the first column, in order, without repeats.

    A first line that is a heading (no id looks like it: `amperity_id`, `id`) is passed over.
    Raises ListError when the file cannot be read or holds no id.
    """
    import csv

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [row[0].strip() for row in csv.reader(file) if row and row[0].strip()]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ListError(
            "the file of ids cannot be read",
            remedy="give a UTF-8 text or CSV file with one id a line",
            where=str(path.name),
        ) from error
    if cells and cells[0].casefold() in {"amperity_id", "id", "amperity id"}:
        cells = cells[1:]
    if not cells:
        raise ListError("no id in it", remedy="put one id on each line", where=path.name)
    return tuple(dict.fromkeys(cells))
