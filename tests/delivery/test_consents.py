"""What goes to a phone was agreed to, comes at a decent hour, and is not too much."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.delivery.world import Member, World, _title

from maneki.delivery.consents import NotByText, Objection, Receiver, TextRules, objection_to
from maneki.delivery.courier import Courier
from maneki.delivery.digest import Digester
from maneki.delivery.outcome import Unclear
from maneki.loops import Nudge
from maneki.model.consent import ConsentKind, Consents
from maneki.model.conversation import CostKind, Inbound, InboxState, Place, PlaceKind
from maneki.model.event import EventKind
from maneki.model.hold import HeldFor, Hold
from maneki.model.ids import DestinationId, OutboxId
from maneki.model.listing import Listing
from maneki.model.outbox import AlertCard, Item, Note, NoteDraft, OutboxKind
from maneki.model.person import PHONE, Address, DestinationKind, Preferences
from maneki.people.consents import BY_KEYWORD, opt_in, opt_out

NEW_YORK = ZoneInfo("America/New_York")
MOST_A_MONTH = 1_000
RULES = TextRules(zone=NEW_YORK, segments_a_month=MOST_A_MONTH)
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 1, 6, 17, tzinfo=UTC)
"""A Tuesday, in New York."""
NIGHT = datetime(2026, 1, 7, 2, tzinfo=UTC)
MORNING = datetime(2026, 1, 7, 14, tzinfo=UTC)
NOTHING_SAID = Consents()
WROTE_FIRST = Consents(messages=True)
INFORMED = Consents(messages=True, informational=True)
OFFERED = Consents(messages=True, promotional=True)
OUT = Consents(messages=False, promotional=False, informational=False)
DOUBTED = replace(OFFERED, unasked=False)
NUMBER = Address(PHONE, "+12125550123")
JUST_NOW = timedelta(seconds=5)


def item(kind: OutboxKind, *, market: str = "shop", note: Note | None = None) -> Item:
    card = AlertCard(
        event=EventKind.NEW, listing=Listing(market=market, external_id="1", title="Dune")
    )
    return Item(
        id=OutboxId("1"),
        kind=kind,
        destination_id=DestinationId("1"),
        priority=0,
        due_at=NOON,
        queued_at=NOON,
        card=card if kind is OutboxKind.ALERT else None,
        note=None if kind is OutboxKind.ALERT else note or Note(text="hello"),
    )


ALERT, NOTICE = item(OutboxKind.ALERT), item(OutboxKind.NOTICE)
REPLY, DIGEST = item(OutboxKind.REPLY), item(OutboxKind.DIGEST)
STOPPED = item(OutboxKind.REPLY, note=Note(text="You have unsubscribed", is_required=True))


def asked(
    one: Item,
    consents: Consents,
    now: datetime = NOON,
    *,
    told_today: int = 0,
    preferences: Preferences | None = None,
    heard: timedelta | None = JUST_NOW,
    is_month_spent: bool = False,
) -> Objection | None:
    """`heard`: how long ago they wrote something, if they ever did."""
    receiver = Receiver(
        number=NUMBER.value,
        consents=consents,
        preferences=preferences or Preferences(),
        heard_at=now - heard if heard is not None else None,
        told_today=told_today,
        is_month_spent=is_month_spent,
    )
    return objection_to(one, receiver, RULES, now=now)


class TestKinds:
    def test_whoever_wrote_first_is_answered_at_any_hour(self) -> None:
        assert asked(REPLY, WROTE_FIRST, NIGHT, told_today=9) is None

    def test_a_notice_needs_to_have_been_asked_for(self) -> None:
        assert asked(NOTICE, WROTE_FIRST) is NotByText.NOT_AGREED
        assert asked(NOTICE, INFORMED) is None
        assert asked(NOTICE, OFFERED) is None

    @pytest.mark.parametrize("one", [ALERT, DIGEST])
    def test_an_offer_needs_to_have_been_agreed_to_in_writing(self, one: Item) -> None:
        assert asked(one, WROTE_FIRST) is NotByText.NOT_OFFERED
        assert asked(one, INFORMED) is NotByText.NOT_OFFERED
        assert asked(one, OFFERED) is None

    @pytest.mark.parametrize("one", [ALERT, DIGEST, NOTICE, REPLY])
    def test_stop_silences_everything(self, one: Item) -> None:
        assert asked(one, OUT) is NotByText.OPTED_OUT

    def test_the_confirmation_of_stop_goes_although_nothing_else_may(self) -> None:
        assert asked(STOPPED, OUT, NIGHT, told_today=9) is None

    @pytest.mark.parametrize("market", ["mercari_jp", "ebay", "feed", "somebodys_source"])
    def test_resale_is_never_told_by_text(self, market: str) -> None:
        assert asked(item(OutboxKind.ALERT, market=market), OFFERED) is NotByText.RESALE

    def test_a_digest_with_resale_in_it_is_none_for_a_phone(self) -> None:
        digest = replace(DIGEST, tells=(ALERT, item(OutboxKind.ALERT, market="ebay")))
        assert asked(digest, OFFERED) is NotByText.RESALE

    def test_nobody_is_asked_for_the_press_of_a_button(self) -> None:
        asks = item(OutboxKind.NOTICE, note=Note(text="How is it going?", asks=True))
        assert asked(asks, INFORMED) is NotByText.ASKS

    def test_a_notice_that_shows_what_can_be_bought_is_an_offer(self) -> None:
        card, resale = ALERT.card, item(OutboxKind.ALERT, market="ebay").card
        assert card is not None
        assert resale is not None
        shows = item(OutboxKind.NOTICE, note=Note(text="First hits", cards=(card,)))
        assert asked(shows, INFORMED) is NotByText.NOT_OFFERED
        assert asked(shows, OFFERED) is None
        of_others = item(OutboxKind.NOTICE, note=Note(text="First hits", cards=(resale,)))
        assert asked(of_others, OFFERED) is NotByText.RESALE


class TestHolds:
    @pytest.mark.parametrize("one", [ALERT, DIGEST, NOTICE])
    def test_at_night_it_waits_for_the_morning(self, one: Item) -> None:
        assert asked(one, OFFERED, NIGHT) == Hold(MORNING, HeldFor.HOURS)

    def test_the_hour_is_that_of_the_person_who_has_said_where_they_are(self) -> None:
        tokyo = Preferences(time_zone="Asia/Tokyo")
        assert asked(ALERT, OFFERED, NIGHT, preferences=tokyo) is None
        assert isinstance(asked(ALERT, OFFERED, NOON, preferences=tokyo), Hold)

    @pytest.mark.parametrize("one", [ALERT, DIGEST, NOTICE])
    def test_the_fourth_of_a_day_waits_for_the_next(self, one: Item) -> None:
        assert asked(one, OFFERED, told_today=2) is None
        assert asked(one, OFFERED, told_today=3) == Hold(MORNING, HeldFor.CAP)

    @pytest.mark.parametrize("one", [ALERT, DIGEST, NOTICE])
    def test_in_doubt_whether_somebody_wants_out_it_waits(self, one: Item) -> None:
        held = asked(one, DOUBTED)
        assert isinstance(held, Hold)
        assert held.why is HeldFor.DOUBT

    @pytest.mark.parametrize("one", [ALERT, DIGEST, NOTICE])
    def test_once_the_month_is_spent_it_is_asked_again_tomorrow(self, one: Item) -> None:
        assert asked(one, OFFERED, is_month_spent=True) == Hold(MORNING, HeldFor.SPENT)
        assert asked(REPLY, OFFERED, is_month_spent=True) is None

    def test_in_doubt_answers_go_on(self) -> None:
        assert asked(REPLY, DOUBTED) is None


class TestZones:
    """Whoever has not said where they are may be in any of the zones that their number tells."""

    def test_the_hour_is_that_of_the_number_and_not_of_the_shop(self) -> None:
        nine_in_new_york = datetime(2026, 1, 6, 14, tzinfo=UTC)
        held = self.asked(nine_in_new_york, LOS_ANGELES)
        assert held == Hold(nine_in_new_york + timedelta(hours=3), HeldFor.HOURS)

    def test_in_several_zones_the_day_ends_where_it_ends_last(self) -> None:
        """And tomorrow begins where it begins last."""
        one_in_new_york = datetime(2026, 1, 6, 18, tzinfo=UTC)
        held = self.asked(one_in_new_york, NEW_YORK, LOS_ANGELES, told_today=3)
        assert held == Hold(datetime(2026, 1, 7, 17, tzinfo=UTC), HeldFor.CAP)

    def test_where_no_hour_is_decent_in_all_zones_the_shop_decides(self) -> None:
        apart = (ZoneInfo("Pacific/Apia"), ZoneInfo("Africa/Cairo"))
        assert self.asked(NOON, *apart) is None
        assert self.asked(NIGHT, *apart) == Hold(MORNING, HeldFor.HOURS)

    def asked(self, now: datetime, *zones: ZoneInfo, told_today: int = 0) -> Objection | None:
        rules = replace(RULES, zones_at=lambda _: zones)
        receiver = Receiver(number=NUMBER.value, consents=OFFERED, told_today=told_today)
        return objection_to(ALERT, receiver, rules, now=now)


class TestLateReplies:
    """What the staff write a day after the customer's last word comes by itself."""

    @pytest.mark.parametrize("heard", [timedelta(hours=24), timedelta(hours=1)])
    def test_within_a_day_it_is_an_answer_at_any_hour(self, heard: timedelta) -> None:
        assert asked(REPLY, DOUBTED, NIGHT, told_today=9, heard=heard) is None

    @pytest.mark.parametrize("heard", [timedelta(hours=24, seconds=1), None])
    def test_later_it_waits_for_the_morning(self, heard: timedelta | None) -> None:
        assert asked(REPLY, WROTE_FIRST, NIGHT, heard=heard) == Hold(MORNING, HeldFor.HOURS)
        assert asked(REPLY, WROTE_FIRST, MORNING, heard=heard) is None

    def test_later_it_is_one_of_the_texts_of_a_day(self) -> None:
        held = asked(REPLY, WROTE_FIRST, told_today=3, heard=timedelta(days=2))
        assert held == Hold(MORNING, HeldFor.CAP)

    def test_later_it_waits_while_it_is_in_doubt_whether_somebody_wants_out(self) -> None:
        held = asked(REPLY, DOUBTED, heard=timedelta(days=2))
        assert isinstance(held, Hold)
        assert held.why is HeldFor.DOUBT

    def test_a_code_that_somebody_waits_for_comes_at_any_hour_to_who_never_wrote(self) -> None:
        code = item(OutboxKind.REPLY, note=Note(text="Your code is 1234", was_asked_for=True))
        assert asked(code, NOTHING_SAID, NIGHT, heard=None) is None
        assert asked(code, OUT, NIGHT, heard=None) is NotByText.OPTED_OUT


