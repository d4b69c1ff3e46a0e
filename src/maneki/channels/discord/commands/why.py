"""`/alerts why`: why one was told of a listing, or was not."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from maneki.alerts.why import WhyDesk
from maneki.channels.discord.commands.own_filters import own_filters
from maneki.channels.discord.commands.words import described
from maneki.channels.discord.reasons import explained
from maneki.channels.discord.reception import Caller, Interaction, Reception, Reply
from maneki.filters.desk import FilterDesk


def why_command(
    reception: Reception, desk: WhyDesk, filters: FilterDesk
) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="why", description=described("alerts.why"))
    @app_commands.rename(only="filter")
    @app_commands.describe(
        listing=described("alerts.why.listing"), only=described("alerts.why.filter")
    )
    async def why(interaction: Interaction, listing: str, only: str | None = None) -> None:
        async def work(caller: Caller) -> Reply:
            # As people paste it where links are not to unfold.
            written = listing.strip().removeprefix("<").removesuffix(">")
            explanation = await desk.explain(caller.address, written, only=only)
            return Reply(explained(explanation, caller.language))

        await reception.serve(interaction, work)

    @why.autocomplete("only")
    async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await own_filters(filters, interaction, typed)

    return why
