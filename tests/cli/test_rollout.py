"""`maneki rollout` says whether to open alerts to more people, and invites."""

from __future__ import annotations

import json

import pytest
from tests.cli.shell import Shell

from maneki.cli.rollout import next_stage


@pytest.fixture
def shop(migrated_shell: Shell) -> Shell:
    return migrated_shell


async def test_without_figures_it_says_to_wait(shop: Shell) -> None:
    ran = await shop.maneki("rollout", MANEKI_ROLLOUT="10")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Open to 10 people: nobody in yet, 0 waiting.")
    assert "wait: there is not enough to go by yet" in ran.out


async def test_machines_read_the_same_as_json(shop: Shell) -> None:
    await shop.maneki("rollout", "invite", "discord:1234", MANEKI_ROLLOUT="10")
    said = json.loads((await shop.maneki("rollout", "--json", MANEKI_ROLLOUT="10")).out)
    assert (said["stage"], said["next"], said["go"]) == (10, 100, None)
    assert said["people"]["in"] == 1
    assert said["people"]["inside"] == {"before": 0, "invited": 1, "role": 0, "line": 0}
    assert next(iter(said["goals"])) == "delivery_rate"


async def test_somebody_is_invited_once(shop: Shell) -> None:
    first = await shop.maneki("rollout", "invite", "discord:1234", MANEKI_ROLLOUT="10")
    assert "discord:1234 is in, and is told so at their next command" in first.out
    again = await shop.maneki("rollout", "invite", "discord:1234")
    assert "was in already" in again.out


async def test_while_everybody_is_in_it_does_not_promise_to_say_so(shop: Shell) -> None:
    ran = await shop.maneki("rollout", "invite", "discord:1234")
    assert "told" not in ran.out
    assert "is in, and stays so when MANEKI_ROLLOUT is a number" in ran.out


@pytest.mark.parametrize("guest", ["1234", "discord:ami", "phone:+12125550123"])
async def test_nobody_else_can_be_invited(shop: Shell, guest: str) -> None:
    ran = await shop.maneki("rollout", "invite", guest)
    assert ran.code == 2
    assert guest in ran.last_line


@pytest.mark.parametrize("stage", ["0", "-1", "ten", "1.5", "", "9999999999"])
async def test_a_stage_that_is_none_is_refused(shop: Shell, stage: str) -> None:
    ran = await shop.maneki("rollout", MANEKI_ROLLOUT=stage)
    assert ran.code == 2
    assert ran.last_line == (
        "MANEKI_ROLLOUT is not right: write a number of people such as 10, or all."
    )


def test_after_a_stage_comes_the_next() -> None:
    assert [next_stage(one) for one in (5, 10, 99, 100, 1000, 5000, "all")] == [
        10,
        100,
        100,
        1000,
        "all",
        "all",
        None,
    ]
