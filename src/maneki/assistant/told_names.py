"""Whether a message says what its writer is called, and what that is. Pure.

After "my name is" and "call me" nearly anything is a name. After "i'm" and "this is" it is one only
if it surely is: a common given name, or a word with a capital that "again" or "here" stands behind.
"""

from __future__ import annotations

import re

from maneki.assistant.names import is_given_name, is_known_surname, is_titled_so
from maneki.assistant.wording import Wording
from maneki.model.memory import LONGEST_NAME

_WORD = r"(?!(?:and|but|so|i|from|by|again|here|btw)\b)[^\W\d_][\w.-]*"
_TAIL = (
    r"(?P<tail>(?: ,)?(?: (?:again|here|speaking|by the way|btw|texting|writing|calling"
    r"|from (?:the |last |yester|across |book )[^|,]*|on a new (?:number|phone)))*)"
)
_END = (
    r"(?= *(?:[|,]|$)| (?:and|but|so|looking|i|do|can|what|any|have|could|who|just|with|please"
    r"|thanks|is|are|where|when|how)\b)"
)
_BEFORE = (
    r"(?:(?<=^ )|(?<=[|,] )|(?<= and )|(?<= but )|(?<= so ))"
    r"(?:(?:hi|hello|hey|hiya|yo|there|again|oh|well|ok|yes|no|by the way|btw|fyi|actually|please"
    r"|sorry|good (?:morning|evening|afternoon|day)|and|it is me) (?:, )?){0,4}"
)
_SURE = re.compile(
    rf"{_BEFORE}(?:my (?:first |real |full )?name (?:is|'s)|(?:the )?name is|i am called|i go by"
    r"|(?:please |just |you can |you may |everyone |everybody |people |friends )*calls? me)"
    rf" (?P<name>{_WORD}(?: {_WORD}){{0,2}}?){_TAIL}{_END}"
)
_MAYBE = re.compile(
    rf"{_BEFORE}(?P<how>i am|this is|it is) (?P<name>{_WORD}(?: {_WORD}){{0,2}}?){_TAIL}{_END}"
)
_NAMED_BEHIND = re.compile(
    rf"(?:(?<=^ )|(?<=[|,] ))(?P<name>{_WORD}(?: {_WORD})?)(?P<tail> here| speaking)"
    r"(?= *(?:[|,]|$))"
)
_JAPANESE = re.compile(
    r"^ *(?:私の|わたしの|僕の)?名前は(?P<name>[^\W\d_|、]{1,12}?)(?:です|だ|といいます|と申します)"
    r"?[ |]*$|^ *(?P<called>[^\W\d_|、]{1,12}?)と呼んで(?:ください|下さい|ね)?[ |]*$"
)
_NEVER = frozenset(
    {
        "a", "an", "the", "not", "no", "in", "on", "at", "of", "to", "for", "it", "its", "that",
        "this", "your", "my", "our", "his", "her", "their", "me", "you", "we", "he", "she", "they",
        "i", "am", "is", "are", "was", "be", "been", "very", "so", "too", "just", "really", "only",
        "also", "still", "back", "here", "there", "again", "looking", "searching", "trying",
        "wondering", "done", "good", "fine", "great", "ok", "okay", "sorry", "sure", "happy", "sad",
        "tired", "sick", "bored", "new", "old", "ready", "busy", "late", "lost", "confused",
        "interested", "into", "after", "about", "from", "with", "without", "misspelled", "misspelt",
        "wrong", "spelled", "spelt", "unimportant", "private", "secret", "crazy", "maybe", "later",
        "when", "if", "whenever", "once", "tomorrow", "today", "tonight", "now", "asap", "by",
        "anything", "whatever", "what", "who", "please", "stupid", "fan", "customer", "person",
        "human", "man", "woman", "guy", "girl", "boy", "kid", "mom", "dad", "mum", "student",
        "teacher", "writer", "author", "reader", "book", "books", "legend", "pilgrim", "number",
        "robot", "bot", "vegan", "pregnant", "married", "single", "broke", "home", "glad", "afraid",
        "allergic", "open", "closed", "curious", "asking", "going", "reading", "red", "memory",
        "hungry", "thirsty", "excited", "annoyed", "angry", "mad", "disappointed", "thankful",
        "grateful", "serious", "kidding", "joking", "free", "available", "out", "off", "up", "down",
        "right", "left", "all", "both", "one", "two", "three", "some", "any", "more", "most",
        "much", "many", "test", "spam", "stop", "help", "start", "end", "yes", "unsubscribe",
        "cancel", "everybody", "everyone", "anybody", "anyone", "nobody", "somebody", "someone",
        "people", "nothing", "same",
    }
)  # fmt: skip
_PEOPLES = frozenset(
    {
        "american", "british", "english", "scottish", "irish", "welsh", "french", "german",
        "italian", "spanish", "portuguese", "dutch", "belgian", "swiss", "austrian", "polish",
        "czech", "russian", "ukrainian", "greek", "turkish", "swedish", "norwegian", "danish",
        "finnish", "japanese", "chinese", "korean", "vietnamese", "thai", "indian", "pakistani",
        "canadian", "mexican", "brazilian", "australian", "african", "asian", "european", "jewish",
        "christian", "catholic", "muslim", "hindu", "buddhist", "atheist", "protestant", "mormon",
        "latino", "latina", "hispanic", "black", "white", "gay", "queer", "trans", "lesbian",
        "bisexual", "texan", "californian", "yorker", "londoner", "democrat", "republican",
        "capricorn", "aries", "taurus", "gemini", "leo", "virgo", "libra", "scorpio", "sagittarius",
        "aquarius", "pisces", "deaf", "blind", "dyslexic", "autistic", "adhd",
    }
)  # fmt: skip
_ALSO_WORDS = frozenset(
    {
        "will", "grant", "mark", "guy", "max", "jay", "rainbow", "park", "pearl", "raven", "hunter",
        "china", "pierce", "banana", "harper", "vine", "primo", "ta", "mo", "ai", "mercedes",
        "frank", "grace", "hope", "joy", "may", "june", "april", "august", "summer", "autumn",
        "dawn", "rose", "lily", "iris", "jack", "bill", "rob", "sue", "pat", "drew", "art", "gene",
        "dale", "glen", "rich", "ray", "christian", "jordan", "chuck",
    }
)  # fmt: skip
"""Given names that are words as well: only with a capital they are names."""
_BOOKS = frozenset({"malala", "david", "legend", "pilgrim", "charlotte simmons", "spartacus"})
"""Of books that are called "I Am ...": without a word behind it that says otherwise, it is one."""


