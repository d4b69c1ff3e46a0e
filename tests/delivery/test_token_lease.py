"""Whoever sends is alone: a second process is refused, a crashed one is no obstacle."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.clock import MovableClock
from maneki.delivery.holder import Holder
from maneki.delivery.token_lease import LASTING, TokenLease, bot_of
from maneki.errors import TokenHeldError
from maneki.store import Store

US = Holder(pid=11, host="here", started="1", machine="m")
THEM = Holder(pid=22, host="there", started="1", machine="n")


@contextmanager
def another_process() -> Iterator[Holder]:
    """A real one, as it would write itself down."""
    says = "from maneki.delivery.holder import Holder; print(Holder.me(), flush=True); input()"
    with subprocess.Popen(  # noqa: S603  (this interpreter)
        [sys.executable, "-c", says], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        holder = Holder.read(process.stdout.readline().strip())
        assert holder is not None
        yield holder
        process.kill()


async def test_a_second_process_is_refused_with_the_name_of_the_first(
    store: Store, clock: MovableClock
) -> None:
    await TokenLease(store, holder=THEM).take()
    until = clock.now() + LASTING
    with pytest.raises(TokenHeldError) as refused:
        await TokenLease(store, holder=US).take()
    assert "process 22 on there" in str(refused.value)
    assert f"wait until {until:%H:%M:%S} UTC" in str(refused.value)


async def test_another_bot_is_told_that_it_needs_a_database_of_its_own(store: Store) -> None:
    await TokenLease(store, holder=THEM, bot=bot_of("MTAwMQ.x.secret")).take()
    with pytest.raises(TokenHeldError, match="database of its own") as refused:
        await TokenLease(store, holder=US, bot=bot_of("MjAwMg.x.secret")).take()
    assert "process 22 on there" in str(refused.value)
    # The same bot has been given another token meanwhile.
    with pytest.raises(TokenHeldError, match="Stop that one first"):
        await TokenLease(store, holder=US, bot=bot_of("MTAwMQ.y.other")).take()


def test_what_stands_for_a_bot_says_nothing_of_its_token() -> None:
    mark = bot_of("MTAwMQ.x.secret")
    assert len(mark) == 12
    assert "MTAw" not in mark
    assert "secret" not in mark


async def test_the_next_begins_at_once_after_a_clean_end(store: Store) -> None:
    lease = TokenLease(store, holder=THEM)
    await lease.take()
    await lease.give_back()
    await TokenLease(store, holder=US).take()


async def test_it_is_kept_for_as_long_as_it_is_renewed(store: Store, clock: MovableClock) -> None:
    lease = TokenLease(store, holder=THEM)
    await lease.take()
    for _ in range(5):
        clock.move(LASTING - timedelta(seconds=1))
        assert not await lease.step()
    with pytest.raises(TokenHeldError):
        await TokenLease(store, holder=US).take()


async def test_after_a_crash_elsewhere_it_runs_out_and_who_comes_back_stops(
    store: Store, clock: MovableClock
) -> None:
    theirs, ours = TokenLease(store, holder=THEM), TokenLease(store, holder=US)
    await theirs.take()
    clock.move(LASTING + timedelta(seconds=1))
    await ours.take()
    with pytest.raises(TokenHeldError, match="process 11 on here"):
        await theirs.step()
    await theirs.give_back()
    assert not await ours.step()


async def test_after_a_crash_here_nobody_waits(store: Store) -> None:
    with another_process() as other:
        await TokenLease(store, holder=other).take()
        with pytest.raises(TokenHeldError, match=f"process {other.pid} on"):
            await TokenLease(store, holder=Holder.me()).take()
    await TokenLease(store, holder=Holder.me()).take()


def test_only_a_process_of_this_place_is_known_to_be_gone() -> None:
    me = Holder.me()
    assert not me.is_certainly_gone()
    with another_process() as other:
        assert not other.is_certainly_gone()
    assert other.is_certainly_gone()
    assert replace(me, started="1").is_certainly_gone()
    for elsewhere in (replace(other, machine="f00"), replace(other, host="elsewhere")):
        assert not elsewhere.is_certainly_gone()
    assert not replace(other, machine="").is_certainly_gone()


@given(
    pid=st.integers(1, 2**22),
    host=st.text("abc.-@1", max_size=30),
    started=st.text("0123456789", max_size=12),
    machine=st.text("0123456789abcdef", max_size=8),
)
def test_a_holder_is_read_as_it_was_written(
    pid: int, host: str, started: str, machine: str
) -> None:
    holder = Holder(pid, host, started, machine)
    assert Holder.read(str(holder)) == holder
    assert len(str(holder)) <= 64


@pytest.mark.parametrize("text", ["", "x", "1.2@h", "a.b.c@h", "1.2.3.4@h"])
def test_what_is_no_holder_is_none(text: str) -> None:
    assert Holder.read(text) is None
