"""Who asks for less than usual hears of it once it is known what is usual, and can ask why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.alerts.road import AMI, Road, coat, coats, up_to

from maneki.alerts.why import WhyDesk
from maneki.clock import MovableClock
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.listing import ListingStatus, ListingType
from maneki.model.money import Money

BARGAINS = coats(below_median=20, price=up_to(1_000_000))


async def told_of(road: Road) -> list[str]:
    await road.match()
    return sorted(
        item.card.listing.external_id for item in await road.alerts_of(AMI) if item.card is not None
    )


async def test_a_bargain_is_known_by_twenty_others(road: Road) -> None:
    await road.wants(AMI, BARGAINS)
    await road.listed(*(coat(f"c-{n}", 10_000 + n) for n in range(19)))
    assert await told_of(road) == []
    # Each of them has only eighteen others, so the cheapest of all is no bargain yet either.
    await road.listed(coat("cheap-1", 8_000))
    assert await told_of(road) == []


async def test_a_bargain_is_told_with_the_median_it_lies_below(
    road: Road, clock: MovableClock, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, BARGAINS)
    sold = coat("c-sold", 10_000)
    await road.listed(*(coat(f"c-{n}", 10_000) for n in range(19)), sold)
    await road.listed(coat("c-sold", 10_000, status=ListingStatus.SOLD))
    await road.listed(
        *(coat(f"x-{n}", 10, title="Raf Simons coat") for n in range(30)),
        *(coat(f"a-{n}", 10, listing_type=ListingType.AUCTION) for n in range(30)),
        *(replace(coat(f"d-{n}"), price=Money(10, "USD")) for n in range(30)),
    )
    await road.match()
    clock.move(timedelta(minutes=11))
    await road.listed(coat("cheap", 8_000), coat("dear", 8_001))
    assert await told_of(road) == ["cheap"]
    why = WhyDesk(
        road.store,
        matcher=Matcher(dictionary),
        drop_percent=Decimal(5),
        serving=lambda _criteria: (),
    )
    explained = await why.explain(AMI, "https://example.test/dear")
    [told] = explained.stories[0].told
    assert [reason.condition for reason in told.missed] == ["median"]
    assert "8,001 JPY is not 20 % below 10,000 JPY, of 20 listings on" in told.missed[0].text
    # What is decided again is decided by what was known then.
    clock.move(timedelta(days=40))
    assert (await why.explain(AMI, "https://example.test/dear")).stories[0].told == (told,)
