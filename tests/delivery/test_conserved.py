"""Whatever people say about when they want to hear: nothing is lost, and nothing is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import time, timedelta
from itertools import chain, count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.delivery.holding import digest, prefers, tune
from tests.delivery.world import Member, World

from maneki.delivery.outcome import Later, Refused, Unclear
from maneki.model.digest import DigestOrder, DigestPlan, Every
from maneki.model.filter import FilterState
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.person import Address
from maneki.model.quiet import QuietHours
from maneki.people.desk import PeopleDesk
from maneki.people.servers import resume

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FINAL = {"sent", "merged", "withdrawn"}
STATES = {*FINAL, "due", "held", "sending", "suspended", "failed"}

_NAMES = count()
Deed = Callable[[World, Member, Member], Awaitable[None]]

hours = st.integers(0, 23).map(time)
limits = st.none() | st.integers(1, 3)
plans = st.none() | st.builds(
    DigestPlan,
    every=st.sampled_from(Every),
    at=hours,
    top=st.integers(1, 10),
    order=st.sampled_from(DigestOrder),
)
quiet = st.none() | st.builds(
    lambda start, length: QuietHours(time(start), time((start + length) % 24)),
    st.integers(0, 23),
    st.integers(1, 23),
)


def alerted(titles: int, *, of_other: bool) -> Deed:
    async def do(world: World, ami: Member, other: Member) -> None:
        names = [f"alert {next(_NAMES)}" for _ in range(titles)]
        await world.alert(other if of_other else ami, *names)

    return do


def preferring(**wanted: Any) -> Deed:
    async def do(world: World, ami: Member, other: Member) -> None:
        known = dict(wanted)
        if "paused_for" in known:
            paused_for = known.pop("paused_for")
            known["paused_until"] = paused_for and (
                UNTIL_RESUMED if paused_for > DAY else world.clock.now() + paused_for
            )
        await prefers(world, ami, **known)

    return do


def tuning(**wanted: Any) -> Deed:
    async def do(world: World, ami: Member, other: Member) -> None:
        await tune(world, ami, **wanted)

    return do


def snoozing(duration: timedelta) -> Deed:
    async def do(world: World, ami: Member, other: Member) -> None:
        await world.snooze(ami, duration)

    return do


def passing(duration: timedelta) -> Deed:
    async def do(world: World, ami: Member, other: Member) -> None:
        world.clock.move(duration)
        await world.deliver()
        await digest(world)
        await world.deliver()

    return do


def answering(outcome: Any, *, arrives: bool) -> Deed:
    async def do(world: World, ami: Member, other: Member) -> None:
        answer = world.channel.answer_after_taking if arrives else world.channel.answer
        answer(ami.place, outcome)

    return do


async def refusing(world: World, ami: Member, other: Member) -> None:
    """Whatever goes there next is refused in every form."""
    world.channel.answer(ami.place, *[Refused("a bad word")] * 4)


async def closing(world: World, ami: Member, other: Member) -> None:
    await world.suspend(ami)


async def opening(world: World, ami: Member, other: Member) -> None:
    async with world.store.transaction() as tx:
        place = await tx.destinations.get(ami.destination_id)
        assert place is not None
        await resume(tx, place)


async def deleting(world: World, ami: Member, other: Member) -> None:
    await tune(world, other, state=FilterState.DELETED)
    async with world.store.transaction() as tx:
        await tx.alerts.withdraw_filter(other.filter_id, reason="you deleted the filter")


spans = st.sampled_from([timedelta(0), timedelta(minutes=20), HOUR, 5 * HOUR, DAY])
changes = st.one_of(
    st.builds(preferring, quiet=quiet),
    st.builds(preferring, most_alerts_a_day=limits, most_messages_an_hour=limits),
    st.builds(preferring, paused_for=st.none() | st.sampled_from([HOUR, 5 * HOUR, 9 * DAY])),
    st.builds(tuning, digest=plans, most_alerts_a_day=limits),
    st.builds(tuning, digest=plans, most_alerts_a_day=st.none()),
    st.builds(snoozing, st.sampled_from([HOUR, DAY])),
    st.builds(answering, st.just(Unclear("503")), arrives=st.booleans()),
    st.builds(answering, st.just(Later(30.0, "a limit")), arrives=st.just(False)),
    st.builds(answering, st.just(Refused("a bad picture")), arrives=st.just(False)),
    st.sampled_from([closing, opening, opening, deleting, refusing]),
)
rounds = st.tuples(
    changes,
    st.builds(alerted, st.integers(1, 6), of_other=st.booleans()),
    st.builds(passing, spans),
    st.builds(alerted, st.integers(1, 6), of_other=st.booleans()),
    st.builds(passing, spans),
)


@settings(max_examples=12)
@given(st.lists(rounds, min_size=3, max_size=8))
async def test_every_alert_ends_in_one_place_and_all_that_is_merged_in_one_digest(
    world: World, done: list[tuple[Deed, ...]]
) -> None:
    name = f"person {next(_NAMES)}"
    ami = await world.member(name, name=name)
    other = await world.another_filter(ami, "other")
    for deed in chain.from_iterable(done):
        await deed(world, ami, other)
        await account_for(world, ami)
    await let_go_of_everything(world, ami, other)
    states = await account_for(world, ami)
    was_refused = any(deed is refusing for deed in chain.from_iterable(done))
    assert states.keys() <= FINAL | ({"failed"} if was_refused else set())
    assert await shown_alone(world, ami) == states["sent"]


async def test_the_way_of_what_is_merged_leads_to_the_digest_that_tells_of_it(world: World) -> None:
    ami = await world.member("ami")
    await tune(world, ami, digest=DigestPlan(every=Every.HOUR))
    await world.alert(ami, "coat", "hat")
    await world.deliver()
    await passing(HOUR)(world, ami, ami)
    async with world.store.transaction() as tx:
        ways = await tx.outbox.journeys()
    digests = {way.digest for way in ways}
    assert {way.state for way in ways} == {"merged"}
    [digest] = digests
    assert digest is not None
    assert (digest.state, digest.message_id) == ("sent", "m0")


async def test_what_piled_up_and_is_put_off_by_a_limit_goes_when_that_is_lifted(
    world: World,
) -> None:
    ami = await world.member("ami")
    desk = PeopleDesk(world.store, default_currency=None, due=lambda: None)
    caller = Address("discord", "ami")
    await desk.set_limits(caller, alerts_a_day=None, messages_an_hour=1)
    await world.alert(ami, "first")
    await world.deliver()
    await world.alert(ami, *[f"alert {number}" for number in range(12)])
    await closing(world, ami, ami)
    await opening(world, ami, ami)
    await passing(timedelta(0))(world, ami, ami)
    assert len(world.channel.messages) == 1
    await desk.set_limits(caller, alerts_a_day=None, messages_an_hour=None)
    await passing(timedelta(0))(world, ami, ami)
    assert Counter((await world.states()).values())["held"] == 0
    assert len(world.channel.messages) > 1


async def account_for(world: World, ami: Member) -> Counter[str]:
    """Each alert is in one state; what was merged is in one digest of its owner's."""
    rows = [
        row[1:]
        for row in await world.query(
            "SELECT o.person_id, o.kind, o.state, o.held_for, o.merged_into, o.position, d.id, "
            "d.kind, o.reason FROM outbox AS o LEFT JOIN outbox AS d ON d.id = o.merged_into "
            "AND d.person_id = o.person_id"
        )
        if row[0] == ami.person_id
    ]
    for kind, state, held_for, merged_into, _, found, found_kind, reason in rows:
        assert state in STATES
        assert held_for is not None or state != "held"
        assert held_for is None or state in {"held", "merged", "suspended"}
        assert merged_into is not None or state != "merged"
        assert merged_into is None or state in {"merged", "withdrawn"}
        if state == "merged":
            assert (kind, found, found_kind) == ("alert", merged_into, "digest")
        if state in {"held", "merged", "withdrawn", "suspended"}:
            assert reason
    places = [(row[3], row[4]) for row in rows if row[1] == "merged"]
    assert len(places) == len(set(places))
    return Counter(state for kind, state, *_ in rows if kind == "alert")


async def let_go_of_everything(world: World, ami: Member, other: Member) -> None:
    """Everything that holds anything is taken back, and time passes."""
    world.channel.script.clear()
    await opening(world, ami, other)
    await tune(world, ami, digest=None, most_alerts_a_day=None, snoozed_until=None)
    await prefers(
        world,
        ami,
        quiet=None,
        paused_until=None,
        most_alerts_a_day=None,
        most_messages_an_hour=None,
    )
    for _ in range(6):
        await passing(HOUR)(world, ami, other)


async def shown_alone(world: World, ami: Member) -> int:
    """How many alerts were shown one by one, each of them once."""
    shown = Counter(one for one in world.channel.titles(ami.place) if one.startswith("alert "))
    assert set(shown.values()) <= {1}
    return len(shown)
