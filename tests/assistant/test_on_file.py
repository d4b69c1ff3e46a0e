"""What is asked for and is not on file is said to be so: a used copy, an age, a week, a mood."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from tests.assistant.asked_shelf import SHELF
from tests.assistant.bookshop import Talk, on_shelf, talking, with_shop
from tests.shop.shelf import a_book, an_edition

from maneki.assistant.copy_words import is_kind, sort_in, sort_in_general
from maneki.assistant.evidence import Evidence
from maneki.assistant.guard import judge
from maneki.assistant.keeper import Keeper
from maneki.assistant.periods import is_within, period_in
from maneki.assistant.remembered import read
from maneki.clock import MovableClock
from maneki.model.book import Book, Stock
from maneki.model.money import Money
from maneki.shop.folder import ShopPapers
from maneki.shop.policies import read_policies

FRIDAY = date(2026, 11, 27)
OFFER = "Shall I ask a person at the shop to write to you?"


def copy_of(title: str, kind: str, cents: int) -> object:
    stock = Stock(quantity=1, price=Money(cents, "USD"))
    return an_edition(f"{title}-{kind}", format=kind, language="en", stock=stock)


def published(title: str, author: str, day: str, subject: str, **more: object) -> Book:
    stock = Stock(quantity=2, price=Money(1_200, "USD"))
    edition = an_edition(title, format="paperback", language="en", published=day, stock=stock)
    return a_book(title, author, editions=(edition,), subjects=(subject,), **more)


MORE_BOOKS = (
    a_book(
        "Plain Cooking",
        "Carla Cook",
        editions=(copy_of("plain", "paperback", 2_000), copy_of("plain", "used paperback", 600)),
        subjects=("Cooking",),
    ),
    on_shelf("Soups", "Sam Pot", cents=1_800, subjects=("Cooking",), form="hardcover"),
    published(
        "The Quiet Dragon",
        "Gwen Hill",
        "2026-11-20",
        "Fantasy",
        description="A gentle, cozy tale of a dragon who keeps a tea room.",
    ),
    published("Blades", "Max Steel", "2026-02-03", "Fantasy"),
    published("Wire", "Max Steel", "2019", "Thriller"),
    on_shelf("The Little Mouse", "Nan Nibble", subjects=("Children",)),
    on_shelf("Untold", "Una Told", pages=300),
)


@pytest.fixture
async def talk(sqlite_copy: str, clock: MovableClock) -> AsyncIterator[Talk]:
    async with talking(sqlite_copy, clock, books=(*SHELF, *MORE_BOOKS)) as opened:
        yield opened


class TestASortOfCopy:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("how much is a second hand copy of Dune",
             "I do not know of used copies, but of this:"),
            ("do you have signed copies of emma?", "I do not know of signed copies, but of this:"),
            ("do you have Mort used in hardcover",
             "I do not know of used hardcover copies, but of this:"),
            ("any first editions of Emma?", "I do not know of first edition copies"),
            ("any pre-owned fantasy?", "I do not know of used copies of any of these."),
            ("hardcover thrillers", "I do not know of hardcover copies of it."),
            ("is Dune new or used?", "I cannot tell what is new and what is used"),
            ("are your books new or used?", f"is not on file. {OFFER}"),
        ],
    )  # fmt: skip
    async def test_that_there_is_none_is_said(self, talk: Talk, text: str, told: str) -> None:
        assert told in (await talk.say(text)).text

    async def test_a_used_copy_that_is_known_is_told(self, talk: Talk) -> None:
        priced = (await talk.say("what does Plain Cooking cost used?")).text
        assert "$6.00" in priced
        assert "$20.00" not in priced
        listed = (await talk.say("any used cookbooks?")).text
        assert "Of these I know as used:\n" in listed
        assert listed.endswith('"Plain Cooking" by Carla Cook: 1 in stock, $6.00.')

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("do you sell used books?", "used"),
            ("Do you have used books", "used"),
            ("hey, do you guys carry second-hand ones or just new?", "used"),
            ("got any ebooks?", "digital"),
            ("do you carry audiobooks", "audio"),
            ("any large print books at all?", "large print"),
            ("any signed copies?", "signed"),
        ],
    )  # fmt: skip
    async def test_asked_of_the_whole_shop_it_is_looked_up_by_the_book(
        self, talk: Talk, text: str, kind: str
    ) -> None:
        answer = await talk.say(text)
        which = f"Which book? I can look for {kind} copies of one book at a time."
        assert answer.text.endswith(f"{which} {OFFER}")
        assert answer.shown == ()

    async def test_what_the_shop_has_written_of_it_comes_first(self, talk: Talk) -> None:
        policies = read_policies(
            {
                "trade_in.md": "# Selling us your books\n\nWe buy used books on Tuesdays. "
                "Our offers depend on their condition.\n",
                "returns.md": "# Returns\n\nUsed books cannot be returned. Keep your receipt.\n",
                "shelves.md": "# Used books\n\nWe sell used books on the second floor.\n",
            }
        )
        papers = ShopPapers(hours=talk.bookshop.shop.papers.hours, policies=policies)
        shop = with_shop(talk.bookshop, papers=papers)
        talk = Talk(shop, Keeper(shop.shop))
        assert "second floor" in (await talk.say("do you sell used books?")).text
        assert "on Tuesdays" in (await talk.say("do you buy used books?")).text

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("Emma audiobook?", "audio"),
            ("Emma: on audio", "audio"),
            ("Emma ebook", "digital"),
        ],
    )
    async def test_the_sort_may_come_behind_the_title(
        self, talk: Talk, text: str, kind: str
    ) -> None:
        told = (await talk.say(text)).text
        assert f'I do not know of {kind} copies, but of this:\n"Emma" by' in told

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("do you have a used one?", "used"),
            ("any signed copies?", "signed"),
            ("the audiobook?", "audio"),
            ("is there an ebook?", "digital"),
            ("on kindle?", "digital"),
        ],
    )
    async def test_of_a_book_that_was_talked_of_it_is_asked_of_that(
        self, talk: Talk, text: str, kind: str
    ) -> None:
        await talk.say("do you have Emma?")
        told = (await talk.say(text)).text
        assert f'I do not know of {kind} copies, but of this:\n"Emma" by' in told
        assert "Which book?" in (await talk.say("do you sell used books?")).text

    @pytest.mark.parametrize("title", ["Second Hand", "Signed", "First Edition"])
    async def test_a_title_is_a_title(self, talk: Talk, title: str) -> None:
        await talk.bookshop.shop.catalogue.add([on_shelf(title, "Wes Worn")])
        assert "Wes Worn" in (await talk.say(title)).text

    @pytest.mark.parametrize(
        "text", ["How to Publish an ebook", "the ebook of my life", "is it new?", "Brand New"]
    )
    async def test_what_only_sounds_like_it_is_left_as_it_is(self, talk: Talk, text: str) -> None:
        told = (await talk.say(text)).text
        assert "one book at a time" not in told
        assert "audio" not in told
        assert "digital" not in told

    @pytest.mark.parametrize(
        "text",
        ["i used to love fantasy, any new ones?", "Used To Be Us", "sign me up", "anything new"],
    )  # fmt: skip
    def test_other_words_are_no_sort(self, text: str) -> None:
        assert sort_in(text, named=["Used To Be Us"]) is None
        assert sort_in_general(text) is None

    def test_a_kind_is_all_that_was_wanted(self) -> None:
        assert is_kind("Used - Paperback", "used paperback")
        assert not is_kind("Paperback", "used paperback")
        assert is_kind("Audio CD", "audio")


class TestAPeriod:
    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("what came in this week?", date(2026, 11, 23), FRIDAY),
            ("anything new today", FRIDAY, FRIDAY),
            ("new books last month", date(2026, 10, 1), date(2026, 10, 31)),
            ("what came out in the last two weeks", date(2026, 11, 13), FRIDAY),
            ("new this year", date(2026, 1, 1), FRIDAY),
        ],
    )
    def test_it_has_a_beginning_and_an_end(self, text: str, start: date, end: date) -> None:
        period = period_in(text, today=FRIDAY)
        assert period is not None
        assert (period.start, period.end) == (start, end)

    @pytest.mark.parametrize("text", ["anything new lately?", "what is new", "new horror"])
    def test_lately_is_none(self, text: str) -> None:
        assert period_in(text, today=FRIDAY) is None

    def test_a_year_alone_is_in_no_month_of_it(self) -> None:
        month = period_in("this month", today=FRIDAY)
        assert month is not None
        assert is_within("2026-11-20", month)
        assert not is_within("2026", month)
        assert not is_within("2026-10", month)
        assert not is_within(None, month)

    async def test_what_was_published_in_it_is_told(self, talk: Talk) -> None:
        told = (await talk.say("any new fantasy this month?")).text
        assert told.startswith("Published in that time; when a book came in is not on file:")
        assert "The Quiet Dragon" in told
        assert "Blades" not in told

    @pytest.mark.parametrize(
        "text",
        ["any new thrillers this week?", "got anything new by max steel today",
         "new thrillers in the last 3 days"],
    )  # fmt: skip
    async def test_that_nothing_was_is_told(self, talk: Talk, text: str) -> None:
        told = (await talk.say(text)).text
        assert told.startswith("I know of nothing that was published in that time, and when a book")
        assert "Wire" in told


class TestForWhom:
    @pytest.mark.parametrize(
        "text",
        [
            "is Mort ok for a 9 yr old?", "would Dune be too scary for my kid",
            "is Emma suitable for teenagers", "can my 11 year old read Piranesi?",
        ],
    )  # fmt: skip
    async def test_no_age_is_on_file(self, talk: Talk, text: str) -> None:
        told = (await talk.say(text)).text
        assert told.startswith("I cannot tell for which ages a book is, or how violent")
        assert told.endswith(OFFER)

    @pytest.mark.parametrize("text", ["how violent is it", "does it have sex scenes?"])
    async def test_nor_is_what_is_in_it(self, talk: Talk, text: str) -> None:
        await talk.say("do you have Dune?")
        told = (await talk.say(text)).text
        assert told.startswith("I cannot tell how violent or explicit a book is")

    @pytest.mark.parametrize(
        "text",
        [
            "need a present for my niece, shes turning 7", "books for ages 8-12",
            "something good for a six year old", "my 5yo wants a new story, any ideas?",
        ],
    )  # fmt: skip
    async def test_a_suggestion_for_a_child_says_so(self, talk: Talk, text: str) -> None:
        told = (await talk.say(text)).text
        assert "The Little Mouse" in told
        assert f"is not on file. {OFFER}" in told

    @pytest.mark.parametrize(
        "text", ["any copies of Mort left, my whole 8th grade needs it", "is Mort scary or sad"]
    )
    async def test_what_is_not_asked_of_readers_is_answered_plainly(
        self, talk: Talk, text: str
    ) -> None:
        assert "on file" not in (await talk.say(text)).text

    async def test_a_scary_book_is_only_a_wish(self, talk: Talk) -> None:
        assert "on file" not in (await talk.say("something scary please")).text

    async def test_a_yes_calls_a_person(self, talk: Talk) -> None:
        await talk.say("is Mort ok for a 9 yr old?")
        assert (await talk.say("yes please")).wants_staff


class TestAMood:
    @pytest.mark.parametrize("text", ["cozy fantasy please", "some gentle fantasy for tonight"])
    async def test_what_is_described_so_comes_alone(self, talk: Talk, text: str) -> None:
        answer = await talk.say(text)
        assert "The Quiet Dragon" in answer.text
        assert "Blades" not in answer.text

    @pytest.mark.parametrize("text", ["a funny thriller", "any hilarious thrillers?"])
    async def test_that_nothing_is_is_told(self, talk: Talk, text: str) -> None:
        told = (await talk.say(text)).text
        assert told.startswith("I know of nothing under thriller that is described as")
        assert "Wire" in told


class TestADescription:
    @pytest.mark.parametrize("text", ["what is Untold about?", "whats the plot of untold"])
    async def test_that_there_is_none_is_told(self, talk: Talk, text: str) -> None:
        assert 'There is no description of "Untold" on file.' in (await talk.say(text)).text

    async def test_who_asks_for_pages_is_told_pages(self, talk: Talk) -> None:
        told = (await talk.say("how many pages does Untold have")).text
        assert "300" in told
        assert "description" not in told


class TestAFault:
    @pytest.mark.parametrize(
        "text",
        [
            "my book came with torn pages, can I return it?",
            "got a misprinted copy yesterday, can i swap it",
            "the binding is falling apart, do you do refunds",
        ],
    )
    async def test_a_rule_that_is_silent_on_it_is_said_to_be(self, talk: Talk, text: str) -> None:
        told = (await talk.say(text)).text
        assert told.endswith(f"It does not say what is done about a copy with a fault. {OFFER}")

    async def test_a_return_as_such_is_answered_by_the_rule(self, talk: Talk) -> None:
        assert "fault" not in (await talk.say("can i return a book i did not read")).text


class TestAlertsByName:
    async def test_an_author_is_named_as_one(self, talk: Talk) -> None:
        told = (await talk.say("tell me when Mort by Terry Pratchett is under $2")).text
        assert "Mort by Terry Pratchett up to $2.00" in told

    @pytest.mark.parametrize(
        "text",
        ["unpause it on Monday", "resume my alert next week", "turn it back on when im back"],
    )  # fmt: skip
    async def test_what_is_to_run_later_is_left_as_it_is(self, talk: Talk, text: str) -> None:
        await talk.say("tell me when anything by Zadie Smith comes in")
        await talk.say("pause it")
        told = (await talk.say(text)).text
        assert "I keep no date for that" in told
        assert "(paused)" in (await talk.say("my alerts")).text

    @pytest.mark.parametrize(
        "text",
        [
            "unpause it now", "Back from vacation, you can resume my alert",
            "im back from my trip, turn it back on", "i was on holiday, please unpause it",
            "exams are over, resume my alert",
        ],
    )  # fmt: skip
    async def test_now_it_runs(self, talk: Talk, text: str) -> None:
        await talk.say("tell me when anything by Zadie Smith comes in")
        await talk.say("pause it")
        assert "Running again" in (await talk.say(text)).text


class TestItStandsOnEvidence:
    @pytest.mark.parametrize(
        "text",
        [
            "how much is a second hand copy of Dune", "any pre-owned fantasy?",
            "any used cookbooks?", "is Dune new or used?", "any new fantasy this month?",
            "any new thrillers this week?", "is Mort ok for a 9 yr old?", "books for ages 8-12",
            "cozy fantasy please", "a funny thriller", "what is Untold about?",
            "my book came with torn pages, can I return it?", "send me my husband's data",
            "can i come by tonight", "is 5:15pm ok?", "other books by the author of Emma",
        ],
    )  # fmt: skip
    async def test_nothing_is_said_that_no_tool_returned(self, talk: Talk, text: str) -> None:
        answer = await talk.say(text)
        evidence = Evidence(
            tuple(replace(one, this_turn=True) for one in read(answer.seen or "[]"))
        )
        assert judge(answer.text, evidence=evidence, customer=text).unbacked == ()
