"""From a customer's phone to the shop and back: webhook, inbox, answer, outbox, provider."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from structlog.testing import capture_logs
from tests.channels.sms.town import NEW_YORK, NOON, NUMBER, Town, town_of
from tests.conversation.house import BY_PHONE, Shop
from tests.delivery.world import FaultyStore
from tests.web.counted import metrics_of
from tests.web.served import served_at

from maneki.assistant.assistant import Answer, Question
from maneki.channels.sms.inbound import Provider
from maneki.channels.sms.segments import is_gsm_7
from maneki.channels.sms.voice import TextVoice
from maneki.clock import MovableClock
from maneki.conversation.handover import Handovers
from maneki.markets.known import RESERVED_NAMES
from maneki.model.book_card import BookCard
from maneki.model.conversation import Medium, Place, PlaceKind, SaidBy
from maneki.model.ids import BookId
from maneki.people.lost_texts import lost_in_words, lost_texts
from maneki.simulator.sms import FaultKind, Rule, SmsRules, SmsSim, Way
from maneki.simulator.sms.gateway import SINCH_SECRET, TWILIO_TOKEN
from maneki.store import Store
from maneki.web.app import Health, build_app
from maneki.web.listings import Intake
from maneki.web.sms import TextDoor, WebhookKeys
from maneki.web.text_metrics import TextMetrics

PUBLIC = "https://shop.example"
INTERESTING = {"one", "two", "three"}
LANDLINE = {Provider.TWILIO: "30006", Provider.SINCH: "402"}


@dataclass
class Road:
    town: Town
    shop: Shop
    sim: SmsSim
    store: FaultyStore
    provider: Provider

    async def text(self, words: str, *, times: int = 1, number: str = NUMBER) -> int:
        return await self.sim.text(number, words, provider=self.provider, times=times)

    async def settle(self, *, turns: int = 3, apart: float = 0.0) -> None:
        """Whatever is to be answered and sent is, as far as a few turns go."""
        await self.shop.answer()
        await self.town.deliver(turns=turns, apart=apart)
        self.town.clock.move(1)

    def received(self, number: str = NUMBER) -> list[str]:
        return self.sim.received(number)


@pytest.fixture(params=list(Provider))
def provider(request: pytest.FixtureRequest) -> Provider:
    return Provider(request.param)


@pytest.fixture
def rules() -> SmsRules:
    return SmsRules(most_segments=2, zone=NEW_YORK, silent_for_s=1.0)


@pytest.fixture
async def road(
    dealt_store: Store, clock: MovableClock, provider: Provider, rules: SmsRules
) -> AsyncIterator[Road]:
    clock.move(NOON - clock.now())
    faulty = FaultyStore(dealt_store, clock)
    shop = Shop(faulty, clock)
    shop.voices[Medium.SMS] = TextVoice(most_segments=2)
    async with (
        served_at(app_of(faulty, clock, shop)) as url,
        SmsSim(clock, rules) as sim,
        town_of(dealt_store, clock, sim, provider) as town,
    ):
        sim.call(url, public_url=PUBLIC)
        yield Road(town, shop, sim, faulty, provider)
    sim.assert_clean()


async def healthy() -> Health:
    return Health({"database": "ok"})


def app_of(store: FaultyStore, clock: MovableClock, shop: Shop):
    metrics = metrics_of(store)
    return build_app(
        health=healthy,
        intake=Intake(
            store,
            token=None,
            reserved=RESERVED_NAMES,
            drop_percent=Decimal(5),
            found=lambda: None,
        ),
        metrics=metrics,
        texts=TextDoor(
            store,
            clock=clock,
            keys=WebhookKeys(twilio_tokens=(TWILIO_TOKEN,), sinch_secrets=(SINCH_SECRET,)),
            public_url=PUBLIC,
            take=shop.receiver.take,
            reported=TextMetrics(metrics.registry).reported,
        ),
    )


async def test_whoever_texts_the_shop_is_answered_by_text(road: Road) -> None:
    assert await road.text("do you have Dune?") == 200
    await road.settle()
    [answer] = road.received()
    assert "you said: do you have Dune?" in answer


async def test_the_introduction_repeats_nothing_of_the_answer_that_it_follows(road: Road) -> None:
    authors = ("Ursula K. Le Guin", "Octavia E. Butler")
    named = [
        BookCard(book_id=BookId(str(n)), title=f"The “Long” Voyage, Part {n}", authors=authors)
        for n in range(1, 6)
    ]
    unsaid = BookCard(book_id=BookId("6"), title="Kindred", authors=authors[1:])

    def five(_: Question) -> Answer:
        lines = (f'{n}. "{one.title}" by {one.authors[0]}' for n, one in enumerate(named, 1))
        text = "\n".join(("I found:", *lines))
        return Answer(text=text, said_by=SaidBy.RULES, books=(*named, unsaid))

    road.shop.parrot.say = five
    await road.text("space voyages")
    await road.settle(turns=6, apart=2)
    received = road.received()
    assert len(received) > 1
    lines = [line for one in received for line in one.splitlines() if line.strip()]
    assert len(lines) == len({*lines})
    assert [sum(f"Part {n}" in line for line in lines) for n in range(1, 6)] == [1] * 5
    assert sum("Kindred" in line for line in lines) == 1
    assert sum("Automated assistant" in line for line in lines) == 1


async def test_the_same_text_three_times_is_one_turn_and_one_reply(road: Road) -> None:
    await road.text("do you have Dune?", times=3)
    await road.settle()
    assert len(road.shop.parrot.asked) == 1
    assert len(road.received()) == 1


async def test_four_first_texts_at_once_are_one_person_and_none_is_refused(road: Road) -> None:
    statuses = await asyncio.gather(*map(road.text, ("one", "two", "three", "four")))
    await road.settle()
    assert statuses == [200, 200, 200, 200]
    assert len({question.person.id for question in road.shop.parrot.asked}) == 1
    assert len(road.received()) == 1


async def test_stop_is_confirmed_once_then_there_is_silence_and_start_brings_one_back(
    road: Road,
) -> None:
    await road.text("do you have Dune?")
    await road.settle()
    heard = len(road.received())
    for word in ("STOP", "stop", "hello?"):
        await road.text(word)
        await road.settle()
    [confirmation] = road.received()[heard:]
    assert "unsubscribed" in confirmation
    await road.text("HELP")
    await road.settle()
    assert "help@foxglove.example" in road.received()[-1]
    heard = len(road.received())
    await road.text("START")
    await road.text("do you have Emma?")
    await road.settle(turns=6)
    assert "do you have Emma?" in road.received()[-1]
    assert len(road.received()) == heard + 2


async def test_stop_while_an_answer_is_being_written_drops_it(road: Road) -> None:
    async def stopped_meanwhile(_: Question) -> Answer:
        await road.text("STOP")
        return Answer(text="too late", said_by=SaidBy.MODEL)

    road.shop.parrot.say = stopped_meanwhile
    await road.text("do you have Dune?")
    await road.settle()
    [confirmation] = road.received()
    assert "unsubscribed" in confirmation


async def test_stop_while_an_answer_is_on_its_way_drops_it(road: Road) -> None:
    road.sim.break_next(FaultKind.ERROR_503)
    await road.text("do you have Dune?")
    await road.settle(turns=1)
    await road.text("STOP")
    await road.settle(turns=8, apart=10)
    [confirmation] = road.received()
    assert "unsubscribed" in confirmation


async def test_what_the_staff_write_goes_to_nobody_who_has_opted_out(road: Road) -> None:
    desk = Handovers(road.store, voices=road.shop.voices, due=road.shop.due)
    await road.text("hello")
    await road.settle()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    await desk.staff_said("9009", text="I am Ada.", by="discord:7", message_id="1")
    await road.settle()
    await road.text("Stop. Thank you")
    await road.settle()
    await desk.staff_said("9009", text="But look at this!", by="discord:7", message_id="2")
    await road.settle()
    hello, ada, confirmation = road.received()
    assert hello.startswith("you said: hello")
    assert ada == "I am Ada."
    assert "unsubscribed" in confirmation


async def test_a_link_that_no_text_may_carry_is_left_out_and_the_staff_are_told(
    road: Road,
) -> None:
    desk = Handovers(road.store, voices=road.shop.voices, due=road.shop.due)
    await road.text("hello")
    await road.settle()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    for number, words in enumerate(("See [this](https://amzn.to/3abc)", "and that")):
        await desk.staff_said("9009", text=words, by="discord:7", message_id=f"{number}")
    await road.settle(turns=4)
    assert road.received()[1:] == ["See this: (link left out)", "and that"]
    told = [note for note in await road.town.notes() if "link was left out" in note]
    assert len(told) == 1


async def lost(road: Road) -> list[tuple[str, str]]:
    async with road.store.reading() as tx:
        since = tx.now - timedelta(days=7)
        found = await lost_texts(tx, NUMBER, since=since)
    return [(one.text, lost_in_words(one, "en")) for one in found]


async def test_what_the_staff_wrote_and_did_not_arrive_is_known_with_its_reason(
    road: Road,
) -> None:
    desk = Handovers(road.store, voices=road.shop.voices, due=road.shop.due)
    await road.text("hello")
    await road.settle()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")

    async def write(words: str) -> None:
        await desk.staff_said("9009", text=words, by="discord:7", message_id=words)
        await road.settle()

    for words in ("one", "two", "three"):
        await write(words)
    one, two, three = [text for text in road.sim.transcript(NUMBER) if text.text in INTERESTING]
    await road.sim.report(one, "delivered")
    await road.sim.report(two, "undelivered", code="30008")
    assert await lost(road) == [
        ("two", "This did not arrive: the carrier did not deliver it (code 30008).")
    ]
    # What comes out of order takes nothing back.
    await road.sim.report(two, "sent")
    await road.sim.report(three, "failed", code=LANDLINE[road.provider])
    assert [words for words, _ in await lost(road)] == ["two", "three"]
    assert "takes no texts" in (await lost(road))[-1][1]
    for _ in range(2):
        await desk.look_after()
    in_thread = await road.shop.told(Place(kind=PlaceKind.THREAD, address="9009", server="77"))
    told = [one for one in in_thread if "did not arrive" in one]
    assert [one.splitlines()[1] for one in told] == ["> two", "> three"]


async def test_what_the_staff_wrote_and_waits_is_known_until_it_goes(road: Road) -> None:
    desk = Handovers(road.store, voices=road.shop.voices, due=road.shop.due)
    await road.text("hello")
    await road.settle()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    road.town.clock.move(timedelta(days=1, hours=9))
    await desk.staff_said("9009", text="It came in.", by="discord:7", message_id="1")
    await road.settle()
    [(words, why)] = await lost(road)
    assert words == "It came in."
    assert why.startswith("This waits: it is too early or too late there")
    road.town.clock.move(timedelta(hours=12))
    await road.settle()
    assert await lost(road) == []


@pytest.mark.parametrize("provider", [Provider.TWILIO])
async def test_what_the_staff_wrote_to_a_landline_is_known_not_to_have_arrived(road: Road) -> None:
    desk = Handovers(road.store, voices=road.shop.voices, due=road.shop.due)
    await road.text("hello")
    await road.settle()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    road.sim.make_landline(NUMBER)
    await desk.staff_said("9009", text="It came in.", by="discord:7", message_id="1")
    await road.settle()
    [(_, why)] = await lost(road)
    assert "a landline" in why


async def test_what_the_staff_write_at_one_moment_arrives_in_its_order(road: Road) -> None:
    desk = Handovers(road.store, voices=road.shop.voices, due=road.shop.due)
    await road.text("hello")
    await road.settle()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    lines = [f"line {number}" for number in range(5)]
    for number, line in enumerate(lines):
        await desk.staff_said("9009", text=line, by="discord:7", message_id=f"{number}")
    await road.settle(turns=8, apart=5)
    assert road.received()[1:] == lines


async def test_what_the_staff_write_days_later_waits_for_the_morning_but_not_for_who_writes(
    road: Road,
) -> None:
    """Whoever wrote on Tuesday noon is not texted on Thursday night, unless they write then."""
    desk = Handovers(road.store, voices=road.shop.voices, due=road.shop.due)
    await road.text("hello")
    await road.settle()
    await desk.take_over(BY_PHONE, reason="staff")
    [briefing] = await desk.waiting()
    await desk.opened(briefing.handover.id, thread="9009", server="77", server_name="Foxglove")
    road.town.clock.move(timedelta(days=2, hours=9))
    long = " ".join(f"Sentence {number} of what came in." for number in range(1, 20))
    await desk.staff_said("9009", text=f"Your book is here. {long}", by="discord:7", message_id="1")
    await road.settle(turns=4)
    assert len(road.received()) == 1
    await road.text("is my book there?")
    await desk.staff_said("9009", text="Yes, it is.", by="discord:7", message_id="2")
    await road.settle(turns=6)
    book, *more, yes = road.received()[1:]
    assert book.startswith("Your book is here.")
    assert more
    assert yes == "Yes, it is."
    assert f"{book} {' '.join(more)}" == f"Your book is here. {long}"

    road.town.clock.move(timedelta(days=2))
    heard = len(road.received())
    await desk.hand_back("9009")
    await road.settle(turns=4)
    assert len(road.received()) == heard
    # On Sundays the day begins at noon.
    road.town.clock.move(timedelta(hours=16))
    await road.settle(turns=4)
    assert road.received()[heard].startswith("Our assistant is back with you.")


async def test_a_long_answer_comes_in_order_whatever_goes_wrong_on_the_way(road: Road) -> None:
    sentences = [f"This is sentence number {number} of a long answer." for number in range(1, 31)]

    def at_length(_: Question) -> Answer:
        return Answer(text=" ".join(sentences), said_by=SaidBy.RULES)

    road.shop.parrot.say = at_length
    road.sim.break_next(FaultKind.TIMEOUT_ACCEPTED)
    road.sim.break_next(FaultKind.TOO_FAST)
    await road.text("tell me everything")
    await road.settle(turns=20, apart=10)
    assert len(road.received()) > 2
    whole = " ".join(road.received())
    assert [one for one in sentences if whole.count(one) == 1] == sentences
    assert sorted(sentences, key=whole.index) == sentences


async def test_while_the_database_is_away_nothing_is_lost_or_said_of_unknown_customers(
    road: Road,
) -> None:
    road.store.is_away = True
    assert await road.text("do you have Dune?") == 503
    road.store.is_away = False
    assert await road.sim.call_again() == [200]
    await road.settle()
    [answer] = road.received()
    assert "do you have Dune?" in answer


async def test_a_customer_whose_text_came_while_the_database_was_away_is_still_the_same(
    road: Road,
) -> None:
    await road.text("do you have Dune?")
    await road.settle()
    road.store.is_away = True
    assert await road.text("how much is it?", times=3) == 503
    assert await road.sim.call_again() == [503] * 3
    road.store.is_away = False
    assert await road.sim.call_again() == [200] * 3
    await road.settle()
    assert [one.text for one in road.shop.parrot.asked] == ["do you have Dune?", "how much is it?"]
    assert len({one.person.id for one in road.shop.parrot.asked}) == 1
    assert len(road.received()) == 2


async def test_a_number_is_one_person_with_one_consent_whoever_brings_its_texts(
    road: Road,
) -> None:
    """One provider writes `+1...` and the other `1...`."""
    other = next(one for one in Provider if one is not road.provider)
    await road.text("do you have Dune?")
    await road.sim.text(NUMBER, "and Emma?", provider=other)
    await road.settle()
    [asked] = road.shop.parrot.asked
    assert asked.text == "do you have Dune?\nand Emma?"

    await road.sim.text(NUMBER, "STOP", provider=other)
    await road.text("how much is it?")
    await road.settle()
    assert len(road.shop.parrot.asked) == 1
    assert ["unsubscribed" in one for one in road.received()] == [False, True]


async def test_an_empty_text_is_accepted_and_is_no_turn(road: Road) -> None:
    assert await road.text("") == 200
    assert await road.text(" \n ") == 200
    await road.settle()
    assert road.shop.parrot.asked == []
    assert road.received() == []


@pytest.mark.parametrize("provider", [Provider.TWILIO])
async def test_a_picture_without_words_is_answered_in_words(road: Road) -> None:
    assert await road.sim.text(NUMBER, "", provider=road.provider, pictures=2) == 200
    await road.settle()
    [answer] = road.received()
    assert answer.startswith("I cannot see pictures")


async def test_ten_thousand_characters_and_a_storm_of_emoji_are_answered_by_text(
    road: Road,
) -> None:
    for words in ("a" * 10_000, "👩‍👩‍👧‍👦👍🏽🇯🇵" * 300):
        assert await road.text(words) == 200
        await road.settle()
        assert road.shop.parrot.asked[-1].text == words
    assert len(road.received()) > 2


async def test_what_breaks_is_told_by_text_in_plain_letters(road: Road) -> None:
    """The earlier assistant's sentence ended in an emoji that arrived as a question mark."""

    def broken(_: Question) -> Answer:
        raise ZeroDivisionError

    road.shop.parrot.say = broken
    await road.text("do you have Dune?")
    await road.settle()
    [answer] = road.received()
    assert answer.startswith("Something went wrong on my side, so I could not answer that.")
    assert is_gsm_7(answer)


