"""Whatever goes wrong between us and a provider, the customer gets one text."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.channels.sms.town import NOON, NUMBER, Customer, Town, town_of
from tests.delivery.world import FaultyStore, until

from maneki.channels.sms.inbound import Provider
from maneki.clock import MovableClock
from maneki.delivery.rescue import Rescuer
from maneki.model.book_card import BookCard
from maneki.model.consent import ConsentKind
from maneki.model.ids import BookId
from maneki.model.money import Money
from maneki.model.outbox import OutboxKind, Packing, Parcel
from maneki.model.person import PHONE, Address
from maneki.people.consents import BY_KEYWORD, opt_in, opt_out
from maneki.simulator.sms import FaultKind, Rule, SmsRules, SmsSim
from maneki.store import Store

PROVIDERS = [Provider.SINCH, Provider.TWILIO]


@pytest.fixture
async def sim(clock: MovableClock) -> AsyncIterator[SmsSim]:
    clock.move(NOON - clock.now())
    rules = SmsRules(most_segments=3, silent_for_s=1.0)
    async with SmsSim(clock, rules) as running:
        yield running


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> Provider:
    return Provider(request.param)


@pytest.fixture
async def town(
    dealt_store: Store, clock: MovableClock, sim: SmsSim, provider: Provider
) -> AsyncIterator[Town]:
    async with town_of(dealt_store, clock, sim, provider) as made:
        yield made


async def test_a_reply_arrives_with_its_receipt_and_what_it_cost(town: Town) -> None:
    customer = await town.customer()
    await town.reply(customer, "We have “Dune” — it’s $9.99…")
    await town.deliver()
    assert town.sim.received(NUMBER) == ['We have "Dune" - it\'s $9.99...']
    [(state, is_repeated, message_id)] = await town.parcels()
    assert (state, is_repeated) == ("sent", False)
    assert message_id == town.sim.transcript(NUMBER)[0].id
    assert await town.costs() == [("sms", 1, 10_000)]
    town.sim.assert_clean()


async def test_what_a_text_costs_is_counted_in_segments(town: Town) -> None:
    customer = await town.customer()
    await town.reply(customer, "a" * 161)
    await town.deliver()
    await town.reply(customer, "字" * 71)
    await town.deliver()
    assert await town.costs() == [("sms", 2, 20_000), ("sms", 2, 20_000)]
    assert town.counted("maneki_text_segments_total") == 4
    assert town.counted("maneki_text_dollars_total") == pytest.approx(0.04)


@pytest.mark.parametrize("fault", FaultKind)
async def test_whatever_goes_wrong_the_customer_gets_exactly_one_text(
    town: Town, fault: FaultKind
) -> None:
    customer = await town.customer()
    town.sim.break_next(fault)
    await town.reply(customer, "hello")
    await town.deliver(turns=8, apart=10)
    assert town.sim.received(NUMBER) == ["hello"]
    assert await town.states() == [("sent", None)]
    assert [row[1] for row in await town.costs()] == [1]
    town.sim.assert_clean()


@pytest.mark.parametrize("fault", FaultKind)
async def test_whatever_goes_wrong_twice_the_customer_gets_exactly_one_text(
    town: Town, fault: FaultKind
) -> None:
    customer = await town.customer()
    town.sim.break_next(fault, times=2)
    await town.reply(customer, "hello")
    await town.deliver(turns=16, apart=10)
    assert town.sim.received(NUMBER) == ["hello"]
    assert await town.states() == [("sent", None)]


async def test_a_failure_of_the_first_part_does_not_lose_the_rest_or_their_order(
    town: Town,
) -> None:
    customer = await town.customer()
    town.sim.break_next(FaultKind.ERROR_503)
    for part in ("one", "two", "three"):
        await town.reply(customer, part)
        town.clock.move(0.01)
    await town.deliver()
    assert [state for state, _ in await town.states()].count("sent") == 0
    await town.deliver(turns=12, apart=10)
    assert town.sim.received(NUMBER) == ["one", "two", "three"]


async def test_the_same_words_sent_a_moment_ago_are_not_taken_for_the_lost_ones(
    town: Town,
) -> None:
    customer = await town.customer()
    await town.reply(customer, "yes")
    await town.deliver()
    town.sim.break_next(FaultKind.TIMEOUT)
    await town.reply(customer, "yes")
    await town.deliver(turns=8, apart=10)
    assert town.sim.received(NUMBER) == ["yes", "yes"]


async def test_a_text_to_be_looked_for_waits_until_the_provider_would_have_it(
    town: Town,
) -> None:
    customer = await town.customer()
    town.sim.break_next(FaultKind.TIMEOUT)
    await town.reply(customer, "hello")
    await town.deliver(turns=3, apart=5)
    assert town.sim.received(NUMBER) == []
    await town.deliver(turns=4, apart=10)
    assert town.sim.received(NUMBER) == ["hello"]


async def abandoned(town: Town) -> Parcel:
    """What waits first, in a parcel whose sender is gone."""
    async with town.store.transaction() as tx:
        [waiting] = await tx.outbox.waiting(seats=1, per_destination=1)
        packing = Packing(destination=waiting.destination, items=waiting.items)
        [parcel] = await tx.parcels.pack([packing], holder="who is gone", until=tx.now)
    return parcel


async def rescue(town: Town) -> None:
    rescuer = Rescuer(
        town.store, holder="test", in_hand=frozenset, rescued=lambda: None, alone=True
    )
    assert await rescuer.step()


async def test_a_crash_after_the_provider_took_it_does_not_send_it_twice(town: Town) -> None:
    customer = await town.customer()
    await town.reply(customer, "hello")
    await town.channel.send(await abandoned(town))
    # Nobody wrote down what came of it.
    await rescue(town)
    await town.deliver(turns=8, apart=10)
    assert town.sim.received(NUMBER) == ["hello"]
    assert await town.states() == [("sent", None)]
    assert len(await town.costs()) == 1
    assert town.counted("maneki_text_segments_total") == 1


async def test_a_crash_before_the_provider_took_it_does_not_lose_it(town: Town) -> None:
    customer = await town.customer()
    await town.reply(customer, "hello")
    await abandoned(town)
    await rescue(town)
    await town.deliver(turns=8, apart=10)
    assert town.sim.received(NUMBER) == ["hello"]


async def test_a_database_that_goes_away_meanwhile_sends_nothing_twice_and_counts_it_once(
    dealt_store: Store, clock: MovableClock, sim: SmsSim, provider: Provider
) -> None:
    faulty = FaultyStore(dealt_store, clock)
    async with town_of(faulty, clock, sim, provider) as town:
        customer = await town.customer()
        await town.reply(customer, "hello")
        sim.break_next(FaultKind.LATE_ACCEPTED)
        async with town.courier() as courier:
            await courier.step()
            await until(lambda: sim.received(NUMBER) == ["hello"])
            faulty.is_away = True
            await until(lambda: bool(courier._unrecorded))
            faulty.is_away = False
            await courier.step()
        await town.deliver(turns=8, apart=30)
        assert sim.received(NUMBER) == ["hello"]
        assert [row[1] for row in await town.costs()] == [1]


async def test_too_fast_waits_as_long_as_the_provider_asks(town: Town) -> None:
    customer = await town.customer()
    town.sim.break_next(FaultKind.TOO_FAST)
    await town.reply(customer, "hello")
    await town.deliver()
    town.clock.move(1.5)
    await town.deliver()
    assert town.sim.received(NUMBER) == []
    town.clock.move(1)
    await town.deliver(turns=2)
    assert town.sim.received(NUMBER) == ["hello"]


async def test_a_login_that_is_not_accepted_stops_nothing_else(
    dealt_store: Store, clock: MovableClock, sim: SmsSim, provider: Provider
) -> None:
    async with town_of(dealt_store, clock, sim, provider, token="wrong") as town:
        customer = await town.customer()
        await town.reply(customer, "hello")
        await town.deliver(turns=2, apart=10)
        assert await town.states() == [("due", None)]
        assert {one.rule for one in sim.violations} == {Rule.LOGIN}


async def test_a_number_that_opted_out_while_its_turn_came_gets_nothing(town: Town) -> None:
    customer = await town.customer()
    await town.reply(customer, "hello")
    town.pace.hold(3)
    async with town.courier() as courier:
        await courier.step()
        async with town.store.transaction() as tx:
            await opt_out(tx, Address(PHONE, NUMBER), how=BY_KEYWORD, words="STOP", source="test")
        town.clock.move(4)
    await town.deliver(turns=3, apart=1)
    assert town.sim.received(NUMBER) == []
    assert [state for state, _ in await town.states()] == ["withdrawn"]


async def test_the_confirmation_of_stop_goes_to_a_number_that_opted_out(town: Town) -> None:
    customer = await town.customer()
    async with town.store.transaction() as tx:
        await opt_out(tx, Address(PHONE, NUMBER), how=BY_KEYWORD, words="STOP", source="test")
    await town.reply(customer, "You have unsubscribed.", is_required=True)
    await town.reply(customer, "but look at this")
    await town.deliver(turns=3)
    assert town.sim.received(NUMBER) == ["You have unsubscribed."]


async def test_books_are_told_as_lines_unless_the_words_name_them(town: Town) -> None:
    customer = await town.customer()
    dune = BookCard(
        book_id=BookId("1"),
        title="Dune",
        authors=("Frank Herbert",),
        price=Money(999, "USD"),
        available=2,
    )
    emma = BookCard(book_id=BookId("2"), title="Emma", authors=("Jane Austen",), available=0)
    await town.reply(customer, "I would read Emma first.", books=(dune, emma))
    await town.deliver()
    assert town.sim.received(NUMBER) == [
        "I would read Emma first.\nDune - Frank Herbert - $9.99 - 2 in stock"
    ]


async def test_a_notice_longer_than_a_text_may_be_is_cut_and_not_sent_at_any_price(
    town: Town,
) -> None:
    customer = await town.customer(NUMBER, ConsentKind.INFORMATIONAL)
    await town.reply(customer, "Your hold is ready. " * 60, kind=OutboxKind.NOTICE)
    await town.deliver()
    [text] = town.sim.transcript(NUMBER)
    assert text.segments <= 3
    town.sim.assert_clean()


async def test_addresses_of_public_shorteners_are_left_out(town: Town) -> None:
    customer = await town.customer()
    await town.reply(customer, "See https://bit.ly/3abc and https://moonbooks.example/p/7")
    await town.deliver()
    assert town.sim.received(NUMBER) == ["See (link left out) and https://moonbooks.example/p/7"]
    town.sim.assert_clean()


# Twilio alone


@pytest.fixture
async def twilio(dealt_store: Store, clock: MovableClock, sim: SmsSim) -> AsyncIterator[Town]:
    async with town_of(dealt_store, clock, sim, Provider.TWILIO) as made:
        yield made


async def test_a_number_that_the_provider_has_blocked_is_opted_out_and_what_waits_withdrawn(
    twilio: Town,
) -> None:
    customer = await twilio.customer()
    twilio.sim.block(NUMBER)
    await twilio.reply(customer, "hello")
    await twilio.reply(customer, "are you there?")
    await twilio.deliver(turns=4, apart=1)
    async with twilio.store.transaction() as tx:
        consents = await tx.consents.of(Address(PHONE, NUMBER))
        history = await tx.consents.history(Address(PHONE, NUMBER))
    assert consents.is_opted_out
    assert history[-1].how == "provider"
    assert [state for state, _ in await twilio.states()] == ["withdrawn", "withdrawn"]
    assert twilio.sim.requests == 0
    assert await twilio.costs() == []


async def test_what_must_be_said_is_tried_once_at_a_number_that_the_provider_has_blocked(
    twilio: Town,
) -> None:
    customer = await twilio.customer()
    twilio.sim.phones.of(NUMBER).has_opted_out = True
    twilio.sim.block(NUMBER)
    async with twilio.store.transaction() as tx:
        await opt_out(tx, Address(PHONE, NUMBER), how=BY_KEYWORD, words="STOP", source="test")
    await twilio.reply(customer, "You have unsubscribed.", is_required=True)
    await twilio.deliver(turns=20, apart=30)
    assert await twilio.states() == [
        (
            "withdrawn",
            "the provider of text messages blocks the number, which has opted out",
        )
    ]
    assert [state for state, _, _ in await twilio.parcels()] == ["returned"]
    assert [one.rule for one in twilio.sim.violations] == [Rule.OPTED_OUT]
    assert twilio.sim.received(NUMBER) == []
    assert await twilio.costs() == []


async def test_what_must_be_said_and_may_have_arrived_is_looked_for_and_then_tried_once(
    twilio: Town,
) -> None:
    """The first attempt was cut off; the provider heard STOP before the second."""
    customer = await twilio.customer()
    async with twilio.store.transaction() as tx:
        await opt_out(tx, Address(PHONE, NUMBER), how=BY_KEYWORD, words="STOP", source="test")
    twilio.sim.break_next(FaultKind.RESET)
    await twilio.reply(customer, "You have unsubscribed.", is_required=True)
    await twilio.deliver()
    twilio.sim.phones.of(NUMBER).has_opted_out = True
    twilio.sim.block(NUMBER)
    await twilio.deliver(turns=20, apart=30)
    assert [state for state, _ in await twilio.states()] == ["withdrawn"]
    assert [one.rule for one in twilio.sim.violations] == [Rule.OPTED_OUT]
    assert twilio.sim.received(NUMBER) == []


async def stop(town: Town, customer: Customer) -> None:
    """As a text says it: the opt-out and its confirmation are one transaction."""
    async with town.store.transaction() as tx:
        await opt_out(tx, Address(PHONE, NUMBER), how=BY_KEYWORD, words="STOP", source="test")
        await town.reply_in(tx, customer, "You have unsubscribed.", is_required=True)
    town.clock.move(1)


async def start(town: Town) -> None:
    async with town.store.transaction() as tx:
        await opt_in(tx, Address(PHONE, NUMBER), how=BY_KEYWORD, words="START", source="test")
    town.clock.move(1)


async def test_after_start_nobody_is_told_that_they_have_unsubscribed(town: Town) -> None:
    customer = await town.customer()
    await stop(town, customer)
    await town.reply(customer, "For help, contact us.", is_required=True)
    town.clock.move(1)
    await stop(town, customer)
    await start(town)
    await town.reply(customer, "You will receive our answers again.")
    await town.deliver(turns=4, apart=10)
    assert town.sim.received(NUMBER) == [
        "For help, contact us.",
        "You will receive our answers again.",
    ]
    meanwhile = "the number has asked for text messages again meanwhile"
    assert (await town.states())[::2] == [("withdrawn", meanwhile), ("withdrawn", meanwhile)]


async def test_start_while_a_confirmation_waits_for_its_turn_drops_it(town: Town) -> None:
    customer = await town.customer()
    await stop(town, customer)
    town.pace.hold(3)
    async with town.courier() as courier:
        await courier.step()
        await start(town)
        town.clock.move(4)
    await town.deliver(turns=3, apart=1)
    assert town.sim.received(NUMBER) == []
    assert [state for state, _ in await town.states()] == ["withdrawn"]


async def test_start_after_a_confirmation_may_have_arrived_does_not_send_it_again(
    town: Town,
) -> None:
    customer = await town.customer()
    town.sim.break_next(FaultKind.TIMEOUT)
    await stop(town, customer)
    await town.deliver()
    await start(town)
    await town.deliver(turns=8, apart=10)
    assert town.sim.received(NUMBER) == []
    assert [state for state, _ in await town.states()] == ["withdrawn"]


async def test_a_landline_is_written_to_no_more(twilio: Town) -> None:
    customer = await twilio.customer()
    twilio.sim.make_landline(NUMBER)
    await twilio.reply(customer, "hello")
    await twilio.deliver(turns=2)
    async with twilio.store.transaction() as tx:
        place = await tx.destinations.get(customer.destination_id)
    assert place is not None
    assert place.suspended_reason == "the number cannot receive our text messages"


async def test_where_the_provider_cannot_tell_a_text_goes_once_more_and_says_so(
    town: Town,
) -> None:
    customer = await town.customer()
    town.sim.break_next(FaultKind.TIMEOUT_ACCEPTED)
    town.sim.tells_nothing = True
    await town.reply(customer, "hello")
    await town.deliver(turns=8, apart=10)
    assert town.sim.received(NUMBER) == ["hello", "hello"]
    assert [row[:2] for row in await town.parcels()] == [("sent", True)]
    assert await town.costs() == [("sms", 1, 10_000)]
