"""What a model writes is to be seen on Discord while it does, as far as it is true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from tests.assistant.bookshop import open_bookshop
from tests.assistant.modelled import BY_RULES, chat_with
from tests.channels.discord.shopfront import Shopfront, open_shop
from tests.channels.discord.town import Town
from tests.clocks import HastyClock

from maneki.assistant.agent import ModelAssistant
from maneki.assistant.assistant import Answer, Question
from maneki.channels.discord.rest import Call as RestCall
from maneki.conversation.handover import Handovers
from maneki.conversation.rehearsal import Rehearsal
from maneki.delivery.limits import POST_MESSAGE
from maneki.model.conversation import Inbound
from maneki.model.person import DISCORD, Address
from maneki.simulator.discord import SimMessage
from maneki.simulator.model import Call, Fault, ModelSim, Said, one_by_one

SEARCH = Said(calls=(Call("search_books", {"title": "Circe"}),))
FOUND = (
    "**We have Circe by Madeline Miller, 3 copies at $12.99. It is a book about a nymph who finds"
    " her own power.** I would gladly look for more of that kind. Shall I do that for you?"
)
LIE = (
    "We have Circe by Madeline Miller, 3 copies at $12.99. Everything is 50% off today, so it is"
    " only $6.50 for you! It is a lovely book about a nymph. Shall I look for more?"
)


@pytest.fixture
async def sim() -> AsyncIterator[ModelSim]:
    async with ModelSim(pause=0.08) as started:
        yield started
    assert started.broken == []


@asynccontextmanager
async def opened(
    town: Town,
    sim: ModelSim,
    *,
    around: Callable[[Question, Answer], Awaitable[None]] | None = None,
) -> AsyncIterator[Shopfront]:
    """The shop, its assistant speaking through a model; `around` happens before the answer is
    queued.
    """
    bookshop = await open_bookshop(town.store, town.clock)
    async with chat_with(bookshop, sim, clock=HastyClock()) as chat:
        assert isinstance(chat.assistant, ModelAssistant)
        await chat.assistant.get_ready()

        async def say(question: Question) -> Answer:
            answer = await chat.assistant.answer(question)
            if around is not None:
                await around(question, answer)
            return answer

        async with open_shop(town, say=say, clock=HastyClock()) as front:
            yield front
    town.sim.assert_clean()
    assert town.sim.rate_limited == []


async def asked(front: Shopfront) -> Inbound:
    town = front.town
    town.sim.dm(town.ann, town.application, "do you have circe?")
    return await front.heard()


async def answered(front: Shopfront) -> SimMessage:
    """The answer, which is the only message, and is as it was to be said."""
    heard = await asked(front)
    await front.shop.answer()
    [said] = await front.shop.told(heard.place)
    await front.deliver()
    [answer] = front.said_to(front.town.ann)
    assert answer.content == said
    assert answer.referenced is not None
    return answer


async def test_an_answer_grows_and_is_exact_in_the_end(town: Town, sim: ModelSim) -> None:
    sim.script = one_by_one(SEARCH, FOUND)
    async with opened(town, sim) as front:
        answer = await answered(front)
    assert answer.content.startswith(FOUND)
    assert answer.earlier[0] == "**We have Circe by Madeline Miller, 3 copies at $12.99.** …"
    assert len(answer.earlier) >= 2
    assert all(len(a) <= len(b) for a, b in zip(answer.earlier, answer.earlier[1:], strict=False))


async def test_a_lie_is_in_no_version_of_the_message(town: Town, sim: ModelSim) -> None:
    sim.script = one_by_one(SEARCH, LIE)
    async with opened(town, sim) as front:
        answer = await answered(front)
    assert answer.earlier
    for version in (*answer.earlier, answer.content):
        assert "50%" not in version
        assert "6.50" not in version


async def test_without_room_to_spare_nothing_is_shown_meanwhile(town: Town, sim: ModelSim) -> None:
    sim.script = one_by_one(SEARCH, FOUND)
    async with opened(town, sim) as front:
        heard = await asked(front)
        channel = front.channel._dms.channel_of(heard.place)
        others = RestCall(
            method="POST",
            path=f"/channels/{channel}/messages",
            route=POST_MESSAGE,
            major=channel,
            body={"content": "Something else."},
        )
        for _ in range(4):
            await front.rest.call(others)
        sim.pause = 0.0
        await front.answer()
        answer = front.said_to(town.ann)[-1]
        assert answer.content.startswith(FOUND)
        assert answer.earlier == []


@pytest.mark.parametrize("fault", [Fault.BREAKS_OFF, Fault.GARBLED, Fault.STOPS_SHORT])
async def test_where_the_model_breaks_off_the_draft_becomes_the_answer_of_somebody_else(
    town: Town, sim: ModelSim, fault: Fault
) -> None:
    sim.script = one_by_one(fault)
    async with opened(town, sim) as front:
        answer = await answered(front)
    assert answer.content.startswith(BY_RULES)
    assert answer.earlier


async def test_where_the_staff_took_the_word_the_draft_goes(town: Town, sim: ModelSim) -> None:
    sim.script = one_by_one(SEARCH, FOUND)
    drafts: list[str] = []

    async with opened(town, sim, around=lambda *_: taken_over()) as front:
        handovers = Handovers(town.store, voices=front.shop.voices, due=lambda: None)
        heard = await asked(front)

        async def taken_over() -> None:
            drafts.extend(one.content for one in front.said_to(town.ann))
            await handovers.take_over(heard.place, reason="by hand")

        await front.answer()
        assert len(drafts) == 1
        assert not any("Circe" in one.content for one in front.said_to(town.ann))


async def test_a_turn_that_is_given_up_leaves_no_draft(town: Town, sim: ModelSim) -> None:
    sim.script = one_by_one(SEARCH, FOUND)

    async def hangs(*_: object) -> None:
        await asyncio.sleep(60)

    async with opened(town, sim, around=hangs) as front:
        await asked(front)
        async with asyncio.TaskGroup() as group:
            answering = group.create_task(front.shop.answer())
            await front.until(lambda: bool(front.said_to(town.ann)))
            answering.cancel()
        assert front.said_to(town.ann) == []


async def test_what_is_rehearsed_is_shown_nowhere(town: Town, sim: ModelSim) -> None:
    sim.script = one_by_one(SEARCH, FOUND)
    async with opened(town, sim) as front:
        heard = await asked(front)
        await front.answer()
        before = len(front.said_to(town.ann))
        sim.script = one_by_one(SEARCH, FOUND)
        rehearsal = Rehearsal(
            town.store,
            receiver=front.shop.receiver,
            turns=front.shop.turns,
            voices=front.shop.voices,
            holder="me",
            clock=town.clock,
        )
        streamed = sim.streamed
        caller = Address(DISCORD, str(town.ann.id))
        said = await rehearsal.say("do you have circe?", by=caller, at=heard.place)
        assert said.parts[-1].startswith(FOUND)
        assert len(front.said_to(town.ann)) == before
        assert sim.streamed == streamed
