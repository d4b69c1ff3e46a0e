"""Members can do what Discord's own client lets them do, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.simulator.discord.place import Connect, Furnished, Place

from maneki.simulator.discord import ChannelType, NotPossibleError, Permission, Rules

CHOICE = {"name": "New", "value": "new"}
OPTIONS: list[dict[str, Any]] = [
    {"type": 3, "name": "brand", "required": True, "min_length": 2, "max_length": 5},
    {"type": 4, "name": "below", "min_value": 1, "max_value": 9},
    {"type": 10, "name": "factor"},
    {"type": 5, "name": "loud"},
    {"type": 3, "name": "kind", "choices": [CHOICE]},
    {"type": 7, "name": "where", "channel_types": [0, 11]},
    {"type": 6, "name": "who"},
    {"type": 8, "name": "role"},
    {"type": 9, "name": "whom"},
    {"type": 11, "name": "file"},
]


@dataclass
class Stage:
    """A place whose bot hears of interactions but never answers."""

    place: Place
    heard: list[dict[str, Any]]

    async def register(self, *commands: dict[str, Any], guild: bool = False) -> None:
        scope = f"/guilds/{self.place.guild.id}" if guild else ""
        path = f"/applications/{self.place.app.id}{scope}/commands"
        answer = await self.place.api.put(path, [{"description": "x"} | one for one in commands])
        assert answer.status == 200, answer.body

    async def run(self, command: str = "make", **options: Any) -> dict[str, Any]:
        """What the bot is told of a command."""
        place = self.place
        await place.sim.command(place.ann, place.channel, command, options)
        data: dict[str, Any] = self.heard.pop()["data"]
        return data

    async def refused(self, command: str = "make", **options: Any) -> str:
        place = self.place
        with pytest.raises(NotPossibleError) as failed:
            await place.sim.command(place.ann, place.channel, command, options)
        assert self.heard == []
        return str(failed.value)


@pytest.fixture
async def stage(place_with: Furnished, connect: Connect) -> Stage:
    place = await place_with(Rules(acknowledge_within=0.01))
    heard: list[dict[str, Any]] = []

    def tap(event: str, data: dict[str, Any]) -> None:
        if event == "INTERACTION_CREATE":
            heard.append(data)

    place.sim.watch_events(tap)
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify()
    await socket.until("GUILD_CREATE")
    made = Stage(place, heard)
    options = [one | {"description": "x"} for one in OPTIONS]
    await made.register({"name": "make", "options": options})
    return made


async def test_options_arrive_with_what_they_stand_for(stage: Stage) -> None:
    place = stage.place
    role = place.sim.add_role(place.guild, "hunters")
    data = await stage.run(
        brand="Rick",
        below=5,
        factor=1,
        loud=False,
        kind="New",
        where=place.channel,
        who=place.ann,
        role=role,
        whom=place.app.bot,
    )
    given = {one["name"]: one["value"] for one in data["options"]}
    assert given == {
        "brand": "Rick",
        "below": 5,
        "factor": 1,
        "loud": False,
        "kind": "new",
        "where": str(place.channel.id),
        "who": str(place.ann.id),
        "role": str(role.id),
        "whom": str(place.app.bot.id),
    }
    resolved = data["resolved"]
    assert set(resolved["users"]) == {str(place.ann.id), str(place.app.bot.id)}
    assert set(resolved["members"]) == set(resolved["users"])
    assert set(resolved["roles"]) == {str(role.id)}
    channel = resolved["channels"][str(place.channel.id)]
    expected = place.sim.world.permissions_in(place.channel, place.ann)
    assert channel["permissions"] == str(expected)


async def test_a_channel_comes_with_what_the_member_may_do_there(stage: Stage) -> None:
    place = stage.place
    place.sim.set_overwrite(place.channel, place.ann, deny=Permission.EMBED_LINKS)
    data = await stage.run(brand="Rick", where=place.channel)
    granted = int(data["resolved"]["channels"][str(place.channel.id)]["permissions"])
    assert granted & Permission.VIEW_CHANNEL
    assert not granted & Permission.EMBED_LINKS


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "needs the option 'brand'"),
        ({"brand": "Rick", "above": 5}, "has no option 'above'"),
        ({"brand": "R"}, "takes 2 to 5 characters"),
        ({"brand": "Rick Owens"}, "takes 2 to 5 characters"),
        ({"brand": 5}, "does not take 5"),
        ({"brand": "Rick", "below": 10}, "takes 1 to 9"),
        ({"brand": "Rick", "below": 1.5}, "does not take 1.5"),
        ({"brand": "Rick", "below": True}, "does not take True"),
        ({"brand": "Rick", "loud": "yes"}, "does not take 'yes'"),
        ({"brand": "Rick", "kind": "used"}, "not a choice"),
        ({"brand": "Rick", "who": "ann"}, "does not take 'ann'"),
        ({"brand": "Rick", "file": "x"}, "nobody can give"),
    ],
)
async def test_wrong_options_never_reach_the_bot(
    stage: Stage, options: dict[str, Any], reason: str
) -> None:
    assert reason in await stage.refused(**options)


async def test_only_channels_of_the_right_kind_that_one_sees(stage: Stage) -> None:
    place, sim = stage.place, stage.place.sim
    voice = sim.add_channel(place.guild, "voice", type=ChannelType.VOICE)
    assert "VOICE" in await stage.refused(brand="Rick", where=voice)
    elsewhere = sim.add_channel(sim.add_guild("Elsewhere"), "far")
    assert "not a channel of this server" in await stage.refused(brand="Rick", where=elsewhere)
    hidden = sim.add_channel(place.guild, "hidden")
    sim.hide_from(hidden, place.ann)
    assert "cannot see" in await stage.refused(brand="Rick", where=hidden)


async def test_commands_that_are_not_there(stage: Stage) -> None:
    assert "registered 'nothing'" in await stage.refused("nothing")
    assert "has no 'now'" in await stage.refused("make now")


async def test_subcommands_are_followed_to_their_end(stage: Stage) -> None:
    sub = {"type": 1, "name": "create", "description": "x", "options": []}
    group = {"type": 2, "name": "all", "description": "x", "options": [sub]}
    await stage.register({"name": "filter", "options": [sub, group]})
    assert (await stage.run("filter create"))["options"] == [
        {"type": 1, "name": "create", "options": []}
    ]
    nested = (await stage.run("filter all create"))["options"][0]
    assert (nested["type"], nested["options"][0]["name"]) == (2, "create")
    assert "without one of: create, all" in await stage.refused("filter")
    assert "without one of: create" in await stage.refused("filter all")
    assert "there are: create, all" in await stage.refused("filter delete")


async def test_a_servers_own_command_hides_the_global_one(stage: Stage) -> None:
    await stage.register({"name": "make"}, guild=True)
    data = await stage.run("make")
    assert data["guild_id"] == str(stage.place.guild.id)


async def test_commands_are_offered_where_they_belong(stage: Stage) -> None:
    place = stage.place
    await stage.register({"name": "server", "contexts": [0]}, {"name": "private", "contexts": [1]})
    dm = place.sim.dm_channel(place.ann, place.app)
    assert place.sim.commands(place.ann, place.channel) == ["server"]
    assert place.sim.commands(place.ann, dm) == ["private"]
    assert "in servers" in await stage.refused("private")
    with pytest.raises(NotPossibleError, match="in DMs"):
        await place.sim.command(place.ann, dm, "server")


async def test_commands_for_moderators(stage: Stage) -> None:
    place = stage.place
    manage = str(int(Permission.MANAGE_GUILD))
    await stage.register(
        {"name": "set", "default_member_permissions": manage},
        {"name": "boss", "default_member_permissions": "0"},
    )
    assert "lacks the permissions" in await stage.refused("set")
    role = place.sim.add_role(place.guild, "mods", permissions=Permission.MANAGE_GUILD)
    place.sim.give_role(place.guild, place.ann, role)
    assert place.sim.commands(place.ann, place.channel) == ["set"]
    owner = place.sim.world.users[place.guild.owner_id]
    assert place.sim.commands(owner, place.channel) == ["boss", "set"]


async def test_commands_need_the_channel_and_the_permission_to_use_them(stage: Stage) -> None:
    place = stage.place
    place.sim.set_overwrite(place.channel, place.ann, deny=Permission.USE_APPLICATION_COMMANDS)
    assert "may not use commands" in await stage.refused(brand="Rick")
    place.sim.kick_bot(place.guild, place.app)
    assert "is not in this server" in await stage.refused(brand="Rick")


async def test_strangers_dms_are_closed_to_members(stage: Stage) -> None:
    place = stage.place
    dm = place.sim.dm_channel(place.sim.add_user("bob"), place.app)
    with pytest.raises(NotPossibleError, match="not a DM of ann"):
        await place.sim.command(place.ann, dm, "make", {"brand": "Rick"})


async def test_autocomplete_takes_any_text_and_needs_nothing_else(stage: Stage) -> None:
    place = stage.place
    typed = {"type": 4, "name": "number", "description": "x", "autocomplete": True}
    other = {"type": 3, "name": "text", "description": "x", "required": True}
    await stage.register({"name": "find", "options": [other, typed]})
    await place.sim.autocomplete(place.ann, place.channel, "find", "number", "1x")
    focused = {"type": 4, "name": "number", "value": "1x", "focused": True}
    assert stage.heard.pop()["data"]["options"] == [focused]
    with pytest.raises(NotPossibleError, match="has no autocomplete"):
        await place.sim.autocomplete(place.ann, place.channel, "find", "text", "x")


def rows(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"content": "x", "components": [{"type": 1, "components": [one]} for one in parts]}


BUTTON = {"type": 2, "style": 1, "label": "x", "custom_id": "go"}
MENU = {
    "type": 3,
    "custom_id": "which",
    "max_values": 2,
    "options": [{"label": one, "value": one} for one in "abc"],
}


async def test_only_what_is_there_can_be_pressed_or_chosen(stage: Stage) -> None:
    place, sim, ann = stage.place, stage.place.sim, stage.place.ann
    off = BUTTON | {"custom_id": "off", "disabled": True}
    await place.send(**rows(BUTTON, off, MENU))
    message = sim.messages(place.channel)[0]
    await sim.press(ann, message, "go")
    await sim.select(ann, message, "which", ["a", "b"])
    assert [one["data"].get("values") for one in stage.heard] == [None, ["a", "b"]]
    for acting, reason in (
        (sim.press(ann, message, "off"), "nothing to use is called 'off'"),
        (sim.press(ann, message, "nope"), "nothing to use is called 'nope'"),
        (sim.press(ann, message, "which"), "is not a button"),
        (sim.select(ann, message, "go", ["a"]), "is not a menu"),
        (sim.select(ann, message, "which", ["d"]), "offers"),
        (sim.select(ann, message, "which", []), "takes 1 to 2"),
        (sim.select(ann, message, "which", list("abc")), "takes 1 to 2"),
    ):
        with pytest.raises(NotPossibleError, match=reason):
            await acting
    sim.hide_from(place.channel, ann)
    with pytest.raises(NotPossibleError, match="cannot see"):
        await sim.press(ann, message, "go")
    sim.delete_message(message)
    with pytest.raises(NotPossibleError, match="is gone"):
        await sim.press(ann, message, "go")


async def test_people_write_where_they_may(stage: Stage) -> None:
    place = stage.place
    place.sim.set_overwrite(place.channel, place.ann, deny=Permission.SEND_MESSAGES)
    with pytest.raises(NotPossibleError, match="cannot write"):
        place.sim.say(place.ann, place.channel, "x")
    with pytest.raises(NotPossibleError, match="have no threads"):
        place.sim.add_thread(place.sim.dm_channel(place.ann, place.app))
