"""What can go wrong while a statement runs."""

from ampdesk.errors import AmpDeskError


class EngineError(AmpDeskError):
    """A statement could not be run; nothing was changed."""

    code = "engine_error"


class OutOfMemoryError(EngineError):
    """The statement needs more memory, or more temporary disk space, than it may take."""

    code = "out_of_memory"


class NotPortableError(EngineError):
    """The expression uses something that an engine does not have."""

    code = "not_portable"
