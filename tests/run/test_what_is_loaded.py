"""What a service loads at its start: all that it needs, and nothing of the parts that are off."""

from __future__ import annotations

import subprocess
import sys

_BUILT = """
import asyncio, sys
from maneki.clock import SystemClock
from maneki.run.rest import rest_client
from maneki.run.service import Service
from maneki.settings import Settings
from maneki.store import Store

async def build(parts):
    clock = SystemClock()
    url = "sqlite+aiosqlite:///never-opened.sqlite3"
    settings = Settings(
        database_url=url, discord_bot_token="a-token", rates_url=None, parts=parts, _env_file=None
    )
    store = Store.open(url, clock=clock)
    async with rest_client(settings, clock) as rest:
        Service(settings, store, clock, rest)
        print(*sorted(sys.modules))
    await store.close()

asyncio.run(build("{parts}"))
"""

OF_THE_SHOP = (
    "maneki.channels.discord.shop_side",
    "maneki.channels.sms",
    "maneki.conversation",
    "maneki.run.shop_service",
    "maneki.shop",
    "maneki.web.chat",
    "maneki.web.sms",
)
OF_MARKETS = ("maneki.markets.feed.client", "maneki.markets.mercari_jp.client")


def loaded_with(parts: str) -> set[str]:
    said = subprocess.run(  # noqa: S603  (this interpreter)
        [sys.executable, "-c", _BUILT.replace("{parts}", parts)],
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    return {*said.stdout.split()}


def test_a_service_loads_nothing_of_a_shop_it_has_not_nor_of_markets_it_does_not_watch() -> None:
    loaded = loaded_with("watcher")
    assert loaded.isdisjoint(OF_THE_SHOP)
    assert loaded.isdisjoint(OF_MARKETS)
    # The name of what an answer is; nothing that understands anybody.
    of_the_assistant = {name for name in loaded if name.startswith("maneki.assistant.")}
    assert of_the_assistant == {"maneki.assistant.assistant"}


def test_a_shop_is_loaded_before_its_first_customer_comes() -> None:
    loaded = loaded_with("shopkeeper")
    assert {*OF_THE_SHOP, "maneki.assistant.keeper", "maneki.assistant.intents"} <= loaded
    # Nobody named a model.
    assert "maneki.assistant.agent" not in loaded
