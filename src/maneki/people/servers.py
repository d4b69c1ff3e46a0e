"""Servers that we come into, and the places in them that are worth another try. What is done here
is part of the caller's transaction.
"""

from __future__ import annotations

from maneki.model.person import Destination, Server
from maneki.phrases import is_said, quoted
from maneki.store import Transaction

# What neither a permission nor our presence puts right. Everything else is worth another try
# whenever one of them comes back.
_OVER = (
    "discord.reason.channel_deleted",
    "discord.reason.not_a_text_channel",
    "discord.reason.member_left",
    "discord.reason.user_gone",
)


async def joined(tx: Transaction, external_id: str, *, name: str) -> Server:
    """The server. What its owner calls it stands in sentences of ours."""
    return await tx.servers.joined(external_id, name=quoted(name))


def may_be_put_right(place: Destination) -> bool:
    return place.is_suspended and not is_said(place.suspended_reason, _OVER)


async def resume(tx: Transaction, place: Destination) -> None:
    await tx.destinations.resume(place.id)
    await tx.outbox.resume(place.id)
