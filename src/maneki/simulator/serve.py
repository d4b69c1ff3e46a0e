"""The local Discord and the market twin alone, for trying things out by hand."""

from __future__ import annotations

import asyncio
import contextlib

from rich.console import Console

from maneki.clock import SystemClock
from maneki.simulator.discord import DiscordSim, Rules
from maneki.simulator.markets.twin import MarketTwin


async def serve(*, port: int, seconds: float | None) -> None:
    """Serve until cancelled, or for `seconds`; say how Maneki is made to use it."""
    clock = SystemClock()
    console = Console()
    async with contextlib.AsyncExitStack() as stack:
        sim = DiscordSim(clock, Rules())
        await sim.start(port)
        stack.push_async_callback(sim.stop)
        twin = MarketTwin(clock)
        await twin.start(port + 1 if port else 0)
        stack.push_async_callback(twin.stop)
        application = sim.add_application("Maneki")
        guild = sim.add_guild("A server", bots=[application])
        sim.add_channel(guild, "general")
        for name, value in _settings(sim, twin, token=application.token).items():
            console.print(f"[cyan]{name}[/cyan]={value}", highlight=False, soft_wrap=True)
        console.print("\nServing; Ctrl-C stops it.", style="dim")
        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(seconds):
                await asyncio.Event().wait()


def _settings(sim: DiscordSim, twin: MarketTwin, *, token: str) -> dict[str, str]:
    return {
        "DISCORD_BOT_TOKEN": token,
        "MANEKI_DISCORD_API_URL": sim.api_url,
        "MANEKI_DISCORD_GATEWAY_URL": sim.gateway_url,
        "MANEKI_FEEDS": twin.feed_url(),
        "MANEKI_MERCARI_JP_URL": twin.base_url,
        "MANEKI_RATES_URL": f"{twin.base_url}/eurofxref-daily.xml",
    }
