"""Delivery's way to Discord: one parcel, one message, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from maneki.channels.discord.answer import Answer
from maneki.channels.discord.buttons import marks_in
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.draft import editing
from maneki.channels.discord.embeds import room_for
from maneki.channels.discord.identity import ME
from maneki.channels.discord.members import asking_for, not_there
from maneki.channels.discord.message import (
    is_delivered,
    is_whole,
    message_of,
    says_it_in_words,
)
from maneki.channels.discord.outcomes import (
    THREAD_ARCHIVED,
    UNKNOWN_MESSAGE,
    outcome_of,
)
from maneki.channels.discord.replies import edit_of, reply_in
from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.channels.discord.stream import Drafts
from maneki.channels.discord.threads import reopening
from maneki.clock import Clock
from maneki.delivery.limits import POST_MESSAGE
from maneki.delivery.outcome import (
    Absent,
    CannotTell,
    Later,
    Outcome,
    Reading,
    Refused,
    Sent,
    Stop,
    Stripped,
    Unanswered,
    Unclear,
    Unreachable,
)
from maneki.delivery.pace import TooLongAWaitError
from maneki.model.ids import PersonId
from maneki.model.outbox import Parcel, Receipt, Waiting
from maneki.model.person import DISCORD, Destination, DestinationKind
from maneki.phrases import say
from maneki.store import Store

_DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
LOOK_FIRST_S = 2.0
_PAGE = 100
_MOST_PAGES = 10
_CLOCK_SKEW = timedelta(minutes=2)

_Trouble = Unreachable | Later | Unanswered | Stop
"""Why a parcel could not even be tried: certainly nothing was posted."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message goes and whom it may mention. `is_new` says that the DM was opened now."""

    channel_id: str
    owner: str | None
    users: Mapping[PersonId, str] = field(default_factory=dict)
    is_new: bool = False


