"""Rows of claims.jsonl as the guard's typed evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from maneki.assistant.evidence import (
    BookSeen,
    Deed,
    DeedSeen,
    Evidence,
    HoursSeen,
    PolicySeen,
    Seen,
    StockSeen,
)
from maneki.model.money import Money
from maneki.shop.hours import Opening

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEAR = 2026
"""The year of the corpus, for a holiday that is written without one ("12-24")."""
DEEDS = {
    "create_filter": Deed.WATCH,
    "pause_filter": Deed.PAUSE,
    "place_hold": Deed.HOLD,
    "call_human": Deed.CALL,
    "last_alerts": Deed.ALERT,
}


def evidence_of(results: list[dict[str, Any]]) -> Evidence:
    return Evidence(tuple(seen for result in results for seen in _seen(result)))


def _seen(result: dict[str, Any]) -> Iterator[Seen]:
    tool, now = result["tool"], result["this_turn"]
    if tool == "stock":
        yield StockSeen(
            title=result["title"],
            available=result.get("available"),
            price=_money(result.get("price")),
            kind=_kind(result),
            this_turn=now,
        )
    elif tool == "policy":
        yield PolicySeen(topic=result["topic"], text=result["policy"], this_turn=now)
    elif tool == "hours":
        yield _hours(result)
    elif tool in DEEDS:
        yield DeedSeen(
            deed=DEEDS[tool],
            is_done=result.get("status") != "failed",
            about=result.get("title") or result.get("filter") or "",
            money=_money(result.get("price") or result.get("max_price")),
            on=date.fromisoformat(result["sent"]) if "sent" in result else None,
            this_turn=now,
        )
    elif "title" in result:
        yield _book(result)


def _book(result: dict[str, Any]) -> BookSeen:
    return BookSeen(
        title=result["title"],
        authors=tuple(result.get("authors", ())),
        isbns=(result["isbn"],) if "isbn" in result else (),
        published=None if result.get("published") is None else str(result["published"]),
        pages=result.get("pages"),
        rating=result.get("rating"),
        ratings=result.get("ratings"),
        series=result.get("series"),
        position=None if result.get("position") is None else str(result["position"]),
        kind=_kind(result),
        description=result.get("description", ""),
        this_turn=result["this_turn"],
    )


def _kind(result: dict[str, Any]) -> str:
    parts = [result.get(name) for name in ("format", "condition", "edition")]
    parts += ["signed"] if result.get("signed") else []
    return " ".join(part for part in parts if part)


def _money(price: Mapping[str, Any] | None) -> Money | None:
    return None if price is None else Money(price["amount"], price["currency"])


def _hours(result: dict[str, Any]) -> HoursSeen:
    today = result.get("today")
    return HoursSeen(
        week={WEEK.index(day): _openings(text) for day, text in result["hours"].items()},
        days={
            date.fromisoformat(day if len(day) > 5 else f"{YEAR}-{day}"): _openings(text)
            for day, text in result.get("holidays", {}).items()
        },
        today=None if today is None else WEEK.index(today),
        this_turn=result["this_turn"],
    )


def _openings(text: str | None) -> tuple[Opening, ...]:
    if text is None:
        return ()
    opens, closes = text.split("-")
    return (Opening(time.fromisoformat(opens), time.fromisoformat(closes)),)
