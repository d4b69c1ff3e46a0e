"""What the earlier bookshop assistant knew is taken over: once, and nothing is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Float, Integer, MetaData, String, Table
from sqlalchemy.ext.asyncio import create_async_engine
from tests.cli.shell import Ran, Shell

from maneki.model.conversation import PlaceKind, Turn
from maneki.model.link import Deed
from maneki.model.moved import MovedIn
from maneki.model.person import DISCORD, PHONE, Address
from maneki.people.consents import BY_KEYWORD, opt_in
from maneki.people.linking import Linker
from maneki.people.marty import MartyMove
from maneki.shop.catalogue import Catalogue
from maneki.store import Store
from maneki.store.strangers import Stranger

ANN, BOB = Address(PHONE, "+12125550123"), Address(PHONE, "+14155550100")
ANNS_DISCORD, CYD = Address(DISCORD, "1001"), Address(DISCORD, "1002")

_OLD = MetaData()


def _table(name: str, *columns: str, **others: Any) -> Table:
    text = [Column(one, String, primary_key=one == "id") for one in columns]
    return Table(name, _OLD, *text, *(Column(one, kind) for one, kind in others.items()))


_table(
    "customers", "id", "phone", "name", "email", "discord_user_id", "platform", "created_at",
    opted_out=Integer,
)  # fmt: skip
_table(
    "conversations", "id", "customer_id", "phone", "discord_user_id", "discord_channel_id",
    "discord_guild_id", "platform", "status", "created_at",
)  # fmt: skip
_table(
    "messages", "id", "conversation_id", "direction", "content", "timestamp", "status"
)  # fmt: skip
_table(
    "books", "id", "isbn", "title", "author", "publisher", "publication_date", "genre", "format",
    "created_at", price=Float, page_count=Integer,
)  # fmt: skip
_table(
    "inventory", "id", "book_id", "location", quantity=Integer, reserved=Integer, price=Float,
    available=Integer,
)  # fmt: skip
_table("orders", "id", "customer_id", "status")

Rows = Mapping[str, Sequence[dict[str, Any]]]


def said(
    number: int, conversation: str, direction: str, content: str, **more: str
) -> dict[str, Any]:
    return {
        "id": f"m{number}",
        "conversation_id": conversation,
        "direction": direction,
        "content": content,
        "timestamp": f"2026-01-04 10:{number:02}:00",
        "status": "sent",
        **more,
    }


SHOP: Rows = {
    "customers": [
        {"id": "c1", "phone": "+12125550123", "name": "Ann", "platform": "sms"},
        {"id": "c2", "phone": "12125550123", "opted_out": 1, "platform": "sms"},
        {"id": "c3", "phone": "(415) 555-0100", "discord_user_id": "1001", "platform": "both"},
        {"id": "c4", "discord_user_id": "1002", "name": "Cyd", "platform": "discord"},
        {"id": "c5", "phone": "12345", "opted_out": 1},
        {"id": "c6", "name": "Nobody"},
    ],
    "conversations": [
        {"id": "v1", "customer_id": "c1", "phone": "+12125550123", "platform": "sms"},
        {"id": "v2", "customer_id": "c2", "phone": "12125550123", "platform": "sms"},
        {"id": "v3", "customer_id": "c4", "discord_user_id": "1002", "platform": "discord"},
        {
            "id": "v4",
            "customer_id": "c3",
            "discord_user_id": "1001",
            "discord_channel_id": "77",
            "discord_guild_id": "7",
            "platform": "discord",
        },
        {"id": "v5", "customer_id": "gone", "platform": "sms"},
    ],
    "messages": [
        said(1, "v1", "inbound", "Do you have Dune?"),
        said(2, "v1", "inbound", "The first one"),
        said(3, "v1", "outbound", "We do."),
        said(4, "v1", "outbound", "It is $9.99."),
        said(5, "v1", "inbound", "Thanks"),
        said(6, "v2", "inbound", "STOP"),
        said(7, "v3", "inbound", "hi"),
        said(8, "v3", "outbound", "hello", status="failed"),
        said(9, "v4", "inbound", "in the channel"),
        said(10, "v5", "inbound", "lost"),
        said(11, "v1", "inbound", "   "),
    ],
    "books": [
        {
            "id": "b1",
            "isbn": "978-0-441-17271-9",
            "title": "Dune",
            "author": "Frank Herbert",
            "price": 9.99,
            "publication_date": "1990-09-01",
        },
        {"id": "b2", "isbn": "0441172717", "title": "Dune", "author": "Frank Herbert"},
        {"id": "b3", "title": "", "author": "Somebody"},
        {"id": "b4", "isbn": "123", "title": "Emma", "author": "Jane Austen"},
    ],
    "inventory": [
        {"id": "i1", "book_id": "b1", "location": "store", "quantity": 3, "reserved": 5},
        {"id": "i2", "book_id": "b1", "location": "warehouse", "quantity": 2, "reserved": 0},
        {"id": "i3", "book_id": "b1", "location": "bookshop", "quantity": 99, "reserved": 0},
        {"id": "i4", "book_id": "b4", "location": "store", "quantity": 4, "available": 0},
        {"id": "i5", "book_id": "b9", "location": "store", "quantity": 1},
    ],
    "orders": [{"id": "o1", "customer_id": "c1", "status": "pending"}],
}


async def written(url: str, rows: Rows) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_OLD.create_all)
        for name, some in rows.items():
            table = _OLD.tables[name]
            for row in some:
                if "created_at" in table.c:
                    row = {"created_at": f"2026-01-01 {row['id']}", **row}  # noqa: PLW2901
                await connection.execute(table.insert().values(row))
    await engine.dispose()


@pytest.fixture
async def old(tmp_path: Path) -> str:
    """The earlier assistant's database as SQLite, its address as an operator writes it."""
    file = tmp_path / "marty.sqlite3"
    await written(f"sqlite+aiosqlite:///{file}", SHOP)
    return f"sqlite:///{file}"


