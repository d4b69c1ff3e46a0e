"""What happens between two steps of a turn, and what must not come of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.conversation.house import BY_PHONE, IN_DMS, SALLY, TOM, Parrot, Shop

from maneki.assistant.assistant import Answer, Question
from maneki.channels.discord.parts import DiscordVoice
from maneki.clock import MovableClock
from maneki.conversation.handover import Handovers
from maneki.conversation.rehearsal import Rehearsal
from maneki.errors import InvalidInputError
from maneki.model.conversation import Medium, Place, PlaceKind, Received, SaidBy
from maneki.model.ids import BookId
from maneki.people.privacy import Privacy
from maneki.store import Store


@pytest.fixture
def shop(store: Store, clock: MovableClock) -> Shop:
    return Shop(store, clock)


def rehearsal_of(shop: Shop, *, patience: timedelta = timedelta(seconds=90)) -> Rehearsal:
    return Rehearsal(
        shop.store,
        receiver=shop.receiver,
        turns=shop.turns,
        voices=shop.voices,
        holder="me",
        clock=shop.clock,
        patience=patience,
    )


async def claimed(shop: Shop) -> tuple[Received, ...]:
    shop.clock.move(timedelta(seconds=2))
    async with shop.store.transaction() as tx:
        until = tx.now + timedelta(minutes=1)
        [received] = await tx.inbox.claim(seats=1, holder="me", until=until, waited_enough=tx.now)
    return received


async def test_who_is_forgotten_before_their_turn_begins_ends_it_for_nobody_else(
    shop: Shop,
) -> None:
    await shop.hear("do you have Dune?")
    received = await claimed(shop)
    await Privacy(shop.store, changed=lambda: None).forget(SALLY, confirmed=True)

    said = await shop.turns.answer(received)

    assert said.text is None
    assert shop.parrot.asked == []


async def test_a_turn_that_cannot_be_written_down_ends_nobody_elses(
    store: Store, clock: MovableClock
) -> None:
    def unkeepable(question: Question) -> Answer:
        shown = (BookId("no such book"),) if question.caller == SALLY else ()
        return Answer(text="hello", said_by=SaidBy.RULES, shown=shown)

    shop = Shop(store, clock, Parrot(unkeepable))
    await shop.hear("first")
    await shop.hear("second", at=IN_DMS, by=TOM)
    clock.move(timedelta(seconds=2))

    async with shop.talker.at_work():
        await shop.talker.step()
        await shop.talker.rest()

    assert await shop.told() == []
    assert len(await shop.told(IN_DMS)) == 1


async def test_what_is_tried_in_somebodys_name_never_swallows_what_they_say(shop: Shop) -> None:
    await shop.hear("a try", source="console")
    await shop.hear("do you have Dune?")

    shop.clock.move(timedelta(hours=2))
    await shop.answer()

    assert [question.text for question in shop.parrot.asked] == ["a try", "do you have Dune?"]
    assert ["do you have Dune?" in text for text in await shop.told()] == [True]


async def test_what_was_tried_in_vain_is_not_waited_for(shop: Shop) -> None:
    await shop.hear("do you have Dune?")
    received = await claimed(shop)
    with pytest.raises(InvalidInputError, match="being answered already"):
        await rehearsal_of(shop, patience=timedelta(0)).say("a try", by=SALLY, at=BY_PHONE)

    await shop.turns.answer(received)

    async with shop.store.reading() as tx:
        assert not await tx.inbox.has_open()


async def test_nobody_of_the_shop_is_called_by_who_only_tries_it(
    store: Store, clock: MovableClock
) -> None:
    shop = Shop(
        store,
        clock,
        Parrot(lambda _: Answer(text="asked", said_by=SaidBy.RULES, wants_staff="a person")),
    )
    rehearsal = rehearsal_of(shop)
    for _ in range(2):
        said = await rehearsal.say("I want a person", by=SALLY, at=BY_PHONE)
        assert said.parts[0].startswith("asked")

    assert await Handovers(store, voices=shop.voices, due=shop.due).waiting() == ()


@pytest.mark.parametrize("unkeepable", ["\ud83d", "\x00"])
async def test_what_no_database_keeps_is_heard_without_it(shop: Shop, unkeepable: str) -> None:
    await shop.hear(f"do you have Dune{unkeepable}?")
    await shop.answer()

    assert "do you have Dune\ufffd?" in (await shop.told())[0]


async def test_the_staff_read_all_of_a_long_message(shop: Shop) -> None:
    shop.voices[Medium.DISCORD] = DiscordVoice()
    desk = Handovers(shop.store, voices=shop.voices, due=shop.due)
    await shop.hear("hello")
    await shop.answer()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")

    await shop.hear(" ".join(f"word{number}" for number in range(900)))

    told = await shop.told(Place(kind=PlaceKind.THREAD, address="9009"))
    assert len(told) > 1
    assert " ".join(told).split() == [f"word{number}" for number in range(900)]


@pytest.mark.parametrize("contact", [None, "books@foxglove.example"])
async def test_who_calls_for_staff_that_cannot_be_called_is_told_so(
    shop: Shop, contact: str | None
) -> None:
    desk = Handovers(shop.store, voices=shop.voices, due=shop.due, contact=contact)
    await shop.hear("hello")
    await shop.answer()
    await desk.take_over(BY_PHONE, reason="a person")

    await desk.give_up()
    await shop.hear("is anybody there?")
    assert len(await shop.told()) == 1
    shop.clock.move(timedelta(minutes=11))
    for _ in range(2):
        await desk.give_up()

    _, told = await shop.told()
    assert "could not reach anybody" in told
    assert (contact or "look up") in told
    await shop.hear("do you have Dune?")
    await shop.answer()
    assert "you said: do you have Dune?" in await shop.told()


async def test_what_is_tried_in_somebodys_name_does_not_stand_for_their_introduction(
    shop: Shop,
) -> None:
    tried = await rehearsal_of(shop).say("a try", by=SALLY, at=BY_PHONE)
    again = await rehearsal_of(shop).say("another", by=SALLY, at=BY_PHONE)
    assert ["STOP" in said.parts[0] for said in (tried, again)] == [True, False]

    await shop.hear("do you have Dune?")
    await shop.answer()
    await shop.hear("and the second one?")
    await shop.answer()

    assert ["STOP" in text for text in await shop.told()] == [True, False]


async def test_what_the_staff_were_shown_of_somebody_is_forgotten_with_them(shop: Shop) -> None:
    desk = Handovers(shop.store, voices=shop.voices, due=shop.due)
    await shop.hear("hello")
    await shop.answer()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    await shop.hear("I live at 12 Elm Street")
    staff = Place(kind=PlaceKind.THREAD, address="9009")
    assert await shop.told(staff) == ["I live at 12 Elm Street"]

    await Privacy(shop.store, changed=lambda: None).forget(SALLY, confirmed=True)

    assert await shop.told(staff) == []


async def test_the_staff_are_told_that_who_opted_out_hears_nothing_of_theirs(shop: Shop) -> None:
    desk = Handovers(shop.store, voices=shop.voices, due=shop.due)
    await shop.hear("hello")
    await shop.answer()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    await shop.hear("STOP")
    before = await shop.told()

    for _ in range(2):
        assert await desk.staff_said("9009", text="Your book is in", by="7", message_id="1")

    assert await shop.told() == before
    [said] = await shop.told(Place(kind=PlaceKind.THREAD, address="9009"))
    assert "not sent" in said


async def test_the_staff_are_shown_nothing_that_was_only_tried(shop: Shop) -> None:
    desk = Handovers(shop.store, voices=shop.voices, due=shop.due)
    await shop.hear("hello")
    await shop.answer()
    await desk.take_over(BY_PHONE, reason="staff")

    said = await rehearsal_of(shop).say("a try", by=SALLY, at=BY_PHONE)

    assert said.parts == ()
    [briefing] = await desk.waiting()
    assert [turn.said for turn in briefing.turns] == ["hello"]
