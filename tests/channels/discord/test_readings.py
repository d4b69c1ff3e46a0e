"""Where Discord's documentation leaves something open, Maneki works under either reading.

The defaults of `Rules` run in all other tests; here are the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from tests.channels.discord.cards import alert, card, listing
from tests.channels.discord.test_channel import dm_of, packed, place_of, sent_now, without_embeds
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_presses import alerted, press
from tests.channels.discord.town import TOKEN, Town

from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.rest import Call, RestClient
from maneki.clock import SystemClock
from maneki.delivery.outcome import Later, Sent, Stripped, Unreachable
from maneki.delivery.pace import Limiter
from maneki.model.filter import FilterState
from maneki.simulator.discord import (
    ArchivedThreads,
    DiscordSim,
    Quota,
    RouteName,
    Rules,
    Window,
)
from maneki.simulator.discord.rules import (
    Answer,
    Latency,
    Lengths,
    UserAgents,
    WithoutEmbedLinks,
)

READINGS = {
    "fixed windows": Rules(window=Window.FIXED),
    "rolling windows": Rules(window=Window.ROLLING),
    "shared limits without headers": Rules(shared_bucket_headers=False),
    "archived threads reopen": Rules(archived_threads=ArchivedThreads.REOPEN),
    "embeds refused": Rules(without_embed_links=WithoutEmbedLinks.REFUSE),
    "embeds taken out": Rules(without_embed_links=WithoutEmbedLinks.STRIP),
    "lengths in UTF-16": Rules(lengths=Lengths.UTF16),
    "nonces are read back": Rules(nonce_when_read=True),
    "DM quota answers 400": Rules(new_dms_answer=Answer(400, 40003)),
    "closed DMs answer 400": Rules(closed_dms=Answer(400, 50007)),
    "strangers answer 400": Rules(no_mutual_guild=Answer(400, 50278)),
    "expired interactions are unknown": Rules(expired_interaction=Answer(404, 10062)),
    "user agents are looked at": Rules(user_agents=UserAgents.DISCORD_BOT),
    "bans answer 403": Rules(ban_status=403),
    "hidden channels are told": Rules(hide_channels=False),
}


@pytest.fixture
async def channel(town: Town) -> AsyncIterator[DiscordChannel]:
    async with town.rest() as rest:
        yield town.channel(rest)


def under(*names: str) -> pytest.MarkDecorator:
    """Run the test under these readings."""
    return pytest.mark.parametrize("rules", [READINGS[name] for name in names], ids=names)


@under(*READINGS)
async def test_a_command_an_alert_and_a_press_work(town: Town) -> None:
    async with town.awake() as rest:
        made = await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        assert "geos" in made.text
        await press(town, await alerted(town, rest, 1), "stop")
    (mine,) = await town.filters().mine(address(town.ann))
    assert mine.state is FilterState.PAUSED
    assert len(town.sim.dms(town.ann)) == 1
    town.sim.assert_clean()
    assert town.sim.rate_limited == []


@under("archived threads reopen")
async def test_an_archived_thread_that_reopens_gets_its_alert(
    town: Town, channel: DiscordChannel
) -> None:
    thread = town.sim.add_thread(town.alerts, "mine", owner=town.ann)
    place = await place_of(town, town.ann, thread)
    town.sim.archive_thread(thread)
    assert isinstance(await channel.send(packed(place)), Sent)
    assert len(town.sim.messages(thread)) == 1


@under("embeds taken out")
async def test_a_message_without_its_embeds_was_not_delivered(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    without_embeds(town)
    assert isinstance(await channel.send(packed(place)), Stripped)


@under("lengths in UTF-16", "fixed windows")
async def test_texts_are_as_long_as_is_allowed_and_no_longer(
    town: Town, channel: DiscordChannel
) -> None:
    """Coats outside of the basic plane count twice in UTF-16."""
    wordy = card(listing(title="🧥" * 400, brand="🧥" * 200, size="🧥" * 200))
    names = tuple(f"{number} " + "🧥" * 60 for number in range(10))
    parcel = packed(
        await dm_of(town, town.ann),
        *(alert(number, of=wordy, names=names) for number in range(10)),
    )
    assert isinstance(await channel.send(parcel), Sent)
    town.sim.assert_clean()


@under("nonces are read back")
async def test_a_message_is_found_again_by_its_nonce(town: Town, channel: DiscordChannel) -> None:
    made = sent_now(town, packed(await dm_of(town, town.ann)))
    sent = await channel.send(made)
    assert isinstance(sent, Sent)
    found = await channel.was_sent(made)
    assert isinstance(found, Sent)
    assert found.receipt.message_id == sent.receipt.message_id


@pytest.mark.parametrize("rules", [Rules(new_dms=Quota(1, 600), new_dms_answer=Answer(400, 40003))])
async def test_opening_dms_too_fast_is_for_later(town: Town, channel: DiscordChannel) -> None:
    assert isinstance(await channel.send(packed(await dm_of(town, town.ann), nonce="a")), Sent)
    waited = await channel.send(packed(await dm_of(town, town.bob), nonce="b"))
    assert isinstance(waited, Later)
    assert waited.retry_after >= 60


@under("closed DMs answer 400")
async def test_closed_dms_are_unreachable(town: Town, channel: DiscordChannel) -> None:
    town.sim.close_dms(town.ann)
    outcome = await channel.send(packed(await dm_of(town, town.ann)))
    assert isinstance(outcome, Unreachable)


@under("strangers answer 400")
async def test_without_a_common_server_nobody_is_reached(
    town: Town, channel: DiscordChannel
) -> None:
    place = await dm_of(town, town.ann)
    town.sim.leave(town.closet, town.ann)
    assert isinstance(await channel.send(packed(place)), Unreachable)


@under("shared limits without headers")
async def test_a_congested_channel_is_for_later_without_headers(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.congest(town.alerts, seconds=60)
    outcome = await channel.send(packed(place))
    assert isinstance(outcome, Later)
    assert 50 < outcome.retry_after <= 60


# The three shapes of a window, none of which the headers tell

BUSY = Rules(
    quotas={RouteName.MESSAGE_CREATE: Quota(5, 0.5)},
    latency=Latency(median=0.01, spread=0.7, longest=0.2),
)


def posting(channel_id: int, number: int) -> Call:
    return Call(
        method="POST",
        path=f"/channels/{channel_id}/messages",
        route="POST /channels/{channel_id}/messages",
        major=str(channel_id),
        body={"content": str(number)},
    )


@pytest.mark.parametrize("window", list(Window))
@pytest.mark.parametrize(("channels", "messages"), [(1, 20), (8, 12), (120, 1)])
async def test_no_shape_of_window_says_too_fast(
    window: Window, channels: int, messages: int
) -> None:
    clock = SystemClock()
    async with DiscordSim(clock, replace(BUSY, window=window)) as sim:
        application = sim.add_application("Maneki", token=TOKEN)
        guild = sim.add_guild("Closet", bots=[application])
        places = [sim.add_channel(guild, f"c{number}") for number in range(channels)]
        limiter = Limiter(clock)
        async with (
            RestClient(
                base_url=sim.api_url, token=TOKEN, limiter=limiter, clock=clock, user_agent="x"
            ) as rest,
            asyncio.timeout(60),
        ):
            answers = await asyncio.gather(
                *(
                    rest.call(posting(place.id, number))
                    for number in range(messages)
                    for place in places
                )
            )
        assert {answer.status for answer in answers} == {200}
        assert [len(sim.messages(place)) for place in places] == [messages] * channels
        assert sim.rate_limited == []
        sim.assert_clean()
