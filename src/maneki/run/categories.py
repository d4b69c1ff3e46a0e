"""The operator's trees of categories."""

from __future__ import annotations

from pathlib import Path

from maneki.errors import InvalidInputError, SettingsError
from maneki.model.category import NO_TREES, CategoryTrees, read_trees
from maneki.settings import Settings


def trees_of(settings: Settings) -> CategoryTrees:
    """Raises `SettingsError` for a file that cannot be used."""
    if settings.categories_file is None:
        return NO_TREES
    try:
        return trees_in(settings.categories_file)
    except InvalidInputError as exc:
        raise SettingsError(f"MANEKI_CATEGORIES_FILE: {exc}") from exc


def trees_in(file: Path) -> CategoryTrees:
    """Raises `InvalidInputError` with the one sentence that says why the file cannot be used."""
    try:
        return read_trees(file.read_bytes())
    except OSError as exc:
        raise InvalidInputError(f"{file} cannot be read: {exc.strerror or exc}.") from exc
    except InvalidInputError as exc:
        raise InvalidInputError(f"{file} cannot be used: {exc}.") from exc
