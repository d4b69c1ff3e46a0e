"""What else can be pressed where there is a shopkeeper, and what forms are sent off. Pure.

sk1:<action>:<subject>
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maneki.channels.discord.buttons import LONGEST_CUSTOM_ID, LONGEST_LABEL, action_rows
from maneki.channels.discord.wording import length, plain

VERSION = "sk1"

_BUTTON, _PRIMARY, _SECONDARY, _DANGER = 2, 1, 2, 4


class ShopAction(StrEnum):
    ENTER_CODE = "enter"
    """Opens the form for a code."""
    CODE = "code"
    """The form itself, and what is typed in it."""
    FORGET = "forget"
    TAKE = "take"
    """The id of the conversation that is taken over stands behind it."""


@dataclass(frozen=True, slots=True)
class ShopPress:
    action: ShopAction
    subject: str = ""


def read_shop_press(custom_id: str) -> ShopPress | None:
    version, _, rest = custom_id.partition(":")
    name, _, subject = rest.partition(":")
    if version != VERSION or name not in set(ShopAction):
        return None
    return ShopPress(ShopAction(name), subject)


def shop_id(action: ShopAction, subject: str = "") -> str:
    return f"{VERSION}:{action}:{subject}"


def shop_button(action: ShopAction, label: str, subject: str = "") -> list[dict[str, Any]]:
    """A row of one button. None where what it is about is too long for one."""
    if length(shop_id(action, subject)) > LONGEST_CUSTOM_ID:
        return []
    styles = {ShopAction.FORGET: _DANGER, ShopAction.ENTER_CODE: _PRIMARY}
    button = {
        "type": _BUTTON,
        "style": styles.get(action, _SECONDARY),
        "label": plain(label, longest=LONGEST_LABEL),
        "custom_id": shop_id(action, subject),
    }
    return action_rows([button])
