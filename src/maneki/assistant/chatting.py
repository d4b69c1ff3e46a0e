"""What is said in passing and asks for no book: of the weather, of ourselves. Pure."""

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


_OF_OURSELVES = re.compile(
    r"\b(?:do|have) (?:you|u)(?: guys)? (?:(?:even|actually|really|also|got|have) )*"
    r"(?:a |an |any |your own )?"
    r"(?:name|nickname|gender|body|brain|soul|heart|face|birthday|family|feelings|emotions"
    r"|hobbies|pets|friends|parents|boss|consciousness)(?: (?:too|though|or|of your own))*[ |,]*"
    r"(?:$|\|)|^[ |,]*(?:got|have) a name[ |,]*$"
    r"|\bwhat (?:should|do|can|shall|may|would) (?:i|we|they|people)(?: all)? (?:call|name) you\b"
    r"|\bwhat (?:are|is) (?:you|it|this bot|this thing) called\b"
    r"|\bwhat(?: is)? (?:your|ur|the bot 's) (?:real |full |first )?name\b"
    r"|\bwhat (?:name )?do you go by\b"
)
_LOOK_UP = r"(?:look up|search(?: for)?|find|recommend|suggest|look for)"
_OF_OUR_SKILLS = re.compile(
    r"\b(?:do|can|could|will|are) you (?:just|only|merely) (?:able to |meant to |supposed to )?"
    r"(?:answer|handle|know|do|for|here for|good for|talk about|help with|deal with)"
    r" (?:\w+ ){0,2}?(?:questions?|store|shop|stuff|things|hours|info|faqs?)\b"
    rf"|\b(?:can|could|do|are) you (?:able to )?{_LOOK_UP} (?:\w+ ){{0,2}}?(?:books?|titles|things)"
    r"\b[^|]* or (?:do|can|are) you (?:just|only)\b"
    rf"|^[ |,]*(?:(?:hi|hey|hello|so|ok|wait|and|,|\|) )*(?:can|could|do|will|are) you (?:also "
    rf"|even |actually |able to |really )*{_LOOK_UP.replace('recommend|suggest|', '')}"
    r" books(?: (?:for|up for) (?:me|people|customers|us|someone))?(?: (?:too|here|as well|or not"
    r"|or what))*[ |,]*$"
    r"|\bwhat (?:else|all)(?: can| do| could)(?: you| u) (?:do|help|know|handle)\b"
)
_SAYS_WHAT = re.compile(r"\b(?:by|called|titled|in stock|hold|order me)\b|[\"“「]")


def of_ourselves(message: Wording, _context: Context) -> Understood | None:
    """Whether we have a name, or what we are able to do: no book is meant."""
    if _OF_OURSELVES.search(message.plain):
        return Understood(Intent.SMALL_TALK)
    if _OF_OUR_SKILLS.search(message.plain) and not _SAYS_WHAT.search(message.plain):
        return Understood(Intent.CAPABILITIES)
    return None


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
