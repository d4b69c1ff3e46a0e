"""Tell Discord which commands we have, unless it has been told.

Setting them anew at every start has a limit of its own, which a program that crashes again and
again runs into; and its commands do not change from one start to the next. Once a day they are set
all the same, in case somebody else has used the token meanwhile.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import timedelta
from typing import Any

import discord
import orjson
import structlog
from discord import app_commands

from maneki.channels.discord.commands.words import CommandTranslator
from maneki.errors import StoreError
from maneki.store import Store

log = structlog.get_logger(__name__)

AGAIN_AFTER = timedelta(days=1)


class CommandSync:
    """For one application, with global commands or with those of one server."""

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        store: Store,
        *,
        guild: discord.abc.Snowflake | None,
    ) -> None:
        self._tree = tree
        self._store = store
        self._guild = guild

    async def run(self) -> None:
        """Raises what the library does if Discord does not take them.

        Without the database they are set once more than is needed.
        """
        translator = CommandTranslator()
        await self._tree.set_translator(translator)
        ours = await self._digest(translator)
        if await self._is_known(ours):
            return
        synced = await self._tree.sync(guild=self._guild)
        with suppress(StoreError):
            async with self._store.transaction() as tx:
                await tx.marks.put(self._mark, orjson.dumps([ours, tx.now]).decode())
        log.info("discord.commands_synced", commands=[command.name for command in synced])

    @property
    def _mark(self) -> str:
        where = self._guild.id if self._guild else "everywhere"
        return f"discord:commands:{self._tree.client.application_id}:{where}"

    async def _digest(self, translator: CommandTranslator) -> str:
        commands = self._tree.get_commands(guild=self._guild)
        payload = [await one.get_translated_payload(self._tree, translator) for one in commands]
        return hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()

    async def _is_known(self, ours: str) -> bool:
        with suppress(StoreError):
            async with self._store.reading() as tx:
                mark = await tx.marks.get(self._mark)
                yesterday = tx.now - AGAIN_AFTER
            if mark is not None:
                theirs, at = orjson.loads(mark)
                return bool(theirs == ours and at > yesterday.isoformat())
        return False
