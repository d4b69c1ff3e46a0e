"""Long work that somebody may stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer

SIGNALLED = 128
"""A shell says this and the signal's number of a process that a signal ended."""
T = TypeVar("T")


def until_stopped(work: Coroutine[Any, Any, T]) -> T:
    """The work's result. SIGTERM and a closed terminal end it as Ctrl-C does: tidily."""
    stopped_by: list[signal.Signals] = []

    async def run() -> T:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (this is one)

        def stop(name: signal.Signals) -> None:
            stopped_by.append(name)
            task.cancel()

        for name in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(name) is not signal.SIG_IGN:  # `nohup` means it
                asyncio.get_running_loop().add_signal_handler(name, stop, name)
        return await work

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        if not stopped_by:
            raise
        raise typer.Exit(SIGNALLED + stopped_by[0]) from None
