"""One turn at a time, in order, with what was said before: and always exactly one answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tests.conversation.house import BY_PHONE, IN_DMS, IN_PUBLIC, SALLY, TOM, Parrot, Shop

from maneki.assistant.assistant import Answer, Question
from maneki.clock import MovableClock
from maneki.conversation.handover import Handovers
from maneki.model.conversation import Fact, Place, PlaceKind, SaidBy
from maneki.model.person import Address, Preferences
from maneki.store import Store


@pytest.fixture
def shop(store: Store, clock: MovableClock) -> Shop:
    return Shop(store, clock)


def quoted(question: Question) -> list[tuple[str, str]]:
    return [(turn.said, turn.answered or "") for turn in question.history]


async def test_what_was_said_before_is_known_in_its_order(shop: Shop) -> None:
    shop.parrot.say = lambda _: Answer(text="what level are you?", said_by=SaidBy.RULES)
    await shop.hear("I need a Python book")
    await shop.answer()
    await shop.hear("intermediate")
    await shop.answer()

    assert quoted(shop.parrot.asked[1]) == [("I need a Python book", "what level are you?")]


async def test_the_first_answer_of_a_conversation_says_who_speaks(shop: Shop) -> None:
    await shop.hear("hello")
    await shop.answer()
    await shop.hear("and again")
    await shop.answer()

    first, second = await shop.told()
    assert "Automated assistant of Foxglove Books" in first
    assert "STOP to opt out" in first
    assert "Automated" not in second


async def test_the_first_text_of_all_says_who_what_for_how_often_what_it_costs_and_how_to_leave(
    shop: Shop,
) -> None:
    await shop.hear("hello")
    await shop.answer()

    [first] = await shop.told()
    assert first == (
        "you said: hello\n\n"
        "Automated assistant of Foxglove Books. Text PERSON to reach somebody. "
        "We text back when you text us. Msg&data rates may apply. "
        "Reply STOP to opt out, HELP for help."
    )


async def test_a_conversation_ends_by_silence_and_not_by_how_long_ago_it_began(
    shop: Shop,
) -> None:
    for number in range(12):
        await shop.hear(f"question {number}")
        await shop.answer()
        shop.clock.move(timedelta(hours=2, minutes=50))

    assert len({one.conversation.id for one in shop.parrot.asked}) == 1
    assert [turn.said for turn in shop.parrot.asked[-1].history] == [
        f"question {number}" for number in range(11)
    ]
    shop.clock.move(timedelta(minutes=20))
    await shop.hear("question 12")
    await shop.answer()
    assert len({one.conversation.id for one in shop.parrot.asked}) == 2


async def test_after_a_long_silence_a_new_conversation_begins_and_the_person_is_known(
    shop: Shop, store: Store
) -> None:
    await shop.hear("hello")
    await shop.answer()
    async with store.transaction() as tx:
        person = await tx.people.at(SALLY)
        assert person is not None
        await tx.memory.pin(person.id, Fact("name", "Sally"))
    shop.clock.move(timedelta(hours=4))
    await shop.hear("me again")
    await shop.answer()

    last = shop.parrot.asked[-1]
    assert last.history == ()
    assert last.facts == (Fact("name", "Sally"),)
    assert last.conversation.id != shop.parrot.asked[0].conversation.id
    assert "Automated assistant of Foxglove Books" in (await shop.told())[-1]
    assert "Msg&data" not in (await shop.told())[-1]


async def test_a_thread_is_one_conversation_however_long_the_pauses_are(shop: Shop) -> None:
    thread = Place(kind=PlaceKind.THREAD, address="6006", server="77")
    await shop.hear("hello", at=thread)
    await shop.answer()
    shop.clock.move(timedelta(days=2))
    await shop.hear("me again", at=thread)
    await shop.answer()

    assert [turn.said for turn in shop.parrot.asked[-1].history] == ["hello"]


async def test_two_threads_do_not_share_a_memory(shop: Shop) -> None:
    one = Place(kind=PlaceKind.THREAD, address="6006", server="77")
    other = Place(kind=PlaceKind.THREAD, address="6007", server="77")
    await shop.hear("the secret of the first", at=one)
    await shop.answer()
    await shop.hear("hello", at=other)
    await shop.answer()

    assert shop.parrot.asked[-1].history == ()


async def test_what_is_said_in_private_is_not_known_in_public(shop: Shop, store: Store) -> None:
    await shop.hear("the secret", at=IN_DMS)
    await shop.answer()
    async with store.transaction() as tx:
        person = await tx.people.at(TOM)
        assert person is not None
        await tx.memory.pin(person.id, Fact("name", "Tom"))
    await shop.hear("hello", at=IN_PUBLIC)
    await shop.answer()

    asked = shop.parrot.asked[-1]
    assert asked.history == ()
    assert asked.facts == ()


async def test_the_window_is_cut_between_turns_and_the_rest_is_summed_up(
    shop: Shop, store: Store
) -> None:
    for number in range(25):
        shop.clock.move(timedelta(minutes=1))
        await shop.hear(f"question {number}")
        await shop.answer()

    asked = shop.parrot.asked[-1]
    assert [turn.said for turn in asked.history] == [f"question {n}" for n in range(4, 24)]
    assert asked.summary is not None
    assert "question 0" in asked.summary
    assert "question 4;" not in asked.summary


async def test_a_burst_by_text_is_answered_once_and_a_moment_after_its_last(shop: Shop) -> None:
    async def answered_after(seconds: float) -> bool:
        shop.clock.move(timedelta(seconds=seconds))
        async with shop.talker.at_work():
            return await shop.talker.step()

    for words in ("do you have", "Dune", "in paperback?"):
        await shop.hear(words)
        assert not await answered_after(1.0)
    assert await answered_after(0.5)
    assert [one.text for one in shop.parrot.asked] == ["do you have\nDune\nin paperback?"]


async def test_who_goes_on_and_on_is_answered_all_the_same(shop: Shop) -> None:
    async with shop.talker.at_work():
        for number in range(8):
            await shop.hear(f"and {number}")
            shop.clock.move(timedelta(seconds=1))
            if await shop.talker.step():
                break
    [asked] = shop.parrot.asked
    assert asked.text.startswith("and 0\nand 1")


async def test_nobody_has_two_turns_at_once_on_two_ways(store: Store, clock: MovableClock) -> None:
    running = 0
    most = 0

    async def slowly(question: Question) -> Answer:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(20):
            await asyncio.sleep(0)
        running -= 1
        return Answer(text=question.text, said_by=SaidBy.RULES)

    shop = Shop(store, clock, Parrot(slowly))
    await shop.hear("by text", by=TOM)
    await shop.hear("in DMs", at=IN_DMS, by=TOM)

    await shop.answer()

    assert most == 1
    assert [one.text for one in shop.parrot.asked] == ["by text", "in DMs"]


async def test_what_comes_while_somebody_is_answered_is_answered_next(
    store: Store, clock: MovableClock
) -> None:
    async def interrupted(question: Question) -> Answer:
        if question.text == "first":
            await busy.hear("second")
            clock.move(timedelta(seconds=2))
        return Answer(text=f"re {question.text}", said_by=SaidBy.RULES)

    busy = Shop(store, clock, Parrot(interrupted))
    await busy.hear("first")

    await busy.answer()

    told = [text.splitlines()[0] for text in await busy.told()]
    assert told == ["re first", "re second"]


async def test_an_assistant_that_breaks_ends_in_one_honest_sentence(
    store: Store, clock: MovableClock
) -> None:
    def broken(_: Question) -> Answer:
        raise ZeroDivisionError

    shop = Shop(store, clock, Parrot(broken))
    await shop.hear("do you have Dune?")
    await shop.answer()
    [told] = await shop.told()
    assert "went wrong on my side" in told

    shop.parrot.say = None
    await shop.hear("and now?")
    await shop.answer()
    assert (await shop.told())[-1] == "you said: and now?"


async def test_a_turn_that_breaks_off_is_taken_up_by_the_next_process(
    store: Store, clock: MovableClock
) -> None:
    class Killed(BaseException):
        pass

    async def killed(_: Question) -> Answer:
        raise Killed

    shop = Shop(store, clock, Parrot(killed))
    await shop.hear("do you have Dune?")
    with pytest.raises(BaseExceptionGroup):
        await shop.answer()
    assert await shop.told() == []

    reborn = Shop(store, clock)
    reborn.turns._holder = "another"
    reborn.talker._holder = "another"
    await reborn.talker.take_up()
    await reborn.answer()

    assert [text.splitlines()[0] for text in await reborn.told()] == ["you said: do you have Dune?"]


async def test_a_turn_that_breaks_off_each_time_ends_in_a_sentence(
    store: Store, clock: MovableClock
) -> None:
    class Killed(BaseException):
        pass

    async def killed(_: Question) -> Answer:
        raise Killed

    shop = Shop(store, clock, Parrot(killed))
    await shop.hear("the question of death")
    for number in range(3):
        with pytest.raises(BaseExceptionGroup):
            await shop.answer()
        shop = Shop(store, clock, Parrot(killed))
        shop.turns._holder = shop.talker._holder = f"process {number}"
        await shop.talker.take_up()

    await shop.answer()

    assert "went wrong on my side" in (await shop.told())[0]


async def test_the_staff_have_the_word_until_they_hand_it_back(
    store: Store, clock: MovableClock
) -> None:
    shop = Shop(store, clock)
    desk = Handovers(store, voices=shop.voices, due=shop.due)
    shop.parrot.say = lambda _: Answer(
        text="I am calling somebody.", said_by=SaidBy.RULES, wants_staff="asked for a person"
    )
    await shop.hear("can I talk to a person?")
    await shop.answer()
    await shop.hear("hello, anybody?")
    await shop.answer()
    assert len(shop.parrot.asked) == 1

    [briefing] = await desk.waiting()
    said = [turn.said for turn in briefing.turns]
    assert said == ["can I talk to a person?", "hello, anybody?"]

    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    assert await desk.waiting() == ()
    await shop.hear("it is about my order")
    staff = Place(kind=PlaceKind.THREAD, address="9009")
    assert await shop.told(staff) == ["it is about my order"]

    for _ in range(2):
        assert await desk.staff_said("9009", text="I am Ada.", by="discord:7", message_id="1")
    assert (await shop.told())[-1] == "I am Ada."
    assert (await shop.told()).count("I am Ada.") == 1

    assert await desk.hand_back("9009")
    assert not await desk.hand_back("9009")
    shop.parrot.say = None
    await shop.hear("thanks")
    await shop.answer()
    assert (await shop.told())[-1] == "you said: thanks"
    quotes = quoted(shop.parrot.asked[-1])
    assert ("it is about my order", "") in quotes
    assert ("", "I am Ada.") in quotes


async def test_a_late_answer_is_dropped_when_the_staff_took_over(
    store: Store, clock: MovableClock
) -> None:
    desk: Handovers

    async def taken_over(_: Question) -> Answer:
        await desk.take_over(BY_PHONE, reason="staff")
        return Answer(text="too late", said_by=SaidBy.MODEL)

    shop = Shop(store, clock, Parrot(taken_over))
    desk = Handovers(store, voices=shop.voices, due=shop.due)
    await shop.hear("do you have Dune?")

    await shop.answer()

    assert await shop.told() == []
    [briefing] = await desk.waiting()
    assert [turn.said for turn in briefing.turns] == ["do you have Dune?"]


async def test_stop_is_heard_while_the_staff_have_the_word(
    store: Store, clock: MovableClock
) -> None:
    shop = Shop(store, clock)
    desk = Handovers(store, voices=shop.voices, due=shop.due)
    await shop.hear("hello")
    await shop.answer()
    await desk.take_over(BY_PHONE, reason="staff")

    await shop.hear("STOP")

    assert ["unsubscribed" in text for text in await shop.told()] == [True]


async def test_somebody_is_spoken_to_in_their_language(store: Store, clock: MovableClock) -> None:
    shop = Shop(store, clock, newcomer=Preferences(language="ja"))
    await shop.hear("こんにちは", at=IN_DMS, by=Address("discord", "8"))
    await shop.answer()
    assert "自動アシスタント" in (await shop.told(IN_DMS))[0]


async def test_what_a_model_writes_can_be_kept_whatever_it_is(shop: Shop) -> None:
    shop.parrot.say = lambda _: Answer(text="one\x00two \ud83d", said_by=SaidBy.MODEL)
    await shop.hear("hello")
    await shop.answer()
    assert (await shop.told())[0].startswith("one\ufffdtwo \ufffd")


async def test_prices_are_named_as_the_server_wants_them(shop: Shop, store: Store) -> None:
    async with store.transaction() as tx:
        server = await tx.servers.joined("77", name="Foxglove")
        await tx.servers.decide(server.id, {"currency": "CAD"})
    await shop.hear("how much is Dune?", at=IN_PUBLIC)
    await shop.hear("how much is Dune?", at=IN_DMS, by=Address("discord", "9"))
    await shop.answer()
    assert {one.conversation.place.kind: one.currency for one in shop.parrot.asked} == {
        PlaceKind.CHANNEL: "CAD",
        PlaceKind.DM: None,
    }
