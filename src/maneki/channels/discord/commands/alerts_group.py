"""`/alerts`: what becomes of one's alerts. Each file of commands gives its own part of it."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from maneki.channels.discord.commands.words import described


def alerts_group(*commands: app_commands.Command[Any, ..., None]) -> app_commands.Group:
    group = app_commands.Group(name="alerts", description=described("alerts"))
    for command in commands:
        group.add_command(command)
    return group
