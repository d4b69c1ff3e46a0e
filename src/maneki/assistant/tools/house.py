"""When the shop is open, and what its policies say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from maneki.assistant.evidence import HoursSeen, PolicySeen
from maneki.assistant.times import WEEKDAYS, is_holiday
from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.errors import InvalidInputError
from maneki.phrases import say
from maneki.shop.hours import Opening, ShopHours
from maneki.shop.policies import Passage

_YEAR = 366
_SEVERAL = {
    "weekend": (5, 6), "weekends": (5, 6), "週末": (5, 6),
    "weekday": (0, 1, 2, 3, 4), "weekdays": (0, 1, 2, 3, 4), "平日": (0, 1, 2, 3, 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursView:
    """When the shop is open, by its own clock.

    `days` are those that were asked for, or today; `is_known` is False if a day was named that
    nobody here can place in the calendar. `closes_at` is there while it is open.
    """

    today: date
    days: Mapping[date, tuple[Opening, ...]]
    week: Mapping[int, tuple[Opening, ...]]
    special: Mapping[date, tuple[Opening, ...]]
    is_open: bool
    closes_at: datetime | None
    next_opening: datetime | None
    is_known: bool = True


class HouseTools:
    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger) -> None:
        self._shop = shop
        self._desk = desk
        self._ledger = ledger

    @property
    def knows_hours(self) -> bool:
        """Whether the shop has written down when it is open."""
        return self._shop.papers.hours is not None

    def hours(self, day: str | None = None) -> HoursView:
        """When it is open: today, on a weekday, a holiday or a date (2026-12-24).

        Raises `InvalidInputError` if the shop has not written down when it is open.
        """
        hours = self._shop.papers.hours
        if hours is None:
            raise InvalidInputError(say("keeper.hours.unknown", self._desk.language))
        today = self._desk.today(hours.zone)
        named = days_meant(day, today=today) if day else (today,)
        view = HoursView(
            today=today,
            days={one: hours.on(one) for one in named or (today,)},
            week={weekday: hours.week.get(weekday, ()) for weekday in range(7)},
            special=hours.special_days(self._desk.now),
            is_open=hours.is_open(self._desk.now),
            closes_at=hours.closes_at(self._desk.now),
            next_opening=hours.next_opening(self._desk.now),
            is_known=bool(named),
        )
        self._note(hours, view)
        return view

    def policy(self, topic: str, *, words: str = "") -> tuple[Passage, ...]:
        """What the shop has written about it, the passage that fits best first; none if nothing.

        `words` is the question itself: it chooses between passages of a topic.
        """
        found = self._shop.papers.policies.about(topic, words=words)
        for one in found:
            self._ledger.note(PolicySeen(topic=one.topic, text=one.text, this_turn=True))
        return found

    @property
    def topics(self) -> tuple[str, ...]:
        """What there are policies about."""
        return self._shop.papers.policies.topics

    def _note(self, hours: ShopHours, view: HoursView) -> None:
        opening = view.next_opening
        soon = {opening.date(): hours.on(opening.date())} if opening else {}
        self._ledger.note(
            HoursSeen(
                week=view.week,
                days={**view.special, **view.days, **soon},
                today=view.today.weekday(),
                this_turn=True,
            )
        )


def days_meant(text: str, *, today: date) -> tuple[date, ...]:
    """The next days that a name or a date stands for; none if it stands for none."""
    name = text.strip().casefold().removeprefix("the ")
    if name in {"today", "tonight", "now", "今日", "本日"}:
        return (today,)
    if name in {"tomorrow", "明日"}:
        return (today + timedelta(days=1),)
    ahead = [today + timedelta(days=n) for n in range(_YEAR)]
    if name in WEEKDAYS:
        return (next(day for day in ahead if day.weekday() == WEEKDAYS.index(name)),)
    if name in _SEVERAL:
        return tuple(day for day in ahead[:7] if day.weekday() in _SEVERAL[name])
    try:
        return (date.fromisoformat(name),)
    except ValueError:
        plain = name.removesuffix("'s").replace("’", "'")
        return tuple(day for day in ahead if is_holiday(name, day) or is_holiday(plain, day))[:1]
