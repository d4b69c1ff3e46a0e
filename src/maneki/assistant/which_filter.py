"""Which of their filters somebody means, by its name, its place in the list, or as the only one.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import ALL_FILTERS, Context, Intent, NamedFilter
from maneki.assistant.numbers import CARDINAL, ORDINAL, number_of
from maneki.assistant.wording import Wording, read

FILTER = (
    r"(?:filters?|alerts?|notifications?|saved search(?:es)?|watch ?lists?|reminders?|pings?"
    r"|searches|フィルター?|アラート|通知)"
)
ALL = re.compile(r"\b(?:all|everything|every|each|both|the lot|any)\b|すべて|全部|全て|ぜんぶ")
KEEP_REST = re.compile(r"\b(?:keep|leave|not)\b[^|]*\b(?:rest|others?|everything else|all)\b.*$")
_PLACE = re.compile(
    rf"(?<!\w)(?:filter|number|no|#|alert)+ (?:number |no |# )?(?P<n>{CARDINAL})\b"
    rf"|\b(?:the|my|re ?activate|un ?pause|un ?mute|pause|mute|resume) (?P<o>{ORDINAL}|last)"
    rf"(?: (?:one|filter|alert)\b| ?$)|^ (?:pause|mute"
    rf"|resume|unpause|snooze|un ?mute|delete|remove|erase) (?P<m>{CARDINAL})[ |]"
    rf"|(?:フィルター?|アラート|通知) ?(?P<j>\d+)|(?P<k>\d+)番(?:目)?"
)
_PLAIN_WORDS = frozenset(
    {
        "a", "about", "alert", "alerts", "an", "and", "book", "books", "by", "dollars", "filter",
        "for", "from", "in", "less", "my", "new", "of", "on", "one", "or", "over", "than", "the",
        "to", "under", "up", "with",
    }
)  # fmt: skip
_SPOKEN_OF = re.compile(
    r"\b(?:my|the|any)? ?(?P<name>[^|,]+?) (?:filters?|alerts?|notifications?|one)\b"
    r"|\b(?:about|for|on) (?P<about>[^|,]+?)[ |,]*$"
)


def filter_in(message: Wording, context: Context, intent: Intent) -> str | None:
    """The filter that a message means, if it is known to mean one: by name, place or as the only
    one; all if nothing tells them apart.
    """
    named = (
        by_name(message, context)
        or by_place(message, context)
        or _by_genre(message, context)
        or _spoken_of(message, context)
    )
    only = None if ALL.search(KEEP_REST.sub("", message.plain)) else only_one(context, intent)
    return named or only or ALL_FILTERS


def _by_genre(message: Wording, context: Context) -> str | None:
    """Kids books: the filter that is called children."""
    known = genre_in(message)
    if known is None:
        return None
    filters = ((one.name, genre_in(read(one.name))) for one in context.filters)
    return next((name for name, genre in filters if genre and genre[0] == known[0]), None)


def _spoken_of(message: Wording, context: Context) -> str | None:
    """That one: the filter of which the last reply spoke, if it spoke of one."""
    told = [one.name for one in context.filters if one.name.casefold() in context.said.casefold()]
    return told[0] if len(told) == 1 and _IT_ALONE.search(message.plain) else None


_IT_ALONE = re.compile(r"\b(?:it|that|this)\b")


def as_written(
    message: Wording, context: Context, *, verbs: Sequence[re.Pattern[str]]
) -> str | None:
    """The name of a filter we do not know of, as far as it was said beside what is to be done."""
    if context.filters:
        return None
    rest = message.plain
    for verb in verbs:
        rest = verb.sub(" ", rest)
    found = _SPOKEN_OF.search(rest)
    name = (found["name"] or found["about"] or "").strip(" |,") if found else ""
    name = re.sub(
        r"^(?:(?:my|the|please|can|you|could|all|back) )+|^(?:my|the|all|please)$", "", name
    )
    return name or None


def only_one(context: Context, intent: Intent) -> str | None:
    """The one filter that can be meant: the only one, or the only one that is not so already."""
    if len(context.filters) == 1:
        return context.filters[0].name
    if intent is Intent.DELETE_FILTER:
        return None
    fitting = [
        one.name for one in context.filters if one.is_paused is (intent is Intent.RESUME_FILTER)
    ]
    return fitting[0] if len(fitting) == 1 else None


def by_place(message: Wording, context: Context) -> str | None:
    found = _PLACE.search(message.plain)
    if found is None:
        return None
    said = next(group for group in found.groups() if group)
    place = len(context.filters) if said == "last" else number_of(said.replace(" ", ""))
    if place is None or not 1 <= place <= len(context.filters):
        return None
    return context.filters[place - 1].name


def by_name(message: Wording, context: Context) -> str | None:
    """The filter of whose name most words are in the message."""
    return next(iter(named_in(message, context)), None)


def named_in(message: Wording, context: Context) -> tuple[str, ...]:
    """The filters of whose names most words are in the message: none, one, or several alike."""
    words = {_stem(word) for word in message.words}
    shares = {one.name: _share(one, words, message.plain) for one in context.filters}
    most = max(shares.values(), default=0.0)
    return tuple(name for name, share in shares.items() if share == most > 0)


def _share(one: NamedFilter, words: set[str], plain: str) -> float:
    if one.name.casefold() in plain:
        return 2.0
    telling = [
        word
        for word in read(one.name).words
        if word not in _PLAIN_WORDS and not word.startswith("$")
    ]
    met = sum(_stem(word) in words for word in telling)
    return met / len(telling) if telling else 0.0


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
