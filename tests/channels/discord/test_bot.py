"""The bot stays connected, stops where it must, and follows its servers."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web
from tests.channels.discord.cards import listing
from tests.channels.discord.test_channel import place_of
from tests.channels.discord.test_commands import address
from tests.channels.discord.town import LeapingClock, QuickClock, Town, living
from tests.conftest import Serve

from maneki.channels.discord.bot import BotState
from maneki.channels.discord.identity import who_am_i
from maneki.channels.discord.outcomes import REJECTED
from maneki.channels.discord.rest import Call, RestClient
from maneki.clock import SystemClock
from maneki.delivery.pace import Limiter
from maneki.errors import SettingsError, TokenRejectedError
from maneki.model.person import Destination
from maneki.simulator.discord import Drop, FaultKind, Permission, RouteName, Rules, SimChannel

BRIEF = Rules(concurrency_window=0.01)


@dataclass
class Relay:
    """A way to the gateway that hangs up on the first callers."""

    port: int
    refuses: int
    calls: int = 0
    url: str = ""

    async def handle(self, caller: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.calls += 1
        if self.calls <= self.refuses:
            back.close()
            return
        there, forth = await asyncio.open_connection("127.0.0.1", self.port)
        async with asyncio.TaskGroup() as group:
            group.create_task(_pipe(caller, forth))
            group.create_task(_pipe(there, back))


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(65536):
            sink.write(piece)
            await sink.drain()
    except ConnectionError:
        pass
    finally:
        sink.close()


@asynccontextmanager
async def relay_to(town: Town, *, refuses: int) -> AsyncIterator[Relay]:
    host, _, path = town.sim.gateway_url.removeprefix("ws://").partition("/")
    relay = Relay(port=int(host.partition(":")[2]), refuses=refuses)
    server = await asyncio.start_server(relay.handle, "127.0.0.1", 0)
    relay.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/{path}"
    async with server:
        yield relay


async def test_a_wrong_token_stops_with_one_clear_line(town: Town) -> None:
    async with town.rest(token="wrong") as rest:
        with pytest.raises(TokenRejectedError, match="does not accept the bot's token") as stopped:
            await town.bot(rest).run()
    assert "wrong" not in str(stopped.value)
    assert [one.status for one in town.sim.requests] == [401]


async def test_a_token_that_only_the_gateway_refuses_stops_too(town: Town) -> None:
    async with town.rest() as rest:
        bot = town.bot(rest, clock=QuickClock())
        async with asyncio.TaskGroup() as group:
            running = group.create_task(_ending(bot.run()))
            await bot.ready.wait()
            town.sim.revoke_token(town.application)
            town.sim.drop_gateway(resumable=False)
            ended = await running
    assert isinstance(ended, TokenRejectedError)


async def test_commands_for_a_server_we_are_not_in_stop_with_what_would_be_right(
    town: Town,
) -> None:
    elsewhere = town.sim.add_guild("Elsewhere")
    async with town.rest() as rest:
        with pytest.raises(SettingsError, match="DISCORD_GUILD_ID"):
            await town.bot(rest, guild_id=str(elsewhere.id)).run()


@pytest.mark.parametrize("rules", [Rules(invalid_requests=1, ban_status=403, ban_for=0.3)])
async def test_an_address_that_is_shut_out_for_a_while_is_waited_for(town: Town) -> None:
    async with town.rest(token="wrong") as wrong:
        await wrong.call(Call(method="GET", path="/users/@me", route="GET /users/@me"))
    clock = LeapingClock()
    async with town.rest(clock=clock) as rest, living(town.bot(rest)) as bot:
        assert bot.state is BotState.CONNECTED
    refused = [one.status for one in town.sim.requests if one.status != 200]
    assert refused[:2] == [401, 403]
    assert clock.leapt >= 600


async def execute(town: Town, statement: str) -> None:
    """Somebody else does this to the database; in a thread, for they may have to wait for us."""
    file = town.database_url.removeprefix("sqlite+aiosqlite:///")

    def do() -> None:
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute(statement)

    await asyncio.to_thread(do)


@asynccontextmanager
async def store_in_trouble(town: Town) -> AsyncIterator[None]:
    """Every question about servers fails meanwhile."""
    await execute(town, "ALTER TABLE servers RENAME TO gone")
    yield
    await execute(town, "ALTER TABLE gone RENAME TO servers")


@pytest.mark.parametrize("rules", [BRIEF])
async def test_trouble_with_the_store_at_the_start_is_waited_out(town: Town) -> None:
    async with town.awake():
        await with_channel_and_dms(town)
    town.sim.kick_bot(town.closet, town.application)
    async with town.rest() as rest:
        bot = town.bot(rest, clock=QuickClock())
        async with contextlib.AsyncExitStack() as stack:
            async with store_in_trouble(town):
                await stack.enter_async_context(living(bot))
                assert bot.state is BotState.CONNECTED
                await asyncio.sleep(0.1)
            await town.eventually(is_suspended(town, town.alerts, wanted=True))


async def _ending(run: Awaitable[None]) -> Exception | None:
    try:
        await run
    except (TokenRejectedError, SettingsError) as exc:
        return exc
    return None


async def test_a_discord_that_is_down_at_first_is_waited_for(town: Town) -> None:
    town.sim.break_next(FaultKind.ERROR_503, route=RouteName.ME, times=6)
    async with town.rest() as rest, living(town.bot(rest, clock=QuickClock())) as bot:
        assert bot.state is BotState.CONNECTED


async def test_a_first_connection_that_fails_is_tried_again(town: Town) -> None:
    async with relay_to(town, refuses=2) as relay, town.rest() as rest:
        bot = town.bot(rest, gateway_url=relay.url, clock=QuickClock())
        async with living(bot):
            answered = await town.ask(town.ann, "filter list")
    assert "You have no filters yet" in answered.text
    assert relay.calls >= 3


@pytest.mark.parametrize("rules", [BRIEF])
@pytest.mark.parametrize("how", list(Drop))
@pytest.mark.parametrize("resumable", [True, False])
async def test_a_dropped_gateway_is_taken_up_again(town: Town, how: Drop, resumable: bool) -> None:
    async with town.rest() as rest, living(town.bot(rest, clock=QuickClock())):
        assert town.sim.drop_gateway(resumable=resumable, how=how) == 1
        answered = await until_answered(town)
    assert "You have no filters yet" in answered


async def until_answered(town: Town, where: SimChannel | None = None) -> str:
    """Ask until somebody is there to answer, as a member would."""
    for _ in range(50):
        listed = await town.sim.command(town.ann, where or town.alerts, "filter list")
        if listed.is_acknowledged:
            return listed.text
        await asyncio.sleep(0.02)
    return "nobody answered"


@pytest.mark.parametrize("rules", [BRIEF])
async def test_an_event_that_makes_no_sense_does_not_end_the_bot(town: Town) -> None:
    async with town.rest() as rest, living(town.bot(rest, clock=QuickClock())):
        for session in town.sim.sessions.all_of(town.application):
            session.dispatch("CHANNEL_CREATE", {"type": 0})
        answered = await until_answered(town)
    assert "You have no filters yet" in answered


async def destination(town: Town, where: SimChannel | None = None) -> Destination:
    """The one destination at that channel (by default, at ann's DMs)."""
    async with town.store.transaction() as tx:
        (found,) = await tx.destinations.at(str(where.id if where else town.ann.id))
    return found


def is_suspended(town: Town, where: SimChannel, *, wanted: bool) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        return (await destination(town, where)).is_suspended is wanted

    return check


async def notes_at(town: Town, where: Destination) -> list[str]:
    async with town.store.transaction() as tx:
        waiting = await tx.outbox.waiting(seats=10, per_destination=10)
    return [
        item.note.text
        for one in waiting
        if one.destination.id == where.id
        for item in one.items
        if item.note
    ]


async def with_channel_and_dms(town: Town) -> None:
    """Ann has DMs as well as #alerts, where her alerts go."""
    await town.ask(town.ann, "alertchannel")
    await town.ask(town.ann, "alertchannel", channel=town.alerts)


async def test_a_deleted_channel_is_suspended_and_its_owner_told_elsewhere(town: Town) -> None:
    async with town.awake():
        await with_channel_and_dms(town)
        town.sim.delete_channel(town.alerts)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))

        async def is_told() -> bool:
            return bool(await notes_at(town, await destination(town)))

        await town.eventually(is_told)
        (told,) = await notes_at(town, await destination(town))
    assert (await destination(town, town.alerts)).suspended_reason == "the channel was deleted"
    assert "I cannot write to the channel you chose in Closet: the channel was deleted." in told


