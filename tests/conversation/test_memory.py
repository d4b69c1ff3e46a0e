"""The whole road, from words to what is known of a person: past time-outs and restarts, from one
channel to another, and never where others read.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.assistant.bookshop import Bookshop, open_bookshop
from tests.conversation.house import BY_PHONE, IN_DMS, IN_PUBLIC, SALLY, TOM, Parrot, Shop

from maneki.assistant.keeper import Keeper
from maneki.clock import MovableClock
from maneki.conversation.window import LONGEST_SUMMARY, joined
from maneki.model.conversation import Place, PlaceKind, Taste
from maneki.model.memory import name_in
from maneki.model.person import Address
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.store import Store

A_THREAD = Place(kind=PlaceKind.THREAD, address="6006", server="77")


@pytest.fixture
async def bookshop(store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(store, clock)


@pytest.fixture
def shop(bookshop: Bookshop) -> Shop:
    return opened(bookshop)


def opened(bookshop: Bookshop) -> Shop:
    """A process in which the rules answer, with a catalogue behind them."""
    keeper = Keeper(bookshop.shop)
    return Shop(bookshop.shop.store, bookshop.clock, Parrot(say=keeper.answer))


@pytest.fixture
def parrots(store: Store, clock: MovableClock) -> Shop:
    return Shop(store, clock)


async def said(shop: Shop, text: str, *, at: Place = BY_PHONE, by: Address | None = None) -> str:
    """A message, and what is answered to it."""
    await shop.hear(text, at=at, by=by)
    await shop.answer()
    return (await shop.told(at))[-1]


async def link(store: Store) -> None:
    """The phone and the account turn out to be one person's."""
    linker = Linker(store, shop_name="Foxglove Books", most_texts_a_day=4, due=lambda: None)
    code = await linker.start(SALLY)
    await linker.confirm(TOM, code.text)


class TestFacts:
    async def test_a_name_outlives_a_time_out_and_a_restart(
        self, shop: Shop, bookshop: Bookshop
    ) -> None:
        assert "Noted: your name is Sally." in await said(shop, "hi, my name is Sally")
        bookshop.clock.move(timedelta(days=2))
        again = opened(bookshop)
        assert "Your name: Sally" in await said(again, "what do you know about me?")
        asked = again.parrot.asked[-1]
        assert asked.history == ()
        assert name_in(asked.facts) == "Sally"

    async def test_what_was_read_and_shown_is_told_to_the_next_answer(self, shop: Shop) -> None:
        await said(shop, "i've read dune already")
        await said(shop, "do you have Circe?")
        await said(shop, "hello")
        known = {(one.taste, one.title, one.authors) for one in shop.parrot.asked[-1].books}
        assert known == {
            (Taste.OWNED, "Dune", ("Frank Herbert",)),
            (Taste.SHOWN, "Circe", ("Madeline Miller",)),
        }

    async def test_where_others_read_nothing_is_told_to_the_answer(self, shop: Shop) -> None:
        await said(shop, "my name is Tom", at=IN_DMS)
        await said(shop, "i've read dune already", at=IN_DMS)
        await said(shop, "hello", at=IN_PUBLIC)
        asked = shop.parrot.asked[-1]
        assert (asked.facts, asked.books, asked.summary) == ((), (), None)

    async def test_what_is_said_in_a_channel_is_known_in_private(self, shop: Shop) -> None:
        await said(shop, "my name is Tom", at=IN_PUBLIC)
        assert "Your name: Tom" in await said(shop, "what do you know about me?", at=IN_DMS)

    async def test_who_links_is_known_by_what_both_have_told(
        self, shop: Shop, store: Store
    ) -> None:
        await said(shop, "I love Madeline Miller")
        await said(shop, "i hated dune")
        await said(shop, "I love Brandon Sanderson", at=IN_DMS)
        await said(shop, "i loved dune", at=IN_DMS)
        await link(store)
        known = await said(shop, "what do you know about me?", at=IN_DMS)
        assert "Madeline Miller" in known
        assert "Brandon Sanderson" in known
        # The last word on a book counts.
        assert "Books you liked: Dune" in known
        assert "did not like" not in known

    async def test_who_parts_again_has_what_they_told_themselves(
        self, shop: Shop, store: Store
    ) -> None:
        await said(shop, "I love Madeline Miller")
        await said(shop, "I love Brandon Sanderson", at=IN_DMS)
        await link(store)
        linker = Linker(store, shop_name="Foxglove Books", most_texts_a_day=4, due=lambda: None)
        await linker.unlink(TOM)
        known = await said(shop, "what do you know about me?", at=IN_DMS)
        assert "Brandon Sanderson" in known
        assert "Madeline Miller" not in known

    async def test_it_is_handed_out_and_forgotten_with_everything_else(
        self, shop: Shop, store: Store
    ) -> None:
        await said(shop, "my name is Sally")
        await said(shop, "i've read dune already")
        privacy = Privacy(store, changed=lambda: None)
        document = await privacy.export(SALLY)
        assert [(one["name"], one["value"]) for one in document["facts"]] == [("name", "Sally")]
        assert "owned" in [one["taste"] for one in document["tastes"]]
        await privacy.forget(SALLY, confirmed=True)
        assert "I remember nothing of you" in await said(shop, "what do you know about me?")