async def moved_in(store: Store, url: str, *, is_rehearsal: bool = False) -> MovedIn:
    async with Stranger.opened(url) as stranger:
        move = MartyMove(store, stranger, region="US", currency="USD", is_rehearsal=is_rehearsal)
        return await move.run()


async def turns(store: Store, address: Address) -> list[Turn]:
    async with store.reading() as tx:
        person = await tx.people.at(address)
        assert person is not None
        talks = await tx.conversations.of_person(person.id)
        return [one for talk in talks for one in await tx.conversations.turns(talk.id, most=99)]


async def test_one_phone_in_two_spellings_is_one_person(store: Store, old: str) -> None:
    done = await moved_in(store, old)
    assert done.people == done.new_people == 4
    assert {one.said for one in await turns(store, ANN)} >= {"STOP", "Thanks"}


async def test_whoever_opted_out_in_any_row_has_opted_out(store: Store, old: str) -> None:
    await moved_in(store, old)
    async with store.reading() as tx:
        assert (await tx.consents.of(ANN)).is_opted_out
        assert not (await tx.consents.of(BOB)).is_opted_out
        (entry, *_) = await tx.consents.history(ANN)
    assert entry.source == "marty:customers:c2"


async def test_who_came_back_since_is_not_opted_out_again(store: Store, old: str) -> None:
    await moved_in(store, old)
    async with store.transaction() as tx:
        await opt_in(tx, ANN, how=BY_KEYWORD, words="START", source="test")
    assert (await moved_in(store, old)).new_opt_outs == 0
    async with store.reading() as tx:
        assert not (await tx.consents.of(ANN)).is_opted_out


async def test_a_row_with_a_phone_and_an_account_proves_nothing(store: Store, old: str) -> None:
    done = await moved_in(store, old)
    async with store.reading() as tx:
        bob, ann = await tx.people.at(BOB), await tx.people.at(ANNS_DISCORD)
    assert bob is not None
    assert ann is not None
    assert bob.id != ann.id
    (told,) = [one for one in done.unused if one.id == "c3"]
    assert "LINK" in told.why
    assert not told.is_lost


async def test_what_was_said_in_one_go_is_one_turn(store: Store, old: str) -> None:
    await moved_in(store, old)
    first, last = [one for one in await turns(store, ANN) if one.said != "STOP"]
    assert first.said == "Do you have Dune?\nThe first one"
    assert first.answered == "We do.\nIt is $9.99."
    assert first.started_at.isoformat() == "2026-01-04T10:01:00+00:00"
    assert (last.said, last.answered) == ("Thanks", None)


async def test_what_was_never_sent_is_no_answer(store: Store, old: str) -> None:
    await moved_in(store, old)
    (turn,) = await turns(store, CYD)
    assert (turn.said, turn.answered) == ("hi", None)


async def test_each_conversation_is_where_it_was_held(store: Store, old: str) -> None:
    await moved_in(store, old)
    async with store.reading() as tx:
        places = {}
        for address in (ANN, CYD, ANNS_DISCORD):
            person = await tx.people.at(address)
            assert person is not None
            talks = await tx.conversations.of_person(person.id)
            places[address] = [(talk.place.kind, talk.place.address) for talk in talks]
    assert places[CYD] == [(PlaceKind.DM, CYD.value)]
    assert places[ANNS_DISCORD] == [(PlaceKind.CHANNEL, "77")]
    assert {*places[ANN]} == {(PlaceKind.PHONE, ANN.value)}


async def test_names_are_remembered(store: Store, old: str) -> None:
    await moved_in(store, old)
    async with store.reading() as tx:
        person = await tx.people.at(CYD)
        assert person is not None
        assert [one.value for one in await tx.memory.facts_of(person.id)] == ["Cyd"]
        assert [one.deed for one in await tx.audit.of(person.id)] == [Deed.MOVED_IN]


async def test_books_come_with_what_is_on_the_shops_own_shelves(store: Store, old: str) -> None:
    await moved_in(store, old)
    (found, *_) = await Catalogue(store).ask("9780441172719")
    assert found.edition is not None
    stock = found.edition.stock
    assert stock is not None
    assert (stock.quantity, stock.reserved, stock.available) == (5, 3, 2)
    assert stock.price is not None
    assert (stock.price.amount, stock.price.currency) == (999, "USD")
    (emma, *_) = await Catalogue(store).ask("Emma")
    assert emma.edition is not None
    assert emma.edition.isbn is None
    assert emma.edition.stock is not None
    assert emma.edition.stock.available == 0


