"""Processes die, are stopped, and lose their database; every alert arrives once all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from tests.delivery.world import FaultyStore, World, asleep, running, until

from maneki.clock import MovableClock
from maneki.delivery.courier import Courier
from maneki.delivery.outcome import Refused, Unclear
from maneki.errors import StoreUnavailableError
from maneki.loops import Nudge
from maneki.model.outbox import Parcel
from maneki.store import Store, Transaction

LEASE = timedelta(minutes=2)


async def die_before_sending(world: World, holder: str = "first") -> Courier:
    """A process packs what is due and dies: none of it ever reaches the platform."""
    return await _die(world, holder, taken=False)


async def die_after_sending(world: World, holder: str = "first") -> Courier:
    """A process sends what is due and dies: it arrived, and nobody wrote it down."""
    return await _die(world, holder, taken=True)


async def _die(world: World, holder: str, *, taken: bool) -> Courier:
    channel = DeadlyChannel(world, taken=taken)
    courier = world.courier(holder, channel=channel, lease=LEASE, grace=timedelta(0))
    async with running(courier):
        await until(lambda: channel.reached > 0 and channel.reached == len(courier.in_hand()))
    return courier


class DeadlyChannel:
    """Nothing ever comes back from it."""

    def __init__(self, world: World, *, taken: bool) -> None:
        self._channel = world.channel
        self._taken = taken
        self.kinds = world.channel.kinds
        self.remembers_nonces = world.channel.remembers_nonces
        self.room_for = world.channel.room_for
        self.was_sent = world.channel.was_sent
        self.reached = 0

    async def send(self, parcel: Parcel) -> None:
        if self._taken:
            await self._channel.send(parcel)
        self.reached += 1
        await asyncio.Event().wait()


@pytest.mark.parametrize("die", [die_before_sending, die_after_sending])
async def test_a_crash_loses_and_repeats_a_shared_message_for_nobody(
    world: World, die: Callable[[World], Awaitable[Courier]]
) -> None:
    ami = await world.member("100", name="ami")
    bea = await world.member("100", name="bea")
    await world.alert(ami, "coat", also=[bea])
    await die(world)
    second = world.courier("second")
    await world.rescuer(second, "second", alone=True).step()
    await world.deliver_for(LEASE, second)
    heard = [person for message in world.channel.messages for person, _ in message.heard]
    assert sorted(map(str, heard)) == sorted([ami.person_id, bea.person_id])
    assert await world.query("SELECT DISTINCT state FROM outbox") == [("sent",)]


async def test_a_crash_before_sending_does_not_lose_the_alert(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    await die_before_sending(world)
    (nonce,) = (await world.query("SELECT nonce FROM parcels"))[0]
    second = world.courier("second")
    await world.deliver(second)
    assert world.channel.messages == []
    world.clock.move(LEASE + timedelta(seconds=1))
    assert await world.rescuer(second, "second").step()
    await world.deliver(second)
    (message,) = world.channel.messages
    assert message.titles == ("coat",)
    assert message.nonce == nonce


async def test_a_crash_after_sending_does_not_repeat_the_alert(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots")
    await die_after_sending(world)
    second = world.courier("second")
    assert await world.rescuer(second, "second", alone=True).step()
    await world.deliver(second)
    assert sorted(world.channel.titles()) == ["boots", "coat"]
    assert len(world.channel.tried) == 2
    assert len({parcel.nonce for parcel in world.channel.tried}) == 1
    assert set((await world.states()).values()) == {"sent"}


async def test_a_process_that_comes_back_after_hours_looks_before_it_sends(
    world: World,
) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "arrived")
    await die_after_sending(world, "first")
    await world.alert(ben, "never left")
    await die_before_sending(world, "second")
    world.clock.move(timedelta(hours=5))
    third = world.courier("third")
    await world.rescuer(third, "third", alone=True).step()
    await world.deliver(third)
    assert sorted(world.channel.titles()) == ["arrived", "never left"]
    assert len(world.channel.looked) == 2
    assert set((await world.states()).values()) == {"sent"}


async def test_a_clock_that_was_set_back_is_not_trusted_with_a_nonce(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    await die_after_sending(world)
    world.clock.move(timedelta(hours=-2))
    second = world.courier("second")
    await world.rescuer(second, "second", alone=True).step()
    await world.deliver(second)
    assert world.channel.titles() == ["coat"]
    assert len(world.channel.looked) == 1


async def test_a_rescuer_leaves_alone_what_this_process_is_sending(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    answer = asyncio.Event()
    world.channel.answer("100", answer)
    courier = world.courier(lease=LEASE)
    async with running(courier):
        await until(lambda: len(world.channel.tried) == 1)
        world.clock.move(timedelta(minutes=30))
        assert not await world.rescuer(courier, "first").step()
        answer.set()
        await until(lambda: not courier.in_hand())
    assert await world.states() == {"coat": "sent"}


async def test_another_process_waits_for_the_lease_unless_it_is_alone(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    await die_before_sending(world)
    second = world.courier("second")
    assert not await world.rescuer(second, "second", alone=False).step()
    takes_over = world.rescuer(second, "second", alone=True)
    assert await takes_over.step()
    assert not await takes_over.step()


async def test_a_crash_loop_ends_with_the_poison_set_aside(world: World) -> None:
    """Whatever was in hand each time the process died is given up, and only that."""
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "poison")
    for number in range(8):
        await die_before_sending(world, f"process {number}")
        rescuing = world.courier(f"process {number + 1}")
        assert await world.rescuer(rescuing, f"process {number + 1}", alone=True).step()
    await world.alert(ben, "for ben")
    await world.deliver(world.courier("the last"))
    assert world.channel.titles() == ["for ben"]
    assert (await world.states())["poison"] == "failed"


async def test_stopping_writes_down_what_is_still_arriving(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    answer = asyncio.Event()
    world.channel.answer("100", answer)
    async with running(world.courier()) as task:
        await until(lambda: len(world.channel.tried) == 1)
        task.cancel()
        await asyncio.sleep(0.01)
        answer.set()
    assert world.channel.titles() == ["coat"]
    assert await world.states() == {"coat": "sent"}


async def test_stopping_in_the_middle_of_writing_a_receipt_does_not_lose_it(
    world: World, store: Store, clock: MovableClock
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    faulty = FaultyStore(store, clock)
    world.store = faulty
    answer, written = asyncio.Event(), asyncio.Event()
    world.channel.answer("100", answer)
    async with running(world.courier(grace=timedelta(0))) as task:
        await until(lambda: len(world.channel.tried) == 1)
        faulty.slow_until = written
        answer.set()
        await until(lambda: len(world.channel.messages) == 1)
        task.cancel()
        await asyncio.sleep(0.01)
        written.set()
    assert await world.states() == {"coat": "sent"}


async def test_a_receipt_waits_for_a_database_that_went_away(
    world: World, store: Store, clock: MovableClock
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    faulty = FaultyStore(store, clock)
    world.store = faulty
    answer = asyncio.Event()
    world.channel.answer("100", answer)
    courier = world.courier(lease=LEASE)
    async with courier.at_work():
        assert await courier.step()
        await until(lambda: len(world.channel.tried) == 1)
        faulty.is_away = True
        answer.set()
        await until(lambda: len(world.channel.messages) == 1)
        with pytest.raises(StoreUnavailableError):
            await courier.step()
        clock.move(timedelta(minutes=10))
        faulty.is_away = False
        assert not await world.rescuer(courier, "first").step()
        await courier.step()
    assert await world.states() == {"coat": "sent"}
    assert len(world.channel.tried) == 1


async def test_a_running_courier_survives_a_database_that_goes_and_comes(
    world: World, store: Store, clock: MovableClock
) -> None:
    ami = await world.member("100")
    faulty = FaultyStore(store, clock)
    world.store = faulty
    faulty.is_away = True
    courier = world.courier()
    async with running(courier):
        for _ in range(5):
            await asleep(world, courier)
            clock.move(30)
        await asleep(world, courier)
        faulty.is_away = False
        await world.alert(ami, "coat")
        clock.move(30)
        await until(lambda: world.channel.titles() == ["coat"])


async def test_an_attempt_that_takes_too_long_is_cut_off_and_tried_again(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", asyncio.Event())
    await world.deliver(world.courier(longest_attempt=timedelta(milliseconds=5)))
    assert world.channel.messages == []
    await world.deliver_for(timedelta(seconds=2))
    assert world.channel.titles() == ["coat"]


async def test_what_a_slow_process_says_late_does_not_undo_what_another_did(
    world: World,
) -> None:
    """Its lease ran out and another delivered: an unclear end of the first changes nothing."""
    ami = await world.member("100")
    await world.alert(ami, "coat")
    slow = asyncio.Event()
    channel = SlowlyUnclear(world, slow)
    first = world.courier("first", channel=channel, lease=LEASE, nudge=Nudge())
    async with first.at_work():
        await first.step()
        await until(lambda: len(world.channel.tried) == 1)
        world.clock.move(LEASE + timedelta(seconds=1))
        second = world.courier("second")
        await world.rescuer(second, "second").step()
        await world.deliver(second)
        slow.set()
    assert await world.states() == {"coat": "sent"}
    await world.deliver_for(timedelta(hours=1))
    assert world.channel.titles() == ["coat"]
    assert len(world.channel.tried) == len(world.channel.looked) == 1


class SlowlyUnclear:
    """Takes the message, and a long time later does not know whether it did."""

    def __init__(self, world: World, until_then: asyncio.Event) -> None:
        self._channel = world.channel
        self._until_then = until_then
        self.kinds = world.channel.kinds
        self.remembers_nonces = world.channel.remembers_nonces
        self.room_for = world.channel.room_for
        self.was_sent = world.channel.was_sent

    async def send(self, parcel: Parcel) -> Unclear:
        await self._channel.send(parcel)
        await self._until_then.wait()
        return Unclear("cut off")


class LateStore(Store):
    """The same database, which has committed some time before we hear of it."""

    def __init__(self, store: Store, clock: MovableClock) -> None:
        super().__init__(store._engine, clock)
        self.heard = asyncio.Event()
        self.claimer = asyncio.current_task()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with super().transaction() as tx:
            yield tx
        if asyncio.current_task() is not self.claimer:
            await self.heard.wait()


async def test_a_parcel_whose_outcome_is_just_being_written_is_not_taken_up_by_ourselves(
    world: World,
) -> None:
    """It would stay in nobody's hands until its lease ends, two minutes later."""
    ami = await world.member("100")
    await world.alert(ami, "coat")
    late = LateStore(world.store, world.clock)
    world.store = late
    world.channel.answer("100", Refused("a bad picture"))
    courier = world.courier()
    async with courier.at_work():
        for _ in range(20):
            await asyncio.sleep(0.005)
            await courier.step()
        assert len(world.channel.tried) == 1
        late.heard.set()
    await world.deliver(courier)
    assert world.channel.titles() == ["coat"]
