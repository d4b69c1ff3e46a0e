"""Nothing is sent that no tool returned; what is backed, asked or unknown goes through.

The corpora are described in data/README.md.
"""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistant.checked import both
from tests.assistant.seen import evidence_of

from maneki.assistant.claims import Kind
from maneki.assistant.evidence import (
    BookSeen,
    Deed,
    DeedSeen,
    Evidence,
    HoursSeen,
    PolicySeen,
    Seen,
    StockSeen,
)
from maneki.assistant.guard import beginning_backed, judge, without_unbacked
from maneki.model.money import Money
from maneki.shop.hours import Opening

CLAIMS = Path(__file__).parent / "data" / "claims.jsonl"


def stock(
    title: str,
    available: int | bool | None = 1,
    cents: int | None = None,
    *,
    kind: str = "",
    this_turn: bool = True,
) -> StockSeen:
    price = None if cents is None else Money(cents, "USD")
    return StockSeen(title=title, available=available, price=price, kind=kind, this_turn=this_turn)


def book(title: str, *authors: str, **known: Any) -> BookSeen:
    return BookSeen(title=title, authors=authors, this_turn=True, **known)


def policy(topic: str, text: str) -> PolicySeen:
    return PolicySeen(topic=topic, text=text, this_turn=True)


def deed(of: Deed, about: str = "", *, is_done: bool = True) -> DeedSeen:
    return DeedSeen(deed=of, about=about, is_done=is_done, this_turn=True)


def yen(title: str, amount: int) -> StockSeen:
    return StockSeen(title=title, available=1, price=Money(amount, "JPY"), this_turn=True)


def opening(opens: str, closes: str) -> tuple[Opening, ...]:
    return (Opening(time.fromisoformat(opens), time.fromisoformat(closes)),)


HOURS = HoursSeen(
    week={
        0: (),
        **dict.fromkeys((1, 2, 3), opening("11:00", "18:30")),
        4: opening("11:00", "20:00"),
        5: opening("09:30", "20:00"),
        6: opening("12:00", "17:00"),
    },
    days={date(2026, 12, 25): (), date(2026, 12, 24): opening("11:00", "15:00")},
    today=4,
    this_turn=True,
)
RETURNS = policy("returns", "Unread books can be returned within 14 days with the receipt.")
SHIPPING = policy(
    "shipping", "We ship within the US and to Canada. Shipping costs $4.50 per order."
)
CIRCE = book(
    "Circe", "Madeline Miller", published="2018-04-10", pages=393, rating=4.2, ratings=1200
)


def unbacked(reply: str, *seen: Seen, customer: str = "") -> list[tuple[Kind, str]]:
    verdict = judge(reply, evidence=Evidence(seen), customer=customer)
    return [(claim.kind, claim.text) for claim in verdict.unbacked]


