"""People, the addresses they are reached at, and where they want to hear of things."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from maneki.errors import InvalidInputError
from maneki.model.ids import DestinationId, PersonId, ServerId
from maneki.model.quiet import QuietHours

DISCORD = "discord"
"""The platform's name: of users' addresses and of servers."""
PHONE = "phone"
"""The kind of an address that is a telephone number (E.164)."""

CHECKED_FOR = timedelta(days=1)
"""How long it is believed that somebody is still where they hear of things."""


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a platform knows somebody: `discord:1234`, `phone:+12125550123`."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read `kind:value`. Raises `InvalidInputError`."""
        kind, colon, value = text.partition(":")
        if not (kind and colon and value.strip()):
            raise InvalidInputError(
                f"{text!r} is not an address; write it as kind:value, such as discord:1234."
            )
        return cls(kind, value.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How somebody wants to be spoken to, and when.

    `proxies` maps a market to a proxy buyer's name. While `paused_until` lies ahead, in quiet
    hours and beyond the limits (None: none) alerts are held, not dropped.
    """

    currency: str | None = None
    time_zone: str = "UTC"
    language: str = "en"
    proxies: dict[str, str] = field(default_factory=dict)
    quiet: QuietHours | None = None
    paused_until: datetime | None = None
    most_alerts_a_day: int | None = None
    most_messages_an_hour: int | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: PersonId
    preferences: Preferences
    default_destination_id: DestinationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A Discord guild. `left_at` is set while the bot is not in it."""

    id: ServerId
    external_id: str
    name: str
    left_at: datetime | None = None


class DestinationKind(StrEnum):
    DM = "dm"
    """`address` is the person's user id; `channel_id` the opened channel, once known."""
    CHANNEL = "channel"
    THREAD = "thread"
    """For these two, `address` is the channel's or thread's id."""
    PHONE = "phone"
    """`address` is the number (E.164)."""

    @property
    def is_private(self) -> bool:
        """Whether nobody but its owner ever reads there.

        A private thread is no such place: moderators read it, and whoever is added to it later,
        which nobody tells us, reads all that was written before.
        """
        return self in {DestinationKind.DM, DestinationKind.PHONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where alerts go. It belongs to the person who chose it.

    A suspended destination is not written to; `suspended_reason` says why in a sentence, and
    `refused_code` what its platform said, in the platform's own numbers.
    """

    id: DestinationId
    kind: DestinationKind
    address: str
    person_id: PersonId | None = None
    server_id: ServerId | None = None
    channel_id: str | None = None
    is_age_restricted: bool = False
    set_by_moderator: bool = False
    suspended_at: datetime | None = None
    suspended_reason: str | None = None
    refused_code: int | None = None
    checked_at: datetime | None = None

    @property
    def is_private(self) -> bool:
        """Whether the names of the owner's filters may be shown there."""
        return self.kind.is_private

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    def is_checked(self, now: datetime) -> bool:
        """Whether its owner was found there lately."""
        return self.checked_at is not None and now - self.checked_at < CHECKED_FOR

    def has_to_ask(self, now: datetime) -> bool:
        """Whether something must be asked of the platform before a message can go there: the DM's
        channel, or whether its owner is still in the server.
        """
        if self.kind is DestinationKind.DM:
            return self.channel_id is None
        return self.server_id is not None and not self.is_checked(now)

    def is_at(self, other: Destination) -> bool:
        """Whether both are the same place, whoever they belong to."""
        return (self.kind, self.address) == (other.kind, other.address)
