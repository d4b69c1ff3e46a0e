"""A digest that has not gone out is taken apart whenever it may not go as it is, and made anew."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.delivery.holding import digest, pass_by, prefers, tune
from tests.delivery.world import Member, World

from maneki.alerts.upkeep import Forgetter
from maneki.delivery.outcome import CannotTell, Outcome, Refused, Unclear, Unreachable
from maneki.model.digest import DigestPlan, Every
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.outbox import OutboxState, Parcel
from maneki.people.servers import resume
from maneki.store.schema import outbox

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOURLY = DigestPlan(every=Every.HOUR)


async def with_digest(world: World, place: str, *titles: str, name: str | None = None) -> Member:
    """Somebody whose digest of these is due, and has been made."""
    member = await world.member(place, name=name)
    await tune(world, member, digest=HOURLY)
    await world.alert(member, *titles)
    await world.deliver()
    world.clock.move(HOUR)
    assert await digest(world) == 1
    return member


async def opened(world: World, member: Member) -> None:
    async with world.store.transaction() as tx:
        place = await tx.destinations.get(member.destination_id)
        assert place is not None
        await resume(tx, place)


def shown_in(parcel: Parcel) -> list[str]:
    cards = [item.card for item in parcel.items if item.card]
    cards += [card for item in parcel.items if item.note for card in item.note.cards]
    return sorted(card.listing.title for card in cards)


def seen(world: World, place: str) -> list[list[str]]:
    """What each message there shows that tells of anything, as alerts or in a digest."""
    nonces = {message.nonce for message in world.channel.messages if message.place == place}
    there = {parcel.nonce: parcel for parcel in world.channel.tried if parcel.nonce in nonces}
    return [titles for parcel in there.values() if (titles := shown_in(parcel))]


async def alert_states(world: World) -> Counter[str]:
    rows = await world.query("SELECT state FROM outbox WHERE kind = 'alert'")
    return Counter(str(state) for (state,) in rows)


async def test_a_digest_that_waits_longer_than_things_are_kept_loses_nothing(
    world: World,
) -> None:
    ami = await with_digest(world, "100", "coat", "hat")
    world.channel.answer("100", Unreachable("the DMs are closed"))
    await world.deliver()
    assert await alert_states(world) == {"suspended": 2}
    world.clock.move(60 * DAY)
    while await Forgetter(world.store, keep=30 * DAY).step():
        pass
    await opened(world, ami)
    await pass_by(world, MINUTE)
    assert seen(world, "100") == [["coat", "hat"]]
    assert await alert_states(world) == {"merged": 2}


async def test_what_a_digest_under_way_tells_of_is_kept_with_it(world: World) -> None:
    """It may have arrived, so it stays what it is, however long its place is closed."""
    ami = await with_digest(world, "100", "coat", "hat")
    world.channel.answer("100", Unclear("503"), Unreachable("the DMs are closed"))
    await world.deliver_for(MINUTE)
    world.clock.move(60 * DAY)
    while await Forgetter(world.store, keep=30 * DAY).step():
        pass
    await opened(world, ami)
    await pass_by(world, HOUR)
    assert seen(world, "100") == [["coat", "hat"]]
    assert await alert_states(world) == {"merged": 2}


async def test_what_was_due_in_a_digest_while_its_place_was_closed_does_not_wait_a_day_more(
    world: World,
) -> None:
    ami = await world.member("100")
    await tune(world, ami, digest=DigestPlan(every=Every.DAY))
    await world.alert(ami, "coat")
    await world.deliver()
    await world.suspend(ami)
    await pass_by(world, DAY)
    await world.alert(ami, "fresh")
    await opened(world, ami)
    await pass_by(world, MINUTE)
    assert seen(world, "100") == [["coat"]]
    await pass_by(world, DAY)
    assert seen(world, "100") == [["coat"], ["fresh"]]


@pytest.mark.parametrize("count", [12, 45])
async def test_one_listing_that_is_refused_costs_its_digest_no_other(
    world: World, count: int
) -> None:
    titles = [f"coat {number:02}" for number in range(count)]
    await with_digest(world, "100", *titles)
    bad = titles[-3]
    sends = world.channel.send

    async def picky(parcel: Parcel) -> Outcome:
        if bad in shown_in(parcel):
            world.channel.tried.append(parcel)
            return Refused("AutoMod blocks a word of its title")
        return await sends(parcel)

    world.channel.send = picky  # type: ignore[method-assign]
    await pass_by(world, 3 * HOUR)
    rows = await world.query("SELECT state, kind FROM outbox WHERE state = 'failed'")
    assert rows == [("failed", "alert")]
    assert await alert_states(world) == {"sent": 9, "merged": count - 10, "failed": 1}
    alone, together = world.channel.messages[:9], world.channel.messages[9:]
    assert len({title for message in alone for title in message.titles}) == 9
    assert len(together) == 1
    # What travelled alone is not held for the next digest.
    assert len(world.channel.tried) < 20


async def test_a_digest_that_breaks_us_again_and_again_is_taken_apart_too(world: World) -> None:
    await with_digest(world, "100", "coat", "hat")
    world.channel.answer("100", *[Unclear("it broke off", is_ours=True)] * 8)
    await pass_by(world, 3 * HOUR)
    assert sorted(world.channel.titles()) == ["coat", "hat"]
    assert await alert_states(world) == {"sent": 2}


async def test_nobody_is_told_twice_at_the_place_that_their_digest_follows_them_to(
    world: World,
) -> None:
    here = await world.member("100", name="ami")
    there = await world.member("200", name="ami")
    await tune(world, here, digest=HOURLY)
    await world.alert(here, "coat", "hat", also=(there,))
    await world.alert(here, "boots")
    world.channel.answer("100", Unreachable("closed"))
    await pass_by(world, HOUR)
    await world.choose_instead(here, there)
    await pass_by(world, HOUR)
    assert sorted(seen(world, "200")) == [["boots"], ["coat", "hat"]]
    assert seen(world, "100") == []
    assert await alert_states(world) == {"sent": 2, "merged": 3}


@pytest.mark.parametrize("reading", [None, CannotTell("no history")])
@pytest.mark.parametrize("arrived", [False, True])
async def test_a_digest_under_way_when_its_owner_moves_is_told_once_somewhere(
    world: World, arrived: bool, reading: CannotTell | None
) -> None:
    here = await world.member("100", name="ami")
    there = await world.member("200", name="ami")
    await tune(world, here, digest=HOURLY)
    await world.alert(here, "coat", also=(there,))
    await world.alert(here, "boots")
    await world.deliver()
    world.clock.move(HOUR)
    await digest(world)
    answer = world.channel.answer_after_taking if arrived else world.channel.answer
    answer("100", Unclear("503"))
    world.channel.answer("100", Unreachable("closed"))
    await world.deliver_for(MINUTE)
    await world.choose_instead(here, there)
    if reading is not None:
        world.channel.readings.append(reading)
    await pass_by(world, HOUR)
    assert seen(world, "100") == ([["boots", "coat"]] if arrived else [])
    is_told_again = not arrived or reading is not None
    assert seen(world, "200") == ([["coat"], ["boots"]] if is_told_again else [["coat"]])
    if reading is not None:
        async with world.store.transaction() as tx:
            told = await tx.deliveries.of_person(here.person_id, limit=10)
        doubtful = [one.card.listing.title for one in told if one.card and one.possibly_repeated]
        assert doubtful == ["boots"]


@pytest.mark.parametrize("how", ["sold", "ended", "dismissed", "paused", "snoozed"])
async def test_what_is_not_wanted_any_more_is_told_in_no_digest(world: World, how: str) -> None:
    ami = await world.member("100")
    other = await world.another_filter(ami, "other")
    await prefers(world, ami, most_alerts_a_day=1)
    await world.alert(ami, "first")
    await world.deliver()
    await world.alert(ami, "coat")
    await world.alert(other, "boots")
    await world.deliver()
    world.clock.move(DAY)
    assert await digest(world) == 1
    # It has been made, and waits for its turn.
    match how:
        case "sold":
            await world.sold("boots")
        case "ended":
            await world.ended("boots")
        case "dismissed":
            await dismiss(world, ami, "boots")
        case "paused":
            await world.pause(other)
        case _:
            await world.snooze(other, DAY)
    await pass_by(world, HOUR)
    assert seen(world, "100") == [["first"], ["coat"]]
    assert (await world.states())["boots"] == ("held" if how == "snoozed" else "withdrawn")


async def test_sold_while_its_place_was_closed_is_not_told_when_it_opens(world: World) -> None:
    ami = await with_digest(world, "100", "coat", "hat")
    world.channel.answer("100", Unreachable("closed"))
    await world.deliver()
    await world.sold("coat")
    world.clock.move(7 * DAY)
    await opened(world, ami)
    await pass_by(world, MINUTE)
    assert seen(world, "100") == [["hat"]]


async def test_what_was_sold_before_its_digest_went_is_new_when_it_comes_back(
    world: World,
) -> None:
    await with_digest(world, "100", "coat")
    await world.sold("coat")
    await pass_by(world, MINUTE)
    assert world.channel.messages == []
    async with world.store.transaction() as tx:
        known = await tx.listings.known("m", ["1"])
        assert len(await tx.alerts.untold([one.id for one in known.values()])) == 1


async def test_what_is_withdrawn_while_its_digest_is_under_way_counts_as_told_if_it_arrived(
    world: World,
) -> None:
    await with_digest(world, "100", "coat", "hat")
    world.channel.answer_after_taking("100", Unclear("503"))
    await world.deliver()
    await world.sold("coat")
    await world.deliver_for(HOUR)
    assert len(world.channel.messages) == 1
    assert await alert_states(world) == {"merged": 2}
    assert {*(await world.reasons()).values()} == {None, "it is in a digest"}


async def test_a_digest_is_held_as_what_it_tells_of_and_made_anew(world: World) -> None:
    ami = await with_digest(world, "100", "coat", "hat")
    await prefers(world, ami, paused_until=UNTIL_RESUMED)
    await world.deliver()
    assert await alert_states(world) == {"held": 2}
    assert (await world.reasons())["coat"] == "you paused your alerts"
    await prefers(world, ami, paused_until=None)
    await pass_by(world, HOUR)
    assert seen(world, "100") == [["coat", "hat"]]


async def test_a_digest_in_doubt_that_is_made_anew_is_possibly_repeated(world: World) -> None:
    ami = await with_digest(world, "100", "coat")
    world.channel.answer_after_taking("100", Unclear("503"))
    await world.deliver()
    await prefers(world, ami, paused_until=world.clock.now() + HOUR)
    world.channel.readings.append(CannotTell("no history"))
    await pass_by(world, 3 * HOUR)
    assert len(world.channel.messages) == 2
    async with world.store.transaction() as tx:
        told = await tx.deliveries.of_person(ami.person_id, limit=10)
    sent = [one for one in told if one.state is OutboxState.SENT]
    assert [one.possibly_repeated for one in sent] == [True]


async def test_a_failed_digest_that_is_sent_again_tells_of_what_is_still_wanted(
    world: World,
) -> None:
    ami = await with_digest(world, "100", "coat", "hat")
    world.channel.answer("100", *[Unclear("503")] * 50)
    world.channel.readings.extend([CannotTell("no history"), CannotTell("no history")])
    await world.deliver_for(HOUR)
    world.channel.script.clear()
    rows = await world.query("SELECT id FROM outbox WHERE kind = 'digest' AND state = 'failed'")
    [(failed,)] = rows
    await world.ended("coat")
    async with world.store.transaction() as tx:
        assert await tx.deliveries.resend(failed)
    await pass_by(world, HOUR)
    assert seen(world, "100") == [["hat"]]
    assert ami.place == "100"


async def dismiss(world: World, member: Member, title: str) -> None:
    async with world.store.transaction() as tx:
        found = await tx.deliveries.of_person(member.person_id, limit=10)
        alert = next(one for one in found if one.card and one.card.listing.title == title)
        assert alert.alert_id is not None
        subject = await tx.alerts.subject(alert.alert_id, member.person_id)
        assert subject is not None
        await tx.alerts.dismiss(member.person_id, subject.listing_id, reason="not for you")


@pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)
async def test_nobody_waits_for_whoever_changes_what_a_digest_tells_of_at_this_moment(
    world: World,
) -> None:
    await with_digest(world, "100", "coat", "hat")
    await world.ended("coat")
    ids = await world.query("SELECT id FROM outbox WHERE kind = 'alert' ORDER BY id")
    async with world.store.transaction() as tx:
        await tx._session.rows(
            select(outbox.c.id).where(outbox.c.id == ids[1][0]).with_for_update()
        )
        async with asyncio.timeout(20):
            await world.deliver()
    assert world.channel.messages == []
    await pass_by(world, MINUTE)
    assert seen(world, "100") == [["hat"]]
