"""Interactions: their three seconds, their fifteen minutes, and what the member gets to see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from maneki.simulator.discord.entities import (
    SimApplication,
    SimChannel,
    SimMessage,
    SimUser,
    walk,
)
from maneki.simulator.discord.journal import Journal, Rule
from maneki.simulator.discord.refusal import as_answer, bad_request, not_found
from maneki.simulator.discord.rules import Rules
from maneki.simulator.discord.world import NotPossibleError, World


class InteractionType(IntEnum):
    PING = 1
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    AUTOCOMPLETE = 8
    MODAL = 9
    PREMIUM = 10
    LAUNCH = 12


_WITH_MESSAGE = frozenset({CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE})
_ON_MESSAGE = frozenset({CallbackType.UPDATE, CallbackType.DEFERRED_UPDATE})
ALLOWED_CALLBACKS = {
    InteractionType.PING: frozenset({CallbackType.PONG}),
    InteractionType.COMMAND: _WITH_MESSAGE | {CallbackType.MODAL},
    InteractionType.COMPONENT: _WITH_MESSAGE | _ON_MESSAGE | {CallbackType.MODAL},
    InteractionType.AUTOCOMPLETE: frozenset({CallbackType.AUTOCOMPLETE}),
    InteractionType.MODAL_SUBMIT: _WITH_MESSAGE | _ON_MESSAGE,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion of an autocomplete."""

    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """A form that was opened for a member. `components` are in JSON shape."""

    custom_id: str
    title: str
    components: list[dict[str, Any]]
    interaction: Interaction

    @property
    def inputs(self) -> list[dict[str, Any]]:
        return [part for part in walk(self.components) if "custom_id" in part]


@dataclass(slots=True, eq=False, kw_only=True)
class InteractionResult:
    """What a member sees of an interaction; it grows for as long as the bot adds to it.

    `acknowledged_after` is in seconds of the simulator's clock and None while (or if) the
    application "did not respond". `messages` holds the first answer, then follow-ups; their
    edits show in the messages themselves. `deleted` counts answers that were taken back.
    """

    user: SimUser
    callback: CallbackType | None = None
    acknowledged_after: float | None = None
    messages: list[SimMessage] = field(default_factory=list)
    updated: SimMessage | None = None
    """The message whose button was pressed, once the bot has changed it."""
    choices: list[Choice] | None = None
    modal: Modal | None = None
    edits: int = 0
    deleted: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_acknowledged(self) -> bool:
        return self.callback is not None

    @property
    def is_deferred(self) -> bool:
        return self.callback in {CallbackType.DEFERRED_MESSAGE, CallbackType.DEFERRED_UPDATE}

    @property
    def is_settled(self) -> bool:
        """Nothing is announced that has not come: a "thinking" message has been replaced."""
        thinking = any(one.is_loading and not one.deleted for one in self.messages)
        return self.is_acknowledged and not thinking

    @property
    def message(self) -> SimMessage:
        """The first answer. Raises `NotPossibleError` if there is none."""
        shown = [one for one in self.messages if not one.is_loading]
        if not shown:
            raise NotPossibleError(f"{self.user.name} was not answered with a message")
        return shown[0]

    @property
    def is_ephemeral(self) -> bool:
        return self.message.is_ephemeral

    @property
    def text(self) -> str:
        """Everything there is to read in all answers."""
        return "\n".join(one.text for one in self.messages if not one.deleted)

    def changed(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_until(
        self, is_so: Callable[[InteractionResult], bool], *, within: float = 5.0
    ) -> InteractionResult:
        """Wait for more to happen. Raises `TimeoutError` after `within` real seconds."""
        async with asyncio.timeout(within):
            while not is_so(self):
                await self._changed.wait()
        return self


@dataclass(slots=True, eq=False, kw_only=True)
class Interaction:
    """One interaction on the server's side. `source` is the message it came from."""

    id: int
    token: str
    application: SimApplication
    type: InteractionType
    user: SimUser
    channel: SimChannel
    begun_at: float
    about: str
    result: InteractionResult
    metadata: dict[str, Any]
    source: SimMessage | None = None
    original: SimMessage | None = None
    callback: CallbackType | None = None
    follow_ups: int = 0
    option_type: int = 3
    """For autocomplete: the type of the option that is being typed."""


class Interactions:
    """All interactions by id and token."""

    def __init__(self, world: World, journal: Journal, rules: Rules) -> None:
        self._world = world
        self._journal = journal
        self._rules = rules
        self._by_token: dict[str, Interaction] = {}

    def begin(
        self,
        *,
        application: SimApplication,
        kind: InteractionType,
        user: SimUser,
        channel: SimChannel,
        about: str,
        metadata: dict[str, Any],
        source: SimMessage | None = None,
        option_type: int = 3,
    ) -> Interaction:
        interaction = Interaction(
            id=self._world.ids.next(),
            token=self._world.secret(length=100),
            application=application,
            type=kind,
            user=user,
            channel=channel,
            begun_at=self._world.clock.monotonic(),
            about=about,
            result=InteractionResult(user=user),
            metadata=metadata,
            source=source,
            option_type=option_type,
        )
        self._by_token[interaction.token] = interaction
        return interaction

    def age(self, interaction: Interaction) -> float:
        return self._world.clock.monotonic() - interaction.begun_at

    def to_answer(self, interaction_id: int, token: str) -> Interaction:
        """The interaction that a first response is for. Raises `Refusal` (10062, 40060)."""
        found = self._by_token.get(token)
        if found is None or found.id != interaction_id:
            raise not_found(10062)
        if found.callback is not None:
            self._broken(Rule.ACKNOWLEDGED_TWICE, found.about)
            raise bad_request(40060)
        if self.age(found) > self._rules.acknowledge_within:
            self._broken(Rule.EXPIRED_INTERACTION, f"{found.about}: answered too late")
            raise not_found(10062)
        return found

    def to_follow(self, application_id: int, token: str) -> Interaction:
        """The interaction that a follow-up is for: it has been answered and still lives."""
        found = self._by_token.get(token)
        if found is None or found.application.id != application_id:
            raise not_found(10015)
        if self.age(found) > self._rules.interaction_life:
            self._broken(Rule.EXPIRED_INTERACTION, f"{found.about}: its token has expired")
            raise as_answer(self._rules.expired_interaction)
        if found.callback is None:
            raise not_found(10015)
        return found

    def was_missed(self, interaction: Interaction) -> None:
        """Nobody acknowledged it in time: the member was told that it did not respond."""
        self._broken(Rule.NOT_ACKNOWLEDGED, interaction.about)

    def _broken(self, rule: Rule, detail: str) -> None:
        self._journal.broken(rule, detail, at=self._world.clock.monotonic())
