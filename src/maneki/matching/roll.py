"""Filters by numbers: each has an *ordinal*, a small one that is used again when it is gone."""

from __future__ import annotations

from collections.abc import Iterable

from maneki.model.ids import FilterId


class Roll:
    """Who is there, and by which ordinal."""

    def __init__(self) -> None:
        self._ordinals: dict[FilterId, int] = {}
        self._ids: list[FilterId | None] = []
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._ordinals)

    def ordinal(self, filter_id: FilterId) -> int | None:
        return self._ordinals.get(filter_id)

    def ids(self, ordinals: Iterable[int]) -> list[FilterId]:
        """Who has these ordinals. Each of them must be somebody's."""
        return [filter_id for at in ordinals if (filter_id := self._ids[at]) is not None]

    def enter(self, filter_id: FilterId) -> int:
        """The ordinal of somebody who was not there."""
        if self._free:
            ordinal = self._free.pop()
            self._ids[ordinal] = filter_id
        else:
            ordinal = len(self._ids)
            self._ids.append(filter_id)
        self._ordinals[filter_id] = ordinal
        return ordinal

    def leave(self, filter_id: FilterId) -> int | None:
        """The ordinal that somebody had until now, if they were there."""
        ordinal = self._ordinals.pop(filter_id, None)
        if ordinal is not None:
            self._ids[ordinal] = None
            self._free.append(ordinal)
        return ordinal