async def test_every_row_that_could_not_be_used_is_named(store: Store, old: str) -> None:
    done = await moved_in(store, old)
    lost = {(one.table, one.id): one.why for one in done.unused if one.is_lost}
    assert {*lost} == {
        ("customers", "c5"), ("customers", "c6"), ("conversations", "v5"), ("messages", "m8"),
        ("messages", "m10"), ("messages", "m11"), ("books", "b3"),
        ("inventory", "i5"), ("orders", "o1"),
    }  # fmt: skip
    assert "opted out" in lost["customers", "c5"]
    assert lost["messages", "m8"] == "was never sent."


async def test_to_move_in_twice_is_to_move_in_once(store: Store, old: str) -> None:
    first = await moved_in(store, old)
    before = [await turns(store, one) for one in (ANN, BOB, CYD, ANNS_DISCORD)]
    second = await moved_in(store, old)
    assert second.unused == first.unused
    assert (second.people, second.turns, second.books) == (first.people, first.turns, first.books)
    assert (second.new_people, second.new_turns, second.new_opt_outs, second.new_books) == (
        0, 0, 0, 0,
    )  # fmt: skip
    assert [await turns(store, one) for one in (ANN, BOB, CYD, ANNS_DISCORD)] == before


async def test_what_was_said_there_since_is_added(store: Store, old: str, tmp_path: Path) -> None:
    await moved_in(store, old)
    file = f"sqlite+aiosqlite:///{tmp_path / 'marty.sqlite3'}"
    await written(
        file,
        {
            "messages": [
                said(20, "v1", "outbound", "You are welcome"),
                said(21, "v1", "inbound", "Bye"),
            ]
        },
    )
    assert (await moved_in(store, old)).new_turns == 1
    *_, thanks, bye = [one for one in await turns(store, ANN) if one.said != "STOP"]
    assert (thanks.said, thanks.answered) == ("Thanks", "You are welcome")
    assert bye.said == "Bye"


async def test_a_rehearsal_changes_nothing_and_says_the_same(store: Store, old: str) -> None:
    rehearsed = await moved_in(store, old, is_rehearsal=True)
    async with store.reading() as tx:
        assert await tx.people.at(ANN) is None
    done = await moved_in(store, old)
    assert (rehearsed.people, rehearsed.opt_outs, rehearsed.turns, rehearsed.books) == (
        done.people, done.opt_outs, done.turns, done.books,
    )  # fmt: skip
    assert rehearsed.unused == done.unused


async def test_people_who_link_have_their_moved_in_histories_together(
    store: Store, old: str
) -> None:
    await moved_in(store, old)
    linker = Linker(store, shop_name="Moon Books", due=lambda: None)
    code = await linker.start(BOB)
    await linker.confirm(ANNS_DISCORD, code.text)
    assert [one.said for one in await turns(store, BOB)] == ["in the channel"]
    assert (await moved_in(store, old)).new_turns == 0


async def test_postgresql_is_read_as_well(store: Store, postgres_url: str, old: str) -> None:
    await written(postgres_url, SHOP)
    plain = postgres_url.replace("+asyncpg", "")
    there = await moved_in(store, plain)
    here = await moved_in(store, old, is_rehearsal=True)
    assert (there.people, there.turns, there.books) == (here.people, here.turns, here.books)
    assert there.unused == here.unused


async def test_tables_that_are_not_there_are_empty(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "bare.sqlite3"
    await written(f"sqlite+aiosqlite:///{file}", {})
    assert await moved_in(store, f"sqlite:///{file}") == MovedIn()


async def _moves(shell: Shell, *arguments: str) -> Ran:
    await shell.maneki("migrate")
    return await shell.maneki("move-in", "marty", *arguments)


async def test_the_command_says_what_it_did_and_what_it_could_not(shell: Shell, old: str) -> None:
    rehearsed = await _moves(shell, old, "--dry-run")
    assert "4 people" in rehearsed.out
    assert "nothing was changed" in rehearsed.out
    ran = await _moves(shell, old)
    assert ran.code == 2
    assert "4 customers are 4 people: 4 new" in ran.out
    assert "1 opted out: 1 new" in ran.out
    assert "customers c6 has neither a phone nor a Discord account." in ran.err
    again = await _moves(shell, old)
    assert "4 customers are 4 people: 0 new" in again.out


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///nowhere.sqlite3", "There is no database at"),
        ("mysql://u:hunter2@host/db", "no address of a database"),
        ("not a url", "no address of a database"),
        ("postgresql://u:hunter2@127.0.0.1:1/db", "cannot be reached"),
    ],
)
async def test_what_is_no_database_is_said_in_one_sentence(
    shell: Shell, url: str, said: str
) -> None:
    ran = await _moves(shell, url)
    assert ran.code in {1, 2}
    assert said in ran.last_line
    assert "hunter2" not in ran.err
