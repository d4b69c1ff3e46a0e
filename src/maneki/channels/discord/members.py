"""Whether somebody is still in the server that they hear of things in.

We are not told who leaves: that would take a privileged intent. So Discord is asked now and then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from maneki.channels.discord.answer import Answer
from maneki.channels.discord.outcomes import SERVER_CODES, outcome_of
from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.clock import Clock
from maneki.delivery.outcome import Unreachable
from maneki.delivery.pace import TooLongAWaitError
from maneki.delivery.suspend import suspend
from maneki.model.person import CHECKED_FOR, DISCORD, Destination
from maneki.phrases import say
from maneki.store import Store, Transaction

ROLL_CALL_EVERY_S = 60.0
ASKED_IN_A_ROW = 20
BETWEEN_S = 1.0
"""Seconds from one to the next, so that it stays a trickle."""
LAST = -1
"""Everything that goes out is more urgent."""
PATIENCE_S = 10.0
IN_GOOD_TIME = timedelta(hours=4)
"""How long before somebody has to be looked for they are."""


def asking_for(guild_id: str, user_id: str) -> Call:
    return Call(
        method="GET",
        path=f"/guilds/{guild_id}/members/{user_id}",
        route="GET /guilds/{guild_id}/members/{member_id}",
        major=guild_id,
    )


def not_there(refusal: Unreachable, *, language: str) -> Unreachable:
    """Why somebody cannot be told anything there, from what Discord said when asked for them."""
    if refusal.code in SERVER_CODES:
        return Unreachable(say("discord.reason.server_gone", language), refusal.code)
    return refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    destination: Destination
    user_id: str
    guild_id: str
    language: str


class RollCall:
    """Looks for the owners of shared destinations before delivery has to.

    So nobody's alert waits for that, and all who share a channel can be told in one message.
    """

    def __init__(self, rest: RestClient, *, store: Store, clock: Clock) -> None:
        self._rest = rest
        self._store = store
        self._clock = clock

    async def step(self) -> bool:
        """Ask for some of those who were not seen for long. False if there was nobody to ask for,
        or this is not the time to ask.
        """
        members = await self._to_ask_for()
        for member in members:
            if not await self._asked_for(member):
                return False
            await self._clock.sleep(BETWEEN_S)
        return bool(members)

    async def _to_ask_for(self) -> Sequence[_Member]:
        async with self._store.reading() as tx:
            before = tx.now - (CHECKED_FOR - IN_GOOD_TIME)
            found = await tx.destinations.unchecked(before=before, limit=ASKED_IN_A_ROW)
            places = await tx.outbox.places([one.id for one in found])
            users = await tx.people.values_of(
                [one.person_id for one in found if one.person_id], kind=DISCORD
            )
            guilds = {one.server_id: await _guild_of(tx, one) for one in found}
        return [
            _Member(
                destination=one,
                user_id=users[one.person_id],
                guild_id=guild,
                language=places[one.id][1].language,
            )
            for one in found
            if one.person_id in users and (guild := guilds[one.server_id]) is not None
        ]

    async def _asked_for(self, member: _Member) -> bool:
        """False if this is not the time to ask."""
        call = replace(
            asking_for(member.guild_id, member.user_id), priority=LAST, patience_s=PATIENCE_S
        )
        try:
            answer = await self._rest.call(call)
        except (NoAnswerError, TooLongAWaitError):
            return False
        if not answer.is_ok:
            return await self._missed(member, answer)
        async with self._store.transaction() as tx:
            await tx.destinations.checked(member.destination.id)
        return True

    async def _missed(self, member: _Member, answer: Answer) -> bool:
        outcome = outcome_of(answer, language=member.language)
        if not isinstance(outcome, Unreachable):
            return False
        why = not_there(outcome, language=member.language)
        async with self._store.transaction() as tx:
            await tx.destinations.refused(member.destination.id, code=why.code)
            await suspend(tx, member.destination, reason=why.reason, language=member.language)
        return True


async def _guild_of(tx: Transaction, destination: Destination) -> str | None:
    server = await tx.servers.get(destination.server_id) if destination.server_id else None
    return server.external_id if server and server.left_at is None else None
