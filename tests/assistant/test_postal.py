"""Addresses and card numbers that customers write in the chat are needed nowhere, and kept nowhere
that an answer is made from.
"""

from __future__ import annotations

import time

import pytest
from tests.assistant.bookshop import open_bookshop
from tests.conversation.house import BY_PHONE, SALLY, Parrot, Shop

from maneki.assistant.keeper import Keeper
from maneki.assistant.postal import beside_postal, has_postal, without_postal
from maneki.clock import MovableClock
from maneki.conversation.handover import Handovers
from maneki.store import Store


@pytest.fixture
async def shop(store: Store, clock: MovableClock) -> Shop:
    bookshop = await open_bookshop(store, clock)
    return Shop(store, clock, Parrot(Keeper(bookshop.shop).answer))


async def remembered(shop: Shop) -> list[str]:
    async with shop.store.reading() as tx:
        person = await tx.people.at(SALLY)
        assert person is not None
        [held] = await tx.conversations.of_person(person.id)
        return [one.said for one in await tx.conversations.turns(held.id, most=10)]


@pytest.mark.parametrize(
    "text",
    [
        "my address is 12 Main St, Springfield",
        "ship it to 55 Elm Street, Portland OR 97201 please",
        "I live at 12 Main St",
        "can you send Circe to 12 High Street, London SW1A 1AA?",
        "my card is 4111 1111 1111 1111",
    ],
)
async def test_it_is_said_that_it_is_not_needed_and_it_is_not_remembered(
    shop: Shop, text: str
) -> None:
    await shop.hear(text)
    await shop.answer()
    [told] = await shop.told()
    assert told.startswith("Postal addresses and card numbers are taken at checkout")
    assert "Lantern Street" not in told
    [said] = await remembered(shop)
    assert not any(part in said for part in ("Main", "Elm", "High Street", "4111"))


async def test_what_else_is_asked_is_answered(shop: Shop) -> None:
    await shop.hear("my address is 12 Main St, Springfield. do you have Circe?")
    await shop.answer()
    [told] = await shop.told()
    assert "taken at checkout" in told
    assert "3 in stock" in told


async def test_the_shops_own_address_is_told_to_who_asks(shop: Shop) -> None:
    await shop.hear("what is your address?")
    await shop.answer()
    assert "12 Lantern Street" in (await shop.told())[0]


async def test_the_staff_read_it_and_the_assistant_does_not_remember_it(shop: Shop) -> None:
    await shop.hear("hello")
    await shop.answer()
    desk = Handovers(shop.store, voices=shop.voices, due=shop.due)
    handover = await desk.take_over(BY_PHONE, reason="asked", by="meg")
    assert handover is not None
    await shop.hear("my address is 12 Main St, Springfield")
    assert "my address is [postal address]" in await remembered(shop)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my address is 12 Main St, Springfield. Is Emma in?", "Is Emma in?"),
        ("55 Elm Street, Apt 4, Portland, OR 97201", ""),
        ("my address is Hauptstraße 5, 10115 Berlin", ""),
        ("住所は東京都千代田区1-1です", ""),
        ("〒100-0001 東京都千代田区千代田1-1", ""),
        ("p.o. box 99, Springfield, IL 62704", ""),
    ],
)
def test_addresses_are_found(text: str, left: str) -> None:
    kept = without_postal(text)
    assert has_postal(kept)
    assert beside_postal(kept) == left


@pytest.mark.parametrize(
    "text",
    [
        "do you have 84, Charing Cross Road?",
        "tell me when 84 Charing Cross Road comes in",
        "send 84 Charing Cross Road to me",
        "what is your address?",
        "my email address is sally@example.com",
        "my address is on file",
        "do you ship to PO box 12",
        "ISBN 9780316556323 or 978-0-316-55632-3",
        "do you have 1984, 300 pages",
    ],
)
def test_titles_and_questions_are_no_addresses(text: str) -> None:
    assert without_postal(text) == text


@pytest.mark.parametrize("unit", ["12 a ", "send it to ", "my address is 1 ", "1234 5678 ", "a"])
def test_ten_thousand_characters_are_read_quickly(unit: str) -> None:
    before = time.perf_counter()
    without_postal((unit * 10_000)[:10_000])
    assert time.perf_counter() - before < 1
