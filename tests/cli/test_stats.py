"""`maneki stats` says how well alerts are delivered, to people and to machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.shell import Shell

from maneki.clock import SystemClock
from maneki.model.conversation import CostKind
from maneki.model.figures import LimitCount
from maneki.store import Store
from maneki.store.migrate import migrate


@pytest.fixture
def shop(migrated_shell: Shell) -> Shell:
    return migrated_shell


async def test_the_four_goals_come_first_and_say_that_there_is_not_enough_to_go_by(
    shop: Shell,
) -> None:
    ran = await shop.maneki("stats")
    assert ran.code == 0, ran.err
    heading, *goals = ran.out.splitlines()[:5]
    assert heading.split() == ["goal", "here", "wanted", "based", "on"]
    assert all("not enough data" in line for line in goals)
    assert "not rated yet" in goals[3]


async def test_machines_read_the_same_as_json(shop: Shell) -> None:
    ran = await shop.maneki("stats", "--json", "--days", "1")
    assert ran.code == 0, ran.err
    said = json.loads(ran.out)
    assert [*said["goals"]] == [
        "delivery_rate",
        "average_latency_s",
        "rate_limit_errors",
        "satisfaction",
    ]
    assert {goal["met"] for goal in said["goals"].values()} == {None}
    assert said["alerts"]["due"] == 0
    assert said["backlog"] == {
        "waiting": 0,
        "oldest_due_s": None,
        "unmatched": 0,
        "oldest_unmatched_s": None,
    }
    assert said["suspended"] == {"dm": 0, "channel": 0, "thread": 0, "phone": 0}


async def test_a_rate_limit_that_another_process_met_misses_the_goal(shop: Shell) -> None:
    store = Store.open(shop.settings["MANEKI_DATABASE_URL"], clock=SystemClock())
    async with store.transaction() as tx:
        await tx.limit_counts.add([LimitCount(cause="user", route="GET /x", times=2)])
    await store.close()
    ran = await shop.maneki("stats")
    [line] = [one for one in ran.out.splitlines() if one.startswith("rate-limit errors")]
    assert line.split()[2:6] == ["2", "0", "not", "met"]
    assert "2 user, 0 global, 0 shared" in ran.out


@pytest.mark.parametrize("days", ["0", "-1", "nan"])
async def test_no_days_at_all_are_refused(shop: Shell, days: str) -> None:
    ran = await shop.maneki("stats", "--days", days)
    assert ran.code == 2


async def test_more_days_than_are_kept_are_refused(shop: Shell) -> None:
    ran = await shop.maneki("stats", "--days", "15", MANEKI_KEEP_LISTINGS_DAYS="14")
    assert ran.code == 2
    assert "MANEKI_KEEP_LISTINGS_DAYS" in ran.err
    kept = await shop.maneki("stats", "--days", "14", MANEKI_KEEP_LISTINGS_DAYS="14")
    assert kept.code == 0


async def test_a_database_without_tables_is_one_line_and_exit_code_2(shell: Shell) -> None:
    ran = await shell.maneki("stats")
    assert ran.code == 2
    assert "maneki migrate" in ran.last_line


async def test_what_texts_cost_is_shown_and_that_they_reached_nobody_yet(
    shell: Shell, tmp_path: Path
) -> None:
    shop = Shell(tmp_path, {**shell.settings, "MANEKI_PARTS": "shopkeeper,sms"})
    await migrate(shop.settings["MANEKI_DATABASE_URL"])
    store = Store.open(shop.settings["MANEKI_DATABASE_URL"], clock=SystemClock())
    async with store.transaction() as tx:
        for name, micros in (("p1", 21_600), ("p2", 10_800), ("p3", None)):
            await tx.costs.add(
                CostKind.SMS, what_for=name, person_id=None, micros=micros, segments=2
            )
    await store.close()
    ran = await shop.maneki("stats")
    assert ran.code == 0, ran.err
    assert "6 segments, $0.03; texts without a price: 1" in ran.out
    assert "registration pending: none of them went to anybody's phone" in ran.out
