"""How an interaction is answered: acknowledged at once, worked on, answered to its caller only.

Discord forgets an interaction that is not acknowledged within three seconds, so that comes first,
before anything is asked of the database.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import discord
import orjson
import structlog

from maneki.channels.discord.book_cards import book_buttons, book_embeds
from maneki.channels.discord.buttons import stars
from maneki.channels.discord.client import (
    INTERACTION_PATIENCE_S,
    INTERACTION_TRIES,
    GatewayClient,
    answered,
)
from maneki.channels.discord.described import destination_name
from maneki.channels.discord.message import LONGEST_CONTENT, cards_and_words
from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.channels.discord.wording import escaped, escaped_sentence, length
from maneki.clock import Clock
from maneki.delivery.pace import TooLongAWaitError
from maneki.errors import InvalidInputError, StoreError
from maneki.model.book_card import BookCard
from maneki.model.outbox import AlertCard
from maneki.model.person import DISCORD, Address, Destination, Person
from maneki.people.desk import PeopleDesk
from maneki.people.feedback import FeedbackDesk
from maneki.people.rollout import Rollout
from maneki.phrases import language_of, say

log = structlog.get_logger(__name__)

LONGEST_SENTENCE = 1500
MOST_ROWS = 5

Interaction = discord.Interaction[GatewayClient]

_EPHEMERAL = 1 << 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is speaking, as the login says: never what somebody typed."""

    address: Address
    person: Person

    @property
    def language(self) -> str:
        return self.person.preferences.language


Components = Sequence[dict[str, Any]]
"""Rows of buttons and menus, in Discord's JSON."""


@dataclass(frozen=True, slots=True)
class File:
    """What somebody may keep."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What the caller reads. `text` is markdown; what it quotes from others is escaped.

    What is said `beside` a message that was pressed on leaves that as it is. `more` follows in
    messages of its own, where one does not hold it; `books` are shown with their buttons.
    """

    text: str
    cards: Sequence[AlertCard] = ()
    components: Components = ()
    beside: bool = False
    books: Sequence[BookCard] = ()
    more: Sequence[str] = ()
    file: File | None = None


def address_of(interaction: Interaction) -> Address:
    return Address(DISCORD, str(interaction.user.id))


def spoken(interaction: Interaction) -> str:
    """The language we speak that is nearest to the caller's own."""
    return language_of(str(interaction.locale))


def components_of(interaction: Interaction) -> Components:
    """What can be pressed on the message that was pressed on."""
    rows: list[Any] = list(interaction.message.components) if interaction.message else []
    return [row.to_dict() for row in rows]


def is_pressed_on_delivery(interaction: Interaction) -> bool:
    """Whether what was pressed on is more than an answer of ours that only the caller sees."""
    message = interaction.message
    return message is not None and not message.flags.ephemeral


Work = Callable[[Caller], Awaitable[Reply]]


