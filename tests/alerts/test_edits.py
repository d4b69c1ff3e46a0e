"""What becomes of listings and of what is queued when somebody edits their filter."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select, update
from tests.alerts.road import AMI, BEN, Road, coat, coats, up_to

from maneki.alerts.announce import Announcer
from maneki.clock import MovableClock
from maneki.filters.desk import Edited
from maneki.matching.brands import BrandDictionary
from maneki.model.digest import DigestPlan, Every
from maneki.model.event import EventKind
from maneki.model.filter import Criteria
from maneki.model.money import Rates
from maneki.store.schema import listing_events, outbox

HATS = Criteria(brands=("Gucci",))


async def edit(road: Road, name: str, criteria: Criteria) -> Edited:
    return await road.filters.edit(AMI, name, lambda found: replace(found, criteria=criteria))


async def queued(road: Road) -> list[str]:
    """What waits to go out to Ami, by the ids of the listings."""
    items = await road.alerts_of(AMI)
    return sorted(item.card.listing.external_id for item in items if item.card)


async def states(road: Road) -> dict[str, tuple[str, str | None]]:
    """How every alert stands, and why, by the ids of the listings."""
    async with road.store.transaction() as tx:
        rows = await tx._session.rows(select(outbox))
    return {row.body["listing"]["external_id"]: (row.state, row.reason) for row in rows}


async def test_the_next_listing_is_matched_by_what_is_asked_now(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a"))
    await road.match()
    await edit(road, "mine", replace(coats(), price=up_to(50_000)))
    await road.listed(coat("b", 60_000), coat("c", 50_000))
    await road.match()
    assert await queued(road) == ["a", "c"]


async def test_a_listing_that_was_seen_and_not_matched_is_matched_by_what_is_asked_now(
    road: Road,
) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a"), coat("b", title="Gucci hat"))
    await edit(road, "mine", HATS)
    await road.match()
    assert await queued(road) == ["b"]


async def test_every_process_uses_it_for_the_next_listing(
    road: Road, dictionary: BrandDictionary
) -> None:
    other = Announcer(
        road.store, dictionary=dictionary, drop_percent=Decimal(5), queued=lambda: None
    )
    await road.wants(AMI, coats(), "mine")
    await other.load()
    await edit(road, "mine", HATS)
    await road.listed(coat("a"), coat("b", title="Gucci hat"))
    while await other.step():
        pass
    assert await queued(road) == ["b"]


async def test_what_waits_and_does_not_fit_any_more_is_withdrawn_and_what_fits_stays(
    road: Road,
) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a", 40_000), coat("b", 60_000), coat("c", 50_000))
    await road.match()
    edited = await edit(road, "mine", replace(coats(), price=up_to(50_000)))
    assert edited.withdrawn == 1
    assert await queued(road) == ["a", "c"]
    assert (await states(road))["b"] == (
        "withdrawn",
        "you changed the filter, and this does not fit it any more",
    )


async def test_what_another_filter_wants_still_goes_out(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.wants(AMI, replace(coats(), price=up_to(90_000)), "cheap")
    await road.wants(BEN, coats(), "bens")
    await road.listed(coat("a"))
    await road.match()
    edited = await edit(road, "mine", HATS)
    assert edited.withdrawn == 0
    (alert,) = await road.alerts_of(AMI)
    assert [one.name for one in alert.filters] == ["cheap"]
    assert len(await road.alerts_of(BEN)) == 1


async def test_what_only_a_snoozed_filter_wants_then_waits_for_it(
    road: Road, clock: MovableClock
) -> None:
    await road.wants(AMI, coats(), "mine")
    sleepy = await road.wants(AMI, replace(coats(), price=up_to(90_000)), "sleepy")
    await road.filters.snooze(AMI, sleepy.id, clock.now() + timedelta(days=1))
    await road.listed(coat("a"))
    await road.match()
    assert await queued(road) == ["a"]
    await edit(road, "mine", HATS)
    assert await queued(road) == []
    assert (await states(road))["a"][0] == "held"


async def test_what_is_held_for_a_digest_is_sifted_too(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.filters.set_digest(AMI, "mine", DigestPlan(every=Every.DAY))
    await road.listed(coat("a"), coat("b", 60_000))
    await road.match()
    edited = await edit(road, "mine", replace(coats(), price=up_to(50_000)))
    assert edited.withdrawn == 1
    assert {one: state for one, (state, _) in (await states(road)).items()} == {
        "a": "held",
        "b": "withdrawn",
    }


async def test_events_that_are_not_asked_for_any_more_are_withdrawn(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a"), coat("b"))
    await road.match()
    await road.listed(coat("b", 20_000))
    await road.match()
    await edit(road, "mine", replace(coats(), events=(EventKind.PRICE_DROP,)))
    (alert,) = await road.alerts_of(AMI)
    assert alert.card is not None
    assert alert.card.event is EventKind.PRICE_DROP


async def test_a_price_is_judged_with_the_rates_of_its_day(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    async with road.store.transaction() as tx:
        await tx.rates.add(rates(5, 200))
    await road.listed(coat("a", 40_000), coat("b", 60_000), coat("c", price=None))
    async with road.store.transaction() as tx:
        await tx.rates.add(rates(6, 100))
    await road.match()
    dollars = replace(up_to(30_000), currency="USD")
    edited = await edit(road, "mine", replace(coats(), price=dollars))
    assert edited.withdrawn == 2
    assert await queued(road) == ["a"]


def rates(day: int, yen: int) -> Rates:
    per_base = {"JPY": Decimal(yen), "USD": Decimal("1.25")}
    return Rates(base="EUR", as_of=date(2026, 1, day), per_base=per_base)


async def test_how_far_below_the_median_it_was_is_asked_of_what_was_noted(
    road: Road, clock: MovableClock
) -> None:
    bargains = coats(below_median=20)
    await road.wants(AMI, bargains, "mine")
    await road.listed(*(coat(f"c-{n}", 10_000) for n in range(20)))
    await road.match()
    clock.move(timedelta(minutes=11))
    await road.listed(coat("cheap", 8_000), coat("cheaper", 5_000))
    await road.match()
    assert await queued(road) == ["cheap", "cheaper"]
    edited = await edit(road, "mine", replace(bargains, below_median=40))
    assert edited.withdrawn == 1
    assert await queued(road) == ["cheaper"]


async def test_where_nobody_noted_a_median_what_waits_stays(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a"))
    await road.match()
    edited = await edit(road, "mine", replace(coats(), below_median=20))
    assert edited.withdrawn == 0
    assert await queued(road) == ["a"]


async def test_what_cannot_be_read_any_more_stays(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a"), coat("b"))
    await road.match()
    async with road.store.transaction() as tx:
        await tx._session.execute(
            update(listing_events).where(listing_events.c.sequence == 1).values(listing={})
        )
    edited = await edit(road, "mine", HATS)
    assert edited.withdrawn == 1
    assert len(await road.alerts_of(AMI)) == 1


async def test_a_new_name_withdraws_nothing(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a"))
    await road.match()
    edited = await road.filters.edit(AMI, "mine", lambda found: replace(found, name="new"))
    (alert,) = await road.alerts_of(AMI)
    assert edited.withdrawn == 0
    assert [one.name for one in alert.filters] == ["new"]


async def test_what_was_withdrawn_does_not_come_back_when_the_edit_is_taken_back(
    road: Road,
) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a"))
    await road.match()
    edited = await edit(road, "mine", HATS)
    await road.listed(coat("b", title="Gucci hat"), coat("c"))
    await road.match()
    assert await queued(road) == ["b"]
    back = await road.filters.take_back_edit(
        AMI, edited.now.id, revision=edited.now.revision, destination_id=None, priority=0
    )
    assert back.withdrawn == 1
    await road.listed(coat("d"))
    await road.match()
    assert await queued(road) == ["d"]


async def test_what_is_queued_while_somebody_edits_is_sifted_as_well(road: Road) -> None:
    """What is judged ahead is not all there is by the time the filter is changed."""
    await road.wants(AMI, coats(), "mine")
    for number in range(20):
        await road.listed(coat(f"c-{number}"))
    await asyncio.gather(road.match(), edit(road, "mine", HATS))
    await road.match()
    assert await queued(road) == []


async def test_what_fits_already_is_shown(road: Road) -> None:
    await road.wants(AMI, coats(), "mine")
    await road.listed(coat("a"), coat("b", title="Gucci hat"))
    await road.match()
    edited = await edit(road, "mine", HATS)
    assert [card.listing.external_id for card in edited.hits] == ["b"]
    assert edited.watched == ("my_market", "other_market")
