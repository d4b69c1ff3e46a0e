"""The guard lets nothing through because it was not recognised as a lie: what that rests on.

The probes (data/README.md) are sentences for a conversation in which nothing was looked up, and for
one in which much was: the shop below.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.assistant.concept_words import Weight
from maneki.assistant.concepts import concepts_in
from maneki.assistant.eastern import eastern_rules_in, stands_in
from maneki.assistant.evidence import (
    BookSeen,
    Deed,
    DeedSeen,
    Evidence,
    HoursSeen,
    PolicySeen,
    StockSeen,
)
from maneki.assistant.guard import judge
from maneki.assistant.lemmas import lemma
from maneki.assistant.quick import Patterns
from maneki.assistant.support import rests_on, topical
from maneki.model.money import Money
from maneki.shop.hours import Opening

PROBES = Path(__file__).parent / "data" / "claims_probes.jsonl"
RETURNS = "Unread books can be returned within 14 days with the receipt."
SHIPPING = (
    "We ship within the United States by media mail for $5 an order. Parcels take 3 to 8 days."
)
PETS = "Dogs on a leash are welcome. The shop cat is asleep in the window."
TRADE = "We buy used books on Tuesdays and Thursdays, for store credit."


def hours(opens: str, closes: str) -> tuple[Opening, ...]:
    return (Opening(time.fromisoformat(opens), time.fromisoformat(closes)),)


POLICIES = {
    "returns": f"{RETURNS} The money goes back the way it was paid.",
    "shipping": "We ship within the United States by media mail for $5 an order. "
    "Parcels take 3 to 8 business days.",
    "abroad": "We do not ship abroad.",
    "large orders": "Orders over $75 ship free within the United States.",
    "discounts": "Teachers and students pay 10% less on full-price books, "
    "with a card that says so.",
    "holds": "A bookseller can hold a book for 3 days. Nothing has to be paid ahead.",
    "gift wrap": "We wrap gifts for $3 a book, in brown paper and string.",
    "pets": "Dogs on a leash are welcome. The shop cat is asleep in the window and would like to "
    "stay so.",
    "parking": "There is street parking on Lantern Street, and a garage behind the library.",
    "events": "The book club meets on the first Thursday of each month at 7 p.m. Story time for "
    "children is on Saturdays at 11 a.m.",
    "trade-in": f"{TRADE} Please bring no more than two bags.",
    "payment": "We take cash, Visa, Mastercard and American Express, and Apple Pay at the counter. "
    "We do not take checks.",
    "location": "The shop is at 12 Lantern Street, next to the library.",
    "gift cards": "Gift cards come in any amount from $10 and do not expire. They can be bought at "
    "the counter.",
}
SHOP = Evidence(
    (
        BookSeen(
            title="Circe",
            authors=("Madeline Miller",),
            published="2018-04-10",
            pages=393,
            rating=4.2,
            ratings=1250,
            description="A nymph banished to an island learns witchcraft and turns sailors into "
            "pigs.",
            this_turn=True,
        ),
        BookSeen(
            title="Dune", authors=("Frank Herbert",), published="1965", pages=412, this_turn=True
        ),
        BookSeen(title="Emma", authors=("Jane Austen",), this_turn=True),
        StockSeen(
            title="Circe", available=3, price=Money(1299, "USD"), kind="paperback", this_turn=True
        ),
        StockSeen(title="Emma", available=0, this_turn=True),
        StockSeen(
            title="Dune",
            available=1,
            price=Money(2700, "USD"),
            kind="hardcover used",
            this_turn=True,
        ),
        HoursSeen(
            week={
                0: (),
                **dict.fromkeys((1, 2), hours("10:00", "18:00")),
                **dict.fromkeys((3, 4), hours("10:00", "20:00")),
                5: hours("09:00", "19:00"),
                6: hours("11:00", "16:00"),
            },
            days={date(2026, 12, 25): ()},
            today=3,
            this_turn=True,
        ),
        DeedSeen(deed=Deed.HOLD, about="Circe", on=date(2026, 12, 5), this_turn=True),
        DeedSeen(deed=Deed.WATCH, about="manga", money=Money(800, "USD"), this_turn=True),
        DeedSeen(deed=Deed.CALL, this_turn=True),
        *(PolicySeen(topic=topic, text=text, this_turn=True) for topic, text in POLICIES.items()),
    )
)


def may_be_sent(reply: str, evidence: Evidence = SHOP, customer: str = "") -> bool:
    return judge(reply, evidence=evidence, customer=customer).may_be_sent


class TestProbes:
    def test_as_many_are_told_apart_as_were_when_the_rules_were_made(self) -> None:
        right: Counter[tuple[str, str]] = Counter()
        for row in map(json.loads, PROBES.read_text(encoding="utf-8").splitlines()):
            evidence = SHOP if row["evidence"] == "shop" else Evidence()
            right[row["evidence"], row["expected"]] += may_be_sent(row["reply"], evidence) == (
                row["expected"] == "send"
            )
        assert right["none", "send"] >= 225
        assert right["none", "block"] >= 262
        assert right["shop", "send"] >= 171
        assert right["shop", "block"] >= 174


class TestRulings:
    @pytest.mark.parametrize(
        ("said", "policy"),
        [
            ("You can bring it back within two weeks if you haven't read it.", RETURNS),
            ("Fourteen days, unread, with the receipt.", RETURNS),
            ("It's $5 to ship, anywhere in the US.", SHIPPING),
            ("Your dog is welcome, just keep it on a leash.", PETS),
            ("We pay in store credit, Tuesdays and Thursdays.", TRADE),
        ],
    )
    def test_a_policy_may_be_told_in_other_words(self, said: str, policy: str) -> None:
        assert rests_on(said, policy)

    @pytest.mark.parametrize(
        ("said", "policy"),
        [
            ("You can bring it back within three weeks.", RETURNS),
            ("You can return it without the receipt.", RETURNS),
            ("You can return anything within 14 days.", RETURNS),
            ("We don't take returns.", RETURNS),
            ("We ship to Canada.", SHIPPING),
            ("Shipping is free.", SHIPPING),
            ("Cats are welcome.", PETS),
            ("We buy used books every day.", TRADE),
            ("We pay cash for used books.", TRADE),
        ],
    )
    def test_but_no_other_policy(self, said: str, policy: str) -> None:
        assert not rests_on(said, policy)

    def test_only_what_speaks_of_the_same_may_lend_its_numbers(self) -> None:
        told = (RETURNS, SHIPPING)
        assert topical(told, "Parcels take a week.", asked="") == [SHIPPING]
        assert topical(told, "By Tuesday.", asked="can i return it") == [RETURNS]
        assert not may_be_sent("The postcard set is $3.")

    def test_a_policy_in_japanese(self) -> None:
        policy = "未読の本は14日以内に返品できます。"
        assert stands_in("14日以内なら返品できます。", policy)
        assert not stands_in("30日以内なら返品できます。", policy)
        assert list(eastern_rules_in("割引はございません")) == []


class TestWhatNobodyJudged:
    @pytest.mark.parametrize(
        "reply",
        [
            "yup we've got 5 rn",
            "96% of our customers liked it.",
            "Circe ★★★★★",
            "Circe, in large print too.",
            "It has barely any wear.",
            "There's a café inside.",
            "Our customers adore it.",
            "You can pick it up at our other branch.",
            "It sells like hot cakes.",
            "New comics come in on Wednesdays.",
        ],
    )
    def test_has_to_be_borne_out(self, reply: str) -> None:
        assert not may_be_sent(reply)

    def test_an_answer_is_what_was_asked(self) -> None:
        asked = "do you have circe"
        assert may_be_sent("Yes we do!", customer=asked)
        assert not may_be_sent("Yes we do!", Evidence(), customer=asked)

    @pytest.mark.parametrize(
        "reply",
        [
            "Two sisters, one house, and a secret.",
            "I don't know whether we do that.",
            "Good luck with the exam on Friday!",
            "I can look things up, but I can't take money.",
            "There are worse ways to spend a rainy Sunday.",
        ],
    )
    def test_what_claims_nothing_passes(self, reply: str) -> None:
        assert may_be_sent(reply, Evidence())

    def test_the_customers_own_sum_is_no_price(self) -> None:
        assert may_be_sent("$12 is hard to argue with.", customer="its 12 dollars on amazon")
        assert not may_be_sent("It is $12.", customer="its 12 dollars on amazon")


class TestWords:
    def test_forms_of_a_word_are_one(self) -> None:
        assert len({lemma(word) for word in ("return", "returns", "returned", "returning")}) == 1
        assert len({lemma(word) for word in ("wrap", "wraps", "wrapped", "wrapping")}) == 1
        assert lemma("kept") == lemma("keeping")

    def test_a_concept_goes_by_many_words(self) -> None:
        for said in ("bring it back", "return it", "can be returned"):
            assert "return" in {one.name for one in concepts_in(said)}
        sure = [one.name for one in concepts_in("A ghost ship") if one.weight is Weight.SURE]
        assert sure == []


PATTERNS = (
    r"\bnot (?!now)open\b",
    r"(?<!never )\bsold out\b",
    r"[a-z]+-?ups?\b",
    r"(?:café|naïve)\b",
    r"\b(?:one|two)\s{1,2}cop(?:y|ies)\b",
    r"[0-9]+\s?(?:円|冊)",
    r"^\W*(?:yes|yep)\W+",
    r"[^\W_]{3,} (?-i:[A-Z])",
)


SAID = (
    *("not open", "not nowopen", "Sold Out", "pick-ups", "CAFÉ", "naïve", "two  copies", "3 冊"),
    *("１０円", "\u00a0", "Yes, ", "yep!", "the Road", "İstanbul", "ß", " ", "one\u3000copy"),
)


class TestQuickPatterns:
    @given(parts=st.lists(st.sampled_from(SAID) | st.text(max_size=6)))
    def test_none_is_left_out_that_matches(self, parts: list[str]) -> None:
        patterns = Patterns(re.compile(one, re.IGNORECASE) for one in PATTERNS)
        text = "".join(parts)
        likely = {place for place, _ in patterns.likely(text)}
        matching = {place for place, one in enumerate(patterns.all) if one.search(text)}
        assert matching <= likely

    def test_most_are_left_out(self) -> None:
        patterns = Patterns(re.compile(one, re.IGNORECASE) for one in PATTERNS)
        assert len(list(patterns.likely("A slow book."))) < len(PATTERNS) / 2
