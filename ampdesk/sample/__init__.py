"""Makes the sample brand Fern & Fable: believable export files, and the truth beside them."""

from ampdesk.sample.exports import Exports, SampleError, write_exports

__all__ = ["Exports", "SampleError", "write_exports"]