async def test_somebody_japanese_reads_why_in_japanese(town: Town) -> None:
    async with town.awake():
        for place in ({}, {"channel": town.alerts}):
            await town.ask(town.bob, "alertchannel", **place)
            await town.ask(town.ann, "alertchannel", **place)
        town.sim.kick_bot(town.closet, town.application)

        async def are_told() -> bool:
            return len(await reasons_at(town, town.alerts)) == 2

        await town.eventually(are_told)
    assert await reasons_at(town, town.alerts) == {
        "I was removed from Closet",
        "ボットがClosetから外されました",
    }


async def reasons_at(town: Town, where: SimChannel) -> set[str]:
    async with town.store.transaction() as tx:
        found = await tx.destinations.at(str(where.id))
    return {one.suspended_reason for one in found if one.suspended_reason}


async def test_the_name_of_a_server_does_nothing_in_what_we_say(town: Town) -> None:
    spam = "Free **nitro** https://evil.example/x <#1> <t:0:R> <@5>"
    guild = town.sim.add_guild(spam, bots=[town.application])
    town.sim.join(guild, town.ann)
    room = town.sim.add_channel(guild, "room")
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel")
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.sim.command(town.ann, room, "alertchannel", {"channel": room})
        town.sim.set_overwrite(room, town.application.bot, deny=Permission.SEND_MESSAGES)
        await town.listed(listing(market="bobs_shop"))
        await town.deliver(rest)
    (told,) = town.sim.dms(town.ann)
    assert "I cannot write to the channel you chose in Free" in told.content
    assert not re.search(r"https?://|(?<!\\)\*|(?<!\\)<", told.content)


