"""What a message may be: lengths, embeds, components, mentions, bodies."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from tests.simulator.discord.place import Api, Furnished, Place

from maneki.simulator.discord import ChannelType, Permission, RouteName, Rules
from maneki.simulator.discord.messages import read_draft
from maneki.simulator.discord.refusal import Refusal
from maneki.simulator.discord.rules import Lengths, WithoutEmbedLinks

FREE = Rules(quotas=dict.fromkeys(RouteName))
V2 = 1 << 15


def refusal(body: dict[str, Any], rules: Rules = FREE) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_draft(body, rules)
    return refused.value


def wrong(body: dict[str, Any], *path: str | int, rules: Rules = FREE) -> str:
    """The code of what is wrong with a field."""
    refused = refusal(body, rules)
    assert (refused.status, refused.code) == (400, 50035)
    node = refused.errors
    for step in path:
        node = node[str(step)]
    code: str = node["_errors"][0]["code"]
    return code


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"components": [{"type": 1, "components": list(parts)}]}


def button(**more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | more


def menu(**more: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "x", "options": [{"label": "a", "value": "a"}]} | more


def layout(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(parts)} | more


TEXT = {"type": 10, "content": "x"}
LONG_URL = "https://x.example/" + "x" * 2048
LONG_NAME = {"name": "x" * 257, "value": "x"}
LONG_VALUE = {"name": "x", "value": "x" * 1025}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": "   \n "},
        {"content": None, "embeds": []},
        {"nonce": "x", "tts": False},
    ],
)
def test_there_must_be_something_to_show(body: dict[str, Any]) -> None:
    assert (refusal(body).status, refusal(body).code) == (400, 50006)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"content": "x" * 2001}, ("content",)),
        ({"embeds": [{"title": "x"}] * 11}, ("embeds",)),
        ({"embeds": [{"title": "x" * 257}]}, ("embeds", 0, "title")),
        ({"embeds": [{"title": "x"}, {"description": "x" * 4097}]}, ("embeds", 1, "description")),
        ({"embeds": [{"fields": [{"name": "x", "value": "x"}] * 26}]}, ("embeds", 0, "fields")),
        (
            {"embeds": [{"title": "x", "url": "https://x.example/" + "x" * 2048}]},
            ("embeds", 0, "url"),
        ),
        ({"content": "x", "nonce": "x" * 26}, ("nonce",)),
        (
            {"content": "x", **row(button(label="x" * 81))},
            ("components", 0, "components", 0, "label"),
        ),
        ({"content": "x", "components": row(button())["components"] * 6}, ("components",)),
    ],
)
def test_what_is_too_long_is_named(body: dict[str, Any], path: tuple[str | int, ...]) -> None:
    assert wrong(body, *path) == "BASE_TYPE_MAX_LENGTH"


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"content": "x" * 2000 + "   "},
        {"embeds": [{"title": "x" * 256, "description": "x" * 4096}]},
        {"embeds": [{"fields": [{"name": "x", "value": "x"}] * 25}]},
        {"embeds": [{"title": "x"}] * 10},
        {"content": "x", "nonce": "x" * 25},
        {"content": "x", "nonce": 2**63 - 1},
        {"embeds": [{"image": {"url": "attachment://a.png"}}]},
        {"content": "x", **row(*(button(custom_id=str(n)) for n in range(5)))},
        {"content": "x", **row(menu())},
        layout(*[TEXT] * 40),
    ],
)
def test_limits_are_inclusive(body: dict[str, Any]) -> None:
    read_draft(body, FREE)


def test_all_embeds_together_have_six_thousand_characters() -> None:
    fits = [{"description": "x" * 4000}, {"description": "x" * 1990, "footer": {"text": "x" * 10}}]
    read_draft({"embeds": fits}, FREE)
    counted = [
        {"title": "x"},
        {"author": {"name": "x"}},
        {"fields": [{"name": "x", "value": " x "}]},
        {"footer": {"text": "x"}},
    ]
    for one in counted:
        assert wrong({"embeds": [*fits, one]}, "embeds") == "MAX_EMBED_SIZE_EXCEEDED"


def test_lengths_may_be_counted_in_utf16() -> None:
    body = {"content": "🧥" * 1500}
    read_draft(body, FREE)
    assert wrong(body, "content", rules=Rules(lengths=Lengths.UTF16)) == "BASE_TYPE_MAX_LENGTH"


@pytest.mark.parametrize(
    ("embed", "path", "code"),
    [
        ({}, ("description",), "BASE_TYPE_REQUIRED"),
        ({"color": 1}, ("description",), "BASE_TYPE_REQUIRED"),
        ({"fields": [{"value": "x"}]}, ("fields", 0, "name"), "BASE_TYPE_REQUIRED"),
        ({"fields": [{"name": "x", "value": " "}]}, ("fields", 0, "value"), "BASE_TYPE_REQUIRED"),
        (
            {"fields": [{"name": "x" * 257, "value": "x"}]},
            ("fields", 0, "name"),
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"fields": [{"name": "x", "value": "x" * 1025}]},
            ("fields", 0, "value"),
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"footer": {"text": "x" * 2049}}, ("footer", "text"), "BASE_TYPE_BAD_LENGTH"),
        ({"author": {"name": "x" * 257}}, ("author", "name"), "BASE_TYPE_BAD_LENGTH"),
        ({"author": {"url": "https://x.example"}}, ("author", "name"), "BASE_TYPE_REQUIRED"),
        ({"title": "x", "color": 0x1000000}, ("color",), "NUMBER_TYPE_MAX"),
        ({"title": "x", "color": -1}, ("color",), "NUMBER_TYPE_MIN"),
        ({"title": "x", "color": "red"}, ("color",), "NUMBER_TYPE_COERCE"),
        ({"title": "x", "timestamp": "yesterday"}, ("timestamp",), "DATE_TIME_TYPE_PARSE"),
        ({"title": 5}, ("title",), "STRING_TYPE_CONVERT"),
        ({"title": "x", "url": "ftp://x.example/"}, ("url",), "URL_TYPE_INVALID_SCHEME"),
        ({"title": "x", "url": "x.example"}, ("url",), "URL_TYPE_INVALID_URL"),
        ({"title": "x", "url": "https://"}, ("url",), "URL_TYPE_INVALID_URL"),
        ({"image": {"url": "https://x.example/a b.png"}}, ("image", "url"), "URL_TYPE_INVALID_URL"),
        ({"image": {"url": "data:image/png;base64,x"}}, ("image", "url"), "URL_TYPE_INVALID_URL"),
        ({"image": {"url": "attachment://a.pdf"}}, ("image", "url"), "URL_TYPE_INVALID_SCHEME"),
        ({"title": "x", "url": "attachment://a.png"}, ("url",), "URL_TYPE_INVALID_SCHEME"),
        ({"thumbnail": {"url": "//x.example/a.png"}}, ("thumbnail", "url"), "URL_TYPE_INVALID_URL"),
        ({"fields": {}}, ("fields",), "LIST_TYPE_CONVERT"),
        ({"fields": ["x"]}, ("fields", 0), "DICT_TYPE_CONVERT"),
    ],
)
def test_embeds(embed: dict[str, Any], path: tuple[str | int, ...], code: str) -> None:
    assert wrong({"embeds": [embed]}, "embeds", 0, *path) == code


def test_every_wrong_field_is_named_at_once() -> None:
    body = {
        "content": "x" * 3000,
        "embeds": [{"title": "x" * 300}, {"footer": {"text": "x" * 3000}}],
    }
    errors = refusal(body).errors
    assert set(errors) == {"content", "embeds"}
    assert set(errors["embeds"]) == {"0", "1"}
    assert errors["content"]["_errors"][0]["message"] == "Must be 2000 or fewer in length."


def test_a_picture_may_be_refused_for_its_address() -> None:
    rules = Rules(refused_image_url=r"broken\.example")
    for part in ("image", "thumbnail"):
        embed = {"title": "x", part: {"url": "https://broken.example/1.jpg"}}
        assert wrong({"embeds": [embed]}, "embeds", 0, part, "url", rules=rules)
    icon = {"title": "x", "author": {"name": "x", "icon_url": "https://broken.example/1.jpg"}}
    assert wrong({"embeds": [icon]}, "embeds", 0, "author", "icon_url", rules=rules)
    picture = {"type": 12, "items": [{"media": {"url": "https://broken.example/1.jpg"}}]}
    path = ("components", 0, "items", 0, "media", "url")
    assert wrong(layout(picture), *path, rules=rules) == "URL_TYPE_INVALID_URL"
    read_draft({"embeds": [{"image": {"url": "https://fine.example/1.jpg"}}]}, rules)


ROW = ("components", 0)
IN_ROW = (*ROW, "components")
FIRST = (*IN_ROW, 0)
TOP = ("components",)
REQUIRED, CHOICES = "BASE_TYPE_REQUIRED", "BASE_TYPE_CHOICES"
TOO_LONG, BAD_LENGTH = "BASE_TYPE_MAX_LENGTH", "BASE_TYPE_BAD_LENGTH"
NOT_WITH_V2 = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
LINK = {"type": 2, "style": 5, "label": "x"}
SECTION = {"type": 9, "components": [TEXT]}
CONTAINER = {"type": 17, "components": [TEXT]}


def numbered(count: int) -> list[dict[str, Any]]:
    return [button(custom_id=str(number)) for number in range(count)]


def options(count: int) -> list[dict[str, Any]]:
    return [{"label": str(number), "value": str(number)} for number in range(count)]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        (row(), IN_ROW, BAD_LENGTH),
        (row(*numbered(6)), IN_ROW, BAD_LENGTH),
        (row(button(), button()), (*IN_ROW, 1, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED"),
        (row(button(), menu(custom_id="y")), IN_ROW, "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        (row(button(custom_id=None)), (*FIRST, "custom_id"), REQUIRED),
        (row(button(custom_id="x" * 101)), (*FIRST, "custom_id"), BAD_LENGTH),
        (row(button(style=9)), (*FIRST, "style"), CHOICES),
        (row(button(style=5)), (*FIRST, "url"), REQUIRED),
        (row(LINK | {"url": "ftp://x.example"}), (*FIRST, "url"), "URL_TYPE_INVALID_SCHEME"),
        (row(LINK | {"url": "https://x.example/" + "x" * 512}), (*FIRST, "url"), TOO_LONG),
        (row(button(label=None)), (*FIRST, "label"), "BUTTON_COMPONENT_NEEDS_LABEL"),
        (row(button(emoji={})), (*FIRST, "emoji", "name"), REQUIRED),
        (row(menu(options=[])), (*FIRST, "options"), BAD_LENGTH),
        (row(menu(options=options(26))), (*FIRST, "options"), BAD_LENGTH),
        (
            row(menu(options=[{"label": "x" * 101, "value": "x"}])),
            (*FIRST, "options", 0, "label"),
            BAD_LENGTH,
        ),
        (
            row(menu(options=options(1) * 2)),
            (*FIRST, "options"),
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        (
            row(menu(max_values=2)),
            (*FIRST, "max_values"),
            "SELECT_COMPONENT_MAX_VALUES_TOO_MANY",
        ),
        (
            row(menu(min_values=2)),
            (*FIRST, "min_values"),
            "SELECT_COMPONENT_MIN_GREATER_THAN_MAX",
        ),
        (row(menu(placeholder="x" * 151)), (*FIRST, "placeholder"), TOO_LONG),
        (row({"type": 4, "custom_id": "x", "style": 1}), (*FIRST, "type"), CHOICES),
        ({"components": [button()]}, (*ROW, "type"), CHOICES),
        ({"components": [TEXT]}, (*ROW, "type"), CHOICES),
        ({"components": [{}]}, (*ROW, "type"), REQUIRED),
        (layout(*[TEXT] * 41), TOP, TOO_LONG),
        (layout(*[{"type": 17, "components": [TEXT] * 20}] * 2), TOP, TOO_LONG),
        (layout(*[TEXT | {"content": "x" * 2001}] * 2), TOP, "COMPONENT_MAX_TOTAL_TEXT_LENGTH"),
        (layout(TEXT, content="x"), ("content",), NOT_WITH_V2),
        (layout(TEXT, embeds=[{"title": "x"}]), ("embeds",), NOT_WITH_V2),
        (layout(SECTION), (*ROW, "accessory"), REQUIRED),
        (layout(SECTION | {"components": [TEXT] * 4, "accessory": button()}), IN_ROW, BAD_LENGTH),
        (layout({"type": 12, "items": []}), (*ROW, "items"), BAD_LENGTH),
        (layout({"type": 12, "items": [{}]}), (*ROW, "items", 0, "media"), REQUIRED),
        (layout({"type": 17, "components": []}), IN_ROW, BAD_LENGTH),
        (layout({"type": 17, "components": [CONTAINER]}), (*FIRST, "type"), CHOICES),
        (layout(TEXT | {"id": 3}, TEXT | {"id": 3}), TOP, "COMPONENT_ID_DUPLICATED"),
    ],
)
def test_components(body: dict[str, Any], path: tuple[str | int, ...], code: str) -> None:
    assert wrong(body if "flags" in body else body | {"content": "x"}, *path) == code


@pytest.mark.parametrize("flags", [1 << 6, 1 << 0, 1 << 7, 1 << 5])
def test_flags_that_nobody_may_set(flags: int) -> None:
    assert wrong({"content": "x", "flags": flags}, "flags") == "MESSAGE_FLAGS_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("mentions", "code"),
    [
        ({"parse": ["users"], "users": ["1"]}, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
        ({"parse": ["roles"], "roles": ["1"]}, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
    ],
)
def test_allowed_mentions_name_a_kind_or_ids_not_both(mentions: Any, code: str) -> None:
    assert wrong({"content": "x", "allowed_mentions": mentions}, "allowed_mentions") == code


def test_allowed_mentions_have_bounds() -> None:
    many = {"users": [str(n) for n in range(101)]}
    assert wrong({"content": "x", "allowed_mentions": many}, "allowed_mentions", "users")
    odd = {"parse": ["everybody"]}
    assert wrong({"content": "x", "allowed_mentions": odd}, "allowed_mentions", "parse")
    empty: dict[str, Any] = {"parse": ["users"], "users": []}
    read_draft({"content": "x", "allowed_mentions": empty}, FREE)


async def test_who_is_rung(place_with: Furnished) -> None:
    place = await place_with(FREE)
    quiet = place.sim.add_role(place.guild, "quiet")
    loud = place.sim.add_role(place.guild, "loud", mentionable=True)
    text = f"{place.ann.mention} <@&{quiet.id}> <@&{loud.id}> @everyone"

    async def rung(**more: Any) -> tuple[int, list[str], bool]:
        body = (await place.send(content=text, **more)).body
        return len(body["mentions"]), body["mention_roles"], body["mention_everyone"]

    assert await rung() == (1, [str(loud.id)], False)
    assert await rung(allowed_mentions={"parse": []}) == (0, [], False)
    assert await rung(allowed_mentions={"users": [str(place.ann.id)]}) == (1, [], False)
    place.sim.set_role_permissions(place.guild.everyone, Permission.ADMINISTRATOR)
    assert await rung() == (1, [str(quiet.id), str(loud.id)], True)
    assert await rung(allowed_mentions={"parse": ["users"]}) == (1, [], False)


# Bodies


async def test_bodies_must_say_what_they_are(place: Place) -> None:
    odd = {"Content-Type": "text/plain"}
    answer = await place.api.call("POST", place.messages, data=b"x", headers=odd)
    assert (answer.status, answer.code) == (400, 50035)
    assert answer.error() == "CONTENT_TYPE_INVALID"


async def test_bodies_must_be_json(place: Place) -> None:
    sent = {"Content-Type": "application/json"}
    answer = await place.api.call("POST", place.messages, data=b"{", headers=sent)
    assert (answer.status, answer.code) == (400, 50109)


async def test_answers_are_exactly_json(place: Place) -> None:
    answer = await place.send(content="x")
    assert answer.headers["Content-Type"] == "application/json"


async def test_files_come_as_multipart(place: Place) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"content": "look"}')
    form.add_field("files[0]", b"12345", filename="a.png", content_type="image/png")
    answer = await place.api.call("POST", place.messages, data=form)
    assert answer.body["content"] == "look"
    assert answer.body["attachments"][0]["size"] == 5


async def test_files_have_a_size(place_with: Furnished) -> None:
    place = await place_with(Rules(attachment_bytes=10, request_bytes=2000))
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("files[0]", b"x" * 11, filename="a.png")
    assert (await place.api.call("POST", place.messages, data=form)).code == 50035
    large = await place.send(content="x" * 5000)
    assert (large.status, large.code) == (413, 40005)


# What the same rules mean elsewhere


async def test_edits_follow_the_same_rules(place_with: Furnished) -> None:
    place = await place_with(FREE)
    sent = (await place.send(content="x")).body
    path = f"{place.messages}/{sent['id']}"
    assert (await place.api.patch(path, {"content": "x" * 2001})).error("content")
    assert (await place.api.patch(path, {"content": ""})).code == 50006
    changed = await place.api.patch(path, {"content": "", "embeds": [{"title": "t"}]})
    assert changed.body["edited_timestamp"] is not None
    assert (changed.body["content"], changed.body["embeds"][0]["title"]) == ("", "t")
    assert (await place.api.patch(path, {"flags": 1 << 2})).body["flags"] == 1 << 2


async def test_a_layout_stays_one(place_with: Furnished) -> None:
    place = await place_with(FREE)
    sent = (await place.send(**layout(TEXT))).body
    path = f"{place.messages}/{sent['id']}"
    assert (await place.api.patch(path, {"flags": 0})).error("flags")
    assert (await place.api.patch(path, {"content": "x"})).error("content")
    plain = (await place.send(content="x")).body
    path = f"{place.messages}/{plain['id']}"
    turned = (await place.api.patch(path, {"flags": V2, "components": [TEXT]})).body
    assert (turned["content"], turned["flags"]) == ("", V2)


async def test_only_ones_own_messages_can_be_edited(place: Place) -> None:
    other = place.sim.say(place.ann, place.channel, "hers")
    path = f"{place.messages}/{other.id}"
    assert (await place.api.patch(path, {"content": "mine"})).code == 50005
    assert (await place.api.delete(path)).code == 50013
    assert (await place.api.patch(f"{place.messages}/1", {"content": "x"})).code == 10008


@pytest.mark.parametrize(
    ("kind", "code"), [(ChannelType.FORUM, 40058), (ChannelType.CATEGORY, 50008)]
)
async def test_some_channels_take_no_messages(place: Place, kind: ChannelType, code: int) -> None:
    channel = place.sim.add_channel(place.guild, "odd", type=kind)
    answer = await place.api.post(f"/channels/{channel.id}/messages", {"content": "x"})
    assert (answer.status, answer.code) == (400, code)


@pytest.mark.parametrize(
    ("reading", "alone", "with_content", "with_buttons"),
    [
        (WithoutEmbedLinks.REFUSE_ALONE, 403, 200, 403),
        (WithoutEmbedLinks.REFUSE, 403, 403, 403),
        (WithoutEmbedLinks.STRIP, 400, 200, 200),
    ],
)
async def test_embeds_without_the_permission_have_several_readings(
    place_with: Furnished,
    reading: WithoutEmbedLinks,
    alone: int,
    with_content: int,
    with_buttons: int,
) -> None:
    place = await place_with(Rules(without_embed_links=reading))
    place.sim.set_overwrite(place.channel, place.app.bot, deny=Permission.EMBED_LINKS)
    embeds = [{"title": "t"}]
    assert (await place.send(embeds=embeds)).status == alone
    assert (await place.send(embeds=embeds, content="x")).status == with_content
    assert (await place.send(embeds=embeds, **row(button()))).status == with_buttons
    assert [one.embeds for one in place.sim.messages(place.channel) if one.embeds] == []


async def test_an_edit_without_the_permission_shows_no_embed(place: Place) -> None:
    sent = (await place.send(content="x")).body
    place.sim.set_overwrite(place.channel, place.app.bot, deny=Permission.EMBED_LINKS)
    edited = await place.api.patch(f"{place.messages}/{sent['id']}", {"embeds": [{"title": "t"}]})
    assert (edited.status, edited.body["embeds"]) == (200, [])


async def test_replies(place: Place) -> None:
    first = (await place.send(content="x")).body
    reply = await place.send(content="y", message_reference={"message_id": first["id"]})
    assert reply.body["type"] == 19
    assert reply.body["referenced_message"]["id"] == first["id"]
    gone = {"message_id": "1"}
    assert (await place.send(content="y", message_reference=gone)).code == 10008
    lenient = gone | {"fail_if_not_exists": False}
    assert (await place.send(content="y", message_reference=lenient)).status == 200
    place.clock.move(5)
    place.sim.set_overwrite(place.channel, place.app.bot, deny=Permission.READ_MESSAGE_HISTORY)
    answer = await place.send(content="y", message_reference={"message_id": first["id"]})
    assert answer.code == 160002


def test_of_embeds_with_one_address_only_the_first_shows() -> None:
    draft = read_draft(
        {
            "embeds": [
                {"title": "a", "url": "https://x.example/1"},
                {"title": "b", "url": "https://x.example/1"},
                {"title": "c"},
                {"title": "d"},
            ]
        },
        FREE,
    )
    assert len(draft.embeds) == 4


async def test_a_person_sees_the_first_of_embeds_with_one_address(place: Place) -> None:
    same = "https://x.example/1"
    await place.send(embeds=[{"title": title, "url": same} for title in "ab"])
    message = place.sim.messages(place.channel)[0]
    assert [one["title"] for one in message.shown_embeds] == ["a"]
    assert message.text == "a"


async def test_wrong_user_agents_are_stopped_at_the_edge(place: Place) -> None:
    nameless = Api(place.api.session, place.api.url, place.api.token)
    answer = await nameless.call("GET", "/users/@me", headers={"User-Agent": ""})
    assert (answer.status, answer.code) == (403, 40333)