class DiscordChannel:
    """Sends parcels to channels, threads and DMs. Remembers the DMs it has opened."""

    def __init__(
        self,
        rest: RestClient,
        *,
        store: Store,
        clock: Clock,
        patience_s: float = 10.0,
        dms: DirectMessages | None = None,
        drafts: Drafts | None = None,
    ) -> None:
        self._rest = rest
        self._drafts = drafts
        self._patience_s = patience_s
        self._store = store
        self._clock = clock
        self._dms = dms or DirectMessages()
        self._my_id: str | None = None

    @property
    def kinds(self) -> frozenset[DestinationKind]:
        return frozenset({DestinationKind.DM, DestinationKind.CHANNEL, DestinationKind.THREAD})

    @property
    def remembers_nonces(self) -> bool:
        return True

    def room_for(self, waiting: Waiting) -> int:
        return room_for(waiting)

    async def send(self, parcel: Parcel) -> Outcome:
        """One attempt. The nonce makes a second one harmless for a few minutes."""
        outcome = await self._attempted(parcel)
        await self._note(parcel.destination, outcome)
        return outcome

    async def _note(self, destination: Destination, outcome: Outcome | Reading) -> None:
        """Keep what Discord said of a destination that takes nothing; the sentence about it is for
        people alone.
        """
        if not isinstance(outcome, Unreachable | Stripped):
            return
        code = outcome.code if isinstance(outcome, Unreachable) else None
        if destination.refused_code != code:
            async with self._store.transaction() as tx:
                await tx.destinations.refused(destination.id, code=code)

    async def _attempted(self, parcel: Parcel) -> Outcome:
        place = await self._place(parcel)
        if not isinstance(place, _Place):
            return place
        if trouble := await self._age_restriction(parcel):
            return trouble
        message = message_of(parcel, owner=place.owner, others=place.users)
        try:
            answer = await self._finished(place, parcel, message)
            if answer is None:
                answer = await self._call(_posting(place, message), parcel)
            if answer.code == THREAD_ARCHIVED and await self._is_reopened(place, parcel):
                if parcel.destination.person_id is None:
                    # The staff's: whether everybody can read there by now is looked at first.
                    return Later(LOOK_FIRST_S, "the thread was reopened")
                answer = await self._call(_posting(place, message), parcel)
        except TooLongAWaitError as exc:
            return Later(exc.retry_after, str(exc))
        except NoAnswerError as exc:
            return Unclear(str(exc)) if exc.may_have_arrived else Unanswered(str(exc))
        return self._posted(place, parcel, answer, wanted=message)

    async def _finished(
        self, place: _Place, parcel: Parcel, message: dict[str, Any]
    ) -> Answer | None:
        """Turn the draft of an answer into the answer. None if there is no draft of it (any more)
        that can be.
        """
        reply = reply_in(parcel)
        if reply is None or self._drafts is None:
            return None
        draft = await self._drafts.message_for(
            parcel.id, channel=place.channel_id, replies_to=reply.replies_to
        )
        if draft is None:
            return None
        answer = await self._call(editing(place.channel_id, draft, edit_of(message)), parcel)
        if answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
            self._drafts.settled(parcel.id, is_gone=answer.code == UNKNOWN_MESSAGE)
            return answer if answer.is_ok else None
        return answer

    async def _is_reopened(self, place: _Place, parcel: Parcel) -> bool:
        """Threads are archived when nothing was said in them for a while, or by whoever thinks that
        they are done with. Where somebody waits for an answer, or the staff are to hear of one who
        does, it is opened again.
        """
        if reply_in(parcel) is None:
            return False
        return (await self._call(reopening(place.channel_id), parcel)).is_ok

    def _posted(
        self, place: _Place, parcel: Parcel, answer: Answer, *, wanted: dict[str, Any]
    ) -> Outcome:
        posted = answer.body if answer.is_ok and isinstance(answer.body, dict) else {}
        if isinstance(posted.get("id"), str):
            if says_it_in_words(parcel) or is_whole(posted, wanted):
                return self._sent(place, posted["id"])
            name = say("discord.permission.embed_links", parcel.language)
            return Stripped(say("delivery.reason.lacking", parcel.language, names=name))
        if answer.code == UNKNOWN_MESSAGE:
            # Discord remembers our nonce, but the message has been deleted since: it was there.
            return self._sent(place, "")
        return outcome_of(answer, language=parcel.language)

    def _sent(self, place: _Place, message_id: str) -> Sent:
        receipt = Receipt(
            channel_id=place.channel_id, message_id=message_id, accepted_at=self._clock.now()
        )
        return Sent(receipt, place.channel_id if place.is_new else None)

    async def was_sent(self, parcel: Parcel) -> Reading:
        """Look for the parcel's message among those since its first attempt."""
        reading = await self._read_back(parcel)
        await self._note(parcel.destination, reading)
        return reading

    async def _read_back(self, parcel: Parcel) -> Reading:
        place = await self._place(parcel)
        if not isinstance(place, _Place):
            return place
        if self._my_id is None:
            me = await self._asked(ME, parcel)
            if not isinstance(me, Answer):
                return me
            self._my_id = str(me.body["id"])
        began = (parcel.first_sent_at or self._clock.now()) - _CLOCK_SKEW
        return await self._found(place, parcel, began=_snowflake(began))

    async def _found(self, place: _Place, parcel: Parcel, *, began: int) -> Reading:
        """The newest messages are looked at first, whatever their times: Discord has a clock of
        its own, and ours may be ahead of it. Words alone may have been said before, though.
        """
        wanted = message_of(parcel, owner=place.owner, others=place.users)
        since = 0 if marks_in(wanted.get("components", ())) else began
        before: int | None = None
        for page_number in range(_MOST_PAGES):
            page = await self._asked(_reading(place.channel_id, before), parcel)
            if not isinstance(page, Answer):
                return page
            messages: list[dict[str, Any]] = page.body
            for message in messages:
                is_mine = message["author"]["id"] == self._my_id and int(message["id"]) >= since
                if is_mine and is_delivered(message, wanted, parcel):
                    return self._sent(place, str(message["id"]))
            if not messages and page_number == 0:
                return await self._silence(place, parcel, began)
            before = min((int(message["id"]) for message in messages), default=0)
            if len(messages) < _PAGE or before < began:
                return Absent()
        return CannotTell(say("discord.reason.too_much_to_read", parcel.language))

    async def _silence(self, place: _Place, parcel: Parcel, began: int) -> Reading:
        """Without the right to read back Discord answers with no messages, as if none were there.

        The channel still says what its last message was.
        """
        channel = await self._asked(_looking_at(place.channel_id), parcel)
        if not isinstance(channel, Answer):
            return channel
        if int(channel.body.get("last_message_id") or 0) > began:
            return CannotTell(say("discord.reason.no_history", parcel.language))
        return Absent()

    async def _place(self, parcel: Parcel) -> _Place | _Trouble:
        if parcel.destination.kind is DestinationKind.DM:
            return await self._dm(parcel)
        users = _users(parcel)
        person = parcel.destination.person_id
        owner = users.get(person) if person else None
        if trouble := await self._membership(parcel, owner):
            return trouble
        return _Place(parcel.destination.address, owner, users)

    async def _age_restriction(self, parcel: Parcel) -> _Trouble | None:
        """Make sure that adult listings are still allowed there. A thread is as its channel is."""
        if not (parcel.destination.is_age_restricted and _has_adult(parcel)):
            return None
        place = await self._asked(_looking_at(parcel.destination.address), parcel)
        if isinstance(place, Answer) and parcel.destination.kind is DestinationKind.THREAD:
            place = await self._asked(_looking_at(str(place.body.get("parent_id"))), parcel)
        if not isinstance(place, Answer):
            return place
        if place.body.get("nsfw"):
            return None
        async with self._store.transaction() as tx:
            await tx.destinations.set_age_restricted(parcel.destination.id, is_age_restricted=False)
        # Taken up again, it is without what may not be shown.
        return Later(0.0, "the place is not age-restricted any more")

    async def _dm(self, parcel: Parcel) -> _Place | _Trouble:
        """The DM's channel. Opening is scarce, and what was opened stays the same for ever."""
        user = parcel.destination.address
        if parcel.destination.channel_id is not None:
            return _Place(parcel.destination.channel_id, user)
        if known := self._dms.of(user):
            return _Place(known, user, is_new=self._dms.is_to_be_kept(user))
        opened = await self._asked(_opening(user), parcel)
        if not isinstance(opened, Answer):
            return opened
        channel = str(opened.body["id"])
        self._dms.opened(user, channel)
        return _Place(channel, user, is_new=True)

    async def _membership(self, parcel: Parcel, owner: str | None) -> _Trouble | None:
        """Make sure now and then that the owner is still in the server they hear of things in."""
        destination = parcel.destination
        if destination.is_checked(self._clock.now()):
            return None
        if owner is None or destination.server_id is None:
            return None
        async with self._store.reading() as tx:
            server = await tx.servers.get(destination.server_id)
        if server is None:
            return None
        member = await self._asked(asking_for(server.external_id, owner), parcel)
        if isinstance(member, Answer):
            async with self._store.transaction() as tx:
                await tx.destinations.checked(destination.id)
            return None
        return (
            not_there(member, language=parcel.language)
            if isinstance(member, Unreachable)
            else member
        )

    async def _call(self, call: Call, parcel: Parcel) -> Answer:
        """Whatever a parcel needs is as urgent as the parcel: it holds a seat meanwhile.

        What goes again comes before its like: it had its turn, and holds up its place.
        """
        urgency = max((item.urgency for item in parcel.carried), default=0)
        priority = urgency + (parcel.attempts > 1)
        return await self._rest.call(replace(call, patience_s=self._patience_s, priority=priority))

    async def _asked(self, call: Call, parcel: Parcel) -> Answer | _Trouble:
        """A good answer to a question that posts nothing, or why there is none."""
        try:
            answer = await self._call(replace(call, is_repeatable=True), parcel)
        except TooLongAWaitError as exc:
            return Later(exc.retry_after, str(exc))
        except NoAnswerError as exc:
            return Unanswered(str(exc))
        if answer.is_ok and isinstance(answer.body, dict | list):
            return answer
        outcome = outcome_of(answer, language=parcel.language)
        if isinstance(outcome, Refused):
            # There is no plainer way to ask, whoever is to blame.
            reason = say("discord.reason.refused", parcel.language, code=answer.code)
            return Unreachable(reason, answer.code)
        if isinstance(outcome, Unclear | Sent | Stripped):
            return Unanswered(f"{answer.status}: {answer.message}")
        return outcome


