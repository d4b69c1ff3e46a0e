"""What comes in is heard once, in the order of the gates, whoever sends it how often."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conversation.house import BY_PHONE, IN_DMS, NUMBER, SALLY, Parrot, Shop

from maneki.assistant.assistant import Answer, Question
from maneki.clock import MovableClock
from maneki.conversation.gates import (
    Help,
    Keep,
    Kept,
    Limits,
    OptIn,
    OptOut,
    Standing,
    ToAssistant,
    ToStaff,
    gate_for,
)
from maneki.conversation.receive import Reception
from maneki.model.consent import Consents
from maneki.model.conversation import Handover, Inbound, Place, PlaceKind, SaidBy
from maneki.model.ids import ConversationId, HandoverId, PersonId
from maneki.model.person import Address
from maneki.store import Store


@pytest.fixture
def shop(store: Store, clock: MovableClock) -> Shop:
    return Shop(store, clock)


async def test_a_text_is_answered_once_however_often_it_is_sent(shop: Shop) -> None:
    for _ in range(3):
        await shop.hear("do you have Dune?", external_id="same")

    await shop.answer()

    assert [text.splitlines()[0] for text in await shop.told()] == ["you said: do you have Dune?"]
    assert len(shop.parrot.asked) == 1


async def test_four_first_texts_at_once_are_one_person_and_one_reply(shop: Shop) -> None:
    await asyncio.gather(*(shop.hear(word) for word in ("one", "two", "three", "four")))

    await shop.answer()

    [asked] = shop.parrot.asked
    assert sorted(asked.text.split()) == ["four", "one", "three", "two"]
    assert len(await shop.told()) == 1


async def test_two_people_are_two_people(shop: Shop) -> None:
    other = Place(kind=PlaceKind.PHONE, address="+14155550100")
    await shop.hear("hello")
    await shop.hear("hello", at=other, by=Address("phone", other.address))

    await shop.answer()

    assert len({one.person.id for one in shop.parrot.asked}) == 2
    assert len(await shop.told(other)) == 1


async def test_stop_is_confirmed_once_and_silences_that_number(shop: Shop) -> None:
    await shop.hear("do you have Dune?")
    await shop.hear("Stop.")
    await shop.hear("STOP")
    await shop.hear("hello?")

    await shop.answer()

    [confirmation] = await shop.queued()
    assert confirmation.note is not None
    assert "unsubscribed" in confirmation.note.text
    assert confirmation.note.is_required
    assert shop.parrot.asked == []


async def test_stop_withdraws_a_reply_that_is_on_its_way(shop: Shop) -> None:
    await shop.hear("do you have Dune?")
    await shop.answer()
    assert len(await shop.told()) == 1

    await shop.hear("stop texting me pls")

    assert ["unsubscribed" in text for text in await shop.told()] == [True]


async def test_who_stops_while_they_are_being_answered_is_not_answered(
    store: Store, clock: MovableClock
) -> None:
    async def stopped_meanwhile(_: Question) -> Answer:
        await busy.hear("STOP")
        return Answer(text="too late", said_by=SaidBy.MODEL)

    busy = Shop(store, clock, Parrot(stopped_meanwhile))
    await busy.hear("do you have Dune?")

    await busy.answer()

    assert ["unsubscribed" in text for text in await busy.told()] == [True]


async def test_start_lets_somebody_come_back(shop: Shop) -> None:
    await shop.hear("STOP")
    await shop.hear("START")
    await shop.hear("do you have Dune?")

    await shop.answer()

    assert [one.text for one in shop.parrot.asked] == ["do you have Dune?"]


async def test_a_start_that_comes_late_or_again_does_not_undo_a_later_stop(
    shop: Shop, store: Store
) -> None:
    await shop.hear("START", external_id="the first start")
    said_at = shop.clock.now()
    shop.clock.move(timedelta(minutes=10))
    await shop.hear("STOP")
    shop.clock.move(timedelta(minutes=10))

    again = await shop.hear("START", external_id="the first start")
    late = await shop.hear("START", received_at=said_at)

    assert (again.reception, late.reception) == (Reception.KNOWN, Reception.KEPT)
    async with store.reading() as tx:
        assert (await tx.consents.of(SALLY)).is_opted_out

    await shop.hear("START")
    async with store.reading() as tx:
        assert not (await tx.consents.of(SALLY)).is_opted_out


async def test_yes_brings_back_only_who_has_left(shop: Shop) -> None:
    await shop.hear("yes")
    await shop.answer()
    assert [one.text for one in shop.parrot.asked] == ["yes"]

    await shop.hear("STOP")
    await shop.hear("Yes!")
    await shop.hear("hello")
    await shop.answer()

    assert [one.text for one in shop.parrot.asked] == ["yes", "hello"]


async def test_help_is_answered_to_who_has_left_too(shop: Shop) -> None:
    await shop.hear("STOP")
    await shop.hear("info")

    told = await shop.told()
    assert any("help@foxglove.example" in text and "STOP" in text for text in told)


async def test_stop_and_help_are_answered_in_the_words_that_carriers_know(shop: Shop) -> None:
    await shop.hear("HELP")
    await shop.hear("STOP")

    helped, stopped = sorted(await shop.told())
    assert helped == (
        "Foxglove Books: For help, contact help@foxglove.example or reply STOP to unsubscribe. "
        "Msg&data rates may apply."
    )
    assert stopped == (
        "Foxglove Books: You have unsubscribed and will no longer receive messages. "
        "Reply HELP for help."
    )


async def test_who_stops_before_the_first_answer_is_told_all_of_it_when_they_are_back(
    store: Store, clock: MovableClock
) -> None:
    async def stopped_meanwhile(question: Question) -> Answer:
        await busy.hear("STOP")
        return Answer(text="too late", said_by=SaidBy.RULES)

    busy = Shop(store, clock, Parrot(stopped_meanwhile))
    await busy.hear("do you have Dune?")
    await busy.answer()
    busy.parrot.say = None
    await busy.hear("START")
    await busy.hear("do you have Emma?")
    await busy.answer()

    first = (await busy.told())[-1]
    assert first.startswith("you said: do you have Emma?")
    assert "Reply STOP to opt out, HELP for help." in first


async def test_the_ledger_keeps_who_said_what(shop: Shop, store: Store) -> None:
    await shop.hear("hello", external_id="1")
    await shop.hear("please stop texting me", external_id="2")

    async with store.transaction() as tx:
        history = await tx.consents.history(SALLY)

    assert [(one.kind, one.is_given, one.words, one.source) for one in history] == [
        ("messages", True, "hello", "test:1"),
        ("messages", False, "please stop texting me", "test:2"),
        ("informational", False, "please stop texting me", "test:2"),
        ("promotional", False, "please stop texting me", "test:2"),
    ]


async def test_a_doubtful_sentence_pauses_what_nobody_asked_for_and_asks(
    shop: Shop, store: Store
) -> None:
    await shop.hear("cancel it")
    await shop.answer()

    async with store.transaction() as tx:
        now = await tx.consents.of(SALLY)
    assert now.is_in_doubt
    assert not now.is_opted_out
    assert "reply STOP" in (await shop.told())[0]


async def test_who_writes_too_much_is_told_once_and_heard_again_later(shop: Shop) -> None:
    for number in range(20):
        await shop.hear(f"message {number}")
    await shop.answer()
    told = await shop.told()
    assert sum("more than I can answer" in text for text in told) == 1
    assert len(shop.parrot.asked) == 1

    shop.clock.move(timedelta(minutes=2))
    await shop.hear("sorry")
    await shop.answer()
    assert shop.parrot.asked[-1].text == "sorry"


async def test_six_messages_a_minute_are_answered_and_refused_ones_do_not_count(shop: Shop) -> None:
    received = []
    for _ in range(30):
        received.append((await shop.hear("another one")).reception)
        shop.clock.move(timedelta(seconds=3))

    # The first six, and six more a minute later, although there was no pause in between.
    assert [at for at, one in enumerate(received) if one is Reception.WAITING] == [
        *range(6),
        *range(20, 26),
    ]


async def test_sixty_messages_an_hour_are_answered_and_then_as_many_as_an_hour_has_room_for(
    shop: Shop,
) -> None:
    received = []
    for _ in range(70):
        received.append((await shop.hear("another one")).reception)
        shop.clock.move(timedelta(seconds=20))
    assert received == [Reception.WAITING] * 60 + [Reception.KEPT] * 10

    shop.clock.move(timedelta(hours=1) - timedelta(seconds=70 * 20))
    assert (await shop.hear("the first is an hour ago")).reception is Reception.WAITING


async def test_who_writes_too_much_as_the_hour_turns_is_told_once_too(shop: Shop) -> None:
    now = shop.clock.now()
    shop.clock.move(now.replace(minute=59, second=50) - now)
    for _ in range(20):
        await shop.hear("another one")
        shop.clock.move(timedelta(seconds=1))

    assert sum("more than I can answer" in text for text in await shop.told()) == 1


async def test_a_provider_whose_clock_is_ahead_blocks_nobody_for_longer(shop: Shop) -> None:
    for _ in range(6):
        await shop.hear("hello", received_at=shop.clock.now() + timedelta(days=300))
    assert (await shop.hear("one too many")).reception is Reception.KEPT

    shop.clock.move(timedelta(seconds=61))
    assert (await shop.hear("and now?")).reception is Reception.WAITING


async def test_what_an_outage_held_back_is_not_counted_as_if_it_were_written_at_once(
    shop: Shop,
) -> None:
    now = shop.clock.now()
    for minutes in range(20, 0, -1):
        late = await shop.hear(f"{minutes} ago", received_at=now - timedelta(minutes=minutes))
        assert late.reception is Reception.WAITING
    await shop.answer()
    [asked] = shop.parrot.asked
    assert asked.text.splitlines()[:2] == ["20 ago", "19 ago"]


async def test_stop_is_heard_beyond_all_limits(shop: Shop) -> None:
    for number in range(20):
        await shop.hear(f"message {number}")

    taken = await shop.hear("unsubscribe")

    assert taken.reception is Reception.HEARD
    assert any("unsubscribed" in text for text in await shop.told())


async def test_an_empty_message_is_no_turn(shop: Shop) -> None:
    taken = await shop.hear("  \n ")
    await shop.answer()
    assert taken.reception is Reception.KEPT
    assert shop.parrot.asked == []
    assert await shop.told() == []


async def test_a_picture_without_words_gets_an_honest_sentence(shop: Shop) -> None:
    await shop.hear("", media=1)
    await shop.answer()
    assert "cannot see pictures" in (await shop.told())[0]
    assert shop.parrot.asked == []


async def test_ten_thousand_characters_are_read_and_no_more(shop: Shop) -> None:
    await shop.hear("a" * 25_000)
    await shop.answer()
    assert len(shop.parrot.asked[0].text) == 10_000


async def test_stop_means_nothing_of_the_kind_on_discord(shop: Shop) -> None:
    await shop.hear("stop", at=IN_DMS)
    await shop.answer()
    assert [one.text for one in shop.parrot.asked] == ["stop"]


async def test_what_the_provider_has_confirmed_is_not_confirmed_again(shop: Shop) -> None:
    await shop.hear("STOP", is_settled=True)
    assert await shop.told() == []

    await shop.hear("hello")
    await shop.answer()
    assert shop.parrot.asked == []


HANDOVER = Handover(
    id=HandoverId("h"),
    conversation_id=ConversationId("c"),
    person_id=PersonId("p"),
    reason="asked",
    asked_at=MovableClock().now(),
)


@given(
    text=st.sampled_from(["STOP", "start", "HELP", "do you have Dune?", "", "yes"]) | st.text(),
    is_out=st.booleans(),
    counted=st.integers(0, 200),
    has_staff=st.booleans(),
)
def test_the_gates_come_in_their_order(
    text: str, is_out: bool, counted: int, has_staff: bool
) -> None:
    inbound = Inbound(
        source="test",
        external_id="1",
        sender=SALLY,
        place=BY_PHONE,
        text=text,
        received_at=MovableClock().now(),
    )
    standing = Standing(
        consents=Consents(messages=not is_out),
        handover=HANDOVER if has_staff else None,
        in_a_minute=counted,
        in_an_hour=counted,
    )

    gate = gate_for(inbound, standing, Limits())

    match gate:
        case Keep(Kept.EMPTY):
            assert not text.strip()
        case OptOut() | OptIn() | Help():
            assert text.strip()
        case Keep(Kept.OPTED_OUT):
            assert is_out
        case Keep(Kept.TOO_MANY):
            assert not is_out
            assert counted >= 6
        case ToStaff():
            assert not is_out
            assert counted < 6
            assert has_staff
        case ToAssistant():
            assert not is_out
            assert counted < 6
            assert not has_staff
    if text == "STOP":
        assert isinstance(gate, OptOut)
    if text == "HELP":
        assert isinstance(gate, Help)


async def test_the_number_is_in_no_answer(shop: Shop) -> None:
    await shop.hear("hello")
    await shop.answer()
    assert all(NUMBER not in text for text in await shop.told())
