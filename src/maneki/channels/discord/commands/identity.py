"""`/link`, `/unlink`, `/forget` and `/export`: what we know of somebody, and as whom.

A code is typed in a form: what is typed in a channel, or as an option, others may read or find.
"""

from __future__ import annotations

from typing import Any

import discord
import orjson
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
from maneki.delivery.pace import TooLongAWaitError
from maneki.errors import InvalidInputError
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.phrases import say

log = structlog.get_logger(__name__)

LONGEST_CODE = 20
LONGEST_NUMBER = 40
FILE_NAME = "maneki-export.json"
_CODE = "code"
_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS

Command = app_commands.Command[Any, ..., None]


class LinkCommands:
    def __init__(self, reception: Reception, linker: Linker) -> None:
        self._reception = reception
        self._linker = linker

    def all(self) -> tuple[Command, ...]:
        return (self._link(), self._unlink())

    def _link(self) -> Command:
        @app_commands.command(name="link", description=described("link"))
        @app_commands.describe(phone=described("link.phone"))
        async def link(
            interaction: Interaction,
            phone: app_commands.Range[str, 1, LONGEST_NUMBER] | None = None,
        ) -> None:
            if phone is None:
                await self.show_form(interaction)
                return
            number: str = phone

            async def work(caller: Caller) -> Reply:
                locale = str(interaction.locale)
                said = await self._linker.text_code(caller.address, number, locale=locale)
                label = say("discord.link.enter", caller.language)
                return Reply(said, components=shop_button(ShopAction.ENTER_CODE, label))

            await self._reception.serve(interaction, work)

        return link

    def _unlink(self) -> Command:
        @app_commands.command(name="unlink", description=described("unlink"))
        async def unlink(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                await self._linker.unlink(caller.address, locale=str(interaction.locale))
                return Reply(say("linking.unlinked", caller.language))

            await self._reception.serve(interaction, work)

        return unlink

    async def show_form(self, interaction: Interaction) -> None:
        """The form is the answer itself: there is no time to ask anything before."""
        language = spoken(interaction)
        form = discord.ui.Modal(
            title=say("discord.link.title", language), custom_id=shop_id(ShopAction.CODE)
        )
        typed: discord.ui.TextInput[Any] = discord.ui.TextInput(
            label=say("discord.link.label", language),
            custom_id=_CODE,
            placeholder=say("discord.link.without", language),
            max_length=LONGEST_CODE,
            required=False,
        )
        form.add_item(typed)
        try:
            await interaction.response.send_modal(form)
        except (discord.HTTPException, NoAnswerError, TooLongAWaitError) as exc:
            log.warning("discord.interaction_lost", interaction=interaction.id, reason=str(exc))

    async def _code_to_text(self, caller: Caller, locale: str) -> str:
        code = await self._linker.start(caller.address, locale=locale)
        return self._linker.said_of(code, asked_from=caller.address, language=caller.language)

    async def entered(self, interaction: Interaction) -> None:
        """The form was sent off, perhaps to a process that has not shown it."""

        async def work(caller: Caller) -> Reply:
            code = typed_in(dict(interaction.data or {}), _CODE)
            if not code:
                return Reply(await self._code_to_text(caller, str(interaction.locale)))
            linked = await self._linker.confirm(
                caller.address, code, locale=str(interaction.locale)
            )
            return Reply(linked.said_in(caller.language))

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
                will_go = await self._privacy.forget(caller.address)
                label = say("discord.forget.yes", caller.language)
                return Reply(
                    f"{will_go.said_in(caller.language)}\n"
                    f"{say('discord.forget.sure', caller.language)}",
                    components=shop_button(ShopAction.FORGET, label),
                )

            await self._reception.serve(interaction, work)

        return forget

    async def forgotten(self, interaction: Interaction) -> None:
        async def work(caller: Caller) -> Reply:
            gone = await self._privacy.forget(caller.address, confirmed=True)
            return Reply(gone.said_in(caller.language))

        await self._reception.serve(interaction, work, in_place=True)

    def _export(self) -> Command:
        @app_commands.command(name="export", description=described("export"))
        async def export(interaction: Interaction) -> None:
            async def work(caller: Caller) -> Reply:
                kept = await self._privacy.export(caller.address)
                file = File(FILE_NAME, orjson.dumps(kept, option=_READABLE))
                return Reply(say("discord.export.here", caller.language), file=file)

            await self._reception.serve(interaction, work)

        return export


def typed_in(data: dict[str, Any], custom_id: str) -> str:
    """What was typed in a form's field. Raises `InvalidInputError` if there is no such field."""
    for row in data.get("components", ()):
        for part in row.get("components") or [row.get("component") or {}]:
            if part.get("custom_id") == custom_id:
                return str(part.get("value", "")).strip()
    raise InvalidInputError("That form has nothing typed in it.")