class TestSummaries:
    async def test_what_falls_out_on_another_channel_is_summed_up_too(
        self, parrots: Shop, store: Store
    ) -> None:
        for number in range(10):
            await told_later(parrots, f"texted {number}")
        await told_later(parrots, "in DMs", at=IN_DMS)
        await link(store)
        for number in range(25):
            await told_later(parrots, f"written {number}", at=IN_DMS)

        asked = parrots.parrot.asked[-1]
        assert "texted 0" not in [turn.said for turn in asked.history]
        assert asked.summary is not None
        assert "texted 0" in asked.summary
        assert "texted 9" in asked.summary
        assert "written 0" in asked.summary
        back = await told_later(parrots, "by text again")
        assert "written 0" in (back or "")

    async def test_each_conversation_keeps_its_own_so_that_it_goes_where_the_address_goes(
        self, parrots: Shop, store: Store
    ) -> None:
        for number in range(10):
            await told_later(parrots, f"texted {number}")
        await told_later(parrots, "in DMs", at=IN_DMS)
        await link(store)
        for number in range(25):
            await told_later(parrots, f"written {number}", at=IN_DMS)
        linker = Linker(store, shop_name="Foxglove Books", most_texts_a_day=4, due=lambda: None)
        await linker.unlink(TOM)

        by_text = await told_later(parrots, "by text again")
        in_dms = await told_later(parrots, "in DMs again", at=IN_DMS)
        assert "texted 0" in (by_text or "")
        assert "written" not in (by_text or "")
        assert "texted" not in (in_dms or "")

    async def test_where_others_read_no_summary_of_private_talk_is_seen(
        self, parrots: Shop
    ) -> None:
        for number in range(25):
            await told_later(parrots, f"secret {number}", at=IN_DMS)
        for number in range(25):
            await told_later(parrots, f"public {number}", at=A_THREAD)
        summary = await told_later(parrots, "and now", at=A_THREAD)
        assert "public 0" in (summary or "")
        assert "secret" not in (summary or "")
        private = await told_later(parrots, "and now", at=IN_DMS)
        assert "secret 0" in (private or "")
        assert "public" not in (private or "")

    async def test_a_turn_is_summed_up_once(self, parrots: Shop) -> None:
        for number in range(30):
            await told_later(parrots, f"question {number}")
        summary = parrots.parrot.asked[-1].summary or ""
        times = [summary.count(f"asked: question {number};") for number in range(9)]
        assert times == [1] * 9
        assert "asked: question 9;" not in summary

    async def test_who_joins_a_thread_has_a_history_of_their_own(self, parrots: Shop) -> None:
        other = Address("discord", "1002")
        await parrots.hear("the first one's words", at=A_THREAD)
        await parrots.answer()
        await parrots.hear("hello", at=A_THREAD, by=other)
        await parrots.answer()
        joined_in = parrots.parrot.asked[-1]
        assert joined_in.history == ()
        await parrots.hear("me again", at=A_THREAD)
        await parrots.answer()
        back = parrots.parrot.asked[-1]
        assert [turn.said for turn in back.history] == ["the first one's words"]

    def test_of_long_summaries_the_oldest_lines_go_and_each_has_its_share(self) -> None:
        first = "\n".join(f"first {number:03}" for number in range(200))
        second = "\n".join(f"second {number:03}" for number in range(200))
        both = joined([first, second])
        assert len(both) <= LONGEST_SUMMARY
        assert both.endswith("second 199")
        assert "first 199" in both
        assert "first 000" not in both
        assert joined([]) == ""


async def told_later(shop: Shop, text: str, *, at: Place = BY_PHONE) -> str | None:
    """A message a minute later; what its answer was told of before the window."""
    shop.clock.move(timedelta(minutes=1))
    await shop.hear(text, at=at)
    await shop.answer()
    return shop.parrot.asked[-1].summary