ANY_ITEM = st.sampled_from([ALERT, NOTICE, REPLY, DIGEST, item(OutboxKind.ALERT, market="ebay")])
ANSWERS = st.sampled_from([None, True, False])
ANY_CONSENTS = st.builds(
    Consents, messages=ANSWERS, unasked=ANSWERS, informational=ANSWERS, promotional=ANSWERS
)
ANY_MOMENT = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


class TestOrder:
    """Opted out, then consent, then doubt, then the hour, then how many."""

    @given(ANY_ITEM, ANY_CONSENTS, ANY_MOMENT, st.integers(0, 5))
    def test_whoever_has_opted_out_gets_nothing(
        self, one: Item, consents: Consents, now: datetime, told: int
    ) -> None:
        out = replace(consents, messages=False)
        assert asked(one, out, now, told_today=told) is NotByText.OPTED_OUT

    @given(ANY_ITEM, ANY_CONSENTS, ANY_MOMENT, st.integers(0, 5))
    def test_what_goes_was_agreed_to_and_comes_at_a_decent_hour(
        self, one: Item, consents: Consents, now: datetime, told: int
    ) -> None:
        if asked(one, consents, now, told_today=told) is not None:
            return
        assert not consents.is_opted_out
        if one.kind is OutboxKind.REPLY:
            return
        hour = now.astimezone(NEW_YORK)
        assert (12 if hour.weekday() == 6 else 9) <= hour.hour < 20
        assert told < 3
        if one.kind is OutboxKind.NOTICE:
            assert consents.may_be_informed
        else:
            assert consents.may_be_offered

    @given(ANY_ITEM, ANY_CONSENTS, ANY_MOMENT, st.integers(0, 5))
    def test_what_is_held_goes_when_its_time_has_come(
        self, one: Item, consents: Consents, now: datetime, told: int
    ) -> None:
        held = asked(one, consents, now, told_today=told)
        if not isinstance(held, Hold) or held.why is HeldFor.DOUBT:
            return
        assert held.until > now
        assert asked(one, consents, held.until) is None


