"""Which volume of which series a phrase names. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from maneki.assistant.meaning import LAST_POSITION
from maneki.assistant.numbers import CARDINAL, KANJI, ORDINAL, VOLUME, number_of
from maneki.assistant.wording import Wording

_BOOK = r"(?:books?|novels?|volumes?|ones?|parts?|entry|entries|instal?l?ments?|tomes?|titles?)"
_COUNTED = r"(?:,? ?(?:book|volume|part|number|no|#|tome|episode) ?(?:#|number |no )?)"
_SERIES = r"(?:,? (?:series|saga|cycle|sequence|books|novels|manga|comics?|trilogy))"
_OF = r"(?:in|of|from|out of)(?: the)?"
_NAME = r"(?P<series>(?!the$|a$)[^|]+?)"
_LAST = r"(?:last|final|concluding|latest|newest|most recent)"

# Each is matched with the whole phrase; the first that fits counts.
_VOLUMES = tuple(
    re.compile(rf"(?:the |a )?(?:{rule})")
    for rule in (
        rf"(?P<number>{ORDINAL}) {_BOOK} {_OF} {_NAME}{_SERIES}?",
        rf"(?P<last>{_LAST}) {_BOOK} {_OF} {_NAME}{_SERIES}",
        rf"(?P<last>last|final|concluding) {_BOOK} {_OF} {_NAME}",
        rf"(?P<number>{ORDINAL}) {_OF} {_NAME}{_SERIES}",
        rf"{_COUNTED.replace(',? ?', '')}(?P<number>{VOLUME}) {_OF} {_NAME}{_SERIES}?",
        rf"(?:book |volume )?(?P<number>{CARDINAL}) {_OF} {_NAME} series",
        rf"{_NAME}(?:,? series|,? books)?{_COUNTED}(?P<number>{VOLUME})",
        r"(?P<series>(?!the$|a$)[^|,]+? [^|,\d]+) (?P<number>[1-9]|1[0-4])",
        rf"{_NAME} series,? (?P<number>{VOLUME})",
        rf"{_NAME}{_SERIES}?,? (?:the )?(?P<number>{ORDINAL}) {_BOOK}",
        rf"(?P<number>{ORDINAL}) {_NAME} {_BOOK}",
        rf"(?P<last>last|final|concluding) {_NAME} (?:book|novel|volume|one|instal?l?ment)",
    )
)
_WHOLE = tuple(
    re.compile(rule)
    for rule in (
        (
            rf"(?:all |every |each |any |{_BOOK} |whole |entire |complete |full |of |in "
            rf"|from |the )*"
            rf"{_NAME} series"
        ),
        (
            rf"(?:all |every |each )(?:of |the )*(?:books|novels|volumes)? ?(?:in "
            rf"|of )?{_NAME} (?:books|novels|volumes)"
        ),
        (
            rf"(?:the )?(?:whole|entire|complete|full) {_NAME}(?: (?:set|saga|books|novels"
            rf"|collection))?"
        ),
    )
)
_JAPANESE = re.compile(
    rf"(?P<series>.+?) ?(?:の)? ?第? ?(?P<number>{KANJI}) ?巻(?:目)?(?:を|は|が|の)?(?: .*)?"
)
_JAPANESE_WHOLE = re.compile(
    r"(?P<series>.+?) ?(?:の)?(?:シリーズ|全巻|(?P<last>最終巻|最新刊))(?:を|は|が)?"
)
_NO_SERIES = re.compile(
    r"(?:it|that|this|them|those|these|the|a|hand|edition|editions|print|printing|best|good|\d+)"
    r"|(?:good|best|ever|great|signed|used|hand|new|newest|latest|recent|other|more)\b.*"
    r"|.*\b(?:hand|list"
    r"|about|to|for|is|are|of|with|on|like|and|than|have|take|buy|want|get|hold|cost)"
    r"|(?:tell|how|there|do|does|what|which|is|are|can|could|i|show|give|something|when|who"
    r"|where|why|hold|your|my|have|got|any|some|list)\b.*"
)


@dataclass(frozen=True, slots=True)
class Volume:
    """A series as it was written, and a place in it if one was named."""

    series: str
    position: int | None = None


def is_series(name: str) -> bool:
    """Whether a stretch may be the name of a series: no pronoun, no piece of a sentence."""
    return _NO_SERIES.fullmatch(name.casefold().strip()) is None


def volume_in(phrase: Wording) -> Volume | None:
    """The volume or series that a phrase consists of; None if it names something else."""
    plain = phrase.plain.strip(" |,")
    for rule in (*_VOLUMES, _JAPANESE, _JAPANESE_WHOLE, *_WHOLE):
        found = rule.fullmatch(plain)
        if found and (volume := _volume(phrase, found)):
            return volume
    return None


def _volume(phrase: Wording, found: re.Match[str]) -> Volume | None:
    name = found["series"].strip(" ,")
    if not name or _NO_SERIES.fullmatch(name):
        return None
    shift = len(phrase.plain) - len(phrase.plain.lstrip(" |,"))
    start, end = (place + shift for place in found.span("series"))
    series = phrase.said(start, end) or name
    return Volume(series, _position(found.groupdict()))


def _position(groups: dict[str, str | None]) -> int | None:
    if groups.get("last"):
        return LAST_POSITION
    number = groups.get("number")
    return number_of(number.replace(" ", "")) if number else None
