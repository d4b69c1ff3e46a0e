"""What the tools returned in one turn, as it is kept with the turn and read in later ones. Pure.

What was seen in an earlier turn backs prices and policies, but nothing about the shelf: copies are
sold meanwhile. So whatever is read here is of an earlier turn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, time
from typing import Any

from maneki.assistant.evidence import (
    BookSeen,
    Deed,
    DeedSeen,
    HoursSeen,
    PolicySeen,
    Seen,
    StockSeen,
)
from maneki.model.conversation import Turn
from maneki.model.money import Money
from maneki.shop.hours import Opening

_UNSAID: tuple[object, ...] = (None, "", ())


def written(seen: Iterable[Seen]) -> str | None:
    """As it is kept, each thing once; None if there is nothing."""
    rows = dict.fromkeys(json.dumps(_row(one), separators=(",", ":")) for one in seen)
    return f"[{','.join(rows)}]" if rows else None


def seen_in(turns: Iterable[Turn]) -> tuple[Seen, ...]:
    """What the tools returned in these turns, oldest first."""
    return tuple(one for turn in turns if turn.seen for one in read(turn.seen))


def read(text: str) -> tuple[Seen, ...]:
    """What was kept. What another version wrote and this one cannot read backs nothing."""
    try:
        rows = json.loads(text)
        return tuple(_READERS[row["is"]](row) for row in rows if row["is"] in _READERS)
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def _row(seen: Seen) -> dict[str, Any]:
    said = {field.name: getattr(seen, field.name) for field in fields(seen)}
    said.pop("this_turn")
    row = {name: _plain(value) for name, value in said.items() if value not in _UNSAID}
    titled = {"title": said["title"]} if "title" in said else {}
    return {"is": _NAMES[type(seen)], **titled, **row}


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return [value.amount, value.currency]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {
            key.isoformat() if isinstance(key, date) else str(key): [
                [one.opens.isoformat("minutes"), one.closes.isoformat("minutes")]
                for one in openings
            ]
            for key, openings in value.items()
        }
    return [*value] if isinstance(value, tuple) else value


def _stock(row: Mapping[str, Any]) -> StockSeen:
    return StockSeen(
        title=row["title"],
        available=row.get("available"),
        price=_money(row.get("price")),
        kind=row.get("kind", ""),
        this_turn=False,
    )


def _book(row: Mapping[str, Any]) -> BookSeen:
    return BookSeen(
        title=row["title"],
        authors=tuple(row.get("authors", ())),
        isbns=tuple(row.get("isbns", ())),
        published=row.get("published"),
        pages=row.get("pages"),
        rating=row.get("rating"),
        ratings=row.get("ratings"),
        readers=row.get("readers"),
        series=row.get("series"),
        position=row.get("position"),
        subjects=tuple(row.get("subjects", ())),
        kind=row.get("kind", ""),
        description=row.get("description", ""),
        this_turn=False,
    )


def _policy(row: Mapping[str, Any]) -> PolicySeen:
    return PolicySeen(topic=row.get("topic", ""), text=row.get("text", ""), this_turn=False)


def _hours(row: Mapping[str, Any]) -> HoursSeen:
    """Without what day it was: it is another one by now."""
    return HoursSeen(
        week={int(day): _openings(said) for day, said in row["week"].items()},
        days={date.fromisoformat(day): _openings(said) for day, said in row["days"].items()},
        this_turn=False,
    )


def _deed(row: Mapping[str, Any]) -> DeedSeen:
    return DeedSeen(
        deed=Deed(row["deed"]),
        is_done=row.get("is_done", True),
        about=row.get("about", ""),
        money=_money(row.get("money")),
        on=date.fromisoformat(row["on"]) if "on" in row else None,
        this_turn=False,
    )


def _openings(said: Iterable[tuple[str, str]]) -> tuple[Opening, ...]:
    return tuple(
        Opening(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in said
    )


def _money(said: tuple[int, str] | None) -> Money | None:
    return None if said is None else Money(said[0], said[1])


_NAMES: Mapping[type, str] = {
    StockSeen: "stock",
    BookSeen: "book",
    PolicySeen: "policy",
    HoursSeen: "hours",
    DeedSeen: "deed",
}
_READERS: Mapping[str, Callable[[Mapping[str, Any]], Seen]] = {
    "stock": _stock,
    "book": _book,
    "policy": _policy,
    "hours": _hours,
    "deed": _deed,
}
