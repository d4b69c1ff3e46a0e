"""What is remembered of listings, and for how long; and that two at once do not disagree."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import DateTime, func, select
from tests.alerts.road import AMI, BEN, Road, a_search, coat, coats, up_to

from maneki.alerts.upkeep import EndingsWatch, Forgetter
from maneki.clock import MovableClock
from maneki.delivery.wanted import Unwanted, why_unwanted
from maneki.model.event import EventKind
from maneki.model.filter import Keywords
from maneki.model.ids import SearchId
from maneki.model.listing import Listing, ListingStatus, ListingType
from maneki.model.money import Money, Rates
from maneki.model.outbox import Item, Packing, Receipt
from maneki.model.person import Address, Destination, DestinationKind, Preferences
from maneki.model.search import SearchQuery
from maneki.store.filters import FilterChange
from maneki.store.incidents import IncidentKind
from maneki.store.schema import (
    destinations,
    dismissals,
    filters,
    listing_events,
    metadata,
    outbox,
)

DAY = timedelta(days=1)


def kinds(items: list[Item]) -> list[EventKind]:
    return sorted(item.card.event for item in items if item.card)


def auction(bid: int, **facts: object) -> Listing:
    return replace(
        coat(price=None),
        listing_type=ListingType.AUCTION,
        current_bid=Money(bid, "JPY"),
        **facts,  # type: ignore[arg-type]
    )


async def ending_soon(road: Road, *, ahead: timedelta = timedelta(hours=1)) -> None:
    await EndingsWatch(road.store, ahead=ahead, found=lambda: None).step()
    await road.match()


async def count(road: Road, table) -> int:
    async with road.store.transaction() as tx:
        [row] = await tx.history._session.rows(select(func.count()).select_from(table))
    return int(row[0])


# --- what is remembered --------------------------------------------------------------------------


async def test_an_auction_that_ends_soon_is_told_with_the_bid_of_now(
    road: Road, clock: MovableClock
) -> None:
    soon = clock.now() + timedelta(hours=2)
    await road.wants(AMI, coats(events=(EventKind.ENDING_SOON,), price=up_to(5_000)))
    await road.wants(BEN, coats(events=(EventKind.ENDING_SOON,)))
    await road.listed(auction(1_000, ends_at=soon))
    clock.move(timedelta(hours=1))
    await road.listed(auction(90_000, ends_at=soon))
    clock.move(timedelta(minutes=30))
    await ending_soon(road)
    assert await road.alerts_of(AMI) == []
    [alert] = await road.alerts_of(BEN)
    assert alert.card is not None
    assert alert.card.asking == Money(90_000, "JPY")


async def test_an_auction_that_was_extended_is_told_before_its_new_end_and_once(
    road: Road, clock: MovableClock
) -> None:
    first, later = clock.now() + timedelta(hours=2), clock.now() + timedelta(hours=9)
    await road.wants(AMI, coats(events=(EventKind.ENDING_SOON,)))
    await road.listed(auction(1_000, ends_at=first))
    await road.listed(auction(1_000, ends_at=later))
    clock.move(timedelta(hours=1.5))
    await ending_soon(road)
    assert await road.alerts() == []
    clock.move(timedelta(hours=7))
    await ending_soon(road)
    await ending_soon(road)
    [alert] = await road.alerts()
    assert alert.card is not None
    assert alert.card.listing.ends_at == later


async def test_a_preview_shows_a_listing_as_it_is_now(road: Road) -> None:
    await road.listed(coat(price=40_000))
    await road.listed(coat(price=40_000, title="Rick Owens coat, worn once"))
    created = await road.filters.create(AMI, name=None, criteria=coats())
    assert [hit.listing.title for hit in created.hits] == ["Rick Owens coat, worn once"]


async def test_a_buy_now_price_that_creeps_is_not_told_to_whom_the_bid_was_cheap_enough(
    road: Road,
) -> None:
    def offered(buy_now: int) -> Listing:
        return replace(
            auction(10_000),
            listing_type=ListingType.AUCTION_BUY_NOW,
            buy_now=Money(buy_now, "JPY"),
        )

    await road.listed(offered(80_000))
    await road.match()
    await road.wants(AMI, coats(price=up_to(50_000)))
    for buy_now in (79_900, 79_800, 79_700):
        await road.listed(offered(buy_now))
        await road.match()
    assert await road.alerts() == []


async def test_a_fall_from_a_price_that_had_lasted_is_a_drop_again(
    road: Road, clock: MovableClock
) -> None:
    await road.listed(coat(price=30_000))
    await road.listed(coat(price=60_000))
    clock.move(2 * DAY)
    await road.match()
    await road.wants(AMI, coats(price=up_to(40_000)))
    await road.listed(coat(price=35_000))
    await road.match()
    [alert] = await road.alerts()
    assert alert.card is not None
    assert (alert.card.event, alert.card.before) == (EventKind.PRICE_DROP, Money(60_000, "JPY"))


async def test_back_on_sale_for_less_is_a_price_drop_too(road: Road) -> None:
    await road.listed(coat(price=40_000))
    await road.match()
    await road.wants(AMI, coats())
    await road.wants(BEN, coats(events=(EventKind.BACK_ON_SALE,)))
    await road.listed(coat(price=40_000, status=ListingStatus.SOLD))
    await road.listed(coat(price=20_000))
    await road.match()
    assert kinds(await road.alerts_of(AMI)) == [EventKind.PRICE_DROP]
    assert kinds(await road.alerts_of(BEN)) == [EventKind.BACK_ON_SALE]


async def test_a_listing_shown_at_the_first_visit_of_one_search_is_no_news_by_another(
    road: Road,
) -> None:
    """A brand is asked for by its Latin and by its Japanese name: two searches of one filter."""
    ami, ben = await road.wants(AMI, coats()), await road.wants(BEN, coats())

    async def search(*queries: str, by: str) -> list[SearchId]:
        async with road.store.transaction() as tx:
            [mine] = [one.id for one in await tx.filters.everyone() if one.id == by]
            made = await tx.searches.want(
                [SearchQuery("my_market", {"keyword": query}) for query in queries], by=mine
            )
        return [one.id for one in made]

    [older] = await search("coat", by=ben.id)
    await road.listed(coat("c-0"), search_id=older, is_first_visit=True)
    latin, japanese = await search("Rick Owens", "リックオウエンス", by=ami.id)
    await road.listed(coat("c-1"), search_id=latin, is_first_visit=True)
    await road.listed(search_id=japanese, is_first_visit=True)
    await road.listed(coat("c-1"), search_id=older)
    await road.match()
    assert await road.alerts_of(AMI) == []
    assert kinds(await road.alerts_of(BEN)) == [EventKind.NEW]


async def test_the_rates_of_the_day_of_an_event_are_the_ones_that_count(
    road: Road, clock: MovableClock
) -> None:
    def rates(day: int, yen: int) -> Rates:
        return Rates(
            base="EUR",
            as_of=date(2026, 1, day),
            per_base={"JPY": Decimal(yen), "USD": Decimal("1.25")},
        )

    await road.wants(AMI, coats(price=replace(up_to(30_000), currency="USD")))
    async with road.store.transaction() as tx:
        person = await tx.people.at(AMI)
        assert person is not None
        await tx.people.save_preferences(person.id, Preferences(currency="USD"))
        await tx.rates.add(rates(5, 200))
    await road.listed(coat(price=40_000))
    async with road.store.transaction() as tx:
        await tx.rates.add(rates(6, 100))
    await road.match()
    [alert] = await road.alerts()
    assert alert.card is not None
    assert (alert.card.converted, alert.card.rates_as_of) == (Money(25_000, "USD"), "2026-01-05")


async def test_filters_for_two_places_make_two_alerts(road: Road) -> None:
    first = await road.wants(AMI, coats(), "to my DMs")
    channel = await road.people.choose_destination(
        AMI,
        kind=DestinationKind.CHANNEL,
        address="777",
        server_external_id="1",
        server_name="Shop",
        is_age_restricted=False,
    )
    async with road.store.transaction() as tx:
        person = await tx.people.at(AMI)
        assert person is not None
        dms = await tx.destinations.choose(person.id, kind=DestinationKind.DM, address=AMI.value)
        own = replace(first, destination_id=dms.id)
        assert await tx.filters.change(own, FilterChange.EDITED, by=str(AMI))
    await road.wants(AMI, coats(), "to the channel")
    await road.listed(coat())
    await road.match()
    told = {item.destination_id: [one.name for one in item.filters] for item in await road.alerts()}
    assert told == {dms.id: ["to my DMs"], channel.id: ["to the channel"]}


async def test_an_alert_of_two_filters_is_held_once_both_are_snoozed(
    road: Road, clock: MovableClock
) -> None:
    one = await road.wants(AMI, coats(), "one")
    two = await road.wants(AMI, coats(), "two")
    await road.listed(coat())
    await road.match()
    await road.filters.snooze(AMI, one.id, clock.now() + 3 * DAY)
    assert len(await road.alerts()) == 1
    await road.filters.snooze(AMI, two.id, clock.now() + DAY)
    assert await road.alerts() == []
    clock.move(DAY + timedelta(minutes=1))
    assert len(await road.alerts()) == 1


async def test_what_is_left_to_a_snoozed_filter_alone_is_held(
    road: Road, clock: MovableClock
) -> None:
    one = await road.wants(AMI, coats(), "one")
    two = await road.wants(AMI, coats(), "two")
    await road.listed(coat())
    await road.match()
    await road.filters.snooze(AMI, one.id, clock.now() + DAY)
    await road.filters.pause(AMI, two.id)
    assert await road.alerts() == []
    clock.move(DAY + timedelta(minutes=1))
    [alert] = await road.alerts()
    assert [named.name for named in alert.filters] == ["one"]


async def test_what_ended_or_was_sold_while_it_waited_is_known_to_be_gone(
    road: Road, clock: MovableClock
) -> None:
    mine = await road.wants(AMI, coats())
    await road.filters.snooze(AMI, mine.id, clock.now() + DAY)
    await road.listed(
        auction(1_000, ends_at=clock.now() + timedelta(hours=5)), coat("c-2"), coat("c-3")
    )
    await road.match()
    await road.listed(coat("c-2", status=ListingStatus.SOLD))
    clock.move(DAY + timedelta(minutes=1))
    waiting = {item.card.listing.external_id: item for item in await road.alerts() if item.card}
    assert {name: item.is_gone for name, item in waiting.items()} == {"c-1": True, "c-3": False}
    assert why_unwanted(waiting["c-1"], await place_of(road)) is Unwanted.GONE


async def place_of(road: Road) -> Destination:
    place = await road.people.default_destination(AMI)
    assert place is not None
    return place


async def test_what_was_gone_before_anybody_was_told_is_new_when_it_is_back(road: Road) -> None:
    await road.wants(AMI, coats())
    await road.listed(coat())
    await road.match()
    await road.listed(coat(status=ListingStatus.TRADING))
    await road.match()
    assert await road.alerts() == []
    await road.listed(coat())
    await road.match()
    assert kinds(await road.alerts()) == [EventKind.NEW]


async def test_what_was_gone_before_it_was_matched_is_new_when_it_is_back(road: Road) -> None:
    await road.wants(AMI, coats())
    await road.listed(coat())
    await road.listed(coat(status=ListingStatus.TRADING))
    await road.match()
    assert await road.alerts() == []
    await road.listed(coat())
    await road.match()
    assert kinds(await road.alerts()) == [EventKind.NEW]


async def test_whoever_was_not_told_before_it_was_gone_hears_of_it_and_nobody_else(
    road: Road, clock: MovableClock
) -> None:
    await road.wants(AMI, coats())
    held = await road.wants(BEN, coats(events=(EventKind.NEW, EventKind.BACK_ON_SALE)))
    await road.filters.snooze(BEN, held.id, clock.now() + DAY)
    await road.listed(coat())
    await road.match()
    async with road.store.transaction() as tx:
        (waiting,) = await tx.outbox.waiting(seats=9, per_destination=9)
        (parcel,) = await tx.parcels.pack(
            [Packing(destination=waiting.destination, items=waiting.items)],
            holder="us",
            until=tx.now + DAY,
        )
        receipt = Receipt(channel_id="1", message_id="2", accepted_at=tx.now)
        await tx.parcels.sent({parcel.id: receipt})
    await road.listed(coat(status=ListingStatus.TRADING))
    clock.move(2 * DAY)
    await road.listed(coat())
    await road.match()
    assert kinds(await road.alerts_of(AMI)) == []
    assert kinds(await road.alerts_of(BEN)) == [EventKind.NEW]


async def test_a_filter_that_was_paused_is_not_told_later_of_what_came_back(road: Road) -> None:
    mine = await road.wants(AMI, coats())
    await road.listed(coat())
    await road.match()
    await road.filters.pause(AMI, mine.id)
    await road.listed(coat(status=ListingStatus.TRADING))
    await road.filters.resume(AMI, mine.id)
    await road.listed(coat())
    await road.match()
    assert await road.alerts() == []


async def test_a_fall_that_another_search_sees_first_is_told_to_those_who_know_the_listing(
    road: Road,
) -> None:
    ami = await road.wants(AMI, coats(price=up_to(30_000)))
    ben = await road.wants(BEN, coats(price=up_to(30_000)))
    both = await road.wants(AMI, coats(keywords=Keywords(any=("leather",))), "both")
    mine = await a_search(road, "coat", ami.id)
    other = await a_search(road, "rick owens", ben.id, both.id)
    await road.listed(coat(price=40_000), search_id=mine, is_first_visit=True)
    await road.listed(coat(price=20_000), search_id=other)
    await road.match()
    [hers] = await road.alerts_of(AMI)
    assert [one.name for one in hers.filters] == [ami.name, "both"]
    assert kinds([hers]) == [EventKind.NEW]
    [his] = await road.alerts_of(BEN)
    assert his.card is not None
    assert (his.card.event, his.card.before) == (EventKind.NEW, None)


async def test_a_fall_that_another_search_sees_first_is_a_drop(road: Road) -> None:
    ami, ben = await road.wants(AMI, coats(price=up_to(30_000))), await road.wants(BEN, coats())
    mine = await a_search(road, "coat", ami.id)
    other = await a_search(road, "rick owens", ben.id)
    await road.listed(coat(price=40_000), search_id=mine, is_first_visit=True)
    await road.listed(coat(price=20_000), search_id=other)
    await road.match()
    [hers] = await road.alerts_of(AMI)
    assert hers.card is not None
    assert (hers.card.event, hers.card.before) == (EventKind.PRICE_DROP, Money(40_000, "JPY"))
    assert kinds(await road.alerts_of(BEN)) == [EventKind.NEW]


async def test_what_belongs_to_somebody_says_which_address_it_came_from(road: Road) -> None:
    mine = await road.wants(AMI, coats())
    await road.listed(coat())
    await road.match()
    [alert] = await road.alerts()
    assert alert.alert_id is not None
    await road.people.dismiss(AMI, alert.alert_id)
    async with road.store.transaction() as tx:
        ours = await tx.people.address_id(AMI)
        assert ours is not None
        for table in (filters, destinations, dismissals):
            rows = await tx.history._session.rows(select(table.c.address_id))
            assert [row.address_id for row in rows] == [ours], table.name
        saved = await tx.filters.get(mine.id)
    assert saved is not None
    assert saved.owner == "discord:1001"


# --- for how long --------------------------------------------------------------------------------


async def test_what_is_over_is_forgotten_and_what_waits_is_kept(
    road: Road, clock: MovableClock
) -> None:
    await road.wants(AMI, coats())
    waiting = await road.wants(BEN, coats())
    await road.filters.snooze(BEN, waiting.id, clock.now() + 60 * DAY)
    await road.listed(coat("c-1"))
    await road.match()
    await road.listed(coat("c-1", status=ListingStatus.SOLD))
    await road.listed(coat("c-2"))
    await road.match()
    assert await count(road, outbox) == 4
    [told] = await road.alerts_of(AMI)
    async with road.store.transaction() as tx:
        await tx.outbox.withdraw([told.id], reason="as if it were sent")
    clock.move(31 * DAY)
    forgetter = Forgetter(road.store, keep=30 * DAY)
    while await forgetter.step():
        pass
    assert await count(road, outbox) == 1
    assert await count(road, listing_events) == 1
    async with road.store.transaction() as tx:
        known = await tx.listings.known("my_market", ["c-1", "c-2"])
    assert [known[one].listing for one in ("c-1", "c-2")] == [None, None]
    await road.listed(coat("c-1"), coat("c-2"))
    await road.match()
    assert await road.alerts_of(AMI) == []
    clock.move(30 * DAY)
    [alert] = await road.alerts_of(BEN)
    assert alert.card is not None
    assert alert.card.listing.external_id == "c-2"


async def test_trouble_with_what_nobody_wants_any_more_is_over(road: Road) -> None:
    coats_of_ami = await road.wants(AMI, coats())
    boots_of_ben = await road.wants(BEN, coats())
    for wanted_by, host in ((coats_of_ami, "a.example"), (boots_of_ben, "b.example")):
        search_id = await a_search(road, host, wanted_by.id)
        async with road.store.transaction() as tx:
            incident = await tx.incidents.open(
                IncidentKind.GONE, market="feed", host=host, detail="410", soon=DAY
            )
            await tx.incidents.concern(incident, [search_id])
    async with road.store.transaction() as tx:
        await tx.searches.want((), by=coats_of_ami.id)
    await Forgetter(road.store, keep=30 * DAY).step()
    async with road.store.transaction() as tx:
        assert await tx.incidents.open_at("feed", host="a.example") == ()
        assert len(await tx.incidents.open_at("feed", host="b.example")) == 1


def test_every_row_says_when_it_was_made_and_changed() -> None:
    for table in metadata.sorted_tables:
        for name in ("created_at", "updated_at"):
            assert name in table.c, (table.name, name)
            assert not table.c[name].nullable
        times = [one for one in table.c if isinstance(one.type, DateTime)]
        assert times == [], "every time is kept as UtcDateTime"


# --- two at once ---------------------------------------------------------------------------------


async def test_two_pushes_of_one_price_make_one_drop(road: Road) -> None:
    names = [f"c-{number}" for number in range(20)]
    await road.listed(*(coat(name, price=40_000) for name in names))
    await road.match()
    cheaper = [coat(name, price=20_000) for name in names]
    await asyncio.gather(*(road.listed(*cheaper) for _ in range(6)))
    async with road.store.transaction() as tx:
        ids = await tx.events.unmatched(limit=1_000)
    assert len(ids) == len(names)


async def test_pushes_in_opposite_orders_do_not_wait_for_each_other(road: Road) -> None:
    there = [coat(f"c-{number:03}") for number in range(150)]
    back = there[::-1]
    await asyncio.gather(*(road.listed(*(there, back)[turn % 2]) for turn in range(8)))
    cheaper = [replace(one, price=Money(30_000, "JPY")) for one in there]
    await asyncio.gather(*(road.listed(*(cheaper, cheaper[::-1])[turn % 2]) for turn in range(8)))
    async with road.store.transaction() as tx:
        assert len(await tx.events.unmatched(limit=1_000)) == 2 * len(there)


async def test_searches_that_many_take_and_drop_at_once_are_wanted_by_who_has_them(
    road: Road,
) -> None:
    people = [Address("discord", str(number)) for number in range(2_000, 2_012)]
    filters = [await road.wants(who, coats()) for who in people]
    shared = [SearchQuery("my_market", {"keyword": word}) for word in ("a", "b", "c")]

    async def take(number: int) -> None:
        async with road.store.transaction() as tx:
            order = shared if number % 2 else shared[::-1]
            await tx.searches.want(order, by=filters[number].id)

    async def drop(number: int) -> None:
        async with road.store.transaction() as tx:
            await tx.searches.want([], by=filters[number].id)

    for turn in range(3):
        keep = turn * 3
        await asyncio.gather(*(take(number) for number in range(len(people))))
        await asyncio.gather(
            *(drop(number) if number != keep else take(number) for number in range(len(people)))
        )
        async with road.store.transaction() as tx:
            wanted = {one.query.params["keyword"] for one in await tx.searches.wanted("my_market")}
        assert wanted == {"a", "b", "c"}
    await drop(6)
    async with road.store.transaction() as tx:
        assert await tx.searches.wanted("my_market") == ()


async def test_auctions_that_end_are_told_once_by_two_at_once(
    road: Road, clock: MovableClock
) -> None:
    await road.listed(
        *(
            replace(auction(1_000, ends_at=clock.now() + timedelta(minutes=30)), external_id=name)
            for name in map(str, range(30))
        )
    )
    await road.match()
    watches = [
        EndingsWatch(road.store, ahead=timedelta(hours=1), found=lambda: None) for _ in range(4)
    ]
    await asyncio.gather(*(one.step() for one in watches))
    async with road.store.transaction() as tx:
        assert len(await tx.events.unmatched(limit=1_000)) == 30


async def test_a_listing_may_concern_more_people_than_a_statement_takes_parameters(
    road: Road,
) -> None:
    many = [f"c-{number}" for number in range(33_000)]
    async with road.store.transaction() as tx:
        assert await tx.listings.known("my_market", many) == {}
        assert await tx.filters.many(many) == {}  # type: ignore[arg-type]
        assert await tx.listings.available(many) == set()  # type: ignore[arg-type]
