"""A message without a sign of what is asked: a name, a genre, a title, or nothing. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.looking import looked_for, search_for
from maneki.assistant.meaning import GUESSED, Context, Intent, Slots, Understood
from maneki.assistant.wanted import wanted_in
from maneki.assistant.wording import Wording

MOST_WORDS_OF_A_TITLE = 14

_OTHER_BUSINESS = re.compile(
    r"\b(?:weather|forecast|homework|calculus|algebra|math(?:s)? (?:problem|question)"
    r"|who won|(?:final )?score|lottery|stock (?:market|price)s?|bitcoin price|pizza|taxi"
    r"|uber|(?:book|cheap|find|get)(?: me)?(?: an?| some)? flights?|flights? (?:to|from)"
    r"|hotels?|recipe for|translate|write (?:me )?(?:a |an |my |some )?(?:code|essay|poem"
    r"|email|script|program|letter|paper)"
    r"|python (?:code|script)|javascript|debug|capital of|president of|how tall"
    r"|what time is it|credit card numbers?|passwords?|social security|wi ?fi"
    r"|restaurants?|football|basketball|baseball|soccer|super bowl|lunch|dinner|doctor"
    r"|medical|lawyer|legal advice|tax(?:es)?|insurance|plumber|haircut|movie times?"
    r"|netflix|sing me|horoscope|(?:fix|repair) my"
    r"|\d+ ?(?:plus|minus|times|x|\*|\+) ?\d+|bomb|hack|drugs?|gun|date me|marry me"
    r"|nudes?|sexy?|vote|election|loan|mortgage|rent|apartment|car|oil change|groceries"
    r"|milk|sandwich)\b|天気|宿題|翻訳|株価"
)
_BOOKISH = re.compile(
    r"\b(?:book(?! (?:me|us|an? (?:table|flight|room|hotel|trip)))|books|novels?|read|copy"
    r"|copies|by|author|isbn|called|titled|hardcover|paperback)\b|[\"“「『]"
)
_ASKED_FOR = (
    r"(?:can|could|would|will|do|does|did|is|are|was|were|should|may|have|has|please|tell|give|send"
    r"|make|remind|write|explain|say|buy|let me|there is|that is|whats|(?:what|who|where|when|why"
    r"|how|which)(?: \w+)? (?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|am"
    r"|much|many|you|i))"
)
_SENTENCE = re.compile(rf"^[ |,]*{_ASKED_FOR}\b")
_STATEMENT = re.compile(
    r"^[ |,]*(?:(?:so|well|oh|and|but|because|today|yesterday) )*(?:(?:i|we)(?: \w+)?"
    r"|you|he|she|they"
    r"|it|this|that) (?:am|are|is|was|were|had|have|has|feel|think|hate|love|like|just|really|went"
    r"|saw|got|did|can|could|will|would|know|want|need|hope|guess|do|live|work|read|finished)\b"
)
_UNGRAMMATICAL = re.compile(
    r"\b(?:the|a|an|of|my|your) (?:of|the|a|an|to|is|and)\b|\b(?:the|of|a|an|and|my|your"
    r"|with)[ |,]*$"
)
_SMALL_WORDS = frozenset(
    {
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "it", "its",
        "me", "my", "of", "on", "or", "our", "that", "the", "to", "up", "with", "you", "your",
    }
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")


def is_other_business(message: Wording) -> bool:
    """Whether something is asked that no bookshop does, and no book is named."""
    return (
        _OTHER_BUSINESS.search(message.plain) is not None
        and _BOOKISH.search(message.plain) is None
        and (
            _SENTENCE.match(message.plain) is not None
            or "?" in message.text
            or "？" in message.text
            or len(message.words) > 2
        )
        and not is_titled(message)
    )


_PLACE_ELSEWHERE = (
    r"(?:trains?|subways?|metros?|bus(?:es)?|trams?|ferr(?:y|ies)|flights?|planes?|airports?"
    r"|stations?"
    r"|games?|match(?:es)?|movies?|films?|shows?|concerts?|banks?|pharmac(?:y|ies)|post offices?"
    r"|library|libraries|gyms?|malls?|supermarkets?|grocery|groceries|restaurants?|bars?|pubs?"
    r"|sun|moon|school|museums?|parks?|zoo|bakery|deli|cafe|dmv|dentist|doctor|pool|church|mass)"
)
_ELSEWHERE = re.compile(
    r"\b(?:what time|when|how late|until when|how (?:often|long)|what days?)(?: \w+)?? "
    r"(?:does|do|is|will|did|are|can|should)"
    rf" (?:(?:the|a|an|my|our|this|that|next|last|first|local|nearest) )*(?:\w+ ){{0,2}}?"
    rf"{_PLACE_ELSEWHERE}(?: (?:today|tonight|tomorrow|here|nearby|next door|downtown|on \w+day"
    r"|there|still|usually|even))*"
    r" (?:stop\w*|run\w*|leav\w+|start\w*|begin\w*|arriv\w+|com(?:es?|ing)(?! (?:in|out)\b)"
    r"|go(?:es|ing)?|open\w*|clos\w+|end\w*|over|on|ris\w+|sets?|depart\w*|due|playing|board\w*)\b"
)
_OURS = re.compile(
    r"\b(?:your|you|book ?(?:shop|store)|read(?:ing|ings)?|signings?|events?|author)\b"
)


def elsewhere(message: Wording, _context: Context) -> Understood | None:
    """When a train, a bank or a film begins or ends: no hours of ours."""
    if _ELSEWHERE.search(message.plain) is None or _OURS.search(message.plain):
        return None
    return Understood(Intent.UNCLEAR, Slots())


def bare(message: Wording, context: Context) -> Understood | None:
    """The book, author, series or genre that a phrase is; None if it is none."""
    asked = looked_for(message)
    is_asked = asked.text != message.text
    wanted = wanted_in(asked.text, context)
    if wanted.titles:
        return Understood(Intent.DETAILS, wanted, GUESSED)
    if not wanted.title:
        if search := search_for(wanted):
            return replace(search, confidence=GUESSED)
    elif is_asked or wanted.author or _is_title(message):
        return Understood(Intent.SEARCH_TITLE, replace(wanted, mood=None), GUESSED)
    if _STATEMENT.match(message.plain) and "?" not in message.text and not is_gibberish(message):
        return Understood(Intent.SMALL_TALK, Slots(), GUESSED)
    return None


def is_titled(message: Wording) -> bool:
    """Whether a message is set like a title: every word that matters with a capital."""
    words = list(re.findall(r"[^\W_]+(?:['’][^\W_]+)?", message.text))
    telling = [word for word in words if word.casefold() not in _SMALL_WORDS and word.isalpha()]
    return (
        len(telling) > 1
        and all(word[:1].isupper() for word in telling)
        and not message.text.isupper()
    )


def is_gibberish(message: Wording) -> bool:
    """Whether no language is written like that."""
    words = [word for word in message.words if word.isascii() and word.isalpha()]
    if not words:
        return not any(char.isalnum() for char in message.text)
    if _UNGRAMMATICAL.search(message.plain):
        return True
    if len(words) > 2 and len(set(words)) == 1:
        return True
    odd = [word for word in words if _is_odd(word)]
    return len(odd) * 2 >= len(words)


def _is_odd(word: str) -> bool:
    if len(word) < 4:
        return False
    runs = any(word[at : at + 4] in row for row in _KEYS for at in range(len(word) - 3))
    return runs or not _VOWELS.search(word) or re.search(r"[^aeiouy]{6}|(.)\1\1", word) is not None


def _is_title(message: Wording) -> bool:
    if is_gibberish(message) or len(message.words) > MOST_WORDS_OF_A_TITLE:
        return False
    if is_titled(message):
        return True
    is_said = _SENTENCE.match(message.plain) or _STATEMENT.match(message.plain)
    return is_said is None and "?" not in message.text[:-1]
