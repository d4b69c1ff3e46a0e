"""What a customer answers to the terms of texts, at once or later: heard by text, on the road."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.assistant.bookshop import Bookshop, open_bookshop
from tests.conversation.house import SALLY, Parrot, Shop

from maneki.assistant.agreeing import says_no, says_yes, says_yes_itself
from maneki.assistant.keeper import Keeper
from maneki.assistant.unheeded import unheeded_in
from maneki.clock import MovableClock
from maneki.conversation.handover import Handovers
from maneki.model.consent import Consents
from maneki.store import Store

TERMS = "To agree, reply YES."
ASKED = "tell me when The Song of Achilles is in"


@pytest.fixture
async def bookshop(store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(store, clock)


@pytest.fixture
def shop(bookshop: Bookshop, store: Store, clock: MovableClock) -> Shop:
    return Shop(store, clock, Parrot(Keeper(bookshop.shop).answer))


async def texted(shop: Shop, text: str) -> str:
    """What is answered to a text."""
    shop.clock.move(timedelta(seconds=10))
    await shop.hear(text)
    await shop.answer()
    return (await shop.told())[-1]


async def consents(shop: Shop) -> Consents:
    async with shop.store.reading() as tx:
        return await tx.consents.of(SALLY)


async def test_a_yes_after_other_talk_agrees_to_the_terms(shop: Shop) -> None:
    assert TERMS in await texted(shop, ASKED)
    assert "Circe" in await texted(shop, "do you have Circe?")
    assert "welcome" in await texted(shop, "thanks!")
    assert "you agree to texts" in await texted(shop, "YES")
    assert (await consents(shop)).promotional
    assert "(no texts yet" not in await texted(shop, "my alerts")
    async with shop.store.reading() as tx:
        entry = (await tx.consents.history(SALLY))[-1]
    assert TERMS in entry.words
    assert entry.words.endswith("> YES")


async def test_a_yes_on_the_next_day_agrees_as_long_as_a_day_has_not_gone_by(shop: Shop) -> None:
    await texted(shop, ASKED)
    shop.clock.move(timedelta(hours=23))
    assert "you agree to texts" in await texted(shop, "Yes")
    assert (await consents(shop)).promotional


async def test_a_yes_that_comes_later_is_asked_for_again(shop: Shop) -> None:
    await texted(shop, ASKED)
    shop.clock.move(timedelta(hours=25))
    again = await texted(shop, "YES")
    assert "The Song of Achilles" in again
    assert TERMS in again
    assert not (await consents(shop)).promotional
    assert "you agree to texts" in await texted(shop, "YES")
    assert (await consents(shop)).promotional


async def test_a_yes_to_another_question_agrees_to_nothing(shop: Shop) -> None:
    await texted(shop, ASKED)
    assert "Shall I ask a person" in await texted(shop, "I want to order Circe")
    assert "I have asked a person" in await texted(shop, "yes")
    assert (await consents(shop)).promotional is None


async def test_a_yes_to_the_staff_agrees_to_nothing(shop: Shop) -> None:
    await texted(shop, ASKED)
    desk = Handovers(shop.store, voices=shop.voices, due=shop.due)
    async with shop.store.reading() as tx:
        person = await tx.people.at(SALLY)
        assert person is not None
        [held] = await tx.conversations.of_person(person.id)
    handover = await desk.take_over(held.place, reason="asked", by="meg")
    assert handover is not None
    await desk.opened(handover.id, thread="777", server="1", server_name="The shop")
    await desk.staff_said("777", text="We have one in the back, want it", by="meg", message_id="1")
    await desk.hand_back("777")
    await texted(shop, "yes")
    assert (await consents(shop)).promotional is None


async def test_what_is_merely_fine_agrees_at_once_and_not_later(shop: Shop) -> None:
    await texted(shop, ASKED)
    await texted(shop, "thanks")
    await texted(shop, "ok")
    assert (await consents(shop)).promotional is None
    assert TERMS in await texted(shop, "my alerts")
    assert "you agree to texts" in await texted(shop, "ok sure")


@pytest.mark.parametrize("no", ["no", "No thanks", "no thank you.", "nope", "not now", "いいえ"])
async def test_a_no_leaves_the_alert_without_texts_and_says_so(shop: Shop, no: str) -> None:
    await texted(shop, ASKED)
    said = await texted(shop, no)
    assert "I will not text you about it" in said
    assert "The Song of Achilles" in said
    consent = await consents(shop)
    assert (consent.promotional, consent.is_opted_out, consent.is_in_doubt) == (False, False, False)
    listed = await texted(shop, "my alerts")
    assert "(no texts yet: waits for your YES)" in listed
    assert TERMS in listed
    assert "you agree to texts" in await texted(shop, "YES")


async def test_after_a_no_a_yes_has_to_see_the_terms_again(shop: Shop) -> None:
    await texted(shop, ASKED)
    await texted(shop, "no thanks")
    assert TERMS in await texted(shop, "yes")
    assert (await consents(shop)).promotional is False


async def test_after_stop_a_yes_has_to_see_the_terms_again(shop: Shop) -> None:
    await texted(shop, ASKED)
    await texted(shop, "STOP")
    await texted(shop, "START")
    assert TERMS in await texted(shop, "YES")
    assert not (await consents(shop)).promotional
    await texted(shop, "YES")
    assert (await consents(shop)).may_be_offered


async def test_who_seemed_to_want_out_sees_the_terms_again_and_may_then_be_texted(
    shop: Shop,
) -> None:
    await texted(shop, ASKED)
    assert "reply STOP" in await texted(shop, "these texts are too much")
    assert (await consents(shop)).is_in_doubt
    await texted(shop, "yes")
    assert (await consents(shop)).promotional is None
    assert TERMS in await texted(shop, "resume my alert")
    await texted(shop, "yes")
    assert (await consents(shop)).may_be_offered


async def test_without_an_alert_a_yes_means_nothing(shop: Shop) -> None:
    assert TERMS not in await texted(shop, "YES")
    await texted(shop, ASKED)
    await texted(shop, "delete my alert")
    shop.clock.move(timedelta(hours=30))
    assert TERMS not in await texted(shop, "YES")


@pytest.mark.parametrize(
    "text",
    [
        "cancel the alert",
        "cancel my alert for The Song of Achilles",
        "delete my alert for The Song of Achilles",
    ],
)
async def test_a_cancelled_alert_is_deleted_and_its_owner_is_not_opted_out(
    shop: Shop, text: str
) -> None:
    await texted(shop, ASKED)
    assert (await texted(shop, text)).startswith("Deleted now: The Song of Achilles")
    consent = await consents(shop)
    assert (consent.is_opted_out, consent.is_in_doubt) == (False, False)


async def test_one_that_was_brought_back_or_resumed_shows_the_terms(shop: Shop) -> None:
    await texted(shop, ASKED)
    await texted(shop, "pause my alert")
    assert TERMS in await texted(shop, "resume my alert")


@pytest.mark.parametrize(
    ("text", "yes", "itself", "no"),
    [
        ("YES", True, True, False),
        ("yes please", True, True, False),
        ("ok", True, False, False),
        ("thanks", False, False, False),
        ("yes but not now", False, False, False),
        ("no", False, False, True),
        ("no thanks!", False, False, True),
        ("no, I meant Circe", False, False, False),
        ("thank you", False, False, False),
        ("同意しません", False, False, True),
        ("はい", True, True, False),
    ],
)
def test_yes_and_no_in_so_many_words(text: str, yes: bool, itself: bool, no: bool) -> None:
    assert (says_yes(text), says_yes_itself(text), says_no(text)) == (yes, itself, no)


@pytest.mark.parametrize(
    ("text", "named", "unheeded"),
    [
        ("tell me when a signed Mort comes in", "Mort", ("signed",)),
        ("tell me when Mort is in this month", "Mort", ("this month",)),
        (
            "a first edition of Mort under $20 before Christmas",
            "Mort",
            ("first edition", "before Christmas"),
        ),
        ("a used hardcover of Mort by Friday", "Mort", ("used", "hardcover", "by Friday")),
        ("two copies of Mort in French", "Mort", ("two copies", "in French")),
        ("tell me if Dune shows up for more than $5", "Dune", ("more than $5",)),
        ("今月中にサイン本のMortが入ったら教えて", "Mort", ("今月中に", "サイン本")),
        ("tell me when This Month in Murder is in", "This Month in Murder", ()),
        ("tell me when Used and Rare comes back", "Used and Rare", ()),
        ("text me when 1984 comes in again", "1984", ()),
        ("tell me when anything by April Smith is in under $10", "April Smith", ()),
        ("notify me when The Martian is in stock", "The Martian", ()),
    ],
)
def test_what_no_alert_can_tell_is_known(text: str, named: str, unheeded: tuple[str, ...]) -> None:
    assert unheeded_in(text, named=[named]) == unheeded