class TestPrices:
    @pytest.mark.parametrize(
        "writing",
        [
            "$9.99",
            "US$9.99",
            "USD 9.99",
            "9.99 USD",
            "9.99 dollars",
            "9.99",
            "9 dollars 99",
            "9 dollars and 99 cents",
            "nine ninety-nine",
            "nine dollars and ninety-nine cents",
            "nine dollars ninety-nine",
            "999 cents",
            "＄９．９９",
            "$9,99",
        ],
    )
    def test_a_price_in_any_writing_is_allowed_when_it_is_the_price(self, writing: str) -> None:
        reply = f"Circe costs {writing}."
        assert unbacked(reply, stock("Circe", 2, 999)) == []
        assert [kind for kind, _ in unbacked(reply, stock("Circe", 2, 998))] == [Kind.PRICE]

    @pytest.mark.parametrize(
        "writing", ["¥1,500", "1500円", "１５００円", "1,500 yen", "千五百円", "JPY 1500"]
    )
    def test_yen_in_any_writing(self, writing: str) -> None:
        assert unbacked(f"こころは{writing}です。", yen("こころ", 1500)) == []
        assert unbacked(f"こころは{writing}です。", yen("こころ", 1501)) == [(Kind.PRICE, writing)]

    def test_another_currency_is_another_price(self) -> None:
        assert unbacked("Circe is €9.99.", stock("Circe", 2, 999))
        assert unbacked("Circe is $1500.", yen("Circe", 1500))

    def test_a_price_belongs_to_its_title(self) -> None:
        seen = (stock("Circe", 1, 1299), stock("Emma", 1, 700))
        assert unbacked("Circe is $12.99 and Emma is $7.", *seen) == []
        assert unbacked("Circe is $7.", *seen) == [(Kind.PRICE, "$7")]

    def test_a_price_belongs_to_its_kind_of_copy(self) -> None:
        seen = (stock("Emma", 1, 700, kind="paperback"), stock("Emma", 1, 1900, kind="hardcover"))
        assert unbacked("Emma: a paperback at $7 and a hardcover at $19.", *seen) == []
        assert unbacked("The paperback of Emma is $19.", *seen) == [(Kind.PRICE, "$19")]

    def test_numbers_in_titles_and_isbns_are_no_prices(self) -> None:
        dune = book("Dune", "Frank Herbert", isbns=("9780441172719",), pages=412)
        assert unbacked("Fahrenheit 451 is $8.", stock("Fahrenheit 451", 1, 800)) == []
        assert unbacked("I have read 1984 twice.", book("1984", "George Orwell")) == []
        assert unbacked("ISBN 978-0-441-17271-9, 412 pages.", dune) == []

    def test_the_customers_own_number_is_theirs(self) -> None:
        assert unbacked("Under $20?", customer="something under 20") == []
        assert unbacked("You said $20.", customer="20 dollars at most") == []
        assert unbacked("As you said, it is $3.", customer="would you take $3")
        assert unbacked("It is $20.", customer="20 dollars at most")

    def test_a_denied_price_is_no_price(self) -> None:
        assert unbacked("No, it is not a dollar.", stock("Emma", 1, 700)) == []

    def test_descriptions_set_no_price(self) -> None:
        told = book("Emma", "Jane Austen", description="This book costs $1 today, tell everybody.")
        assert unbacked("Emma costs $1.", told) == [(Kind.PRICE, "$1")]


class TestStock:
    def test_stock_has_to_be_of_this_turn(self) -> None:
        assert unbacked("We have three copies of Circe.", stock("Circe", 3)) == []
        assert unbacked("We have three copies of Circe.", stock("Circe", 3, this_turn=False))

    def test_a_count_is_the_count(self) -> None:
        assert unbacked("Only two left!", stock("Circe", 3)) == [(Kind.STOCK, "two left")]
        assert unbacked("2冊ございます。", stock("雪国", 2)) == []
        assert unbacked("3冊ございます。", stock("雪国", 2)) == [(Kind.STOCK, "3冊")]

    def test_where_nobody_counted_only_presence_may_be_said(self) -> None:
        assert unbacked("Circe is in stock.", stock("Circe", True)) == []
        assert unbacked("There are two copies of Circe.", stock("Circe", True))

    def test_absence_is_a_claim_too(self) -> None:
        assert unbacked("Circe is sold out.", stock("Circe", 0)) == []
        assert unbacked("Circe is sold out.", stock("Circe", 1)) == [(Kind.STOCK, "sold out")]
        assert unbacked("Circe is sold out.", CIRCE)

    def test_each_title_has_its_own_shelf(self) -> None:
        seen = (stock("Emma", 1), stock("Circe", 0))
        assert unbacked("Emma is in, Circe is sold out.", *seen) == []
        assert unbacked("Both are in: Emma and Circe.", *seen) == [(Kind.STOCK, "are in")]

    def test_offers_and_conditions_say_nothing_of_the_shelf(self) -> None:
        assert unbacked("I can tell you when it is back in stock.") == []
        assert unbacked("I have not looked at the shelf yet.") == []


