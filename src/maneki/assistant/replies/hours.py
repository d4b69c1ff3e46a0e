"""What is said about opening hours: a yes or a no first, if that was asked, then the hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from itertools import groupby

from babel.dates import get_day_names

from maneki.assistant.about_shop import of_hours
from maneki.assistant.meaning import Understood
from maneki.assistant.meant_hours import AskedOfHours, Asks, HourMeant, Near, asked_of_hours
from maneki.assistant.opening_told import dated, openings_told, timed
from maneki.assistant.replies.reply import Reply, lines, sentences
from maneki.assistant.tools import Tools
from maneki.assistant.tools.house import HoursView
from maneki.model.conversation import PlaceKind
from maneki.phrases import say
from maneki.shop.hours import Opening

_SOON = timedelta(days=14)
"""Days unlike the others are told with the week if they are within these."""
_MOST_SPECIAL = 6
_MOST_IN_FULL = 2
"""Days whose names are written out in a text message."""

_Openings = tuple[Opening, ...]


class HoursReplies:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._language = tools.desk.language
        self._is_text = tools.desk.conversation.place.kind is PlaceKind.PHONE

    async def hours(self, meant: Understood) -> Reply:
        """The days that were asked for; or now, the week, and what is unlike it soon."""
        text = of_hours(self._tools.desk.text)
        asked = asked_of_hours(text)
        otherwise = None
        if asked.asks is not Asks.WEEK:
            otherwise = meant.slots.day or self._spoken_of(text, asked)
        view = self._tools.house.hours_asked(text, otherwise=otherwise, hour=asked.hour)
        if not view.is_known:
            return Reply(self._unplaced(view, text))
        if not (view.is_named or view.then):
            return Reply(self._usual(view, asked))
        return Reply(lines(self._answered(view, asked), *self._days(view), *self._troubles(view)))

    def _usual(self, view: HoursView, asked: AskedOfHours) -> str:
        soon = {day: one for day, one in view.special.items() if day < view.today + _SOON}
        week = "" if self._is_text else say("keeper.hours.week", self._language)
        return lines(self._now(view, asked), week, self._week(view), *self._special(soon))

    def _spoken_of(self, text: str, asked: AskedOfHours) -> str | None:
        """The day that a question without one is about: that of the last reply if it goes on with
        it ("and at 3pm?"), else today. Hours as such are about none.
        """
        if asked.asks not in _WHETHER:
            return None
        goes_on = not _SAYS_OPEN.search(text) and _A_DAY.match(self._tools.desk.replied)
        return self._tools.desk.replied.splitlines()[-1] if goes_on else "today"

    def _unplaced(self, view: HoursView, text: str) -> str:
        """The days unlike others, since a holiday is most likely one, and the week."""
        special = [*self._special(dict([*view.special.items()][:_MOST_SPECIAL]))]
        if special and _ANY_HOLIDAY.search(text):
            return lines(say("keeper.hours.special", self._language), *special)
        return lines(say("keeper.hours.unplaced", self._language), self._week(view), *special)

    def _troubles(self, view: HoursView) -> Iterable[str]:
        for day in view.past:
            told = self._date(day, with_year=day.year != view.today.year)
            yield say("keeper.hours.past", self._language, day=told)
        for said in view.impossible:
            written = said if said.startswith("the ") else said[:1].upper() + said[1:]
            yield say("keeper.hours.impossible", self._language, day=written)

    def _answered(self, view: HoursView, asked: AskedOfHours) -> str:
        """What was asked in one sentence, if it can be said in one."""
        if view.then is not None:
            return self._at_hour(view.then, asked, view.days[view.then.day])
        if view.today in view.days:
            return self._now(view, asked) if len(view.days) == 1 else self._now(view, _PLAINLY)
        openings = {*view.days.values()}
        if len(openings) != 1:
            return ""
        return self._of_day(asked, openings.pop())

    def _of_day(self, asked: AskedOfHours, openings: _Openings) -> str:
        if asked.asks in _WHETHER:
            state = "open" if openings else "closed"
            return say(
                f"keeper.hours.{_yes(asked, is_open=bool(openings))}_{state}", self._language
            )
        if not openings:
            return ""
        if asked.asks is Asks.OPENS:
            at = self._time(openings[0].opens)
            return say("keeper.hours.opens", self._language, time=at)
        if asked.asks is Asks.CLOSES:
            at = self._time(openings[-1].closes)
            return say("keeper.hours.closes", self._language, time=at)
        return ""

    def _at_hour(self, then: HourMeant, asked: AskedOfHours, openings: _Openings) -> str:
        if then.near is Near.AT:
            yes = _yes(asked, is_open=then.is_open)
            if then.is_open:
                at = self._time(then.at)
                return say(f"keeper.hours.{yes}_open_at", self._language, time=at)
        else:
            yes = "yes" if then.is_so else "no"
        border = _border(then, openings)
        if border is None:
            return say(f"keeper.hours.{yes}_closed_then", self._language)
        which, at_border = border
        return say(f"keeper.hours.{yes}_{which}", self._language, time=self._time(at_border))

    def _now(self, view: HoursView, asked: AskedOfHours) -> str:
        """Whether it is open, with a yes or a no if that was the question."""
        yes = f"{_yes(asked, is_open=view.is_open)}_" if asked.asks in _WHETHER else ""
        if view.closes_at is not None:
            at = self._time(view.closes_at.time())
            return say(f"keeper.hours.{yes}open_now", self._language, time=at)
        opening = view.next_opening
        if yes and not view.is_now and opening is not None and opening.date() == view.today:
            yes = _yes(asked, is_open=True)
            return say(f"keeper.hours.{yes}_later", self._language, time=self._time(opening.time()))
        closed = say(f"keeper.hours.{yes}closed_now", self._language)
        return sentences(closed, next_opening(view, self._language), language=self._language)

    def _days(self, view: HoursView) -> Iterable[str]:
        """A day of another year is told with it: "Thanksgiving" was yesterday."""
        is_short = self._is_text and len(view.days) > _MOST_IN_FULL
        for day, openings in view.days.items():
            with_year = day.year != view.today.year
            told = self._date(day, with_year=with_year, is_short=is_short)
            yield self._line(told, openings, is_short=is_short)

    def _special(self, days: Mapping[date, _Openings]) -> Iterable[str]:
        for day, openings in days.items():
            told = self._date(day, is_short=True)
            yield self._line(told, openings, is_short=self._is_text)

    def _week(self, view: HoursView) -> str:
        """Weekdays with the same hours are told together."""
        names = get_day_names("abbreviated" if self._is_text else "wide", locale=self._language)
        joint = f"keeper.hours.{'short_to' if self._is_text else 'to'}"
        told = []
        for openings, days in groupby(sorted(view.week), key=lambda day: view.week[day]):
            first, *rest = [names[day] for day in days]
            span = say(joint, self._language, first=first, last=rest[-1]) if rest else first
            told.append(self._line(span, openings, is_short=self._is_text))
        return lines(*told)

    def _date(self, day: date, *, with_year: bool = False, is_short: bool = False) -> str:
        return dated(day, self._language, with_year=with_year, is_short=is_short)

    def _time(self, at: time) -> str:
        return timed(at, self._language)

    def _line(self, day: str, openings: _Openings, *, is_short: bool) -> str:
        return openings_told(day, openings, self._language, is_short=is_short)


_OF_OPENING = frozenset({Near.BEFORE, Near.OPENS_AT})
_PLAINLY = AskedOfHours(Asks.HOURS)
_WHETHER = frozenset({Asks.IS_OPEN, Asks.IS_CLOSED})
_SAYS_OPEN = re.compile(r"\b(?:open|clos|shut|now|still)|開|営業|休|閉", re.IGNORECASE)
_A_DAY = re.compile(r"(?:[^\n]*\n)?[^\n]*\d[^\n]*[:：][^\n]*\Z")
"""A reply about one day: its hours are the last line."""
_ANY_HOLIDAY = re.compile(r"\bholidays?\b|\bfeiertag|祝日|年末年始", re.IGNORECASE)


def next_opening(view: HoursView, language: str) -> str:
    """When it opens next; "" if it does not."""
    opening = view.next_opening
    if opening is None:
        return ""
    at = timed(opening.time(), language)
    if opening.date() == view.today:
        return say("keeper.hours.next_today", language, time=at)
    return say("keeper.hours.next", language, day=dated(opening.date(), language), time=at)


def _yes(asked: AskedOfHours, *, is_open: bool) -> str:
    return "yes" if is_open == (asked.asks is Asks.IS_OPEN) else "no"


def _border(then: HourMeant, openings: _Openings) -> tuple[str, time] | None:
    """The opening or the closing that decides; None if it is closed all day, or in between."""
    if not openings:
        return None
    opens, closes = openings[0].opens, openings[-1].closes
    if then.near in _OF_OPENING or (then.near is Near.AT and then.at < opens):
        return "opens", opens
    is_over = then.at >= closes or closes <= opens
    if then.near is not Near.AT or is_over:
        return "closes", closes
    return None
