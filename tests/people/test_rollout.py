"""Alerts are opened to so many people; the others wait in a line, each in their place."""

from __future__ import annotations

import asyncio
import re

import pytest

from maneki.clock import MovableClock
from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.importing import FilterImport, SharedDestination
from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.admission import Way
from maneki.model.filter import Criteria
from maneki.model.interchange import read_filter_shape
from maneki.model.person import Address
from maneki.people.rollout import Rollout, invite
from maneki.store import Store

AMI, BEN, CEM, DAN, EVA = [Address("discord", str(1001 + number)) for number in range(5)]
COATS = Criteria(brands=("Rick Owens",))
VIP = "77"


@pytest.fixture(scope="module")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


class Club:
    """The filter desk behind doors that let in so many."""

    def __init__(self, store: Store, clock: MovableClock, dictionary: BrandDictionary) -> None:
        self.store = store
        self.clock = clock
        self.dictionary = dictionary
        self.roles: tuple[str, ...] = (VIP,)
        self.open_to(None)

    def open_to(self, most: int | None) -> None:
        self.rollout = Rollout(self.store, most=most, roles=self.roles, default_currency="USD")
        self.watchable = Watchable(
            markets={}, spellings=self.dictionary.spellings, sources=("my_market",)
        )
        self.desk = FilterDesk(
            self.store,
            matcher=Matcher(self.dictionary),
            watchable=self.watchable,
            most_filters=3,
            default_currency="USD",
            changed=lambda: None,
            admit=self.rollout.admit,
        )

    async def asks(
        self,
        who: Address,
        *,
        language: str = "en",
        roles: tuple[str, ...] = (),
        among: tuple[str, ...] | None = (VIP,),
    ) -> int:
        """Somebody makes a filter: 0 if they may, or else their place in the line. They have
        `roles` in a server with the roles `among`, or speak in DMs (None).
        """
        self.clock.move(1)
        if among is not None:
            self.rollout.seen(who, roles=roles, among=among)
        try:
            await self.desk.create(who, name=None, criteria=COATS, language=language)
        except InvalidInputError as exc:
            [place] = re.findall(r"\d+", str(exc))
            return int(place)
        return 0

    async def imports(self, *owners: Address, destination: str | None = None) -> None:
        """The operator imports a filter for each of them."""
        importing = FilterImport(self.store, desk=self.desk, watchable=self.watchable)
        shared = SharedDestination.parse(destination) if destination else None
        for owner in owners:
            wanted = {"owner": str(owner), "name": "coats", "brands": ["Rick Owens"]}
            await importing.add(read_filter_shape(wanted), destination=shared)

    async def inside(self) -> dict[Way, int]:
        async with self.store.transaction() as tx:
            crowd = await tx.admissions.crowd()
        return {way: people for way, people in crowd.inside.items() if people}


@pytest.fixture
def club(store: Store, clock: MovableClock, dictionary: BrandDictionary) -> Club:
    return Club(store, clock, dictionary)


async def test_while_it_is_open_to_all_nobody_is_counted(club: Club) -> None:
    assert await club.asks(AMI) == 0
    assert await club.inside() == {}
    assert await club.rollout.welcome(AMI) is None


async def test_people_come_in_until_it_is_full_and_then_stand_in_line(club: Club) -> None:
    club.open_to(2)
    assert [await club.asks(who) for who in (AMI, BEN, CEM, DAN)] == [0, 0, 1, 2]
    # Asking again keeps their place, and who is in stays in.
    assert [await club.asks(who) for who in (DAN, CEM, AMI)] == [2, 1, 0]
    assert await club.inside() == {Way.LINE: 2}


async def test_who_is_not_in_has_no_filter_that_runs_by_any_way(club: Club) -> None:
    made = await club.desk.create(AMI, name="coats", criteria=COATS)
    await club.desk.pause(AMI, "coats")
    await club.desk.delete(AMI, "coats")
    club.open_to(1)
    assert await club.asks(BEN) == 0
    for way in (
        club.desk.resume(AMI, "coats"),
        club.desk.start(AMI),
        club.desk.undelete(AMI, made.filter.id),
    ):
        with pytest.raises(InvalidInputError, match="You are number 1 in the line"):
            await way


async def test_who_has_filters_when_the_doors_are_narrowed_keeps_them(club: Club) -> None:
    for who in (AMI, BEN, CEM):
        await club.asks(who)
    club.open_to(2)
    await club.rollout.begin()
    assert await club.inside() == {Way.BEFORE: 3}
    assert [await club.asks(who) for who in (AMI, DAN)] == [0, 1]
    assert await club.rollout.welcome(AMI) is None


async def test_an_import_lets_nobody_in_before_its_owner_starts_it(club: Club) -> None:
    await club.asks(AMI)
    await club.imports(BEN, CEM)
    club.open_to(2)
    await club.rollout.begin()
    assert await club.inside() == {Way.BEFORE: 1}
    # Nor do the next imports and starts: those who wait would never come in.
    await club.imports(DAN)
    await club.rollout.begin()
    assert await club.inside() == {Way.BEFORE: 1}
    assert await club.asks(EVA) == 0
    with pytest.raises(InvalidInputError, match="You are number 1 in the line"):
        await club.desk.start(BEN)
    assert await club.asks(DAN) == 2


async def test_only_those_who_had_filters_at_first_are_let_in_for_them(club: Club) -> None:
    club.open_to(1)
    await club.rollout.begin()
    await club.asks(AMI)
    await club.imports(BEN, destination="channel:77")
    await club.rollout.begin()
    assert await club.inside() == {Way.LINE: 1}


