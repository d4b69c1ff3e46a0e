"""What a model costs is written down, and where a cap is reached somebody else answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.assistant.bookshop import AMI, ANN, DM, PHONE, Bookshop, open_bookshop
from tests.assistant.modelled import BY_RULES, chat_with

from maneki.assistant.spending import Caps
from maneki.clock import MovableClock
from maneki.conversation.aside import Aside
from maneki.conversation.house import House
from maneki.model.conversation import CostKind, SaidBy
from maneki.model.ids import PersonId
from maneki.phrases import say
from maneki.simulator.model import ModelSim, Said, one_by_one
from maneki.store import Store
from maneki.store.costs import Spent

CAPPED = say("speaking.cap.person", "en")


@pytest.fixture
async def bookshop(store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(store, clock)


@pytest.fixture
async def sim() -> AsyncIterator[ModelSim]:
    async with ModelSim() as started:
        yield started


async def spent(bookshop: Bookshop) -> Spent:
    async with bookshop.shop.store.reading() as tx:
        return await tx.costs.since(bookshop.clock.now() - timedelta(days=60), kind=CostKind.MODEL)


async def test_a_turn_is_paid_for_in_millionths_of_a_dollar(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    sim.script = one_by_one(Said(text="Hello.", input_tokens=1_000, output_tokens=100))
    async with chat_with(bookshop, sim) as chat:
        answer = await chat.say("hello there")

    # gpt-4o-mini: $0.15 and $0.60 for a million.
    assert answer.usage.micros == 210
    assert await spent(bookshop) == Spent(micros=210, tokens=1_100)


async def test_a_model_whose_price_nobody_knows_is_counted_by_tokens(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    sim.script = one_by_one(Said(text="Hello.", input_tokens=1_000, output_tokens=100))
    async with chat_with(
        bookshop, sim, model="my-own-model:8b", caps=Caps(person_tokens_a_day=1_100)
    ) as chat:
        answer = await chat.say("hello there")
        assert answer.usage.micros is None
        assert await spent(bookshop) == Spent(tokens=1_100, unpriced=1)

        assert (await chat.say("hello again")).said_by is SaidBy.RULES


async def test_what_a_server_does_not_count_is_guessed(bookshop: Bookshop, sim: ModelSim) -> None:
    sim.script = one_by_one(Said(text="Hello.", is_counted=False))
    async with chat_with(bookshop, sim, model="my-own-model:8b") as chat:
        answer = await chat.say("hello there")
    assert answer.usage.input_tokens > 50
    assert (await spent(bookshop)).tokens == answer.usage.input_tokens


async def test_whoever_has_had_enough_today_is_told_so_once(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    sim.script = one_by_one(Said(text="Hello.", input_tokens=1_000, output_tokens=100))
    async with chat_with(bookshop, sim, caps=Caps(person_micros_a_day=400)) as chat:
        said = [(await chat.say("hello there")).text for _ in range(4)]
        assert said == ["Hello.", "Hello.", f"{BY_RULES}\n\n{CAPPED}", BY_RULES]

        bookshop.clock.move(timedelta(days=1))
        said = [(await chat.say("hello there")).text for _ in range(4)]
        assert said == ["Hello.", "Hello.", f"{BY_RULES}\n\n{CAPPED}", BY_RULES]
    assert len(sim.asked) == 4


async def test_one_customers_cap_is_no_others(bookshop: Bookshop, sim: ModelSim) -> None:
    caps = Caps(person_tokens_a_day=100)
    async with chat_with(bookshop, sim, caps=caps, place=DM) as chat:
        await chat.say("hello there")
        assert (await chat.say("hello there")).said_by is SaidBy.RULES
    async with chat_with(bookshop, sim, caps=caps, place=PHONE, caller=ANN) as chat:
        assert (await chat.say("hello there")).said_by is SaidBy.MODEL


async def test_the_shops_cap_is_everybodys_and_ends_with_the_month(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    caps = Caps(shop_tokens_a_month=100)
    async with chat_with(bookshop, sim, caps=caps, place=DM) as chat:
        await chat.say("hello there")
    async with chat_with(bookshop, sim, caps=caps, place=PHONE, caller=ANN) as chat:
        first = await chat.say("hello there")
        assert first.text == f"{BY_RULES}\n\n{say('speaking.cap.shop', 'en')}"
        bookshop.clock.move(timedelta(days=3))
        assert (await chat.say("hello there")).said_by is SaidBy.RULES
        bookshop.clock.move(timedelta(days=2))
        assert (await chat.say("hello there")).said_by is SaidBy.MODEL


async def test_whoever_was_texted_enough_today_is_told_so_once_and_only_by_text(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    sim.script = one_by_one("Hello.")
    caps = Caps(person_segments_a_day=6)
    person = await bookshop.person(ANN)
    async with chat_with(bookshop, sim, caps=caps, place=PHONE, caller=ANN) as chat:
        said = []
        for number in range(4):
            said.append((await chat.say("hello there")).text)
            await texted(bookshop, person.id, what_for=f"parcel:{number}", segments=3)
        assert said == ["Hello.", "Hello.", f"{BY_RULES}\n\n{CAPPED}", BY_RULES]
    async with chat_with(bookshop, sim, caps=caps, place=DM, caller=ANN) as chat:
        assert (await chat.say("hello there")).said_by is SaidBy.MODEL


async def texted(bookshop: Bookshop, to: PersonId, *, what_for: str, segments: int) -> None:
    async with bookshop.shop.store.transaction() as tx:
        await tx.costs.add(
            CostKind.SMS, what_for=what_for, person_id=to, micros=None, segments=segments
        )


async def test_a_turn_that_is_taken_up_again_is_paid_for_again(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    async with chat_with(bookshop, sim) as chat:
        question = await chat.question("hello there")
        await chat.assistant.answer(question)
        bookshop.clock.move(1)
        await chat.assistant.answer(question)
    assert (await spent(bookshop)).tokens == 240


async def test_what_is_asked_by_commands_is_paid_for_and_capped_as_well(
    bookshop: Bookshop, sim: ModelSim
) -> None:
    hello = Said(text="Hello.", input_tokens=1_000, output_tokens=100)
    sim.script = one_by_one(hello, hello)
    caps = Caps(person_tokens_a_day=1_100)
    async with chat_with(bookshop, sim, model="my-own-model:8b", caps=caps) as chat:
        aside = Aside(bookshop.shop.store, chat.assistant, house=House(name="Lantern Books"))
        first = await aside.ask(AMI, DM, "hello there")
        assert first.said_by is SaidBy.MODEL
        assert (await spent(bookshop)).tokens == 1_100
        # The same purse, whichever door it is asked at.
        assert (await aside.ask(AMI, DM, "hello again")).said_by is SaidBy.RULES
        assert (await chat.say("hello here")).said_by is SaidBy.RULES
