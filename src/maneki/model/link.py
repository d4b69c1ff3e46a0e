"""Two addresses of one person: how that is proved, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from maneki.model.ids import AuditId, DestinationId, LinkCodeId, LinkId, PersonId
from maneki.model.person import DISCORD, PHONE, Address, Preferences

OTHER_KIND = {DISCORD: PHONE, PHONE: DISCORD}
"""What can be linked with what: a person has one of each."""

LINKABLE = frozenset(OTHER_KIND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What somebody enters elsewhere to show that both addresses are theirs."""

    text: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCode:
    """A code that was given out, of which only a digest is kept.

    It adds an address of the kind `wanted_kind` to the person who asked for it; if `wanted` is set
    it was sent to that address, and only whoever asked may enter it.
    """

    id: LinkCodeId
    asked_from: Address
    wanted_kind: str
    wanted: str | None
    tries: int
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAddress:
    """An address and its owner, kept as they are until commit."""

    id: str
    address: Address
    person_id: PersonId
    met_at: datetime
    """Since when its owner is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a link changed that no row remembers, so that it can be undone."""

    before: Preferences
    after: Preferences
    default_before: DestinationId | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Filters that had to be called otherwise, and what they were called."""
    pinned: tuple[str, ...] = ()
    """Filters that went to their owner's default place, and now name it."""
    feedback: tuple[str, ...] = ()
    has_admission: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two people who are one: `absorbed_id` sleeps, with what could not be moved."""

    id: LinkId
    person_id: PersonId
    absorbed_id: PersonId
    address_ids: tuple[str, ...]
    kept: Kept


class Deed(StrEnum):
    LINKED = "linked"
    UNLINKED = "unlinked"
    FORGOTTEN = "forgotten"
    EXPORTED = "exported"
    MOVED_IN = "moved_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something that was done to a person; it says nothing of what they said or are called."""

    id: AuditId
    person_id: PersonId
    deed: Deed
    detail: Mapping[str, object]
    at: datetime
