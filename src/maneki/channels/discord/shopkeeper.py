"""What Discord needs of conversations, handed in by whoever wires the program.

Without it there is no shopkeeper on Discord: no messages are listened to and no commands exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from maneki.assistant.assistant import Answer
from maneki.conversation.handover import Handovers
from maneki.conversation.receive import Taken
from maneki.conversation.voice import Voices
from maneki.model.conversation import Inbound, Place
from maneki.model.person import Address
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy


class Rewording(Protocol):
    async def __call__(self, source: str, external_id: str, /, *, text: str) -> bool:
        """Somebody has put a message in other words. False if it is too late for that."""
        ...


class Asking(Protocol):
    async def __call__(self, caller: Address, place: Place, text: str, /) -> Answer:
        """What the assistant says to somebody who asks by a command, and alone reads it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopkeeper:
    """`take` writes a message down, `reword` what it was edited into. `hears_everything`: the
    operator has switched on the intent without which we read only what is addressed to us.
    `staff_channel` is where the staff are told of handovers, where a server has settled nothing
    else; unless `staff_in_public` it is none that everybody can read. `due` is called when
    something may go out. A server chooses among the `personas`.
    """

    take: Callable[[Inbound], Awaitable[Taken]]
    reword: Rewording
    voices: Voices
    due: Callable[[], None]
    shop: str = "the shop"
    hears_everything: bool = False
    ask: Asking | None = None
    linker: Linker | None = None
    privacy: Privacy | None = None
    handovers: Handovers | None = None
    staff_channel: str | None = None
    staff_in_public: bool = False
    personas: tuple[str, ...] = ()
