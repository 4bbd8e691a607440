"""Every format that is recognised from its headers."""

from ampdesk.intake.formats import (
    amazon,
    bigcommerce,
    contacts,
    ebay,
    etsy,
    klaviyo,
    lightspeed,
    loyalty,
    magento,
    mailchimp,
    own,
    paypal,
    shopify,
    square,
    squarespace,
    stripe,
    wix,
    woocommerce,
)
from ampdesk.intake.formats.spec import Format

FORMATS: tuple[Format, ...] = (
    *shopify.FORMATS,
    *woocommerce.FORMATS,
    *square.FORMATS,
    *stripe.FORMATS,
    *etsy.FORMATS,
    *amazon.FORMATS,
    *ebay.FORMATS,
    *paypal.FORMATS,
    *squarespace.FORMATS,
    *wix.FORMATS,
    *bigcommerce.FORMATS,
    *magento.FORMATS,
    *lightspeed.FORMATS,
    *klaviyo.FORMATS,
    *mailchimp.FORMATS,
    *contacts.FORMATS,
    *loyalty.FORMATS,
    *own.FORMATS,
)

BY_NAME = {form.name: form for form in FORMATS}
"""Formats by name, as mapping option `format` and saved mappings name them."""
