"""Discord servers the bot is, or was, in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update

from maneki.model.ids import ServerId
from maneki.model.person import DISCORD, Server
from maneki.store.schema import servers
from maneki.store.session import Session


class Servers:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def joined(self, external_id: str, *, name: str) -> Server:
        """The server, known by this name and with the bot in it from now on."""
        row = await self._session.first(
            self._session.insert(servers)
            .values(
                id=self._session.new_id(),
                platform=DISCORD,
                external_id=external_id,
                name=name[:200],
                settings={},
                **self._session.stamps(),
            )
            .on_conflict_do_update(
                index_elements=["platform", "external_id"],
                set_={"name": name[:200], "left_at": None, "updated_at": self._session.now},
            )
            .returning(servers)
        )
        assert row is not None  # noqa: S101  (an upsert always returns its row)
        return _server(row)

    async def left(self, external_id: str) -> Server | None:
        """Note that the bot is not in the server any more."""
        row = await self._session.first(
            update(servers)
            .where(servers.c.platform == DISCORD, servers.c.external_id == external_id)
            .values(left_at=self._session.now, updated_at=self._session.now)
            .returning(servers)
        )
        return None if row is None else _server(row)

    async def present(self) -> tuple[Server, ...]:
        rows = await self._session.rows(select(servers).where(servers.c.left_at.is_(None)))
        return tuple(map(_server, rows))

    async def at(self, external_id: str) -> Server | None:
        row = await self._session.first(
            select(servers).where(
                servers.c.platform == DISCORD, servers.c.external_id == external_id
            )
        )
        return None if row is None else _server(row)

    async def get(self, server_id: ServerId) -> Server | None:
        row = await self._session.first(select(servers).where(servers.c.id == server_id))
        return None if row is None else _server(row)

    async def settings_of(self, server_id: ServerId) -> dict[str, Any]:
        """What its moderators decided, by name; empty if they decided nothing."""
        row = await self._session.first(select(servers.c.settings).where(servers.c.id == server_id))
        return {} if row is None else dict(row.settings)

    async def decide(self, server_id: ServerId, decided: Mapping[str, Any]) -> dict[str, Any]:
        """Its moderators decided this; what is None is left to the operator again."""
        settings = await self.settings_of(server_id) | dict(decided)
        kept = {name: value for name, value in settings.items() if value is not None}
        await self._session.execute(
            update(servers)
            .where(servers.c.id == server_id)
            .values(settings=kept, updated_at=self._session.now)
        )
        return kept


def _server(row: Row[Any]) -> Server:
    return Server(
        id=ServerId(row.id), external_id=row.external_id, name=row.name, left_at=row.left_at
    )
