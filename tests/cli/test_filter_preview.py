"""`maneki filters preview`: what somebody's filter would have told them of, for an operator."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cli.shell import Shell

from maneki.alerts.record import Source, record
from maneki.clock import SystemClock
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.store import Store


@pytest.fixture
async def ready(shell: Shell, sqlite_template: Path) -> Shell:
    """A shell in whose database are three listings and a filter that sleeps."""
    shutil.copy(sqlite_template, shell.folder / "shop.sqlite3")
    store = Store.open(f"sqlite+aiosqlite:///{shell.folder / 'shop.sqlite3'}", clock=SystemClock())
    async with store.transaction() as tx:
        source = Source(market="my_market", fetched_at=tx.now, watched_since=tx.now)
        titles = ("Rick Owens [red]coat", "Rick Owens boots", "Gucci bag")
        found = [
            Listing(market="my_market", external_id=title, title=title, price=Money(40_000, "JPY"))
            for title in titles
        ]
        await record(tx, source, found, drop_percent=Decimal(5))
    await store.close()
    added = await shell.maneki(
        "filters", "add", "--owner", "discord:1", "--name", "geos", "--brand", "Rick Owens"
    )
    assert added.code == 0, added.err
    return shell


async def test_a_filter_is_previewed_before_its_owner_starts_it(ready: Shell) -> None:
    ran = await ready.maneki("filters", "preview", "geos", "--owner", "discord:1")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "'geos', if it had run:"
    assert lines[1].startswith("It would have told of 2 since 20")
    assert lines[2] == "Only one condition kept these out: brand 1."
    assert "my_market  ¥40,000  Rick Owens [red]coat" in ran.out


async def test_too_broad_a_filter_is_warned_of(ready: Shell) -> None:
    ran = await ready.maneki(
        "filters", "preview", "geos", "--owner", "discord:1", MANEKI_BROAD_FILTER_ALERTS="1"
    )
    assert "⚠️ That is broad: more than 1 a day." in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing", "--owner", "discord:1"), "You have no filter called “nothing”"),
        (("geos", "--owner", "discord:2"), "You have no filter called “geos”"),
        (("geos", "--owner", "somebody"), "discord:1234"),
    ],
)
async def test_what_is_not_there_is_one_sentence(
    ready: Shell, arguments: tuple[str, ...], said: str
) -> None:
    ran = await ready.maneki("filters", "preview", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
