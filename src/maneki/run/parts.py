"""Which parts of Maneki are on. What a part needs is loaded only where it is."""

from __future__ import annotations

from maneki.errors import SettingsError
from maneki.settings import Settings


def has_shop(settings: Settings) -> bool:
    """Whether there is a shopkeeper. Raises `SettingsError` for texts without one."""
    if "shopkeeper" in settings.parts:
        return True
    if has_texts(settings):
        raise SettingsError(
            "MANEKI_PARTS names sms without shopkeeper: texts are answered by the shopkeeper."
        )
    return False


def has_texts(settings: Settings) -> bool:
    return "sms" in settings.parts
