"""One process per token: whoever sends holds a lease in the database, and renews it.

Two processes that send with one token would exceed every limit together, and each would take the
other's parcels for left behind. So the second one refuses to start, and says who is in its way; a
process that finds its lease taken stops.

Two bots with one database are refused as well, in other words: what waits in it is for places that
one of them is in, and the platform knows of no message that both have sent. Two databases with one
token nobody here can notice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from maneki.delivery.holder import Holder
from maneki.errors import StoreError, TokenHeldError
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

LASTING = timedelta(seconds=30)
RENEW_EVERY_S = 10.0
_NAME = "sender:discord"
_BOT = "sender:discord:bot"


def bot_of(token: str) -> str:
    """What stands for the bot that a token is of, whichever token it has at the time."""
    # A token begins with the bot's id.
    return hashlib.sha256(token.partition(".")[0].encode()).hexdigest()[:12]


class TokenLease:
    """Take it before anything is sent, `step` every `RENEW_EVERY_S`, give it back at the end.

    `bot` is what `bot_of` says of its token. `taken_over` is told whose it was, if that one ended
    without giving it back.
    """

    def __init__(
        self,
        store: Store,
        *,
        holder: Holder,
        bot: str = "",
        lasting: timedelta = LASTING,
        taken_over: Callable[[Holder], None] = lambda _holder: None,
    ) -> None:
        self._store = store
        self._holder = holder
        self._bot = bot
        self._lasting = lasting
        self._taken_over = taken_over

    async def take(self) -> None:
        """Raises `TokenHeldError` while another process has it, unless that is certainly gone."""
        async with self._store.transaction() as tx:
            left_by = await self._left_behind(tx)
            if not await self._renewed(tx, instead_of=str(left_by) if left_by else None):
                raise TokenHeldError(await self._who(tx))
            await tx.marks.put(_BOT, self._bot)
        if left_by is not None:
            log.warning("delivery.lease_taken_over", from_holder=str(left_by))
            self._taken_over(left_by)

    async def step(self) -> bool:
        """Renew it. Always False. Raises `TokenHeldError` if another process has taken it."""
        async with self._store.transaction() as tx:
            if not await self._renewed(tx):
                raise TokenHeldError(await self._who(tx))
        return False

    async def give_back(self) -> None:
        """Let another process begin at once. Without the database it has to wait a little."""
        with suppress(StoreError):
            async with self._store.transaction() as tx:
                await tx.leases.give_back(_NAME, holder=str(self._holder))

    async def _renewed(self, tx: Transaction, *, instead_of: str | None = None) -> bool:
        return await tx.leases.take(
            _NAME, holder=str(self._holder), lasting=self._lasting, instead_of=instead_of
        )

    async def _left_behind(self, tx: Transaction) -> Holder | None:
        """Who holds it and is not there any more."""
        held = await tx.leases.holder_of(_NAME)
        other = Holder.read(held[0]) if held else None
        return other if other is not None and other.is_certainly_gone() else None

    async def _who(self, tx: Transaction) -> str:
        held = await tx.leases.holder_of(_NAME)
        other = Holder.read(held[0]) if held else None
        if held is None or other is None:
            return "Another process sends for this database."
        if await tx.marks.get(_BOT) not in {None, self._bot}:
            return (
                f"Another bot (process {other.pid} on {other.host}) sends for this database. Each "
                "bot needs a database of its own: set MANEKI_DATABASE_URL."
            )
        return (
            f"Another Maneki (process {other.pid} on {other.host}) sends for this database. Stop "
            f"that one first; if it has crashed, wait until {held[1]:%H:%M:%S} UTC."
        )
