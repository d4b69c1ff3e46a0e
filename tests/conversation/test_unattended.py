"""Nobody who asked for a person waits for ever, and no thread silences the assistant for ever."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conversation.house import BY_PHONE, SALLY, Shop

from maneki.assistant.spending import Caps
from maneki.clock import MovableClock
from maneki.conversation.handover import Handovers
from maneki.conversation.unattended import (
    NOBODY_AFTER,
    OVER_AFTER,
    REMIND_AFTER,
    Attendance,
    Due,
    due,
)
from maneki.model.conversation import CostKind, Place, PlaceKind
from maneki.shop.hours import Opening, ShopHours
from maneki.store import Store

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = ShopHours(
    zone=BERLIN,
    week={day: (Opening(time(10), time(18)),) for day in range(1, 7)},
)
THREAD = "777"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In January 2026; the 5th is a Monday, on which it is closed."""
    return datetime(2026, 1, day, hour, minute, tzinfo=BERLIN)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(at(6, 11))


@pytest.fixture
def shop(store: Store, clock: MovableClock) -> Shop:
    return Shop(store, clock)


async def asked_for(shop: Shop, *, by: str | None = None) -> Handovers:
    desk = Handovers(
        shop.store,
        voices=shop.voices,
        due=shop.due,
        open_time=DAYS.open_time,
        caps=shop.house.caps,
        zone=shop.house.zone,
    )
    await shop.hear("hello")
    await shop.answer()
    handover = await desk.take_over(BY_PHONE, reason="asked", by=by)
    assert handover is not None
    await desk.opened(handover.id, thread=THREAD, server="1", server_name="The shop")
    return desk


class TestWhatTextsMayCost:
    """The staff's words go, whatever texts have cost; but nobody spends it without knowing."""

    async def spend(self, shop: Shop, segments: int) -> None:
        async with shop.store.transaction() as tx:
            person = await tx.people.at(SALLY)
            assert person is not None
            await tx.costs.add(
                CostKind.SMS,
                what_for=f"test:{segments}",
                person_id=person.id,
                micros=0,
                segments=segments,
            )

    async def test_the_staff_are_told_once_a_day_that_it_is_spent(
        self, store: Store, clock: MovableClock
    ) -> None:
        shop = Shop(store, clock, caps=Caps(person_segments_a_day=10))
        desk = await asked_for(shop, by="meg")
        await self.spend(shop, 19)
        await desk.staff_said(THREAD, text="Hello", by="meg", message_id="1")
        assert not any("What texts may cost" in one for one in await in_thread(shop))
        await self.spend(shop, 1)
        for number in range(2, 5):
            await desk.staff_said(THREAD, text=f"no {number}", by="meg", message_id=str(number))
        told = await in_thread(shop)
        assert sum("What texts may cost is spent" in one for one in told) == 1
        assert {"Hello", "no 2", "no 3", "no 4"} <= set(await shop.told())


async def in_thread(shop: Shop) -> list[str]:
    return await shop.told(Place(kind=PlaceKind.THREAD, address=THREAD, server="1"))


class TestOpenTime:
    @pytest.mark.parametrize(
        ("since", "until", "hours"),
        [
            (at(6, 11), at(6, 13), 2),
            (at(6, 17), at(7, 11), 2),
            (at(4, 17), at(6, 10), 1),
            (at(5, 9), at(5, 23), 0),
            (at(6, 19), at(7, 9), 0),
            (at(6, 13), at(6, 11), 0),
        ],
    )
    def test_it_counts_while_the_shop_is_open(
        self, since: datetime, until: datetime, hours: int
    ) -> None:
        assert DAYS.open_time(since, until) == timedelta(hours=hours)

    @given(st.integers(0, 80_000), st.integers(0, 500))
    def test_it_is_no_longer_than_the_time_between(self, minutes: int, hours: int) -> None:
        since = (at(1, 0).astimezone(UTC) + timedelta(minutes=minutes)).astimezone(BERLIN)
        until = (since.astimezone(UTC) + timedelta(hours=hours)).astimezone(BERLIN)
        middle = (since.astimezone(UTC) + timedelta(hours=hours / 2)).astimezone(BERLIN)
        whole = DAYS.open_time(since, until)
        assert timedelta() <= whole <= timedelta(hours=hours)
        assert whole == DAYS.open_time(since, middle) + DAYS.open_time(middle, until)


def test_what_is_due_comes_in_its_order() -> None:
    since = at(6, 10)

    def after(passed: timedelta, *, waiting: bool) -> Due:
        attended = Attendance(waiting_since=since if waiting else None, last_at=since)
        return due(attended, now=since + passed, open_time=lambda one, other: other - one)

    second = timedelta(seconds=1)
    assert after(REMIND_AFTER - second, waiting=True) is Due.NOTHING
    assert after(REMIND_AFTER, waiting=True) is Due.REMINDER
    assert after(NOBODY_AFTER, waiting=True) is Due.NOBODY_CAME
    assert after(OVER_AFTER - second, waiting=False) is Due.NOTHING
    assert after(OVER_AFTER, waiting=False) is Due.OVER


async def test_the_staff_are_reminded_once_of_whom_they_keep_waiting(
    shop: Shop, clock: MovableClock
) -> None:
    desk = await asked_for(shop)
    for _ in range(3):
        clock.move(REMIND_AFTER)
        await desk.look_after()
    assert [text[:1] for text in await in_thread(shop)].count("⏳") == 1
    await desk.staff_said(THREAD, text="Hi!", by="somebody", message_id="1")
    clock.move(timedelta(minutes=1))
    await shop.hear("one more thing")
    clock.move(REMIND_AFTER)
    await desk.look_after()
    assert [text[:1] for text in await in_thread(shop)].count("⏳") == 2


async def test_after_two_open_hours_without_a_word_the_assistant_is_back_and_says_so(
    shop: Shop, clock: MovableClock
) -> None:
    clock.move(timedelta(hours=6, minutes=30))
    desk = await asked_for(shop)
    clock.move(timedelta(hours=15))
    await desk.look_after()
    # Closed all night long, that was half an hour.
    assert "could not reach anybody" not in (await shop.told())[-1]
    clock.move(timedelta(hours=3))
    for _ in range(3):
        await desk.look_after()
    assert "could not reach anybody" in (await shop.told())[-1]
    assert sum("two open hours" in text for text in await in_thread(shop)) == 1
    await shop.hear("do you have Dune?")
    await shop.answer()
    assert shop.parrot.asked[-1].text == "do you have Dune?"


async def test_what_is_answered_ends_by_itself_and_bothers_nobody(
    shop: Shop, clock: MovableClock
) -> None:
    desk = await asked_for(shop, by="42")
    clock.move(timedelta(hours=3))
    await desk.look_after()
    await desk.staff_said(THREAD, text="We have it.", by="somebody", message_id="1")
    told = await shop.told()
    clock.move(OVER_AFTER)
    await desk.look_after()
    await desk.look_after()
    assert await shop.told() == told
    assert sum("twelve hours" in text for text in await in_thread(shop)) == 1
    await shop.hear("thanks, and Emma?")
    await shop.answer()
    assert shop.parrot.asked[-1].text == "thanks, and Emma?"


async def test_the_staff_are_told_of_pictures_that_they_cannot_see(shop: Shop) -> None:
    await asked_for(shop)
    await shop.hear("this one", media=2)
    await shop.hear("", media=1)
    told = await in_thread(shop)
    assert any("this one" in text and "2 picture" in text for text in told)
    assert any(text.startswith("[") and "1 picture" in text for text in told)
