"""Whoever tries the assistant gets what a customer would, and nothing is sent for it."""

from __future__ import annotations

import pytest
from tests.conversation.house import BY_PHONE, SALLY, Shop

from maneki.clock import MovableClock
from maneki.conversation.rehearsal import Rehearsal
from maneki.errors import InvalidInputError
from maneki.store import Store


@pytest.fixture
def shop(store: Store, clock: MovableClock) -> Shop:
    return Shop(store, clock)


@pytest.fixture
def rehearsal(shop: Shop) -> Rehearsal:
    return Rehearsal(
        shop.store,
        receiver=shop.receiver,
        turns=shop.turns,
        voices=shop.voices,
        holder="me",
        clock=shop.clock,
    )


async def test_what_is_tried_is_answered_and_not_sent(shop: Shop, rehearsal: Rehearsal) -> None:
    said = await rehearsal.say("do you have Dune?", by=SALLY, at=BY_PHONE)

    assert said.parts[0].startswith("you said: do you have Dune?")
    assert await shop.told() == []


async def test_what_was_tried_is_part_of_the_history(shop: Shop, rehearsal: Rehearsal) -> None:
    await rehearsal.say("do you have Dune?", by=SALLY, at=BY_PHONE)
    await shop.hear("and the second one?")
    await shop.answer()

    assert [turn.said for turn in shop.parrot.asked[-1].history] == ["do you have Dune?"]


async def test_the_gates_are_the_same(shop: Shop, rehearsal: Rehearsal) -> None:
    stopped = await rehearsal.say("STOP", by=SALLY, at=BY_PHONE)
    silent = await rehearsal.say("hello", by=SALLY, at=BY_PHONE)

    assert "unsubscribed" in stopped.parts[0]
    assert silent.parts == ()
    assert await shop.told() == []


async def test_nothing_and_the_same_again_are_refused_with_a_sentence(
    rehearsal: Rehearsal,
) -> None:
    with pytest.raises(InvalidInputError, match="nothing in this message"):
        await rehearsal.say("  ", by=SALLY, at=BY_PHONE)
    await rehearsal.say("hello", by=SALLY, at=BY_PHONE, external_id="1")
    with pytest.raises(InvalidInputError, match="before"):
        await rehearsal.say("hello", by=SALLY, at=BY_PHONE, external_id="1")


async def test_who_answers_for_real_leaves_what_is_tried_alone(
    shop: Shop, rehearsal: Rehearsal
) -> None:
    await shop.hear("a try", source="console")

    await shop.answer()

    assert shop.parrot.asked == []


async def test_whoever_tries_it_may_say_as_much_as_they_like(rehearsal: Rehearsal) -> None:
    for number in range(10):
        said = await rehearsal.say(f"message {number}", by=SALLY, at=BY_PHONE)
        assert said.parts[0].startswith(f"you said: message {number}")


async def test_nobody_brings_back_by_a_try_who_has_left_themselves(
    shop: Shop, rehearsal: Rehearsal
) -> None:
    await shop.hear("STOP")
    assert (await rehearsal.say("START", by=SALLY, at=BY_PHONE)).parts == ()
    async with shop.store.transaction() as tx:
        assert (await tx.consents.of(SALLY)).is_opted_out


async def test_who_left_in_a_try_comes_back_in_one(shop: Shop, rehearsal: Rehearsal) -> None:
    assert "unsubscribed" in (await rehearsal.say("STOP", by=SALLY, at=BY_PHONE)).parts[0]
    assert (await rehearsal.say("STOP", by=SALLY, at=BY_PHONE)).parts == ()
    assert "again" in (await rehearsal.say("START", by=SALLY, at=BY_PHONE)).parts[0]
    said = await rehearsal.say("hello", by=SALLY, at=BY_PHONE)
    assert said.parts[0].startswith("you said: hello")


async def test_a_try_is_no_evidence_that_a_customer_wrote_first(
    shop: Shop, rehearsal: Rehearsal
) -> None:
    await rehearsal.say("cancel it", by=SALLY, at=BY_PHONE)
    async with shop.store.transaction() as tx:
        assert await tx.consents.history(SALLY) == ()
