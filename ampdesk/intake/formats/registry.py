"""Every format that is recognised from its headers."""

from ampdesk.intake.formats import klaviyo, loyalty, own, shopify, square
from ampdesk.intake.formats.spec import Format

FORMATS: tuple[Format, ...] = (
    *shopify.FORMATS,
    *square.FORMATS,
    *klaviyo.FORMATS,
    *loyalty.FORMATS,
    *own.FORMATS,
)

BY_NAME = {form.name: form for form in FORMATS}
"""Formats by name, as mapping option `format` and saved mappings name them."""
