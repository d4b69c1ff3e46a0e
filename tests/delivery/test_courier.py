"""What is due arrives: merged, in order, within the seats, each thing once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from tests.delivery.world import World, asleep, running, until

from maneki.delivery.courier import MOST_ASKING
from maneki.delivery.outcome import Later, Unclear, Unreachable
from maneki.loops import Nudge
from maneki.model.filter import FilterState
from maneki.model.outbox import Note, NoteDraft, OutboxKind
from maneki.model.person import DestinationKind
from maneki.store.filters import FilterChange


async def test_alerts_that_wait_for_one_place_travel_in_one_message(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots", "bag")
    await world.deliver()
    (message,) = world.channel.messages
    assert sorted(message.titles) == ["bag", "boots", "coat"]
    assert set((await world.states()).values()) == {"sent"}


async def test_ten_go_into_a_message_and_the_rest_into_the_next(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, *(f"coat {number}" for number in range(23)))
    await world.deliver()
    assert [len(message.titles) for message in world.channel.messages] == [10, 10, 3]
    assert len(set(world.channel.titles())) == 23


async def test_a_channel_that_has_room_for_fewer_gets_fewer(world: World) -> None:
    ami = await world.member("100")
    world.channel.room = lambda waiting: 4 if len(waiting.items) > 4 else len(waiting.items)
    await world.alert(ami, *(f"coat {number}" for number in range(9)))
    await world.deliver()
    assert [len(message.titles) for message in world.channel.messages] == [4, 4, 1]


async def test_the_freshest_alert_is_shown_first(world: World) -> None:
    ami = await world.member("100")
    for title in ("old", "newer", "newest"):
        await world.alert(ami, title)
        world.clock.move(1)
    await world.deliver()
    assert world.channel.titles() == ["newest", "newer", "old"]


async def test_replies_go_before_notices_and_notices_before_alerts(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    await world.say(ami, "news", OutboxKind.NOTICE)
    await world.say(ami, "a reply")
    await world.deliver()
    assert world.channel.titles() == ["a reply", "news", "coat"]
    assert len(world.channel.messages) == 3


async def test_with_one_seat_the_place_with_a_reply_is_served_first(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "coat")
    world.clock.move(1)
    await world.say(ben, "a reply")
    await world.deliver(world.courier(seats=1))
    assert world.channel.titles() == ["a reply", "coat"]


async def test_a_fresh_alert_does_not_wait_behind_the_backlogs_of_others(world: World) -> None:
    """However old they are: each place gets a turn before any gets its second one."""
    backlogs = [await world.member(f"old {number}") for number in range(4)]
    for member in backlogs:
        await world.alert(member, *(f"{member.place}/{number}" for number in range(60)))
    world.clock.move(timedelta(minutes=10))
    fresh = await world.member("fresh")
    await world.alert(fresh, "just now")
    for member in backlogs:
        await world.alert(member, f"{member.place}/too")
    await world.deliver(world.courier(seats=4))
    places = [message.place for message in world.channel.messages]
    assert places.index("fresh") < 8
    assert len(places) == 4 * 7 + 1


async def test_who_gets_something_all_the_time_does_not_hold_up_who_seldom_does(
    world: World,
) -> None:
    busy, quiet = await world.member("busy"), await world.member("quiet")
    await world.alert(busy, *(f"coat {number}" for number in range(40)))
    courier = world.courier(seats=1)
    async with courier.at_work():
        await courier.step()
    world.clock.move(5)
    await world.alert(quiet, "boots")
    await world.deliver(courier)
    assert [message.place for message in world.channel.messages][:3] == ["busy", "quiet", "busy"]


async def test_turns_go_round_among_those_who_have_much_to_get(world: World) -> None:
    members = [await world.member(f"{number}") for number in range(3)]
    for member in members:
        await world.alert(member, *(f"{member.place}/{number}" for number in range(30)))
    courier = world.courier(seats=1)
    for _ in range(9):
        async with courier.at_work():
            await courier.step()
        world.clock.move(1)
    places = [message.place for message in world.channel.messages]
    assert [sorted(places[turn : turn + 3]) for turn in (0, 3, 6)] == [["0", "1", "2"]] * 3


async def test_no_more_are_on_their_way_than_there_are_seats(world: World) -> None:
    for number in range(9):
        await world.alert(await world.member(f"{number}"), f"coat {number}")
    await world.deliver(world.courier(seats=3))
    assert world.channel.busiest == 3
    assert len(world.channel.messages) == 9


async def test_two_people_in_one_channel_are_served_one_after_the_other(world: World) -> None:
    ami = await world.member("100", name="ami")
    ben = await world.member("100", name="ben")
    await world.alert(ami, "for ami")
    await world.alert(ben, "for ben")
    await world.deliver()
    assert world.channel.busiest == 1
    assert sorted(world.channel.titles("100")) == ["for ami", "for ben"]


async def test_while_one_message_is_on_its_way_to_a_channel_no_other_takes_a_seat(
    world: World,
) -> None:
    ami = await world.member("100", name="ami")
    ben = await world.member("100", name="ben")
    await world.alert(ami, "for ami")
    answer = asyncio.Event()
    world.channel.answer("100", answer)
    courier = world.courier()
    async with courier.at_work():
        assert await courier.step()
        await until(lambda: len(world.channel.tried) == 1)
        await world.alert(ben, "for ben")
        assert not await courier.step()
        answer.set()
    await world.deliver(courier)
    assert world.channel.titles("100") == ["for ami", "for ben"]


async def test_kinds_of_destination_that_no_channel_serves_wait_and_hold_up_nobody(
    world: World,
) -> None:
    ami = await world.member("100", kind=DestinationKind.DM)
    ben = await world.member("200")
    await world.alert(ami, "for ami")
    await world.alert(ben, "for ben")
    world.channel.kinds = frozenset({DestinationKind.CHANNEL})
    await world.deliver(world.courier(seats=1))
    assert world.channel.titles() == ["for ben"]
    assert (await world.states())["for ami"] == "due"


async def test_what_a_paused_filter_queued_is_not_sent(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    async with world.store.transaction() as tx:
        await tx.alerts.withdraw_filter(ami.filter_id, reason="you paused the filter")
    await world.deliver()
    assert world.channel.messages == []
    assert await world.states() == {"coat": "withdrawn"}


async def test_a_filter_paused_while_the_platform_made_us_wait_is_silent_too(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Later(3600, "slow down"))
    await world.deliver()
    async with world.store.transaction() as tx:
        await tx.alerts.withdraw_filter(ami.filter_id, reason="you paused the filter")
    await world.deliver_for(timedelta(hours=2), world.courier())
    assert world.channel.messages == []
    assert await world.states() == {"coat": "withdrawn"}


async def test_a_held_alert_goes_when_its_time_comes(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    async with world.store.transaction() as tx:
        mine = await tx.filters.get(ami.filter_id)
        assert mine is not None
        snoozed = replace(mine, snoozed_until=tx.now + timedelta(minutes=10))
        await tx.filters.change(snoozed, FilterChange.SNOOZED, by="discord:100")
        await tx.held.hold(ami.filter_id, reason="snoozed")
    await world.deliver_for(timedelta(seconds=599))
    assert world.channel.messages == []
    await world.deliver_for(timedelta(seconds=1))
    assert world.channel.titles() == ["coat"]


async def test_a_deleted_person_leaves_nothing_to_send(world: World) -> None:
    """Their parcel waits for another attempt; its contents are gone by then."""
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "for ami")
    await world.alert(ben, "for ben")
    world.channel.answer("100", Later(60, "slow down"))
    await world.deliver()
    await world.query("DELETE FROM outbox WHERE state = 'due' RETURNING id")
    await world.deliver_for(timedelta(seconds=61))
    assert world.channel.titles() == ["for ben"]
    assert (
        await world.query("SELECT state FROM parcels WHERE state IN ('sending', 'waiting')") == []
    )


async def test_a_running_courier_sleeps_until_something_is_due_and_wakes_when_nudged(
    world: World,
) -> None:
    ami = await world.member("100")
    nudge = Nudge()
    courier = world.courier(nudge=nudge)
    async with running(courier):
        await until(lambda: not world.channel.messages)
        await world.alert(ami, "coat")
        nudge()
        await until(lambda: len(world.channel.messages) == 1)
        world.channel.answer("100", Later(7.5, "slow down"))
        await world.alert(ami, "boots")
        nudge()
        await until(lambda: len(world.channel.tried) == 2 and not courier.in_hand())
        await asleep(world, courier)
        world.clock.move(7.4)
        await asleep(world, courier)
        assert world.channel.titles() == ["coat"]
        world.clock.move(0.1)
        await until(lambda: world.channel.titles() == ["coat", "boots"])


async def test_a_thousand_alerts_for_forty_people_arrive_once_each(world: World) -> None:
    members = [await world.member(f"{number}") for number in range(40)]
    for number, member in enumerate(members):
        await world.alert(member, *(f"{number}/{index}" for index in range(25)))
    await world.deliver(world.courier(seats=8))
    seen = Counter(world.channel.titles())
    assert len(seen) == 1000
    assert set(seen.values()) == {1}
    assert len(world.channel.messages) == 40 * 3


async def test_a_filter_switched_off_after_a_message_left_unclear_sends_nothing_more(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Unclear("cut off"))
    await world.deliver()
    async with world.store.transaction() as tx:
        mine = await tx.filters.get(ami.filter_id)
        assert mine is not None
        paused = replace(mine, state=FilterState.PAUSED)
        assert await tx.filters.change(paused, FilterChange.PAUSED, by="test") is not None
    await world.deliver_for(timedelta(minutes=5))
    assert world.channel.messages == []
    assert await world.states() == {"coat": "withdrawn"}


async def test_what_nobody_waits_for_goes_behind_everybodys_alerts(world: World) -> None:
    ami, ben = await world.member("ami"), await world.member("ben")
    async with world.store.transaction() as tx:
        await tx.outbox.add_note(
            NoteDraft(
                person_id=ami.person_id,
                destination_id=ami.destination_id,
                note=Note(text="your filters end"),
                idempotency_key="ends",
                is_unhurried=True,
            )
        )
    world.clock.move(1)
    await world.alert(ben, "a coat")
    await world.deliver(world.courier(seats=1))
    assert world.channel.titles() == ["a coat", "your filters end"]


async def test_a_filters_priority_goes_before_its_owners_other_alerts_only(world: World) -> None:
    """Everybody may give theirs the highest: that costs nobody else anything."""
    loud = [await world.member(f"10{number}") for number in range(4)]
    ben = await world.member("200")
    await world.alert(ben, "plain")
    for one in loud:
        for number in range(30):
            await world.alert(one, f"{one.place}: {number}", priority=9)
    await world.deliver(world.courier(seats=2))
    order = [message.place for message in world.channel.messages]
    assert order.index("200") < 5
    await world.alert(ben, "urgent", priority=9)
    await world.alert(ben, "fresh")
    world.channel.room = lambda waiting: 1
    await world.deliver()
    assert world.channel.titles("200") == ["plain", "urgent", "fresh"]


async def test_a_notice_about_a_closed_place_goes_behind_everybodys_alerts(world: World) -> None:
    """A deleted channel may be a thousand people's."""
    ami, ben = await world.member("100", name="ami"), await world.member("200")
    await world.member("300", name="ami")
    await world.alert(ami, "a coat")
    world.channel.answer("100", Unreachable("the channel was deleted"))
    courier = world.courier(seats=1)
    async with courier.at_work():
        await courier.step()
    world.clock.move(1)
    await world.alert(ben, "a hat")
    await world.deliver(courier)
    first, second = world.channel.messages
    assert (first.place, second.place) == ("200", "300")


