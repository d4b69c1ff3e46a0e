"""So many filters that they are matched by bitmaps, which are made anew while events go on."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest
from tests.alerts.road import AMI, BEN, Road, coat, coats

from maneki.alerts.announce import Announcer
from maneki.matching.brands import BrandDictionary


@pytest.fixture
async def crowded(road: Road, dictionary: BrandDictionary) -> Road:
    """A road on which more than one filter is many."""
    road.announcer = Announcer(
        road.store,
        dictionary=dictionary,
        drop_percent=Decimal(5),
        queued=lambda: road.nudges.append("queued"),
        few=1,
    )
    return road


async def test_filters_of_before_and_of_since_the_start_are_told(crowded: Road) -> None:
    await crowded.wants(AMI, coats(), "coats")
    await crowded.wants(AMI, coats(markets=("other_market",)), "elsewhere")
    await crowded.announcer.load()
    await crowded.wants(BEN, coats(), "coats")
    await crowded.listed(coat())
    await crowded.match()
    assert crowded.announcer.filters == 3
    assert len(await crowded.alerts_of(AMI)) == len(await crowded.alerts_of(BEN)) == 1


async def test_events_are_matched_while_the_index_is_renewed(crowded: Road) -> None:
    await crowded.announcer.load()
    await crowded.wants(AMI, coats(), "coats")
    await crowded.match()
    assert not await crowded.announcer.renew()
    ben = await crowded.wants(BEN, coats(), "coats")
    await crowded.match()
    renewing = asyncio.ensure_future(crowded.announcer.renew())  # noqa: TID251
    await asyncio.sleep(0)
    await crowded.filters.pause(BEN, ben.id)
    await crowded.listed(coat())
    await crowded.match()
    assert await renewing
    assert not await crowded.announcer.renew()
    await crowded.listed(coat("c-2"))
    await crowded.match()
    assert len(await crowded.alerts_of(AMI)) == 2
    assert await crowded.alerts() == await crowded.alerts_of(AMI)
