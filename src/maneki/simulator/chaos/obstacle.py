"""What keeps the program from its database: another who has it to themselves, or ends connections.

With SQLite a lock is a transaction that writes, and there are no connections to end: what is to end
them is a lock, too. With PostgreSQL a lock is on the one table that everything passes through.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

_PATIENCE = "PRAGMA busy_timeout=60000"
_TABLE = "LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"
_ALL_BUT_OURS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Obstacle:
    def __init__(self, database_url: str) -> None:
        # Transactions are begun and ended here by their names: SQLite's driver begins them late.
        self._engine = create_async_engine(database_url, isolation_level="AUTOCOMMIT")
        self._is_postgresql = make_url(database_url).get_backend_name() == "postgresql"

    @contextlib.asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Nobody else writes until this is over."""
        commands = ("BEGIN", _TABLE) if self._is_postgresql else (_PATIENCE, "BEGIN IMMEDIATE")
        async with self._engine.connect() as connection:
            for command in commands:
                await connection.execute(text(command))
            try:
                yield
            finally:
                await connection.execute(text("ROLLBACK"))

    async def cut(self) -> bool:
        """End every connection there is; False where there are none."""
        if not self._is_postgresql:
            return False
        async with self._engine.connect() as connection:
            await connection.execute(text(_ALL_BUT_OURS))
        return True

    async def close(self) -> None:
        await self._engine.dispose()
