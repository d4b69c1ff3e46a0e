"""The threads that conversations are held in: opened from a message, named, renamed."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from http import HTTPStatus

import discord
import structlog

from maneki.channels.discord.answer import Answer
from maneki.channels.discord.outcomes import UNKNOWN_MESSAGE
from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.channels.discord.wording import plain
from maneki.delivery.pace import TooLongAWaitError

log = structlog.get_logger(__name__)

LONGEST_NAME = 100
_LONGEST_FROM_MESSAGE = 60
_PATIENCE_S = 5.0
_ALREADY_THERE = 160004
_A_DAY = 1440
_PUBLIC = 11


def name_of(text: str, *, otherwise: str) -> str:
    """What a thread is called after the message that began it."""
    return plain(text, longest=_LONGEST_FROM_MESSAGE) or plain(otherwise, longest=LONGEST_NAME)


def may_hold_threads(channel: discord.abc.GuildChannel) -> bool:
    """Whether we may make a thread there and write in it, as far as is known. To ask where we may
    not is an invalid request, and a thread that we may not write in is worse than none.
    """
    mine = channel.permissions_for(channel.guild.me)
    return mine.create_public_threads and mine.send_messages_in_threads


class Gone(Enum):
    """The message that a thread was to hang on is not there any more."""

    GONE = "gone"


class Threads:
    """Somebody waits for these, so nothing here is waited for long."""

    def __init__(self, rest: RestClient) -> None:
        self._rest = rest

    async def open_from(self, message: str, *, channel: str, name: str) -> str | Gone | None:
        """The thread that hangs on a message, made if it is not there; it has the message's id.

        None where we may not make one.
        """
        answer = await self._asked(
            Call(
                method="POST",
                path=f"/channels/{channel}/messages/{message}/threads",
                route="POST /channels/{channel_id}/messages/{message_id}/threads",
                major=channel,
                body={"name": name, "auto_archive_duration": _A_DAY},
                patience_s=_PATIENCE_S,
                priority=1,
                is_repeatable=True,
            )
        )
        if answer is None:
            return None
        if answer.code == UNKNOWN_MESSAGE:
            return Gone.GONE
        return message if answer.is_ok or answer.code == _ALREADY_THERE else None

    async def open_in(self, channel: str, *, name: str) -> str | None:
        """A thread of its own in a channel. None where we may not make one.

        Raises `NoAnswerError` if nobody says what became of it: it may be there.
        """
        call = Call(
            method="POST",
            path=f"/channels/{channel}/threads",
            route="POST /channels/{channel_id}/threads",
            major=channel,
            body={"name": name, "type": _PUBLIC, "auto_archive_duration": 7 * _A_DAY},
            patience_s=_PATIENCE_S,
        )
        try:
            answer = await self._rest.call(call)
        except TooLongAWaitError as exc:
            raise NoAnswerError(str(exc), may_have_arrived=False) from exc
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NoAnswerError(f"Discord answers with {answer.status}.", may_have_arrived=True)
        return str(answer.body["id"]) if answer.is_ok else None

    async def rename(self, thread: str, name: str) -> None:
        """Names change twice in ten minutes at most: one that must wait is left as it is."""
        shown = plain(name, longest=LONGEST_NAME)
        if not shown:
            return
        await self._asked(replace(_changing(thread, name=shown), patience_s=_PATIENCE_S))

    async def _asked(self, call: Call) -> Answer | None:
        """None if Discord does not answer in time."""
        try:
            return await self._rest.call(call)
        except (NoAnswerError, TooLongAWaitError) as exc:
            log.warning("discord.thread_trouble", route=call.route, reason=str(exc))
            return None


def reopening(thread: str) -> Call:
    """For a thread that is archived and not locked: whoever may write in it may do that."""
    return replace(_changing(thread, archived=False), is_repeatable=True)


def _changing(thread: str, **changes: object) -> Call:
    return Call(
        method="PATCH",
        path=f"/channels/{thread}",
        route="PATCH /channels/{channel_id}",
        major=thread,
        body=changes,
    )
