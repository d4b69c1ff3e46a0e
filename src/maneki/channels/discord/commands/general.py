"""`/alertchannel`, `/currency` and `/help`."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from maneki.channels.discord.commands import suggestions
from maneki.channels.discord.commands.words import described, offered
from maneki.channels.discord.described import destination_name
from maneki.channels.discord.places import (
    TEXT_TYPES,
    THREAD_TYPES,
    choose,
    picked,
    place_of,
)
from maneki.channels.discord.reception import Caller, Interaction, Reception, Reply
from maneki.people.desk import PeopleDesk
from maneki.phrases import say


class PlaceOption(app_commands.Transformer):
    """A channel or thread as Discord describes it, with what the caller may do there.

    The library would look it up in its own memory, where what we may not see is missing.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [*TEXT_TYPES, *THREAD_TYPES]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> Any:
        return value


PickedChannel = app_commands.AppCommandChannel | app_commands.AppCommandThread


def alert_channel_command(
    reception: Reception, people: PeopleDesk
) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="alertchannel", description=described("alertchannel"))
    @app_commands.describe(channel=described("alertchannel.channel"))
    async def alertchannel(
        interaction: Interaction,
        channel: app_commands.Transform[PickedChannel, PlaceOption] | None = None,
    ) -> None:
        async def work(caller: Caller) -> Reply:
            language = caller.language
            if channel is None:
                chosen = await people.choose_dms(caller.address)
            else:
                place = await place_of(interaction, picked(channel), language=language)
                chosen = await choose(people, caller, place, as_default=True)
            key = "private" if chosen.is_private else "shared"
            name = destination_name(chosen, language=language)
            return Reply(say(f"discord.place.chosen_{key}", language, place=name))

        await reception.serve(interaction, work)

    return alertchannel


def currency_command(
    reception: Reception, people: PeopleDesk
) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="currency", description=described("currency"))
    @app_commands.describe(code=described("currency.code"))
    async def currency(interaction: Interaction, code: str) -> None:
        async def work(caller: Caller) -> Reply:
            person = await people.set_currency(caller.address, code)
            chosen = person.preferences.currency
            return Reply(say("discord.currency_set", caller.language, currency=chosen))

        await reception.serve(interaction, work)

    @currency.autocomplete("code")
    async def suggest(_interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(suggestions.currencies(typed))

    return currency


def help_command(
    reception: Reception, *, watches: bool, has_shop: bool
) -> app_commands.Command[Any, ..., None]:
    """Only what is on is told of."""
    keys = ["discord.help"] * watches + ["discord.help.shop"] * has_shop

    @app_commands.command(name="help", description=described("help"))
    async def help_(interaction: Interaction) -> None:
        async def work(caller: Caller) -> Reply:
            return Reply("\n\n".join(say(key, caller.language) for key in keys))

        await reception.serve(interaction, work)

    return help_
