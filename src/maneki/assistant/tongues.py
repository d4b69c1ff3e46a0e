"""In which language a book is asked for: in Spanish, the German edition of. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from maneki.assistant.wording import Wording, read

_NAMES = {
    "en": r"english|englisch(?:e[nrs]?)?|inglés|anglais",
    "es": r"spanish|castilian|spanisch(?:e[nrs]?)?|español|castellano|espagnol",
    "fr": r"french|französisch(?:e[nrs]?)?|francés|français",
    "de": r"german|deutsch(?:e[nrs]?)?|alemán|allemand",
    "it": r"italian|italienisch(?:e[nrs]?)?|italiano|italien",
    "pt": r"portuguese|portugiesisch(?:e[nrs]?)?|portugués|portugais",
    "nl": r"dutch|niederländisch(?:e[nrs]?)?|holandés|néerlandais",
    "ru": r"russian|russisch(?:e[nrs]?)?|ruso|russe",
    "pl": r"polish|polnisch(?:e[nrs]?)?|polaco|polonais",
    "sv": r"swedish|schwedisch(?:e[nrs]?)?|sueco|suédois",
    "ja": r"japanese|japanisch(?:e[nrs]?)?|japonés|japonais",
    "zh": r"chinese|mandarin|chinesisch(?:e[nrs]?)?|chino|chinois",
    "ko": r"korean|koreanisch(?:e[nrs]?)?|coreano|coréen",
    "ar": r"arabic|arabisch(?:e[nrs]?)?|árabe|arabe",
    "la": r"latin|latein(?:isch)?|latín",
}
_EASTERN = {
    "en": "英語",
    "es": "スペイン語",
    "fr": "フランス語",
    "de": "ドイツ語",
    "it": "イタリア語",
    "pt": "ポルトガル語",
    "nl": "オランダ語",
    "ru": "ロシア語",
    "pl": "ポーランド語",
    "sv": "スウェーデン語",
    "ja": "日本語",
    "zh": "中国語",
    "ko": "韓国語",
    "ar": "アラビア語",
    "la": "ラテン語",
}
_GROUPS = {
    **{f"t{place}": code for place, code in enumerate(_NAMES)},
    **{f"e{place}": code for place, code in enumerate(_EASTERN)},
}


def _any_of(names: dict[str, str], letter: str) -> str:
    return "|".join(f"(?P<{letter}{place}>{name})" for place, name in enumerate(names.values()))


_NAMED = _any_of(_NAMES, "t")
_PRINTED = (
    r"(?:(?:language )?(?:editions?|versions?|translations?|copy|copies|printings?)|ausgaben?)"
)
_END = (
    r"(?=[ |,]*$| [|,] "
    r"| (?:please|at all|if|for|and how|or not|in|today|right now|you|do|is|are)\b)"
)
_RULES = (
    re.compile(
        rf" (?:(?:written |translated |available |printed )?(?:in|into)(?: the)?|auf|en|au"
        rf"|the original) (?:{_NAMED})(?: (?:language|translation|edition|version))?{_END}"
    ),
    re.compile(
        rf" (?:(?:a|an|the|any|some|your|eine?|die|in) )*(?:{_NAMED}) (?:language )?{_PRINTED}"
        rf"(?: (?:of|for|von|de))?(?= )"
    ),
    re.compile(rf" (?:{_NAMED}) language(?= (?:books?|novels?|titles?|fiction)\b)"),
    re.compile(
        rf"(?: ?の)?(?:{_any_of(_EASTERN, 'e')})版?(?:の|で|に)?(?= |$|本|は|が|を|あり|も)"
    ),
)
_HINT = re.compile(
    "|".join(names.split("|")[0].split("(")[0] for names in _NAMES.values())
    + r"|deutsch|englisch|spanisch|franz|ital|portug|niederl|russ|poln|schwed|japan|chin|korean"
    r"|arab|latein|español|castell|franc|franç|alem|allem|inglés|anglais|espagn|holand|polac|suec"
    r"|coreano|árabe|latín|mandarin|castilian|語"
)


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language that was named, as an ISO 639-1 code, as it was said, and the text without it."""

    code: str
    said: str
    rest: str


def tongue_in(text: str) -> Tongue | None:
    """The language in which something is asked for; None if none is."""
    if _HINT.search(text.casefold()) is None:
        return None
    message = read(text)
    for rule in _RULES:
        found = rule.search(message.plain)
        if found is not None:
            return _tongue(message, found)
    return None


def _tongue(message: Wording, found: re.Match[str]) -> Tongue:
    named = next(name for name, said in found.groupdict().items() if said)
    start, end = found.span()
    is_of = found[0].rstrip().endswith((" of", " von", " de")) and message.plain[:start].strip()
    behind = f"a copy of {message.said(end, len(message.plain))}" if is_of else ""
    rest = f"{message.said(0, start)} {behind}" if is_of else message.without(found).text
    return Tongue(_GROUPS[named], message.said(*found.span()), " ".join(rest.split()))


_ANYTHING = re.compile(
    r"[ |,]*(?:(?:hi|hello|hey|do|does|you|have|has|got|any|some|anything|something|books?|novels?"
    r"|fiction|titles?|stuff|what|which|is|are|there|else|show|me|your|the|all|please|thanks|can"
    r"|i|get|see|find|looking|for|am|a|to|read|good|carry|stock|sell|shop|store|here|habt|ihr|haben"
    r"|sie|etwas|bücher|tienen|tienes|hay|algo|libros|of|it|s|need|want|shelf|shelves|section|本"
    r"|ありますか|は|ある)[ |,]*)*"
)


def is_anything(rest: str) -> bool:
    """Whether nothing but a language was asked for: anything in French, what do you have in it."""
    return _ANYTHING.fullmatch(read(rest).plain) is not None
