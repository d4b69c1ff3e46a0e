"""`maneki backtest`, as an operator runs it."""

from __future__ import annotations

import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path

import orjson
import pytest
from tests.cli.shell import Shell

from maneki.alerts.announce import Announcer
from maneki.alerts.record import Source, record
from maneki.clock import SystemClock
from maneki.matching.brands import BrandDictionary
from maneki.model.listing import Listing
from maneki.store import Store


@pytest.fixture
def ready(shell: Shell, sqlite_template: Path) -> Shell:
    """A shell in a folder that has a database."""
    shutil.copy(sqlite_template, shell.folder / "shop.sqlite3")
    return shell


@pytest.fixture
async def matched(ready: Shell) -> Shell:
    """A database with one filter of which the program has matched a listing."""
    added = await ready.maneki(
        "filters", "add", "--owner", "discord:1", "--brand", "Rick Owens", "--destination",
        "channel:77",
    )  # fmt: skip
    assert added.code == 0, added.err
    store = Store.open(f"sqlite+aiosqlite:///{ready.folder / 'shop.sqlite3'}", clock=SystemClock())
    announcer = Announcer(
        store, dictionary=BrandDictionary.load(), drop_percent=Decimal(5), queued=lambda: None
    )
    await announcer.load()
    async with store.transaction() as tx:
        source = Source(market="my_market", fetched_at=tx.now, watched_since=tx.now)
        found = Listing(market="my_market", external_id="c-1", title="Rick Owens coat")
        await record(tx, source, [found], drop_percent=Decimal(5))
    assert await announcer.step()
    await store.close()
    return ready


def write(shell: Shell, statement: str) -> None:
    with sqlite3.connect(shell.folder / "shop.sqlite3") as connection:
        connection.execute(statement)
    connection.close()


async def test_what_was_matched_is_decided_again(matched: Shell) -> None:
    ran = await matched.maneki("backtest")
    assert (ran.code, ran.err) == (0, "")
    assert [line.strip() for line in ran.out.splitlines()] == [
        "Decided again: 1 of the events of the last 7 days.",
        "the same          1",
        "otherwise         0",
        "cannot be told    0",
    ]
    ran = await matched.maneki("backtest", "--json")
    assert orjson.loads(ran.out) == {
        "v": 1,
        "events": 1,
        "same": 1,
        "different": 0,
        "cannot_be_told": {},
        "differences": [],
    }


async def test_what_is_decided_otherwise_is_named_and_the_exit_code_says_so(
    matched: Shell,
) -> None:
    write(matched, """UPDATE filter_changes SET criteria = '{"brands": ["Gucci"]}'""")
    ran = await matched.maneki("backtest")
    assert ran.code == 1
    assert "Event 1: then fitted " in ran.out


async def test_what_cannot_be_told_says_why(matched: Shell) -> None:
    write(matched, """UPDATE listing_events SET matched_with = '{"dictionary": "x"}'""")
    ran = await matched.maneki("backtest")
    assert ran.code == 0
    assert "1: matched by a version that did not write down all it used" in ran.out


async def test_nothing_to_decide_is_said(ready: Shell) -> None:
    ran = await ready.maneki("backtest", "--days", "1")
    assert ran.code == 0
    assert ran.out.startswith("Nothing has happened in that time")
    assert (await ready.maneki("backtest", "--days", "0")).code == 2
