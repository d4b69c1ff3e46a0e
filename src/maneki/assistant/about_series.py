"""What is asked of a series: all of it, a volume of it, what comes after a book. Pure."""

from __future__ import annotations

import re

from maneki.assistant.genres import genre_in
from maneki.assistant.looking import looked_for
from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.pointing import books_pointed_at, spoken_of
from maneki.assistant.series import is_series, volume_in
from maneki.assistant.wanted import bared, other_one, wanted_in
from maneki.assistant.wording import Wording, read

_SERIES_ASKED = (
    re.compile(
        r"\b(?:what|which|in what|in which)(?: \w+)? order (?:(?:do|does|should|shall|would"
        r"|must|can|are"
        r"|is|to|i|you|we|one|people|read|reading|start) )+(?:the |all |all the )*(?P<series>[^"
        r"|]+?)"
        r"(?: (?:books|series|novels|saga|go(?:es)?|come|comes|belong|published|written|read"
        r"|meant|be"
        r"|to|in|supposed|set|take place|please))*[ |,]*$"),
    re.compile(
        r"\b(?:reading )?order(?: (?:of|for|to read|do i read|should i read|in|to))+(?: the"
        r"| all)* (?P<series>[^|]+?)(?: (?:books|series|novels|saga|in|please))*[ |,]*$"
        r"|\b(?P<series2>[^|]+?) (?:books |series |novels )?(?:reading order|in (?:reading "
        r"|the right |chronological |publication )?order)\b"),
    re.compile(
        r"\b(?:how many|number of|all|which|what|list|show(?: me)?|every|are there more"
        r"|how much|every one of)(?: of)?(?: the| all)* (?P<series>[^|]+?) (?:books|novels"
        r"|volumes|titles|manga|installments|entries)(?: (?:are|r|is|do|have|there|in|total"
        r"|out|so far|you|exist|order|by order|please|the series)\b[^|]*)?[ |,]*$"),
    re.compile(
        r"\b(?:how many|which|what|list(?: me)?|show me|all|every|the|are)(?: of)?(?: the"
        r"| all| other)* (?:books|novels|volumes|parts|ones|titles|installments"
        r"|entries) (?:are |is |r |do |have )*(?:there )?(?:in|of|from)(?: the"
        r"| this)? (?P<series>[^|]+?)(?: (?:series|saga|books|cycle))?(?: (?:please|have|are"
        r"|there|in order|so far|is|do|you|out)\b[^|]*)?[ |,]*$"),
    re.compile(
        r"\b(?:which|what) (?P<series>[^|]+?) (?:book|novel|volume|one|do i"
        r"|should i) (?:do i |should i |comes? |is |to )?(?:read |start |comes? )?(?:first"
        r"|next|last|start|begin)\b"),
    re.compile(
        r"\b(?:next|following|newest|latest|rest of|other|remaining|more)(?: (?:books?"
        r"|novels?|volumes?|ones?|part|installment))?(?: (?:in|of"
        r"|from))?(?: the)? (?P<series>[^|]+?) series\b|\bthe (?P<series2>[^|]+?) series\b"
    ),
    re.compile(

            r"^[ |,]*(?:do you (?:have|carry|sell|stock) |any |got )?(?:the )?(?P<series>[^"
            r"|]+?) series(?: (?:please|in stock|books?|set|box set))*[ |,]*$"),
)  # fmt: skip
_SEQUEL = (
    re.compile(
        r"\b(?:sequels?|prequels?|follow ?ups?|next (?:book|one|part|volume|novel"
        r"|installment)|book (?:after|before)|continuation|part two|second (?:book|part|one)"
        r"|companion)(?: (?:to|of|for|after|from|following))+ (?P<what>[^|]+?)(?: (?:out|yet"
        r"|called|please|exist|series))*[ |,]*$"),
    re.compile(
        r"\b(?:what|which)(?: \w+)? (?:comes?|came|is|goes|do i read|to read"
        r"|one is) (?:next |right )?(?:after|before|following|next in|next after) (?P<what>[^"
        r"|]+?)(?: (?:in the series|series|please))*[ |,]*$"),
    re.compile(
        r"\b(?:does|do|has|have|is|are|will|did)(?: there be)? (?P<what>[^|]+?) (?:have|has"
        r"|had|get|got|part of|in|belong to|getting|the (?:first|last|start))(?: (?:a|an|any"
        r"|the|to|of|more))* (?:sequels?|series|prequels?|follow ?ups?|next book|second book"
        r"|trilogy|part two|more books|continuation)\b"),
    re.compile(
        r"\b(?:what|which) (?:series|book|number|volume|part|place)(?: \w+)? is (?P<what>[^"
        r"|]+?)(?: (?:in|part of|from|of|on)\b[^|]*)?[ |,]*$|\bis (?P<what2>[^"
        r"|]+?) (?:the (?:first|second|third|last)|a (?:standalone|stand alone|one off)"
        r"|(?:standalone|stand alone))\b"),
    re.compile(r"(?P<what>[^|]*?)(?:の)?(?:続編|続き|次の巻|次の本)"),
)  # fmt: skip
_WHICH_VOLUME = re.compile(
    r"^[ |,]*(?:(?:what|where|which|who) (?:is|are)|and|do you have|have you got|you got"
    r")(?= (?:the |book |volume |part |number |vol )+)"
)
_BARE_SEQUEL = re.compile(
    r"^[ |,]*(?:(?:is there|any|and|got|do you have|what is|the|a|what about|ok|have you got"
    r"|show me|there) )*(?:sequels?|next one|next book|next volume|next in (?:the )?series"
    r"|prequels?|rest of the series|what comes next|what is next|whole series"
    r"|other books in (?:the|this|that) series|more in (?:the|this|that) series|book two"
    r"|part two|second one)(?: (?:to (?:it|that|this)|after (?:it|that|this)|in (?:the|that"
    r"|this) series|yet|too|please|out))*[ |,]*$"
)


