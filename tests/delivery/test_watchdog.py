"""The operator hears of trouble once, in their own channel, and once more when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.delivery.world import FaultyStore, World

from maneki.clock import MovableClock
from maneki.delivery.alarm import Bounds
from maneki.delivery.holder import Holder
from maneki.delivery.limit_book import LimitBook
from maneki.delivery.limits import Allowance
from maneki.delivery.outcome import Unreachable
from maneki.delivery.pace import Limiter
from maneki.delivery.watchdog import LOOKS_BEFORE_ASKING_AGAIN, OperatorPlace, Watchdog
from maneki.errors import StoreUnavailableError
from maneki.loops import LoopHealth
from maneki.model.ids import FilterId
from maneki.model.person import DestinationKind
from maneki.model.search import SearchQuery
from maneki.store import Store
from maneki.store.incidents import IncidentKind

MESSAGES = "POST /channels/{channel_id}/messages"
OPS = OperatorPlace(kind=DestinationKind.CHANNEL, address="ops", server_external_id="9")


class Office:
    """Everything that a watchdog looks at, and what the operator reads."""

    def __init__(self, world: World, clock: MovableClock) -> None:
        self.world = world
        self.clock = clock
        self.limiter = Limiter(clock, allowance=Allowance(most_invalid=3))
        self.loops = LoopHealth()
        self.place: OperatorPlace | None = OPS
        self.asked = 0
        self.has_a_channel = True
        self.matches_alone = False

    def watchdog(self, store: Store | None = None) -> Watchdog:
        return Watchdog(
            store or self.world.store,
            limiter=self.limiter,
            loops=self.loops,
            place=self._found if self.has_a_channel else None,
            clock=self.clock,
            queued=lambda: None,
            bounds=Bounds(backlog_s=120),
            disk=None,
            matches_alone=lambda: self.matches_alone,
        )

    async def _found(self) -> OperatorPlace | None:
        self.asked += 1
        return self.place

    async def refused(self, status: int, body: object) -> None:
        async with self.limiter.slot(MESSAGES, "1") as slot:
            slot.answered(status, {"Via": "1.1 google"}, body)
        self.clock.move(2)

    async def read(self) -> list[str]:
        """The alarms so far, each by its first words."""
        await self.world.deliver()
        return [title[:40] for title in self.world.channel.titles("ops")]


@pytest.fixture
async def office(world: World, clock: MovableClock) -> Office:
    async with world.store.transaction() as tx:
        await tx.servers.joined("9", name="Closet")
    return Office(world, clock)


async def test_where_all_is_well_nothing_is_said(office: Office) -> None:
    await office.watchdog().step()
    assert await office.read() == []


async def test_a_429_is_said_once_and_is_over_after_an_hour(office: Office) -> None:
    watchdog = office.watchdog()
    await watchdog.step()
    await office.refused(429, {"retry_after": 1, "code": 0})
    await watchdog.step()
    await office.refused(429, {"retry_after": 1, "code": 0})
    await watchdog.step()
    [said] = await office.read()
    assert said.startswith("🚨 Discord answered 429 (user, 1 ×)")
    office.clock.move(timedelta(minutes=61))
    await watchdog.step()
    assert (await office.read())[1:] == ["✅ Over: no more 429s (user) (it went on "]
    await watchdog.step()
    assert len(await office.read()) == 2


async def test_who_matches_alone_says_so_until_it_was_started_again(office: Office) -> None:
    office.matches_alone = True
    await office.watchdog().step()
    await office.watchdog().step()
    [said] = await office.read()
    assert said.startswith("⚠️ The processes that help with matching")
    office.matches_alone = False
    office.clock.move(timedelta(minutes=6))
    await office.watchdog().step()
    assert (await office.read())[1][:6] == "✅ Over"


async def test_an_alarm_outlives_the_process_that_raised_it(office: Office) -> None:
    office.loops.failed("match")
    office.loops.failed("match")
    office.loops.failed("match")
    await office.watchdog().step()
    await office.watchdog().step()
    [said] = await office.read()
    assert said.startswith("🚨 The part “match” has failed 3 times")
    office.loops.worked("match")
    office.clock.move(timedelta(minutes=6))
    await office.watchdog().step()
    assert (await office.read())[1:] == ["✅ Over: “match” works again (it went on "]


async def test_the_breaker_and_the_guard_are_two_things(office: Office) -> None:
    watchdog = office.watchdog()
    for _ in range(3):
        await office.refused(403, {"message": "Missing Access", "code": 50001})
    await watchdog.step()
    [refused] = await office.read()
    assert refused.startswith("🚨 Too many requests were refused")
    office.clock.move(timedelta(minutes=11))
    await office.refused(403, "<html>")
    await watchdog.step()
    [_, turned_away, over] = sorted(await office.read(), key=lambda said: said[0] == "✅")
    assert turned_away.startswith("🚨 Cloudflare turned this machine away")
    assert over.startswith("✅ Over: messages go out again")


async def test_late_alerts_are_an_alarm_and_those_of_a_closed_place_are_none(
    office: Office,
) -> None:
    ami, ben = await office.world.member("ami"), await office.world.member("ben")
    office.world.channel.answer("ben", Unreachable("I was removed"))
    await office.world.alert(ben, "a cape")
    await office.world.deliver()
    await office.world.alert(ben, "another cape")
    office.clock.move(timedelta(minutes=3))
    watchdog = office.watchdog()
    await watchdog.step()
    assert await office.read() == []
    await office.world.alert(ami, "a coat")
    office.clock.move(timedelta(minutes=3))
    await watchdog.step()
    [said] = await office.read()
    assert said.startswith("🚨 Alerts are late: the oldest has waite")


async def test_what_is_tried_again_in_vain_is_late_too(office: Office) -> None:
    ami = await office.world.member("ami")
    await office.world.unanswered(ami, "a coat")
    office.clock.move(timedelta(minutes=3))
    await office.watchdog().step()
    [said] = await office.read()
    assert said.startswith("🚨 Alerts are late")


async def fails(office: Office, *hosts: str) -> list[FilterId]:
    """Visits to these hosts, each for a search of a filter of its own."""
    wanted_by = []
    for host in hosts:
        member = await office.world.member(f"reader of {host}")
        async with office.world.store.transaction() as tx:
            query = SearchQuery(market="feed", params={"url": f"https://{host}/"})
            [search] = await tx.searches.want([query], by=member.filter_id)
            incident = await tx.incidents.open(
                IncidentKind.BLOCKED, market="feed", host=host, detail="403", soon=timedelta(0)
            )
            await tx.incidents.concern(incident, [search.id])
        wanted_by.append(member.filter_id)
    return wanted_by


async def test_hosts_in_trouble_are_said_by_name_and_those_of_one_look_together(
    office: Office,
) -> None:
    watchdog = office.watchdog()
    await fails(office, "a.example", "b.example")
    await watchdog.step()
    await watchdog.step()
    [said] = await office.read()
    assert said.startswith("🚨 feed does not answer as it should (a.")
    assert "(a.example, b.example)" in office.world.channel.titles("ops")[0]


async def test_another_host_of_a_market_in_trouble_is_another_alarm(office: Office) -> None:
    watchdog = office.watchdog()
    await fails(office, "a.example")
    await watchdog.step()
    await office.read()
    await fails(office, "b.example")
    await watchdog.step()
    await office.read()
    [first, second] = office.world.channel.titles("ops")
    assert "(a.example)" in first
    assert "(b.example)" in second


async def test_a_host_that_is_not_visited_any_more_is_no_trouble(office: Office) -> None:
    watchdog = office.watchdog()
    [reader_of_a, _] = await fails(office, "a.example", "b.example")
    await watchdog.step()
    await office.read()
    async with office.world.store.transaction() as tx:
        await tx.searches.want((), by=reader_of_a)
    office.clock.move(timedelta(minutes=6))
    await watchdog.step()
    await office.read()
    assert office.world.channel.titles("ops")[1:] == [
        "✅ Over: feed (a.example) answers again, or is not asked any more (it went on for 1 min)."
    ]


async def test_without_a_channel_alarms_are_in_the_log(office: Office, logged: list[Any]) -> None:
    office.has_a_channel = False
    watchdog = office.watchdog()
    await office.refused(429, {"retry_after": 1, "code": 0})
    await watchdog.step()
    await watchdog.step()
    assert lines(logged, "alarm.raised") == [("rate_limited", "user")]
    assert lines(logged, "alarm.over") == []
    office.clock.move(timedelta(minutes=61))
    await watchdog.step()
    await watchdog.step()
    assert lines(logged, "alarm.over") == [("rate_limited", "user")]


def lines(logged: list[Any], event: str) -> list[tuple[str, str]]:
    return [(line["kind"], line["subject"]) for line in logged if line["event"] == event]


async def test_with_the_database_away_alarms_are_in_the_log_and_nothing_is_called_over(
    office: Office, logged: list[Any], clock: MovableClock
) -> None:
    store = FaultyStore(office.world.store, clock)
    watchdog = office.watchdog(store)
    await fails(office, "a.example")
    await watchdog.step()
    store.is_away = True
    for _ in range(3):
        office.loops.failed("match")
    for _ in range(2):
        with pytest.raises(StoreUnavailableError):
            await watchdog.step()
        clock.move(timedelta(minutes=10))
    assert lines(logged, "alarm.raised") == [("market", "feed (a.example)"), ("loop", "match")]
    assert lines(logged, "alarm.over") == []


async def test_while_the_channel_is_not_found_alarms_are_in_the_log(
    office: Office, logged: list[Any]
) -> None:
    office.place = None
    await office.refused(429, {"retry_after": 1, "code": 0})
    watchdog = office.watchdog()
    await watchdog.step()
    await watchdog.step()
    assert lines(logged, "alarm.raised") == [("rate_limited", "user")]


async def test_a_lease_that_was_taken_over_is_said_once(office: Office) -> None:
    watchdog = office.watchdog()
    watchdog.taken_over(Holder(pid=77, host="box", started="1", machine="m"))
    await watchdog.step()
    await watchdog.step()
    [said] = await office.read()
    office.clock.move(timedelta(hours=2))
    await watchdog.step()
    assert await office.read() == [said]
    assert said.startswith("⚠️ An earlier Maneki (process")


async def test_what_cannot_be_written_down_is_said_later(
    office: Office, clock: MovableClock
) -> None:
    store = FaultyStore(office.world.store, clock)
    watchdog = office.watchdog(store)
    await watchdog.step()
    await office.refused(429, {"retry_after": 1, "code": 0})
    store.is_away = True
    with pytest.raises(StoreUnavailableError):
        await watchdog.step()
    store.is_away = False
    await watchdog.step()
    assert len(await office.read()) == 1


async def test_a_channel_that_is_not_found_is_not_asked_for_again_at_once(office: Office) -> None:
    office.place = None
    watchdog = office.watchdog()
    await office.refused(429, {"retry_after": 1, "code": 0})
    for _ in range(LOOKS_BEFORE_ASKING_AGAIN + 1):
        await watchdog.step()
    assert office.asked == 1
    office.place = OPS
    await watchdog.step()
    assert office.asked == 2
    assert len(await office.read()) == 1


async def test_what_is_long_over_is_forgotten(office: Office) -> None:
    watchdog = office.watchdog()
    await office.refused(429, {"retry_after": 1, "code": 0})
    await watchdog.step()
    await LimitBook(office.world.store, office.limiter, clock=office.clock).step()
    await office.read()
    office.clock.move(timedelta(days=1))
    await watchdog.step()
    office.clock.move(timedelta(days=31))
    async with office.world.store.transaction() as tx:
        await tx.history.forget(before=tx.now - timedelta(days=30), limit=100)
        assert await tx.limit_counts.since(tx.now - timedelta(days=365)) == ()
    assert await office.world.query("SELECT count(*) FROM alarms") == [(0,)]


async def test_everything_is_said_at_one_place_of_the_server(office: Office) -> None:
    for loop in ("match", "rescue"):
        for _ in range(3):
            office.loops.failed(loop)
    await office.watchdog().step()
    assert len(await office.read()) == 2
    async with office.world.store.transaction() as tx:
        places = await tx.destinations.at("ops")
    assert [(one.person_id, one.server_id is not None) for one in places] == [(None, True)]
