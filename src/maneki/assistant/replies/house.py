"""What is said about opening hours, policies, and a person at the shop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from itertools import groupby

from babel.dates import format_date, get_day_names

from maneki.assistant.meaning import Understood
from maneki.assistant.replies.reply import Reply, lines, sentences
from maneki.assistant.tools import Tools
from maneki.assistant.tools.house import HoursView
from maneki.errors import InvalidInputError
from maneki.phrases import say
from maneki.shop.hours import Opening

_LONGEST_REASON = 160


class HouseReplies:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._language = tools.desk.language

    async def hours(self, meant: Understood) -> Reply:
        """Now and the week; or the day that was asked for."""
        view = self._tools.house.hours(meant.slots.day)
        if meant.slots.day is None:
            week = say("keeper.hours.week", self._language)
            return Reply(lines(self._now(view), week, self._week(view)))
        if not view.is_known:
            unplaced = say("keeper.hours.unplaced", self._language)
            return Reply(lines(unplaced, self._week(view)))
        days = [self._day(day, openings, view.today) for day, openings in view.days.items()]
        now = self._now(view) if view.today in view.days else ""
        return Reply(lines(now, *days))

    async def policy(self, meant: Understood) -> Reply:
        """The passage as it is written, or that there is none."""
        topic = (meant.slots.topic or "").replace("_", " ")
        found = self._tools.house.policy(topic, words=self._tools.desk.text)
        if not found:
            none = say("keeper.policy.none", self._language)
            offer = say("keeper.staff.offer", self._language)
            return Reply(sentences(none, offer, language=self._language))
        return Reply(lines(*(one.text for one in found)), about=topic)

    def staff(self, reason: str) -> Reply:
        """A person is called; if nobody is there now, that is said."""
        self._tools.staff.call(reason[:_LONGEST_REASON])
        told = [say("keeper.staff.called", self._language), *self._if_closed()]
        return Reply(sentences(*told, language=self._language))

    def order(self, about: str) -> Reply:
        """What is not built is not offered: only a person can do it."""
        told = (
            about,
            say("keeper.order", self._language),
            say("keeper.staff.offer", self._language),
        )
        return Reply(sentences(*told, language=self._language))

    @property
    def offer(self) -> str:
        return say("keeper.staff.offer", self._language)

    def _if_closed(self) -> Iterable[str]:
        try:
            view = self._tools.house.hours()
        except InvalidInputError:
            return
        if not view.is_open:
            yield say("keeper.staff.closed", self._language)
            yield self._next(view)

    def _now(self, view: HoursView) -> str:
        if view.closes_at is not None:
            return say(
                "keeper.hours.open_now", self._language, time=self._time(view.closes_at.time())
            )
        closed = say("keeper.hours.closed_now", self._language)
        return sentences(closed, self._next(view), language=self._language)

    def _next(self, view: HoursView) -> str:
        opening = view.next_opening
        if opening is None:
            return ""
        at = self._time(opening.time())
        if opening.date() == view.today:
            return say("keeper.hours.next_today", self._language, time=at)
        day = self._date(opening.date())
        return say("keeper.hours.next", self._language, day=day, time=at)

    def _day(self, day: date, openings: tuple[Opening, ...], today: date) -> str:
        """A day of another year is told with it: "Thanksgiving" was yesterday."""
        return self._line(self._date(day, with_year=day.year != today.year), openings)

    def _week(self, view: HoursView) -> str:
        """Weekdays with the same hours are told together, then the days that are unlike them."""
        usual = [self._line(days, openings) for days, openings in self._alike(view.week)]
        return lines(*usual)

    def _alike(
        self, week: Mapping[int, tuple[Opening, ...]]
    ) -> Iterable[tuple[str, tuple[Opening, ...]]]:
        names = get_day_names("wide", locale=self._language)
        for openings, days in groupby(sorted(week), key=lambda day: week[day]):
            first, *rest = [names[day] for day in days]
            told = (
                say("keeper.hours.to", self._language, first=first, last=rest[-1])
                if rest
                else first
            )
            yield told, openings

    def _line(self, day: str, openings: tuple[Opening, ...]) -> str:
        if not openings:
            return say("keeper.hours.closed", self._language, day=day)
        spans = say("keeper.hours.and", self._language).join(
            say(
                "keeper.hours.span",
                self._language,
                opens=self._time(one.opens),
                closes=self._time(one.closes),
            )
            for one in openings
        )
        return say("keeper.hours.open", self._language, day=day, spans=spans)

    def _date(self, day: date, *, with_year: bool = False) -> str:
        year = ("y年", ", y") if with_year else ("", "")
        pattern = f"{year[0]}M月d日EEEE" if self._language == "ja" else f"EEEE, MMMM d{year[1]}"
        return str(format_date(day, pattern, locale=self._language))

    def _time(self, at: time) -> str:
        """10 am, 5:30 pm; 17:30 in Japanese."""
        if self._language == "ja":
            return f"{at.hour}:{at.minute:02}"
        hour = f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if at.minute else "")
        return f"{hour} {'am' if at.hour < 12 else 'pm'}"
