"""`/rate`: how well Maneki serves one."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from maneki.channels.discord.commands.words import described
from maneki.channels.discord.ratings import Ratings
from maneki.channels.discord.reception import Caller, Interaction, Reception, Reply
from maneki.model.feedback import LEAST, LONGEST_WORDS, MOST


def rate_command(reception: Reception, ratings: Ratings) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="rate", description=described("rate"))
    @app_commands.describe(score=described("rate.score"), words=described("rate.words"))
    async def rate(
        interaction: Interaction,
        score: app_commands.Range[int, LEAST, MOST] | None = None,
        words: app_commands.Range[str, 1, LONGEST_WORDS] | None = None,
    ) -> None:
        async def work(caller: Caller) -> Reply:
            return await ratings.rate(caller, score, words)

        await reception.serve(interaction, work)

    return rate