async def test_a_place_that_is_gone_is_told_of_once_however_often_we_start(town: Town) -> None:
    async with town.awake() as rest:
        await with_channel_and_dms(town)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        town.sim.delete_channel(town.alerts)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        await town.listed(listing(market="bobs_shop"))
        await town.deliver(rest)
    for _ in range(2):
        async with town.awake() as rest:
            await until_answered(town, town.sim.add_channel(town.closet, "lobby"))
            town.sim.outage(town.closet)
            town.sim.outage(town.closet, over=True)
            helper = town.sim.add_role(town.closet, "poster", permissions=0)
            town.sim.give_role(town.closet, town.application.bot, helper)
            await until_answered(town, town.sim.add_channel(town.closet, "lobby"))
            await town.deliver(rest)
    told = [message.content for message in town.sim.dms(town.ann)]
    assert len(told) == 1
    assert "the channel was deleted" in told[0]
    assert (await destination(town, town.alerts)).is_suspended


@pytest.mark.parametrize(
    ("code", "heals"),
    [
        (10003, False),
        (10007, False),
        (10013, False),
        (50024, False),
        (50013, True),
        (50001, True),
        (None, True),
    ],
)
async def test_only_what_a_permission_can_put_right_is_tried_again(
    town: Town, code: int | None, heals: bool
) -> None:
    async with town.awake():
        await lose_permission(town)
        async with town.store.transaction() as tx:
            (place,) = await tx.destinations.at(str(town.alerts.id))
            await tx.destinations.refused(place.id, code=code)
        town.sim.set_overwrite(town.alerts, town.application.bot)
        await until_answered(town, town.sim.add_channel(town.closet, "lobby"))
        assert (await destination(town, town.alerts)).is_suspended is not heals


@pytest.mark.parametrize("who_says", ["gateway", "answer"])
async def test_a_dead_place_is_known_as_one_whatever_was_said_of_it(
    any_town: Town, who_says: str
) -> None:
    town = any_town
    async with town.awake():
        await with_channel_and_dms(town)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        if who_says == "gateway":
            town.sim.delete_channel(town.alerts)
            await town.eventually(is_suspended(town, town.alerts, wanted=True))
    if who_says == "answer":
        # Nobody told us while we were away: the answer to the next alert does.
        town.sim.delete_channel(town.alerts)
        async with town.rest() as rest:
            await town.listed(listing(market="bobs_shop"))
            await town.deliver(rest)
    async with town.store.transaction() as tx:
        await tx._session.connection.exec_driver_sql(
            "UPDATE destinations SET suspended_reason = 'as an older version said it' "
            "WHERE suspended_reason IS NOT NULL"
        )
    async with town.awake():
        await until_answered(town, town.sim.add_channel(town.closet, "lobby"))
        place = await destination(town, town.alerts)
    assert place.suspended_reason == "as an older version said it"


