"""A digest is one message with pages; only its owner turns them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.channels.discord.cards import card, listing, note, parcel
from tests.channels.discord.test_presses import boots
from tests.channels.discord.town import Town

from maneki.channels.discord.digests import page_buttons
from maneki.channels.discord.embeds import LONGEST_EMBED
from maneki.channels.discord.message import is_same, message_of
from maneki.channels.discord.rest import RestClient
from maneki.channels.discord.wording import length
from maneki.delivery.digest import Digester
from maneki.model.ids import OutboxId
from maneki.model.outbox import Item, Note, OutboxKind
from maneki.simulator.discord import InteractionResult, SimMessage, SimUser

HOUR = timedelta(hours=1)


async def told(town: Town, rest: RestClient, count: int) -> None:
    """So many boots turn up, and an hour later the digest of them goes out."""
    await town.listed(
        *(boots(number, title=f"Rick Owens boots {number}") for number in range(count))
    )
    await town.deliver(rest)
    town.clock.move(HOUR)
    while await Digester(town.store, queued=lambda: None).step():
        pass
    await town.deliver(rest)


async def wants_digest(town: Town, **more: Any) -> None:
    await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
    await town.ask(town.ann, "alerts digest", filter="geos", how="hourly", **more)


def arrows(message: SimMessage) -> dict[str, dict[str, Any]]:
    return {part["label"]: part for part in message.interactive}


def usable(message: SimMessage) -> list[str]:
    return [arrow for arrow, part in arrows(message).items() if not part.get("disabled")]


async def turn(
    town: Town, message: SimMessage, arrow: str, *, who: SimUser | None = None
) -> InteractionResult:
    return await town.sim.press(who or town.ann, message, arrows(message)[arrow]["custom_id"])


async def turned(town: Town, message: SimMessage, arrow: str) -> SimMessage:
    result = await turn(town, message, arrow)
    await result.wait_until(lambda one: one.updated is not None)
    assert result.updated is not None
    return result.updated


def titles(message: SimMessage) -> list[str]:
    return [embed["title"] for embed in message.shown_embeds]


async def test_a_digest_shows_ten_and_turns_to_the_others(town: Town) -> None:
    async with town.awake() as rest:
        await wants_digest(town)
        await told(town, rest, 23)
        [message] = town.sim.dms(town.ann)
        assert message.content == "📬 Digest of **geos** · 1–10 of 23"
        assert len(message.shown_embeds) == 10
        shown = titles(message)
        assert usable(message) == ["▶"]
        message = await turned(town, message, "▶")
        assert message.content == "📬 Digest of **geos** · 11–20 of 23"
        shown += titles(message)
        message = await turned(town, message, "▶")
        assert message.content == "📬 Digest of **geos** · 21–23 of 23"
        shown += titles(message)
        assert usable(message) == ["◀"]
        assert sorted(shown) == sorted(f"Rick Owens boots {number}" for number in range(23))
        message = await turned(town, message, "◀")
        assert message.content == "📬 Digest of **geos** · 11–20 of 23"
    assert len(town.sim.dms(town.ann)) == 1
    town.sim.assert_clean()


async def test_what_fits_at_once_has_no_pages(town: Town) -> None:
    async with town.awake() as rest:
        await wants_digest(town)
        await told(town, rest, 3)
    [message] = town.sim.dms(town.ann)
    assert message.content == "📬 Digest of **geos**"
    assert message.interactive == []
    assert len(message.shown_embeds) == 3


async def test_as_many_are_shown_as_the_owner_wants(town: Town) -> None:
    async with town.awake() as rest:
        await wants_digest(town, top=2)
        await told(town, rest, 5)
        [message] = town.sim.dms(town.ann)
        assert message.content.endswith("1–2 of 5")
        message = await turned(town, message, "▶")
    assert message.content.endswith("3–4 of 5")


async def test_ten_of_the_longest_fit_into_one_message(town: Town) -> None:
    long = "Rick Owens " + "ガラスの靴 & _boots_ " * 40
    async with town.awake() as rest:
        await wants_digest(town)
        await town.listed(*(boots(number, title=f"{number} {long}") for number in range(12)))
        await town.deliver(rest)
        town.clock.move(HOUR)
        await Digester(town.store, queued=lambda: None).step()
        await town.deliver(rest)
    [message] = town.sim.dms(town.ann)
    assert len(message.shown_embeds) == 10
    sizes = [
        len(one["title"]) + len(one["description"]) + len(one["author"]["name"])
        for one in message.shown_embeds
    ]
    assert max(sizes) <= LONGEST_EMBED
    assert sum(sizes) <= 6000
    town.sim.assert_clean()


async def test_where_others_read_the_filter_is_not_named_and_they_cannot_turn_its_pages(
    town: Town,
) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await wants_digest(town)
        await told(town, rest, 12)
        [message] = [one for one in town.sim.messages(town.alerts) if one.shown_embeds]
        said = f"<@{town.ann.id}> 📬 Digest of one of your filters"
        assert message.content == f"{said} · 1–10 of 12"
        refused = await turn(town, message, "▶", who=town.bob)
        await refused.wait_until(lambda one: bool(one.messages))
        assert "このまとめは他の人のものです" in refused.text
        assert refused.is_ephemeral
        assert message.content == f"{said} · 1–10 of 12"
        assert len(message.shown_embeds) == 10
        message = await turned(town, message, "▶")
        assert message.content == f"{said} · 11–12 of 12"
    town.sim.assert_clean()


def a_digest(count: int, shown: int) -> Item:
    cards = tuple(
        card(listing(title=f"boots {number}", url=f"https://shop.example/{number}"))
        for number in range(shown)
    )
    told = replace(note("📬 Digest"), kind=OutboxKind.DIGEST)
    return replace(told, note=Note(text="📬 Digest", cards=cards, count=count))


def test_as_plain_text_a_digest_still_says_what_it_tells_of() -> None:
    plain = message_of(parcel(a_digest(37, 10), plainness=3))
    assert plain["content"].startswith("📬 Digest · 1–10 of 37\n")
    assert [f"boots {number}" in plain["content"] for number in range(10)] == [True] * 10
    assert length(plain["content"]) <= 2000
    assert "components" not in plain


def test_a_digest_that_was_turned_before_it_was_looked_for_is_found() -> None:
    sent = message_of(parcel(a_digest(37, 10)))
    first, turned = sent, {**sent, "nonce": None, "content": "another page"}
    buttons = page_buttons(OutboxId("o"), Note(text="", cards=(), count=0), language="en")
    assert buttons == []
    told = a_digest(37, 10).note
    assert told is not None
    turned["components"] = page_buttons(OutboxId("o"), told, language="en", first=10)
    assert is_same(turned, first)
