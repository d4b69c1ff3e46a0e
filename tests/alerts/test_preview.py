"""What a preview counts is what was told live, as long as the filter ran all the while."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.alerts.road import AMI, Road
from tests.alerts.test_backtest import DAYS, LISTED, WISHES, Play

from maneki.alerts.preview_desk import PreviewDesk
from maneki.clock import MovableClock
from maneki.matching.brands import BrandDictionary
from maneki.matching.check import asks_for_nothing
from maneki.matching.match import Matcher
from maneki.model.ids import FilterId
from maneki.model.listing import ListingStatus

_PLAYS = count()
# What comes back is new to whoever had not been told: of that no preview can know.
OFFERED = st.lists(
    LISTED.filter(lambda one: one[1].status is ListingStatus.ON_SALE), min_size=1, max_size=4
)
DEEDS = st.one_of(
    st.tuples(st.just("lists"), OFFERED),
    st.tuples(st.just("visits"), OFFERED),
    st.tuples(st.just("rates"), st.sampled_from(["90", "150"])),
    st.tuples(st.just("waits"), st.sampled_from([1, 3_600, 90_000])),
    st.tuples(st.just("matches"), st.none()),
)


async def told(road: Road, filter_id: FilterId) -> int:
    """How many events the filter made an alert of."""
    async with road.store.reading() as tx:
        page = await tx.events.latest(since=tx.now - timedelta(days=7), limit=10_000)
        by_event = await tx.alerts.filters_told([one.event.id for one in page.events])
    return sum(filter_id in filters for filters in by_event.values())


@settings(max_examples=25)
@given(
    criteria=WISHES.filter(lambda one: not asks_for_nothing(one)),
    deeds=st.lists(DEEDS, min_size=3, max_size=20),
)
async def test_a_preview_counts_what_was_told(
    road: Road, clock: MovableClock, dictionary: BrandDictionary, criteria, deeds
) -> None:
    # Nothing of the play before is within the last seven days.
    clock.move(timedelta(days=10))
    play = Play(road, clock, DAYS)
    wanted = await road.wants(AMI, criteria, f"play {next(_PLAYS)}")
    for deed, what in deeds:
        await play.does(deed, what)
    await road.match()
    desk = PreviewDesk(
        road.store,
        matcher=Matcher(dictionary),
        drop_percent=Decimal(5),
        most_a_day=1,
        check=lambda asked, _: road.filters.check(asked),
    )
    preview = await desk.of(AMI, wanted.id)
    assert preview.matches == await told(road, wanted.id)
    assert preview.unsure == 0
    await play.ends()