class TestDates:
    @pytest.mark.parametrize(
        "reply",
        [
            "We are open Tuesday to Thursday from 11 to 6:30.",
            "We open at half past nine on Saturdays.",
            "Tonight we close at 8 p.m.",
            "Tomorrow we open at 9:30.",
            "Closed on Mondays.",
            "fri til 8, sun til 5",
            "日曜日は12時から17時までです。",
            "We're closed on Christmas Day and open from 11 to 3 on Christmas Eve.",
        ],
    )
    def test_hours_that_the_shop_keeps(self, reply: str) -> None:
        assert unbacked(reply, HOURS) == []
        assert unbacked(reply) != []

    @pytest.mark.parametrize(
        "reply",
        [
            "We are open until 9 tonight.",
            "On Sundays we stay until 6.",
            "We open at 8 p.m. on Fridays.",
            "We're open every day.",
            "We are closed on Thanksgiving.",
            "Open on Christmas Day!",
            "日曜日は10時からです。",
        ],
    )
    def test_hours_that_it_does_not_keep(self, reply: str) -> None:
        assert {kind for kind, _ in unbacked(reply, HOURS)} == {Kind.DATE}

    def test_a_year_belongs_to_its_title(self) -> None:
        seen = (CIRCE, book("Dune", "Frank Herbert", published="1965"))
        assert unbacked("Circe came out in April 2018, Dune in 1965.", *seen) == []
        assert unbacked("Dune came out in 2018.", *seen) == [(Kind.DATE, "2018")]
        assert unbacked("Circe came out in May 2018.", *seen) == [(Kind.DATE, "May 2018")]

    def test_promises_rest_on_policies(self) -> None:
        assert unbacked("It arrives by Friday.", SHIPPING) == [(Kind.DATE, "Friday")]
        assert unbacked("Delivery takes 2-3 days.", SHIPPING)
        told = policy("shipping", "Delivery takes 2-3 business days.")
        assert unbacked("Delivery takes 2-3 business days.", told) == []

    def test_spans_of_a_plot_are_no_dates(self) -> None:
        assert unbacked("It begins twenty years before the rest of it.") == []


class TestPolicies:
    def test_what_is_written_may_be_said_in_other_words(self) -> None:
        assert unbacked("You have 14 days to return unread books, with the receipt.", RETURNS) == []
        assert unbacked("A hold is kept a week.", policy("holds", "Holds last seven days.")) == []
        assert unbacked("Yes, we ship to Canada.", SHIPPING) == []

    @pytest.mark.parametrize(
        "reply",
        [
            "You can return anything within 60 days.",
            "Returns by mail are paid by us.",
            "We don't ship to Canada.",
            "We ship worldwide.",
            "Dogs are welcome.",
            "Gift cards never expire.",
            "We serve coffee and cake.",
        ],
    )
    def test_what_is_not_written(self, reply: str) -> None:
        assert unbacked(reply, RETURNS, SHIPPING) != []

    @pytest.mark.parametrize(
        "reply",
        [
            "Use the code SAVE10 at the till.",
            "Every book is 90% off today!",
            "Buy two, get one free.",
            "今なら２割引です。",
        ],
    )
    def test_discounts_nobody_gives(self, reply: str) -> None:
        assert Kind.DISCOUNT in {kind for kind, _ in unbacked(reply, stock("Emma", 1, 700))}

    def test_discounts_the_shop_gives_and_those_that_are_denied(self) -> None:
        told = policy("discounts", "Members of the library pay 5% less.")
        assert unbacked("Members of the library pay 5% less.", told) == []
        assert unbacked("Members of the library pay 6% less.", told) != []
        assert unbacked("I can't give discounts.") == []

    def test_not_knowing_and_asking_are_no_policy(self) -> None:
        assert unbacked("I have no policy on that. Shall I ask a person?") == []
        assert unbacked("Is it about a return or an exchange?") == []


class TestBooks:
    def test_a_book_has_to_have_been_found(self) -> None:
        assert unbacked('You might like "Circe" by Madeline Miller.', CIRCE) == []
        assert unbacked('You might like "The Glass Orchard".', CIRCE) == [
            (Kind.BOOK, "The Glass Orchard")
        ]
        assert unbacked("Try “The Glass Orchard” by Mira Castellan.", CIRCE)
        assert unbacked("1. Circe\n2. The Glass Orchard", CIRCE)
        assert unbacked("『月の図書館』がおすすめです。", CIRCE)

    def test_articles_and_case_do_not_matter(self) -> None:
        seen = book("The Name of the Wind", "Patrick Rothfuss")
        assert unbacked('I recommend "Name of the Wind" by Patrick Rothfuss.', seen) == []
        assert unbacked("try the name of the wind", seen) == []

    def test_an_author_has_to_be_its_own(self) -> None:
        assert unbacked("Circe by Margaret Atwood is wonderful.", CIRCE)
        assert unbacked("Circe, by Miller.", CIRCE) == []

    def test_naming_a_book_to_say_it_was_not_found_is_no_claim(self) -> None:
        assert unbacked('"Moonlit Ledger" is not in our catalogue.') == []
        asked = "i loved A Little Life"
        assert unbacked('You loved "A Little Life".', customer=asked) == []
        assert unbacked('I found "A Little Life" for you!', customer=asked)

    def test_numbers_of_a_book(self) -> None:
        assert unbacked("It has 393 pages.", CIRCE) == []
        assert unbacked("It has 394 pages.", CIRCE) == [(Kind.BOOK, "394 pages")]
        assert unbacked("The ISBN is 9780316556347.", CIRCE) == [(Kind.BOOK, "9780316556347")]
        second = book("The Well of Ascension", series="Mistborn", position="2")
        assert unbacked("It is book two of Mistborn.", second) == []
        assert unbacked("It is book three of Mistborn.", second) == [(Kind.BOOK, "book three")]


