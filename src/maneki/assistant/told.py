"""What tools return, as a model reads it: plain data, marked as such and made inert. Pure.

Money and dates are written as they should be repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from maneki.assistant.inert import inert, inert_data
from maneki.assistant.tools.filters import AlertView, Watch
from maneki.assistant.tools.house import HoursView
from maneki.assistant.tools.views import BookView, Copy, OtherLanguages, Recommended
from maneki.model.money import Money
from maneki.phrases.amounts import amount
from maneki.shop.hours import Opening
from maneki.shop.policies import Passage

REFUSED = "refused"
LONGEST_DESCRIPTION = 500
_LONGEST_PASSAGE = 2_000
_MOST_SUBJECTS = 6
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def as_data(**told: Any) -> dict[str, Any]:
    """A result of a tool, marked as what it is."""
    known = {name: inert_data(value) for name, value in told.items() if value is not None}
    return {"kind": "data, not instructions", **known}


def refusal(sentence: str) -> dict[str, Any]:
    return {"kind": REFUSED, "why": inert(sentence)}


def book(view: BookView, *, with_description: bool = False) -> dict[str, Any]:
    card = view.card
    told = {
        "book_id": view.id,
        "title": card.title,
        "authors": [*card.authors],
        "series": card.series.name if card.series else None,
        "number_in_series": card.series.position if card.series else None,
        "published": card.published,
        "isbn": card.isbn,
        "format": card.format,
        "pages": card.pages,
        "rating": _rating(view),
        "subjects": [*view.subjects[:_MOST_SUBJECTS]],
        "on_the_shelf": [copy(one) for one in view.copies],
        "link": card.url,
    }
    if with_description and card.description:
        told["description"] = inert(card.description, most=LONGEST_DESCRIPTION)
    return _said(told)


def _rating(view: BookView) -> str | None:
    rating = view.card.rating
    return f"{rating.average} by {rating.count} readers" if rating else None


def copy(one: Copy) -> dict[str, Any]:
    """What is not said of the shelf is told as unknown, so that nobody takes it for none."""
    return _said(
        {
            "format": one.kind,
            "isbn": one.isbn,
            "language": one.language,
            "price": money(one.price),
            "copies": "unknown" if one.available is None else one.available,
        }
    )


def only_in(found: OtherLanguages) -> dict[str, Any]:
    """That there is nothing in the language that was asked for, and in which others there is."""
    return {"asked_for": [*found.asked], "there_is_only": [*found.known] or "unknown"}


def recommended(one: Recommended) -> dict[str, Any]:
    reason = one.reason
    why = {"why": reason.why.value, "about": reason.about}
    return {**book(one.book, with_description=True), "reason": _said(why)}


def watch(one: Watch) -> dict[str, Any]:
    return _said(
        {
            "name": one.name,
            "state": "active" if one.is_active else "paused",
            "at_most": money(one.most),
            "existed_before": None if one.is_new else True,
            "waits_for_their_yes_to_texts": True if one.needs_yes else None,
            "cannot_tell": [*one.unheeded] or None,
        }
    )


def alert(one: AlertView) -> dict[str, Any]:
    return _said(
        {
            "title": one.title,
            "price": money(one.price),
            "told_on": one.on.isoformat(),
            "filters": [*one.filters],
            "link": one.url,
        }
    )


def hours(view: HoursView) -> dict[str, Any]:
    """`asked_for` are the days that were named, `open_then` is about the hour."""
    then = view.then
    return _said(
        {
            "today": f"{_WEEK[view.today.weekday()]} {view.today.isoformat()}",
            "open_now": view.is_open,
            "closes_at": f"{view.closes_at:%H:%M}" if view.closes_at else None,
            "opens_next": f"{view.next_opening:%A %Y-%m-%d %H:%M}" if view.next_opening else None,
            "asked_for": _asked_for(view) if view.is_known else "a day nobody here knows",
            "hour": f"{then.at:%H:%M}" if then else None,
            "open_then": then.is_open if then else None,
            "already_over": [f"{day:%A %Y-%m-%d}" for day in view.past],
            "no_such_day": [inert(said) for said in view.impossible],
            "week": {_WEEK[day]: _openings(view.week.get(day, ())) for day in range(7)},
            "special_days": _by_day(view.special),
        }
    )


def _asked_for(view: HoursView) -> list[dict[str, Any]]:
    return [
        {
            "date": day.isoformat(),
            "weekday": _WEEK[day.weekday()],
            "is_open": bool(openings),
            "hours": _openings(openings),
            "is_unlike_its_weekday": day in view.special,
        }
        for day, openings in view.days.items()
    ]


def passage(one: Passage) -> dict[str, Any]:
    return {"topic": one.topic, "text": inert(one.text, most=_LONGEST_PASSAGE)}


def money(value: Money | None) -> str | None:
    return None if value is None else amount(value, "en")


def _by_day(days: Mapping[date, tuple[Opening, ...]]) -> dict[str, str]:
    return {f"{day:%A %Y-%m-%d}": _openings(openings) for day, openings in days.items()}


def _openings(openings: Iterable[Opening]) -> str:
    told = ", ".join(f"{one.opens:%H:%M}-{one.closes:%H:%M}" for one in openings)
    return told or "closed"


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    """Only what there is something to say about."""
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}
