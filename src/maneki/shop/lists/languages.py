"""Languages and countries as lists write them, in the short codes that are kept. Pure."""

from __future__ import annotations

import re

# ISO 639-2, both forms, of what bookshops have most; ISO 639-1 is what we keep.
_SHORT = {
    "eng": "en", "fre": "fr", "fra": "fr", "spa": "es", "ger": "de", "deu": "de", "jpn": "ja",
    "ita": "it", "por": "pt", "dut": "nl", "nld": "nl", "rus": "ru", "chi": "zh", "zho": "zh",
    "kor": "ko", "ara": "ar", "per": "fa", "fas": "fa", "ind": "id", "swe": "sv", "dan": "da",
    "nor": "no", "pol": "pl", "tur": "tr", "fin": "fi", "gre": "el", "ell": "el", "heb": "he",
    "hin": "hi", "cze": "cs", "ces": "cs", "hun": "hu", "rum": "ro", "ron": "ro", "ukr": "uk",
    "vie": "vi", "tha": "th", "lat": "la",
    "english": "en", "japanese": "ja", "french": "fr", "german": "de", "spanish": "es",
    "日本語": "ja", "英語": "en",
}  # fmt: skip
_UNSAID = frozenset({"mul", "und", "zxx", "mis"})
_COUNTRIES = {"UK": "GB", "USA": "US", "JAPAN": "JP", "UNITED STATES": "US", "日本": "JP"}


def language_in(cell: str | None) -> tuple[str | None, str | None]:
    """The language, and the country if the code names one: "en-US" is ("en", "US")."""
    first, *rest = re.split("[-_]", (cell or "").strip())
    language = first.casefold()
    if not language or language in _UNSAID:
        return None, None
    region = rest[-1].upper() if rest and re.fullmatch("[A-Za-z]{2}", rest[-1]) else None
    return _SHORT.get(language, language)[:16], region


def country_in(cell: str | None) -> str | None:
    """ISO 3166-1 alpha-2; what is not known as one is left out."""
    code = (cell or "").strip().upper()
    code = _COUNTRIES.get(code, code)
    return code if re.fullmatch("[A-Z]{2}", code) else None
