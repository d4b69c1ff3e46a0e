"""Answers shown while they are being written.

What is shown is a *draft*: a message of ours that grows, at most every 1.2 seconds, and only where
nobody else wants the request it takes. A frame that finds no room is left out, never queued; the
next one has all of it. The answer itself goes the way of every answer, through the outbox, and
delivery turns the draft into it (`DiscordChannel`): so what is read in the end is exactly what was
to be said, and a crash costs no more than a draft that is left behind.

No draft is begun where an earlier answer is still on its way: it would stand before it.

A draft that nothing came of, because somebody of the shop took the word meanwhile, is deleted.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from maneki.assistant.assistant import OnText, unread
from maneki.channels.discord.answer import Answer
from maneki.channels.discord.frames import frame
from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.channels.discord.typing import ChannelOf
from maneki.clock import Clock
from maneki.delivery.limits import POST_MESSAGE
from maneki.delivery.pace import NoRoomToSpareError, TooLongAWaitError
from maneki.errors import StoreError
from maneki.loops import to_the_end
from maneki.model.conversation import Medium, Place
from maneki.model.ids import ParcelId
from maneki.store import Store

log = structlog.get_logger(__name__)

BETWEEN_S = 1.2
LEFT_AFTER_S = 60.0
"""After so long without its answer a draft is deleted."""
SWEEP_EVERY_S = 15.0
SHORTEST = 40
"""Characters: a shorter beginning is worth no message."""

_Key = tuple[str, str | None]


@dataclass(slots=True)
class _Draft:
    """What is shown of one answer; `message` is its message's id, once there is one."""

    place: Place
    channel: str
    replies_to: str | None
    begun_at: float
    shown_at: float
    message: str | None = None
    shown: str = ""
    is_busy: bool = False
    is_over: bool = False


class Drafts:
    """The drafts of all conversations. They share one budget: what others leave over."""

    def __init__(
        self, rest: RestClient, *, store: Store, channel_of: ChannelOf, clock: Clock
    ) -> None:
        self._rest = rest
        self._store = store
        self._channel_of = channel_of
        self._clock = clock
        self._drafts: dict[_Key, _Draft] = {}
        self._of_parcels: dict[ParcelId, str] = {}

    @asynccontextmanager
    async def writing(self, place: Place, replies_to: str | None) -> AsyncIterator[OnText]:
        """While an answer is being written. An answer that is ready at once is never a draft."""
        channel = self._channel_of(place) if place.medium is Medium.DISCORD else None
        if channel is None:
            yield unread
            return
        now = self._clock.monotonic()
        draft = _Draft(place, channel, replies_to, begun_at=now, shown_at=now)

        async def on_text(text: str) -> None:
            await self._show(draft, text)

        try:
            yield on_text
        finally:
            draft.is_over = True

    async def _show(self, draft: _Draft, text: str) -> None:
        if draft.is_over or draft.is_busy or len(text) < SHORTEST:
            return
        if self._clock.monotonic() - draft.shown_at < BETWEEN_S:
            return
        shown = frame(text)
        if shown == draft.shown:
            return
        draft.is_busy = True
        try:
            if draft.message is None and await self._owes(draft.place):
                return
            # Which message it has become is worth knowing, whatever happens to the answer.
            await to_the_end(self._send(draft, shown))
        finally:
            draft.is_busy = False

    async def _send(self, draft: _Draft, shown: str) -> None:
        answer = await self._given_up_first(_call_of(draft, shown))
        if answer is None or not answer.is_ok or not isinstance(answer.body, dict):
            return
        draft.shown, draft.shown_at = shown, self._clock.monotonic()
        if draft.message is None:
            draft.message = str(answer.body["id"])
            self._drafts[draft.channel, draft.replies_to] = draft

    async def _owes(self, place: Place) -> bool:
        """Whether an earlier answer is on its way there. If nobody can tell, it may be."""
        kind = place.destination_kind
        if kind is None:
            return False
        try:
            async with self._store.reading() as tx:
                return await tx.outbox.owes(kind, place.address)
        except StoreError:
            return True

    async def _given_up_first(self, call: Call) -> Answer | None:
        try:
            return await self._rest.call(call)
        except (NoRoomToSpareError, TooLongAWaitError, NoAnswerError):
            return None

    # Delivery turns them into answers

    def message_for(self, parcel: ParcelId, *, channel: str, replies_to: str | None) -> str | None:
        """The draft's message that a parcel is to become; the same one for every attempt."""
        known = self._of_parcels.get(parcel)
        if known is not None:
            return known
        draft = self._drafts.pop((channel, replies_to), None)
        if draft is None or draft.message is None:
            return None
        self._of_parcels[parcel] = draft.message
        return draft.message

    def settled(self, parcel: ParcelId) -> None:
        """It was sent, or goes as a message of its own."""
        self._of_parcels.pop(parcel, None)

    # What nothing came of

    async def sweep(self) -> bool:
        """Delete drafts that were left. False if there were none."""
        now = self._clock.monotonic()
        left = [
            key
            for key, draft in self._drafts.items()
            if draft.is_over and now - draft.shown_at > LEFT_AFTER_S
        ]
        for key in left:
            await self._delete(self._drafts.pop(key))
        return bool(left)

    async def drop(self, place: Place, replies_to: str | None) -> None:
        """Nothing comes of the draft there, if there is one."""
        channel = self._channel_of(place)
        draft = self._drafts.pop((channel, replies_to), None) if channel else None
        if draft is not None:
            await self._delete(draft)

    async def _delete(self, draft: _Draft) -> None:
        call = Call(
            method="DELETE",
            path=f"/channels/{draft.channel}/messages/{draft.message}",
            route="DELETE /channels/{channel_id}/messages/{message_id}",
            major=draft.channel,
            patience_s=10.0,
            is_repeatable=True,
        )
        if await self._given_up_first(call) is None:
            log.warning("discord.draft_left", message=draft.message)


def _call_of(draft: _Draft, shown: str) -> Call:
    body = {"content": shown, "allowed_mentions": {"parse": []}}
    if draft.message is not None:
        return editing(draft.channel, draft.message, body, if_spare=True)
    if draft.replies_to is not None:
        # Whom it answers is told now: an edit rings nobody.
        reference = {"message_id": draft.replies_to, "fail_if_not_exists": False}
        mentions = {"parse": [], "replied_user": True}
        body = {**body, "message_reference": reference, "allowed_mentions": mentions}
    return Call(
        method="POST",
        path=f"/channels/{draft.channel}/messages",
        route=POST_MESSAGE,
        major=draft.channel,
        body=body,
        if_spare=True,
    )


def editing(channel: str, message: str, body: object, *, if_spare: bool = False) -> Call:
    return Call(
        method="PATCH",
        path=f"/channels/{channel}/messages/{message}",
        route="PATCH /channels/{channel_id}/messages/{message_id}",
        major=channel,
        body=body,
        if_spare=if_spare,
    )