async def test_doors_that_were_open_meanwhile_are_narrowed_anew(club: Club) -> None:
    club.open_to(1)
    await club.rollout.begin()
    assert [await club.asks(who) for who in (AMI, BEN, CEM)] == [0, 1, 2]
    club.open_to(None)
    await club.rollout.begin()
    # They had asked before, and need not wait for what they have by now.
    assert [await club.asks(who) for who in (BEN, DAN)] == [0, 0]
    club.open_to(1)
    await club.rollout.begin()
    assert await club.inside() == {Way.LINE: 1, Way.BEFORE: 2}
    assert await club.asks(CEM) == 1


async def test_who_is_let_in_with_an_import_is_told_to_start_it(club: Club) -> None:
    club.open_to(1)
    await club.asks(AMI)
    await club.imports(BEN)
    with pytest.raises(InvalidInputError, match="number 1"):
        await club.desk.start(BEN)
    assert await club.asks(CEM) == 2
    club.open_to(3)
    await club.rollout.begin()
    assert "Begin with /filter start." in (await club.rollout.welcome(BEN) or "")
    assert "Begin with /filter create." in (await club.rollout.welcome(CEM) or "")


async def test_a_higher_number_lets_the_first_of_the_line_in_and_tells_them_once(
    club: Club,
) -> None:
    club.open_to(1)
    for who in (AMI, BEN, CEM, DAN):
        await club.asks(who)
    club.open_to(3)
    await club.rollout.begin()
    assert [bool(await club.rollout.welcome(who)) for who in (AMI, BEN, CEM, DAN)] == [
        False,
        True,
        True,
        False,
    ]
    assert await club.rollout.welcome(BEN) is None
    assert await club.asks(DAN) == 1


async def test_a_lower_number_throws_nobody_out(club: Club) -> None:
    club.open_to(2)
    await club.asks(AMI)
    await club.asks(BEN)
    club.open_to(1)
    await club.rollout.begin()
    assert [await club.asks(who) for who in (BEN, CEM)] == [0, 1]


async def test_members_with_the_role_go_before_the_line(club: Club) -> None:
    club.open_to(1)
    await club.asks(AMI)
    assert await club.asks(BEN) == 1
    assert await club.asks(CEM, roles=("1", VIP)) == 1
    assert await club.asks(BEN) == 2
    assert await club.asks(DAN, roles=(VIP,)) == 2
    club.open_to(3)
    await club.rollout.begin()
    assert await club.inside() == {Way.LINE: 1, Way.ROLE: 2}
    assert await club.asks(BEN) == 1


async def test_who_loses_the_role_loses_what_it_was_good_for(club: Club) -> None:
    club.open_to(1)
    await club.asks(AMI)
    await club.asks(BEN)
    assert await club.asks(CEM, roles=(VIP,)) == 1
    assert await club.asks(CEM) == 2


async def test_speaking_where_there_is_no_such_role_costs_nobody_their_place(club: Club) -> None:
    club.open_to(1)
    await club.asks(AMI)
    await club.asks(BEN)
    assert await club.asks(CEM, roles=(VIP,)) == 1
    assert await club.asks(CEM, among=None) == 1
    assert await club.asks(CEM, among=("1", "2")) == 1
    # Nor after a restart, when nothing is remembered of anybody's roles.
    club.open_to(1)
    assert await club.asks(CEM, among=None) == 1
    assert await club.asks(BEN, among=None) == 2


async def test_a_role_of_one_server_counts_in_the_other(club: Club) -> None:
    club.roles = (VIP, "88")
    club.open_to(1)
    await club.asks(AMI)
    await club.asks(BEN)
    assert await club.asks(CEM, roles=(VIP,), among=(VIP,)) == 1
    assert await club.asks(CEM, among=("88",)) == 1
    assert await club.asks(CEM, among=(VIP,)) == 2


async def test_who_is_invited_is_in_however_many_are(club: Club) -> None:
    club.open_to(1)
    await club.asks(AMI)
    await club.asks(BEN)
    async with club.store.transaction() as tx:
        assert await invite(tx, CEM, default_currency=None)
        assert not await invite(tx, CEM, default_currency=None)
        # They need not have been here before.
        assert await invite(tx, EVA, default_currency=None)
    assert await club.rollout.welcome(CEM)
    assert await club.asks(CEM) == 0
    assert await club.asks(BEN) == 1
    assert await club.inside() == {Way.LINE: 1, Way.INVITED: 2}


async def test_many_who_ask_at_once_do_not_share_the_last_place(club: Club) -> None:
    club.open_to(3)
    guests = [Address("discord", str(5000 + number)) for number in range(12)]
    places = await asyncio.gather(*map(club.asks, guests))
    assert sorted(places) == [0, 0, 0, *range(1, 10)]


async def test_the_answer_is_in_the_askers_language(club: Club) -> None:
    club.open_to(1)
    await club.asks(AMI)
    with pytest.raises(InvalidInputError, match="現在の順番は1番目です"):
        await club.desk.create(BEN, name=None, criteria=COATS, language="ja")


async def test_a_wrong_filter_is_refused_before_anybody_gets_in_line(club: Club) -> None:
    club.open_to(1)
    with pytest.raises(InvalidInputError, match="asks for nothing"):
        await club.desk.create(AMI, name=None, criteria=Criteria())
    assert await club.inside() == {}
