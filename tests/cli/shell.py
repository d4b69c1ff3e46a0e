"""`maneki` as an operator runs it: another process, its output, its exit code."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 60


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        """The last thing that was said about an error."""
        return self.err.strip().splitlines()[-1]


@dataclass(frozen=True)
class Running:
    """A command that has not ended yet, and the files it writes to."""

    process: asyncio.subprocess.Process
    out: Path
    err: Path

    async def says(self, is_said: Callable[[str], bool]) -> str:
        """What it has written to standard output, once that is so."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_said(said := self.out.read_text(encoding="utf-8")):
                assert self.process.returncode is None, self.err.read_text(encoding="utf-8")
                await asyncio.sleep(0.05)
        return said

    async def stop(self) -> Ran:
        """Ask it to stop, as an operator does."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_S):
            code = await self.process.wait()
        return Ran(code, self.out.read_text("utf-8"), self.err.read_text("utf-8"))


@dataclass(frozen=True)
class Shell:
    """Runs `maneki` in a folder of its own, with these settings and no others, 80 columns wide."""

    folder: Path
    settings: Mapping[str, str]

    async def maneki(self, *arguments: str, **more: str) -> Ran:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "maneki",
            *arguments,
            cwd=self.folder,
            env=self._environment(more),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE_S):
            out, err = await process.communicate()
        return Ran(process.returncode or 0, out.decode(), err.decode())

    @contextlib.asynccontextmanager
    async def running(
        self, *arguments: str, out: str | None = None, **more: str
    ) -> AsyncIterator[Running]:
        """The command, from its start; it is ended if the test has not done so.

        Its standard output goes to the file `out` of the folder, as with `> out`.
        """
        files = self.folder / (out or f"{arguments[0]}.out"), self.folder / f"{arguments[0]}.err"
        with files[0].open("wb") as stdout, files[1].open("wb") as stderr:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "maneki",
                *arguments,
                cwd=self.folder,
                env=self._environment(more),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            )
        try:
            yield Running(process, *files)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()  # noqa: TID251  (handed on, not read)
            if not name.upper().startswith(("MANEKI_", "DISCORD_"))
        }
        return {**kept, "COLUMNS": "80", **self.settings, **more}
