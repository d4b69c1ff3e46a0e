"""No draft is left beside the answer, whatever is lost, deleted or killed meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.channels.discord.shopfront import Shopfront, open_shop
from tests.channels.discord.test_stream import WORDS, asked
from tests.channels.discord.town import Town

from maneki.assistant.assistant import OnText
from maneki.channels.discord.stream import BETWEEN_S, LEFT_AFTER_S, Drafts
from maneki.clock import MovableClock
from maneki.conversation.reply import queue_reply
from maneki.model.conversation import Inbound
from maneki.model.person import DISCORD, Address
from maneki.simulator.discord import FaultKind, MessageFlag, Permission, RouteName, SimMessage

ANSWER = "you said: what first?"


@pytest.fixture
def pace() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def front(any_town: Town, pace: MovableClock) -> AsyncIterator[Shopfront]:
    async with open_shop(any_town, clock=pace, hears_everything=False) as opened:
        yield opened
    any_town.sim.assert_clean()
    assert any_town.sim.rate_limited == []


async def shown(on_text: OnText, words: str, *, pace: MovableClock) -> None:
    pace.move(timedelta(seconds=BETWEEN_S + 0.1))
    # The pace of the whole process has to have made up for the request before.
    await asyncio.sleep(0.3)
    await on_text(words)


async def drafted(front: Shopfront, pace: MovableClock, *, words: str = WORDS) -> Inbound:
    heard = await asked(front)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        await shown(on_text, words, pace=pace)
    return heard


async def rows(front: Shopfront) -> int:
    async with front.town.store.reading() as tx:
        return len(await tx.marks.beginning_with("draft:"))


def reborn(front: Shopfront, pace: MovableClock) -> Shopfront:
    """The next process: it knows what is written down, and nothing else."""
    dms = front.channel._dms
    drafts = Drafts(front.rest, store=front.town.store, channel_of=dms.channel_of, clock=pace)
    channel = front.town.channel(front.rest, dms=dms, drafts=drafts)
    return replace(front, drafts=drafts, channel=channel)


def said(front: Shopfront) -> list[SimMessage]:
    return front.said_to(front.town.ann)


def lose_answer(front: Shopfront, kind: FaultKind = FaultKind.RESET_ACCEPTED) -> None:
    front.town.sim.break_next(kind, route=RouteName.MESSAGE_CREATE)


# Discord's answer is lost


LOST = [FaultKind.RESET_ACCEPTED, FaultKind.ERROR_502_ACCEPTED, FaultKind.RESET]


@pytest.mark.parametrize("kind", LOST)
async def test_a_draft_whose_answer_was_lost_is_gone_on_with(
    front: Shopfront, pace: MovableClock, kind: FaultKind
) -> None:
    await asked(front)
    await front.answer()
    # Now it is known how much may be said there.
    front.town.sim.dm(front.town.ann, front.town.application, "and then?")
    heard = await front.heard(2)
    lose_answer(front, kind)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        await shown(on_text, WORDS[:45], pace=pace)
        await shown(on_text, WORDS[:60], pace=pace)
        await shown(on_text, WORDS, pace=pace)
    [_, draft] = said(front)
    assert draft.content.startswith(WORDS[:58])
    await front.answer()
    assert said(front)[1:] == [draft]
    assert draft.content == "you said: and then?"
    assert draft.mentions == [front.town.ann]


@pytest.mark.parametrize("kind", LOST)
async def test_a_draft_that_nobody_knows_of_becomes_the_answer(
    front: Shopfront, pace: MovableClock, kind: FaultKind
) -> None:
    lose_answer(front, kind)
    await drafted(front, pace)
    await front.answer()
    [answer] = said(front)
    assert answer.content.startswith(ANSWER)
    assert answer.referenced is not None


@pytest.mark.parametrize("kind", LOST)
async def test_a_draft_that_nobody_knows_of_is_deleted_where_nothing_comes_of_it(
    front: Shopfront, pace: MovableClock, kind: FaultKind
) -> None:
    lose_answer(front, kind)
    heard = await drafted(front, pace)
    await front.drafts.drop(heard.place, heard.replies_to)
    assert said(front) == []
    await front.drafts.sweep()
    assert await rows(front) == 0


async def test_what_was_never_posted_rings_nobody_to_be_deleted(
    front: Shopfront, pace: MovableClock
) -> None:
    lose_answer(front, FaultKind.RESET)
    heard = await drafted(front, pace)
    seen: list[SimMessage] = []
    front.town.sim.watch_requests(lambda _: seen.extend(said(front)))
    await front.drafts.drop(heard.place, heard.replies_to)
    assert seen
    assert all(one.flags & MessageFlag.SUPPRESS_NOTIFICATIONS for one in seen)
    assert all(one.mentions == [] for one in seen)


async def test_where_somebody_deleted_it_meanwhile_the_answer_is_a_message_of_its_own(
    front: Shopfront, pace: MovableClock
) -> None:
    lose_answer(front)
    await drafted(front, pace)
    front.town.sim.delete_message(said(front)[0])
    await front.answer()
    [answer] = said(front)
    assert (answer.content.startswith(ANSWER), answer.revisions) == (True, 0)


async def test_a_draft_that_is_deleted_while_it_grows_is_left_alone(
    front: Shopfront, pace: MovableClock
) -> None:
    heard = await asked(front)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        await shown(on_text, WORDS[:45], pace=pace)
        front.town.sim.delete_message(said(front)[0])
        for end in (60, 65, 70):
            await shown(on_text, WORDS[:end], pace=pace)
    edits = [one for one in front.town.sim.requests if one.route is RouteName.MESSAGE_EDIT]
    assert len(edits) <= 1
    await front.answer()
    [answer] = said(front)
    assert answer.content.startswith(ANSWER)


async def test_a_deletion_that_does_not_arrive_is_tried_again(
    front: Shopfront, pace: MovableClock
) -> None:
    heard = await drafted(front, pace)
    young = RouteName.MESSAGE_DELETE_YOUNG
    front.town.sim.break_next(FaultKind.ERROR_500, route=young, times=2)
    await front.drafts.drop(heard.place, heard.replies_to)
    assert len(said(front)) == 1
    assert await front.drafts.sweep()
    assert said(front) == []
    assert await rows(front) == 0


# The process dies


async def test_what_a_process_left_behind_is_deleted_after_the_next_start(
    front: Shopfront, pace: MovableClock
) -> None:
    await drafted(front, pace)
    after = reborn(front, pace)
    assert not await after.drafts.sweep()
    pace.move(timedelta(seconds=LEFT_AFTER_S + 1))
    assert await after.drafts.sweep()
    assert said(front) == []
    assert await rows(front) == 0


@pytest.mark.parametrize("later", [timedelta(seconds=20), timedelta(hours=5)])
async def test_also_what_it_never_heard_of(
    front: Shopfront, pace: MovableClock, later: timedelta
) -> None:
    lose_answer(front)
    await drafted(front, pace)
    front.town.sim.dm(front.town.ann, front.town.application, "are you there?")
    pace.move(later)
    after = reborn(front, pace)
    await after.drafts.sweep()
    pace.move(timedelta(seconds=LEFT_AFTER_S + 1))
    assert await after.drafts.sweep()
    assert said(front) == []
    assert await rows(front) == 0


async def test_a_turn_that_is_taken_up_again_goes_on_with_the_draft(
    front: Shopfront, pace: MovableClock
) -> None:
    heard = await drafted(front, pace, words=WORDS[:60])
    [draft] = said(front)
    after = reborn(front, pace)
    async with after.drafts.writing(heard.place, heard.replies_to) as on_text:
        await shown(on_text, WORDS[:50], pace=pace)
    assert said(front) == [draft]
    assert draft.revisions == 1
    await after.answer()
    assert said(front) == [draft]
    assert draft.content.startswith(ANSWER)


async def test_a_process_that_dies_while_the_draft_becomes_the_answer_repeats_nothing(
    front: Shopfront, pace: MovableClock
) -> None:
    await drafted(front, pace)
    [draft] = said(front)
    await front.shop.answer()
    front.town.sim.break_next(FaultKind.RESET_ACCEPTED, route=RouteName.MESSAGE_EDIT)
    await front.deliver()
    assert draft.content.startswith(ANSWER)
    after = reborn(front, pace)
    front.town.clock.move(timedelta(seconds=5))
    await after.deliver()
    pace.move(timedelta(seconds=LEFT_AFTER_S + 1))
    assert not await after.drafts.sweep()
    assert said(front) == [draft]
    assert await rows(front) == 0


async def test_an_answer_is_no_draft_any_more_for_whoever_starts_next(
    front: Shopfront, pace: MovableClock
) -> None:
    """It was sent, and the process died before it was forgotten that it had been a draft."""
    town = front.town
    town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} what first?")
    heard = await front.heard()
    assert heard.replies_to is None
    async with front.drafts.writing(heard.place, None) as on_text:
        await shown(on_text, WORDS, pace=pace)
    await front.answer()
    [answer] = front.said_in(int(heard.place.address))
    assert answer.revisions == 1
    assert await rows(front) == 1

    after = reborn(front, pace)
    async with town.store.transaction() as tx:
        person = await tx.people.at(Address(DISCORD, str(town.ann.id)))
        assert person is not None
        await queue_reply(
            tx, person, heard.place, "Hello, I am Meg.", key="meg", voices=front.shop.voices
        )
    await after.deliver()
    words = [one.content for one in front.said_in(int(heard.place.address))]
    assert [words[0].split("\n")[0], *words[1:]] == [ANSWER, "Hello, I am Meg."]
    pace.move(timedelta(seconds=LEFT_AFTER_S + 1))
    assert not await after.drafts.sweep()
    assert len(front.said_in(int(heard.place.address))) == 2
    assert await rows(front) == 0


async def test_what_the_staff_say_meanwhile_takes_no_draft_that_is_still_being_written(
    front: Shopfront, pace: MovableClock
) -> None:
    town = front.town
    town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} what first?")
    heard = await front.heard()
    await front.answer()
    async with front.drafts.writing(heard.place, None) as on_text:
        await shown(on_text, WORDS[:45], pace=pace)
        async with town.store.transaction() as tx:
            person = await tx.people.at(Address(DISCORD, str(town.ann.id)))
            assert person is not None
            await queue_reply(
                tx, person, heard.place, "Hello, I am Meg.", key="meg", voices=front.shop.voices
            )
        await front.deliver()
        await shown(on_text, WORDS, pace=pace)
    await front.drafts.drop(heard.place, None)
    words = [one.content for one in front.said_in(int(heard.place.address))]
    assert words[-1] == "Hello, I am Meg."
    assert len(words) == 2


async def test_without_a_right_to_read_what_cannot_be_found_is_forgotten(
    front: Shopfront, pace: MovableClock
) -> None:
    town = front.town
    town.sim.set_overwrite(
        town.alerts, town.application.bot, deny=int(Permission.READ_MESSAGE_HISTORY)
    )
    town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} what first?")
    heard = await front.heard()
    lose_answer(front)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        await shown(on_text, WORDS, pace=pace)
    pace.move(timedelta(hours=1))
    after = reborn(front, pace)
    await after.drafts.sweep()
    pace.move(timedelta(seconds=LEFT_AFTER_S + 1))
    await after.drafts.sweep()
    assert await rows(front) == 0