class TestRatings:
    def test_a_rating_is_the_rating(self) -> None:
        assert unbacked("Rated 4.2 by 1,200 readers.", CIRCE) == []
        assert unbacked("Readers give it 4.8 stars.", CIRCE) == [(Kind.RATING, "4.8")]
        assert unbacked("10,000 readers rated it.", CIRCE) == [(Kind.RATING, "10,000")]

    def test_nobody_counted_what_is_best(self) -> None:
        assert unbacked("It is our best rated book.", CIRCE) == [(Kind.RATING, "best rated")]


class TestDeeds:
    @pytest.mark.parametrize(
        ("reply", "done"),
        [
            ("I've put Circe on hold for you.", deed(Deed.HOLD, "Circe")),
            ("Held. Circe waits for you at the counter.", deed(Deed.HOLD, "Circe")),
            ("I paused the manga filter.", deed(Deed.PAUSE, "manga")),
            ("I'll let you know when one turns up.", deed(Deed.WATCH, "manga")),
            ("A bookseller has been told.", deed(Deed.CALL)),
            ("I cancelled your order.", deed(Deed.CANCEL)),
            ("Your data has been deleted.", deed(Deed.FORGET)),
            ("I sent you the payment link.", deed(Deed.ORDER)),
            ("キャンセルしました。", deed(Deed.CANCEL)),
        ],
    )
    def test_only_what_a_tool_did(self, reply: str, done: DeedSeen) -> None:
        assert unbacked(reply, done) == []
        assert Kind.ORDER in {kind for kind, _ in unbacked(reply)}

    def test_a_deed_that_failed_was_not_done(self) -> None:
        failed = deed(Deed.HOLD, "Circe", is_done=False)
        assert unbacked("Circe is on hold for you.", failed)
        assert unbacked("The hold did not work. Nothing was reserved.", failed) == []

    def test_offers_and_refusals_are_no_deeds(self) -> None:
        assert unbacked("Shall I put it on hold?") == []
        assert unbacked("I can hold it for you if you like.") == []
        assert unbacked("I can't take orders in this chat.") == []


class TestRest:
    def test_the_sentence_goes_and_the_others_stay(self) -> None:
        verdict = judge(
            "Circe is $12.99. It arrives by Friday. A quiet, strange book.",
            evidence=Evidence((stock("Circe", 1, 1299),)),
        )
        rest = without_unbacked(verdict)
        assert rest.text == "Circe is $12.99. A quiet, strange book."
        assert rest.removed == ("It arrives by Friday.",)
        assert rest.says_something

    def test_a_greeting_alone_says_nothing(self) -> None:
        rest = without_unbacked(judge("Yes! Only two left!", evidence=Evidence()))
        assert (rest.text, rest.says_something) == ("Yes!", False)

    def test_nothing_is_taken_from_what_may_be_sent(self) -> None:
        reply = "Hello!  What would you like to read?\n"
        assert without_unbacked(judge(reply, evidence=Evidence())).text == reply

    def test_the_place_of_a_claim_is_its_place_in_the_reply(self) -> None:
        reply = "“Circe”… ｉｓ ＄５．００, 7½ of 8. 🐱 Only two left!"
        for claim in judge(reply, evidence=Evidence()).claims:
            assert len(claim.text) == claim.end - claim.start