def _users(parcel: Parcel) -> dict[PersonId, str]:
    """Whom a message may mention: what Discord calls those it is for."""
    return {
        person: address.value
        for person, known in parcel.addresses.items()
        for address in reversed(known)
        if address.kind == DISCORD
    }


def _has_adult(parcel: Parcel) -> bool:
    cards = [item.card for item in parcel.carried if item.card]
    cards += [card for item in parcel.items if item.note for card in item.note.cards]
    return any(card.listing.adult for card in cards)


def _snowflake(moment: datetime) -> int:
    """The smallest id of what Discord made at that time."""
    milliseconds = (moment - _DISCORD_EPOCH) // timedelta(milliseconds=1)
    return max(0, milliseconds) << 22


def _posting(place: _Place, message: dict[str, Any]) -> Call:
    return Call(
        method="POST",
        path=f"/channels/{place.channel_id}/messages",
        route=POST_MESSAGE,
        major=place.channel_id,
        body=message,
    )


def _opening(user: str) -> Call:
    path = "/users/@me/channels"
    return Call(method="POST", path=path, route=f"POST {path}", body={"recipient_id": user})


def _reading(channel_id: str, before: int | None) -> Call:
    older = {} if before is None else {"before": str(before)}
    return Call(
        method="GET",
        path=f"/channels/{channel_id}/messages",
        route="GET /channels/{channel_id}/messages",
        major=channel_id,
        params={"limit": str(_PAGE), **older},
    )


def _looking_at(channel_id: str) -> Call:
    return Call(
        method="GET",
        path=f"/channels/{channel_id}",
        route="GET /channels/{channel_id}",
        major=channel_id,
    )
