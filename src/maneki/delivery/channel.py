"""What delivery asks of a way to reach people. Discord is one; text messages are another."""

from __future__ import annotations

from typing import Protocol

from maneki.delivery.outcome import Outcome, Reading
from maneki.model.outbox import Parcel, Waiting
from maneki.model.person import DestinationKind


class Channel(Protocol):
    """Sends one parcel as one message. It never retries: when to try again is not its business.

    Implementations take their pace from the process's `Limiter`, with a patience: a call that
    would have to wait longer than that is `Later`, so that a blocked place does not keep a seat.
    """

    @property
    def kinds(self) -> frozenset[DestinationKind]:
        """The destinations it can reach."""
        ...

    @property
    def remembers_nonces(self) -> bool:
        """Whether it knows a message again that is sent twice with one nonce. If it does not,
        nothing that may have arrived is sent again before somebody looked.
        """
        ...

    def room_for(self, waiting: Waiting) -> int:
        """How many of the items, from the first on, fit into one message; at least one. Pure."""
        ...

    async def send(self, parcel: Parcel) -> Outcome:
        """Send it, once, with its nonce and as plain as its `plainness` says."""
        ...

    async def was_sent(self, parcel: Parcel) -> Reading:
        """Look whether the message is there, when nobody knows and its nonce is forgotten."""
        ...
