"""Moving in from the earlier bookshop assistant: customers, what was said, opt-outs, and books.

Whatever is moved in has a name that is the same the next time, so to do it twice is to do it once.
The same phone in two spellings is one person. A row that names a phone and a Discord account says
that both are one customer's, but nobody ever proved that (there was no way to): they stay two, and
the customer may link them by themselves. Who opted out anywhere has opted out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import structlog

from maneki.model.book import Book
from maneki.model.conversation import Fact
from maneki.model.link import Deed
from maneki.model.memory import NAME
from maneki.model.moved import MovedIn, OldConversation, OldCustomer, OldTurn, Unused
from maneki.model.person import PHONE, Address, Preferences
from maneki.people.consents import doubt, opt_out
from maneki.people.marty_rows import (
    Row,
    RowError,
    book_cells,
    check_message,
    conversation_of,
    customer_of,
    is_true,
    text_in,
    turns_of,
)
from maneki.shop.catalogue import Catalogue
from maneki.shop.lists.read import list_of
from maneki.shop.lists.rows import Remarks
from maneki.shop.lists.rows import Row as Line
from maneki.store import Store, Transaction
from maneki.store.strangers import Stranger

log = structlog.get_logger(__name__)

T = TypeVar("T")

SOURCE = "marty"
BY_MOVING_IN = "moved in"

_A_STEP = 50
_BOOKS_A_STEP = 250
_UNPROVEN = (
    "names a phone and a Discord account, which nobody has proved to be one person's: they stay"
    " two people until the customer links them (LINK by text)."
)
_NOWHERE = "is of a conversation that could not be moved."
_NO_ORDERS = "is an order, and orders are not kept here yet."
_ELSEWHERE = "is stock of a partner's, not on the shop's shelf."

Told = Callable[[str, int, int], None]
"""What is being moved in, how much of it was, and how much there is."""


@dataclass(slots=True)
class _Findings:
    """What was read so far."""

    customers: dict[str, OldCustomer] = field(default_factory=dict)
    conversations: dict[str, OldConversation] = field(default_factory=dict)
    unused: list[Unused] = field(default_factory=list)

    def leave(self, table: str, row_id: object, why: str, *, is_lost: bool = True) -> None:
        self.unused.append(Unused(table, str(row_id), why, is_lost))


class MartyMove:
    """`region` is where the shop is: its phones may be written without a country's code; prices are
    in `currency`. With `is_rehearsal` nothing is changed.
    """

    def __init__(
        self,
        store: Store,
        old: Stranger,
        *,
        region: str,
        currency: str,
        is_rehearsal: bool = False,
        told: Told = lambda *_: None,
    ) -> None:
        self._store = store
        self._old = old
        self._region = region
        self._currency = currency
        self._is_rehearsal = is_rehearsal
        self._told = told
        self._found = _Findings()

    async def run(self) -> MovedIn:
        """Raises `StoreError`s; what was moved in by then is not moved in twice."""
        await self._read_customers()
        await self._read_conversations()
        done = await self._move_people(MovedIn(customers=len(self._found.customers)))
        done = await self._move_history(done)
        done = await self._move_books(done)
        async for row in self._old.rows("orders"):
            self._found.leave("orders", row["id"], _NO_ORDERS)
        return replace(done, unused=tuple(self._found.unused))

    async def _read_customers(self) -> None:
        async for row in self._old.rows("customers", by=("created_at", "id")):
            try:
                customer, problem = customer_of(row, region=self._region)
            except RowError as exc:
                self._found.leave("customers", row["id"], _with_opt_out(str(exc), row))
                continue
            self._found.customers[customer.id] = customer
            if problem:
                why = problem if customer.phone else _with_opt_out(problem, row)
                self._found.leave("customers", row["id"], why, is_lost=False)
            if len(customer.addresses) > 1:
                self._found.leave("customers", row["id"], _UNPROVEN, is_lost=False)

    async def _read_conversations(self) -> None:
        async for row in self._old.rows("conversations", by=("created_at", "id")):
            customer = self._found.customers.get(text_in(row, "customer_id") or "")
            try:
                found = conversation_of(row, customer, region=self._region)
            except RowError as exc:
                self._found.leave("conversations", row["id"], str(exc))
                continue
            self._found.conversations[found.id] = found

    # People, and what they want no more

    async def _move_people(self, done: MovedIn) -> MovedIn:
        """Everybody who is named or has said something, with what their rows say."""
        rows = _by_address(self._found.customers.values())
        spoke = [one.address for one in self._found.conversations.values()]
        everybody = [*dict.fromkeys([*rows, *spoke])]
        left = {one: said for one in rows if (said := _opted_out(one, rows[one]))}
        done = replace(done, people=len(everybody), opt_outs=len(left))
        if self._is_rehearsal:
            return done
        for start, some in self._steps("people", everybody):
            async with self._store.transaction() as tx:
                for address in some:
                    is_new = await _move_person(tx, address, rows.get(address, []))
                    is_out = address in left and await _opt_out(tx, address, left[address])
                    done = replace(
                        done,
                        new_people=done.new_people + is_new,
                        new_opt_outs=done.new_opt_outs + is_out,
                    )
            self._told("people", min(start + _A_STEP, len(everybody)), len(everybody))
        return done

    def _steps(self, what: str, all_: Sequence[T]) -> Iterable[tuple[int, Sequence[T]]]:
        self._told(what, 0, len(all_))
        return ((at, all_[at : at + _A_STEP]) for at in range(0, len(all_), _A_STEP))

    # What was said

    async def _move_history(self, done: MovedIn) -> MovedIn:
        count, seen = await self._old.count("messages"), 0
        self._told("messages", 0, count)
        async for conversation_id, messages in self._talks():
            seen += len(messages)
            conversation = self._found.conversations.get(conversation_id)
            usable = [*self._usable(conversation, messages)]
            if conversation is not None and usable:
                said = [*turns_of(f"{SOURCE}:{conversation_id}", usable)]
                new = 0 if self._is_rehearsal else await self._move_talk(conversation, said)
                done = replace(
                    done,
                    conversations=done.conversations + 1,
                    turns=done.turns + len(said),
                    new_turns=done.new_turns + new,
                )
            self._told("messages", seen, count)
        return done

    async def _talks(self) -> AsyncIterator[tuple[str, list[Row]]]:
        """The messages of each conversation, in their order."""
        talk: list[Row] = []
        order = ("conversation_id", "timestamp", "id")
        async for row in self._old.rows("messages", by=order):
            if talk and talk[0]["conversation_id"] != row["conversation_id"]:
                yield str(talk[0]["conversation_id"]), talk
                talk = []
            talk.append(row)
        if talk:
            yield str(talk[0]["conversation_id"]), talk

    def _usable(
        self, conversation: OldConversation | None, messages: Collection[Row]
    ) -> Iterable[Row]:
        for row in messages:
            if conversation is None:
                self._found.leave("messages", row["id"], _NOWHERE)
                continue
            try:
                check_message(row)
            except RowError as exc:
                self._found.leave("messages", row["id"], str(exc))
            else:
                yield row

    async def _move_talk(self, talk: OldConversation, said: Sequence[OldTurn]) -> int:
        async with self._store.transaction() as tx:
            person = await tx.people.get_or_add(talk.address, preferences=Preferences())
            return await tx.moved.keep_conversation(
                f"{SOURCE}:{talk.id}",
                person.id,
                talk.place,
                address_id=await tx.people.address_id(talk.address),
                said=said,
            )

    # Books

    async def _move_books(self, done: MovedIn) -> MovedIn:
        books = await self._read_books()
        done = replace(done, books=len(books))
        if self._is_rehearsal:
            return done
        catalogue = Catalogue(self._store)
        self._told("books", 0, len(books))
        for start in range(0, len(books), _BOOKS_A_STEP):
            saved = await catalogue.add(books[start : start + _BOOKS_A_STEP])
            done = replace(done, new_books=done.new_books + saved.books.new)
            self._told("books", min(start + _BOOKS_A_STEP, len(books)), len(books))
        await catalogue.settle()
        return done

    async def _read_books(self) -> tuple[Book, ...]:
        stock: defaultdict[str, list[Row]] = defaultdict(list)
        async for row in self._old.rows("inventory"):
            stock[str(row["book_id"])].append(row)
            if text_in(row, "location") == "bookshop":
                self._found.leave("inventory", row["id"], _ELSEWHERE, is_lost=False)
        rows = [row async for row in self._old.rows("books", by=("created_at", "id"))]
        remarks = Remarks()
        lines = (
            Line(line, book_cells(row, stock[str(row["id"])])) for line, row in enumerate(rows, 1)
        )
        found = list_of(lines, currency=self._currency, remarks=remarks)
        for fault in found.faults:
            self._found.leave("books", rows[fault.line - 1]["id"], fault.said)
        for note, at in found.notes.items():
            for line in at:
                self._found.leave("books", rows[line - 1]["id"], note, is_lost=False)
        for book_id in {*stock} - {str(row["id"]) for row in rows}:
            for row in stock[book_id]:
                self._found.leave("inventory", row["id"], "is stock of a book that is not there.")
        return found.books


def _with_opt_out(problem: str, row: Row) -> str:
    """An opt-out of a number that nobody can read is worth a look."""
    return f"{problem} It had opted out." if is_true(row.get("opted_out")) else problem


def _by_address(customers: Iterable[OldCustomer]) -> dict[Address, list[OldCustomer]]:
    rows: dict[Address, list[OldCustomer]] = {}
    for customer in customers:
        for address in customer.addresses:
            rows.setdefault(address, []).append(customer)
    return rows


def _opted_out(address: Address, rows: Collection[OldCustomer]) -> list[OldCustomer]:
    """The rows that say that nothing may go there any more. What was a phone's is not Discord's."""
    return [
        one for one in rows if one.is_opted_out and (address.kind == PHONE or one.phone is None)
    ]


async def _move_person(tx: Transaction, address: Address, rows: Collection[OldCustomer]) -> bool:
    """Somebody, and what they are called. Whether they are new here."""
    is_new = await tx.people.at(address) is None
    person = await tx.people.get_or_add(address, preferences=Preferences())
    known = {one.name for one in await tx.memory.facts_of(person.id)}
    # Of a row with two addresses nobody knows whose name it says.
    names = [one.name for one in rows if one.name and len(one.addresses) == 1]
    if names and NAME not in known:
        address_id = await tx.people.address_id(address)
        await tx.memory.pin(person.id, Fact(NAME, names[0]), address_id=address_id)
    if is_new:
        await tx.audit.write(person.id, Deed.MOVED_IN, {"from": SOURCE})
    return is_new


async def _opt_out(tx: Transaction, address: Address, rows: Collection[OldCustomer]) -> bool:
    """What a row says is taken down once: who comes back to us later stays. Whether it was new.

    On Discord nobody could say STOP, and Discord stays usable; what nobody asked for waits there.
    """
    known = {one.source for one in await tx.consents.history(address)}
    is_new = False
    for row in rows:
        source = f"{SOURCE}:customers:{row.id}"
        if source in known:
            continue
        is_new = True
        if address.kind == PHONE:
            await opt_out(tx, address, how=BY_MOVING_IN, words="opted_out", source=source)
        else:
            await doubt(tx, address, words="opted_out", source=source)
    return is_new
