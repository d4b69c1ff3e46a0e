"""Members who share a place hear of one listing in one message, and nobody loses or repeats it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.delivery.world import Member, Message, World

from maneki.delivery.outcome import CannotTell, Refused, Unclear, Unreachable
from maneki.model.person import DestinationKind
from maneki.model.quiet import QuietHours

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NO_ANSWER = Unclear("503")


async def neighbours(world: World, count: int = 3) -> list[Member]:
    return [await world.member("100", name=f"n{number}") for number in range(count)]


async def sent_once(world: World, one: Member, other: Member, *, arrived: bool) -> None:
    """A message for both has been sent, and nobody knows whether it arrived."""
    await world.alert(one, "coat", also=[other])
    answer = world.channel.answer_after_taking if arrived else world.channel.answer
    answer("100", NO_ANSWER)
    await world.deliver()


def times_heard(world: World, member: Member, title: str) -> int:
    return sum(message.heard.count((member.person_id, title)) for message in world.channel.messages)


def listeners(message: Message) -> set[str | None]:
    return {person for person, _ in message.heard}


async def test_those_who_share_a_place_hear_of_a_listing_in_one_message(world: World) -> None:
    ami, bea, cem = await neighbours(world)
    await world.alert(ami, "coat", also=[bea, cem])
    await world.deliver()
    (message,) = world.channel.messages
    assert message.titles == ("coat",)
    assert listeners(message) == {ami.person_id, bea.person_id, cem.person_id}
    assert await world.query("SELECT DISTINCT state FROM outbox") == [("sent",)]
    assert await world.query("SELECT count(DISTINCT parcel_id) FROM outbox") == [(1,)]
    ((without,),) = await world.query("SELECT count(*) FROM outbox WHERE accepted_at IS NULL")
    assert without == 0


async def test_whoever_hears_of_some_of_it_hears_of_the_rest_of_theirs_as_well(
    world: World,
) -> None:
    ami, bea = await neighbours(world, 2)
    await world.alert(ami, "coat", also=[bea])
    await world.alert(bea, "boots")
    await world.alert(ami, "hat")
    await world.deliver()
    for member, title in ((ami, "coat"), (ami, "hat"), (bea, "coat"), (bea, "boots")):
        assert times_heard(world, member, title) == 1
    assert Counter(world.channel.titles()) == {"coat": 1, "hat": 1, "boots": 1}


async def test_whoever_reads_another_language_there_is_told_in_it(world: World) -> None:
    ami = await world.member("100", name="ami")
    bea = await world.member("100", name="bea", language="ja")
    await world.alert(ami, "coat", also=[bea])
    await world.deliver()
    assert [len(message.heard) for message in world.channel.messages] == [1, 1]


async def test_at_another_place_or_in_dms_nothing_is_shared(world: World) -> None:
    ami, bea = await neighbours(world, 2)
    elsewhere = await world.member("200", name="cem")
    alone = await world.member("300", name="dan", kind=DestinationKind.DM)
    await world.alert(ami, "coat", also=[bea, elsewhere, alone])
    await world.deliver()
    assert sorted(len(message.heard) for message in world.channel.messages) == [1, 1, 2]


async def test_whoever_was_not_seen_there_lately_has_a_message_of_their_own(world: World) -> None:
    ami, bea = await neighbours(world, 2)
    world.clock.move(2 * DAY)
    await world.alert(ami, "coat", also=[bea])
    await world.deliver()
    assert [len(message.heard) for message in world.channel.messages] == [1, 1]


async def test_whoever_is_not_to_be_told_now_is_told_later(world: World) -> None:
    ami, bea, cem = await neighbours(world)
    await world.snooze(bea, HOUR)
    async with world.store.transaction() as tx:
        person = await tx.people.get(cem.person_id)
        assert person is not None
        now = world.clock.now()
        quiet = QuietHours(start=time(now.hour), end=time((now.hour + 2) % 24))
        await tx.people.save_preferences(cem.person_id, replace(person.preferences, quiet=quiet))
    await world.alert(ami, "coat", also=[bea, cem])
    await world.deliver()
    (message,) = world.channel.messages
    assert listeners(message) == {ami.person_id}
    await world.deliver_for(3 * HOUR)
    assert [times_heard(world, one, "coat") for one in (ami, bea, cem)] == [1, 1, 1]


async def test_what_one_of_them_does_not_want_any_more_they_are_not_told(world: World) -> None:
    ami, bea, cem = await neighbours(world)
    await world.alert(ami, "coat", also=[bea, cem])
    await world.pause(bea)
    await world.deliver()
    (message,) = world.channel.messages
    assert listeners(message) == {ami.person_id, cem.person_id}


async def test_a_shared_message_counts_as_one_of_each_of_theirs(world: World) -> None:
    """Whoever allows one message an hour has had it."""
    ami, bea = await neighbours(world, 2)
    async with world.store.transaction() as tx:
        person = await tx.people.get(bea.person_id)
        assert person is not None
        wanted = replace(person.preferences, most_messages_an_hour=1)
        await tx.people.save_preferences(bea.person_id, wanted)
    await world.alert(ami, "coat", also=[bea])
    await world.deliver()
    await world.alert(bea, "boots")
    await world.deliver()
    assert [message.titles for message in world.channel.messages] == [("coat",)]
    assert await world.states() == {"coat": "sent", "boots": "held"}


async def test_a_lost_answer_repeats_it_for_nobody(world: World) -> None:
    ami, bea = await neighbours(world, 2)
    await world.alert(ami, "coat", also=[bea])
    world.channel.answer_after_taking("100", NO_ANSWER)
    await world.deliver_for(MINUTE)
    (message,) = world.channel.messages
    assert listeners(message) == {ami.person_id, bea.person_id}
    assert await world.query("SELECT DISTINCT state FROM outbox") == [("sent",)]


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("who", ["owner", "fellow"])
async def test_who_pauses_while_it_is_looked_for_is_told_only_if_it_had_arrived(
    world: World, who: str, *, arrived: bool
) -> None:
    ami, bea = await neighbours(world, 2)
    await sent_once(world, ami, bea, arrived=arrived)
    (parcel,) = world.channel.tried
    by_person = {one.person_id: one for one in (ami, bea)}
    assert parcel.destination.person_id is not None
    owner = by_person.pop(parcel.destination.person_id)
    (fellow,) = by_person.values()
    quitter, other = (owner, fellow) if who == "owner" else (fellow, owner)
    await world.pause(quitter)
    await world.deliver_for(MINUTE)
    assert world.channel.looked
    assert times_heard(world, other, "coat") == 1
    assert times_heard(world, quitter, "coat") == int(arrived)
    rows = await world.query("SELECT person_id, state FROM outbox")
    assert dict(rows) == {
        other.person_id: "sent",
        quitter.person_id: "sent" if arrived else "withdrawn",
    }
    assert await world.possibly_repeated() == 0


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_fellow_who_moves_meanwhile_is_told_once_there_or_here(
    world: World, *, arrived: bool
) -> None:
    ami, bea = await neighbours(world, 2)
    await sent_once(world, ami, bea, arrived=arrived)
    (fellow,) = world.channel.tried[0].fellows
    mover = ami if fellow.item.person_id == ami.person_id else bea
    await world.suspend(mover)
    name = "n0" if mover is ami else "n1"
    dms = await world.member("9", name=name, kind=DestinationKind.DM)
    await world.choose_instead(mover, dms)
    await world.deliver_for(MINUTE)
    assert [times_heard(world, one, "coat") for one in (ami, bea)] == [1, 1]
    places = {message.place for message in world.channel.messages}
    assert places == ({"100"} if arrived else {"100", "9"})


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_owner_whose_place_is_closed_meanwhile_leaves_nobody_untold(
    world: World, *, arrived: bool
) -> None:
    """Whether it arrived is found out for the others at once, though the owner has to wait."""
    ami, bea = await neighbours(world, 2)
    await sent_once(world, ami, bea, arrived=arrived)
    (fellow,) = world.channel.tried[0].fellows
    owner, other = (bea, ami) if fellow.item.person_id == ami.person_id else (ami, bea)
    await world.suspend(owner)
    await world.deliver_for(MINUTE)
    assert times_heard(world, other, "coat") == 1
    await world.resume(owner)
    await world.deliver_for(MINUTE)
    assert [times_heard(world, one, "coat") for one in (ami, bea)] == [1, 1]
    assert await world.query("SELECT DISTINCT state FROM outbox") == [("sent",)]


async def test_where_nobody_can_tell_it_is_sent_once_more_for_all_and_marked(world: World) -> None:
    ami, bea = await neighbours(world, 2)
    await world.alert(ami, "coat", also=[bea])
    world.channel.answer_after_taking("100", NO_ANSWER)
    await world.deliver()
    world.clock.move(HOUR)
    world.channel.readings.append(CannotTell("I may not read there"))
    await world.deliver_for(MINUTE)
    assert await world.query("SELECT DISTINCT state FROM outbox") == [("sent",)]
    assert await world.possibly_repeated() == 2


async def test_what_is_refused_for_all_of_them_is_tried_for_each_alone(world: World) -> None:
    ami, bea = await neighbours(world, 2)
    await world.alert(ami, "coat", also=[bea])
    world.channel.answer("100", *[Refused("not like this")] * 4)
    await world.deliver_for(MINUTE)
    assert [listeners(message) for message in world.channel.messages] in (
        [{ami.person_id}, {bea.person_id}],
        [{bea.person_id}, {ami.person_id}],
    )


async def test_a_place_that_is_closed_to_all_keeps_it_for_all(world: World) -> None:
    ami, bea = await neighbours(world, 2)
    await world.alert(ami, "coat", also=[bea])
    world.channel.answer("100", *[Unreachable("the channel was deleted", 10003)] * 2)
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []
    assert await world.query("SELECT DISTINCT state FROM outbox") == [("suspended",)]
    await world.resume(ami)
    await world.resume(bea)
    await world.deliver_for(MINUTE)
    (message,) = world.channel.messages
    assert listeners(message) == {ami.person_id, bea.person_id}
