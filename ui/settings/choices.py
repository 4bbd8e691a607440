"""What can be chosen, by its name in the language of the window, through Babel."""

from functools import cache

LOCALES = (
    "en_US", "en_GB", "en_CA", "en_AU", "de_DE", "de_AT", "de_CH", "fr_FR", "fr_CH", "es_ES",
    "es_MX", "it_IT", "nl_NL", "pt_PT", "pt_BR", "da_DK", "sv_SE", "nb_NO", "fi_FI", "pl_PL",
    "cs_CZ", "tr_TR", "ja_JP", "ko_KR", "zh_CN", "hi_IN", "ar_EG", "he_IL",
)  # fmt: skip


@cache
def currencies(locale: str) -> dict[str, str]:
    """Return "US Dollar (USD)" by code, in the order of the names."""
    from babel import Locale

    names = Locale.parse(locale).currencies
    found = {code: f"{name} ({code})" for code, name in names.items() if len(code) == 3}  # noqa: PLR2004  # ISO 4217
    return dict(sorted(found.items(), key=lambda one: one[1]))


@cache
def countries(locale: str) -> dict[str, str]:
    """Return "Germany (DE)" by code, in the order of the names."""
    from babel import Locale

    names = Locale.parse(locale).territories
    found = {
        code: f"{name} ({code})"
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB"}  # noqa: PLR2004
    }
    return dict(sorted(found.items(), key=lambda one: one[1]))


@cache
def locales(locale: str) -> dict[str, str]:
    """Return "German (Germany): 1.234,50" by code: an example says more than a name."""
    from babel import Locale
    from babel.numbers import format_decimal

    made = {}
    for code in LOCALES:
        name = Locale.parse(code).get_display_name(locale)
        made[code] = f"{name}: {format_decimal(1234.5, format='#,##0.00', locale=code)}"
    return made
