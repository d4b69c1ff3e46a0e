"""What comes in is heard once, in the order of the gates, whoever sends it how often."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conversation.house import BY_PHONE, IN_DMS, NUMBER, SALLY, Parrot, Shop

from maneki.assistant.assistant import Answer, Question
from maneki.assistant.spending import Caps
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
from maneki.conversation.handover import Handovers
from maneki.conversation.receive import Reception
from maneki.model.consent import Consents
from maneki.model.conversation import (
    CostKind,
    Handover,
    Inbound,
    Keyword,
    Place,
    PlaceKind,
    SaidBy,
)
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
    text=st.sampled_from(
        [
            "STOP",
            "START",
            "HELP",
            "yes",
            "FORGET ME",
            "my data",
            "stop texting me",
            "hello",
            " ",
            "",
        ]
    ),
    keyword=st.sampled_from([None, *Keyword]),
    is_out=st.booleans(),
    counted=st.tuples(st.integers(0, 12), st.integers(0, 80)),
    has_staff=st.booleans(),
    is_spent=st.booleans(),
)
def test_the_gates_come_in_their_order(  # noqa: PLR0917  (Hypothesis names them all)
    text: str,
    keyword: Keyword | None,
    is_out: bool,
    counted: tuple[int, int],
    has_staff: bool,
    is_spent: bool,
) -> None:
    """The first of these that holds decides, whatever else does."""
    in_a_minute, in_an_hour = counted
    inbound = Inbound(
        source="test",
        external_id="1",
        sender=SALLY,
        place=BY_PHONE,
        text=text,
        received_at=MovableClock().now(),
        keyword=keyword,
    )
    standing = Standing(
        consents=Consents(messages=not is_out),
        handover=HANDOVER if has_staff else None,
        in_a_minute=in_a_minute,
        in_an_hour=in_an_hour,
        is_spent=is_spent,
    )
    is_too_much = in_a_minute >= 6 or in_an_hour >= 60
    is_an_answer = keyword is Keyword.START and text == "yes" and not is_out
    said = keyword.value.upper() if keyword and not is_an_answer else text
    is_by_right = text in {"FORGET ME", "my data"}
    # START and YES bring back who has left; of who has not they are words like others.
    in_order: list[tuple[bool, type | Keep]] = [
        (not text.strip(), Keep(Kept.EMPTY)),
        (said == "STOP", OptOut),
        (said == "HELP", Help),
        (said == "START" and (is_out or not is_too_much), OptIn),
        (said == "yes" and is_out, OptIn),
        (said == "stop texting me" and not is_out, OptOut),
        (is_out and not is_by_right, Keep(Kept.OPTED_OUT)),
        (is_too_much, Keep(Kept.TOO_MANY, is_told=True)),
        (is_by_right, ToAssistant),
        (has_staff, ToStaff),
        (is_spent, Keep(Kept.SPENT, is_told=True)),
        (True, ToAssistant),
    ]
    expected = next(gate for holds, gate in in_order if holds)

    gate = gate_for(inbound, standing, Limits())

    if isinstance(expected, type):
        assert isinstance(gate, expected)
    else:
        assert gate == expected


async def test_what_the_provider_took_for_its_keyword_is_one(shop: Shop, store: Store) -> None:
    """Twilio's list of words may be the operator's own."""
    await shop.hear("ADIOS", keyword=Keyword.STOP, is_settled=True)
    await shop.hear("hello?")
    await shop.answer()
    assert await shop.told() == []
    async with store.reading() as tx:
        assert (await tx.consents.of(SALLY)).is_opted_out
    await shop.hear("HOLA", keyword=Keyword.START, is_settled=True)
    await shop.hear("do you have Dune?")
    await shop.answer()
    assert [one.text for one in shop.parrot.asked] == ["do you have Dune?"]


async def test_a_yes_that_the_provider_takes_for_start_answers_a_question(shop: Shop) -> None:
    await shop.hear("yes", keyword=Keyword.START, is_settled=True)
    await shop.answer()
    assert [one.text for one in shop.parrot.asked] == ["yes"]


async def test_a_doubtful_sentence_pauses_whoever_has_the_word(shop: Shop, store: Store) -> None:
    await shop.hear("hello")
    await shop.answer()
    handovers = Handovers(store, voices=shop.voices, due=lambda: None)
    assert await handovers.take_over(BY_PHONE, reason="asked")
    assert (await shop.hear("cancel it")).reception is Reception.HEARD
    async with store.reading() as tx:
        assert (await tx.consents.of(SALLY)).is_in_doubt


async def test_what_texts_may_cost_has_an_end_that_is_told_once(
    store: Store, clock: MovableClock
) -> None:
    shop = Shop(store, clock, caps=Caps(person_segments_a_day=10), zone=ZoneInfo("Asia/Tokyo"))
    await shop.hear("hello")
    await shop.answer()
    async with store.transaction() as tx:
        person = await tx.people.at(SALLY)
        assert person is not None
        await tx.costs.add(
            CostKind.SMS, what_for="p1", person_id=person.id, micros=None, segments=20
        )
    for text in ("and now?", "hello?", "anybody?"):
        await shop.hear(text)
    await shop.hear("HELP")
    await shop.answer()
    said = await shop.told()
    assert [text[:40] for text in said[1:]] == [
        "That is as much as I can text you for no",
        said[2][:40],
    ]
    assert "STOP" in said[2]
    assert len(shop.parrot.asked) == 1
    clock.move(timedelta(days=1))
    await shop.hear("good morning")
    await shop.answer()
    assert len(shop.parrot.asked) == 2


async def test_help_over_and_over_costs_nothing_any_more_and_stop_is_obeyed(
    store: Store, clock: MovableClock
) -> None:
    shop = Shop(store, clock, caps=Caps(person_segments_a_day=10))
    await shop.hear("HELP")
    async with store.transaction() as tx:
        person = await tx.people.at(SALLY)
        assert person is not None
        await tx.costs.add(
            CostKind.SMS, what_for="p1", person_id=person.id, micros=None, segments=40
        )
    for _ in range(4):
        await shop.hear("HELP")
    assert len(await shop.told()) == 3
    for text in ("STOP", "START", "STOP"):
        await shop.hear(text)
    # What was to be said before has not gone out yet.
    assert await shop.told() == []
    async with store.reading() as tx:
        assert (await tx.consents.of(SALLY)).is_opted_out


async def test_what_went_to_the_staff_counts_against_how_much_somebody_may_write(
    shop: Shop, store: Store
) -> None:
    await shop.hear("a person please")
    await shop.answer()
    handovers = Handovers(store, voices=shop.voices, due=lambda: None)
    assert await handovers.take_over(BY_PHONE, reason="asked")
    taken = [await shop.hear(f"line {number}") for number in range(12)]
    assert [one.reception for one in taken].count(Reception.HEARD) == 5


async def test_the_number_is_in_no_answer(shop: Shop) -> None:
    await shop.hear("hello")
    await shop.answer()
    assert all(NUMBER not in text for text in await shop.told())
