"""What is said in passing and asks for no book: of the weather, of what we like ourselves. Pure."""

from __future__ import annotations

import re

from maneki.assistant.meaning import Context, Intent, Understood
from maneki.assistant.wording import Wording

_OF_A_BOOK = (
    r"(?:(?:\w+ )?(?:books?|novels?|authors?|writers?|genres?|reads?|series|stor(?:y|ies)|titles?"
    r"|poems?|poets?|manga|comics?|recommendations?|picks?|thrillers?|romances?|myster(?:y|ies)"
    r"|fantasy|classics?|biograph(?:y|ies)|one|ones|of|from|by)\b)"
)
_OURS = re.compile(
    r"\b(?:what is|what are|which is|who is|do you have an?|have you got an?|got an?|tell me|and)"
    rf" (?:you|your) (?:own |absolute |all time )*favou?rites? (?!{_OF_A_BOOK})[^\W\d_]+"
    r"|\bdo you (?:have|got) an? (?:own |absolute |all time )*favou?rite "
    rf"(?!{_OF_A_BOOK})[^\W\d_]+"
    r"|\bwhat is your (?:zodiac|star|sun)? ?sign\b"
    rf"|\bwhat (?:color|colour|food|animal|season|movie|film|song|music|sport|drink|day|dish|city"
    r"|number|flower|weather)s? do you like(?: (?:best|most))?\b"
)
_WEATHER = (
    r"(?:rain(?:ing|y)|snow(?:ing|y|ed)|pouring|hailing|drizzling|sleeting|storm(?:ing|y)"
    r"|thundering|freezing|boiling|sunny|fogg?y|wind[yi]|chilly|humid|windy|foggy|cold|hot|warm"
    r"|muggy|gr[ea]y|icy|gorgeous|miserable)"
)
_OF_THE_WEATHER = re.compile(
    rf"^[ |,]*(?:(?:hi|hello|hey|wow|man|oh|ugh|phew|so|well|boy|my|,|\|) )*"
    rf"(?:it (?:is|has been|was|looks) (?:(?:so|really|still|been|very|quite|absolutely|finally"
    rf"|just|a bit|pretty|too|all|again|super|terribly|awfully) )*{_WEATHER}\b"
    r"|(?:such |what )?(?:an? |the )?(?:lovely|beautiful|nice|gorgeous|awful|terrible|dreadful"
    r"|horrible|miserable|glorious) (?:weather|day|storm|morning|evening|afternoon)\b"
    rf"|so {_WEATHER} (?:out|outside|today|here)\b|{_WEATHER} (?:out|outside) today\b"
    r"|(?:this|the) (?:weather|snow|rain|heat|storm|cold|fog|sunshine|wind) (?:is|has|will not"
    r"|just|keeps?|never)\b)"
)
_ASKS = re.compile(
    r"\b(?:books?|novels?|read|reads|reading|story|stories|something|anything|recommend\w*|suggest\w*"
    r"|open|close[ds]?|closing|hours|order|hold|copy|copies|have you|do you|are you|can you|could"
    r"|would|will you|need|want|looking|like to|alert|tell me|send|find|any|deliver\w*|ship\w*"
    r"|parking|what|when|where|how|who|which|is there)\b"
)
_MOST_WORDS = 40


def of_our_likings(message: Wording, _context: Context) -> Understood | None:
    """What color we like best: whatever it is, as long as it is no book."""
    return Understood(Intent.SMALL_TALK) if _OURS.search(message.plain) else None


def of_the_weather(message: Wording, _context: Context) -> Understood | None:
    """It is snowing, and nothing is asked."""
    if "?" in message.text or len(message.words) > _MOST_WORDS:
        return None
    found = _OF_THE_WEATHER.search(message.plain)
    if found is None or _ASKS.search(message.plain, found.end()):
        return None
    return Understood(Intent.SMALL_TALK)
