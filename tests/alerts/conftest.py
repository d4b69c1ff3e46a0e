"""A road for every test of this folder, on SQLite and on PostgreSQL."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.alerts.road import Road

from maneki.alerts.announce import Announcer
from maneki.filters.desk import FilterDesk
from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.people.desk import PeopleDesk
from maneki.store import Store


@pytest.fixture(scope="session")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


@pytest.fixture
async def road(store: Store, dictionary: BrandDictionary) -> Road:
    nudges: list[str] = []
    desk = FilterDesk(
        store,
        matcher=Matcher(dictionary),
        watchable=Watchable(
            markets={}, spellings=dictionary.spellings, sources=("my_market", "other_market")
        ),
        most_filters=20,
        default_currency=None,
        changed=lambda: nudges.append("changed"),
    )
    announcer = Announcer(
        store,
        dictionary=dictionary,
        drop_percent=Decimal(5),
        queued=lambda: nudges.append("queued"),
    )
    await announcer.load()
    people = PeopleDesk(store, default_currency=None, due=lambda: nudges.append("due"))
    return Road(store, desk, people, announcer, nudges)
