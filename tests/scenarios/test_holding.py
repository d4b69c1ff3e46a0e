"""When people want to hear of things is theirs to say; nothing is lost meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from tests.scenarios.test_alerts import QUIET_S, coat
from tests.scenarios.world import World, titles, until

from maneki.clock import OffsetClock
from maneki.simulator.discord import SimMessage, SimUser

HOUR_S = 3600


def told(world: World, user: SimUser) -> list[str]:
    return titles(world.sim.dms(user))


def digests(world: World, user: SimUser) -> list[SimMessage]:
    return [one for one in world.sim.dms(user) if one.content.startswith("📬")]


def arrow(message: SimMessage, label: str) -> str:
    [found] = [part for part in message.interactive if part["label"] == label]
    return str(found["custom_id"])


async def test_whoever_pauses_hears_nothing_and_misses_nothing(world: World) -> None:
    ami, ben = world.member("ami"), world.member("ben")
    async with world.running():
        for one in (ami, ben):
            await world.says(one, "filter create", name="coats", brands="Rick Owens")
        paused = await world.says(ami, "alerts pause", **{"for": "2 days"})
        assert "Nothing is lost" in paused.text
        await world.push(coat(1), coat(2))
        await until(lambda: len(told(world, ben)) == 2)
        await asyncio.sleep(QUIET_S)
        assert world.sim.dms(ami) == []
        await world.says(ami, "alerts resume")
        await until(lambda: len(told(world, ami)) == 2)
        await world.push(coat(3))
        await until(lambda: len(told(world, ami)) == 3)


async def test_beyond_a_limit_alerts_come_in_a_digest_an_hour_later(
    world: World, tmp_path: Path
) -> None:
    ami, offset = world.member("ami"), tmp_path / "offset"
    world.clock = OffsetClock(offset)
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        await world.says(ami, "alerts limits", messages_an_hour=1)
        await world.push(coat(1))
        await until(lambda: told(world, ami) == ["Rick Owens coat 1"])
        await world.push(coat(2))
        await world.push(coat(3))
        await asyncio.sleep(QUIET_S)
        assert len(told(world, ami)) == 1
        offset.write_text(str(HOUR_S))
        await until(lambda: len(digests(world, ami)) == 1)
        await asyncio.sleep(QUIET_S)
    [digest] = digests(world, ami)
    assert "beyond your limits" in digest.content
    assert sorted(titles([digest])) == ["Rick Owens coat 2", "Rick Owens coat 3"]
    assert len(told(world, ami)) == 3


async def test_quiet_hours_end_with_what_turned_up_in_them(world: World, tmp_path: Path) -> None:
    ami, offset = world.member("ami"), tmp_path / "offset"
    world.clock = OffsetClock(offset)
    now = world.clock.now()
    hours = {
        "from": f"{now - timedelta(hours=1):%H:%M}",
        "until": f"{now + timedelta(hours=2):%H:%M}",
    }
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        await world.says(ami, "alerts quiet", **hours)
        await world.push(coat(1))
        await world.push(coat(2))
        await asyncio.sleep(QUIET_S)
        assert world.sim.dms(ami) == []
        offset.write_text(str(2 * HOUR_S))
        await until(lambda: len(told(world, ami)) == 2)
    [message] = world.sim.dms(ami)
    assert len(message.shown_embeds) == 2


async def test_much_that_waited_for_closed_dms_is_one_digest_with_pages_also_after_a_restart(
    world: World,
) -> None:
    ami = world.member("ami")
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        world.sim.close_dms(ami)
        await world.push(*(coat(number) for number in range(1, 13)))
        await asyncio.sleep(2 * QUIET_S)
        world.sim.close_dms(ami, closed=False)
        await world.says(ami, "filter list")
        await until(lambda: len(digests(world, ami)) == 1)
        [digest] = digests(world, ami)
        assert digest.content == (
            "📬 Digest of what turned up while I could not write here · 1–10 of 12"
        )
        first = titles([digest])
    async with world.running():
        turned = await world.sim.press(ami, digest, arrow(digest, "▶"))
        await turned.wait_until(lambda one: one.updated is not None)
        assert turned.updated is not None
        assert turned.updated.content.endswith("11–12 of 12")
        assert len({*first, *titles([turned.updated])}) == 12
        assert len(world.sim.dms(ami)) == 1
