"""What is known of a person beyond conversations: what they are called, like and do not like.

Facts are rows of a name and a value, each name once a person. Favourites have names of their own
(`author:terry pratchett`), so that those of two people who become one stand beside each other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from maneki.model.conversation import Fact, Taste
from maneki.model.ids import BookId

NAME = "name"
"""The fact of what somebody is called."""
LONGEST_NAME = 60
LONGEST_FAVOURITE = 100
MOST_FAVOURITES = 20
"""Of one kind: whoever names more is known by the last ones."""
_LONGEST_KEY = 40
_NOT = "not "


class FavouriteKind(StrEnum):
    AUTHOR = "author"
    GENRE = "genre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Favourite:
    """An author or a genre that somebody likes, or (not `is_liked`) does not."""

    kind: FavouriteKind
    value: str
    is_liked: bool = True

    @property
    def group(self) -> str:
        """What facts of its kind are called ahead of the colon."""
        return f"{'' if self.is_liked else _NOT}{self.kind}"

    @property
    def fact(self) -> Fact:
        return Fact(f"{self.group}:{_key(self.value)}", self.value)

    @property
    def opposite(self) -> Favourite:
        return Favourite(kind=self.kind, value=self.value, is_liked=not self.is_liked)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBook:
    """A book that somebody has something to do with, as the catalogue calls it."""

    taste: Taste
    book_id: BookId
    title: str
    authors: tuple[str, ...] = ()


def name_in(facts: Iterable[Fact]) -> str | None:
    return next((one.value for one in facts if one.name == NAME), None)


def favourites_in(facts: Iterable[Fact]) -> tuple[Favourite, ...]:
    """The favourites among facts, in their order."""
    return tuple(found for one in facts if (found := _favourite(one)))


def _favourite(fact: Fact) -> Favourite | None:
    group, colon, _ = fact.name.partition(":")
    kind = group.removeprefix(_NOT)
    if not colon or kind not in {*FavouriteKind}:
        return None
    return Favourite(
        kind=FavouriteKind(kind), value=fact.value, is_liked=not group.startswith(_NOT)
    )


def _key(value: str) -> str:
    """A name or a genre for telling it from others: no case, no points."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in plain).split())[
        :_LONGEST_KEY
    ]
