"""`/link`, `/unlink`, `/forget` and `/export`: what we know of somebody, and as whom.

A code is typed in a form: what is typed in a channel, or as an option, others may read or find.
"""

from __future__ import annotations

from typing import Any

import discord
import structlog
from discord import app_commands

from maneki.channels.discord.commands.words import described
from maneki.channels.discord.reception import (
    Caller,
    File,
    Interaction,
    Reception,
    Reply,
    spoken,
)
from maneki.channels.discord.rest import NoAnswerError
from maneki.channels.discord.shop_buttons import ShopAction, shop_button, shop_id
from maneki.channels.discord.shopkeeper import Linking, Privacy
from maneki.delivery.pace import TooLongAWaitError
from maneki.errors import InvalidInputError
from maneki.phrases import say

log = structlog.get_logger(__name__)

LONGEST_CODE = 20
LONGEST_NUMBER = 40
FILE_NAME = "maneki-export.json"
_CODE = "code"

Command = app_commands.Command[Any, ..., None]


class LinkCommands:
    def __init__(self, reception: Reception, linking: Linking) -> None:
        self._reception = reception
        self._linking = linking

    def all(self) -> tuple[Command, ...]:
        return (self._link(), self._unlink())

    def _link(self) -> Command:
        @app_commands.command(name="link", description=described("link"))
        @app_commands.describe(phone=described("link.phone"))
        async def link(
            interaction: Interaction,
            phone: app_commands.Range[str, 1, LONGEST_NUMBER] | None = None,
        ) -> None:
            async def work(caller: Caller) -> Reply:
                said = await self._linking.begin(caller.address, phone, language=caller.language)
                label = say("discord.link.enter", caller.language)
                return Reply(said, components=shop_button(ShopAction.ENTER_CODE, label))

            await self._reception.serve(interaction, work)

        return link

    def _unlink(self) -> Command:
        @app_commands.command(name="unlink", description=described("unlink"))
        async def unlink(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                return Reply(await self._linking.undo(caller.address, language=caller.language))

            await self._reception.serve(interaction, work)

        return unlink

    async def show_form(self, interaction: Interaction) -> None:
        """The form is the answer to the press: there is no time to ask anything before."""
        language = spoken(interaction)
        form = discord.ui.Modal(
            title=say("discord.link.title", language), custom_id=shop_id(ShopAction.CODE)
        )
        typed: discord.ui.TextInput[Any] = discord.ui.TextInput(
            label=say("discord.link.label", language),
            custom_id=_CODE,
            min_length=1,
            max_length=LONGEST_CODE,
        )
        form.add_item(typed)
        try:
            await interaction.response.send_modal(form)
        except (discord.HTTPException, NoAnswerError, TooLongAWaitError) as exc:
            log.warning("discord.interaction_lost", interaction=interaction.id, reason=str(exc))

    async def entered(self, interaction: Interaction) -> None:
        """The form was sent off, perhaps to a process that has not shown it."""

        async def work(caller: Caller) -> Reply:
            code = typed_in(dict(interaction.data or {}), _CODE)
            return Reply(await self._linking.enter(caller.address, code, language=caller.language))

        await self._reception.serve(interaction, work)


class PrivacyCommands:
    def __init__(self, reception: Reception, privacy: Privacy) -> None:
        self._reception = reception
        self._privacy = privacy

    def all(self) -> tuple[Command, ...]:
        return (self._forget(), self._export())

    def _forget(self) -> Command:
        @app_commands.command(name="forget", description=described("forget"))
        async def forget(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                label = say("discord.forget.yes", caller.language)
                return Reply(
                    say("discord.forget.sure", caller.language),
                    components=shop_button(ShopAction.FORGET, label),
                )

            await self._reception.serve(interaction, work)

        return forget

    async def forgotten(self, interaction: Interaction) -> None:
        async def work(caller: Caller) -> Reply:
            return Reply(await self._privacy.forget(caller.person))

        await self._reception.serve(interaction, work, in_place=True)

    def _export(self) -> Command:
        @app_commands.command(name="export", description=described("export"))
        async def export(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                content = await self._privacy.export(caller.person)
                return Reply(
                    say("discord.export.here", caller.language), file=File(FILE_NAME, content)
                )

            await self._reception.serve(interaction, work)

        return export


def typed_in(data: dict[str, Any], custom_id: str) -> str:
    """What was typed in a form's field. Raises `InvalidInputError` if there is no such field."""
    for row in data.get("components", ()):
        for part in row.get("components") or [row.get("component") or {}]:
            if part.get("custom_id") == custom_id:
                return str(part.get("value", "")).strip()
    raise InvalidInputError("That form has nothing typed in it.")
