"""Where filters end, their owners are told in time, and one press lets them go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from maneki.clock import MovableClock
from maneki.filters.desk import FilterDesk
from maneki.filters.expire import SPREAD, Expirer
from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria, Filter, FilterState
from maneki.model.outbox import Note, Renewal
from maneki.model.person import Address
from maneki.store import Store

AMI = Address("discord", "1001")
COATS = Criteria(brands=("Rick Owens",))
DAY = timedelta(days=1)
LIFETIME = 30 * DAY


@dataclass
class Home:
    store: Store
    clock: MovableClock
    dictionary: BrandDictionary

    def desk(self, *, lifetime: timedelta | None = LIFETIME) -> FilterDesk:
        return FilterDesk(
            self.store,
            matcher=Matcher(self.dictionary),
            watchable=Watchable(
                markets={}, spellings=self.dictionary.spellings, sources=("my_market",)
            ),
            most_filters=20,
            default_currency=None,
            changed=lambda: None,
            lifetime=lifetime,
        )

    async def look(self) -> int:
        """How many steps that took."""
        expirer = Expirer(self.store, lifetime=LIFETIME, told=lambda: None)
        steps = 1
        while await expirer.step():
            steps += 1
        return steps

    async def notes(self) -> list[Note]:
        """What waits to be said, the oldest first."""
        async with self.store.transaction() as tx:
            waiting = await tx.outbox.waiting(seats=10, per_destination=100)
            ids = [item.id for one in waiting for item in one.items]
            items = [await tx.outbox.item(one) for one in ids]
            await tx.outbox.withdraw(ids, reason="it was read")
        return [item.note for item in items if item is not None and item.note is not None]

    async def only(self) -> Filter:
        [found] = await self.desk().mine(AMI)
        return found


@pytest.fixture
def home(store: Store, clock: MovableClock) -> Home:
    return Home(store, clock, BrandDictionary.load())


async def test_where_filters_have_no_lifetime_they_have_no_end(home: Home) -> None:
    await home.desk(lifetime=None).create(AMI, name="coats", criteria=COATS)
    assert (await home.only()).expires_at is None


async def test_a_filter_is_announced_to_end_once_and_ends(home: Home) -> None:
    await home.desk().create(AMI, name="coats", criteria=COATS)
    home.clock.move(26 * DAY)
    await home.look()
    assert await home.notes() == []
    home.clock.move(2 * DAY)
    await home.look()
    await home.look()
    [note] = await home.notes()
    assert "**coats** ends" in (note.private_text or "")
    assert "coats" not in note.text
    assert note.renews == (Renewal((await home.only()).id, "coats"),)
    assert (await home.only()).is_active
    home.clock.move(2 * DAY)
    await home.look()
    await home.look()
    [note] = await home.notes()
    assert "has ended and is paused" in (note.private_text or "")
    assert (await home.only()).state is FilterState.PAUSED


async def test_a_renewed_filter_goes_on_whether_it_has_ended_or_not(home: Home) -> None:
    made = (await home.desk().create(AMI, name="coats", criteria=COATS)).filter
    home.clock.move(29 * DAY)
    await home.look()
    await home.desk().renew(AMI, made.id)
    home.clock.move(2 * DAY)
    await home.look()
    assert (await home.only()).is_active
    home.clock.move(30 * DAY)
    await home.look()
    assert not (await home.only()).is_active
    renewed = await home.desk().renew(AMI, made.id)
    assert renewed.is_active
    assert renewed.expires_at == home.clock.now() + LIFETIME


async def test_what_is_resumed_has_its_whole_time_again(home: Home) -> None:
    await home.desk().create(AMI, name="coats", criteria=COATS)
    home.clock.move(20 * DAY)
    await home.desk().pause(AMI, "coats")
    home.clock.move(20 * DAY)
    await home.look()
    assert await home.notes() == []
    resumed = await home.desk().resume(AMI, "coats")
    assert resumed.expires_at == home.clock.now() + LIFETIME


async def test_filters_from_before_end_one_lifetime_after_it_was_set(home: Home) -> None:
    await home.desk(lifetime=None).create(AMI, name="coats", criteria=COATS)
    home.clock.move(400 * DAY)
    await home.look()
    assert await home.notes() == []
    end = (await home.only()).expires_at
    assert end is not None
    assert LIFETIME <= end - home.clock.now() < LIFETIME + SPREAD


async def test_a_lifetime_that_is_set_later_ends_not_all_peoples_filters_at_once(
    home: Home,
) -> None:
    people = [Address("discord", str(number)) for number in range(2_000, 2_120)]
    for person in people:
        for name in ("coats", "capes"):
            await home.desk(lifetime=None).create(person, name=name, criteria=COATS)
    # A step is about a few people.
    assert await home.look() > 2
    ends = [{one.expires_at for one in await home.desk().mine(person)} for person in people]
    assert all(len(theirs) == 1 for theirs in ends)
    days = {end.date() for theirs in ends for end in theirs if end is not None}
    assert len(days) >= 7


async def test_what_ends_within_a_day_is_one_message_with_a_button_each(home: Home) -> None:
    for number in range(10):
        await home.desk().create(AMI, name=f"coats {number}", criteria=COATS)
        home.clock.move(DAY / 10)
    home.clock.move(26 * DAY)
    await home.look()
    await home.look()
    [note] = await home.notes()
    assert [one.name for one in note.renews] == [f"coats {number}" for number in range(10)]
    assert note.private_text is not None
    assert "10 of your filters end <t:" in note.private_text
    assert all(f"**coats {number}**" in note.private_text for number in range(10))
    assert "coats" not in note.text
    await home.desk().renew(AMI, note.renews[0].id)
    for _ in range(5):
        home.clock.move(DAY)
        await home.look()
    [note] = await home.notes()
    assert len(note.renews) == 9
    assert "9 of your filters have ended" in note.text
    assert [one.name for one in await home.desk().mine(AMI) if one.is_active] == ["coats 0"]


async def test_what_is_said_of_an_end_is_said_once_however_soon_that_is_forgotten(
    home: Home,
) -> None:
    await home.desk().create(AMI, name="coats", criteria=COATS)
    home.clock.move(28 * DAY)
    await home.look()
    assert len(await home.notes()) == 1
    home.clock.move(DAY)
    async with home.store.transaction() as tx:
        await tx.history.forget(before=tx.now, limit=100)
    await home.look()
    assert await home.notes() == []


async def test_long_names_are_said_as_far_as_there_is_room(home: Home) -> None:
    for number in range(20):
        name = f"{number} " + "x" * 90
        await home.desk().create(AMI, name=name, criteria=COATS)
    home.clock.move(28 * DAY)
    await home.look()
    [note] = await home.notes()
    assert len(note.renews) == 20
    assert note.private_text is not None
    assert note.private_text.endswith(", …")
    assert len(note.private_text) < 2_000
