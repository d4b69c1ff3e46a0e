"""The folder with what the shop says of itself, read once at the start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from maneki.errors import SettingsError
from maneki.shop.hours import ShopHours, read_hours
from maneki.shop.policies import NO_POLICIES, Policies, read_policies

MOST_BYTES = 200_000
"""Of one file: what is larger is no policy that anybody reads to a customer."""


@dataclass(frozen=True, slots=True)
class ShopPapers:
    """`hours` is None if the shop has not written down when it is open."""

    hours: ShopHours | None = None
    policies: Policies = NO_POLICIES


def read_folder(folder: Path | None, *, zone: ZoneInfo) -> ShopPapers:
    """Read `hours.toml` and `policies/*.md`, if there are any. Raises `SettingsError`."""
    if folder is None:
        return ShopPapers()
    if not folder.is_dir():
        raise SettingsError(f"MANEKI_SHOP_FOLDER: {folder} is no folder.")
    hours = folder / "hours.toml"
    pages = sorted((folder / "policies").glob("*.md"))
    return ShopPapers(
        hours=read_hours(_text(hours), zone=zone) if hours.exists() else None,
        policies=read_policies({page.name: _text(page) for page in pages}),
    )


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise SettingsError(f"{file.name} is larger than {MOST_BYTES:,} bytes.")
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{file.name} cannot be read: {exc}.") from exc
