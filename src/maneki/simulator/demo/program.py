"""The real program, as an operator runs it: another process, told everything by its settings."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from maneki.clock import Clock
from maneki.errors import ManekiError

PREFIXES = ("MANEKI_", "DISCORD_")
START_WITHIN_S = 60.0
STOP_WITHIN_S = 20.0
GONE_WITHIN_S = 2.0
OURS_TO_CHOOSE = (20_000, 32_000)
TRIES = 50

_DICE = random.SystemRandom()

T = TypeVar("T")


class ProgramFailedError(ManekiError):
    """The program did not start, or ended by itself; the message holds what it said last."""


def free_port() -> int:
    """A port of the loopback that nobody listens on, for a program that is started later.

    It is not one of those that the system gives to whoever connects to somebody or asks for
    any port (Linux from 32768, elsewhere from 49152): such a one may be taken by then. Raises
    `ProgramFailedError` if there is none.
    """
    for _ in range(TRIES):
        port = _DICE.randrange(*OURS_TO_CHOOSE)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise ProgramFailedError("No port of 127.0.0.1 can be listened on.")


class Program:
    """`maneki run` in a folder of its own, with these settings and no others.

    `inside` is a command that runs another one, in surroundings of its making.
    """

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        *,
        clock: Clock,
        inside: Sequence[str] = (),
    ) -> None:
        self._folder = folder
        self._inside = tuple(inside)
        self._environment = _without_settings() | dict(settings)
        self._clock = clock
        self._process: asyncio.subprocess.Process | None = None
        self.log_file = folder / "maneki.log"
        self.url = f"http://127.0.0.1:{settings['MANEKI_HTTP_PORT']}"

    @property
    def pid(self) -> int | None:
        """The process's id, once it has been started."""
        return None if self._process is None else self._process.pid

    async def migrate(self) -> None:
        """Make the tables, in the way the README says."""
        code = await (await self._spawn("migrate")).wait()
        if code != 0:
            raise ProgramFailedError(f"`maneki migrate` ended with {code}: {self.last_words()}")

    async def start(self) -> None:
        """Start it and wait until it says that it is well. Raises `ProgramFailedError`.

        One that was killed is waited for first.
        """
        if self._process is not None:
            await self._process.wait()
        self._process = await self._spawn("run")
        async with httpx2.AsyncClient(base_url=self.url, trust_env=False) as client:
            try:
                async with asyncio.timeout(START_WITHIN_S):
                    while not await self._is_well(client):
                        await self._clock.sleep(0.1)
            except TimeoutError:
                raise ProgramFailedError(
                    f"The program was not ready within {START_WITHIN_S:.0f} s: {self.last_words()}"
                ) from None

    async def while_running(self, work: Coroutine[Any, Any, T]) -> T:
        """The work's result. Raises `ProgramFailedError` as soon as the program ends meanwhile."""
        results: list[T] = []

        async def act() -> None:
            try:
                results.append(await work)
            except ManekiError:
                # Whoever talks to the program may notice first that it has gone.
                await self._clock.sleep(GONE_WITHIN_S)
                raise
            watching.cancel()

        try:
            async with asyncio.TaskGroup() as group:
                watching = group.create_task(self._fail_when_it_ends())
                group.create_task(act())
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return results[0]

    async def _fail_when_it_ends(self) -> None:
        if self._process is not None:
            code = await self._process.wait()
            raise ProgramFailedError(
                f"The program ended by itself, with {code}. Its last words:\n{self.last_words()}"
            )

    async def _is_well(self, client: httpx2.AsyncClient) -> bool:
        if self._process is not None and self._process.returncode is not None:
            raise ProgramFailedError(f"The program ended at once: {self.last_words()}")
        try:
            return (await client.get("/health")).status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """End it at once, as a power cut would. Nothing if it is not running."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def stop(self) -> int:
        """Ask it to stop, and wait; its exit code. It is killed if it does not listen."""
        process = self._process
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                return await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            return await process.wait()

    async def _spawn(self, command: str) -> asyncio.subprocess.Process:
        with self.log_file.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *self._inside,
                sys.executable,
                "-m",
                "maneki",
                command,
                cwd=self._folder,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def last_words(self) -> str:
        """The end of what it logged."""
        if not self.log_file.exists():
            return "it said nothing"
        return self.log_file.read_text(encoding="utf-8", errors="replace")[-2000:].strip()


def _without_settings() -> dict[str, str]:
    """The surroundings of this process, less any settings of Maneki that lie about in them."""
    return {
        name: value
        for name, value in os.environ.items()  # noqa: TID251  (handed on, not read)
        if not name.startswith(PREFIXES)
    }
