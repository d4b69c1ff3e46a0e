"""A preview in words, for whoever shows it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from maneki.alerts.preview import DAYS, Caution, Preview, Seen, Warned
from maneki.phrases import say

MOST_NEARLY = 3


def _as_it_is(text: str) -> str:
    return text


def preview_lines(
    preview: Preview,
    *,
    language: str,
    when: Callable[[datetime], str],
    shown: Callable[[str], str] = _as_it_is,
) -> list[str]:
    """All there is to say but the examples; `shown` makes what people wrote fit to be shown, `when`
    a time.
    """
    return [
        *_found(preview, language, when),
        *_unsure(preview, language),
        *_nearly(preview, language),
        *warning_lines(preview, language=language, shown=shown),
    ]


def short_lines(
    preview: Preview,
    *,
    language: str,
    when: Callable[[datetime], str],
    shown: Callable[[str], str] = _as_it_is,
) -> list[str]:
    """How many and how often, and the warnings; of how many only if any were seen."""
    found = _found(preview, language, when) if preview.seen.events else ()
    return [*found, *warning_lines(preview, language=language, shown=shown)]


def warning_lines(
    preview: Preview, *, language: str, shown: Callable[[str], str] = _as_it_is
) -> list[str]:
    return [_warning(one, language, shown) for one in preview.warnings]


def _found(preview: Preview, language: str, when: Callable[[datetime], str]) -> Iterator[str]:
    seen = preview.seen
    if not seen.events:
        yield say("preview.unseen", language, days=DAYS)
        return
    yield say(
        f"preview.{_extent(seen)}",
        language,
        count=f"{preview.matches:,}",
        days=DAYS,
        when=when(seen.since),
        rate=_rate(preview, language),
        seen=f"{seen.events:,}",
    )


def _extent(seen: Seen) -> str:
    if seen.is_whole:
        return "whole"
    return "young" if seen.is_young else "part"


def _rate(preview: Preview, language: str) -> str:
    if not preview.matches:
        return say("preview.rate.none", language)
    number = round(preview.a_day)
    if number < 1:
        return say("preview.rate.few", language)
    return say("preview.rate.some", language, number=f"{number:,}")


def _unsure(preview: Preview, language: str) -> Iterator[str]:
    if preview.unsure:
        yield say("preview.unsure", language, count=f"{preview.unsure:,}")


def _nearly(preview: Preview, language: str) -> Iterator[str]:
    if not preview.nearly:
        return
    named = [
        say(
            "preview.nearly.one", language, condition=_condition(name, language), count=f"{count:,}"
        )
        for name, count in preview.nearly[:MOST_NEARLY]
    ]
    conditions = say("preview.nearly.comma", language).join(named)
    yield say("preview.nearly", language, conditions=conditions)


def _warning(warned: Warned, language: str, shown: Callable[[str], str]) -> str:
    is_condition = warned.caution is Caution.UNSAID
    about = _condition(warned.about, language) if is_condition else shown(warned.about)
    key = f"preview.warning.{warned.caution}"
    return say(key, language, about=about, of=shown(warned.of or ""))


def _condition(name: str, language: str) -> str:
    return say(f"preview.condition.{name.replace(' ', '_')}", language)
