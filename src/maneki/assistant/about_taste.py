"""A suggestion that is asked for: by what was liked, by a mood, or by nothing at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from maneki.assistant.genres import GENRE, genre_in
from maneki.assistant.liked import genre_liked, liked_in
from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.mood_words import described_in, left_in, mood_in
from maneki.assistant.numbers import CARDINAL, number_of
from maneki.assistant.pointing import is_shown
from maneki.assistant.wanted import BOOKS, copies_in, wanted_in, with_copies
from maneki.assistant.wording import Wording

_TITLED = re.compile(r"\b(?:book|novel|one|something) (?:titled|called|named|entitled)\b")
_ASKS = re.compile(
    r"\b(?:recommend(?:s|ed|ations?|ation)?|suggest(?:s|ed|ions?)?|similar|to (?:start"
    r"|begin) with|to get into|in the mood|(?:if (?:you|someone|people)|people who"
    r"|readers who|fans who) (?:like|love"
    r"|enjoy)\w*|mood for|gifts?|presents?|surprise me|what should|what (?:do|would|could"
    r"|can|to|shall) (?:you |i |we )?(?:\w+ )?(?:read|get|suggest|recommend|hand|pick|try"
    r"|buy|give)"
    r"|good (?:books?|reads?|first|novels?|one|starter|place to start|starting point|for"
    r"|\w+ (?:book|novel|read)s?)|best (?:books?|reads?|novels?|\w+ (?:book|novel|read"
    r"|for)s?|first|for)|great (?:books?|reads?)|must ?reads?|staff (?:picks?|favorites)"
    r"|popular|trending|top (?:\d+|ten|five|three)|bored|entertain me|bestsell\w+|best sell\w+"
    r"|help me (?:choose|pick|find|decide)|pick (?:one|something|a book|me|for me)"
    r"|choose (?:one|something|a book|for me)|where (?:do|should|would|can|to) (?:i "
    r"|you )?(?:start|begin)|which (?:one|book) (?:should|do|would)|hand me|more like"
    r"|another (?:like|one like)|not sure what|no idea what|dont know what"
    r"|do not know what|what is good|anything good|something good|what else (?:is|should"
    r"|would)|if i (?:like|liked|love|loved|enjoyed)|need (?:a|some|something|an?"
    r"|my next)[^|]*\b(?:book|read|novel|escape|laugh|cry|story|summer|beach)"
    r"|(?:looking for|want|need|give me|got|have|any|show me|find me|after|like|fancy"
    r"|craving|read) (?:me )?something|something (?:like|to read|with|that|for|to|about"
    r"|\w+)|beach reads?|page ?turners?|tear ?jerkers?|book for|books for (?:a|my|some"
    r"|the|people|someone|beginners|him|her)|for my (?:\w+ )?(?:mom|dad|mum|mother|father"
    r"|wife|husband|kid|son|daughter|sister|brother|friend|boss|niece|nephew|grandma"
    r"|grandpa|partner|girlfriend|boyfriend|teacher|\d+|aunt|uncle|book club)|birthday"
    r"|feel(?:ing)? (?:like|sad|bored|lonely|down|blue|nostalgic|adventurous)|book that"
    r"|books? (?:that|to|with|where|about|which)|anything (?:with|that|for|to|about|like"
    r"|funny|scary|light|short|\w+y)|next read|read next|read now|read tonight|what now"
    r"|i am bored|in a (?:reading )?slump|feel good|comfort read)\b"
    rf"|^[ |,]*(?:an?|some|good|any good) (?:\w+ ){0, 3}?(?:{GENRE})(?: \w+)* (?:for|to"
    rf"|with|about|that|set|where)\b|\b(?:best|favorite|greatest|top) (?:{GENRE})\b"
    r"|おすすめ|オススメ|お勧め|お薦め|薦め|みたいな|のような|に似た|泣ける|笑える"
    r"|面白い本|何を読|なに読|プレゼント|読みたい|元気が出る|怖い本"
    r"|何か(?:いい|面白)|っぽい本"
)
_BY = re.compile(
    r"\b(?:something|anything|book|books|one|novel|start with|begin with|starter|recommend"
    r"|suggest|best|first|good|by)(?: (?:by|from|of|with|book by|novel by))+ (?P<author>[^"
    r"|,]+?)(?: (?:please|to start|for|first|should|that|do|novel|book|books|to)\b.*)?[ |,]*$"
)
_OF_AN_AUTHOR = re.compile(
    r"\b(?:(?:first|starter|best|good|favorite|one|which|what|top|some|any|a|an|the"
    r"|great|easy|introduction to|start with|begin with|new to|get into"
    r"|where to start with|start on|recommend(?: me)?|suggest) )+(?P<author>[^"
    r"|,]+?)(?: (?:book|novel|one|to (?:start|read|begin)|should|do|would|is|for|please"
    r"|story|first|title|read|s)\b.*)?[ |,]*$"
)
_LIMIT = re.compile(
    rf"\b(?:top|show(?: me)?|give me|list|recommend(?: me)?|suggest(?: me)?|find(?: me)?"
    rf"|best|see|name|send(?: me)?|need"
    rf"|want) (?P<limit>{CARDINAL}|\d{{1,6}}) (?!(?:copies|copy|of|in"
    rf"|series)\b)(?:\w+ ){{0,3}}?(?:{BOOKS}|recommendations|suggestions|mysteries"
    rf"|thrillers|romances|ideas|options|picks|more)\b|(?P<j>\d{{1,6}})冊"
)


def recommend(message: Wording, context: Context) -> Understood | None:
    """A suggestion: by what was liked, by genre, author or mood, or by nothing at all."""
    if _TITLED.search(message.plain):
        return None
    is_asked = asks_for_a_suggestion(message)
    like = liked_in(message, context, is_asked=is_asked)
    if like is None and (described := described_in(message)):
        return Understood(Intent.RECOMMEND, described)
    if like is None and not is_asked:
        return None
    slots = Slots()
    rest = message
    if like is not None:
        name, found = like
        genre = None if is_shown(name, context) else genre_liked(name, found)
        slots = Slots(genre=genre) if genre else Slots(like=name)
        rest = message.without(found)
    known = genre_in(rest)
    if slots.genre is None and known:
        slots = replace(slots, genre=known[0])
    if slots.like is None:
        slots = replace(slots, author=_author_in(rest), mood=mood_in(copies_in(message)[1]))
        if slots == Slots():
            slots = Slots(mood=left_in(message))
    return Understood(Intent.RECOMMEND, with_copies(slots, message))


def asks_for_a_suggestion(message: Wording) -> bool:
    return _ASKS.search(message.plain) is not None


def limit_in(message: Wording) -> tuple[int | None, Wording]:
    """How many books were asked for, if a number was said, and the message without it."""
    found = _LIMIT.search(message.plain)
    if found is None:
        return None, message
    name = "limit" if found["limit"] else "j"
    said = found[name]
    return int(said) if said.isdigit() else number_of(said), message.cut(*found.span(name))


def _author_in(message: Wording) -> str | None:
    for rule in (_BY, _OF_AN_AUTHOR):
        for found in _overlapping(rule, message.plain):
            wanted = wanted_in(message.group(found, "author"), Context())
            if wanted.author and not wanted.title:
                return wanted.author
    return None


def _overlapping(rule: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    """Every place where a rule fits, each tried from the word behind the last one's beginning."""
    at = 0
    while found := rule.search(plain, at):
        yield found
        at = found.start() + 1
