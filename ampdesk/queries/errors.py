"""What can be wrong with a user's statement; `where` is its place: line 3, column 14."""

from ampdesk.errors import AmpDeskError


class QueryError(AmpDeskError):
    """The statement cannot be run as it is; nothing was changed."""

    code = "sql"


class QueryRefusedError(QueryError):
    """The statement is not one read-only SELECT over the brand's own tables."""

    code = "sql_refused"


class QueryStoppedError(QueryError):
    """The statement was stopped: by the user, by its time limit, by its memory limit."""

    code = "sql_stopped"
