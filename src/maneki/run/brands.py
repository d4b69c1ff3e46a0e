"""The brands that are known here: those that come with Maneki, and the operator's own."""

from __future__ import annotations

from pathlib import Path

import structlog

from maneki.errors import InvalidInputError, SettingsError
from maneki.matching.brands import BrandDictionary
from maneki.matching.own_brands import OwnBrands, read_own_brands
from maneki.settings import Settings

log = structlog.get_logger(__name__)


def dictionary_of(settings: Settings) -> BrandDictionary:
    """Raises `SettingsError` for a file that cannot be used; what is wrong in it is logged."""
    shipped = BrandDictionary.load()
    file = settings.brands_file
    if file is None:
        return shipped
    try:
        own = own_brands_in(file, shipped=shipped)
    except InvalidInputError as exc:
        raise SettingsError(f"MANEKI_BRANDS_FILE: {exc}") from exc
    if own.faults:
        # `maneki brands check` says them all.
        first = own.faults[0]
        faults = len(own.faults)
        log.warning(
            "brands.faults", file=str(file), faults=faults, line=first.line, said=first.said
        )
    return shipped.extended(own.rows)


def own_brands_in(file: Path, *, shipped: BrandDictionary) -> OwnBrands:
    """Raises `InvalidInputError` with the one sentence that says why the file cannot be used."""
    try:
        return read_own_brands(file.read_bytes(), shipped=shipped)
    except OSError as exc:
        raise InvalidInputError(f"{file} cannot be read: {exc.strerror or exc}.") from exc
    except InvalidInputError as exc:
        raise InvalidInputError(f"{file} cannot be used: {exc}.") from exc