def name_told(message: Wording) -> tuple[str, int, int] | None:
    """The name, and where it stands in the plain form; None if none was told."""
    for found in _SURE.finditer(message.plain):
        if not any(word in _NEVER for word in found["name"].split()):
            return _name(message, found, "name")
    for rule in (_MAYBE, _NAMED_BEHIND):
        for found in rule.finditer(message.plain):
            if _is_surely(message, found):
                return _name(message, found, "name")
    if found_in_japanese := _JAPANESE.search(message.plain):
        group = "name" if found_in_japanese["name"] else "called"
        return _name(message, found_in_japanese, group)
    return None


def _name(message: Wording, found: re.Match[str], group: str) -> tuple[str, int, int]:
    said = message.group(found, group)
    is_set = said not in {said.lower(), said.upper()}
    name = said if is_set else " ".join(map(str.capitalize, said.split()))
    return name[:LONGEST_NAME].strip(" .-"), found.start(), found.end()


def _is_surely(message: Wording, found: re.Match[str]) -> bool:
    plain, words = found["name"], found["name"].split()
    said = message.group(found, "name").split()
    tail = found["tail"].strip(" ,")
    if any(word in _NEVER or word in _PEOPLES or len(word) < 2 for word in words):
        return False
    is_other = is_titled_so(plain) or (len(words) > 1 and is_known_surname(words[-1]))
    how = found.groupdict().get("how")
    if is_other or (how == "it is" and not tail):
        return False
    if how == "i am" and not tail and plain in _BOOKS:
        return False
    is_set = all(word[:1].isupper() and not word.isupper() for word in said)
    if any(word.endswith("ing") and not is_given_name(word) for word in words):
        return False
    if is_given_name(words[0]):
        return is_set or (words[0] not in _ALSO_WORDS and len(words) == 1)
    return bool(tail) and is_set and _is_elsewhere_plain(message, found)


def _is_elsewhere_plain(message: Wording, found: re.Match[str]) -> bool:
    """Whether capitals mean anything here: not where each word has one."""
    before = message.said(0, found.start("name")).split()
    behind = message.said(found.end("name"), len(message.plain)).split()
    others = [word for word in (*before[1:], *behind) if word not in {"I", "I'm", "I’m"}]
    return not others or any(word[:1].islower() for word in others)
