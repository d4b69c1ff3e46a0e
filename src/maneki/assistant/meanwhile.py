"""What of a reply may be read while a model is still writing it.

A model's words are shown as they come only as far as they could be sent as they are: whole
sentences from the beginning, every claim of which a tool has backed by then. Nothing waits for
them: what is not shown now is shown with the next, and what goes wrong here is no matter.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from maneki.assistant.assistant import OnText
from maneki.assistant.judge import Judge
from maneki.clock import Clock

log = structlog.get_logger(__name__)

EVERY_S = 1.2
"""Reading a text takes some hundredths of a second of everybody's time."""


class Meanwhile:
    """For one turn. `on_text` is told of what may be read."""

    def __init__(self, judge: Judge, on_text: OnText, *, clock: Clock) -> None:
        self._judge = judge
        self._on_text = on_text
        self._clock = clock
        self._told_at = clock.monotonic()
        self._told = ""
        self._is_telling = False
        self._group: asyncio.TaskGroup | None = None

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """In the end it is waited for what is being told, so that nothing comes after the reply."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                try:
                    yield
                finally:
                    self._group = None
        except BaseExceptionGroup as failed:
            # Telling fails nobody: there is but one, of whoever is at work.
            raise failed.exceptions[0] from None

    def heard(self, text: str) -> None:
        """The model has written so much of what may become its reply."""
        if self._group is None or self._is_telling:
            return
        if self._clock.monotonic() - self._told_at < EVERY_S:
            return
        self._is_telling = True
        self._group.create_task(self._tell(text))

    async def _tell(self, text: str) -> None:
        try:
            readable = await self._judge.may_be_read(text)
            if readable and readable != self._told:
                await self._on_text(readable)
                self._told = readable
        except Exception as exc:  # noqa: BLE001  (whatever it is, the reply itself is to come)
            log.warning("model.unread", error=type(exc).__name__, trace=traceback.format_exc())
        finally:
            self._told_at = self._clock.monotonic()
            self._is_telling = False
