"""The caller's own filters, offered while they type."""

from __future__ import annotations

from discord import app_commands

from maneki.channels.discord.commands import suggestions
from maneki.channels.discord.commands.words import offered
from maneki.channels.discord.reception import Interaction, address_of
from maneki.filters.desk import FilterDesk


async def own_filters(
    filters: FilterDesk, interaction: Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    mine = await filters.mine(address_of(interaction))
    return offered(suggestions.own_filters(mine, typed))