class Reception:
    """Receives people. `in_place` answers edit the message that was pressed on, if it is ours."""

    def __init__(
        self,
        *,
        rest: RestClient,
        people: PeopleDesk,
        feedback: FeedbackDesk,
        rollout: Rollout,
        clock: Clock,
    ) -> None:
        self._rest = rest
        self._people = people
        self._feedback = feedback
        self._rollout = rollout
        self._clock = clock
        self._serving = 0
        self._nobody_waits = asyncio.Event()
        self._nobody_waits.set()

    async def serve(self, interaction: Interaction, work: Work, *, in_place: bool = False) -> None:
        """Acknowledge, work, answer. What goes wrong is answered with a sentence as well."""
        self._serving += 1
        self._nobody_waits.clear()
        try:
            await self._serve(interaction, work, in_place=in_place)
        finally:
            self._serving -= 1
            if self._serving == 0:
                self._nobody_waits.set()

    async def finish(self, *, within: float) -> None:
        """Let those who are being served have their answer, for so many seconds at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._nobody_waits.wait()

    async def _serve(self, interaction: Interaction, work: Work, *, in_place: bool) -> None:
        try:
            await interaction.response.defer(ephemeral=True, thinking=not in_place)
        except (discord.HTTPException, NoAnswerError, TooLongAWaitError) as exc:
            # Mostly it has expired (10062): nobody waits for the answer any more.
            log.warning("discord.interaction_lost", interaction=interaction.id, reason=str(exc))
            return
        language = spoken(interaction)
        # What failed can be tried again: the buttons it was asked with stay where they are.
        again = components_of(interaction) if in_place else ()
        is_beside = in_place and is_pressed_on_delivery(interaction)
        reply = Reply(say("discord.trouble", language), (), again, beside=is_beside)
        try:
            reply = await self._worked(interaction, work, reply)
        except StoreError as exc:
            log.warning("discord.store_trouble", reason=str(exc))
        finally:
            # Whatever else happened rises, but nobody is left looking at "thinking ...".
            await self._answer(interaction, reply, language)

    async def _worked(self, interaction: Interaction, work: Work, trouble: Reply) -> Reply:
        address = address_of(interaction)
        person = await self._people.meet(address, locale=str(interaction.locale))
        caller = Caller(address=address, person=person)
        self._note_roles(address, interaction.user)
        try:
            reply, is_done = await work(caller), True
        except InvalidInputError as exc:
            said = escaped_sentence(str(exc), longest=LONGEST_SENTENCE)
            reply, is_done = replace(trouble, text=said), False
        # Only after the work: choosing another destination takes over what waits at a closed one.
        closed = await self._people.heard_from(address)
        if trouble.beside and not reply.beside:
            # A message that stays, and that others may read, is no place for more.
            return reply
        if welcome := await self._rollout.welcome(address):
            reply = replace(reply, text=f"{reply.text}\n\n{welcome}")
        reply = _with_trouble_told(reply, closed, caller.language)
        return await self._with_question(reply, caller) if is_done else reply

    def _note_roles(self, address: Address, user: discord.User | discord.Member) -> None:
        """In direct messages nobody has roles, and that says nothing."""
        if isinstance(user, discord.Member):
            self._rollout.seen(address, roles=_ids(user.roles), among=_ids(user.guild.roles))

    async def _with_question(self, reply: Reply, caller: Caller) -> Reply:
        """The answer, and below it how it goes, if its caller is to be asked and there is room."""
        text = f"{reply.text}\n\n{say('feedback.question', caller.language)}"
        if len(reply.components) >= MOST_ROWS or length(text) > LONGEST_CONTENT:
            return reply
        if not await self._feedback.begin_to_ask(caller.address):
            return reply
        return replace(reply, text=text, components=[*reply.components, *stars()])

    async def _answer(self, interaction: Interaction, reply: Reply, language: str) -> None:
        body = _body_of(reply, language)
        if reply.beside:
            body = {**body, "components": [], "flags": _EPHEMERAL}
        call = _saying(interaction, body) if reply.beside else _editing(interaction, body)
        if reply.file is not None:
            call = replace(call, body=None, form=_with_file(body, reply.file))
        if not await self._answered(interaction, call):
            return
        for text in reply.more:
            body = {"content": text, "allowed_mentions": {"parse": []}, "flags": _EPHEMERAL}
            await self._answered(interaction, _saying(interaction, body))

    async def _answered(self, interaction: Interaction, call: Call) -> bool:
        try:
            answer = await answered(self._rest, call, clock=self._clock, tries=INTERACTION_TRIES)
        except (NoAnswerError, TooLongAWaitError) as exc:
            log.warning("discord.answer_lost", interaction=interaction.id, reason=str(exc))
            return False
        if not answer.is_ok:
            log.warning("discord.answer_refused", interaction=interaction.id, code=answer.code)
        return answer.is_ok


def _body_of(reply: Reply, language: str) -> dict[str, Any]:
    body = {
        **cards_and_words(reply.text, reply.cards, language=language),
        "components": list(reply.components),
        "allowed_mentions": {"parse": []},
    }
    if reply.books:
        body["embeds"] = book_embeds(reply.books, language=language)
        body["components"] = book_buttons(reply.books, language=language)
    return body


def _with_file(body: dict[str, Any], file: File) -> Callable[[], aiohttp.FormData]:
    def build() -> aiohttp.FormData:
        # Quoted names would escape the brackets of files[0], which Discord does not understand.
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", orjson.dumps(body).decode(), content_type="application/json")
        form.add_field(
            "files[0]",
            file.content,
            filename=file.name,
            content_type="application/octet-stream",
        )
        return form

    return build


def _ids(roles: Sequence[discord.Role]) -> set[str]:
    return {str(role.id) for role in roles}


def _with_trouble_told(reply: Reply, closed: Sequence[Destination], language: str) -> Reply:
    """Below the answer, where the caller's alerts cannot be written to; as many as have room."""
    if not closed:
        return reply
    if len(closed) == 1:
        line = say("discord.suspended", language, **_trouble(closed[0], language))
        return replace(reply, text=f"{reply.text}\n\n{line}")
    text = f"{reply.text}\n\n{say('discord.suspended.several', language, count=len(closed))}"
    for one in closed:
        line = "\n• {place}: {reason}".format_map(_trouble(one, language))
        if length(text) + length(line) <= LONGEST_CONTENT:
            text += line
    return replace(reply, text=text)


def _trouble(closed: Destination, language: str) -> dict[str, str]:
    return {
        "place": destination_name(closed, language=language),
        "reason": escaped(closed.suspended_reason or "?", longest=300),
    }


def _editing(interaction: Interaction, body: dict[str, Any]) -> Call:
    """Discord's endpoint for the answer that was promised; an interaction's token opens it."""
    return _call(interaction, "PATCH", "/messages/@original", body)


def _saying(interaction: Interaction, body: dict[str, Any]) -> Call:
    """For an answer besides the one that was promised."""
    return _call(interaction, "POST", "", body)


def _call(interaction: Interaction, method: str, what: str, body: dict[str, Any]) -> Call:
    application, token = interaction.application_id, interaction.token
    return Call(
        method=method,
        path=f"/webhooks/{application}/{token}{what}",
        route=f"{method} /webhooks/{{webhook_id}}/{{webhook_token}}{what}",
        major=f"{application}+{token}",
        body=body,
        is_authorized=False,
        counts_globally=False,
        patience_s=INTERACTION_PATIENCE_S,
    )
