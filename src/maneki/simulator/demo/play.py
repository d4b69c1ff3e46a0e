"""Lets the planned listings appear and change, on the twin and by pushing.

Everything has its planned time, but a listing changes only when Maneki has got a page with it on
it: what nobody saw did not happen, and how soon a market is looked at is the machine's business.
And since what is sold is never sent, it is sold only when everybody has been told of it. On a busy
machine the world therefore runs late, at most by `LATEST_S`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

import httpx2

from maneki.clock import Clock
from maneki.errors import ManekiError
from maneki.model.interchange import write_listing
from maneki.model.listing import Listing
from maneki.simulator.markets.twin import MarketTwin
from maneki.simulator.together import all_of
from maneki.simulator.world.happenings import Happening, HappeningKind
from maneki.simulator.world.listings import PlannedListing

LATEST_S = 120.0
"""How long after its end at the latest the last thing of a run happens."""
LONGEST_LAG_S = 2.0
"""A market shows a new listing a little later than its seller lists it."""
LOOK_EVERY_S = 0.1
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
    """Plays a world. `visible_at` says from when on each listing could be found.

    `is_shown` says whether any search shows a listing, `is_told` whether everybody has heard of
    it who is to hear of its states up to that one.
    """

    def __init__(
        self,
        twin: MarketTwin,
        client: httpx2.AsyncClient,
        *,
        token: str,
        clock: Clock,
        is_shown: Callable[[Listing], bool],
        is_told: Callable[[PlannedListing, int], bool],
    ) -> None:
        self._twin = twin
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._clock = clock
        self._is_shown = is_shown
        self._is_told = is_told
        self.visible_at: dict[tuple[str, str], datetime] = {}
        self.played = 0

    async def play(self, listings: Sequence[PlannedListing], *, seconds: float) -> None:
        """Play every life; returns when the last thing has happened. Raises `PushRefusedError`."""
        began = self._clock.monotonic()
        await all_of(self._live(one, began=began, seconds=seconds) for one in listings)

    async def _live(self, planned: PlannedListing, *, began: float, seconds: float) -> None:
        await self._sleep_until(began + planned.appears_at * seconds)
        await self._happen(Moment(planned.appears_at, planned))
        for state, happening in enumerate(planned.happenings):
            await self._sleep_until(began + happening.at * seconds)
            while self._clock.monotonic() < began + seconds + LATEST_S:
                if self._is_over(planned, state, happening):
                    break
                await self._clock.sleep(LOOK_EVERY_S)
            await self._happen(Moment(happening.at, planned, happening))

    async def _sleep_until(self, moment: float) -> None:
        ahead = moment - self._clock.monotonic()
        if ahead > 0:
            await self._clock.sleep(ahead)

    def _is_over(self, planned: PlannedListing, state: int, happening: Happening) -> bool:
        """Whether the state that the happening ends has been seen by whoever was to see it."""
        if happening.kind is HappeningKind.SOLD and not self._is_told(planned, state):
            return False
        if planned.where.startswith(PUSH) or not self._is_shown(planned.listing):
            return True
        return self._twin.was_served(_id_before(planned, happening))

    async def _happen(self, moment: Moment) -> None:
        is_appearing = moment.happening is None or moment.happening.kind is HappeningKind.RELIST
        where = moment.planned.where
        if where.startswith(PUSH):
            if is_appearing:
                self._note(moment.listing, after=timedelta(0))
            await self._push(moment, source=where.removeprefix(PUSH))
        elif moment.happening is None:
            self._appear(moment.planned, moment.listing)
        else:
            self._change(moment.planned, moment.happening)
        self.played += 1

    def _note(self, listing: Listing, *, after: timedelta) -> None:
        self.visible_at[listing.market, listing.external_id] = self._clock.now() + after

    def _appear(self, planned: PlannedListing, listing: Listing) -> None:
        feed = planned.where.removeprefix(FEED)
        luck = Random(f"lag:{listing.external_id}")
        lag = timedelta(seconds=luck.uniform(0.0, LONGEST_LAG_S))
        self._note(listing, after=lag)
        self._twin.list_item(
            listing, visible_after=lag, feed=feed if feed != planned.where else "all"
        )

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
        try:
            answer = await self._client.post(
                "/v1/listings",
                json={"source": source, "listings": [write_listing(listing)]},
                headers=self._headers,
            )
        except httpx2.TransportError as exc:
            raise PushRefusedError(f"A push was not answered: {exc!r}") from exc
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
