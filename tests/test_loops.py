"""How long is waited after failures, and that a loop ends whenever it is told to."""

from __future__ import annotations

import asyncio

import pytest
from tests.clocks import JumpingClock

from maneki.clock import SystemClock
from maneki.errors import TokenRejectedError
from maneki.loops import LONGEST_PAUSE_S, LoopHealth, Nudge, pause_after, run_forever


def test_pauses_grow_to_a_limit_however_long_the_outage() -> None:
    pauses = [pause_after(failures) for failures in range(1, 5000)]
    assert pauses[:3] == [0.2, 0.4, 0.8]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_S


@pytest.mark.parametrize("turns", range(12))
async def test_a_loop_that_is_nudged_and_cancelled_at_once_ends(turns: int) -> None:
    nudge = Nudge()

    async def idle() -> bool:
        return False

    endless = run_forever(idle, name="idle", every=0.05, clock=SystemClock(), nudge=nudge)
    loop = asyncio.ensure_future(endless)  # noqa: TID251  (a group would wait for it forever)
    for _ in range(3):
        await asyncio.sleep(0)
    nudge()
    for _ in range(turns):
        await asyncio.sleep(0)
    loop.cancel()
    done, _ = await asyncio.wait({loop}, timeout=1)
    loop.cancel()
    assert done == {loop}
    assert loop.cancelled()


async def test_what_a_loop_ends_with_ends_it_at_once() -> None:
    tries = 0

    async def refused() -> bool:
        nonlocal tries
        tries += 1
        raise TokenRejectedError("We are not known.")

    with pytest.raises(TokenRejectedError):
        await run_forever(
            refused, name="x", every=1, clock=SystemClock(), ends_with=TokenRejectedError
        )
    assert tries == 1


async def test_of_several_loops_with_one_name_the_one_that_fails_is_heard_of() -> None:
    health, clock = LoopHealth(), JumpingClock()
    heard: list[int] = []

    async def works() -> bool:
        heard.append(health.in_a_row("watch"))
        await asyncio.sleep(0)
        return True

    async def fails() -> bool:
        raise ValueError

    async with asyncio.TaskGroup() as group:
        loops = [
            group.create_task(run_forever(step, name="watch", every=1, clock=clock, health=health))
            for step in (works, fails)
        ]
        while len(heard) < 12:  # noqa: ASYNC110  (the loops make their own time)
            await asyncio.sleep(0)
        for loop in loops:
            loop.cancel()
    assert max(heard) >= 3
