"""What was given up can be sent once more, once, and only where somebody is served by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.delivery.world import Member, World

from maneki.delivery.by_hand import withdraw
from maneki.delivery.desk import DeliveryDesk
from maneki.delivery.outcome import Refused
from maneki.errors import InvalidInputError
from maneki.model.delivery import Delivery
from maneki.model.outbox import OutboxState
from maneki.model.person import Address, DestinationKind

HOUR = timedelta(hours=1)
FAILED = "the platform refused it even as plain text: no"


def desk(world: World) -> DeliveryDesk:
    return DeliveryDesk(world.store, due=lambda: None)


async def log_of(world: World, name: str) -> dict[str, Delivery]:
    """What became of everything for this person, by its title, newest first."""
    found = await desk(world).last(Address("discord", name), limit=50)
    return {one.card.listing.title: one for one in found if one.card}


async def again(world: World, name: str, title: str) -> None:
    one = (await log_of(world, name))[title]
    await desk(world).resend(Address("discord", name), one.id, language="en")


async def given_up(world: World, *titles: str, place: str = "ann") -> Member:
    """Alerts that the platform refused in every form; now it would take them."""
    ann = await world.member(place)
    await world.alert(ann, *titles)
    world.channel.cannot_bear = dict.fromkeys(titles, Refused("no"))
    await world.deliver()
    world.channel.cannot_bear.clear()
    assert set((await world.states()).values()) == {"failed"}
    return ann


async def test_what_was_given_up_arrives_once_however_often_it_is_resent(world: World) -> None:
    await given_up(world, "boots")
    assert (await log_of(world, "ann"))["boots"].reason == FAILED
    await again(world, "ann", "boots")
    await again(world, "ann", "boots")
    await world.deliver()
    assert world.channel.titles("ann") == ["boots"]
    with pytest.raises(InvalidInputError, match="It was sent already"):
        await again(world, "ann", "boots")
    await world.deliver()
    assert world.channel.titles("ann") == ["boots"]


async def test_what_is_set_aside_holds_up_nobody(world: World) -> None:
    ann = await given_up(world, "boots")
    await world.alert(ann, "coat")
    await world.deliver()
    assert world.channel.titles("ann") == ["coat"]


async def test_nobody_resends_what_is_somebody_elses(world: World) -> None:
    await given_up(world, "boots")
    await world.member("bob")
    hers = (await log_of(world, "ann"))["boots"]
    for stranger in ("bob", "nobody"):
        with pytest.raises(InvalidInputError, match="There is no such delivery"):
            await desk(world).resend(Address("discord", stranger), hers.id, language="en")
        assert await log_of(world, stranger) == {}
    assert (await world.states()) == {"boots": "failed"}


async def test_what_was_sold_since_is_not_resent(world: World) -> None:
    await given_up(world, "boots")
    await world.query("UPDATE listings SET status = 'sold' RETURNING id")
    with pytest.raises(InvalidInputError, match="any more: it was sold or ended"):
        await again(world, "ann", "boots")


async def test_what_no_filter_asks_for_any_more_is_not_resent(world: World) -> None:
    await given_up(world, "boots")
    await world.query("UPDATE filters SET state = 'paused' RETURNING id")
    with pytest.raises(InvalidInputError, match="the filter was paused or deleted"):
        await again(world, "ann", "boots")


async def test_what_is_snoozed_is_held_when_it_is_resent(world: World) -> None:
    ann = await given_up(world, "boots")
    await world.snooze(ann, HOUR)
    await again(world, "ann", "boots")
    await world.deliver()
    assert await world.states() == {"boots": "held"}
    await world.deliver_for(2 * HOUR)
    assert world.channel.titles("ann") == ["boots"]


async def test_where_nothing_can_be_written_nothing_is_resent(world: World) -> None:
    ann = await given_up(world, "boots")
    await world.suspend(ann, reason="I was banned")
    with pytest.raises(InvalidInputError, match="I cannot write to where it goes: I was banned"):
        await again(world, "ann", "boots")


async def test_what_waits_or_was_taken_out_says_so(world: World) -> None:
    ann = await world.member("ann")
    await world.alert(ann, "held")
    await world.snooze(ann, HOUR)
    with pytest.raises(InvalidInputError, match="held and goes by itself: you snoozed"):
        await again(world, "ann", "held")
    await world.alert(ann, "withdrawn")
    await world.sold("withdrawn")
    with pytest.raises(InvalidInputError, match="It was withdrawn: it was sold"):
        await again(world, "ann", "withdrawn")


async def test_an_operator_takes_out_what_has_not_been_sent(world: World) -> None:
    ann = await world.member("ann")
    await world.alert(ann, "boots")
    boots = (await log_of(world, "ann"))["boots"]
    async with world.store.transaction() as tx:
        assert await withdraw(tx, boots)
    withdrawn = (await log_of(world, "ann"))["boots"]
    assert (withdrawn.state, withdrawn.reason) == (
        OutboxState.WITHDRAWN,
        "whoever runs this bot withdrew it",
    )
    async with world.store.transaction() as tx:
        assert not await withdraw(tx, withdrawn)
    await world.deliver()
    assert world.channel.titles() == []


async def test_what_was_sent_says_where_and_whether_it_may_be_there_twice(world: World) -> None:
    ann = await world.member("77", name="ann", kind=DestinationKind.CHANNEL)
    await world.alert(ann, "boots")
    await world.deliver()
    await world.query("UPDATE parcels SET possibly_repeated = (1 = 1) RETURNING id")
    boots = (await log_of(world, "ann"))["boots"]
    assert boots.state is OutboxState.SENT
    assert (boots.channel_id, boots.message_id) == ("77", "m0")
    assert boots.accepted_at == world.clock.now()
    assert [one.name for one in boots.filters] == ["ann@77"]
    assert boots.possibly_repeated


async def test_a_log_goes_on_behind_the_last_one_that_was_read(world: World) -> None:
    ann = await world.member("ann")
    for number in range(5):
        await world.alert(ann, f"boots {number}")
        world.clock.move(timedelta(seconds=1))
    me = Address("discord", "ann")
    first = await desk(world).last(me, limit=3)
    rest = await desk(world).last(me, before=first[-1].id, limit=3)
    titles = [one.card.listing.title for one in (*first, *rest) if one.card]
    assert titles == [f"boots {number}" for number in (4, 3, 2, 1, 0)]
