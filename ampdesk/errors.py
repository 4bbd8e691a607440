"""The one family of errors that a user may see: what is wrong, where, and what to do."""


class AmpDeskError(Exception):
    """Something the user can act on; a bug is never an AmpDeskError.

    Reads as ``where: message — remedy`` (one line). `code` is the stable machine name that
    ``--json`` prints (definitions.md, errors); subclasses set their own.
    """

    code = "refused"

    def __init__(self, message: str, *, remedy: str, where: str = "") -> None:
        self.message = message
        self.remedy = remedy
        self.where = where
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message} — {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive pickling between processes although the arguments are keywords."""
        return _rebuild, (type(self), self.message, self.remedy, self.where)

    def as_dict(self) -> dict[str, str]:
        """Return the object of ``{"error": …}`` in machine output."""
        return {
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
            "where": self.where,
        }


def _rebuild(kind: type[AmpDeskError], message: str, remedy: str, where: str) -> AmpDeskError:
    return kind(message, remedy=remedy, where=where)


class DefinitionError(AmpDeskError):
    """A saved or given definition breaks a rule; `where` is the path inside it."""

    code = "definition"


class NotFoundError(AmpDeskError):
    """The named thing does not exist."""

    code = "not_found"


class Cancelled(AmpDeskError):  # noqa: N818  # a state asked for by the user, not a fault
    """The user stopped a job; everything it had begun is taken back."""

    code = "cancelled"

    def __init__(self, message: str = "stopped", *, remedy: str = "", where: str = "") -> None:
        super().__init__(message, remedy=remedy or "start it again when you like", where=where)
