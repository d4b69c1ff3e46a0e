"""Places in a series, and the volume behind or before a book. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from maneki.assistant.replies.reply import named, on_one_line
from maneki.assistant.tools.books import BookView
from maneki.model.book import SeriesPlace
from maneki.phrases import say
from maneki.shop.query import MOST_RESULTS, BookQuery
from maneki.shop.volumes import is_series_meant
from maneki.shop.words import runs


def place_in(view: BookView, name: str) -> str | None:
    """The place of a book in a series of that name; "" if it is not known, None if it has none."""
    series = view.card.series
    if series is None:
        return None
    is_part = {*runs(name)} <= {*runs(series.name)}
    if not (is_part or is_series_meant(name, series.name)):
        return None
    return series.position or ""


def number_in(view: BookView, name: str) -> float:
    """The place as a number, to put books in order by."""
    number = number_of_place(place_in(view, name))
    return -1.0 if number is None else number


def number_of_place(place: str | None) -> float | None:
    try:
        return float(place) if place else None
    except ValueError:
        return None


def queries_beside(series: SeriesPlace, step: int) -> Iterator[BookQuery]:
    """What to ask for: the very next place, and the series, where that place is empty."""
    number = number_of_place(series.position)
    if number is not None and number.is_integer() and number + step >= 0:
        yield BookQuery(series=series.name, position=str(int(number) + step))
    yield BookQuery(series=series.name, limit=MOST_RESULTS)


def volume_beside(here: BookView, own: Sequence[BookView], step: int) -> BookView | None:
    """The nearest volume on one side; None if there is none that is known."""
    series = here.card.series
    if series is None:
        return None
    at = number_in(here, series.name)
    placed = [(number_in(one, series.name), one) for one in own]
    if step > 0:
        behind = [pair for pair in placed if pair[0] > at]
        return min(behind, key=lambda pair: pair[0])[1] if behind else None
    before = [pair for pair in placed if 0 <= pair[0] < at]
    return max(before, key=lambda pair: pair[0])[1] if before else None


def beside_told(here: BookView, there: BookView, step: int, language: str) -> str:
    """After Mort comes Sourcery; where a place between them is empty, that is not said."""
    name = here.card.series.name if here.card.series else ""
    is_next = number_in(there, name) == number_in(here, name) + step
    side = "after" if step > 0 else "before"
    return say(
        f"keeper.series.{side}" if is_next else f"keeper.series.{side}.further",
        language,
        named=named(here.card, language),
        book=on_one_line(there, language),
        position=place_in(there, name),
        series=name,
    )


def nothing_beside(here: BookView, step: int, language: str) -> str:
    name = here.card.series.name if here.card.series else ""
    key = "keeper.series.last" if step > 0 else "keeper.series.first"
    return say(key, language, named=named(here.card, language), series=name)
