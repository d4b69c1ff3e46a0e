"""What a brand that somebody asks for finds, said back to them; and whether it was a slip. Pure.

Nothing here changes what was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from maneki.matching.brands import BrandDictionary, BrandId, words_of
from maneki.matching.nearby import NearbyNames
from maneki.phrases import say

MOST_HINTS = 5
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class BrandHint:
    """What one term of a filter finds: brands, with their Japanese names, and words as they are.

    `lines` are brands of their own that it does not find; `near` the names it may be a slip of.
    """

    term: str
    brands: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


class BrandHints:
    def __init__(self, dictionary: BrandDictionary) -> None:
        self._dictionary = dictionary
        self._nearby = NearbyNames(dictionary)

    def of(self, terms: Iterable[str]) -> tuple[BrandHint, ...]:
        """For each term, those that may be a slip first, as many as somebody may care to read."""
        hints = [self._hint(term) for term in dict.fromkeys(terms)]
        return tuple(sorted(hints, key=lambda hint: not hint.near))[:MOST_HINTS]

    def _hint(self, term: str) -> BrandHint:
        meant = self._dictionary.resolve(term)
        brands = [one for one in meant if words_of(one) is None]
        words = dict.fromkeys(words for one in meant if (words := words_of(one)))
        lines = [line for brand in brands for line in self._dictionary.lines(brand)]
        return BrandHint(
            term,
            brands=tuple(map(self._named, brands)),
            words=tuple(words),
            lines=tuple(map(self._dictionary.name, lines)),
            near=self._nearby.of(term),
        )

    def _named(self, brand: BrandId) -> str:
        latin, japanese = self._dictionary.names(brand)
        return f"{latin} ({japanese})" if japanese else latin


def _as_it_is(text: str) -> str:
    return text


def hint_lines(
    hints: Iterable[BrandHint], *, language: str, shown: Callable[[str], str] = _as_it_is
) -> list[str]:
    """The sentences; `shown` makes what others wrote fit to be shown."""
    return [sentence for hint in hints for sentence in _sentences(hint, language, shown)]


def _sentences(hint: BrandHint, language: str, shown: Callable[[str], str]) -> Iterator[str]:
    values = {
        "term": shown(hint.term),
        "brands": _listed(hint.brands, language, shown),
        "words": _listed(hint.words, language, shown),
        "lines": _listed(hint.lines, language, shown),
        "near": _listed(hint.near, language, shown),
    }
    if hint.brands:
        yield say(f"filters.finds.{'both' if hint.words else 'brands'}", language, **values)
    elif hint.words:
        yield say("filters.finds.words", language, **values)
    if hint.lines:
        yield say("filters.finds.lines", language, **values)
    if hint.near:
        yield say("filters.did_you_mean", language, **values)


def _listed(names: tuple[str, ...], language: str, shown: Callable[[str], str]) -> str:
    named = [say("filters.finds.name", language, name=shown(name)) for name in names[:_MOST_NAMED]]
    if len(names) > _MOST_NAMED:
        named.append("…")
    return say("filters.finds.comma", language).join(named)
