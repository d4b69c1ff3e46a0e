"""`maneki outbox`, as an operator runs it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.cli.shell import Shell
from tests.delivery.world import ScriptedChannel, World

from maneki.clock import MovableClock
from maneki.delivery.outcome import Refused
from maneki.store import Store


@asynccontextmanager
async def opened(shell: Shell) -> AsyncIterator[World]:
    """The shell's database, and somebody in it."""
    clock = MovableClock()
    store = Store.open(shell.settings["MANEKI_DATABASE_URL"], clock=clock)
    try:
        yield World(store, clock, ScriptedChannel(clock))
    finally:
        await store.close()


@pytest.fixture
async def ready(shell: Shell, sqlite_template: Path) -> Shell:
    """A shell in whose database an alert about boots was given up, and one about a coat waits."""
    shutil.copy(sqlite_template, shell.folder / "shop.sqlite3")
    async with opened(shell) as world:
        ann = await world.member("77", name="ann")
        await world.alert(ann, "[red]boots")
        world.channel.cannot_bear = {"[red]boots": Refused("no")}
        await world.deliver()
        await world.alert(ann, "coat")
    return shell


async def states(shell: Shell) -> dict[str, str]:
    async with opened(shell) as world:
        return await world.states()


async def ids(shell: Shell, *options: str) -> list[str]:
    ran = await shell.maneki("outbox", "list", *options)
    assert ran.code == 0, ran.err
    return [line.split()[0] for line in ran.out.splitlines() if line.startswith("01")]


async def test_what_failed_is_listed_with_its_reason(ready: Shell) -> None:
    ran = await ready.maneki("outbox", "list")
    assert "channel:77" in ran.out
    assert "[red]boo" in ran.out
    assert "coat" not in ran.out
    assert "ann@77" not in ran.out
    assert len(await ids(ready)) == len(await ids(ready, "--state", "due")) == 1


async def test_what_failed_is_resent_once_and_what_waits_is_left_alone(ready: Shell) -> None:
    [boots], [coat] = await ids(ready), await ids(ready, "--state", "due")
    ran = await ready.maneki("outbox", "resend", boots, coat)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{boots} is due again.\n{coat} is on its way already.\n"
    again = await ready.maneki("outbox", "resend", boots)
    assert again.out == f"{boots} is on its way already.\n"
    assert await states(ready) == {"[red]boots": "due", "coat": "due"}


async def test_what_cannot_be_resent_is_named_and_the_others_go(ready: Shell) -> None:
    [boots] = await ids(ready)
    async with opened(ready) as world:
        await world.deliver()
    [coat] = await ids(ready, "--state", "sent")
    ran = await ready.maneki("outbox", "resend", coat, "01NOBODY", boots)
    assert ran.code == 2
    assert ran.err == (
        f"{coat}: It was sent already.\n"
        "01NOBODY: There is no such delivery, or it is forgotten by now.\n"
    )
    assert ran.out == f"{boots} is due again.\n"


async def test_what_waits_can_be_withdrawn(ready: Shell) -> None:
    [coat], [boots] = await ids(ready, "--state", "due"), await ids(ready)
    assert (await ready.maneki("outbox", "withdraw", coat)).out == f"{coat} is withdrawn.\n"
    again = await ready.maneki("outbox", "withdraw", coat)
    assert (again.code, again.out) == (0, f"{coat} is withdrawn already.\n")
    refused = await ready.maneki("outbox", "withdraw", boots)
    assert refused.code == 2
    assert refused.err == f"{boots}: It is failed, so there is nothing to withdraw.\n"
    assert await states(ready) == {"[red]boots": "failed", "coat": "withdrawn"}


async def test_a_state_that_there_is_not_is_refused(ready: Shell) -> None:
    ran = await ready.maneki("outbox", "list", "--state", "lost")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("'lost' is not a state; write one of due, held,")
