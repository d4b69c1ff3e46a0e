"""The disk of the database is full for a while, under the real program."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.scenarios.small_disk import SmallDisk, a_small_disk
from tests.scenarios.world import until

from maneki.clock import SystemClock
from maneki.simulator.demo.play import PushRefusedError
from maneki.simulator.demo.program import Program
from maneki.simulator.discord import Rules, SimChannel
from maneki.simulator.load.backlog import Backlog, a_backlog

ROOM = 3 * 2**20
"""Less than SQLite writes into its log before it begins anew, so that the disk does become full."""
MEMBERS, EACH = 40, 40
MESSAGES = MEMBERS * EACH // 10
FULL_FOR_S = 4.0
IT_IS_WRONG = "🚨 The disk of the database has"
IT_IS_OVER = "there is room on the disk again"


@dataclass
class Cramped:
    """A program with a backlog, whose database is on a disk that is small and nearly full."""

    disk: SmallDisk
    backlog: Backlog
    ops: SimChannel
    program: Program
    offset: Path

    def alarms(self) -> list[str]:
        return [one.content for one in self.backlog.sim.messages(self.ops)]

    async def until_sent(self, messages: int) -> None:
        """So many besides what is said to the operator."""
        await until(lambda: len(self.backlog.messages) - len(self.alarms()) >= messages, within=30)

    async def until_it_is_full(self) -> None:
        """The program fills the rest itself, in the middle of its work: when it takes up messages
        or when it writes down that they were sent.
        """
        await until(lambda: "disk is full" in self.program.log_file.read_text(), within=30)
        assert 0 < len(self.backlog.messages) < MESSAGES

    async def while_it_is_full(self) -> None:
        """What is small may still be written where SQLite's log has room left in it."""
        with contextlib.suppress(PushRefusedError):
            await self.backlog.push_fresh()
        await asyncio.sleep(FULL_FOR_S)
        assert len(self.backlog.messages) < MESSAGES

    async def all_goes_on(self) -> str:
        """Returns the title of what was pushed, for the second time if it had been taken."""
        fresh = await self.backlog.push_fresh()
        await self.until_sent(MESSAGES + 1)
        # What comes twice, comes now.
        await asyncio.sleep(1.0)
        return fresh

    def everybody_was_told_once(self, fresh: str) -> None:
        backlog = self.backlog
        titles = sorted(one.title for one in backlog.waiting)
        for number in range(backlog.fresh_one):
            assert sorted(backlog.told(number)) == titles
        assert backlog.told(backlog.fresh_one) == [fresh]
        assert backlog.sim.rate_limited == []
        backlog.sim.assert_clean()


@pytest.fixture
async def cramped(tmp_path: Path) -> AsyncIterator[Cramped]:
    async with contextlib.AsyncExitStack() as stack:
        disk = stack.enter_context(a_small_disk(tmp_path / "disk", megabytes=32))
        backlog = await stack.enter_async_context(
            a_backlog(
                members=MEMBERS,
                each=EACH,
                clock=SystemClock(),
                folder=tmp_path,
                # A program that is started again cannot know when the one before it identified.
                rules=Rules(concurrency_window=0.1),
            )
        )
        await backlog.store.close()
        shutil.copy(tmp_path / "backlog.sqlite3", disk.seen)
        disk.fill(leaving=ROOM)
        ops = backlog.sim.add_channel(backlog.stage.guild, "ops")
        offset = tmp_path / "offset"
        changes = {
            "MANEKI_DATABASE_URL": f"sqlite+aiosqlite:///{disk.path / 'backlog.sqlite3'}",
            "MANEKI_OPERATOR_CHANNEL_ID": str(ops.id),
            "MANEKI_ALARM_FREE_DISK_MB": "16",
            "MANEKI_CLOCK_OFFSET_FILE": str(offset),
        }
        program = Program(
            tmp_path, {**backlog.settings, **changes}, clock=SystemClock(), inside=disk.inside
        )
        stack.push_async_callback(program.stop)
        yield Cramped(disk, backlog, ops, program, offset)


async def test_a_full_disk_loses_nothing_repeats_nothing_and_is_an_alarm(cramped: Cramped) -> None:
    program, disk = cramped.program, cramped.disk
    await program.start()
    await until(lambda: len(cramped.alarms()) == 1)
    assert cramped.alarms()[0].startswith(IT_IS_WRONG)
    await cramped.until_it_is_full()
    await program.while_running(cramped.while_it_is_full())
    disk.make_room()
    fresh = await program.while_running(cramped.all_goes_on())
    cramped.offset.write_text("600")
    await until(lambda: IT_IS_OVER in cramped.alarms()[-1], within=25)
    assert await program.stop() == 0
    cramped.everybody_was_told_once(fresh)


async def test_a_program_that_ends_while_the_disk_is_full_goes_on_where_it_was(
    cramped: Cramped,
) -> None:
    """What it sent and could not write down is known to Discord by its nonce."""
    program, disk = cramped.program, cramped.disk
    await program.start()
    await cramped.until_it_is_full()
    # What is on its way arrives, and perhaps cannot be written down.
    await asyncio.sleep(1.0)
    program.kill()
    disk.make_room()
    await program.start()
    fresh = await program.while_running(cramped.all_goes_on())
    assert await program.stop() == 0
    cramped.everybody_was_told_once(fresh)
