"""Which volume of a series a customer speaks of, as far as their own words tell it. Pure.

A place between two volumes ("book 2.5") is read from the message itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from maneki.assistant.meaning import LAST_POSITION, Slots
from maneki.shop.query import Place
from maneki.shop.volumes import place_in

_BETWEEN = re.compile(r"(?<![0-9.,$€£¥])(?:[0-9]{1,3}[.,][0-9]{1,2}|[0-9]{0,3}½)(?![0-9.,%])")


@dataclass(frozen=True, slots=True)
class Volume:
    """A place in a series, by its number or without one; neither is the whole series."""

    position: str | None = None
    place: Place | None = None

    @property
    def is_whole(self) -> bool:
        return self.position is None and self.place is None


def volume_asked(slots: Slots, text: str) -> Volume:
    """The place in the series that is named; a whole number that was read of "2.5" is no such."""
    if slots.position is None:
        return Volume()
    if slots.position == LAST_POSITION:
        return Volume(place=Place.LAST)
    position = place_in(str(slots.position))
    between = (place_in(one) for one in _BETWEEN.findall(text))
    return Volume(next((one for one in between if position in one.split(".")), position))
