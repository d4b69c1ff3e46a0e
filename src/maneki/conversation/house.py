"""What every conversation knows of the shop, and how it keeps house."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from maneki.assistant.spending import Caps
from maneki.conversation.gates import Limits
from maneki.model.conversation import PlaceKind
from maneki.model.person import Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`contact` is how to reach a person of the shop. `newcomer` is how somebody is spoken to who
    has said nothing of that yet.

    `caps` are what texts may cost, by days and months of the shop's `zone`; for twice as much
    nobody is answered by text any more. After `silence` a new conversation begins. Messages that
    follow each other within `joined_sms` (`joined_discord`) are answered together.
    """

    name: str
    contact: str | None = None
    newcomer: Preferences = field(default_factory=Preferences)
    limits: Limits = field(default_factory=Limits)
    caps: Caps = field(default_factory=Caps)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    silence: timedelta = timedelta(hours=3)
    joined_sms: timedelta = timedelta(seconds=1.2)
    joined_discord: timedelta = timedelta(seconds=0.5)

    def joined(self, kind: PlaceKind) -> timedelta:
        """How long it is waited for more of what somebody has begun to say."""
        match kind:
            case PlaceKind.PHONE:
                return self.joined_sms
            case PlaceKind.CONSOLE:
                return timedelta(0)
            case PlaceKind.DM | PlaceKind.THREAD | PlaceKind.CHANNEL:
                return self.joined_discord