async def test_a_deleted_thread_is_suspended(town: Town) -> None:
    thread = town.sim.add_thread(town.alerts, "mine", owner=town.ann)
    async with town.awake():
        await town.ask(town.ann, "alertchannel", channel=thread)
        town.sim.delete_channel(thread)
        await town.eventually(is_suspended(town, thread, wanted=True))


async def test_a_bot_that_is_removed_suspends_and_one_that_returns_resumes(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        town.sim.kick_bot(town.closet, town.application)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        reason = (await destination(town, town.alerts)).suspended_reason
        town.sim.add_bot(town.closet, town.application)
        await town.eventually(is_suspended(town, town.alerts, wanted=False))
    assert reason == "I was removed from Closet"


@pytest.mark.parametrize("rules", [BRIEF])
async def test_a_bot_that_was_removed_while_it_slept_finds_out(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
    town.sim.kick_bot(town.closet, town.application)
    async with town.awake():
        await town.eventually(is_suspended(town, town.alerts, wanted=True))


async def test_an_outage_of_a_server_is_not_a_removal(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        town.sim.outage(town.closet)
        town.sim.outage(town.closet, over=True)
        await until_answered(town)
        assert not (await destination(town, town.alerts)).is_suspended


async def lose_permission(town: Town) -> None:
    """Ann's channel is suspended because the bot may not post there any more."""
    await town.ask(town.ann, "alertchannel", channel=town.alerts)
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES)
    async with town.store.transaction() as tx:
        (place,) = await tx.destinations.at(str(town.alerts.id))
        await tx.destinations.suspend(place.id, reason="I lack the permission to post there")


async def test_a_permission_that_comes_back_resumes(town: Town) -> None:
    async with town.awake():
        await lose_permission(town)
        town.sim.set_overwrite(town.alerts, town.application.bot)
        await town.eventually(is_suspended(town, town.alerts, wanted=False))


async def test_other_changes_of_a_channel_do_not_resume(town: Town) -> None:
    other = town.sim.add_channel(town.closet, "other")
    async with town.awake():
        await lose_permission(town)
        town.sim.rename_channel(town.alerts, "renamed")
        town.sim.delete_channel(other)
        await town.sim.command(town.ann, town.sim.add_channel(town.closet, "lobby"), "filter list")
        assert (await destination(town, town.alerts)).is_suspended


async def test_a_role_that_gives_the_permission_back_resumes(town: Town) -> None:
    helper = town.sim.add_role(town.closet, "poster", permissions=0)
    town.sim.give_role(town.closet, town.application.bot, helper)
    town.sim.set_overwrite(town.alerts, helper, allow=Permission.SEND_MESSAGES)
    town.sim.set_overwrite(town.alerts, town.closet.everyone, deny=Permission.SEND_MESSAGES)
    async with town.awake():
        await place_of(town, town.ann, town.alerts)
        town.sim.take_role(town.closet, town.application.bot, helper)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        town.sim.give_role(town.closet, town.application.bot, helper)
        await town.eventually(is_suspended(town, town.alerts, wanted=False))


async def test_a_thread_that_is_opened_again_resumes(town: Town) -> None:
    thread = town.sim.add_thread(town.alerts, "mine", owner=town.ann)
    async with town.awake():
        await town.ask(town.ann, "alertchannel", channel=thread)
        async with town.store.transaction() as tx:
            (place,) = await tx.destinations.at(str(thread.id))
            await tx.destinations.suspend(place.id, reason="the thread is archived")
        town.sim.archive_thread(thread, archived=True)
        town.sim.archive_thread(thread, archived=False)
        await town.eventually(is_suspended(town, thread, wanted=False))


async def test_what_waited_for_a_permission_goes_out_once_it_is_back(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES)
        await town.listed(listing(market="bobs_shop"))
        await town.deliver(rest)
        assert (await destination(town, town.alerts)).is_suspended
        town.sim.set_overwrite(town.alerts, town.application.bot)
        await town.eventually(is_suspended(town, town.alerts, wanted=False))
        town.clock.move(timedelta(seconds=5))
        await town.deliver(rest)
    (message,) = town.sim.messages(town.alerts)
    assert message.shown_embeds[0]["title"] == "Rick Owens Geobasket 43"


async def test_closing_lets_whoever_waits_have_their_answer(town: Town) -> None:
    async with town.rest() as rest, asyncio.TaskGroup() as group:
        bot = town.bot(rest)
        running = group.create_task(bot.run())
        await bot.ready.wait()
        town.sim.break_next(FaultKind.ERROR_502, route=RouteName.INTERACTION_FOLLOWUP)
        asking = group.create_task(town.ask(town.ann, "filter list"))

        async def is_half_answered() -> bool:
            return any("@original" in one.path for one in town.sim.requests)

        await town.eventually(is_half_answered)
        running.cancel()
    assert "You have no filters yet" in asking.result().text
    assert bot.state is BotState.STOPPED


async def test_what_an_event_began_ends_before_the_bot_does(town: Town) -> None:
    async with town.rest() as rest, asyncio.TaskGroup() as group:
        bot = town.bot(rest)
        running = group.create_task(bot.run())
        await bot.ready.wait()
        async with town.locked_database():
            town.sim.delete_channel(town.alerts)
            await town.eventually(is_looked_at)
            running.cancel()
            await asyncio.sleep(0.1)
            assert not running.done()
        await asyncio.wait({running})
        assert not await is_looked_at()


async def is_looked_at() -> bool:
    """Whether something that the gateway told has not been dealt with yet."""
    return any(one.get_name().startswith("discord.py: on_") for one in asyncio.all_tasks())


async def test_its_owner_is_whoever_speaks(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
    (mine,) = await town.filters().mine(address(town.ann))
    assert mine.owner == f"discord:{town.ann.id}"


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (200, "<h1>Welcome to nginx!</h1>", "text/html"),
        (404, "<h1>404 Not Found</h1>", "text/html"),
        (405, "", "text/plain"),
        (200, "{}", "application/json"),
        (200, "[]", "application/json"),
    ],
)
async def test_what_is_not_discord_ends_the_bot_with_the_setting_to_look_at(
    town: Town, serve: Serve, status: int, body: str, content_type: str
) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type=content_type)

    async with elsewhere(await serve(answer)) as rest:
        with pytest.raises(SettingsError, match="is not Discord; check MANEKI_DISCORD_API_URL"):
            await town.bot(rest).run()
        with pytest.raises(SettingsError, match="is not Discord; check MANEKI_DISCORD_API_URL"):
            await who_am_i(rest)


