"""`maneki` as an operator runs it: its output, its exit code."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
import structlog

from maneki.cli.app import main

PATIENCE_S = 60


@contextlib.contextmanager
def logging_as_before() -> Iterator[None]:
    """A command sets up logging for its process; here it ends with the command."""
    root, kept = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        structlog.configure(**kept)
        root.handlers[:] = handlers
        root.setLevel(level)


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
        """The command, to its end, in this process: a new one takes a second to begin.

        In a thread of its own, because a command has an event loop of its own. What listens to
        signals needs a `process`.
        """
        return await asyncio.to_thread(self.called, *arguments, more=more)

    def called(
        self, *arguments: str, stdin: bytes = b"", more: Mapping[str, str] | None = None
    ) -> Ran:
        environment = self._environment(more or {})
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with (
            mock.patch.dict(os.environ, environment, clear=True),  # noqa: TID251  (as handed on)
            mock.patch.object(sys, "argv", ["maneki", *arguments]),
            mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8")),
            mock.patch.object(sys, "excepthook"),
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            logging_as_before(),
            pytest.raises(SystemExit) as ended,
        ):
            main()
        said, complained = (one.buffer.getvalue().decode() for one in (out, err))
        return Ran(int(ended.value.code or 0), said, complained)

    async def process(self, *arguments: str, **more: str) -> Ran:
        """The command, to its end, in another process."""
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
