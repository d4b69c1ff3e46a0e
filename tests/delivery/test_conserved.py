"""Whatever people say about when they want to hear: nothing is lost, and nothing is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from functools import partial
from itertools import chain, count
from typing import Any, NamedTuple

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.delivery.holding import digest, prefers, tune
from tests.delivery.world import Member, World

from maneki.delivery.outcome import Later, Refused, Unclear
from maneki.model.digest import DigestOrder, DigestPlan, Every
from maneki.model.filter import FilterState
from maneki.model.hold import DIGESTED, UNTIL_RESUMED
from maneki.model.person import Address, DestinationKind
from maneki.model.quiet import QuietHours
from maneki.people.desk import PeopleDesk
from maneki.people.servers import resume
from maneki.phrases import say

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FINAL = {"sent", "merged", "withdrawn"}
STATES = {*FINAL, "due", "held", "sending", "suspended", "failed"}

_NAMES = count()


@dataclass
class Life:
    """One person's: two filters whose alerts go to one place, and another place for the first.

    `made` are the titles of all alerts there ever were, `gone` what became of those whose rows are
    forgotten, `there` where the person's alerts are to go by now.
    """

    world: World
    ami: Member
    other: Member
    elsewhere: Member
    name: str
    there: str
    made: list[str] = field(default_factory=list)
    gone: dict[str, str] = field(default_factory=dict)


Deed = Callable[[Life], Awaitable[None]]

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


def alerted(titles: int, *, to: str) -> Deed:
    """Alerts are due to the one filter, to the other, or to the first at both of its places."""

    async def do(life: Life) -> None:
        names = [f"alert {next(_NAMES)}" for _ in range(titles)]
        life.made += names
        also = [life.elsewhere] if to == "both" else []
        whose = life.other if to == "other" else life.ami
        await life.world.alert(whose, *names, also=also)

    return do


def preferring(**wanted: Any) -> Deed:
    async def do(life: Life) -> None:
        known = dict(wanted)
        if "paused_for" in known:
            paused_for = known.pop("paused_for")
            known["paused_until"] = paused_for and (
                UNTIL_RESUMED if paused_for > DAY else life.world.clock.now() + paused_for
            )
        await prefers(life.world, life.ami, **known)

    return do


def tuning(**wanted: Any) -> Deed:
    async def do(life: Life) -> None:
        await tune(life.world, life.ami, **wanted)

    return do


def snoozing(duration: timedelta) -> Deed:
    async def do(life: Life) -> None:
        await life.world.snooze(life.ami, duration)

    return do


def passing(duration: timedelta) -> Deed:
    async def do(life: Life) -> None:
        life.world.clock.move(duration)
        await settle(life.world)

    return do


async def settle(world: World) -> None:
    await world.deliver()
    await digest(world)
    await world.deliver()


def answering(outcome: Any, *, arrives: bool) -> Deed:
    async def do(life: Life) -> None:
        channel = life.world.channel
        answer = channel.answer_after_taking if arrives else channel.answer
        answer(life.there, outcome)

    return do


async def refusing(life: Life) -> None:
    """Whatever goes there next is refused in every form."""
    life.world.channel.answer(life.there, *[Refused("a bad word")] * 4)


async def refusing_digests(life: Life) -> None:
    """Every digest is refused from now on."""
    for why in DIGESTED:
        life.world.channel.cannot_bear[say(f"digest.{why}", "en")] = Refused("a bad word")


async def closing(life: Life) -> None:
    await life.world.suspend(_at(life, life.there))


async def opening(life: Life) -> None:
    for one in (life.ami, life.elsewhere):
        await open_again(life.world, one)


async def open_again(world: World, member: Member) -> None:
    async with world.store.transaction() as tx:
        place = await tx.destinations.get(member.destination_id)
        assert place is not None
        if place.is_suspended:
            await resume(tx, place)


async def moving(life: Life) -> None:
    """The person chooses their other place, which takes over what waits at a closed one."""
    to = life.elsewhere if life.there == life.ami.place else life.ami
    await PeopleDesk(life.world.store, default_currency=None, due=lambda: None).choose_destination(
        Address("discord", life.name),
        kind=DestinationKind.CHANNEL,
        address=to.place,
        server_external_id="1",
        server_name="S",
        is_age_restricted=False,
    )
    life.there = to.place


def _at(life: Life, place: str) -> Member:
    return life.ami if place == life.ami.place else life.elsewhere


async def forgetting(life: Life) -> None:
    """Whatever was done with a day ago is deleted; what it was is kept here."""
    before = await rows_of(life)
    async with life.world.store.transaction() as tx:
        await tx.history.forget(before=tx.now - DAY, limit=1_000)
    kept = {row.id for row in await rows_of(life)}
    for row in before:
        if row.id not in kept and row.kind == "alert":
            life.gone[row.title] = row.state


async def deleting(life: Life) -> None:
    await tune(life.world, life.other, state=FilterState.DELETED)
    async with life.world.store.transaction() as tx:
        await tx.alerts.withdraw_filter(life.other.filter_id, reason="you deleted the filter")


def all_of(*deeds: Deed) -> Deed:
    async def do(life: Life) -> None:
        for deed in deeds:
            await deed(life)

    return do


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
    st.sampled_from([closing, opening, opening, deleting, refusing, refusing_digests]),
    st.sampled_from([moving, forgetting]),
    # Somebody chooses another place because theirs is closed.
    st.just(all_of(closing, moving)),
)
who = st.sampled_from(["ami", "ami", "other", "both"])
rounds = st.tuples(
    changes,
    st.builds(alerted, st.integers(1, 6), to=who),
    st.builds(passing, spans),
    st.builds(alerted, st.integers(1, 6), to=who),
    st.builds(passing, spans),
)


@settings(max_examples=8)
@given(st.lists(rounds, min_size=3, max_size=8))
async def test_every_alert_ends_in_one_place_and_all_that_is_merged_in_one_digest(
    world: World, done: list[tuple[Deed, ...]]
) -> None:
    life = await a_life(world)
    for deed in chain.from_iterable(done):
        await deed(life)
        await account_for(life)
    await let_go_of_everything(life)
    states = await account_for(life)
    was_refused = any(deed is refusing for deed in chain.from_iterable(done))
    assert states.keys() <= FINAL | ({"failed"} if was_refused else set())
    await everything_is_told(life)


async def a_life(world: World) -> Life:
    name = f"person {next(_NAMES)}"
    elsewhere = await world.member(f"{name}, elsewhere", name=name)
    ami = await world.member(name, name=name)
    other = await world.another_filter(ami, "other")
    return Life(world, ami, other, replace(elsewhere, filter_id=ami.filter_id), name, ami.place)


async def test_the_way_of_what_is_merged_leads_to_the_digest_that_tells_of_it(world: World) -> None:
    ami = await world.member("ami")
    await tune(world, ami, digest=DigestPlan(every=Every.HOUR))
    await world.alert(ami, "coat", "hat")
    await world.deliver()
    world.clock.move(HOUR)
    await settle(world)
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
    await world.suspend(ami)
    await open_again(world, ami)
    await settle(world)
    assert len(world.channel.messages) == 1
    await desk.set_limits(caller, alerts_a_day=None, messages_an_hour=None)
    await settle(world)
    assert Counter((await world.states()).values())["held"] == 0
    assert len(world.channel.messages) > 1


class Row(NamedTuple):
    id: str
    title: str
    kind: str
    state: str
    held_for: str | None
    merged_into: str | None
    position: int | None
    digest: str | None
    """The state of the digest it is merged in."""
    told: int
    """Of how many alerts a digest tells."""
    reason: str | None
    place: str


async def rows_of(life: Life) -> list[Row]:
    found = await life.world.query(
        "SELECT o.id, o.body, o.kind, o.state, o.held_for, o.merged_into, o.position, d.state, "
        "o.reason, p.address, o.person_id FROM outbox AS o "
        "JOIN destinations AS p ON p.id = o.destination_id "
        "LEFT JOIN outbox AS d ON d.id = o.merged_into AND d.person_id = o.person_id "
        "AND d.kind = 'digest' AND d.destination_id = o.destination_id"
    )
    return [
        Row(
            id=row[0],
            title=title_of(body_of(row[1])),
            kind=row[2],
            state=row[3],
            held_for=row[4],
            merged_into=row[5],
            position=row[6],
            digest=row[7],
            told=body_of(row[1]).get("count", 0),
            reason=row[8],
            place=row[9],
        )
        for row in found
        if row[10] == life.ami.person_id
    ]


def title_of(body: dict[str, Any]) -> str:
    return str(body["text"] if "text" in body else body["listing"]["title"])


def body_of(body: Any) -> dict[str, Any]:
    read: dict[str, Any] = orjson.loads(body) if isinstance(body, str) else body
    return read


async def account_for(life: Life) -> Counter[str]:
    """Each alert is in one state; what was merged is in one digest of its owner's, which tells of
    as many as are merged in it.
    """
    rows = await rows_of(life)
    for row in rows:
        assert row.state in STATES
        assert row.held_for is not None or row.state != "held"
        assert row.held_for is None or row.state in {"held", "merged", "suspended"}
        assert row.merged_into is None or row.state in {"merged", "withdrawn"}
        if row.state == "merged" and row.merged_into is not None:
            assert row.kind == "alert"
            assert row.digest not in {None, "failed", "withdrawn"}
        if row.state in {"held", "merged", "withdrawn", "suspended"}:
            assert row.reason
    merged = Counter(row.merged_into for row in rows)
    for row in rows:
        if row.kind == "digest" and row.state not in {"sent", "withdrawn"}:
            assert merged[row.id] == row.told
    in_digests = [row for row in rows if row.state == "merged" and row.merged_into]
    assert len(in_digests) == len({(row.merged_into, row.position) for row in in_digests})
    return Counter(row.state for row in rows if row.kind == "alert")


async def let_go_of_everything(life: Life) -> None:
    """Everything that holds anything is taken back, and time passes."""
    world = life.world
    world.channel.script.clear()
    world.channel.cannot_bear.clear()
    await opening(life)
    await tune(world, life.ami, digest=None, most_alerts_a_day=None, snoozed_until=None)
    await prefers(
        world,
        life.ami,
        quiet=None,
        paused_until=None,
        most_alerts_a_day=None,
        most_messages_an_hour=None,
    )
    for _ in range(6):
        await passing(HOUR)(life)


async def everything_is_told(life: Life) -> None:
    """Nothing twice at one place; and everything somewhere, but for what nobody wants."""
    told = Counter(chain.from_iterable(map(partial(told_at, life), places_of(life))))
    for place in places_of(life):
        assert set(Counter(told_at(life, place)).values()) <= {1}
    rows = [row for row in await rows_of(life) if row.kind == "alert"]
    merged = {row.title for row in rows if row.state == "merged" and row.digest == "sent"}
    excused = {row.title for row in rows if row.state in {"withdrawn", "failed"}}
    excused |= {title for title, state in life.gone.items() if state != "sent"}
    for title in life.made:
        assert told[title] or title in merged | excused, title
    alone = [row for row in rows if row.state == "sent"]
    for row in alone:
        assert row.title in told_at(life, row.place)


def places_of(life: Life) -> tuple[str, str]:
    return life.ami.place, life.elsewhere.place


def told_at(life: Life, place: str) -> list[str]:
    """The titles to be seen there: alerts, and what digests show."""
    channel = life.world.channel
    nonces = {message.nonce for message in channel.messages if message.place == place}
    sent = {parcel.nonce: parcel for parcel in channel.tried if parcel.nonce in nonces}
    items = [item for parcel in sent.values() for item in parcel.items]
    cards = [item.card for item in items if item.card]
    cards += [card for item in items if item.note for card in item.note.cards]
    return [card.listing.title for card in cards]
