"""Whatever goes wrong with a model, a customer gets one honest reply and nothing else happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.assistant.bookshop import Bookshop, open_bookshop, with_shop
from tests.assistant.modelled import BY_RULES, PROVIDERS, Rules, chat_with, choice_of
from tests.clocks import JumpingClock

from maneki.assistant.choice import ModelChoice
from maneki.assistant.keeper import Keeper
from maneki.assistant.limits import Limits
from maneki.assistant.spoken import Brief, Outcome
from maneki.assistant.tools.filters import ToWatch
from maneki.clock import MovableClock
from maneki.errors import SettingsError, StoreUnavailableError
from maneki.model.conversation import SaidBy
from maneki.phrases import say
from maneki.shop.catalogue import Catalogue
from maneki.simulator.model import Asked, Call, Fault, ModelSim, Said, one_by_one
from maneki.simulator.model.script import Answer
from maneki.store import Store
from maneki.store.schema import metadata

SEARCH = Call("search_books", {"title": "Circe"})
SHORT = Limits(time=timedelta(seconds=1.5))
PASSING = {
    Fault.RATE_LIMITED,
    Fault.SERVER_ERROR,
    Fault.OVERLOADED,
    Fault.HANGS_UP,
    Fault.BREAKS_OFF,
}
SILENT = {Fault.TIMEOUT, Fault.STALLS}


@pytest.fixture
async def bookshop(dealt_store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(dealt_store, clock)


@pytest.fixture
async def sim() -> AsyncIterator[ModelSim]:
    async with ModelSim() as started:
        yield started
    assert started.broken == []


async def rows(store: Store) -> dict[str, int]:
    """How many rows each table has; what was spent is spent, so the ledger is not asked."""
    async with store.reading() as tx:
        return {
            table.name: (await tx._session.rows(select(func.count()).select_from(table)))[0][0]
            for table in metadata.sorted_tables
            if table.name != "costs"
        }


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("after", [0, 1], ids=["at_once", "after_a_tool"])
@pytest.mark.parametrize("fault", Fault)
async def test_a_fault_ends_in_one_honest_reply_and_changes_nothing(
    bookshop: Bookshop, sim: ModelSim, provider: str, fault: Fault, after: int
) -> None:
    store = bookshop.shop.store
    limits = SHORT if fault in SILENT else None
    sim.script = one_by_one(*[Said(calls=(SEARCH,))] * after, fault)
    rules = Rules()
    async with chat_with(
        bookshop, sim, provider=provider, rules=rules, limits=limits, clock=JumpingClock()
    ) as chat:
        question = await chat.question("do you have circe")
        before = await rows(store)

        answer = await chat.assistant.answer(question)

        assert answer.text == BY_RULES
        assert answer.said_by is SaidBy.RULES
        assert len(rules.asked) == 1
        assert await rows(store) == before

        sim.script = one_by_one("Good to hear from you.")
        assert (await chat.say("still there?")).text == "Good to hear from you."


def loops(_asked: Asked) -> Answer:
    return Said(calls=(SEARCH,) * 3)


def asks_for_what_is_not_there(_asked: Asked) -> Answer:
    return Said(calls=(Call("drop_all_tables", {"sure": True}),))


def babbles(_asked: Asked) -> Answer:
    return Said(calls=(Call("search_books", '{"title": ['),))


def is_greedy(_asked: Asked) -> Answer:
    return Said(calls=(SEARCH,), input_tokens=40_000)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("script", [loops, asks_for_what_is_not_there, babbles, is_greedy])
async def test_a_model_that_does_not_come_to_an_end_is_stopped(
    bookshop: Bookshop, sim: ModelSim, provider: str, script: object
) -> None:
    sim.script = script  # type: ignore[assignment]
    store = bookshop.shop.store
    async with chat_with(bookshop, sim, provider=provider) as chat:
        question = await chat.question("do you have circe")
        before = await rows(store)
        answer = await chat.assistant.answer(question)

        assert answer.text == BY_RULES
        assert len(sim.asked) <= 6
        assert await rows(store) == before

        sim.script = one_by_one("Good to hear from you.")
        assert (await chat.say("still there?")).text == "Good to hear from you."


async def test_what_a_model_that_failed_has_cost_is_written_down(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    sim.script = loops
    async with chat_with(bookshop, sim) as chat:
        answer = await chat.say("do you have circe")
    assert answer.usage.input_tokens == 100 * len(sim.asked)


async def test_a_fault_that_passes_is_asked_about_again(bookshop: Bookshop, sim: ModelSim) -> None:
    for fault in PASSING:
        sim.script = one_by_one(fault, "Hello again.")
        async with chat_with(bookshop, sim, clock=JumpingClock()) as chat:
            assert (await chat.say("hello there")).text == "Hello again."


async def test_whoever_wants_us_to_wait_long_is_not_waited_for(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    sim.retry_after = "40"
    sim.script = one_by_one(Fault.RATE_LIMITED, "Hello again.")
    clock = JumpingClock()
    async with chat_with(bookshop, sim, clock=clock) as chat:
        assert (await chat.say("hello there")).text == BY_RULES
    assert clock.slept == []


class TestFallback:
    @pytest.mark.parametrize("fault", Fault)
    async def test_the_next_model_answers_where_the_first_does_not(
        self, bookshop: Bookshop, sim: ModelSim, fault: Fault
    ) -> None:
        def script(asked: Asked) -> Answer:
            return fault if asked.provider == "openai" else Said(text="I can help.")

        sim.script = script
        limits = Limits(time=timedelta(seconds=6)) if fault in SILENT else None
        async with chat_with(
            bookshop,
            sim,
            fallback=choice_of(sim, "anthropic"),
            limits=limits,
            clock=JumpingClock(),
        ) as chat:
            answer = await chat.say("hello there")

        if fault in {Fault.EMPTY, Fault.NULL_CONTENT}:
            # An answer without words is an answer: the same model is asked to say something.
            assert answer.text == BY_RULES
        else:
            assert answer.text == "I can help."
            assert answer.usage.model == "claude-3-5-haiku-latest"

    async def test_it_goes_on_in_the_middle_of_a_turn(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        said = "We have Circe by Madeline Miller, 3 copies at $12.99."

        def script(asked: Asked) -> Answer:
            if asked.provider == "anthropic":
                return Said(text=said)
            return Fault.OVERLOADED if asked.results else Said(calls=(SEARCH,))

        sim.script = script
        async with chat_with(
            bookshop, sim, fallback=choice_of(sim, "anthropic"), clock=JumpingClock()
        ) as chat:
            assert (await chat.say("do you have circe")).text == said

    async def test_if_no_model_answers_the_rules_do(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        sim.script = one_by_one(Fault.SERVER_ERROR)
        async with chat_with(
            bookshop, sim, fallback=choice_of(sim, "anthropic"), clock=JumpingClock()
        ) as chat:
            assert (await chat.say("hello there")).text == BY_RULES


class TestTheLastWord:
    @pytest.mark.parametrize(
        ("persona", "key"), [("friendly", "speaking.lost"), ("wizard", "speaking.lost.wizard")]
    )
    async def test_if_the_rules_break_too_one_sentence_in_persona_is_said(
        self, bookshop: Bookshop, sim: ModelSim, persona: str, key: str
    ) -> None:
        """Defect 24: the failure sentence was out of persona, with an emoji."""
        sim.script = one_by_one(Fault.SERVER_ERROR)
        async with chat_with(
            bookshop, sim, rules=Rules(breaks=True), persona=persona, clock=JumpingClock()
        ) as chat:
            answer = await chat.say("hello there")

        assert answer.text == say(key, "en")
        assert answer.text.isascii()
        assert answer.said_by is SaidBy.NOBODY

    async def test_what_a_model_did_before_it_failed_is_not_undone_nor_done_twice(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        sim.script = one_by_one(
            Said(calls=(Call("tell_me_when", {"title": "Circe"}),)), Fault.SERVER_ERROR
        )
        async with chat_with(bookshop, sim, clock=JumpingClock()) as chat:
            await chat.say("tell me when circe is in")

        tools = await bookshop.tools()
        assert not (await tools.filters.create(ToWatch(title="Circe"))).is_new
        assert len(await tools.filters.mine()) == 1

    async def test_whoever_called_a_person_before_it_failed_has_called_one(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        sim.script = one_by_one(
            Said(calls=(Call("call_human", {"reason": "a signed copy"}),)), Fault.SERVER_ERROR
        )
        async with chat_with(bookshop, sim, clock=JumpingClock()) as chat:
            answer = await chat.say("could one of you sign it for me?")
        assert answer.wants_staff == "a signed copy"

    async def test_a_database_that_is_away_is_no_answer(
        self, bookshop: Bookshop, sim: ModelSim
    ) -> None:
        """The turn is taken up again later."""
        away = Store.open("sqlite+aiosqlite:////nowhere/at/all.db", clock=bookshop.clock)
        shop = with_shop(bookshop, catalogue=Catalogue(away))
        sim.script = one_by_one(Said(calls=(SEARCH,)), "Hello.")
        async with chat_with(shop, sim) as chat:
            with pytest.raises(StoreUnavailableError):
                await chat.say("do you have circe")
        assert len(sim.asked) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_the_rules_answer_what_a_model_could_not(
    bookshop: Bookshop, sim: ModelSim, provider: str
) -> None:
    sim.script = one_by_one(Fault.SERVER_ERROR)
    keeper = Keeper(bookshop.shop)
    async with chat_with(
        bookshop, sim, provider=provider, rules=keeper, clock=JumpingClock()
    ) as chat:
        answer = await chat.say("do you have circe")
    assert answer.said_by is SaidBy.RULES
    assert "Circe" in answer.text
    assert "$12.99" in answer.text


class Mute:
    """A speaker that breaks before anybody is asked, as one whose library does not load."""

    async def speak(self, _brief: Brief) -> Outcome:
        raise ImportError("half of it is missing")

    async def close(self) -> None:
        """There is nothing to close."""


async def test_if_nothing_can_be_asked_the_rules_answer(bookshop: Bookshop, sim: ModelSim) -> None:
    async with chat_with(bookshop, sim, speaker=Mute()) as chat:
        assert (await chat.say("hello there")).text == BY_RULES


async def test_no_test_calls_out(bookshop: Bookshop, sim: ModelSim) -> None:
    """A real provider is out of reach here, and that is a fault like any other."""
    choices = [
        ModelChoice(name="openai:gpt-4o-mini", key="not-a-key"),
        ModelChoice(name="anthropic:claude-3-5-haiku-latest", key="not-a-key"),
    ]
    async with chat_with(bookshop, sim, choices=choices, clock=JumpingClock()) as chat:
        assert (await chat.say("hello there")).text == BY_RULES


async def test_a_model_that_never_could_answer_stops_the_start(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    with pytest.raises(SettingsError, match="MANEKI_MODEL_KEY"):
        async with chat_with(bookshop, sim, choices=[ModelChoice(name="openai:gpt")]):
            pass
