"""Nothing is asked of Discord past the limiter: every request that it sees has taken a slot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from tests.channels.discord.cards import alert, card, listing
from tests.channels.discord.test_channel import dm_of, packed, sent_now
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_presses import press
from tests.channels.discord.test_servers import boots
from tests.channels.discord.town import TOKEN, QuickClock, Town, living

from maneki.channels.discord.rest import RestClient
from maneki.delivery.outcome import Absent, Sent
from maneki.delivery.pace import Limiter, Slot
from maneki.simulator.discord import FaultKind, RouteName


class NotingLimiter(Limiter):
    """A limiter that notes each slot it hands out, by method and template."""

    def __init__(self, clock: QuickClock) -> None:
        super().__init__(clock)
        self.handed_out: list[str] = []

    @asynccontextmanager
    async def slot(
        self, route: str, major: str | None = None, **options: Any
    ) -> AsyncIterator[Slot]:
        async with super().slot(route, major, **options) as slot:
            self.handed_out.append(route)
            yield slot


def seen(town: Town, known: set[str]) -> Counter[str]:
    """The requests that Discord saw, by the template that fits; by themselves if none does."""
    counted: Counter[str] = Counter()
    for one in town.sim.requests:
        asked = f"{one.method} {one.path.split('?')[0].removeprefix('/api/v10')}"
        fitting = [template for template in known if _pattern(template).fullmatch(asked)]
        # Of two that fit, the one with fewer names to be filled in is meant.
        counted[min(fitting, key=lambda template: template.count("{"), default=asked)] += 1
    return counted


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", template)
    return re.compile("[^/]+".join(map(re.escape, parts)))


async def test_every_request_has_taken_a_slot_of_the_limiter(town: Town) -> None:
    clock = QuickClock()
    limiter = NotingLimiter(clock)
    unlisted = town.sim.add_thread(
        town.alerts, "archived", owner=town.ann, members=[town.application.bot]
    )
    town.sim.archive_thread(unlisted)
    async with (
        RestClient(
            base_url=town.sim.api_url,
            token=TOKEN,
            limiter=limiter,
            clock=clock,
            user_agent="DiscordBot (https://maneki.example, 1)",
        ) as rest,
        living(town.bot(rest, clock=clock)),
    ):
        await _use_everything(town, rest)
        await town.ask(town.ann, "alertchannel", channel=unlisted)
        town.sim.break_next(FaultKind.RESET_ACCEPTED, route=RouteName.INTERACTION_CALLBACK)
        await town.ask(town.ann, "filter list")
        await town.sim.autocomplete(town.ann, town.alerts, "filter show", "name", "g")
    taken = Counter(limiter.handed_out)
    assert seen(town, set(taken)) == taken
    assert set(taken) == EVERY_PATH
    assert town.sim.rate_limited == []


EVERY_PATH = {
    # The client library's own: logging in, its commands, a channel that it does not know.
    "GET /users/@me",
    "GET /oauth2/applications/@me",
    "PUT /applications/{application_id}/commands",
    "GET /channels/{channel_id}",
    # Answering interactions, and looking whether one is answered.
    "POST /interactions/{webhook_id}/{webhook_token}/callback",
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "GET /webhooks/{webhook_id}/{webhook_token}/messages/@original",
    # Delivery: opening DMs, posting, reading back, looking for members.
    "POST /users/@me/channels",
    "POST /channels/{channel_id}/messages",
    "GET /channels/{channel_id}/messages",
    "GET /guilds/{guild_id}/members/{member_id}",
}


async def _use_everything(town: Town, rest: RestClient) -> None:
    """A filter, an alert, a press; a message looked for; an owner looked for; an adult alert."""
    await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
    await town.listed(boots(1))
    await town.deliver(rest)
    await press(town, town.sim.dms(town.ann)[-1], "snooze")
    channel = town.channel(rest)
    assert await channel.was_sent(sent_now(town, packed(await dm_of(town, town.bob)))) == Absent()
    grown = town.sim.add_channel(town.closet, "grown-ups", nsfw=True)
    await town.sim.command(town.ann, grown, "alertchannel", {"channel": grown})
    place = await town.people().default_destination(address(town.ann))
    assert place is not None
    town.clock.move(timedelta(days=2))
    adult = alert(2, of=card(listing(adult=True)))
    assert isinstance(await channel.send(packed(place, adult, nonce="n2", owner=town.ann)), Sent)
