"""A world in motion: nothing ends before whoever was to see it has seen it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from tests.clocks import JumpingClock

from maneki.model.listing import Listing, ListingStatus
from maneki.model.money import Money
from maneki.simulator.demo.play import (
    LATEST_S,
    LONGEST_LAG_S,
    Player,
    PushRefusedError,
    moments_of,
)
from maneki.simulator.markets.twin import MarketTwin
from maneki.simulator.world.happenings import Happening, HappeningKind
from maneki.simulator.world.listings import PlannedListing

SECONDS = 20.0
PARKA = Listing(
    market="mercari_jp",
    external_id="m12345678901",
    title="パーカー",
    price=Money(10_000, "JPY"),
    url="https://jp.mercari.com/item/m12345678901",
)
CHEAPER = Happening(
    kind=HappeningKind.PRICE, at=0.5, listing=replace(PARKA, price=Money(8_000, "JPY"))
)
SOLD = Happening(kind=HappeningKind.SOLD, at=0.5, listing=replace(PARKA, status=ListingStatus.SOLD))


def life(*happenings: Happening, listing: Listing = PARKA, where: str = "mercari_jp") -> Any:
    return PlannedListing(where=where, listing=listing, appears_at=0.1, happenings=happenings)


class Theatre:
    """A player, its twin, and what others have seen so far."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.clock = JumpingClock()
        self.twin = MarketTwin(self.clock)
        self.is_told = True
        self.is_shown = True
        self.player = Player(
            self.twin,
            client,
            token="t",
            clock=self.clock,
            is_shown=lambda _: self.is_shown,
            is_told=lambda _, __: self.is_told,
        )

    async def play(self, *planned: PlannedListing) -> float:
        """Play it all; how long it took."""
        await self.player.play(planned, seconds=SECONDS)
        return self.clock.monotonic()

    async def play_until(self, moment: float, do: Callable[[], None], planned: Any) -> float:
        """The same, while at a moment something happens."""

        async def at_its_time() -> None:
            while self.clock.monotonic() < moment:  # noqa: ASYNC110  (the clock is no event)
                await asyncio.sleep(0)
            do()

        async with asyncio.TaskGroup() as group:
            group.create_task(at_its_time())
            playing = group.create_task(self.play(planned))
        return playing.result()

    @property
    def price(self) -> Money | None:
        return self.twin.shelf[PARKA.external_id].listing.price


def answering(status: int) -> httpx2.MockTransport:
    return httpx2.MockTransport(lambda _: httpx2.Response(status, json={}))


@pytest.fixture
async def theatre() -> AsyncIterator[Theatre]:
    async with httpx2.AsyncClient(base_url="http://maneki", transport=answering(200)) as client:
        yield Theatre(client)


async def test_what_was_served_changes_at_its_time(theatre):
    took = await theatre.play_until(
        5, lambda: theatre.twin.shelf.serve([PARKA.external_id]), life(CHEAPER)
    )
    assert took == pytest.approx(10, abs=0.2)
    assert theatre.price == Money(8_000, "JPY")


async def test_what_nobody_has_seen_does_not_change_until_it_has_been_seen(theatre):
    took = await theatre.play_until(
        33, lambda: theatre.twin.shelf.serve([PARKA.external_id]), life(CHEAPER)
    )
    assert took == pytest.approx(33, abs=0.3)


async def test_the_world_does_not_wait_for_ever(theatre):
    took = await theatre.play(life(CHEAPER, replace(CHEAPER, at=0.6)))
    assert took == pytest.approx(SECONDS + LATEST_S, abs=0.3)


async def test_what_no_search_shows_need_not_be_seen(theatre):
    theatre.is_shown = False
    assert await theatre.play(life(CHEAPER)) == pytest.approx(10, abs=0.2)


async def test_nothing_is_sold_before_everybody_has_been_told_of_it(theatre):
    theatre.is_told = False

    def tell() -> None:
        theatre.is_told = True
        theatre.twin.shelf.serve([PARKA.external_id])

    took = await theatre.play_until(25, tell, life(SOLD))
    assert took == pytest.approx(25, abs=0.3)
    assert not theatre.twin.shelf[PARKA.external_id].listing.is_available


async def test_a_listing_is_visible_a_little_after_it_was_listed(theatre):
    await theatre.play(life())
    visible_at = theatre.twin.visible_at(PARKA.external_id)
    assert theatre.player.visible_at == {("mercari_jp", PARKA.external_id): visible_at}
    lag = (visible_at - theatre.clock.now()).total_seconds()
    assert 0 <= lag <= LONGEST_LAG_S


async def test_a_relisting_takes_the_place_of_the_old_one(theatre):
    again = replace(PARKA, external_id="m99999999999", url="https://jp.mercari.com/item/m9")
    theatre.is_shown = False
    await theatre.play(life(Happening(kind=HappeningKind.RELIST, at=0.5, listing=again)))
    assert [one.id for one in theatre.twin.shelf] == ["m99999999999"]


async def test_a_push_that_is_refused_stops_the_play():
    pushed = life(listing=replace(PARKA, market="attic"), where="push:attic")
    async with httpx2.AsyncClient(base_url="http://maneki", transport=answering(401)) as client:
        with pytest.raises(PushRefusedError, match="refused"):
            await Theatre(client).play(pushed, life())


async def test_a_push_that_nobody_answers_stops_the_play():
    def gone(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("gone", request=request)

    pushed = life(listing=replace(PARKA, market="attic"), where="push:attic")
    transport = httpx2.MockTransport(gone)
    async with httpx2.AsyncClient(base_url="http://maneki", transport=transport) as client:
        with pytest.raises(PushRefusedError, match="not answered"):
            await Theatre(client).play(pushed)


def test_everything_happens_in_order():
    early, late = life(CHEAPER), replace(life(SOLD), appears_at=0.7)
    assert [moment.at for moment in moments_of([late, early])] == [0.1, 0.5, 0.5, 0.7]
