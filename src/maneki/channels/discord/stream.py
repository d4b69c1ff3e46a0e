"""Answers shown while they are being written.

What is shown is a *draft*: a message of ours that grows, at most every 1.2 seconds, and only where
nobody else wants the request it takes. A frame that finds no room is left out, never queued; the
next one has all of it. The answer itself goes the way of every answer, through the outbox, and
delivery turns the draft into it (`DiscordChannel`): so what is read in the end is exactly what was
to be said.

No draft is begun where an earlier answer is still on its way: it would stand before it.

A draft is written down before Discord is asked for it (`DraftBook`). If Discord's answer is lost,
the same nonce gets it again. One that nothing came of is deleted: at once by the turn that is not
answered, else by a sweep. So are those of a process that died, unless the turn that is taken up
again goes on with them, or delivery finds that they are the answer already.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import structlog

from maneki.assistant.assistant import OnText, unread
from maneki.channels.discord.answer import Answer
from maneki.channels.discord.draft import (
    Draft,
    Key,
    deleting,
    editing,
    fingerprint,
    found_in,
    posting,
    reading,
)
from maneki.channels.discord.draft_book import DraftBook, Fate
from maneki.channels.discord.frames import frame
from maneki.channels.discord.identity import ME
from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.channels.discord.typing import ChannelOf
from maneki.clock import Clock
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
_STANDS_IN = "…"
"""What a draft says that is asked for once more only to be deleted."""


class Drafts:
    """The drafts of all conversations. They share one budget: what others leave over."""

    def __init__(
        self, rest: RestClient, *, store: Store, channel_of: ChannelOf, clock: Clock
    ) -> None:
        self._rest = rest
        self._book = DraftBook(store)
        self._channel_of = channel_of
        self._clock = clock
        self._drafts: dict[Key, Draft] = {}
        self._of_parcels: dict[ParcelId, Draft] = {}
        self._left: list[Draft] = []
        self._over: list[Draft] = []
        """What is only to be forgotten."""
        self._is_recalled = False
        self._recalling = asyncio.Lock()
        self._me: str | None = None

    @asynccontextmanager
    async def writing(self, place: Place, replies_to: str | None) -> AsyncIterator[OnText]:
        """While an answer is being written. An answer that is ready at once is never a draft."""
        channel = self._channel_of(place) if place.medium is Medium.DISCORD else None
        if channel is None:
            yield unread
            return
        draft = Draft(
            nonce=secrets.token_hex(12),
            place=place,
            channel=channel,
            replies_to=replies_to,
            begun_at=self._clock.now(),
            shown_at=self._clock.monotonic(),
        )

        async def on_text(text: str) -> None:
            await self._show(draft, text)

        try:
            yield on_text
        finally:
            draft.is_over = True
            if draft.is_kept and not draft.is_there:
                self._put_away(draft)

    async def _show(self, draft: Draft, text: str) -> None:
        if draft.is_over or draft.is_refused or draft.is_busy or len(text) < SHORTEST:
            return
        if self._clock.monotonic() - draft.shown_at < BETWEEN_S:
            return
        shown = frame(text)
        if shown == draft.shown:
            return
        draft.is_busy = True
        try:
            # Which message it has become is worth knowing, whatever happens to the answer.
            await to_the_end(self._send(draft, shown))
        finally:
            draft.is_busy = False

    async def _send(self, draft: Draft, shown: str) -> None:
        if not draft.is_kept and not await self._begun(draft, shown):
            return
        if draft.message is None:
            await self._post(draft, posting(draft, shown, if_spare=True))
            return
        body = {"content": shown, "allowed_mentions": {"parse": []}}
        call = editing(draft.channel, draft.message, body, if_spare=True)
        answer = await self._given_up_first(call)
        if answer is not None and answer.is_ok:
            draft.shown, draft.shown_at = shown, self._clock.monotonic()
        elif answer is not None and _is_refusal(answer):
            draft.is_refused = True

    async def _begun(self, draft: Draft, shown: str) -> bool:
        """Written down, or what an earlier attempt at the same answer has left is gone on with.
        False if there is to be none.
        """
        try:
            earlier = await self._waiting_at(draft.key)
        except StoreError:
            return False
        if earlier is not None and not await self._book.may_go_on(draft):
            return False
        if earlier is not None and await self._is_found(earlier, quietly=False):
            draft.nonce, draft.message = earlier.nonce, earlier.message
            draft.begun_at, draft.is_kept = earlier.begun_at, True
            self._drafts[draft.key] = draft
            return True
        draft.first, draft.begun_at = fingerprint(shown), self._clock.now()
        if not await self._book.begin(draft):
            return False
        if earlier is not None:
            self._left.append(earlier)
        self._drafts[draft.key] = draft
        return True

    async def _waiting_at(self, key: Key) -> Draft | None:
        """The draft there that nobody adds to any more and that is no answer yet."""
        await self._recall()
        draft = self._drafts.get(key)
        if draft is None or not draft.is_over:
            return None
        if draft.is_from_before:
            [(_, fate)] = await self._book.fates([draft])
            if fate is Fate.ANSWER:
                self._put_away(draft)
                return None
        return draft

    async def _is_found(self, draft: Draft, *, quietly: bool) -> bool:
        """Whether what may be there is there."""
        try:
            await self._resolve(draft, draft.shown or _STANDS_IN, quietly=quietly)
        except (NoAnswerError, TooLongAWaitError):
            return False
        return draft.message is not None

    async def _post(self, draft: Draft, call: Call) -> None:
        """Ask for it, or once more for the same one. Raises nothing: what is not known stays so."""
        try:
            answer = await self._rest.call(call)
        except NoAnswerError as exc:
            draft.may_be_there = draft.may_be_there or exc.may_have_arrived
            return
        except (NoRoomToSpareError, TooLongAWaitError):
            return
        await self._hear(draft, answer)

    async def _hear(self, draft: Draft, answer: Answer) -> None:
        """What Discord says of its message."""
        if answer.is_ok and isinstance(answer.body, dict):
            draft.message, draft.may_be_there = str(answer.body["id"]), False
            # If it was there already it says what it said then.
            draft.shown = str(answer.body.get("content", ""))
            draft.shown_at = self._clock.monotonic()
            await self._book.posted(draft)
        elif answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            draft.may_be_there = True
        elif _is_refusal(answer):
            # Also where it was there, and somebody has deleted it since.
            draft.is_refused, draft.may_be_there = True, False

    async def _resolve(self, draft: Draft, words: str, *, quietly: bool) -> None:
        """Find out which message it is, if it is one. Raises `NoAnswerError`, `TooLongAWaitError`.

        Shortly after it was asked for, asking again tells; later it is looked for.
        """
        if draft.message is not None or not draft.may_be_there:
            return
        if draft.is_remembered(self._clock.now()):
            answer = await self._rest.call(posting(draft, words, quietly=quietly))
            await self._hear(draft, answer)
        else:
            draft.message = await self._looked_for(draft)
            draft.may_be_there = False
        if draft.may_be_there:
            raise NoAnswerError("Discord stumbled over a draft.", may_have_arrived=False)

    async def _looked_for(self, draft: Draft) -> str | None:
        """Where we may not read, nothing is found."""
        if self._me is None:
            me = await self._rest.call(ME)
            self._me = str(me.body["id"]) if me.is_ok else None
        answer = await self._rest.call(reading(draft))
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or self._me is None:
            raise NoAnswerError("Discord does not say what was written.", may_have_arrived=False)
        messages = answer.body if answer.is_ok and isinstance(answer.body, list) else ()
        return found_in(messages, draft, me=self._me)

    async def _given_up_first(self, call: Call) -> Answer | None:
        try:
            return await self._rest.call(call)
        except (NoRoomToSpareError, TooLongAWaitError, NoAnswerError):
            return None

    # Delivery turns them into answers

    async def message_for(
        self, parcel: ParcelId, *, channel: str, replies_to: str | None
    ) -> str | None:
        """The draft's message that a parcel is to become; the same one for every attempt.

        Raises `NoAnswerError` or `TooLongAWaitError` if there may be one and nobody can tell.
        """
        # What is still being written becomes no other answer.
        draft = self._of_parcels.get(parcel) or await self._waiting_at((channel, replies_to))
        if draft is None:
            return None
        await self._resolve(draft, draft.shown or _STANDS_IN, quietly=False)
        if self._drafts.get(draft.key) is draft:
            del self._drafts[draft.key]
        if draft.message is None:
            self._put_away(draft)
            return None
        if draft.is_refused:
            # It can be edited no more; once its answer has come it is deleted.
            self._left.append(draft)
            return None
        self._of_parcels[parcel] = draft
        return draft.message

    def settled(self, parcel: ParcelId, *, is_gone: bool = False) -> None:
        """It was sent, or goes as a message of its own; `is_gone` if somebody deleted the draft."""
        draft = self._of_parcels.pop(parcel, None)
        if draft is not None:
            (self._over if is_gone else self._left).append(draft)

    # What nothing came of

    async def sweep(self) -> bool:
        """Delete drafts that were left, and forget those that are answers by now. False if none
        was deleted. Raises `StoreError`s.
        """
        await self._recall()
        deleted = False
        for draft, fate in await self._book.fates(self._judged()):
            if fate is Fate.OWED:
                continue
            is_deleted = fate is Fate.LEFT and await self._is_deleted(draft)
            if fate is Fate.ANSWER or is_deleted:
                self._put_away(draft)
            deleted = deleted or is_deleted
        over, self._over = self._over, []
        try:
            await self._book.forget(over)
        except StoreError:
            self._over += over
            raise
        return deleted

    def _judged(self) -> list[Draft]:
        """Those that wait for their answer in vain, and those that delivery is done with."""
        now = self._clock.monotonic()
        waiting = [*self._drafts.values(), *self._of_parcels.values()]
        return self._left + [
            one for one in waiting if one.is_over and now - one.shown_at > LEFT_AFTER_S
        ]

    def _put_away(self, draft: Draft) -> None:
        self._over.append(draft)
        self._left = [one for one in self._left if one is not draft]
        if self._drafts.get(draft.key) is draft:
            del self._drafts[draft.key]
        for parcel in [one for one, its in self._of_parcels.items() if its is draft]:
            del self._of_parcels[parcel]

    async def drop(self, place: Place, replies_to: str | None) -> None:
        """Nothing comes of the draft there, if there is one."""
        channel = self._channel_of(place)
        draft = self._drafts.pop((channel, replies_to), None) if channel else None
        if draft is None:
            return
        if await self._is_deleted(draft):
            self._over.append(draft)
        else:
            self._left.append(draft)

    async def _is_deleted(self, draft: Draft) -> bool:
        """False if it is to be tried again later."""
        if not await self._is_found(draft, quietly=True):
            return not draft.may_be_there
        answer = await self._given_up_first(deleting(draft))
        is_done = answer is not None and (answer.is_ok or _is_refusal(answer))
        if not is_done:
            log.warning("discord.draft_left", message=draft.message)
        return is_done

    async def _recall(self) -> None:
        """Once: those of a process that died may have become answers, or may yet."""
        async with self._recalling:
            if self._is_recalled:
                return
            for draft in await self._book.left_before(now=self._clock.monotonic()):
                self._drafts.setdefault(draft.key, draft)
                if self._drafts[draft.key] is not draft:
                    self._left.append(draft)
            self._is_recalled = True


def _is_refusal(answer: Answer) -> bool:
    """Whether asking again would be answered the same."""
    is_passing = answer.status >= 500 or answer.status == HTTPStatus.TOO_MANY_REQUESTS
    return not answer.is_ok and not is_passing
