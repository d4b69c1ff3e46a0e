"""What customers ask the shop by command: `/book`, `/recent`, `/hours` and `/human`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from discord import app_commands

from maneki.channels.discord.book_presses import may_talk, place_of
from maneki.channels.discord.commands.words import described
from maneki.channels.discord.parts import DiscordVoice
from maneki.channels.discord.reception import Caller, Interaction, Reception, Reply
from maneki.channels.discord.shop_servers import Gate
from maneki.channels.discord.shopkeeper import Asking
from maneki.clock import Clock
from maneki.errors import InvalidInputError
from maneki.model.conversation import Inbound, Place, PlaceKind
from maneki.phrases import say

SOURCE = "discord:command"
LONGEST_WORDS = 200

Command = app_commands.Command[Any, ..., None]
WrittenDown = Callable[[Inbound], Awaitable[bool]]


class ShopCommands:
    """The same gate for all of them as for whoever just writes."""

    def __init__(
        self, reception: Reception, *, gate: Gate, written_down: WrittenDown, clock: Clock
    ) -> None:
        self._reception = reception
        self._gate = gate
        self._written_down = written_down
        self._clock = clock

    def asking(self, ask: Asking) -> tuple[Command, ...]:
        return (
            self._book(ask),
            self._recent(ask),
            self._hours(ask),
        )

    def _book(self, ask: Asking) -> Command:
        @app_commands.command(name="book", description=described("book"))
        @app_commands.describe(words=described("book.words"))
        async def book(
            interaction: Interaction, words: app_commands.Range[str, 1, LONGEST_WORDS]
        ) -> None:
            async def work(caller: Caller) -> Reply:
                return await self._asked(interaction, caller, ask, words)

            await self._reception.serve(interaction, work)

        return book

    def _recent(self, ask: Asking) -> Command:
        @app_commands.command(name="recent", description=described("recent"))
        async def recent(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                words = say("discord.command.said.recent", caller.language)
                return await self._asked(interaction, caller, ask, words)

            await self._reception.serve(interaction, work)

        return recent

    def _hours(self, ask: Asking) -> Command:
        @app_commands.command(name="hours", description=described("hours"))
        @app_commands.describe(when=described("hours.when"))
        async def hours(
            interaction: Interaction,
            when: app_commands.Range[str, 1, LONGEST_WORDS] | None = None,
        ) -> None:
            async def work(caller: Caller) -> Reply:
                said = "discord.command.said.hours" + (".when" if when else "")
                words = say(said, caller.language, when=when)
                return await self._asked(interaction, caller, ask, words)

            await self._reception.serve(interaction, work)

        return hours

    async def _asked(
        self, interaction: Interaction, caller: Caller, ask: Asking, words: str
    ) -> Reply:
        """Nobody but the caller reads the answer, and it is as long as it has to be."""
        await self.let_in(interaction, caller)
        answer = await ask(caller.address, place_of(interaction), words)
        parts = DiscordVoice().parts(answer.text) or [""]
        return Reply(parts[0], books=answer.books, more=parts[1:])

    def human(self) -> Command:
        @app_commands.command(name="human", description=described("human"))
        async def human(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                await self.let_in(interaction, caller)
                return await self._called(interaction, caller)

            await self._reception.serve(interaction, work)

        return human

    async def _called(self, interaction: Interaction, caller: Caller) -> Reply:
        """What others would read is none of their business: outside of threads it is answered in
        DMs.
        """
        language, place = caller.language, place_of(interaction)
        if place.kind is PlaceKind.CHANNEL:
            place = Place(kind=PlaceKind.DM, address=caller.address.value)
        inbound = Inbound(
            source=SOURCE,
            external_id=str(interaction.id),
            sender=caller.address,
            place=place,
            text=say("discord.book.said.staff", language),
            received_at=self._clock.now(),
            locale=str(interaction.locale),
        )
        if not await self._written_down(inbound):
            raise InvalidInputError(say("discord.talk.trouble", language))
        is_here = place == place_of(interaction)
        where = say(f"discord.human.{'here' if is_here else 'dms'}", language)
        return Reply(say("discord.human.asked", language, where=where))

    async def let_in(self, interaction: Interaction, caller: Caller) -> None:
        """Raises `InvalidInputError` for whom the server's roles keep out."""
        if not await may_talk(self._gate, interaction):
            raise InvalidInputError(say("discord.talk.not_let_in", caller.language))
