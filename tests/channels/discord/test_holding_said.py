"""What is said about pauses, quiet hours, limits and digests is so."""

from __future__ import annotations

import pytest
from tests.channels.discord.town import Town

from maneki.simulator.discord import NotPossibleError


async def test_discord_takes_no_time_that_is_too_long_to_be_one(town: Town) -> None:
    endless = f"7{' ' * 5990}x"
    async with town.awake():
        for command, options in {
            "alerts pause": {"for": endless},
            "alerts quiet": {"from": endless, "until": "7"},
            "alerts digest": {"filter": "geos", "how": "daily", "at": endless},
        }.items():
            with pytest.raises(NotPossibleError, match="takes 1 to 40 characters"):
                await town.ask(town.ann, command, **options)
