"""What can go wrong with a deletion request, each with its remedy."""

from ampdesk.errors import AmpDeskError


class ErasureError(AmpDeskError):
    """An erasure that cannot begin, or could not be proven."""

    code = "erasure"
