"""Who is not in yet is told their place in the line, and, at a command, that they are in."""

from __future__ import annotations

from tests.channels.discord.town import Town

from maneki.model.person import Address
from maneki.people.rollout import Rollout, invite
from maneki.simulator.discord import SimUser


async def reads(town: Town, who: SimUser, command: str, **options: object) -> str:
    result = await town.ask(who, command, **options)
    assert result.is_ephemeral
    return result.messages[0].content


async def test_somebody_waits_is_invited_and_learns_of_it_at_their_next_command(
    town: Town,
) -> None:
    town.doors = Rollout(town.store, most=1)
    async with town.awake():
        assert "is saved" in await reads(town, town.ann, "filter create", brands="Rick Owens")
        said = await reads(town, town.bob, "filter create", brands="Rick Owens")
        assert "現在の順番は1番目です" in said
        # What is no alert is open to everybody.
        assert "順番が来ました" not in await reads(town, town.bob, "currency", code="USD")
        async with town.store.transaction() as tx:
            await invite(tx, Address("discord", str(town.bob.id)), default_currency=None)
        assert "順番が来ました" in await reads(town, town.bob, "help")
        assert "順番が来ました" not in await reads(town, town.bob, "help")
        assert town.sim.dms(town.bob) == []
        said = await reads(town, town.bob, "filter create", brands="Rick Owens")
        assert "順番" not in said


async def test_a_role_of_the_server_goes_first(town: Town) -> None:
    vip = town.sim.add_role(town.closet, "VIP")
    eve = town.sim.add_user("eve")
    town.sim.join(town.closet, eve, roles=[vip])
    town.doors = Rollout(town.store, most=1, roles=(str(vip.id),))
    async with town.awake():
        await reads(town, town.ann, "filter create", brands="Rick Owens")
        await reads(town, town.bob, "filter create", brands="Rick Owens")
        said = await reads(town, eve, "filter create", brands="Rick Owens")
        assert "You are number 1 in the line" in said
        said = await reads(town, town.bob, "filter create", brands="Rick Owens")
        assert "現在の順番は2番目です" in said
        # In direct messages nobody has roles; that costs Eve nothing.
        dm = town.sim.dm_channel(eve, town.application)
        result = await town.sim.command(eve, dm, "filter create", {"brands": "Rick Owens"})
        assert "You are number 1 in the line" in result.messages[0].content
