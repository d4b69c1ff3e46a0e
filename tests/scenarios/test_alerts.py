"""The promises of the alert road, told through the whole program."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.scenarios.world import PATIENCE_S, World, a_world, titles, until

from maneki.errors import TokenRejectedError
from maneki.model.listing import Listing, ListingStatus
from maneki.model.money import Money
from maneki.model.outbox import OutboxState
from maneki.simulator.discord import ChannelType, FaultKind, RouteName, Rules, SimMessage
from maneki.store import Store

QUIET_S = 0.7
"""Long enough for several rounds of the loops, so that what must not come would have come."""


def coat(number: int = 1, **facts: object) -> Listing:
    listing = Listing(
        market="vintage_tokyo",
        external_id=f"c-{number}",
        title=f"Rick Owens coat {number}",
        url=f"https://vintage.example/c-{number}",
        price=Money(40_000, "JPY"),
        image_urls=(f"https://pictures.example/c-{number}.jpg",),
    )
    return replace(listing, **facts)  # type: ignore[arg-type]


def on_feed(number: int = 1, **facts: object) -> Listing:
    return replace(coat(number, market="feed", listed_at=None), **facts)  # type: ignore[arg-type]


async def test_a_listing_becomes_one_message_with_everything_that_is_known(world: World) -> None:
    ami = world.member("ami")
    async with world.running():
        await world.says(ami, "currency", code="USD")
        made = await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        assert "coats" in made.text
        await world.push(coat())
        await until(lambda: len(world.alerts_to(ami)) == 1)
    [message] = world.alerts_to(ami)
    [embed] = message.shown_embeds
    assert embed["title"] == "Rick Owens coat 1"
    assert embed["url"] == "https://vintage.example/c-1"
    assert embed["thumbnail"]["url"] == "https://pictures.example/c-1.jpg"
    assert "¥40,000" in embed["description"]
    assert "$" in embed["description"]
    assert "ECB" in embed["description"]
    assert "coats" in embed["description"]
    assert [part.get("url") or part["custom_id"].split(":")[1] for part in _buttons(message)] == [
        "https://vintage.example/c-1",
        "snooze",
        "dismiss",
        "stop",
        "thumb",
        "thumb",
    ]


def _buttons(message: SimMessage) -> list[dict[str, str]]:
    return [part for row in message.components for part in row["components"]]


def button(message: SimMessage, action: str) -> str:
    """The custom id of the button for this action."""
    ids: list[str] = [part["custom_id"] for part in message.interactive]
    return next(one for one in ids if f":{action}:" in one)


async def test_two_filters_of_one_person_make_one_alert(world: World) -> None:
    ami = world.member("ami")
    async with world.running():
        await world.says(ami, "filter create", name="coats", any="coat")
        await world.says(ami, "filter create", name="rick", brands="Rick Owens")
        await world.push(coat())
        await until(lambda: len(world.alerts_to(ami)) == 1)
        await asyncio.sleep(QUIET_S)
    [message] = world.alerts_to(ami)
    assert "coats, rick" in message.text


async def test_a_bumped_listing_is_not_new_and_a_relisted_one_is(world: World) -> None:
    ami = world.member("ami")
    async with world.running() as store:
        await world.says(ami, "filter create", name="coats", brands="Rick Owens", markets="feed")
        await until_visited(store, 1)
        first = world.twin.list_item(on_feed(1, external_id="f-1"))
        await until(lambda: len(world.alerts_to(ami)) == 1)
        world.twin.bump(first)
        await asyncio.sleep(QUIET_S)
        assert len(world.alerts_to(ami)) == 1
        world.twin.relist(first)
        await until(lambda: len(world.alerts_to(ami)) == 2)


async def until_visited(store: Store, searches: int) -> None:
    """Until that many searches have had their first visit."""
    async with asyncio.timeout(10):
        while True:
            async with store.transaction() as tx:
                wanted = await tx.searches.wanted()
            if sum(one.first_visited_at is not None for one in wanted) >= searches:
                return
            await asyncio.sleep(0.02)


async def test_the_first_visit_alerts_nobody_but_shows_its_newest_hits(world: World) -> None:
    ami = world.member("ami")
    for number in range(1, 6):
        world.twin.list_item(on_feed(number, external_id=f"f-{number}"))
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens", markets="feed")
        await until(lambda: len(world.notices_to(ami)) == 1)
        await asyncio.sleep(QUIET_S)
    [notice] = world.notices_to(ami)
    assert "5 listings already fit" in notice.text
    assert len(notice.shown_embeds) == 3
    assert world.alerts_to(ami) == []


async def test_a_price_drop_is_told_with_the_price_before(world: World) -> None:
    ami = world.member("ami")
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        await world.push(coat())
        await until(lambda: len(world.alerts_to(ami)) == 1)
        await world.push(coat(price=Money(30_000, "JPY")))
        await until(lambda: len(world.alerts_to(ami)) == 2)
    dropped = world.alerts_to(ami)[1].shown_embeds[0]
    assert dropped["author"]["name"] == "Price drop"
    assert "~~¥40,000~~ → **¥30,000**" in dropped["description"]


async def states(store: Store) -> list[OutboxState]:
    """Where the alerts stand, the oldest first."""
    async with store.transaction() as tx:
        return [one.state for one in await tx.outbox.journeys()]


async def until_in_state(store: Store, *wanted: OutboxState) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while sorted(await states(store)) != sorted(wanted):  # noqa: ASYNC110  (a database tells nobody)
            await asyncio.sleep(0.05)


async def test_a_listing_that_is_sold_while_its_alert_is_queued_is_never_sent(
    world: World,
) -> None:
    ami = world.member("ami")
    async with world.running() as store:
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        world.sim.break_next(FaultKind.ERROR_503, route=RouteName.MESSAGE_CREATE, times=3)
        await world.push(coat(1), coat(2))
        await until(lambda: posts(world) == 3)
        await world.push(coat(1, status=ListingStatus.SOLD))
        await until_in_state(store, OutboxState.WITHDRAWN, OutboxState.SENT)
    assert titles(world.alerts_to(ami)) == ["Rick Owens coat 2"]


def posts(world: World) -> int:
    """How many messages we have tried to post."""
    return sum(one.route is RouteName.MESSAGE_CREATE for one in world.sim.requests)


async def test_a_listing_that_is_sold_already_is_never_sent(world: World) -> None:
    ami = world.member("ami")
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        await world.push(coat(1, status=ListingStatus.SOLD), coat(2))
        await until(lambda: len(world.alerts_to(ami)) == 1)
        await asyncio.sleep(QUIET_S)
    assert titles(world.alerts_to(ami)) == ["Rick Owens coat 2"]


async def test_a_paused_filter_is_silent_at_once_also_for_what_was_queued(
    migrated_url: str,
) -> None:
    async with a_world(migrated_url) as world:
        ami, ben = world.member("ami"), world.member("ben")
        async with world.running() as store:
            for who in (ami, ben):
                await world.says(who, "filter create", name="coats", brands="Rick Owens")
            world.sim.congest(world.sim.dm_channel(ami, world.application), seconds=2)
            await world.push(coat(1))
            await until(lambda: len(world.alerts_to(ben)) == 1)
            await until_in_state(store, OutboxState.DUE, OutboxState.SENT)
            await world.says(ami, "filter pause", name="coats")
            await world.push(coat(2))
            await until(lambda: len(world.alerts_to(ben)) == 2)
            await asyncio.sleep(2 + QUIET_S)
            assert world.alerts_to(ami) == []
            await world.says(ami, "filter resume", name="coats")
            await world.push(coat(3))
            await until(lambda: len(world.alerts_to(ami)) == 1)
        assert titles(world.alerts_to(ami)) == ["Rick Owens coat 3"]
        world.sim.assert_clean()


async def test_a_token_revoked_while_running_ends_the_program_with_one_clear_line(
    migrated_url: str,
) -> None:
    async def revoked(world: World) -> None:
        ami = world.member("ami")
        async with world.running():
            await world.says(ami, "filter create", name="coats", brands="Rick Owens")
            world.sim.revoke_token(world.application)
            await world.push(coat())
            await asyncio.sleep(PATIENCE_S)

    async with a_world(migrated_url) as world:
        with pytest.raises(BaseExceptionGroup) as ended:
            await revoked(world)
    line = "Discord does not accept the bot's token; check DISCORD_BOT_TOKEN"
    assert ended.group_contains(TokenRejectedError, match=line)


async def test_closed_dms_and_a_snooze_of_one_never_touch_another(world: World) -> None:
    ami, ben, eve = world.member("ami"), world.member("ben"), world.member("eve")
    async with world.running():
        for who in (ami, ben, eve):
            await world.says(who, "filter create", name="coats", brands="Rick Owens")
        await world.push(coat(1))
        await until(lambda: all(world.alerts_to(who) for who in (ami, ben, eve)))
        world.sim.close_dms(ami)
        [alert] = world.alerts_to(eve)
        snooze = next(
            part["custom_id"] for part in alert.interactive if "snooze" in part["custom_id"]
        )
        pressed = await world.sim.press(eve, alert, snooze)
        assert pressed.is_settled
        await world.push(coat(2))
        await until(lambda: len(world.alerts_to(ben)) == 2)
        await asyncio.sleep(QUIET_S)
        assert len(world.alerts_to(ami)) == 1
        assert len(world.alerts_to(eve)) == 1
        answer = await world.says(ami, "filter list")
        assert "coats" in answer.text
        world.sim.close_dms(ami, closed=False)
        await world.says(ami, "filter list")
        await until(lambda: len(world.alerts_to(ami)) == 2)


async def test_a_blocked_market_is_told_once_to_those_whose_filters_need_it(world: World) -> None:
    ami, ben = world.member("ami"), world.member("ben")
    async with world.running() as store:
        await world.says(ami, "filter create", name="coats", brands="Rick Owens", markets="feed")
        await world.says(ben, "filter create", name="b", any="coat", markets="vintage_tokyo")
        await until_visited(store, 1)
        world.twin.block("feed", status=429, retry_after=timedelta(seconds=600))
        await until(lambda: len(world.notices_to(ami)) == 1)
        await world.push(coat())
        await until(lambda: len(world.alerts_to(ben)) == 1)
        await asyncio.sleep(QUIET_S)
    assert "“coats”" in world.notices_to(ami)[0].text
    assert len(world.notices_to(ami)) == 1
    assert world.notices_to(ben) == []


async def test_alerts_in_a_shared_channel_mention_their_owner_and_name_no_filter(
    world: World,
) -> None:
    ami = world.member("ami")
    channel = world.sim.add_channel(world.guild, "alerts")
    async with world.running():
        await world.says(ami, "alertchannel", channel=channel)
        await world.says(ami, "filter create", name="secret wish", brands="Rick Owens")
        await world.push(coat())
        await until(lambda: len(world.alerts_in(channel)) == 1)
    [message] = world.alerts_in(channel)
    assert message.content.startswith(ami.mention)
    assert message.mentions == [ami]
    assert "secret wish" not in message.text


async def test_a_picture_discord_refuses_costs_the_picture_and_not_the_alert(
    migrated_url: str,
) -> None:
    async with a_world(migrated_url, rules=Rules(refused_image_url=r"pictures\.example")) as world:
        ami = world.member("ami")
        async with world.running():
            await world.says(ami, "filter create", name="coats", brands="Rick Owens")
            await world.push(coat())
            await until(lambda: len(world.alerts_to(ami)) == 1)
        [embed] = world.alerts_to(ami)[0].shown_embeds
        assert "thumbnail" not in embed


async def test_a_deleted_channel_stops_nobody_else_and_is_told_at_the_next_command(
    world: World,
) -> None:
    ami, ben = world.member("ami"), world.member("ben")
    channel = world.sim.add_channel(world.guild, "alerts")
    async with world.running():
        await world.says(ami, "alertchannel", channel=channel)
        for who in (ami, ben):
            await world.says(who, "filter create", name="coats", brands="Rick Owens")
        world.sim.delete_channel(channel)
        await world.push(coat())
        await until(lambda: len(world.alerts_to(ben)) == 1)
        answer = await world.says(ami, "filter list")
        assert "deleted" in answer.text
        await world.says(ami, "alertchannel")
        await until(lambda: len(world.alerts_to(ami)) == 1)


async def test_when_the_bot_is_removed_alerts_wait_until_it_is_back(world: World) -> None:
    ami = world.member("ami")
    channel = world.sim.add_channel(world.guild, "alerts", type=ChannelType.TEXT)
    async with world.running() as store:
        await world.says(ami, "alertchannel", channel=channel)
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        world.sim.kick_bot(world.guild, world.application)
        await until_suspended(store)
        await world.push(coat())
        await asyncio.sleep(QUIET_S)
        assert world.alerts_in(channel) == []
        world.sim.add_bot(world.guild, world.application)
        await until(lambda: len(world.alerts_in(channel)) == 1)


async def until_suspended(store: Store) -> None:
    async with asyncio.timeout(10):
        while True:
            async with store.transaction() as tx:
                servers = await tx.servers.present()
            if not servers:
                return
            await asyncio.sleep(0.02)


async def test_buttons_work_after_a_restart(world: World) -> None:
    ami = world.member("ami")
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        await world.push(coat(1))
        await until(lambda: len(world.alerts_to(ami)) == 1)
    async with world.running():
        [alert] = world.alerts_to(ami)
        pressed = await world.sim.press(ami, alert, button(alert, "stop"))
        assert "coats" in pressed.text
        await world.push(coat(2))
        await asyncio.sleep(QUIET_S)
        assert len(world.alerts_to(ami)) == 1


async def test_titles_full_of_mentions_and_control_characters_harm_nobody(world: World) -> None:
    ami = world.member("ami")
    nasty = "@everyone <@1> \x00\x1b[31m **Rick Owens** [x](https://evil.example) " + "長" * 3_000
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        await world.push(coat(title=nasty))
        await until(lambda: len(world.alerts_to(ami)) == 1)
    [message] = world.alerts_to(ami)
    assert not message.mention_everyone
    assert message.mentions == []
    assert "\x1b" not in message.text
