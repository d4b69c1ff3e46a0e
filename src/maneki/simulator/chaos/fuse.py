"""Kills the program between Discord's acceptance of a message and its hearing of that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from maneki.simulator.discord.server import Exchange


class Fuse:
    """Kills when so many more messages have been taken."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self._kill = kill
        self._left = 0
        self._burnt = asyncio.Event()

    def light(self, messages: int) -> None:
        self._left = messages
        self._burnt.clear()

    def put_out(self) -> None:
        self._left = 0

    async def burn(self, *, within: float) -> None:
        """Returns after so many seconds all the same: fewer messages were due than that."""
        try:
            async with asyncio.timeout(within):
                await self._burnt.wait()
        except TimeoutError:
            return

    def watch(self, exchange: Exchange) -> None:
        is_posted = exchange.method == "POST" and exchange.template.endswith("/messages")
        if self._left and is_posted and exchange.status == 200:
            self._left -= 1
            if not self._left:
                self._kill()
                self._burnt.set()
