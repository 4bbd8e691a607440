"""Makes the sample brand Fern & Fable: believable export files, and the truth beside them."""

from ampdesk.sample.exports import BRAND_SETTINGS, Exports, SampleError, write_exports

__all__ = ["BRAND_SETTINGS", "Exports", "SampleError", "write_exports"]
