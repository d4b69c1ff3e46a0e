"""When the shop is open, and what its policies say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from maneki.assistant.evidence import HoursSeen, PolicySeen
from maneki.assistant.meant_days import DaysMeant, days_meant
from maneki.assistant.meant_hours import AskedHour, HourMeant, hour_meant
from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.errors import InvalidInputError
from maneki.phrases import say
from maneki.shop.hours import Opening, ShopHours
from maneki.shop.policies import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursView:
    """When the shop is open, by its own clock.

    `days` are those that were asked for, or today if none was named. `past` and `impossible` were
    named as well and are over, or in no calendar; `is_known` is False if a day was named that
    nobody here can place in it. `is_now` if it is rather this moment than today. `then` is the hour
    that was asked about on the one day. `closes_at` is there while it is open.
    """

    today: date
    days: Mapping[date, tuple[Opening, ...]]
    week: Mapping[int, tuple[Opening, ...]]
    special: Mapping[date, tuple[Opening, ...]]
    is_open: bool
    closes_at: datetime | None
    next_opening: datetime | None
    is_known: bool = True
    is_named: bool = False
    is_now: bool = False
    past: tuple[date, ...] = ()
    impossible: tuple[str, ...] = ()
    then: HourMeant | None = None


class HouseTools:
    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger) -> None:
        self._shop = shop
        self._desk = desk
        self._ledger = ledger

    @property
    def knows_hours(self) -> bool:
        """Whether the shop has written down when it is open."""
        return self._shop.papers.hours is not None

    def hours(self, day: str | None = None, *, hour: AskedHour | None = None) -> HoursView:
        """When it is open: today, or on the days that are named ("next friday", "2026-12-24").

        `hour` is looked at on one day. Raises `InvalidInputError` if the shop has not written down
        when it is open.
        """
        meant = self._days_in(day or "")
        if day and not meant.is_any:
            meant = replace(meant, is_unplaced=True)
        return self._view(meant, hour)

    def hours_asked(
        self, text: str, *, otherwise: str | None = None, hour: AskedHour | None = None
    ) -> HoursView:
        """The same for a whole question, which may name no day: then it is what `otherwise` says.

        Raises `InvalidInputError` if the shop has not written down when it is open.
        """
        meant = self._days_in(text)
        if otherwise and not meant.is_any:
            meant = replace(self._days_in(otherwise), is_now=True)
        return self._view(meant, hour)

    def _days_in(self, text: str) -> DaysMeant:
        today = self._desk.today(self._hours.zone)
        return days_meant(text, today=today, country=self._shop.country)

    @property
    def _hours(self) -> ShopHours:
        hours = self._shop.papers.hours
        if hours is None:
            raise InvalidInputError(say("keeper.hours.unknown", self._desk.language))
        return hours

    def _view(self, meant: DaysMeant, hour: AskedHour | None) -> HoursView:
        hours, now = self._hours, self._desk.now
        if hour is not None and hour.later is not None:
            moment = (now + hour.later).astimezone(hours.zone)
            meant = DaysMeant(days=(moment.date(),))
            hour = replace(
                hour, readings=frozenset({moment.time().replace(second=0, microsecond=0)})
            )
        today = hours.today(now)
        days = meant.days or (() if meant.past or meant.impossible else (today,))
        view = HoursView(
            today=today,
            days={one: hours.on(one) for one in days},
            week={weekday: hours.week.get(weekday, ()) for weekday in range(7)},
            special=hours.special_days(now),
            is_open=hours.is_open(now),
            closes_at=hours.closes_at(now),
            next_opening=hours.next_opening(now),
            is_known=bool(meant.days) or not meant.is_unplaced,
            is_named=meant.is_any,
            is_now=meant.is_now,
            past=meant.past,
            impossible=meant.impossible,
            then=hour_meant(hour, hours, day=days[0], now=now) if hour and len(days) == 1 else None,
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
                days={
                    **view.special,
                    **view.days,
                    **soon,
                    **{day: hours.on(day) for day in view.past},
                },
                today=view.today.weekday(),
                on=view.today,
                this_turn=True,
            )
        )
