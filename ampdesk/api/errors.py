"""Errors of the doors themselves."""

from ampdesk.errors import AmpDeskError


class MappingFileError(AmpDeskError):
    """A mapping file that cannot be read."""

    code = "mapping"


class SchemaKindError(AmpDeskError):
    """No definition of this kind exists."""

    code = "not_found"


class OutputError(AmpDeskError):
    """A file or form that rows cannot be written to."""

    code = "output"


class CustomerError(AmpDeskError):
    """A question about customers that cannot be answered as asked."""

    code = "customers"