# Through the courier, with a real database


class Shop:
    """A customer who hears of the shop's shelf by text."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.clock.move(NOON - world.clock.now())

    async def customer(self, *kinds: ConsentKind, has_written: bool = True) -> Member:
        member = await self.world.member(NUMBER.value, kind=DestinationKind.PHONE)
        async with self.world.store.transaction() as tx:
            for kind in (ConsentKind.MESSAGES, *kinds):
                await tx.consents.write(NUMBER, kind, is_given=True, how="test")
            await tx.people._add_address(member.person_id, NUMBER)
        # What is said later has to be later.
        self.world.clock.move(timedelta(seconds=1))
        if has_written:
            await self.hear(member)
        return member

    @asynccontextmanager
    async def courier(self) -> AsyncIterator[Courier]:
        courier = Courier(
            self.world.store,
            [self.world.channel],
            clock=self.world.clock,
            holder="test",
            seats=10,
            nudge=Nudge(),
            texts=RULES,
        )
        async with courier.at_work():
            yield courier

    async def deliver(self) -> None:
        digester = Digester(self.world.store, queued=lambda: None)
        for _ in range(10):
            while await digester.step():
                pass
            async with self.courier() as courier:
                is_busy = await courier.step()
            if not is_busy:
                break

    async def reply(self, member: Member, text: str, *, is_required: bool = False) -> None:
        async with self.world.store.transaction() as tx:
            await tx.outbox.add_note(
                NoteDraft(
                    person_id=member.person_id,
                    destination_id=member.destination_id,
                    note=Note(text=text, is_required=is_required),
                    idempotency_key=text,
                    kind=OutboxKind.REPLY,
                )
            )

    async def hear(self, member: Member, words: str = "hello?") -> None:
        """Something comes from the customer's phone."""
        async with self.world.store.transaction() as tx:
            await tx.inbox.add(
                Inbound(
                    source="sms:test",
                    external_id=f"{words} {tx.now}",
                    sender=NUMBER,
                    place=Place(kind=PlaceKind.PHONE, address=NUMBER.value),
                    text=words,
                    received_at=tx.now,
                ),
                member.person_id,
                address_id=await tx.people.address_id(NUMBER),
                state=InboxState.HEARD,
                due_at=tx.now,
            )
        self.world.clock.move(timedelta(seconds=1))

    async def states(self) -> dict[str, str]:
        """Of every alert, by its title."""
        rows = await self.world.query("SELECT body, state FROM outbox WHERE kind = 'alert'")
        return {_title(body): state for body, state in rows}

    @property
    def texts(self) -> list[str]:
        return self.world.channel.titles(NUMBER.value)


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


