"""`/alerts log`: what became of one's alerts."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from maneki.channels.discord.commands.words import described
from maneki.channels.discord.deliveries import MOST, log_page
from maneki.channels.discord.reception import Caller, Interaction, Reception, Reply
from maneki.delivery.desk import DeliveryDesk

USUAL = 5


def log_command(
    reception: Reception, deliveries: DeliveryDesk
) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="log", description=described("alerts.log"))
    @app_commands.describe(count=described("alerts.log.count"))
    async def log(
        interaction: Interaction, count: app_commands.Range[int, 1, MOST] = USUAL
    ) -> None:
        async def work(caller: Caller) -> Reply:
            return await log_page(deliveries, caller, count=count)

        await reception.serve(interaction, work)

    return log
