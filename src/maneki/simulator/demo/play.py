"""Lets the planned listings appear and change, at their time, on the twin and by pushing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import httpx2

from maneki.clock import Clock
from maneki.errors import ManekiError
from maneki.model.interchange import write_listing
from maneki.model.listing import Listing
from maneki.simulator.markets.twin import MarketTwin
from maneki.simulator.world.happenings import Happening, HappeningKind
from maneki.simulator.world.listings import PlannedListing

PUSH = "push:"
FEED = "feed:"


class PushRefusedError(ManekiError):
    """The program did not take a push in."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens `at` a share of the run: a listing appears, or changes."""

    at: float
    planned: PlannedListing
    happening: Happening | None = None

    @property
    def listing(self) -> Listing:
        return self.happening.listing if self.happening else self.planned.listing


def moments_of(listings: Sequence[PlannedListing]) -> list[Moment]:
    """Everything that happens, in order."""
    moments = [Moment(one.appears_at, one) for one in listings]
    moments += [Moment(what.at, one, what) for one in listings for what in one.happenings]
    return sorted(moments, key=lambda moment: moment.at)


class Player:
    """Plays a world. `visible_at` says from when on each listing could be found."""

    def __init__(
        self, twin: MarketTwin, client: httpx2.AsyncClient, *, token: str, clock: Clock
    ) -> None:
        self._twin = twin
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._clock = clock
        self.visible_at: dict[tuple[str, str], datetime] = {}
        self.played = 0

    async def play(self, listings: Sequence[PlannedListing], *, seconds: float) -> None:
        """Play every moment at its time. Raises `PushRefusedError`."""
        began = self._clock.monotonic()
        for moment in moments_of(listings):
            ahead = began + moment.at * seconds - self._clock.monotonic()
            if ahead > 0:
                await self._clock.sleep(ahead)
            await self._happen(moment)
            self.played += 1

    async def _happen(self, moment: Moment) -> None:
        if moment.happening is None or moment.happening.kind is HappeningKind.RELIST:
            key = (moment.listing.market, moment.listing.external_id)
            self.visible_at[key] = self._clock.now()
        where = moment.planned.where
        if where.startswith(PUSH):
            await self._push(moment, source=where.removeprefix(PUSH))
        elif moment.happening is None:
            self._appear(moment.planned, moment.listing)
        else:
            self._change(moment.planned, moment.happening)

    def _appear(self, planned: PlannedListing, listing: Listing) -> None:
        feed = planned.where.removeprefix(FEED)
        self._twin.list_item(listing, feed=feed if feed != planned.where else "all")

    def _change(self, planned: PlannedListing, happening: Happening) -> None:
        listing = happening.listing
        match happening.kind:
            case HappeningKind.PRICE:
                assert listing.price is not None  # noqa: S101  (a price happening has one)
                self._twin.change_price(listing.external_id, listing.price.amount)
            case HappeningKind.BUMP:
                self._twin.bump(listing.external_id)
            case HappeningKind.SOLD:
                self._twin.sell(listing.external_id)
            case HappeningKind.RELIST:
                self._twin.remove(_id_before(planned, happening))
                self._appear(planned, listing)
            case HappeningKind.BACK:
                raise ValueError("only what is pushed comes back after it was sold")

    async def _push(self, moment: Moment, *, source: str) -> None:
        listing = moment.listing
        if moment.happening is None:
            listing = replace(listing, listed_at=self._clock.now())
        answer = await self._client.post(
            "/v1/listings",
            json={"source": source, "listings": [write_listing(listing)]},
            headers=self._headers,
        )
        if answer.status_code != 200:
            raise PushRefusedError(f"A push was refused: {answer.text}")


def _id_before(planned: PlannedListing, happening: Happening) -> str:
    """The id under which a thing was listed until it was listed anew."""
    external_id = planned.listing.external_id
    for earlier in planned.happenings:
        if earlier is happening:
            break
        external_id = earlier.listing.external_id
    return external_id
