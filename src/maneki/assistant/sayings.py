"""What tools returned, in sentences of our own: whoever repeats one claims nothing else. Pure.

A model may put anything into its own words, and then has to be read. A sentence of ours needs no
reading: it says what the tool returned, with the title it belongs to, and nothing besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from maneki.assistant.evidence import (
    BookSeen,
    Deed,
    DeedSeen,
    HoursSeen,
    PolicySeen,
    Seen,
    StockSeen,
)
from maneki.assistant.inert import inert
from maneki.assistant.opening_told import dated, openings_told, weekday_told
from maneki.phrases import LANGUAGES, say
from maneki.phrases.amounts import amount

FEWEST_RATINGS = 5
"""Fewer ratings tell nothing, so nothing is said of them."""
LONGEST = 400
"""Characters: nothing longer is a sentence that somebody would repeat."""
_FEWEST_WORDS = 3
"""Of a policy's sentence: what is shorter ("Free.") says nothing without the one before it."""
_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?](?!\s|$)[^.!?。！？\n]*)*[.!?。！？]*")
_MARKUP = frozenset("*_~`")
_DONE = {
    Deed.WATCH: "saying.watch",
    Deed.HOLD: "saying.hold",
    Deed.CALL: "keeper.staff.called",
    Deed.ALERT: "saying.alert",
}


def sayings_of(seen: Seen, language: str) -> tuple[str, ...]:
    """The sentences that say what was returned; none of stock that was looked up earlier."""
    if isinstance(seen, HoursSeen):
        return tuple(_of_hours(seen, language))
    return _kept(seen, language)


def told_of(seen: Iterable[Seen], language: str, *, most: int) -> list[str]:
    """So many of them, each once, in the order in which it was returned."""
    told = dict.fromkeys(saying for one in seen for saying in sayings_of(one, language))
    return list(told)[:most]


def every_saying(seen: Iterable[Seen]) -> Iterator[str]:
    """In every language."""
    for one in seen:
        for language in LANGUAGES:
            yield from sayings_of(one, language)


@lru_cache(maxsize=2048)
def _kept(seen: StockSeen | BookSeen | PolicySeen | DeedSeen, language: str) -> tuple[str, ...]:
    match seen:
        case StockSeen():
            found = _of_copy(seen, language)
        case BookSeen():
            found = _of_book(seen, language)
        case PolicySeen():
            found = _of_policy(seen)
        case DeedSeen():
            found = _of_deed(seen, language)
    return tuple(inert(one) for one in found if len(one) <= LONGEST)


def _of_copy(seen: StockSeen, language: str) -> Iterator[str]:
    book = f"{seen.title} ({seen.kind})" if seen.kind else seen.title
    price = "" if seen.price is None else amount(seen.price, language)
    is_counted = seen.available is not None and seen.available is not True
    if seen.this_turn and is_counted and not seen.available:
        yield say("keeper.stock.none", language, book=book)
    elif seen.this_turn and seen.available:
        after = say("keeper.stock.price", language, amount=price) if price else ""
        if is_counted:
            yield say(
                "keeper.stock.some", language, book=book, count=int(seen.available), price=after
            )
        else:
            yield say("saying.there", language, book=book, price=after)
    if price:
        yield say("keeper.price", language, book=book, amount=price, kind="")


def _of_book(seen: BookSeen, language: str) -> Iterator[str]:
    book = seen.title
    if seen.published:
        yield say("saying.published", language, book=book, date=seen.published)
    if seen.pages:
        yield say("saying.pages", language, book=book, count=seen.pages)
    if seen.rating is not None and seen.ratings is not None and seen.ratings >= FEWEST_RATINGS:
        yield say(
            "saying.rating", language, book=book, rating=seen.rating, count=f"{seen.ratings:,}"
        )
    if seen.series and seen.position:
        yield say("saying.series", language, book=book, position=seen.position, series=seen.series)


def _of_policy(seen: PolicySeen) -> Iterator[str]:
    yield seen.text.strip()
    for found in _SENTENCE.finditer(seen.text):
        sentence = found.group().strip()
        if len(sentence.split()) >= _FEWEST_WORDS or not sentence.isascii():
            yield sentence


def _of_hours(seen: HoursSeen, language: str) -> Iterator[str]:
    for day in sorted(seen.week):
        yield openings_told(weekday_told(day, language), seen.week[day], language)
    for special, openings in seen.days.items():
        yield openings_told(dated(special, language), openings, language)


def _of_deed(seen: DeedSeen, language: str) -> Iterator[str]:
    key = _DONE.get(seen.deed)
    if key is None or not seen.is_done or not (seen.about or seen.deed is Deed.CALL):
        return
    if seen.deed in (Deed.CALL, Deed.WATCH) and not seen.this_turn:
        return
    price = "" if seen.money is None else amount(seen.money, language)
    until = "" if seen.on is None else dated(seen.on, language)
    if seen.deed is Deed.ALERT:
        after = say("keeper.stock.price", language, amount=price) if price else ""
        yield say(key, language, book=seen.about, price=after, day=until)
    elif seen.deed is Deed.HOLD:
        after = say("saying.until", language, day=until) if until else ""
        yield say(key, language, book=seen.about, until=after)
    else:
        yield say(key, language, name=seen.about)


def repeated_in(text: str, sayings: Sequence[str]) -> list[tuple[int, int]]:
    """Where a text says one of them as it stands, whatever is bold, capital or blank in it; without
    the full stop, which ends the sentence.
    """
    squeezed, places = _squeezed(text)
    found: list[tuple[int, int]] = []
    taken = bytearray(len(squeezed))
    keys = {_key(one) for one in sayings}
    for key in sorted(filter(None, keys), key=len, reverse=True):
        at = squeezed.find(key)
        while at >= 0:
            end = at + len(key)
            if _is_apart(squeezed, at, end) and not any(taken[at:end]):
                found.append((places[at], places[end - 1] + 1))
                taken[at:end] = b"\x01" * len(key)
            at = squeezed.find(key, end)
    return sorted(found)


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether no word or number goes on before or behind it."""
    is_cut = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    goes_on = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    is_longer_number = text[end : end + 1] in (".", ",") and text[end + 1 : end + 2].isdigit()
    return not (is_cut or goes_on or is_longer_number) or not text[end - 1].isascii()


@lru_cache(maxsize=4096)
def _key(saying: str) -> str:
    return _squeezed(saying)[0].strip(" .。")


def _squeezed(text: str) -> tuple[str, list[int]]:
    """In small letters, without markup and doubled blanks; and where each letter stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char in _MARKUP:
            continue
        letter = " " if char.isspace() else char.lower()[:1]
        if letter == " " and letters and letters[-1] == " ":
            continue
        letters.append(letter)
        places.append(place)
    return "".join(letters), places