def series(message: Wording, context: Context) -> Understood | None:
    """A series, a volume of one, or what comes after a book."""
    if context.shown and _BARE_SEQUEL.search(message.plain) and other_one(message, context) is None:
        return Understood(Intent.SEARCH_SERIES, Slots(title=spoken_of(context).title))
    readers = (_sequel_in, _volume_asked, _series_asked)
    return next((found for reader in readers if (found := reader(message, context))), None)


def _sequel_in(message: Wording, context: Context) -> Understood | None:
    for rule in _SEQUEL:
        found = rule.search(message.plain)
        if found and (sequel := _sequel(message, found, context)):
            return sequel
    return None


def _sequel(message: Wording, found: re.Match[str], context: Context) -> Understood | None:
    what = re.sub(
        r"(?i) the (?:first|last|start|beginning)$", "", message.group(found, "what", "what2")
    )
    if re.fullmatch(r"(?i)(?:the )?(?:first|last|next|second|third)", what):
        return None
    if not what:
        return (
            Understood(Intent.SEARCH_SERIES, Slots(title=spoken_of(context).title))
            if context.shown
            else None
        )
    wanted = wanted_in(what, context)
    if wanted.title and not re.fullmatch(r"(?i)it|that|this|there", wanted.title):
        return Understood(Intent.SEARCH_SERIES, Slots(title=wanted.title, author=wanted.author))
    if wanted.series:
        return Understood(Intent.SEARCH_SERIES, Slots(series=wanted.series))
    return None


def _volume_asked(message: Wording, context: Context) -> Understood | None:
    """One volume, or a series by that word, and nothing else."""
    phrase = looked_for(message)
    if asked := _WHICH_VOLUME.search(phrase.plain):
        phrase = phrase.without(asked)
    volume = volume_in(bared(phrase))
    if not volume or books_pointed_at(message.text, context) or _is_genre(volume.series):
        return None
    wanted = wanted_in(phrase.text, context)
    return Understood(Intent.SEARCH_SERIES, wanted) if wanted.series else None


def _is_genre(name: str) -> bool:
    known = genre_in(read(name))
    return known is not None and known[1][0] == name.casefold()


def _series_asked(message: Wording, context: Context) -> Understood | None:
    """How many there are, in which order, which comes first."""
    for rule in _SERIES_ASKED:
        found = rule.search(message.plain)
        if found is None or genre_in(read(message.said(*found.span()))):
            continue
        name = message.group(found, "series", "series2")
        if name and is_series(name) and wanted_in(f"{name} books", context).series:
            return Understood(Intent.SEARCH_SERIES, Slots(series=_bare_series(name)))
    return None


def _bare_series(name: str) -> str:
    return re.sub(r"(?i)^(?:the|all|of|in|every|whole)\s+|\s+(?:series|saga)$", "", name)
