"""What a model writes may be read along, as far as it could be sent; the reply stays the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.assistant.bookshop import Bookshop, open_bookshop
from tests.assistant.modelled import BY_RULES, PROVIDERS, Rules, chat_with, choice_of
from tests.assistant.test_model_faults import SILENT, rows
from tests.clocks import HastyClock

from maneki.assistant.assistant import Answer
from maneki.assistant.limits import Limits
from maneki.clock import MovableClock
from maneki.model.conversation import SaidBy
from maneki.simulator.model import Asked, Call, Fault, ModelSim, Said, one_by_one
from maneki.simulator.model.script import BEGUN, IN_THE_MIDDLE
from maneki.simulator.model.script import Answer as Scripted
from maneki.store import Store

SEARCH = Call("search_books", {"title": "Circe"})
LOOKING = "I will gladly look that up for you. One moment, please."
FOUND = (
    "We have Circe by Madeline Miller, 3 copies at $12.99. It is a book about a nymph who finds"
    " her own power. Shall I look for more of that kind?"
)
LIE = (
    "We have Circe by Madeline Miller, 3 copies at $12.99. Everything is 50% off today, so it is"
    " only $6.50 for you! It is a lovely book about a nymph. Shall I look for more?"
)


@pytest.fixture
async def bookshop(dealt_store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(dealt_store, clock)


@pytest.fixture
async def sim() -> AsyncIterator[ModelSim]:
    async with ModelSim() as started:
        yield started
    assert started.broken == []


class Reader:
    """Reads along. `read` is all that was ever to be seen."""

    def __init__(self) -> None:
        self.read: list[str] = []

    async def on_text(self, text: str) -> None:
        self.read.append(text)


async def answered(
    bookshop: Bookshop, sim: ModelSim, *script: Scripted | str, reader: Reader | None, provider: str
) -> Answer:
    sim.script = one_by_one(*script)
    async with chat_with(bookshop, sim, provider=provider, clock=HastyClock()) as chat:
        if reader is not None:
            chat.on_text = reader.on_text
        return await chat.say("do you have circe")


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "script",
    [
        [FOUND],
        [Said(calls=(SEARCH,)), FOUND],
        [Said(text=LOOKING, calls=(SEARCH,)), FOUND],
        [Said(text=LOOKING, calls=(SEARCH, Call("call_human", {"reason": "x"}))), LIE, FOUND],
        [Said(calls=(SEARCH,)), LIE, LIE],
        ["", "Hello there. How can I help you today? I know all about our books."],
    ],
    ids=["lies", "looks", "says_so", "corrected", "cut", "empty"],
)
async def test_the_reply_is_the_same_whether_somebody_reads_along(
    bookshop: Bookshop, sim: ModelSim, provider: str, script: Sequence[Scripted | str]
) -> None:
    whole = await answered(bookshop, sim, *script, reader=None, provider=provider)
    assert sim.streamed == 0
    grown = await answered(bookshop, sim, *script, reader=Reader(), provider=provider)
    assert sim.streamed > 0
    assert replace(grown, messages=None) == replace(whole, messages=None)


async def test_what_nobody_counts_is_guessed(bookshop: Bookshop, sim: ModelSim) -> None:
    uncounted = Said(text=LOOKING, is_counted=False)
    answer = await answered(bookshop, sim, uncounted, reader=Reader(), provider="openai")
    assert sim.streamed == 1
    assert answer.usage.input_tokens > 1_000


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_it_grows_by_whole_sentences(
    bookshop: Bookshop, sim: ModelSim, provider: str
) -> None:
    reader = Reader()
    sim.pause = 0.01
    answer = await answered(
        bookshop, sim, Said(calls=(SEARCH,)), FOUND, reader=reader, provider=provider
    )
    assert answer.text == FOUND
    first = "We have Circe by Madeline Miller, 3 copies at $12.99."
    second = f"{first} It is a book about a nymph who finds her own power."
    assert reader.read == [first, second]


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_lie_is_not_to_be_read_for_a_moment(
    bookshop: Bookshop, sim: ModelSim, provider: str
) -> None:
    reader = Reader()
    sim.pause = 0.01
    await answered(
        bookshop, sim, Said(calls=(SEARCH,)), LIE, FOUND, reader=reader, provider=provider
    )
    assert reader.read
    assert not any("50%" in text or "6.50" in text for text in reader.read)


async def test_what_no_tool_has_returned_yet_is_not_to_be_read(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    reader = Reader()
    sim.pause = 0.01
    early = Said(text=f"{FOUND} I will look it up.", calls=(SEARCH,))
    answer = await answered(bookshop, sim, early, FOUND, reader=reader, provider="openai")
    assert answer.text == FOUND
    assert len(sim.asked) == 2
    assert reader.read[0].startswith("We have Circe by Madeline Miller, 3 copies at $12.99.")
    assert len(reader.read) == 2


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("after", [0, 1], ids=["at_once", "after_a_tool"])
@pytest.mark.parametrize("fault", Fault)
async def test_a_fault_while_somebody_reads_ends_in_one_honest_reply(
    bookshop: Bookshop, sim: ModelSim, provider: str, fault: Fault, after: int
) -> None:
    limits = Limits(time=timedelta(seconds=1.5)) if fault in SILENT else None
    sim.script = one_by_one(*[Said(calls=(SEARCH,))] * after, fault)
    rules, reader = Rules(), Reader()
    async with chat_with(
        bookshop,
        sim,
        provider=provider,
        rules=rules,
        limits=limits,
        clock=HastyClock(),
        on_text=reader.on_text,
    ) as chat:
        question = await chat.question("do you have circe")
        before = await rows(bookshop.shop.store)

        answer = await chat.assistant.answer(question)

        assert (answer.text, answer.said_by) == (BY_RULES, SaidBy.RULES)
        assert len(rules.asked) == 1
        assert await rows(bookshop.shop.store) == before
        assert all(BEGUN.startswith(text) for text in reader.read)

        sim.script = one_by_one("Good to hear from you.")
        assert (await chat.say("still there?")).text == "Good to hear from you."


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", sorted(IN_THE_MIDDLE - {Fault.STALLS}))
async def test_a_stream_that_breaks_is_asked_for_again_in_one_piece(
    bookshop: Bookshop, sim: ModelSim, provider: str, fault: Fault
) -> None:
    answer = await answered(
        bookshop, sim, Said(calls=(SEARCH,)), fault, FOUND, reader=Reader(), provider=provider
    )
    assert answer.text == FOUND
    assert (len(sim.asked), sim.streamed) == (3, 2)


@pytest.mark.parametrize("fault", sorted(IN_THE_MIDDLE))
async def test_the_next_model_goes_on_where_the_stream_of_the_first_broke(
    bookshop: Bookshop, sim: ModelSim, fault: Fault
) -> None:
    def script(asked: Asked) -> Scripted:
        return fault if asked.provider == "openai" else Said(text="I can help.")

    sim.script = script
    limits = Limits(time=timedelta(seconds=6)) if fault in SILENT else None
    reader = Reader()
    async with chat_with(
        bookshop,
        sim,
        fallback=choice_of(sim, "anthropic"),
        limits=limits,
        clock=HastyClock(),
        on_text=reader.on_text,
    ) as chat:
        assert (await chat.say("hello there")).text == "I can help."


async def test_whoever_cannot_read_any_more_costs_nobody_the_reply(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    async def breaks(_text: str) -> None:
        raise RuntimeError("there is no window")

    sim.script = one_by_one(Said(calls=(SEARCH,)), FOUND)
    sim.pause = 0.01
    async with chat_with(bookshop, sim, clock=HastyClock(), on_text=breaks) as chat:
        assert (await chat.say("do you have circe")).text == FOUND
