"""Registering commands."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.discord.place import Furnished, Place

from maneki.simulator.discord import RouteName, Rules
from maneki.simulator.discord.commands import is_command_name

FREE = Rules(quotas=dict.fromkeys(RouteName))


def command(name: str = "x", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "x"} | more


def option(name: str = "x", kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "description": "x"} | more


def taking(**more: Any) -> dict[str, Any]:
    return command(options=[option(**more)])


CHOICE = {"name": "x", "value": "x"}
FIRST_CHOICE = ("options", "0", "choices", "0")
WORDIER = option(
    description_localizations={"ja": "x" * 100, "de": "y"},
    choices=[
        {"name": "x", "name_localizations": {"ja": "x" * 100, "de": "y" * 100}, "value": "y" * 100}
    ]
    * 3,
)
WORDY = option(description="x" * 100, choices=[{"name": "x" * 100, "value": "y" * 100}] * 3)


def book(place: Place) -> str:
    return f"/applications/{place.app.id}/commands"


@pytest.mark.parametrize(
    "name", ["filter", "x" * 32, "set_up-2", "don't", "フィルター", "कमाल", "ค้นหา"]
)
def test_names_that_are_fine(name: str) -> None:
    assert is_command_name(name)


@pytest.mark.parametrize("name", ["Filter", "two words", "a.b", "/x", "emoji😀", "É"])
def test_names_that_are_not(name: str) -> None:
    assert not is_command_name(name)


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (command("X"), ("name",)),
        (command("x" * 33), ("name",)),
        (command(""), ("name",)),
        (command(description=""), ("description",)),
        (command(description="x" * 101), ("description",)),
        (command(contexts=[3]), ("contexts",)),
        (command(options=[option()] * 26), ("options",)),
        (command(options=[option(), option()]), ("options",)),
        (command(options=[option("a"), option("b", required=True)]), ("options", "1")),
        (command(options=[option(), option("sub", 1)]), ("options",)),
        (command(options=[option(kind=12)]), ("options", "0", "type")),
        (command(options=[option("X")]), ("options", "0", "name")),
        (command(options=[option(description="")]), ("options", "0", "description")),
        (command(options=[option(max_length=6001)]), ("options", "0", "max_length")),
        (taking(choices=[{"name": "", "value": "x"}]), (*FIRST_CHOICE, "name")),
        (taking(choices=[{"name": "x", "value": "x" * 101}]), (*FIRST_CHOICE, "value")),
        (taking(choices=[CHOICE] * 26), ("options", "0", "choices")),
        (taking(autocomplete=True, choices=[CHOICE]), ("options", "0", "choices")),
        (taking(kind=4, choices=[CHOICE]), (*FIRST_CHOICE, "value")),
        (taking(kind=2, options=[option()]), ("options", "0", "options", "0", "type")),
        (taking(kind=1, options=[option("t", 1)]), ("options", "0", "options", "0", "type")),
        (command(options=[WORDY | {"name": str(number)} for number in range(15)]), ()),
        (command(name_localizations={"ja": "x" * 33}), ("name_localizations", "ja")),
        (command(name_localizations={"ja": "Two Words"}), ("name_localizations", "ja")),
        (command(name_localizations={"klingon": "x"}), ("name_localizations", "klingon")),
        (command(name_localizations=["x"]), ("name_localizations",)),
        (command(description_localizations={"ja": "x" * 101}), ("description_localizations", "ja")),
        (command(description_localizations={"ja": ""}), ("description_localizations", "ja")),
        (taking(name_localizations={"ja": "X"}), ("options", "0", "name_localizations", "ja")),
        (
            taking(description_localizations={"de": "x" * 500}),
            ("options", "0", "description_localizations", "de"),
        ),
        (
            taking(choices=[CHOICE | {"name_localizations": {"ja": "x" * 101}}]),
            (*FIRST_CHOICE, "name_localizations", "ja"),
        ),
        (
            command(options=[WORDIER | {"name": str(number)} for number in range(15)]),
            (),
        ),
        (command("fine"), ()),
    ],
)
async def test_wrong_commands_name_the_field_with_their_number(
    place: Place, entry: dict[str, Any], path: tuple[str, ...]
) -> None:
    answer = await place.api.put(book(place), [command("fine"), entry])
    assert (answer.status, answer.code) == (400, 50035)
    assert answer.error("1", *path)
    assert (await place.api.get(book(place))).body == []


async def test_a_hundred_commands_and_no_more(place_with: Furnished) -> None:
    place = await place_with(FREE)
    many = [command(f"c{number}") for number in range(101)]
    assert (await place.api.put(book(place), many)).code == 30032
    assert (await place.api.put(book(place), many[:100])).status == 200
    assert (await place.api.post(book(place), many[100])).code == 30032
    menus = [{"name": f"Menu {number}", "type": 2} for number in range(16)]
    assert (await place.api.put(book(place), menus)).code == 30032


async def test_two_hundred_creates_a_day_overwriting_is_none(place_with: Furnished) -> None:
    place = await place_with(FREE)
    for part in range(2):
        many = [command(f"c{part}-{number}") for number in range(100)]
        assert (await place.api.put(book(place), many)).status == 200
        assert (await place.api.put(book(place), many)).status == 200
    assert (await place.api.put(book(place), [command("new")])).code == 30034
    guild = f"/applications/{place.app.id}/guilds/{place.guild.id}/commands"
    assert (await place.api.put(guild, [command("new")])).status == 200
    place.clock.move(86_400)
    assert (await place.api.put(book(place), [command("new")])).status == 200


async def test_overwriting_keeps_the_id_and_replaces_all(place: Place) -> None:
    first = (await place.api.put(book(place), [command("a"), command("b")])).body
    second = (await place.api.put(book(place), [command("b", description="y")])).body
    assert [one["id"] for one in second] == [first[1]["id"]]
    assert second[0]["version"] != first[1]["version"]
    created = await place.api.post(book(place), command("c"))
    again = await place.api.post(book(place), command("c"))
    assert (created.status, again.status) == (201, 200)
    assert created.body == again.body


async def test_others_commands_and_servers_are_out_of_reach(place: Place) -> None:
    assert (await place.api.put("/applications/1/commands", [])).code == 20012
    foreign = place.sim.add_guild("Elsewhere")
    path = f"/applications/{place.app.id}/guilds/{foreign.id}/commands"
    assert (await place.api.put(path, [])).code == 50001
    assert (await place.api.get(f"{book(place)}/1")).code == 10063
    assert (await place.api.put(book(place), {})).error() == "LIST_TYPE_CONVERT"
