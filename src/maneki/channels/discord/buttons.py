"""What can be pressed: buttons and menus, and what a press means. Pure.

A `custom_id` says everything that a press needs (`mk1:<action>:<id>`), so that buttons work for as
long as the message exists, whichever process gets the press. `mk1` is the version of this format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maneki.channels.discord.wording import length, plain, web_address
from maneki.model.feedback import LEAST, MOST
from maneki.model.outbox import Item, Renewal
from maneki.phrases import say
from maneki.phrases.amounts import amount

VERSION = "mk1"
LONGEST_LABEL = 80
LONGEST_CUSTOM_ID = 100
LONGEST_OPTION = 100
LONGEST_LINK = 512
BUTTONS_IN_A_ROW = 5
MOST_BUTTONS = 25

_ROW, _BUTTON, _SELECT = 1, 2, 3
_SECONDARY, _DANGER, _LINK = 2, 4, 5
_IS = "="
_UP = "up"
_THUMBS = {_UP: "👍", "down": "👎"}
_STAR = "★"

_Option = dict[str, str]
"""Of a menu: its label and value, and a description perhaps."""


class Action(StrEnum):
    """What a press does; the id behind it is an alert's, or a filter's for the undoing ones,
    where nothing else is said.
    """

    SNOOZE = "snooze"
    DISMISS = "dismiss"
    STOP = "stop"
    THUMB = "thumb"
    """Whether an alert was of use: its id, and which thumb."""
    RATE = "rate"
    """How well Maneki serves one: a number."""
    UNSNOOZE = "unsnooze"
    UNDISMISS = "undismiss"
    RESUME = "resume"
    UNDELETE = "undelete"
    UNEDIT = "unedit"
    """Takes back an edit: the filter, which revision that was, and what no log says."""
    UNPAUSE = "unpause"
    QUIET = "quiet"
    DIGEST = "digest"
    LIMITS = "limits"
    """These four take back what a command set; behind them stands how it was."""
    LOG = "log"
    """Another page of one's deliveries: how many, and behind which one."""
    RESEND = "resend"
    """What failed is to go once more: the delivery's id."""
    RENEW = "renew"
    """A filter that ends is to go on: its id."""
    PAGE = "page"
    """Another page of a digest: its id, and from which of its alerts on."""


OFFERED = (Action.SNOOZE, Action.DISMISS, Action.STOP)


@dataclass(frozen=True, slots=True)
class Press:
    """What somebody pressed: an action on the thing of this id."""

    action: Action
    subject: str


def read_press(custom_id: str, values: Sequence[str] = ()) -> Press | None:
    """What was pressed, or None if it is not one of our buttons (any more).

    In a menu the id is the chosen value.
    """
    version, _, rest = custom_id.partition(":")
    name, _, subject = rest.partition(":")
    chosen = subject or (values[0] if values else "")
    if version != VERSION or name not in set(Action) or not chosen:
        return None
    return Press(Action(name), chosen)


def custom_id(action: Action, subject: str = "") -> str:
    return f"{VERSION}:{action}:{subject}"


def components_for(
    items: Sequence[Item], *, language: str, is_private: bool = False
) -> list[dict[str, Any]]:
    """Buttons under a single alert, one menu per action under several. Where it `is_private`,
    they may name filters.
    """
    alerts = [item for item in items if item.alert_id is not None and item.card is not None]
    if len(alerts) > 1:
        options = [_option(number, item, language) for number, item in enumerate(alerts, start=1)]
        menus = [_menu(action, options, language) for action in OFFERED]
        return [*menus, _menu(Action.THUMB, _with_thumbs(options), language)]
    if alerts:
        buttons, thumbs = _buttons(alerts[0], language), _thumbs(str(alerts[0].alert_id))
        if len(buttons) + len(thumbs) > BUTTONS_IN_A_ROW:
            return [_row(buttons), _row(thumbs)]
        return [_row([*buttons, *thumbs])]
    notes = [item.note for item in items if item.note is not None]
    if any(note.asks for note in notes):
        return stars()
    renewals = [one for note in notes for one in note.renews]
    return action_rows(_renewing(renewals, is_private=is_private, language=language))


def _renewing(
    renewals: Sequence[Renewal], *, is_private: bool, language: str
) -> list[dict[str, Any]]:
    """One for each; several are told apart by their names, or by numbers where others read."""
    label = say("filters.renew", language)
    single = len(renewals) == 1
    return [
        button(
            Action.RENEW,
            one.id,
            label if single else f"{label}: {one.name if is_private else number}",
        )
        for number, one in enumerate(renewals[:MOST_BUTTONS], start=1)
        if length(custom_id(Action.RENEW, one.id)) <= LONGEST_CUSTOM_ID
    ]


