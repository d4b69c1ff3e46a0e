"""Discord servers the bot is, or was, in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Row, Select, select, update

from maneki.model.ids import ServerId
from maneki.model.person import DISCORD, Server
from maneki.model.shop_settings import NOTHING_SETTLED, ShopSettings
from maneki.store.schema import servers
from maneki.store.session import Session

_SETTLED = frozenset(one.name for one in fields(ShopSettings))


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

    async def shop_settings(self, external_id: str) -> ShopSettings:
        """What was settled for the shop's assistant there; nothing in a server we do not know."""
        row = await self._session.first(self._of(external_id))
        return NOTHING_SETTLED if row is None else _read_settings(row.settings)

    async def shop_settings_of_each(self) -> dict[str, ShopSettings]:
        """Of every server the bot is in, by the server's external id."""
        rows = await self._session.rows(select(servers).where(servers.c.left_at.is_(None)))
        return {row.external_id: _read_settings(row.settings) for row in rows}

    async def settle(self, external_id: str, settled: ShopSettings) -> None:
        """Settle that for the shop's assistant in a server that is known."""
        wanted = self._of(external_id)
        row = await self._session.first(
            wanted.with_for_update() if self._session.is_postgresql else wanted
        )
        if row is None:
            return
        kept = {name: value for name, value in asdict(settled).items() if value is not None}
        others = {name: value for name, value in row.settings.items() if name not in _SETTLED}
        await self._session.execute(
            update(servers)
            .where(servers.c.id == row.id)
            .values(settings={**others, **kept}, updated_at=self._session.now)
        )

    def _of(self, external_id: str) -> Select[Any]:
        return select(servers).where(
            servers.c.platform == DISCORD, servers.c.external_id == external_id
        )


def _read_settings(kept: dict[str, Any]) -> ShopSettings:
    """What a later version wrote beside it is left out."""
    known: dict[str, Any] = {
        one.name: tuple(kept[one.name]) if isinstance(kept[one.name], list) else kept[one.name]
        for one in fields(ShopSettings)
        if one.name in kept
    }
    return ShopSettings(**known)


def _server(row: Row[Any]) -> Server:
    return Server(
        id=ServerId(row.id), external_id=row.external_id, name=row.name, left_at=row.left_at
    )