async def test_what_very_many_hear_of_does_not_hold_up_what_others_hear_of(world: World) -> None:
    """Ben was told of something a moment ago, and none of the hundred has been."""
    crowd = [await world.member(f"10{number:02}") for number in range(100)]
    ben = await world.member("200")
    await world.alert(ben, "hat")
    await world.deliver()
    first, *others = crowd
    await world.alert(first, "coat", also=others, turns=timedelta(milliseconds=31))
    courier = world.courier(seats=2)
    async with courier.at_work():
        await courier.step()
    world.clock.move(1.0)
    await world.alert(ben, "boots")
    await world.deliver(courier)
    titles = world.channel.titles()
    # Those whose turn has come by then, 33 of them, go before.
    assert titles.index("boots") <= 1 + 33
    assert titles.count("coat") == 100


async def test_places_about_which_something_must_be_asked_first_do_not_take_every_seat(
    world: World,
) -> None:
    """Opening DMs is scarce: whoever waits for theirs leaves seats to those who need not."""
    opening = asyncio.Event()
    for number in range(30):
        await world.alert(await world.member(f"{number}", kind=DestinationKind.DM), "coat")
        world.channel.answer(f"{number}", opening)
    world.clock.move(1)
    for number in range(100, 107):
        await world.alert(await world.member(f"{number}"), "boots")
    courier = world.courier(seats=10)
    async with courier.at_work():
        for _ in range(50):
            await courier.step()
            await asyncio.sleep(0.005)
        assert world.channel.titles() == ["boots"] * 7
        assert world.channel.busy == MOST_ASKING
        opening.set()
    await world.deliver(courier)
    assert world.channel.titles().count("coat") == 30


async def test_a_seat_that_becomes_free_among_slow_ones_is_used(world: World) -> None:
    slow, nudge = asyncio.Event(), Nudge()
    for number in range(9):
        await world.alert(await world.member(f"{number}"), "coat")
        world.channel.answer(f"{number}", slow)
    courier = world.courier(seats=10, nudge=nudge)
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "boots")
    began = world.clock.now()
    async with running(courier):
        await until(lambda: world.channel.titles() == ["boots"])
        await world.alert(ben, "hat")
        while world.channel.titles() != ["boots", "hat"]:
            world.clock.move(0.05)
            await asyncio.sleep(0.05)
        assert world.clock.now() - began < timedelta(seconds=1)
        slow.set()


async def test_with_few_seats_all_taken_others_go_on_and_the_next_one_is_served(
    world: World,
) -> None:
    slow = asyncio.Event()
    await world.alert(await world.member("100"), "coat")
    world.channel.answer("100", slow)
    await world.alert(await world.member("200"), "boots")
    async with running(world.courier(seats=1)):
        await until(lambda: world.channel.busy == 1)
        await asyncio.sleep(0.05)
        slow.set()
        await until(lambda: sorted(world.channel.titles()) == ["boots", "coat"])
