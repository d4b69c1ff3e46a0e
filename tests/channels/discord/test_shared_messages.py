"""One message for several who share a channel: each is mentioned, and knows what is theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.channels.discord.cards import CHANNEL, alert, any_card, card, listing, parcel, size_of

from maneki.channels.discord.embeds import LONGEST_EMBED
from maneki.channels.discord.message import LONGEST_CONTENT, is_same, message_of
from maneki.channels.discord.wording import length
from maneki.delivery.packing import MOST_FELLOWS, MOST_NAMED, only_for_some, seated
from maneki.model.ids import DestinationId, EventId, OutboxId, PersonId
from maneki.model.money import Money
from maneki.model.outbox import Fellow, Item, Parcel, Waiting
from maneki.model.person import Destination

OWNER = "700"
MOST_MENTIONS = 100


def shown(number: int, **changes: Any) -> Item:
    return replace(alert(number), event_id=EventId(number), destination_id=CHANNEL.id, **changes)


def place_of(person: str) -> Destination:
    return replace(CHANNEL, id=DestinationId(f"at-{person}"), person_id=PersonId(person))


def hearing(person: str, of: Item, **changes: Any) -> Fellow:
    """Somebody else's row about what this item shows."""
    there = place_of(person)
    theirs = replace(
        of,
        id=OutboxId(f"{of.id}-{person}"),
        person_id=there.person_id,
        destination_id=there.id,
        **changes,
    )
    return Fellow(item=theirs, destination=there)


def shared(*fellows: Fellow, items: tuple[Item, ...], **changes: Any) -> Parcel:
    return replace(parcel(*items, to=CHANNEL, **changes), fellows=fellows)


def message_for(parcel: Parcel) -> dict[str, Any]:
    """Everybody's user id is their person's id with a 7 in front."""
    others = {
        one.item.person_id: f"7{one.item.person_id}"
        for one in parcel.fellows
        if one.item.person_id is not None
    }
    return message_of(parcel, owner=OWNER, others=others)


def test_everybody_is_mentioned_once_and_pinged() -> None:
    coat, boots = shown(1), shown(2)
    fellows = [hearing(person, of) for person in ("01", "02") for of in (coat, boots)]
    message = message_for(shared(*fellows, items=(coat, boots)))
    assert message["content"] == "<@700> <@701> <@702>"
    assert message["allowed_mentions"] == {"parse": [], "users": ["700", "701", "702"]}
    assert all("Also for" not in one["description"] for one in message["embeds"])


def test_whoever_hears_of_some_of_it_is_named_under_that() -> None:
    coat, boots = shown(1), shown(2)
    message = message_for(
        shared(hearing("01", coat), hearing("02", coat), hearing("02", boots), items=(coat, boots))
    )
    first, second = message["embeds"]
    assert first["description"].endswith("Also for <@701>")
    assert "Also for" not in second["description"]
    assert message["content"] == "<@700> <@701> <@702>"


def test_in_plain_text_they_are_named_too() -> None:
    coat, boots = shown(1), shown(2)
    message = message_for(shared(hearing("01", coat), items=(coat, boots), plainness=3))
    first, second = message["content"].split("\n")
    assert first.startswith("<@700> <@701> Rick Owens")
    assert first.endswith("Also for <@701>")
    assert "<@701>" not in second


def test_a_price_is_converted_for_each_of_them() -> None:
    coat = shown(1)
    dollars = replace(card(listing()), converted=Money(32_010, "USD"), rates_as_of="2026-11-20")
    euros = replace(dollars, converted=Money(29_950, "EUR"))
    message = message_for(
        shared(
            hearing("01", coat, card=dollars),
            hearing("02", coat, card=euros),
            hearing("03", coat, card=euros),
            items=(coat,),
        )
    )
    (embed,) = message["embeds"]
    price, *_ = embed["description"].splitlines()
    assert price.count("320.10") == 1
    assert price.count("299.50") == 1


def test_it_is_known_again_without_its_nonce_and_its_buttons() -> None:
    coat = shown(1)
    sent = message_for(shared(hearing("01", coat), items=(coat,), plainness=2))
    read = {**sent, "nonce": None}
    assert is_same(read, sent)
    alone = message_for(shared(items=(coat,), plainness=2))
    assert not is_same(read, {**alone, "nonce": "another"})


def waiting_of(person: str, *items: Item) -> Waiting:
    fellows = [hearing(person, of) for of in items]
    return Waiting(destination=fellows[0].destination, items=tuple(one.item for one in fellows))


def test_no_more_are_told_than_can_be_mentioned() -> None:
    coat = shown(1)
    joined = [waiting_of(f"{number:02}", coat) for number in range(MOST_FELLOWS + 20)]
    assert len(seated([coat], joined)) == MOST_FELLOWS


def test_no_more_are_named_under_an_alert_than_there_is_room_for() -> None:
    coat, boots = shown(1), shown(2)
    joined = [waiting_of(f"{number:02}", coat) for number in range(MOST_NAMED + 5)]
    of_all = waiting_of("99", coat, boots)
    seats = seated([coat, boots], [*joined, of_all])
    assert len([one for one in seats if one.item.person_id != "99"]) == MOST_NAMED
    assert len([one for one in seats if one.item.person_id == "99"]) == 2


@given(
    cards=st.lists(any_card, min_size=1, max_size=10),
    hear=st.lists(st.sets(st.integers(0, 9), min_size=1), max_size=60),
    plainness=st.integers(0, 3),
)
def test_it_keeps_to_every_limit_and_leaves_nobody_out(
    cards: list[Any], hear: list[set[int]], plainness: int
) -> None:
    items = tuple(shown(number, card=one) for number, one in enumerate(cards, 1))
    joined = [
        waiting_of(f"{number:018}", *(items[one] for one in wanted if one < len(items)))
        for number, wanted in enumerate(hear)
        if any(one < len(items) for one in wanted)
    ]
    fellows = seated(items, joined)
    told = shared(*fellows, items=items, plainness=plainness)
    message = message_for(told)
    assert length(message.get("content", "")) <= LONGEST_CONTENT
    assert all(size_of(embed) <= LONGEST_EMBED for embed in message.get("embeds", ()))
    users = message["allowed_mentions"]["users"]
    assert len(users) <= MOST_MENTIONS
    assert {f"7{one.item.person_id}" for one in fellows} | {OWNER} == set(users)
    assert all(f"<@{user}>" in message["content"] for user in users)
    for item, embed in zip(items, message.get("embeds", ()), strict=False):
        for person in only_for_some(items, fellows)[item.id]:
            assert f"<@7{person}>" in embed["description"]
