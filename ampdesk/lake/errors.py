"""What can go wrong with the lake; none of it loses anything, the store is the truth."""

from ampdesk.errors import AmpDeskError


class LakeError(AmpDeskError):
    """The lake could not be read or written; the brand file is as it was."""

    code = "lake_error"


class LakeStaleError(LakeError):
    """Another publish came in between; nothing was published."""

    code = "lake_stale"
