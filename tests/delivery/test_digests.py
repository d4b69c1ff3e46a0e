"""What waits for a digest, or for a limit, is told in one message when its time comes."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.delivery.holding import digest, digest_rows, pass_by, prefers, tune
from tests.delivery.world import World

from maneki.delivery.hold_back import Holds
from maneki.delivery.outcome import Unclear
from maneki.model.digest import DigestOrder, DigestPlan, Every
from maneki.model.filter import FilterState
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.money import Money
from maneki.model.outbox import OutboxKind
from maneki.model.person import Address, DestinationKind, Preferences
from maneki.model.quiet import QuietHours
from maneki.people.desk import PeopleDesk
from maneki.people.servers import resume

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOURLY = DigestPlan(every=Every.HOUR)
BEYOND = "📬 Digest of what went beyond your limits"


async def test_a_filter_with_a_digest_is_told_of_in_one_message_an_hour(world: World) -> None:
    ami = await world.member("100")
    await tune(world, ami, digest=HOURLY)
    for number in range(3):
        await world.alert(ami, f"coat {number}")
    await world.deliver()
    assert set((await world.states()).values()) == {"held"}
    assert (await world.reasons())["coat 0"] == "it comes in the filter’s next digest"
    await pass_by(world, HOUR)
    assert world.channel.titles() == ["📬 Digest of one of your filters"]
    [parcel] = world.channel.tried
    note = parcel.items[0].note
    assert note is not None
    assert (note.count, len(note.cards)) == (3, 3)
    assert Counter((await world.states()).values()) == {"merged": 3, "sent": 1}
    assert (await world.reasons())["coat 0"] == "it is in a digest"
    accepted = await world.query("SELECT count(*) FROM outbox WHERE accepted_at IS NOT NULL")
    assert accepted == [(4,)]


async def test_its_filter_is_named_where_nobody_else_reads(world: World) -> None:
    ami = await world.member("1001", name="ami", kind=DestinationKind.DM)
    await tune(world, ami, digest=HOURLY, name="coats")
    await world.alert(ami, "coat")
    await pass_by(world, HOUR)
    note = world.channel.tried[0].items[0].note
    assert note is not None
    assert note.private_text == "📬 Digest of **coats**"
    assert "coats" not in note.text


async def test_a_digest_shows_the_cheapest_first_if_that_is_wanted(world: World) -> None:
    ami = await world.member("100")
    plan = replace(HOURLY, top=2, order=DigestOrder.PRICE)
    await tune(world, ami, digest=plan)
    for title, price in (("dear", 900), ("cheap", 100), ("fair", 500), ("unpriced", None)):
        await world.alert(ami, title, price=Money(price, "JPY") if price else None)
    await pass_by(world, HOUR)
    note = world.channel.tried[0].items[0].note
    assert note is not None
    assert [card.listing.title for card in note.cards] == ["cheap", "fair"]
    assert note.count == 4
    async with world.store.transaction() as tx:
        page = await tx.digests.page(world.channel.tried[0].items[0].id, first=2)
    assert page is not None
    assert [card.listing.title for card in page.cards] == ["dear", "unpriced"]


async def test_what_nobody_wants_by_then_is_not_in_it(world: World) -> None:
    ami = await world.member("100")
    other = await world.another_filter(ami, "other")
    for one in (ami, other):
        await tune(world, one, digest=HOURLY)
    await world.alert(ami, "sold", "adult", adult=False)
    await world.alert(ami, "for adults", adult=True)
    await world.alert(other, "of the deleted filter")
    await world.alert(ami, "wanted")
    await world.deliver()
    await world.sold("sold")
    await tune(world, other, state=FilterState.DELETED)
    await pass_by(world, HOUR)
    [parcel] = world.channel.tried
    note = parcel.items[0].note
    assert note is not None
    assert {card.listing.title for card in note.cards} == {"wanted", "adult"}
    states = await world.states()
    assert [states[one] for one in ("sold", "for adults", "of the deleted filter")] == [
        "withdrawn"
    ] * 3


async def test_beyond_a_daily_limit_the_rest_of_the_day_is_one_digest(world: World) -> None:
    ami = await world.member("100")
    await prefers(world, ami, most_alerts_a_day=3)
    for number in range(8):
        await world.alert(ami, f"coat {number}")
        await world.deliver()
    assert world.channel.titles() == ["coat 0", "coat 1", "coat 2"]
    assert (await world.reasons())["coat 3"] == "your limit is reached, so it comes in a digest"
    await pass_by(world, DAY)
    assert world.channel.titles()[3:] == [BEYOND]
    await world.alert(ami, "tomorrow")
    await world.deliver()
    assert world.channel.titles()[4:] == ["tomorrow"]


async def test_a_burst_is_cut_at_the_limit_too(world: World) -> None:
    ami = await world.member("100")
    await prefers(world, ami, most_alerts_a_day=3)
    await world.alert(ami, *(f"coat {number}" for number in range(25)))
    await pass_by(world, DAY)
    assert len(world.channel.titles()) == 4
    assert Counter((await world.states()).values()) == {"sent": 4, "merged": 22}


async def test_two_places_of_one_person_share_a_limit(world: World) -> None:
    here, there = await world.member("100", name="ami"), await world.member("200", name="ami")
    await prefers(world, here, most_alerts_a_day=1)
    await world.alert(here, "coat")
    await world.alert(there, "boots")
    await world.deliver()
    assert len(world.channel.titles()) == 1


async def test_a_filter_with_a_limit_leaves_the_others_alone(world: World) -> None:
    ami = await world.member("100")
    other = await world.another_filter(ami, "other")
    await tune(world, ami, most_alerts_a_day=1)
    for number in range(3):
        await world.alert(ami, f"coat {number}")
        await world.alert(other, f"boots {number}")
        await world.deliver()
    assert [one for one in world.channel.titles() if "coat" in one] == ["coat 0"]
    assert len([one for one in world.channel.titles() if "boots" in one]) == 3


async def test_so_many_messages_an_hour_of_one_filter_and_then_a_digest(world: World) -> None:
    ami = await world.member("100")
    other = await world.another_filter(ami, "other")
    await tune(world, ami, most_messages_an_hour=2)
    for number in range(5):
        await world.alert(ami, f"coat {number}")
        await world.deliver()
        world.clock.move(MINUTE)
        await world.alert(other, f"boots {number}")
        await world.deliver()
        world.clock.move(MINUTE)
    told = [one for one in world.channel.titles() if "boots" not in one]
    assert told == ["coat 0", "coat 1"]
    assert len(world.channel.titles()) == 7
    assert (await world.reasons())["coat 2"] == "your limit is reached, so it comes in a digest"
    await pass_by(world, 48 * MINUTE)
    assert len(world.channel.titles()) == 7
    await pass_by(world, 10 * MINUTE)
    assert world.channel.titles()[7:] == [BEYOND]


async def test_the_digest_of_a_filter_is_one_of_its_messages(world: World) -> None:
    ami = await world.member("100")
    await tune(world, ami, most_messages_an_hour=1)
    await world.alert(ami, "first")
    await world.deliver()
    await world.alert(ami, "beyond")
    await pass_by(world, HOUR)
    assert world.channel.titles() == ["first", BEYOND]
    await world.alert(ami, "at once")
    await world.deliver()
    assert (await world.states())["at once"] == "held"
    await pass_by(world, HOUR)
    assert world.channel.titles() == ["first", BEYOND, BEYOND]


async def test_a_burst_of_one_filter_is_one_message(world: World) -> None:
    ami = await world.member("100")
    await tune(world, ami, most_messages_an_hour=1)
    await world.alert(ami, "coat", "hat")
    await world.deliver()
    assert sorted(world.channel.titles()) == ["coat", "hat"]


async def test_so_many_messages_an_hour_and_then_a_digest(world: World) -> None:
    ami = await world.member("100")
    await prefers(world, ami, most_messages_an_hour=2)
    for number in range(6):
        await world.alert(ami, f"coat {number}")
        await world.deliver()
        world.clock.move(MINUTE)
    assert world.channel.titles() == ["coat 0", "coat 1"]
    await pass_by(world, 50 * MINUTE)
    assert len(world.channel.titles()) == 2
    await pass_by(world, 10 * MINUTE)
    assert world.channel.titles()[2:] == [BEYOND]
    assert Counter((await world.states()).values()) == {"sent": 3, "merged": 4}


async def test_replies_pass_every_limit_and_pause_and_night(world: World) -> None:
    ami = await world.member("100")
    noon = world.clock.now()
    night = QuietHours((noon - HOUR).time(), (noon + HOUR).time())
    await prefers(world, ami, most_messages_an_hour=1, quiet=night, paused_until=UNTIL_RESUMED)
    await world.say(ami, "you are welcome")
    await world.say(ami, "Mercari is down", OutboxKind.NOTICE)
    await world.alert(ami, "coat")
    await world.deliver()
    assert world.channel.titles() == ["you are welcome"]
    assert (await world.reasons())["Mercari is down"] == "these are your quiet hours"
    assert (await world.reasons())["coat"] == "you paused your alerts"
    await world.deliver_for(HOUR)
    assert world.channel.titles() == ["you are welcome", "Mercari is down"]
    await prefers(world, ami, paused_until=None)
    await pass_by(world, HOUR)
    assert world.channel.titles()[2:] == ["coat"]


async def test_in_quiet_hours_alerts_wait_and_come_merged_in_the_morning(world: World) -> None:
    ami = await world.member("100")
    noon = world.clock.now()
    night = QuietHours((noon - HOUR).time(), (noon + HOUR).time())
    await prefers(world, ami, quiet=night)
    for number in range(4):
        await world.alert(ami, f"coat {number}")
        await world.deliver()
    assert world.channel.messages == []
    await world.deliver_for(HOUR)
    [message] = world.channel.messages
    assert len(message.titles) == 4


async def test_a_message_under_way_when_quiet_hours_begin_is_looked_for_not_sent(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat")
    noon = world.clock.now()
    night = QuietHours((noon - HOUR).time(), (noon + HOUR).time())
    await prefers(world, ami, quiet=night)
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []
    assert len(world.channel.looked) == 1
    assert await world.states() == {"coat": "held"}
    await world.deliver_for(HOUR)
    assert world.channel.titles() == ["coat"]
    assert await world.possibly_repeated() == 0


async def test_hourly_digests_of_the_night_are_one_in_the_morning(world: World) -> None:
    ami = await world.member("100")
    noon = world.clock.now()
    night = QuietHours(noon.time(), (noon + 6 * HOUR).time())
    await prefers(world, ami, quiet=night)
    await tune(world, ami, digest=HOURLY)
    for number in range(5):
        await world.alert(ami, f"coat {number}")
        await pass_by(world, HOUR)
    assert world.channel.messages == []
    await pass_by(world, HOUR)
    assert len(world.channel.messages) == 1
    note = world.channel.tried[0].items[0].note
    assert note is not None
    assert note.count == 5


async def test_in_a_pause_no_digest_is_made_and_one_when_it_ends(world: World) -> None:
    ami = await world.member("100")
    await tune(world, ami, digest=HOURLY)
    await world.alert(ami, "coat")
    await world.deliver()
    await prefers(world, ami, paused_until=UNTIL_RESUMED)
    await pass_by(world, 3 * HOUR)
    assert world.channel.messages == []
    await world.alert(ami, "boots")
    await prefers(world, ami, paused_until=None)
    await pass_by(world, HOUR)
    assert len(world.channel.messages) == 1
    assert Counter((await world.states()).values()) == {"merged": 2, "sent": 1}


async def test_a_filter_snoozed_before_its_digest_waits_with_it(world: World) -> None:
    ami = await world.member("100")
    await tune(world, ami, digest=HOURLY)
    await world.alert(ami, "coat")
    await world.deliver()
    await world.snooze(ami, DAY)
    await pass_by(world, 2 * HOUR)
    assert world.channel.messages == []
    assert (await world.reasons())["coat"] == "you snoozed the filter"
    await pass_by(world, DAY)
    assert len(world.channel.messages) == 1


@pytest.mark.parametrize("lifted", ["digest", "cap", "filter cap", "quiet"])
async def test_what_is_lifted_lets_go_at_once_of_what_it_held(world: World, lifted: str) -> None:
    ami = await world.member("100")
    noon = world.clock.now()
    night = QuietHours((noon - HOUR).time(), (noon + HOUR).time())
    await world.alert(ami, "first")
    await world.deliver()
    match lifted:
        case "digest":
            await tune(world, ami, digest=DigestPlan(every=Every.DAY, at=time(9)))
        case "filter cap":
            await tune(world, ami, most_alerts_a_day=1)
        case "cap":
            await prefers(world, ami, most_alerts_a_day=1)
        case _:
            await prefers(world, ami, quiet=night)
    await world.alert(ami, "coat")
    await pass_by(world, MINUTE)
    assert world.channel.titles() == ["first"]
    await tune(world, ami, digest=None, most_alerts_a_day=None)
    await prefers(world, ami, quiet=None, most_alerts_a_day=None)
    await world.deliver()
    assert world.channel.titles() == ["first", "coat"]


async def test_a_digest_goes_behind_alerts_and_is_sent_once_whatever_happens(
    world: World,
) -> None:
    ami = await world.member("100")
    await tune(world, ami, digest=HOURLY)
    await world.alert(ami, "coat", "boots")
    await world.deliver()
    world.clock.move(HOUR)
    await digest(world)
    other = await world.another_filter(ami, "other")
    await world.alert(other, "fresh")
    world.channel.answer_after_taking("100", Unclear("503"))
    await world.deliver()
    world.channel.answer_after_taking("100", Unclear("503"))
    await pass_by(world, HOUR)
    assert world.channel.titles() == ["fresh", "📬 Digest of one of your filters"]
    assert await digest(world) == 0


async def test_the_digest_of_a_filter_that_is_deleted_before_it_goes_is_withdrawn(
    world: World,
) -> None:
    ami = await world.member("100")
    await tune(world, ami, digest=HOURLY)
    await world.alert(ami, "coat")
    await world.deliver()
    world.clock.move(HOUR)
    await digest(world)
    await tune(world, ami, state=FilterState.DELETED)
    await world.deliver()
    assert world.channel.messages == []
    assert set((await digest_rows(world)).values()) == {"withdrawn"}


@pytest.mark.parametrize("count", [10, 11])
async def test_more_than_ten_alerts_that_waited_for_a_place_come_as_one_digest(
    world: World, count: int
) -> None:
    ami = await world.member("100")
    await world.suspend(ami)
    await world.alert(ami, *(f"coat {number}" for number in range(count)))
    async with world.store.transaction() as tx:
        await tx.closed.suspend(ami.destination_id, reason="I was removed")
    async with world.store.transaction() as tx:
        place = await tx.destinations.get(ami.destination_id)
        assert place is not None
        await resume(tx, place)
    if count > 10:
        reasons = await world.reasons()
        assert (reasons["coat 0"] or "").startswith("much piled up")
    await pass_by(world, MINUTE)
    if count == 10:
        assert len(world.channel.titles()) == 10
    else:
        assert world.channel.titles() == [
            "📬 Digest of what turned up while I could not write here"
        ]
        assert Counter((await world.states()).values()) == {"merged": 11, "sent": 1}


async def test_people_without_limits_are_not_counted(world: World) -> None:
    """Nothing is asked of the database for those who have set none."""
    ami = await world.member("100")
    await world.alert(ami, "coat")
    await world.deliver()
    assert world.channel.titles() == ["coat"]
    async with world.store.transaction() as tx:
        tally = await tx.told.tally(
            ami.person_id, since=world.clock.now() - DAY, filter_ids=[ami.filter_id]
        )
    assert (tally.alerts, tally.by_filter, len(tally.messages)) == (1, {ami.filter_id: 1}, 1)
    assert Preferences().most_alerts_a_day is None


async def test_whoever_resumes_while_their_alert_is_being_held_gets_it(world: World) -> None:
    """What is held for a pause that is over would wait for ever."""
    ami = await world.member("100")
    await prefers(world, ami, paused_until=UNTIL_RESUMED)
    await world.alert(ami, "coat")
    desk = PeopleDesk(world.store, default_currency=None, due=lambda: None)
    async with asyncio.TaskGroup() as group, world.store.transaction() as tx:
        [waiting] = await tx.outbox.waiting(seats=1, per_destination=10)
        group.create_task(desk.resume(Address("discord", "100")))
        await asyncio.sleep(0.2)
        assert await Holds(tx).let_go(waiting) == ()
    await world.deliver()
    assert world.channel.titles() == ["coat"]
