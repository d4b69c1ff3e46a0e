"""What is offered while somebody types. Pure.

In lists the last element is completed and the ones before it are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from maneki.channels.discord.embeds import market_name
from maneki.channels.discord.wording import length, plain
from maneki.model.filter import Filter
from maneki.model.zones import zone_names
from maneki.phrases import say

MOST = 25
LONGEST = 100
CURRENCIES = ("JPY", "USD", "EUR", "GBP", "CAD", "AUD", "CHF", "CNY", "HKD", "KRW", "SGD", "TWD")

Labelled = tuple[str, str]
"""What is shown, and what is typed when it is chosen."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is shown as `name` in the list, and typed as `value` when it is chosen."""

    name: str
    value: str


_LAST_SEPARATOR = re.compile(r"(?P<before>.*[,，、;；])?\s*(?P<last>.*)", re.DOTALL)


def in_list(typed: str, suggest: Callable[[str], Iterable[Labelled]]) -> list[Suggestion]:
    """Completions of the last element of a list."""
    split = _LAST_SEPARATOR.fullmatch(typed)
    before, last = (split["before"] or "", split["last"]) if split else ("", typed)
    start = f"{before} " if before else ""
    taken = {part.strip().casefold() for part in re.split("[,，、;；]", before)}
    return _suggestions(
        (f"{start}{label}", f"{start}{value}")
        for label, value in suggest(last)
        if value.casefold() not in taken and label.casefold() not in taken
    )


def brands(suggest: Callable[[str], Sequence[str]]) -> Callable[[str], Iterable[Labelled]]:
    return lambda typed: ((name, name) for name in suggest(typed))


def markets(names: Sequence[str], language: str) -> Callable[[str], Iterable[Labelled]]:
    return _among([(market_name(name, language), name) for name in names])


def labels(kind: type[StrEnum], key: str, language: str) -> Callable[[str], Iterable[Labelled]]:
    return _among([(say(f"{key}.{one}", language), str(one)) for one in kind])


def currencies(typed: str) -> list[Suggestion]:
    return _suggestions(_among([(code, code) for code in CURRENCIES])(typed))


def durations(typed: str, language: str) -> list[Suggestion]:
    """Some that are often meant; what is typed need not be one of them."""
    said = [say(f"holding.suggest.{one}", language) for one in _DURATIONS]
    fitting = list(_among([(one, one) for one in said])(typed))
    wanted = typed.strip()
    return _suggestions(fitting or ([(wanted, wanted)] if wanted else []))


_DURATIONS = ("hour", "night", "day", "weekend", "week")


def zones(typed: str) -> list[Suggestion]:
    """Time zones, by continent or city."""
    wanted = "_".join(typed.split()).casefold()
    by_city = [one for one in zone_names() if one.casefold().partition("/")[2].startswith(wanted)]
    fitting = dict.fromkeys([*by_city, *(one for one in zone_names() if wanted in one.casefold())])
    return _suggestions((one, one) for one in (fitting if wanted else zone_names()))


def own_filters(mine: Sequence[Filter], typed: str) -> list[Suggestion]:
    """One's own filters; a name that is not fit to be sent back stands for its id."""
    shown = ((plain(one.name, longest=LONGEST), one) for one in mine)
    return _suggestions(
        (label or one.id, one.name if label == one.name else one.id)
        for label, one in shown
        if typed.casefold() in one.name.casefold()
    )


def _among(options: Sequence[Labelled]) -> Callable[[str], Iterable[Labelled]]:
    """Those that what is typed occurs in, those that begin with it first."""

    def suggest(typed: str) -> Iterable[Labelled]:
        wanted = typed.strip().casefold()
        fitting = [one for one in options if any(wanted in text.casefold() for text in one)]
        return sorted(
            fitting, key=lambda one: not any(text.casefold().startswith(wanted) for text in one)
        )

    return suggest


def _suggestions(options: Iterable[Labelled]) -> list[Suggestion]:
    fitting = (
        Suggestion(label, value)
        for label, value in options
        if 0 < length(label) <= LONGEST and 0 < length(value) <= LONGEST
    )
    return [one for one, _ in zip(fitting, range(MOST), strict=False)]