@pytest.mark.parametrize(("status", "code"), [(403, 40001), (403, 50014), (401, 0)])
async def test_a_refused_token_is_one_sentence_whatever_code_says_so(
    town: Town, serve: Serve, status: int, code: int
) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"code": code, "message": "Unauthorized"}, status=status)

    async with elsewhere(await serve(refuse)) as rest:
        for asking in (town.bot(rest).run(), who_am_i(rest)):
            with pytest.raises(TokenRejectedError) as refused:
                await asking
            assert str(refused.value) == REJECTED


async def test_a_refusal_that_nobody_knows_ends_the_bot_with_what_was_said(
    town: Town, serve: Serve
) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=400, text="<b>Bad Request</b>", content_type="text/html")

    async with elsewhere(await serve(refuse)) as rest:
        with pytest.raises(SettingsError, match=r"does not let this bot in: .*400") as refused:
            await town.bot(rest).run()
    assert len(str(refused.value).splitlines()) == 1


def elsewhere(url: str) -> RestClient:
    """The way to somebody who says that they are Discord."""
    clock = SystemClock()
    return RestClient(
        base_url=f"{url}/api/v10",
        token="a-token",
        limiter=Limiter(clock),
        clock=clock,
        user_agent="DiscordBot (https://maneki.example, 1)",
    )