def undo_buttons(
    action: Action, subjects: Sequence[tuple[str, str]], *, language: str
) -> list[dict[str, Any]]:
    """A way back for each (id, name), named where there are several."""
    only = len(subjects) == 1
    label = say("discord.undo", language)
    return action_rows(
        [
            button(action, subject, label if only else f"{label}: {name}")
            for subject, name in subjects[:MOST_BUTTONS]
        ]
    )


def undo_button(action: Action, before: str, language: str) -> list[dict[str, Any]]:
    """A way back to what was before. None where an imported id is too long for a button."""
    if length(custom_id(action, before)) > LONGEST_CUSTOM_ID:
        return []
    return undo_buttons(action, [(before, "")], language=language)


def stars() -> list[dict[str, Any]]:
    """How well it goes, by one press."""
    scores = range(LEAST, MOST + 1)
    return [_row([button(Action.RATE, str(score), f"{score} {_STAR}") for score in scores])]


def read_thumb(subject: str) -> tuple[str, bool]:
    """Which alert a thumb is about, and whether it points up."""
    alert_id, _, thumb = subject.partition(_IS)
    return alert_id, thumb == _UP


def action_rows(buttons: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Buttons in as few rows as hold them."""
    return [
        _row(buttons[start : start + BUTTONS_IN_A_ROW])
        for start in range(0, len(buttons), BUTTONS_IN_A_ROW)
    ]


def without(custom_id: str, components: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows less one button; a row that is empty then goes as well."""
    rows = [
        [part for part in row["components"] if part.get("custom_id") != custom_id]
        for row in components
    ]
    return [_row(parts) for parts in rows if parts]


def marks_in(components: Sequence[Any]) -> frozenset[str]:
    """The ids of the alerts, or of the digest, that a message's components are about."""
    presses = (_press_of(part, value) for part in _parts(components) for value in _values(part))
    return frozenset(press.subject.partition("=")[0] for press in presses if press is not None)


def _parts(components: Sequence[Any]) -> list[dict[str, Any]]:
    return [part for row in components for part in row.get("components", ())]


def _values(part: dict[str, Any]) -> list[str]:
    return [option["value"] for option in part.get("options", ())] or [""]


def _press_of(part: dict[str, Any], value: str) -> Press | None:
    return read_press(part.get("custom_id", ""), [value])


def _row(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"type": _ROW, "components": list(parts)}


def _buttons(item: Item, language: str) -> list[dict[str, Any]]:
    pressed = [
        button(
            action,
            str(item.alert_id),
            say(f"alert.button.{action}", language),
            _DANGER if action is Action.STOP else _SECONDARY,
        )
        for action in OFFERED
    ]
    return [*_open_button(item, language), *pressed]


def _thumbs(alert_id: str) -> list[dict[str, Any]]:
    return [
        button(Action.THUMB, f"{alert_id}{_IS}{thumb}", sign) for thumb, sign in _THUMBS.items()
    ]


def _open_button(item: Item, language: str) -> list[dict[str, Any]]:
    url = web_address(item.card.listing.url if item.card else None, longest=LONGEST_LINK)
    if url is None:
        return []
    return [
        {"type": _BUTTON, "style": _LINK, "label": say("alert.button.open", language), "url": url}
    ]


def button(action: Action, subject: str, label: str, style: int = _SECONDARY) -> dict[str, Any]:
    return {
        "type": _BUTTON,
        "style": style,
        "label": plain(label, longest=LONGEST_LABEL),
        "custom_id": custom_id(action, subject),
    }


def _menu(action: Action, options: Sequence[_Option], language: str) -> dict[str, Any]:
    menu = {
        "type": _SELECT,
        "custom_id": custom_id(action),
        "placeholder": say(f"alert.menu.{action}", language),
        "min_values": 1,
        "max_values": 1,
        "options": list(options),
    }
    return _row([menu])


def _with_thumbs(options: Sequence[_Option]) -> list[_Option]:
    """One menu for both thumbs: each alert is in it twice."""
    return [
        {
            "label": plain(f"{sign} {option['label']}", longest=LONGEST_OPTION),
            "value": f"{option['value']}{_IS}{thumb}",
        }
        for option in options
        for thumb, sign in _THUMBS.items()
    ]


def _option(number: int, item: Item, language: str) -> _Option:
    card = item.card
    assert card is not None  # noqa: S101  (only alerts are given)
    title = plain(card.listing.title, longest=LONGEST_OPTION) or say("alert.untitled", language)
    option = {
        "label": plain(f"{number}. {title}", longest=LONGEST_OPTION),
        "value": str(item.alert_id),
    }
    if card.asking is not None:
        option["description"] = plain(amount(card.asking, language), longest=LONGEST_OPTION)
    return option
