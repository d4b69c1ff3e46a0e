"""A notice is said once, however long ago that was."""

from __future__ import annotations

from datetime import timedelta

from tests.delivery.world import World

from maneki.alerts.upkeep import Forgetter
from maneki.model.outbox import OutboxKind

DAY = timedelta(days=1)


async def forget(world: World) -> None:
    forgetter = Forgetter(world.store, keep=30 * DAY)
    while await forgetter.step():
        pass


async def test_a_notice_whose_row_is_forgotten_is_not_said_again(world: World) -> None:
    """What it is about, such as a market that is down, may last for longer than rows are kept."""
    ami = await world.member("100")
    for _ in range(6):
        await world.say(ami, "Mercari is down", OutboxKind.NOTICE)
        await world.deliver()
        world.clock.move(20 * DAY)
        await forget(world)
    assert world.channel.titles() == ["Mercari is down"]
    assert await world.query("SELECT count(*) FROM outbox") == [(0,)]


async def test_that_it_was_said_is_forgotten_in_the_end(world: World) -> None:
    ami = await world.member("100")
    await world.say(ami, "Mercari is down", OutboxKind.NOTICE)
    await world.deliver()
    world.clock.move(3 * 365 * DAY)
    await forget(world)
    assert await world.query("SELECT count(*) FROM notice_keys") == [(0,)]