async def test_an_offer_that_nobody_agreed_to_is_withdrawn_with_its_reason(shop: Shop) -> None:
    member = await shop.customer()
    await shop.world.alert(member, "Dune", market="shop")
    await shop.deliver()
    assert shop.texts == []
    assert await shop.world.reasons() == {
        "Dune": "offers by text message need to be agreed to in writing first"
    }


async def test_resale_that_was_to_go_to_a_phone_is_withdrawn_with_its_reason(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    await shop.world.alert(member, "coat", market="mercari_jp")
    await shop.deliver()
    assert shop.texts == []
    assert await shop.world.reasons() == {
        "coat": "only what the shop itself has on its shelf is told by text message"
    }


async def test_what_turns_up_at_night_comes_together_in_the_morning(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    shop.world.clock.move(NIGHT - NOON)
    await shop.world.alert(member, "Dune", market="shop")
    await shop.world.alert(member, "Emma", market="shop")
    await shop.deliver()
    assert shop.texts == []
    assert await shop.states() == {"Dune": "held", "Emma": "held"}
    shop.world.clock.move(MORNING - NIGHT)
    await shop.deliver()
    assert len(shop.texts) == 1
    assert await shop.states() == {"Dune": "merged", "Emma": "merged"}


async def test_a_fourth_text_of_a_day_waits_and_nothing_is_lost(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    for title in ("one", "two", "three", "four", "five"):
        await shop.world.alert(member, title, market="shop")
        await shop.deliver()
    assert shop.texts == ["one", "two", "three"]
    shop.world.clock.move(timedelta(days=1))
    await shop.deliver()
    assert len(shop.texts) == 4
    assert await shop.states() == {
        **dict.fromkeys(("one", "two", "three"), "sent"),
        **dict.fromkeys(("four", "five"), "merged"),
    }


async def test_once_the_month_is_spent_offers_wait_and_answers_go_on(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    async with shop.world.store.transaction() as tx:
        await tx.costs.add(
            CostKind.SMS, what_for="others", person_id=None, micros=None, segments=MOST_A_MONTH
        )
    await shop.world.alert(member, "Dune", market="shop")
    await shop.reply(member, "an answer")
    await shop.deliver()
    assert shop.texts == ["an answer"]
    reasons = await shop.world.reasons()
    assert reasons["Dune"] == "what text messages may cost the shop this month is spent"
    shop.world.clock.move(datetime(2026, 2, 2, 17, tzinfo=UTC) - NOON)
    await shop.deliver()
    assert len(shop.texts) == 2
    assert await shop.states() == {"Dune": "merged"}


async def test_answers_do_not_count_among_the_texts_of_a_day(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    for number in range(5):
        await shop.reply(member, f"answer {number}")
        await shop.deliver()
    await shop.world.alert(member, "Dune", market="shop")
    await shop.deliver()
    assert shop.texts[-1] == "Dune"


async def test_what_the_staff_write_days_later_waits_for_the_morning_and_comes_in_order(
    shop: Shop,
) -> None:
    member = await shop.customer()
    shop.world.clock.move(NIGHT - NOON + timedelta(days=2))
    for words in ("Your book came in.", "Shall I keep it?"):
        await shop.reply(member, words)
    await shop.deliver()
    assert shop.texts == []
    assert {*(await shop.world.reasons()).values()} == {
        "it is too early or too late there for a text message"
    }
    shop.world.clock.move(MORNING - NIGHT)
    await shop.reply(member, "We are open until six.")
    await shop.deliver()
    assert shop.texts == ["Your book came in.", "Shall I keep it?", "We are open until six."]


async def test_what_waited_for_the_morning_comes_once_they_write(shop: Shop) -> None:
    member = await shop.customer()
    shop.world.clock.move(NIGHT - NOON + timedelta(days=2))
    await shop.reply(member, "Your book came in.")
    await shop.deliver()
    assert shop.texts == []
    await shop.hear(member, "is my book there?")
    async with shop.world.store.transaction() as tx:
        await tx.held.release_replies_at(DestinationKind.PHONE, NUMBER.value)
    await shop.reply(member, "Yes!")
    await shop.deliver()
    assert shop.texts == ["Your book came in.", "Yes!"]


async def test_what_the_staff_write_days_later_counts_among_the_texts_of_a_day(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    shop.world.clock.move(timedelta(days=2))
    for words in ("one", "two", "three", "four"):
        await shop.reply(member, words)
        await shop.deliver()
        shop.world.clock.move(timedelta(minutes=1))
    await shop.world.alert(member, "Dune", market="shop")
    await shop.deliver()
    assert shop.texts == ["one", "two", "three"]
    assert await shop.states() == {"Dune": "held"}
    await shop.hear(member)
    await shop.reply(member, "an answer")
    await shop.deliver()
    assert shop.texts == ["one", "two", "three", "an answer"]


async def test_stop_drops_what_was_on_its_way_and_only_the_confirmation_goes(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    await shop.world.alert(member, "Dune", market="shop")
    await shop.reply(member, "Here is what I found")
    async with shop.world.store.transaction() as tx:
        await opt_out(tx, NUMBER, how=BY_KEYWORD, words="STOP", source="test")
    await shop.reply(member, "You have unsubscribed", is_required=True)
    await shop.deliver()
    assert shop.texts == ["You have unsubscribed"]


async def test_what_was_written_after_stop_is_withdrawn_when_it_is_about_to_go(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    async with shop.world.store.transaction() as tx:
        await opt_out(tx, NUMBER, how=BY_KEYWORD, words="STOP", source="test")
    await shop.world.alert(member, "Dune", market="shop")
    await shop.reply(member, "a late answer")
    await shop.deliver()
    assert shop.texts == []
    assert {*(await shop.world.reasons()).values()} == {"the number has opted out of text messages"}


async def test_a_digest_for_a_number_that_opted_out_is_withdrawn_with_all_it_tells_of(
    shop: Shop,
) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    shop.world.clock.move(NIGHT - NOON)
    await shop.world.alert(member, "Dune", market="shop")
    await shop.deliver()
    async with shop.world.store.transaction() as tx:
        await tx.consents.write(NUMBER, ConsentKind.PROMOTIONAL, is_given=False, how="test")
    shop.world.clock.move(MORNING - NIGHT)
    await shop.deliver()
    assert shop.texts == []
    assert await shop.states() == {"Dune": "withdrawn"}


async def test_in_doubt_offers_wait_and_go_once_somebody_says_they_want_them(shop: Shop) -> None:
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    async with shop.world.store.transaction() as tx:
        await tx.consents.write(NUMBER, ConsentKind.UNASKED, is_given=False, how="test")
    await shop.world.alert(member, "Dune", market="shop")
    await shop.deliver()
    assert await shop.states() == {"Dune": "held"}
    shop.world.clock.move(timedelta(seconds=1))
    async with shop.world.store.transaction() as tx:
        await opt_in(tx, NUMBER, how=BY_KEYWORD, words="START", source="test")
    await shop.deliver()
    assert len(shop.texts) == 1


async def test_a_text_that_may_have_arrived_is_looked_for_before_it_goes_again(shop: Shop) -> None:
    shop.world.channel.remembers_nonces = False
    member = await shop.customer()
    shop.world.channel.answer(NUMBER.value, Unclear("no answer"))
    await shop.reply(member, "hello")
    await shop.deliver()
    shop.world.clock.move(timedelta(seconds=1))
    await shop.deliver()
    await shop.deliver()
    assert shop.texts == ["hello"]
    assert len(shop.world.channel.looked) == 1
    assert len(shop.world.channel.tried) == 2


async def test_a_text_that_arrived_unnoticed_is_found_and_not_sent_again(shop: Shop) -> None:
    shop.world.channel.remembers_nonces = False
    member = await shop.customer()
    shop.world.channel.answer_after_taking(NUMBER.value, Unclear("no answer"))
    await shop.reply(member, "hello")
    await shop.deliver()
    shop.world.clock.move(timedelta(seconds=1))
    await shop.deliver()
    assert shop.texts == ["hello"]
    assert len(shop.world.channel.tried) == 1


async def test_a_text_that_was_lost_twice_is_looked_for_twice(shop: Shop) -> None:
    shop.world.channel.remembers_nonces = False
    member = await shop.customer()
    shop.world.channel.answer(NUMBER.value, Unclear("no answer"), Unclear("no answer"))
    await shop.reply(member, "hello")
    for _ in range(6):
        await shop.deliver()
        shop.world.clock.move(timedelta(seconds=10))
    assert shop.texts == ["hello"]
    assert len(shop.world.channel.looked) == 2


async def test_a_text_that_may_have_arrived_waits_if_the_night_has_come(shop: Shop) -> None:
    shop.world.channel.remembers_nonces = False
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    shop.world.channel.answer(NUMBER.value, Unclear("no answer"))
    await shop.world.alert(member, "Dune", market="shop")
    await shop.deliver()
    shop.world.clock.move(NIGHT - NOON)
    await shop.deliver()
    assert shop.texts == []
    assert await shop.states() == {"Dune": "held"}
    shop.world.clock.move(MORNING - NIGHT)
    await shop.deliver()
    assert len(shop.texts) == 1


async def test_stop_while_a_digest_is_on_its_way_withdraws_all_that_it_tells_of(
    shop: Shop,
) -> None:
    shop.world.channel.remembers_nonces = False
    member = await shop.customer(ConsentKind.PROMOTIONAL)
    shop.world.clock.move(NIGHT - NOON)
    await shop.world.alert(member, "Dune", market="shop")
    await shop.deliver()
    shop.world.clock.move(MORNING - NIGHT)
    shop.world.channel.answer(NUMBER.value, Unclear("no answer"))
    await shop.deliver()
    assert await shop.states() == {"Dune": "merged"}
    async with shop.world.store.transaction() as tx:
        await opt_out(tx, NUMBER, how=BY_KEYWORD, words="STOP", source="test")
    for _ in range(3):
        shop.world.clock.move(timedelta(seconds=30))
        await shop.deliver()
    assert shop.texts == []
    assert await shop.states() == {"Dune": "withdrawn"}
