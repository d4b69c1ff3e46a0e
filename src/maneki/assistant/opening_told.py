"""Opening hours in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from babel.dates import format_date, get_day_names

from maneki.phrases import say
from maneki.shop.hours import Opening


def openings_told(day: str, openings: Sequence[Opening], language: str) -> str:
    """ "Friday: 10 am to 7 pm", "Sunday: closed"."""
    if not openings:
        return say("keeper.hours.closed", language, day=day)
    spans = say("keeper.hours.and", language).join(
        say(
            "keeper.hours.span",
            language,
            opens=time_told(one.opens, language),
            closes=time_told(one.closes, language),
        )
        for one in openings
    )
    return say("keeper.hours.open", language, day=day, spans=spans)


def time_told(at: time, language: str) -> str:
    """10 am, 5:30 pm; 17:30 in Japanese."""
    if language == "ja":
        return f"{at.hour}:{at.minute:02}"
    hour = f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if at.minute else "")
    return f"{hour} {'am' if at.hour < 12 else 'pm'}"


def date_told(day: date, language: str, *, with_year: bool = False) -> str:
    """ "Thursday, December 24"."""
    year = ("y年", ", y") if with_year else ("", "")
    pattern = f"{year[0]}M月d日EEEE" if language == "ja" else f"EEEE, MMMM d{year[1]}"
    return str(format_date(day, pattern, locale=language))


def weekday_told(day: int, language: str) -> str:
    """Monday is 0."""
    return str(get_day_names("wide", locale=language)[day])
