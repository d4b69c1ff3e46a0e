"""Days, times and opening hours in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from babel.dates import format_date, get_day_names

from maneki.phrases import say
from maneki.shop.hours import Opening


def openings_told(
    day: str, openings: Sequence[Opening], language: str, *, is_short: bool = False
) -> str:
    """Friday: 10 am to 7 pm; Fri: 10am-7pm; Sunday: closed."""
    if not openings:
        return say("keeper.hours.closed", language, day=day)
    span = f"keeper.hours.{'short_span' if is_short else 'span'}"
    spans = say("keeper.hours.and", language).join(
        say(
            span,
            language,
            opens=timed(one.opens, language, is_short=is_short),
            closes=timed(one.closes, language, is_short=is_short),
        )
        for one in openings
    )
    return say("keeper.hours.open", language, day=day, spans=spans)


def dated(day: date, language: str, *, with_year: bool = False, is_short: bool = False) -> str:
    """Thursday, December 24; Thu, Dec 24."""
    year = ("y年", ", y") if with_year else ("", "")
    if language == "ja":
        pattern = f"{year[0]}M月d日{'(E)' if is_short else 'EEEE'}"
    else:
        pattern = f"{'EEE, MMM d' if is_short else 'EEEE, MMMM d'}{year[1]}"
    return str(format_date(day, pattern, locale=language))


def timed(at: time, language: str, *, is_short: bool = False) -> str:
    """10 am, 5:30 pm; 10am; 17:30 in Japanese."""
    if language == "ja":
        return f"{at.hour}:{at.minute:02}"
    hour = f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if at.minute else "")
    return f"{hour}{'' if is_short else ' '}{'am' if at.hour < 12 else 'pm'}"


def weekday_told(day: int, language: str) -> str:
    """Monday is 0."""
    return str(get_day_names("wide", locale=language)[day])
