"""`/done` and `/takeover`: for the shop's staff alone."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from maneki.channels.discord.book_presses import place_of
from maneki.channels.discord.commands.words import described
from maneki.channels.discord.reception import Caller, Interaction, Reception, Reply
from maneki.channels.discord.shop_buttons import ShopAction, shop_button
from maneki.channels.discord.staff import Staff
from maneki.errors import InvalidInputError
from maneki.phrases import say

Command = app_commands.Command[Any, ..., None]


class StaffCommands:
    def __init__(self, reception: Reception, staff: Staff) -> None:
        self._reception = reception
        self._staff = staff

    def all(self) -> tuple[Command, ...]:
        return (self._done(), self._takeover())

    def _done(self) -> Command:
        @app_commands.command(name="done", description=described("done"))
        async def done(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                await self._check(interaction, caller)
                return await self._handed_back(interaction, caller)

            await self._reception.serve(interaction, work)

        return done

    async def _handed_back(self, interaction: Interaction, caller: Caller) -> Reply:
        """With a way back, for whom has handed back too soon."""
        language, thread = caller.language, str(interaction.channel_id)
        conversation_id = await self._staff.conversation_in(thread)
        said = await self._staff.hand_back(thread, language=language)
        if conversation_id is None:
            return Reply(said)
        label = say("discord.staff.take", language)
        return Reply(said, components=shop_button(ShopAction.TAKE, label, conversation_id))

    def _takeover(self) -> Command:
        @app_commands.command(name="takeover", description=described("takeover"))
        async def takeover(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                await self._check(interaction, caller)
                is_taken = await self._staff.take_over_at(place_of(interaction), by=caller.address)
                if is_taken:
                    return Reply(say("discord.staff.taken", caller.language))
                return await self._offered(interaction, caller)

            await self._reception.serve(interaction, work)

        return takeover

    async def _offered(self, interaction: Interaction, caller: Caller) -> Reply:
        """Where no conversation is held, those that are held elsewhere."""
        language = caller.language
        held = await self._staff.held_lately(language, server=str(interaction.guild_id))
        if not held:
            return Reply(say("discord.staff.nobody_here", language))
        rows = [row for id_, name in held for row in shop_button(ShopAction.TAKE, name, id_)]
        return Reply(say("discord.staff.which", language), components=rows)

    async def pressed(self, interaction: Interaction, conversation_id: str) -> None:
        """*Take over* was pressed on a conversation."""

        async def work(caller: Caller) -> Reply:
            await self._check(interaction, caller)
            is_taken = await self._staff.take_over(
                conversation_id, by=caller.address, server=str(interaction.guild_id)
            )
            key = "taken" if is_taken else "nobody_here"
            return Reply(say(f"discord.staff.{key}", caller.language))

        await self._reception.serve(interaction, work)

    async def _check(self, interaction: Interaction, caller: Caller) -> None:
        """Raises `InvalidInputError` for whom is not staff."""
        if not await self._staff.is_staff(interaction.user):
            raise InvalidInputError(say("discord.staff.only", caller.language))
