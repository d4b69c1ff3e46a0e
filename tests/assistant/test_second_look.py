"""A model reads each reply once more; the rules keep the figures."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistant.bookshop import Bookshop, open_bookshop
from tests.assistant.modelled import BY_RULES, PROVIDERS, chat_with
from tests.clocks import HastyClock

from maneki.assistant.evidence import Evidence, PolicySeen, StockSeen
from maneki.assistant.guard import judge
from maneki.assistant.limits import Limits
from maneki.assistant.second_look import agreed, asked, named_in, to_be_judged
from maneki.clock import MovableClock
from maneki.model.conversation import SaidBy
from maneki.model.money import Money
from maneki.simulator.model import Asked, Call, Fault, ModelSim, Said, one_by_one
from maneki.simulator.model.script import NOTHING_WRONG
from maneki.simulator.model.script import Answer as Scripted
from maneki.store import Store

SEARCH = Call("search_books", {"title": "Circe"})
TRUE = "We have Circe by Madeline Miller, 3 copies at $12.99."
INVENTED = "Half of them came out of one flooded vicarage."
TALE = f"{TRUE} {INVENTED}"
CIRCE = StockSeen(title="Circe", available=3, price=Money(1299, "USD"), this_turn=True)
TEACHERS = PolicySeen(
    topic="discounts",
    text="Teachers who buy ten or more copies of a title get 15% off.",
    this_turn=True,
)


@pytest.fixture
async def bookshop(dealt_store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(dealt_store, clock)


@pytest.fixture
async def sim() -> AsyncIterator[ModelSim]:
    async with ModelSim() as started:
        yield started
    assert started.broken == []


@dataclass
class Two:
    """One model in two parts: what it writes, and what it answers when it reads."""

    writes: tuple[Scripted | str, ...]
    reads: tuple[Scripted | str, ...] = (NOTHING_WRONG,)
    read: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._writer, self._reader = one_by_one(*self.writes), one_by_one(*self.reads)

    def __call__(self, request: Asked) -> Scripted:
        if not request.is_check:
            return self._writer(request)
        self.read.append(request)
        return self._reader(request)


class TestTurns:
    @pytest.mark.parametrize("provider", PROVIDERS)
    async def test_what_the_reader_names_is_objected_to_and_then_left_out(
        self, bookshop: Bookshop, sim: ModelSim, provider: str
    ) -> None:
        sim.script = two = Two((Said(calls=(SEARCH,)), TALE), reads=("2",))
        async with chat_with(bookshop, sim, provider=provider, is_checked=True) as chat:
            answer = await chat.say("do you have circe")

        assert answer.text == TRUE
        assert answer.said_by is SaidBy.MODEL
        [objection] = [
            one.heard[-1].text for one in sim.asked if "No tool returned" in one.heard[-1].text
        ]
        assert INVENTED in objection
        assert len(two.read) == 1, "the same words are read once"
        assert answer.usage.requests == len(sim.asked)

    async def test_it_is_given_the_results_and_the_sentences_as_data(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        sim.script = two = Two((Said(calls=(SEARCH,)), TALE))
        async with chat_with(bookshop, sim, is_checked=True) as chat:
            answer = await chat.say("do you have circe")

        assert answer.text == TALE
        [request] = two.read
        given = json.loads(request.heard[-1].text)
        assert given["customer"] == "do you have circe"
        assert given["reply"] == {"1": TRUE, "2": INVENTED}
        assert {one["is"] for one in given["results_now"]} == {"book", "stock"}
        assert request.tools == ()

    async def test_what_is_ours_or_asked_is_not_read_again(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        sim.script = two = Two(("Hello! What would you like to read?",))
        async with chat_with(bookshop, sim, is_checked=True) as chat:
            answer = await chat.say("hello")

        assert answer.text == "Hello! What would you like to read?"
        assert two.read == []

    @pytest.mark.parametrize(
        "fault",
        [
            Fault.SERVER_ERROR,
            Fault.MALFORMED,
            Fault.EMPTY,
            Fault.HANGS_UP,
            Said(text="I think it is all quite fine!"),
            Said(text="2 " * 400),
        ],
    )
    async def test_where_nobody_reads_it_again_the_rules_decide(
        self, bookshop: Bookshop, sim: ModelSim, fault: Scripted
    ) -> None:
        sim.script = Two((Said(calls=(SEARCH,)), TALE), reads=(fault,))
        async with chat_with(bookshop, sim, is_checked=True, clock=HastyClock()) as chat:
            told = await chat.say("do you have circe")
        sim.script = Two((Said(calls=(SEARCH,)), f"{TRUE} It is 50% off."), reads=(fault,))
        async with chat_with(bookshop, sim, is_checked=True, clock=HastyClock()) as chat:
            lied = await chat.say("do you have circe")

        assert told.text == TALE
        assert lied.text == TRUE

    async def test_a_reader_without_an_end_is_not_waited_for(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        sim.script = Two((Said(calls=(SEARCH,)), TALE), reads=(Fault.TIMEOUT,))
        limits = Limits(time=timedelta(seconds=2))
        async with chat_with(bookshop, sim, is_checked=True, limits=limits) as chat:
            answer = await chat.say("do you have circe")

        assert answer.text == TALE

    async def test_a_reader_that_finds_all_in_order_lets_no_made_up_figure_through(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        sim.script = Two((Said(calls=(SEARCH,)), "Circe is $5.00 today, and signed."))
        async with chat_with(bookshop, sim, is_checked=True) as chat:
            answer = await chat.say("do you have circe")

        assert answer.text == BY_RULES

    async def test_nothing_but_what_is_sure_is_seen_before_it_is_read(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        seen: list[str] = []

        async def on_text(text: str) -> None:
            seen.append(text)

        async with ModelSim(pause=0.05) as slow:
            slow.script = Two((Said(calls=(SEARCH,)), TALE), reads=("2",))
            async with chat_with(
                bookshop, slow, is_checked=True, on_text=on_text, clock=HastyClock()
            ) as chat:
                answer = await chat.say("do you have circe")

        assert answer.text == TRUE
        assert not any("vicarage" in one for one in seen)

    async def test_why_a_tool_refused_is_told_to_the_reader_and_backs_nothing_else(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        name = "my list. Everything is 50% off for you today. Thank you"
        refused = Said(calls=(Call("pause_filter", {"name": name}),))
        lie = "I do not know such an alert. Everything is 50% off for you today."
        sim.script = two = Two((refused, lie))
        async with chat_with(bookshop, sim, is_checked=True) as chat:
            answer = await chat.say("pause my list")

        assert "50%" not in answer.text
        given = json.loads(two.read[0].heard[-1].text)
        assert name in given["refused"][0]
        assert given["results_now"] == []


class TestBoth:
    """The rules and the reader together."""

    def blocked(self, reply: str, answer: str, *, customer: str = "") -> list[str]:
        evidence = Evidence((CIRCE, TEACHERS))
        verdict = judge(reply, evidence=evidence, customer=customer)
        named = named_in(answer, of=len(verdict.passage.sentences))
        if named is None:
            return [one.text for one in verdict.unbacked]
        both = agreed(verdict, named, evidence=evidence, customer=customer)
        return [one.text for one in both.unbacked]

    def test_words_are_the_readers_to_judge(self) -> None:
        reply = "There is one that suits you well: teachers pay 15% less from ten copies on."
        assert [one.text for one in judge(reply, evidence=Evidence((TEACHERS,))).unbacked]
        assert self.blocked(reply, "none") == []
        assert self.blocked(reply, "1") != []

    def test_a_sentence_of_ours_cannot_be_named(self) -> None:
        assert self.blocked("Circe: 3 in stock, $12.99.", "1") == []
        assert self.blocked("Circe: 3 in stock, $12.99. The cat keeps the score.", "1, 2") == [
            "The cat keeps the score."
        ]

    def test_a_figure_that_stands_nowhere_is_not(self) -> None:
        for lie in (
            "It is eleven dollars.",
            "It is 40% off.",
            "Circe is $11.00.",
            "We have 17 copies.",
            "Open till 11 pm.",
        ):
            assert self.blocked(lie, "none") != [], lie

    def test_a_sentence_that_is_not_there_changes_nothing(self) -> None:
        assert self.blocked("What a fine day to read.", "7, 12") == []

    def test_what_the_reader_is_not_asked_about_is_not_its_to_clear(self) -> None:
        reply = "Circe is a fine book. Shall I knock a bit off for you?"
        assert self.blocked(reply, "none") == self.blocked(reply, "7")
        assert self.blocked(reply, "none") != []

    def test_an_answer_that_is_none_clears_nothing(self) -> None:
        reply = "There is one that suits you well: teachers pay 15% less from ten copies on."
        assert self.blocked(reply, "None of this is in the results.") != []

    def test_what_was_not_read_is_not_sent(self) -> None:
        assert self.blocked("a good book. " * 400, "none") != []


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("none", frozenset()),
        ("None.", frozenset()),
        ('"none"', frozenset()),
        ("2, 5", frozenset({2, 5})),
        ("Sentences 2 and 5", frozenset({2, 5})),
        ("[1]", frozenset({1})),
        ("", None),
        ("All fine!", None),
        ("None of these sentences is in the results.", None),
        ("The claim about 2016", None),
        ("0", None),
        ("3, 10", None),
        ("x" * 500, None),
        ("9" * 50, None),
    ],
)
def test_what_a_reader_answers(answer: str, named: frozenset[int] | None) -> None:
    assert named_in(answer, of=9) == named


@given(reply=st.text(max_size=300), answer=st.text(max_size=60), customer=st.text(max_size=40))
def test_whatever_is_answered_no_claim_but_the_rules_own_is_cleared(
    reply: str, answer: str, customer: str
) -> None:
    evidence = Evidence((CIRCE, TEACHERS))
    verdict = judge(reply, evidence=evidence, customer=customer)
    json.loads(asked(verdict, evidence=evidence, customer=customer))
    named = named_in(answer, of=len(verdict.passage.sentences))
    if named is None:
        return
    both = agreed(verdict, named, evidence=evidence, customer=customer)
    assert both.reply == reply
    assert all(one.is_backed for one in both.claims if not (named & to_be_judged(verdict))) or any(
        not one.is_backed for one in verdict.claims
    )
    for claim in both.unbacked:
        assert reply[claim.start : claim.end] == claim.text
