"""Answers grow while they are being written, and are in the end exactly what was to be said."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.channels.discord.shopfront import Shopfront, open_shop
from tests.channels.discord.town import Town

from maneki.channels.discord.stream import BETWEEN_S
from maneki.clock import MovableClock
from maneki.model.conversation import Inbound
from maneki.simulator.discord import RouteName

WORDS = "Of all the books we have, **Dune** is the one that you should read first. "


@pytest.fixture
def pace() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def front(town: Town, pace: MovableClock) -> AsyncIterator[Shopfront]:
    async with open_shop(town, clock=pace) as opened:
        yield opened
    town.sim.assert_clean()
    assert town.sim.rate_limited == []


async def asked(front: Shopfront) -> Inbound:
    town = front.town
    town.sim.dm(town.ann, town.application, "what first?")
    return await front.heard()


async def test_a_draft_grows_and_becomes_the_answer(front: Shopfront, pace: MovableClock) -> None:
    heard = await asked(front)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        await on_text(WORDS[:45])
        assert front.said_to(front.town.ann) == []
        pace.move(timedelta(seconds=BETWEEN_S))
        await on_text(WORDS[:30])
        assert front.said_to(front.town.ann) == []
        await on_text(WORDS[:48])
        [draft] = front.said_to(front.town.ann)
        assert draft.content == "Of all the books we have, **Dune** is the one th …"
        await on_text(WORDS[:60])
        assert draft.revisions == 0
        pace.move(timedelta(seconds=BETWEEN_S))
        # The pace of the whole process has to have made up for the one before.
        await asyncio.sleep(0.3)
        await on_text(WORDS)
        assert draft.revisions == 1
    await on_text("too late " * 20)
    await front.answer()
    [answer] = front.said_to(front.town.ann)
    assert answer is draft
    assert answer.content.startswith("you said: what first?")
    assert answer.referenced is not None
    assert answer.mentions == [front.town.ann]


async def test_an_answer_that_is_ready_at_once_is_never_a_draft(front: Shopfront) -> None:
    heard = await asked(front)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        await on_text(WORDS)
    await front.answer()
    [answer] = front.said_to(front.town.ann)
    assert answer.revisions == 0


async def drafted(front: Shopfront, pace: MovableClock) -> None:
    heard = await asked(front)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        pace.move(timedelta(seconds=BETWEEN_S))
        await on_text(WORDS)
    assert len(front.said_to(front.town.ann)) == 1


async def test_where_the_draft_is_gone_the_answer_is_a_message_of_its_own(
    front: Shopfront, pace: MovableClock
) -> None:
    await drafted(front, pace)
    front.town.sim.delete_message(front.said_to(front.town.ann)[0])
    await front.answer()
    [answer] = front.said_to(front.town.ann)
    assert answer.content.startswith("you said: what first?")


async def test_a_draft_that_nothing_came_of_is_deleted(
    front: Shopfront, pace: MovableClock
) -> None:
    await drafted(front, pace)
    assert not await front.drafts.sweep()
    pace.move(timedelta(seconds=61))
    assert await front.drafts.sweep()
    assert front.said_to(front.town.ann) == []


async def test_no_draft_stands_before_an_answer_that_is_on_its_way(
    front: Shopfront, pace: MovableClock
) -> None:
    await asked(front)
    await front.shop.answer()
    town = front.town
    town.sim.dm(town.ann, town.application, "and then?")
    heard = await front.heard(2)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        pace.move(timedelta(seconds=BETWEEN_S))
        await on_text(WORDS)
        assert front.said_to(town.ann) == []
        await front.deliver()
        # The pace of the whole process has to have made up for it.
        await asyncio.sleep(0.3)
        await on_text(WORDS)
        assert len(front.said_to(town.ann)) == 2
    await front.answer()
    first, second = front.said_to(town.ann)
    assert first.content.startswith("you said: what first?")
    assert second.content.startswith("you said: and then?")


async def test_many_drafts_at_once_run_into_no_limit(front: Shopfront, pace: MovableClock) -> None:
    town = front.town
    people = [town.sim.add_user(f"reader {number}") for number in range(60)]
    for number, one in enumerate(people):
        town.sim.join(town.closet, one)
        town.sim.dm(one, town.application, f"hello {number}")
    await front.heard(len(people))

    async def write(heard: Inbound) -> None:
        async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
            for end in itertools.count(40, 10):
                await on_text((WORDS * 10)[: min(end, 700)])
                await asyncio.sleep(0.005)
                # However slow the machine is, somebody finds room in the end.
                if end >= 700 and any(front.said_to(one) for one in people):
                    return

    async with asyncio.TaskGroup() as group:
        writing = [group.create_task(write(heard)) for heard in front.taken]
        while not all(one.done() for one in writing):
            pace.move(timedelta(seconds=0.4))
            await asyncio.sleep(0.01)
    posted = [one for one in town.sim.requests if one.route is RouteName.MESSAGE_CREATE]
    assert 0 < len(posted) <= len(people)
