"""Webhooks of channels, posted by through the limiter at the local Discord."""

from __future__ import annotations

import asyncio

import aiohttp
import discord
import pytest
from discord.webhook.async_ import async_context
from structlog.testing import capture_logs

from maneki.channels.discord.client import LimitedAdapter
from maneki.channels.discord.rest import Call, RestClient
from maneki.clock import SystemClock
from maneki.delivery.flow import Cap
from maneki.delivery.limits import Allowance
from maneki.delivery.pace import Limiter
from maneki.simulator.discord import DiscordSim, Rules, SimWebhook, Window
from maneki.simulator.discord.rules import Quota

WITHIN_S = 0.5
AGENT = "DiscordBot (https://maneki.example, 1)"


def posting(webhook: SimWebhook, number: int) -> Call:
    return Call(
        method="POST",
        path=f"/webhooks/{webhook.id}/{webhook.token}",
        route="POST /webhooks/{webhook_id}/{webhook_token}",
        major=f"{webhook.id}+{webhook.token}",
        posts_in=str(webhook.channel_id),
        is_authorized=False,
        body={"content": f"{number}"},
    )


@pytest.mark.parametrize("window", [Window.ROLLING, Window.FIXED])
async def test_two_webhooks_fill_a_channel_and_are_never_refused(window: Window) -> None:
    clock = SystemClock()
    rules = Rules(window=window, channel_webhooks=Quota(6, WITHIN_S, window))
    limiter = Limiter(clock, allowance=Allowance(posting=Cap(6, WITHIN_S)))
    async with DiscordSim(clock, rules) as sim:
        channel = sim.add_channel(sim.add_guild("Archive Club"), "coats")
        webhooks = [sim.add_webhook(channel) for _ in range(2)]
        async with RestClient(
            base_url=sim.api_url, token="bot", limiter=limiter, clock=clock, user_agent=AGENT
        ) as rest:
            with capture_logs() as logged:
                await asyncio.gather(
                    *(rest.call(posting(webhooks[number % 2], number)) for number in range(18))
                )
        assert sorted(int(one.content) for one in sim.messages(channel)) == list(range(18))
        assert sim.rate_limited == []
        sim.assert_clean()
    assert all(webhook.token not in str(logged) for webhook in webhooks)


async def test_the_librarys_webhooks_keep_to_the_pace_too() -> None:
    """They carry no token, but come from our address, which has a limit of its own."""
    clock = SystemClock()
    limiter = Limiter(clock, allowance=Allowance(per_second=10.0, slack=0.0))
    async with DiscordSim(clock, Rules()) as sim:
        channel = sim.add_channel(sim.add_guild("Archive Club"), "coats")
        webhooks = [sim.add_webhook(channel) for _ in range(4)]
        async with (
            RestClient(
                base_url=sim.api_url, token="bot", limiter=limiter, clock=clock, user_agent=AGENT
            ) as rest,
            aiohttp.ClientSession() as session,
        ):
            async_context.set(LimitedAdapter(rest, clock, application_id=lambda: 5))
            began = clock.monotonic()
            for one in webhooks:
                webhook = discord.Webhook.partial(one.id, one.token, session=session)
                await webhook.send("x")
        assert clock.monotonic() - began >= 0.3
        assert len(sim.messages(channel)) == 4
        sim.assert_clean()
