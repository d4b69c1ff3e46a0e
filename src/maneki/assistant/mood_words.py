"""What a book is to be like, in a reader's words: scary, with dragons, for the beach. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.genres import GENRE, genre_in
from maneki.assistant.meaning import Intent, Slots, Understood
from maneki.assistant.wanted import copies_in
from maneki.assistant.wording import Wording, read

SOON = (
    r"(?:(?:right )?now|next|then|first|soon|today|tonight|tomorrow|afterwards?|instead"
    r"|(?:this|next|over the|on the) (?:week(?:end)?|month|summer|winter|holidays?|trip|plane"
    r"|beach))"
)
"""When something is to be read: that is neither what was liked nor what it should be like."""
_READERS_SAY = (
    r"(?:scary|creepy|spooky|eerie|chilling|funny|hilarious|witty|sad|heart ?breaking|moving"
    r"|touching"
    r"|heart ?warming|uplifting|cheerful|happy|hopeful|feel good|inspiring|inspirational|romantic"
    r"|sweet|cute|steamy|spicy|cozy|cosy|comforting|relaxing|light(?: hearted)?|easy|quick"
    r"|short|long"
    r"|fast(?: paced)?|slow|gripping|exciting|thrilling|suspenseful|tense|twisty|dark|gritty|bleak"
    r"|violent|weird|strange|surreal|clever|smart|thoughtful|thought provoking|deep|beautiful"
    r"|atmospheric|magical|epic|adventurous|silly|quirky|entertaining|fun|interesting)"
)
_DESCRIBED = re.compile(
    rf"^[ |,]*(?:(?:a|an|any|some|one|really|very|quite|super|good|great|nice|cheap|used|but|and"
    rf"|,) )*(?P<mood>{_READERS_SAY}(?:(?: and| but| ,)* {_READERS_SAY})*)"
    r" (?:books?|novels?|reads?|story|stories)[ |,]*$"
)
"""A book by what it is like: with an article, or the word for a genre, it is something else."""
_MOODS = (
    re.compile(
        r"\b(?:in the mood for|mood for|feel(?:ing)? like|craving|fancy|mood is"
        r"|feeling) (?:something |a |an |some |reading |to |really |anything )*(?P<mood>[^"
        r"|,]+)"),
    re.compile(
        r"\b(?:something|anything|a (?:book|read|novel|story|one)|books?|novels?|one|reads?"
        r"|stories)(?: (?:a bit|a little|kind of|really|more|super|very|just))*(?: (?:that is"
        r"|that will|that would|that can|that makes?|which|that|to|with|about|for|where"
        r"|set in|set|involving|on|when|who|without|full of|as|will))* (?P<mood>(?!like\b"
        r"|similar\b|by\b|from\b|please\b)[^|]+)"),
    re.compile(
        rf"\b(?:a|an|some|any|me)(?: (?:really|very|good|nice|super|great|a|an"
        rf"|so))* (?P<mood>(?!good\b|new\b|in\b)\w+(?: \w+)?) (?:{GENRE})\b"),
    re.compile(
        r"\b(?:a|an|some|any|really|good|need|want|most|the|recommend|your|best"
        r"|me)(?: (?:really|very|good|nice|super|great|a|an|so|most|quick"
        r"|best))* (?P<mood>(?!book|read|good\b)[\w ]+?) (?:books?|reads?|novels?|story"
        r"|stories|something|thing|fiction|one)\b"),
    re.compile(
        r"\b(?:i am|i feel|feeling) (?:so |really |a bit |very |kind of "
        r"|feeling )*(?P<mood>[^|,]+?)(?=,| (?:what|and|so|any|recommend|need)\b|[ |,]*$|\|)"),
    re.compile(

            r"(?P<mood>[^|\s、]*?(?:泣ける|笑える|怖い|元気が出る|明るい|暗い|切ない"
            r"|癒され?る?|ほっこり|感動|面白い|楽しい|優しい|短い"
        r"|軽い)[^|\s]*)"),
    re.compile(
        r"\b(?:gift|present|birthday|for my|for a|for someone|for the|for)\b (?:for "
        r"|to )?(?P<mood>[^|]+)"),
)  # fmt: skip
_OF_EVERY_REQUEST = re.compile(
    r"\b(?:recommend(?:ation|ations|ed)?|suggest(?:ion|ions)?|books?|reads?|reading"
    r"|novels?|something|anything|what|which|should|would|could|can|do|does|you|i|me|my"
    r"|we|a|an|the|to|for|of|and|or|is|are|am|have|got|any|some|good|great|best|nice|need"
    r"|want|like|looking|give|show|find|pick|choose|next|now|please|hey|hi|hello|so"
    r"|really|just|your|it|that|this|in|on|with|shop|store|one|think|know|not|sure|idea"
    r"|no|help|hand|surprise|get|next|read|will|be|there|from|at|by|up|today|tonight)\b|["
    r"|,]|おすすめ|オススメ|は|を|の|本|ください|教えて"
)


_HOW_IT_IS = re.compile(
    r"\b(?:scary|creepy|spooky|eerie|chilling|funny|hilarious|witty|sad|heart ?breaking|moving"
    r"|heart ?warming|uplifting|cheerful|hopeful|feel good|inspiring|romantic|sweet|steamy|spicy"
    r"|cozy|cosy|comforting|relaxing|light ?hearted|gripping|exciting|thrilling|suspenseful|tense"
    r"|twisty|dark|gritty|bleak|weird|strange|surreal|atmospheric|adventurous|quirky|silly|gentle"
    r"|wholesome|tragic)\b"
)


def how_it_is(mood: str) -> str | None:
    """The word of a mood that a description would have: cozy; what is said otherwise tells none."""
    found = _HOW_IT_IS.search(mood.casefold())
    return found[0] if found else None


_NEAR_A_GENRE = 3
"""Words ahead of it: a cozy little English mystery."""


def with_mood(meant: Understood, text: str) -> Understood:
    """A look at a genre, as a wish where the books are to be like something: romantic fantasy."""
    slots, message = meant.slots, read(text)
    known = genre_in(message) if meant.intent is Intent.SEARCH_GENRE else None
    if known is None or slots.author:
        return meant
    before = " ".join(message.plain[: known[1].start()].split()[-_NEAR_A_GENRE:])
    mood = how_it_is(before)
    return (
        replace(meant, intent=Intent.RECOMMEND, slots=replace(slots, mood=mood)) if mood else meant
    )


def described_in(message: Wording) -> Slots | None:
    """Scary book under $15."""
    copies, rest = copies_in(message)
    found = _DESCRIBED.search(rest.plain)
    if found is None or genre_in(rest):
        return None
    return replace(copies, mood=rest.group(found, "mood"))


def mood_in(message: Wording) -> str | None:
    """What it is to be like or about, as they put it."""
    for rule in _MOODS:
        for found in rule.finditer(message.plain):
            mood = message.group(found, "mood")
            if mood and not re.fullmatch(SOON, mood.casefold()):
                return mood
    return None


def left_in(message: Wording) -> str | None:
    """What is left of a request without the words that every request has."""
    plain = re.sub(rf"\b{SOON}\b", " ", message.plain)
    left = _OF_EVERY_REQUEST.sub(" ", plain).split()
    return " ".join(left) or None