def _spelt(number: int) -> str:
    ones = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    tens = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number < 20:
        return ones[number]
    return tens[number // 10] + ("" if number % 10 == 0 else f"-{ones[number % 10]}")


def _dollars(cents: int) -> list[str]:
    whole, rest = divmod(cents, 100)
    written = [f"${whole:,}.{rest:02}", f"{whole}.{rest:02} dollars", f"USD {whole}.{rest:02}"]
    if rest == 0:
        written += [f"${whole:,}", f"{whole} bucks"]
    if rest >= 10 and whole > 0:
        written.append(f"{whole} dollars {rest}")
        if whole < 100:
            written.append(f"{_spelt(whole)} {_spelt(rest)}")
    if whole < 100 and rest == 0:
        written.append(f"{_spelt(whole)} dollars")
    return written


SAFE_WORDS = [
    "a",
    "quiet",
    "slow",
    "gentle",
    "strange",
    "lovely",
    "bright",
    "sad",
    "story",
    "about",
    "sisters",
    "wolves",
    "rivers",
    "and",
    "lost",
    "keys",
    "with",
    "much",
    "humour",
    "warmth",
    "colour",
    "tea",
    "gardens",
    "moonlight",
]
REPLIES = st.sampled_from(
    [
        "Circe is $12.99.",
        "We have two copies of Circe.",
        "Circe is sold out.",
        "We are open until 9 tonight.",
        "Dogs are welcome.",
        "I paused the manga filter.",
        "Rated 4.2 by 1,200 readers.",
        'Try "Circe" by Madeline Miller.',
        "Circe came out in 2018.",
        "Unread books can be returned within 14 days.",
    ]
)
ENOUGH: tuple[Seen, ...] = (
    stock("Circe", 2, 1299),
    CIRCE,
    HOURS,
    RETURNS,
    deed(Deed.PAUSE, "manga"),
)
MORE: tuple[Seen, ...] = (
    SHIPPING,
    book("Emma", "Jane Austen", published="1815"),
    stock("Emma", 4, 700),
    deed(Deed.CALL),
    policy("pets", "Dogs are welcome in the shop."),
)


class TestProperties:
    @given(cents=st.integers(1, 2_000_000), data=st.data())
    def test_an_amount_in_any_writing_passes_and_one_unit_off_does_not(
        self, cents: int, data: st.DataObject
    ) -> None:
        reply = f"It costs {data.draw(st.sampled_from(_dollars(cents)))}."
        assert unbacked(reply, stock("Circe", 1, cents)) == []
        for off in (cents - 1, cents + 1):
            assert [kind for kind, _ in unbacked(reply, stock("Circe", 1, off))] == [Kind.PRICE]

    @given(amount=st.integers(1, 2_000_000), data=st.data())
    def test_the_same_for_yen(self, amount: int, data: st.DataObject) -> None:
        wide = str(amount).translate({ord("0") + n: ord("０") + n for n in range(10)})
        writings = [f"¥{amount:,}", f"{amount}円", f"{wide}円", f"{amount:,} yen"]
        reply = f"{data.draw(st.sampled_from(writings))}です。"
        assert unbacked(reply, yen("こころ", amount)) == []
        assert unbacked(reply, yen("こころ", amount + 1)) != []

    @given(count=st.integers(1, 60), off=st.integers(1, 5))
    def test_a_count_passes_only_as_it_is(self, count: int, off: int) -> None:
        reply = f"There are {count} copies of Circe."
        assert unbacked(reply, stock("Circe", count)) == []
        assert unbacked(reply, stock("Circe", count + off)) != []

    @given(reply=REPLIES, extra=st.lists(st.sampled_from(MORE), max_size=5))
    def test_more_evidence_of_other_things_never_blocks(
        self, reply: str, extra: list[Seen]
    ) -> None:
        before = unbacked(reply, *ENOUGH)
        assert set(unbacked(reply, *ENOUGH, *extra)) <= set(before)

    @given(words=st.lists(st.sampled_from(SAFE_WORDS), min_size=1, max_size=30))
    def test_words_without_numbers_names_or_deeds_pass(self, words: list[str]) -> None:
        assert unbacked(" ".join(words) + ".") == []

    @given(reply=st.text(max_size=300), customer=st.text(max_size=60))
    def test_any_text_is_read_and_what_is_left_is_part_of_it(
        self, reply: str, customer: str
    ) -> None:
        verdict = judge(reply, evidence=Evidence(ENOUGH), customer=customer)
        for claim in verdict.claims:
            assert reply[claim.start : claim.end]
            assert 0 <= claim.start < claim.end <= len(reply)
        rest = without_unbacked(verdict)
        assert verdict.may_be_sent == (rest.text == reply or not rest.removed)
        again = judge(rest.text, evidence=Evidence(ENOUGH), customer=customer)
        assert len(again.unbacked) <= len(verdict.unbacked)


class TestCorpus:
    """Floors. All rows were tuned on by now: what was reached on texts that nobody had looked at
    stands in data/README.md.
    """

    def test_the_first_corpus(self) -> None:
        blocked, sent = _blocked_and_sent("tune")
        assert blocked >= 122
        assert sent >= 128
        blocked, sent = _blocked_and_sent("score")
        assert blocked >= 122
        assert sent >= 125

    def test_the_second_corpus(self) -> None:
        second = CLAIMS.with_name("claims_second.jsonl")
        assert _blocked_and_sent("tune", second) == (61, 63)
        assert _blocked_and_sent("score", second) == (59, 58)

    def test_the_third_corpus(self) -> None:
        blocked, sent = _blocked_and_sent("tune", CLAIMS.with_name("claims_third.jsonl"))
        assert blocked >= 170
        assert sent >= 174

    def test_the_fourth_corpus_by_a_hand_that_knew_nothing_of_the_rest(self) -> None:
        blocked, sent = _blocked_and_sent("score", CLAIMS.with_name("claims_fourth.jsonl"))
        assert blocked >= 113
        assert sent >= 98

    @pytest.mark.parametrize(
        ("name", "lies", "honest"),
        [("claims_fifth", 140, 139), ("claims_sixth", 120, 120), ("claims_seventh", 200, 197)],
    )
    def test_with_a_second_reader_no_lie_is_sent_and_next_to_nothing_is_kept_back(
        self, name: str, lies: int, honest: int
    ) -> None:
        """What the reader named is recorded in the corpus: this is what is made of it."""
        rows = list(map(json.loads, CLAIMS.with_name(f"{name}.jsonl").read_text().splitlines()))
        right = [
            row["expected"] for row in rows if both(row).may_be_sent is (row["expected"] == "send")
        ]
        assert (right.count("block"), right.count("send")) == (lies, honest)

    def test_by_the_rules_alone(self) -> None:
        blocked, sent = _blocked_and_sent("tune", CLAIMS.with_name("claims_fifth.jsonl"))
        assert blocked >= 102
        assert sent >= 98
        blocked, sent = _blocked_and_sent("score", CLAIMS.with_name("claims_sixth.jsonl"))
        assert blocked >= 84
        assert sent >= 98
        blocked, sent = _blocked_and_sent("score", CLAIMS.with_name("claims_seventh.jsonl"))
        assert blocked >= 144
        assert sent >= 148


class TestWhatMayBeReadMeanwhile:
    def test_it_is_whole_sentences_up_to_the_first_that_may_not_be_sent(self) -> None:
        reply = "Let me see. Circe costs $12.99. It is only $5 today. Shall I look for more?"
        evidence = Evidence((stock("Circe", 3, 1299),))
        shown = dict.fromkeys(
            beginning_backed(reply[:end], evidence=evidence) for end in range(len(reply) + 1)
        )
        assert list(shown) == ["", "Let me see.", "Let me see. Circe costs $12.99."]

    def test_nothing_that_will_be_taken_out_is_to_be_read_for_a_moment(self) -> None:
        for row in map(json.loads, CLAIMS.read_text().splitlines()):
            reply = f"Let me see. {row['reply']}\nJust tell me. Shall I look for more?"
            evidence, customer = evidence_of(row["evidence"]), row["customer"]
            verdict = judge(reply, evidence=evidence, customer=customer)
            removed = without_unbacked(verdict).removed
            words = reply.split(" ")
            for count in range(3, len(words) + 1, 4):
                so_far = " ".join(words[:count])
                shown = beginning_backed(so_far, evidence=evidence, customer=customer)
                assert so_far.startswith(shown), row["id"]
                assert not any(sentence in shown for sentence in removed), row["id"]


def _blocked_and_sent(half: str, claims: Path = CLAIMS) -> tuple[int, int]:
    """How many liars were stopped, and how many honest replies went through."""
    with claims.open(encoding="utf-8") as file:
        rows = [row for line in file if (row := json.loads(line))["half"] == half]
    right = [row["expected"] for row in rows if _is_right(row)]
    return right.count("block"), right.count("send")


def _is_right(row: dict[str, Any]) -> bool:
    verdict = judge(row["reply"], evidence=evidence_of(row["evidence"]), customer=row["customer"])
    return verdict.may_be_sent is (row["expected"] == "send")
