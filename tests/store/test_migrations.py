"""What is in a database survives its migrations, there and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from alembic import command
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from maneki.clock import MovableClock
from maneki.model.ids import DestinationId, FilterId, IncidentId
from maneki.store import Store
from maneki.store.incidents import Incident, IncidentKind
from maneki.store.migrate import alembic_config, migrate
from maneki.store.schema import HEAD

_T = TypeVar("_T")
Rows = dict[str, list[dict[str, Any]]]

EARLY = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATE = EARLY + timedelta(hours=3)
STAMPS = {"created_at": EARLY, "updated_at": LATE}


def a_destination(name: str, kind: str, *, is_private: bool) -> dict[str, Any]:
    return {
        "id": name,
        "person_id": "ami",
        "kind": kind,
        "address": name,
        "is_private": is_private,
        "is_age_restricted": False,
        "set_by_moderator": kind != "dm",
        **STAMPS,
    }


def an_incident(name: str, *, market: str, closed_at: datetime | None = None) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "blocked",
        "market": market,
        "detail": "HTTP 403",
        "opened_at": EARLY,
        "closed_at": closed_at,
        **STAMPS,
    }


# In the order in which they refer to each other.
WRITTEN: Rows = {
    "people": [{"id": "ami", "default_destination_id": "dms", **STAMPS}],
    "preferences": [
        {"person_id": "ami", "time_zone": "UTC", "language": "ja", "proxies": {}, **STAMPS}
    ],
    "addresses": [
        {"id": "ami-1", "person_id": "ami", "kind": "discord", "value": "1001", **STAMPS}
    ],
    "destinations": [
        a_destination("dms", "dm", is_private=True),
        a_destination("77", "channel", is_private=False),
    ],
    "searches": [
        {
            "id": "s-1",
            "market": "mercari_jp",
            "key": "{}",
            "params": {"keyword": "coat"},
            "state": {},
            "is_wanted": True,
            "due_at": EARLY,
            "failures": 0,
            **STAMPS,
        }
    ],
    "listings": [
        {
            "id": "l-1",
            "market": "mercari_jp",
            "external_id": "m1",
            "status": "on_sale",
            "first_seen_at": EARLY,
            "last_seen_at": LATE,
            **STAMPS,
        }
    ],
    "filters": [
        {
            "id": "f-1",
            "person_id": "ami",
            "address_id": "ami-1",
            "name": "coats",
            "criteria": {},
            "revision": 1,
            "state": "active",
            "priority": 0,
            **STAMPS,
        }
    ],
    "filter_changes": [
        {
            "sequence": 1,
            "filter_id": "f-1",
            "revision": 1,
            "change": "created",
            "by": "discord:1001",
            "name": "coats",
            "criteria": {},
            "at": EARLY,
        }
    ],
    "search_filters": [{"search_id": "s-1", "filter_id": "f-1", "created_at": EARLY}],
    "dismissals": [{"person_id": "ami", "listing_id": "l-1", "created_at": EARLY}],
    "incidents": [
        an_incident("i-1", market="feed", closed_at=LATE),
        an_incident("i-2", market="feed"),
        an_incident("i-3", market="mercari_jp"),
    ],
    "acceptances": [{"market": "mercari_jp", "warning": "Mind it.", "accepted_at": LATE}],
    "marks": [{"name": "searches planned for", "value": "a digest", "updated_at": LATE}],
}


async def within(url: str, work: Callable[[Connection], _T]) -> _T:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


async def upgrade(url: str, version: str) -> None:
    await within(url, lambda connection: command.upgrade(alembic_config(connection), version))


async def downgrade(url: str, version: str) -> None:
    await within(url, lambda connection: command.downgrade(alembic_config(connection), version))


async def write(url: str, rows: Rows) -> None:
    def insert(connection: Connection) -> None:
        tables = MetaData()
        tables.reflect(connection)
        for name, wanted in rows.items():
            for row in wanted:
                connection.execute(tables.tables[name].insert().values(row))

    await within(url, insert)


async def read(url: str) -> Rows:
    """Every table in its own order, times in UTC, and what is absent left out."""

    def select(connection: Connection) -> Rows:
        tables = MetaData()
        tables.reflect(connection)
        return {
            table.name: [
                {name: _utc(value) for name, value in row._mapping.items() if value is not None}
                for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in tables.sorted_tables
        }

    return await within(url, select)


def _utc(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


async def test_rows_of_the_first_version_are_those_of_the_second_once_it_is_migrated(
    database_url: str,
) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    assert await migrate(database_url) == ("0001", HEAD)
    rows = await read(database_url)
    [change] = rows["filter_changes"]
    assert (change["created_at"], change["updated_at"]) == (EARLY, EARLY)
    for table in ("search_filters", "dismissals"):
        assert [row["updated_at"] for row in rows[table]] == [EARLY]
    [acceptance] = rows["acceptances"]
    assert (acceptance["created_at"], acceptance["updated_at"]) == (LATE, LATE)
    [mark] = rows["marks"]
    assert (mark["value"], mark["created_at"]) == ("a digest", LATE)
    assert [row.get("is_private") for row in rows["destinations"]] == [None, None]


async def test_the_program_finds_what_was_there_before_the_migration(database_url: str) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    await migrate(database_url)
    store = Store.open(database_url, clock=MovableClock())
    await store.check_schema()
    async with store.transaction() as tx:
        found = await tx.destinations.many([DestinationId("dms"), DestinationId("77")])
        assert {one.address: one.is_private for one in found.values()} == {
            "dms": True,
            "77": False,
        }
        saved = await tx.filters.get(FilterId("f-1"))
        assert saved is not None
        assert (saved.name, saved.owner) == ("coats", "discord:1001")
        assert await tx.incidents.open_at("feed", host="feed") == (
            Incident(
                id=IncidentId("i-2"),
                kind=IncidentKind.BLOCKED,
                market="feed",
                host="feed",
                detail="HTTP 403",
                opened_at=EARLY,
                failed_at=EARLY,
            ),
        )
        assert await tx.marks.get("searches planned for") == "a digest"
    await store.close()


async def test_a_database_that_is_taken_back_a_version_is_as_it_was(database_url: str) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    before = await read(database_url)
    await upgrade(database_url, "0002")
    await downgrade(database_url, "0001")
    assert await read(database_url) == before
    assert await migrate(database_url) == ("0001", HEAD)


async def test_taken_back_a_market_has_one_open_incident_of_a_kind_again(
    database_url: str,
) -> None:
    await upgrade(database_url, "0002")
    hosts = {"i-1": "a.example", "i-2": "b.example", "i-3": "c.example"}
    incidents = [
        an_incident(name, market="feed") | {"host": host, "failed_at": LATE, "reopened": 1}
        for name, host in hosts.items()
    ]
    await write(database_url, {"incidents": incidents})
    await downgrade(database_url, "0001")
    closed = {row["id"]: row.get("closed_at") for row in (await read(database_url))["incidents"]}
    assert closed == {"i-1": EARLY, "i-2": EARLY, "i-3": None}


async def test_a_database_that_is_taken_back_from_the_third_version_is_as_it_was(
    database_url: str,
) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    await upgrade(database_url, "0002")
    before = await read(database_url)
    await upgrade(database_url, "0003")
    await downgrade(database_url, "0002")
    assert await read(database_url) == before


def an_outbox_row(name: str, *, state: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "alert",
        "person_id": "ami",
        "destination_id": "dms",
        "state": state,
        "priority": 10,
        "body": {},
        "attempts": 0,
        "due_at": LATE,
        "queued_at": EARLY,
        **STAMPS,
        **more,
    }


async def test_what_was_held_when_only_snoozes_held_anything_was_snoozed(
    database_url: str,
) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    await upgrade(database_url, "0002")
    rows = {"outbox": [an_outbox_row("o-1", state="held"), an_outbox_row("o-2", state="due")]}
    await write(database_url, rows)
    before = await read(database_url)
    await upgrade(database_url, "0003")
    assert [row.get("held_for") for row in (await read(database_url))["outbox"]] == [
        "snoozed",
        None,
    ]
    await downgrade(database_url, "0002")
    assert await read(database_url) == before


async def test_taken_back_what_was_held_for_anything_but_a_snooze_is_due(
    database_url: str,
) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    await upgrade(database_url, "0003")
    held = {"snoozed": "held", "quiet": "due", "digest": "due"}
    rows = [an_outbox_row(name, state="held", held_for=name, reason="you said so") for name in held]
    await write(database_url, {"outbox": rows})
    await downgrade(database_url, "0002")
    left = {
        row["id"]: (row["state"], row.get("reason")) for row in (await read(database_url))["outbox"]
    }
    assert left == {
        "snoozed": ("held", "you said so"),
        "quiet": ("due", None),
        "digest": ("due", None),
    }


async def test_dead_places_are_known_by_what_was_said_of_them_before(database_url: str) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    await upgrade(database_url, "0003")
    said = {
        "gone": "チャンネルが削除されました",
        "left": "you are no longer on that server",
        "shut": "I lack the permission to post there",
    }
    places = [
        a_destination(name, "channel", is_private=False)
        | {"suspended_at": EARLY, "suspended_reason": reason}
        for name, reason in said.items()
    ]
    for place in places:
        del place["is_private"]
    await write(database_url, {"destinations": places})
    await upgrade(database_url, "0004")
    rows = (await read(database_url))["destinations"]
    codes = {row["id"]: row.get("refused_code") for row in rows if row["id"] in said}
    assert codes == {"gone": 10003, "left": 10007, "shut": None}


async def test_of_old_revisions_it_is_known_whether_they_ran_where_that_can_be_told(
    database_url: str,
) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    await upgrade(database_url, "0004")
    [made] = WRITTEN["filter_changes"]
    later = [
        made | {"sequence": sequence, "filter_id": name, "revision": revision, "change": change}
        for sequence, name, revision, change in [
            (2, "f-2", 1, "created"),
            (3, "f-2", 2, "paused"),
            (4, "f-2", 3, "edited"),
            (5, "f-2", 4, "resumed"),
            (6, "gone", 1, "created"),
        ]
    ]
    [saved] = WRITTEN["filters"]
    rows = [row | {"created_at": EARLY, "updated_at": EARLY} for row in later]
    second = saved | {"id": "f-2", "name": "more", "revision": 4, "state": "active"}
    await write(database_url, {"filters": [second], "filter_changes": rows})
    before = await read(database_url)
    await upgrade(database_url, "0005")
    states = [row.get("state") for row in (await read(database_url))["filter_changes"]]
    assert states == ["active", None, "paused", None, "active", None]
    await downgrade(database_url, "0004")
    assert await read(database_url) == before


async def test_a_catalogue_taken_back_leaves_the_rest_as_it_was(database_url: str) -> None:
    await upgrade(database_url, "0001")
    await write(database_url, WRITTEN)
    await upgrade(database_url, "0005")
    before = await read(database_url)
    await upgrade(database_url, "0006")
    book = {
        "id": "b-1",
        "source": "shop",
        "external_id": "1",
        "title": "Dune",
        "subjects": [],
        "appeared": "1965",
        "popularity": 0,
        "digest": "x",
        **STAMPS,
    }
    words = {"title_words": "dune", "author_words": "", "series_words": "", "subject_words": ""}
    keys = {"titles": "dune", "authors": "", "series": ""}
    text = {"number": 1, "book_id": "b-1", **words, **keys, **STAMPS}
    await write(database_url, {"books": [book], "book_texts": [text]})
    await downgrade(database_url, "0005")
    assert await read(database_url) == before
    await upgrade(database_url, "0006")