async def test_neither_numbers_nor_words_are_in_the_log_of_the_whole_way(road: Road) -> None:
    with capture_logs() as lines:
        for words in ("do you have Dune?", "HELP", "STOP", "are you there?"):
            await road.text(words)
            await road.settle()
    logged = json.dumps(lines, default=str)
    assert len(lines) >= 4
    assert NUMBER.removeprefix("+1") not in logged
    assert "Dune" not in logged
    assert "are you there" not in logged


async def test_whoever_writes_far_too_much_is_never_told_so_by_the_webhook(road: Road) -> None:
    statuses = [await road.text(f"message {number}") for number in range(12)]
    await road.settle(turns=6)
    assert set(statuses) == {200}


@pytest.mark.parametrize(
    "rules", [SmsRules(most_segments=2, blocks=True, tells_opt_outs=True, silent_for_s=1.0)]
)
@pytest.mark.parametrize("provider", [Provider.TWILIO])
async def test_where_the_provider_confirms_we_do_not(road: Road) -> None:
    await road.text("do you have Dune?")
    await road.settle()
    heard = len(road.received())
    for word in ("STOP", "HELP", "hello?", "START"):
        await road.text(word)
        await road.settle()
    assert len(road.received()) == heard
    by_provider = [one for one in road.sim.transcript(NUMBER) if one.way is Way.BY_PROVIDER]
    assert len(by_provider) == 3
    await road.text("do you have Emma?")
    await road.settle()
    assert len(road.received()) == heard + 1


