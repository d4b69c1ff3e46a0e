"""Rows of claims.jsonl as the guard's typed evidence."""

from __future__ import annotations

import re
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
    Refusal,
    Seen,
    StockSeen,
)
from maneki.model.money import Money
from maneki.shop.hours import Opening

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEAR = 2026
"""The year of the corpus, for a holiday that is written without one ("12-24")."""
_NOT_DONE = re.compile(r"fail|\bno\b|not|unavailable|error|refused", re.IGNORECASE)
DEEDS = {
    "create_filter": Deed.WATCH,
    "pause_filter": Deed.PAUSE,
    "place_hold": Deed.HOLD,
    "call_human": Deed.CALL,
    "last_alerts": Deed.ALERT,
}


def evidence_of(results: list[dict[str, Any]]) -> Evidence:
    return Evidence(tuple(seen for result in results for seen in _seen(result)))


def refusals_of(results: list[dict[str, Any]]) -> list[Refusal]:
    """Why deeds were not done, as it was told."""
    told = [result.get("status", "") for result in results if result["tool"] in DEEDS]
    return [Refusal(status) for status in told if _NOT_DONE.search(status)]


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
        if "series" in result:
            yield _book(result)
    elif tool == "policy":
        if "policy" in result:
            yield PolicySeen(topic=result.get("topic", ""), text=result["policy"], this_turn=now)
    elif tool == "hours":
        yield _hours(result)
    elif tool == "last_alerts" and "alerts" in result:
        for alert in result["alerts"]:
            yield _alert(alert, this_turn=now)
            yield _book({**alert, "this_turn": now})
    elif tool in DEEDS:
        yield DeedSeen(
            deed=DEEDS[tool],
            is_done=not _NOT_DONE.search(result.get("status", "")),
            about=result.get("title") or result.get("filter") or "",
            money=_money(result.get("price") or result.get("max_price")),
            on=_day(result.get("sent") or result.get("until")),
            this_turn=now,
        )
    elif "title" in result:
        yield _book(result)


def _alert(alert: Mapping[str, Any], *, this_turn: bool) -> DeedSeen:
    return DeedSeen(
        deed=Deed.ALERT,
        about=alert["title"],
        money=_money(alert.get("price")),
        on=_day(alert.get("sent")),
        this_turn=this_turn,
    )


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
    parts += [f"{result['volumes']} volumes"] if "volumes" in result else []
    return " ".join(part for part in parts if part)


def _money(price: Mapping[str, Any] | None) -> Money | None:
    return None if price is None else Money(price["amount"], price["currency"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text[:10])


def _weekday(today: str | None) -> int | None:
    """A weekday, by its name or as a date."""
    if today is None or today in WEEK:
        return None if today is None else WEEK.index(today)
    return date.fromisoformat(today).weekday()


def _hours(result: dict[str, Any]) -> HoursSeen:
    return HoursSeen(
        week={WEEK.index(day): _openings(text) for day, text in result["hours"].items()},
        days={
            date.fromisoformat(day if len(day) > 5 else f"{YEAR}-{day}"): _openings(text)
            for day, text in result.get("holidays", {}).items()
        },
        today=_weekday(result.get("today")),
        this_turn=result["this_turn"],
    )


def _openings(text: str | None) -> tuple[Opening, ...]:
    if text is None:
        return ()
    opens, closes = text.split("-")
    return (Opening(time.fromisoformat(opens), time.fromisoformat(closes)),)
