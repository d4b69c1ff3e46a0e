"""Rows of the earlier bookshop assistant, read: each becomes what it says, or why it says nothing.

Pure. SQLite has text where PostgreSQL has times, amounts and truth values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from maneki.errors import InvalidInputError
from maneki.model.conversation import LONGEST_SAID, Place, PlaceKind
from maneki.model.moved import OldConversation, OldCustomer, OldTurn
from maneki.model.person import DISCORD, PHONE, Address
from maneki.model.phone import PhoneNumberError, number_from_person, number_from_provider

Row = Mapping[str, Any]

SHELVES = ("store", "warehouse")
"""Where copies of the shop's own are; what a partner has ("bookshop") is on nobody's shelf here."""

_LONGEST_NAME = 100
_UNSENT = frozenset({"pending", "failed"})
_YES = frozenset({"1", "t", "true", "yes", "y"})


class RowError(InvalidInputError):
    """A row cannot be used; the sentence goes behind its name."""


def customer_of(row: Row, *, region: str) -> tuple[OldCustomer, str | None]:
    """A customer, and what of their row could not be used. Raises `RowError` if nothing of it can.

    A number that cannot be read costs the number, not the Discord account beside it.
    """
    number, user = text_in(row, "phone"), text_in(row, "discord_user_id")
    problems: list[str] = []
    phone = _tried(lambda: phone_of(number, region=region), problems) if number else None
    account = _tried(lambda: account_of(user), problems) if user else None
    if phone is None and account is None:
        raise RowError(" and ".join(problems) or "has neither a phone nor a Discord account.")
    customer = OldCustomer(
        id=str(row["id"]),
        phone=phone,
        account=account,
        name=(text_in(row, "name") or "")[:_LONGEST_NAME] or None,
        is_opted_out=is_true(row.get("opted_out")),
    )
    return customer, problems[0] if problems else None


def _tried(read: Callable[[], Address], problems: list[str]) -> Address | None:
    try:
        return read()
    except RowError as exc:
        problems.append(str(exc))
        return None


def phone_of(written: str, *, region: str) -> Address:
    """A number as the provider wrote it ("1212…", "+1212…"), or else as a person would."""
    try:
        return Address(PHONE, number_from_provider(written))
    except PhoneNumberError:
        pass
    try:
        return Address(PHONE, number_from_person(written, region=region))
    except PhoneNumberError as exc:
        raise RowError("has a phone that is no phone number.") from exc


def account_of(written: str) -> Address:
    if not (written.isascii() and written.isdigit() and len(written) <= 20):
        raise RowError("has a Discord account that is no number.")
    return Address(DISCORD, written)


def conversation_of(row: Row, customer: OldCustomer | None, *, region: str) -> OldConversation:
    """Where it was held, by what it says of itself, and then by what its customer's row says.

    Raises `RowError`.
    """
    if (text_in(row, "platform") or "").lower() == "discord" or (
        text_in(row, "discord_user_id") and not text_in(row, "phone")
    ):
        address = _own(row, customer, DISCORD, region)
        return OldConversation(id=str(row["id"]), address=address, place=_on_discord(row, address))
    address = _own(row, customer, PHONE, region)
    place = Place(kind=PlaceKind.PHONE, address=address.value)
    return OldConversation(id=str(row["id"]), address=address, place=place)


def _own(row: Row, customer: OldCustomer | None, kind: str, region: str) -> Address:
    if kind == PHONE and (phone := text_in(row, "phone")):
        return phone_of(phone, region=region)
    if kind == DISCORD and (account := text_in(row, "discord_user_id")):
        return account_of(account)
    known = [one for one in (customer.addresses if customer else ()) if one.kind == kind]
    if not known:
        raise RowError("belongs to nobody who is known.")
    return known[0]


def _on_discord(row: Row, address: Address) -> Place:
    """Its threads were one conversation with their channel, so the channel is all that is known."""
    channel, server = text_in(row, "discord_channel_id"), text_in(row, "discord_guild_id")
    if server and channel:
        return Place(kind=PlaceKind.CHANNEL, address=channel, server=server)
    return Place(kind=PlaceKind.DM, address=address.value)


def turns_of(conversation: str, messages: Iterable[Row]) -> Iterator[OldTurn]:
    """What was said in one go and what was answered to it, in order; messages are."""
    said: list[Row] = []
    answered: list[Row] = []
    for row in messages:
        if _is_inbound(row):
            if answered:
                yield _turn(conversation, said, answered)
                said, answered = [], []
            said.append(row)
        else:
            answered.append(row)
    if said or answered:
        yield _turn(conversation, said, answered)


def _turn(conversation: str, said: list[Row], answered: list[Row]) -> OldTurn:
    every = [*said, *answered]
    return OldTurn(
        name=f"{conversation}/{every[0]['id']}",
        said=_words(said),
        answered=_words(answered) or None,
        started_at=time_in(every[0], "timestamp"),
        finished_at=time_in(every[-1], "timestamp"),
    )


def _words(rows: Collection[Row]) -> str:
    return "\n".join(str(row["content"]).strip() for row in rows)[:LONGEST_SAID]


def check_message(row: Row) -> None:
    """Raises `RowError` for one that is nothing that was said."""
    time_in(row, "timestamp")
    if not str(row.get("content") or "").strip():
        raise RowError("has no words.")
    direction = str(row.get("direction") or "").lower()
    if direction not in {"inbound", "outbound"}:
        raise RowError("goes in no direction.")
    if direction == "outbound" and str(row.get("status") or "").lower() in _UNSENT:
        raise RowError("was never sent.")


def _is_inbound(row: Row) -> bool:
    return str(row["direction"]).lower() == "inbound"


def book_cells(row: Row, stock: Collection[Row]) -> dict[str, str]:
    """A book as a line of a shop's list, with what is on the shop's own shelves."""
    cells = {
        "title": text_in(row, "title"),
        "author": text_in(row, "author"),
        "isbn": text_in(row, "isbn"),
        "publisher": text_in(row, "publisher"),
        "published": (text_in(row, "publication_date") or "")[:10],
        "format": text_in(row, "format"),
        "pages": text_in(row, "page_count"),
        "subjects": text_in(row, "genre"),
        "description": text_in(row, "description"),
        "price": _amount(row.get("price")) or next(filter(None, map(_price, stock)), None),
    }
    shelves = [one for one in stock if text_in(one, "location") in SHELVES]
    if shelves:
        cells["reserved"] = str(_reserved(shelves))
        cells["quantity"] = str(sum(count_in(one, "quantity") for one in shelves if _is_there(one)))
    return {name: cell for name, cell in cells.items() if cell}


def _reserved(shelves: Collection[Row]) -> int:
    """How many copies are promised: never more than there are."""
    return sum(
        min(count_in(one, "reserved"), count_in(one, "quantity"))
        for one in shelves
        if _is_there(one)
    )


def _is_there(row: Row) -> bool:
    return row.get("available") is None or is_true(row["available"])


def _price(row: Row) -> str | None:
    return _amount(row.get("price")) if text_in(row, "location") in SHELVES else None


def _amount(value: Any) -> str | None:
    """An amount with two decimals at least kept as written; nothing, if it is none."""
    if value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return None if not number else f"{number:f}"


def count_in(row: Row, column: str) -> int:
    try:
        return max(0, int(Decimal(str(row.get(column) or 0))))
    except (InvalidOperation, ValueError, OverflowError):
        return 0


def text_in(row: Row, column: str) -> str | None:
    value = row.get(column)
    return None if value is None else str(value).strip() or None


def is_true(value: Any) -> bool:
    return str(value).strip().lower() in _YES


def time_in(row: Row, column: str) -> datetime:
    """A time in UTC, as the earlier system wrote all of its. Raises `RowError`."""
    value = row.get(column)
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as exc:
        raise RowError("has no time.") from exc
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