@pytest.mark.parametrize(
    "rules", [SmsRules(most_segments=2, blocks=True, tells_opt_outs=False, silent_for_s=1.0)]
)
@pytest.mark.parametrize("provider", [Provider.TWILIO])
async def test_where_the_provider_blocks_and_does_not_say_so_we_try_once_and_are_silent(
    road: Road,
) -> None:
    """Twilio's own opt-out is on unless somebody switched it off, and Maneki confirms unless
    somebody says that the provider does."""
    await road.text("do you have Dune?")
    await road.settle()
    heard = len(road.received())
    for tried, word in enumerate(("STOP", "HELP"), start=1):
        await road.text(word)
        await road.settle(turns=20, apart=30)
        assert [one.rule for one in road.sim.violations] == [Rule.OPTED_OUT] * tried
    await road.text("hello?")
    await road.settle(turns=5, apart=30)
    assert len(road.sim.violations) == 2
    assert len(road.received()) == heard
    await road.text("START")
    await road.text("do you have Emma?")
    await road.settle(turns=10, apart=10)
    started, emma = road.received()[heard:]
    assert "You will receive our answers again" in started
    assert "do you have Emma?" in emma
    road.sim.violations.clear()


@pytest.mark.parametrize(
    "rules", [SmsRules(most_segments=2, blocks=True, tells_opt_outs=False, silent_for_s=1.0)]
)
@pytest.mark.parametrize("provider", [Provider.TWILIO])
async def test_start_right_after_stop_is_answered_and_nothing_stale_is_said(road: Road) -> None:
    await road.text("do you have Dune?")
    await road.settle()
    heard = len(road.received())
    for word in ("STOP", "START"):
        await road.text(word)
        road.town.clock.move(1)
    await road.settle(turns=10, apart=10)
    [started] = road.received()[heard:]
    assert "You will receive our answers again" in started


async def test_an_answer_comes_at_night_as_well(road: Road) -> None:
    road.town.clock.move(timedelta(hours=10))
    await road.text("are you open tomorrow?")
    await road.settle()
    assert len(road.received()) == 1
