"""A parcel becomes one message that Discord takes, whatever is in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from tests.channels.discord.cards import (
    CHANNEL,
    DM,
    alert,
    any_parcel,
    card,
    listing,
    note,
    parcel,
    size_of,
)

from maneki.channels.discord.buttons import Action, Press, marks_in, read_press, undo_buttons
from maneki.channels.discord.message import is_same, is_whole, message_of
from maneki.channels.discord.wording import length
from maneki.model.outbox import Note, Parcel
from maneki.model.person import DestinationKind

OWNER = "700"


def parts(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for row in message.get("components", ()) for part in row["components"]]


def test_a_single_alert_has_its_buttons() -> None:
    message = message_of(parcel(alert(7)), owner=OWNER)
    assert [part.get("label") for part in parts(message)] == [
        "Open",
        "Snooze this filter",
        "Not for me",
        "Stop",
        "👍",
        "👎",
    ]
    assert [len(row["components"]) for row in message["components"]] == [4, 2]
    assert parts(message)[0]["url"] == "https://market.example/item/m7"
    pressed = [read_press(part["custom_id"]) for part in parts(message)[1:]]
    assert pressed == [
        *(
            Press(action, "01HALERT000000000000000007")
            for action in (Action.SNOOZE, Action.DISMISS, Action.STOP)
        ),
        Press(Action.THUMB, "01HALERT000000000000000007=up"),
        Press(Action.THUMB, "01HALERT000000000000000007=down"),
    ]
    assert marks_in(message["components"]) == {"01HALERT000000000000000007"}


def test_merged_alerts_have_one_menu_per_action_with_one_option_per_alert() -> None:
    message = message_of(parcel(alert(1), alert(2)), owner=OWNER)
    *menus, thumbs = parts(message)
    assert [menu["type"] for menu in menus] == [3, 3, 3]
    assert thumbs["type"] == 3
    assert len(thumbs["options"]) == 4
    chosen = [read_press(menu["custom_id"], [menu["options"][1]["value"]]) for menu in menus]
    assert chosen == [
        Press(action, "01HALERT000000000000000002")
        for action in (Action.SNOOZE, Action.DISMISS, Action.STOP)
    ]
    assert menus[0]["options"][0]["label"] == "1. Rick Owens Geobasket 43"
    assert menus[0]["options"][0]["description"] == "¥48,000"


def test_a_dm_mentions_nobody_and_names_the_filters() -> None:
    message = message_of(parcel(alert(1, names=("secret plan",))), owner=OWNER)
    assert message["allowed_mentions"] == {"parse": []}
    assert "content" not in message
    assert "Matched: secret plan" in message["embeds"][0]["description"]


def test_a_shared_channel_mentions_the_owner_alone_and_names_no_filters() -> None:
    message = message_of(parcel(alert(1, names=("secret plan",)), to=CHANNEL), owner=OWNER)
    assert message["content"] == "<@700>"
    assert message["allowed_mentions"] == {"parse": [], "users": ["700"]}
    assert "secret plan" not in json.dumps(message)


def test_a_long_address_gets_no_button_but_keeps_its_title_link() -> None:
    url = "https://market.example/" + "x" * 600
    message = message_of(parcel(alert(1, of=card(listing(url=url)))), owner=OWNER)
    assert message["embeds"][0]["url"] == url
    assert [part.get("label") for part in parts(message)] == [
        "Snooze this filter",
        "Not for me",
        "Stop",
        "👍",
        "👎",
    ]


def test_plainer_messages_leave_out_pictures_then_buttons_then_embeds() -> None:
    shown = card(listing(image_urls=("https://img.example/1.jpg",)))
    designed, no_pictures, no_buttons, words = (
        message_of(parcel(alert(1, of=shown), plainness=plainness), owner=OWNER)
        for plainness in range(4)
    )
    assert "thumbnail" in designed["embeds"][0]
    assert "thumbnail" not in no_pictures["embeds"][0]
    assert parts(no_pictures)
    assert "components" not in no_buttons
    assert no_buttons["embeds"]
    assert "embeds" not in words
    assert words["content"] == (
        "Rick Owens Geobasket 43 · **¥48,000** · <https://market.example/item/m1>"
    )


def test_ten_alerts_as_plain_text_each_keep_title_and_address() -> None:
    message = message_of(parcel(*(alert(n) for n in range(10)), plainness=3), owner=OWNER)
    lines = message["content"].split("\n")
    assert len(lines) == 10
    assert all(f"<https://market.example/item/m{n}>" in line for n, line in enumerate(lines))


def test_a_note_is_words_and_the_cards_that_illustrate_it() -> None:
    text = "**Two** fit in <#12> since <t:0:R>:\n@everyone *x* <@7>"
    message = message_of(parcel(note(text, card())), owner=OWNER)
    assert message["content"] == (
        "**Two** fit in <#12> since <t:0:R>:\n@\u200beveryone \\*x\\* \\<@\u200b7>"
    )
    assert [embed["title"] for embed in message["embeds"]] == ["Rick Owens Geobasket 43"]
    assert "components" not in message


@pytest.mark.parametrize("plainness", range(4))
def test_a_note_names_filters_only_where_nobody_else_reads(plainness: int) -> None:
    said = Note(text="Your new filter is watched.", private_text="“secret” is watched.")
    item = replace(note(""), note=said)
    shown = {
        to.kind: message_of(parcel(item, to=to, plainness=plainness), owner=OWNER)["content"]
        for to in (DM, CHANNEL, replace(CHANNEL, kind=DestinationKind.THREAD))
    }
    assert shown == {
        DestinationKind.DM: "“secret” is watched.",
        DestinationKind.CHANNEL: "<@700> Your new filter is watched.",
        DestinationKind.THREAD: "<@700> Your new filter is watched.",
    }


def test_adult_listings_illustrate_nothing_outside_age_restricted_places() -> None:
    item = note("Two fit.", card(), card(listing(url="https://market.example/adult", adult=True)))
    for_adults = replace(CHANNEL, is_age_restricted=True)
    shown = [len(message_of(parcel(item, to=to))["embeds"]) for to in (DM, CHANNEL, for_adults)]
    assert shown == [1, 1, 2]


def test_a_message_is_whole_with_the_embeds_that_were_wanted() -> None:
    wanted = message_of(parcel(alert(1)), owner=OWNER)
    assert is_whole(wanted, wanted)
    assert not is_whole({**wanted, "embeds": []}, wanted)
    assert is_whole({**wanted, "embeds": [], "flags": 1 << 2}, wanted)
    assert is_whole({"content": "hello", "embeds": []}, message_of(parcel(note("hello"))))


def test_an_address_in_a_note_can_be_followed() -> None:
    message = message_of(parcel(note("see https://e.example/a_b_c and a_b")), owner=OWNER)
    assert message["content"] == "see https://e.example/a_b_c and a\\_b"


def test_two_embeds_of_one_message_never_share_an_address() -> None:
    message = message_of(parcel(note("twice", card(), card())), owner=OWNER)
    assert [embed.get("url") for embed in message["embeds"]] == [
        "https://market.example/item/m1",
        None,
    ]


def test_a_message_is_known_again_by_its_nonce_its_buttons_or_its_words() -> None:
    wanted = message_of(parcel(alert(1), alert(2)), owner=OWNER)
    nameless = {**wanted, "nonce": None}
    assert is_same(wanted, wanted)
    assert is_same(nameless, wanted)
    other = {**message_of(parcel(alert(1), alert(3)), owner=OWNER), "nonce": None}
    assert not is_same(other, wanted)
    words = message_of(parcel(note("hello")), owner=OWNER)
    assert is_same({"content": "hello", "embeds": []}, words)
    assert not is_same({"content": "hello!", "embeds": []}, words)


def test_a_press_of_something_else_means_nothing() -> None:
    for custom_id in ("", "mk1", "mk1:snooze", "mk1:explode:1", "mk0:stop:1", "other:stop:1"):
        assert read_press(custom_id) is None


def test_a_way_back_is_offered_for_each_filter_that_was_stopped() -> None:
    one = undo_buttons(Action.RESUME, [("f1", "boots")], language="en")
    assert [part["label"] for part in one[0]["components"]] == ["Undo"]
    many = undo_buttons(
        Action.RESUME, [(f"f{n}", f"name {n} " + "x" * 100) for n in range(30)], language="en"
    )
    assert [len(row["components"]) for row in many] == [5, 5, 5, 5, 5]
    assert all(len(part["label"]) <= 80 for row in many for part in row["components"])


def longest(values: list[str]) -> int:
    return max(map(length, values), default=0)


@given(any_parcel)
def test_no_parcel_makes_a_message_that_discord_would_refuse(sent: Parcel) -> None:
    message = message_of(sent, owner=OWNER)
    assert json.dumps(message).encode()
    assert json.dumps(message, ensure_ascii=False).encode()
    embeds = message.get("embeds", [])
    assert length(message.get("content", "")) <= 2000
    assert len(embeds) <= 10
    assert sum(map(size_of, embeds)) <= 6000
    urls = [embed["url"] for embed in embeds if "url" in embed]
    assert len(urls) == len(set(urls))
    assert len(message.get("components", [])) <= 5
    ids = [part["custom_id"] for part in parts(message) if "custom_id" in part]
    assert len(ids) == len(set(ids))
    assert longest(ids) <= 100
    assert longest([part["label"] for part in parts(message) if part["type"] == 2]) <= 80
    assert longest([part["url"] for part in parts(message) if "url" in part]) <= 512
    for menu in (part for part in parts(message) if part["type"] == 3):
        values = [option["value"] for option in menu["options"]]
        assert 1 <= len(values) <= 25
        assert longest([option["label"] for option in menu["options"]]) <= 100
        assert all(option["label"] for option in menu["options"])
        assert longest([option.get("description", "") for option in menu["options"]]) <= 100
        assert longest(values) <= 100
        assert length(menu["placeholder"]) <= 150
    assert length(str(message["nonce"])) <= 25
    assert message["allowed_mentions"]["parse"] == []


@given(any_parcel)
def test_every_alert_of_a_parcel_is_in_its_message(sent: Parcel) -> None:
    message = message_of(sent, owner=OWNER)
    alerts = {item.alert_id for item in sent.items if item.alert_id}
    if alerts and sent.plainness < 3:
        assert len(message["embeds"]) == len(sent.items)
    if alerts and sent.plainness < 2:
        assert marks_in(message["components"]) == alerts
