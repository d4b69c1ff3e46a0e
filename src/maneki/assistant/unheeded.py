"""What somebody says of the book they wait for that no filter on the shelf can tell. Pure.

A listing of the shelf has a title, authors, a series, subjects and a price. Whether a copy is
signed, used or bound, which edition it is, how many there are, and when it comes in, it does not
say; so whoever waits for that is told, in their own words, that it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_NUMBER = r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|several|a few|a couple(?: of)?)"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = (
    r"(?:(?:this |next |coming )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|christmas"
    r"|new year(?:'s)?|easter|thanksgiving|halloween|black friday|(?:the )?(?:holidays|weekend"
    r"|end of (?:the |this )?(?:week|month|year))|my birthday"
    rf"|{_MONTH}(?: \d{{1,2}})?(?:st|nd|rd|th)?(?!\w)"
    r"|tomorrow|tonight|\d{1,2}/\d{1,2}(?:/\d{2,4})?|the \d{1,2}(?:st|nd|rd|th)"
    r"|(?:this|next) (?:week|weekend|month|year|summer|autumn|fall|winter|spring)|(?:19|20)\d\d)"
)
_LANGUAGE = (
    r"(?:english|french|german|spanish|italian|japanese|chinese|korean|portuguese|russian|dutch"
    r"|polish|latin|the original|translation)"
)
_LOOKS = (
    r"(?:with|w/?|in)(?: (?:a|an|the|its|that|their|one of the))?(?: [\w'-]+){0,3}?"
    r" (?:cover(?: art)?|(?:dust )?jacket|spine|edges|binding|slipcase|bookplate)"
)
"""How a copy looks."""
_OF_A_COPY = (
    _LOOKS,
    (
        r"(?:hand[- ]?)?signed(?: by (?:the author|(?:him|her|them)(?:self|selves)?))?|autographed"
        r"|inscribed|numbered(?= (?:cop|edition))"
    ),
    (
        r"(?:true |uk |us |american |british )?(?:first|1st|second|2nd|limited|special|deluxe"
        r"|collector(?:'?s)?|anniversary|illustrated|annotated|revised|unabridged|abridged|library"
        r"|import(?:ed)?|large[- ]print|slipcased|(?:uk|us|american|british))"
        r" (?:editions?|printings?|impressions?)"
    ),
    (
        r"large[- ]print|illustrated(?= (?:version|cop))|leather[- ]?bound|box(?:ed)? sets?"
        r"|advance(?:d)? (?:reader|reading|review)(?:'?s)? cop(?:y|ies)|galleys?"
    ),
    (
        r"(?:mass market |trade )?paper ?backs?|hard ?(?:covers?|backs?)|e-?books?|kindle"
        r"|audio ?books?|on (?:cd|audible)|with (?:a |the )?(?:dust )?jacket"
    ),
    (
        r"(?:second|2nd)[- ]?hand|used|pre[- ]?owned|brand[- ]new"
        r"|(?:in )?(?:(?:near |very )?(?:mint|good|fine|perfect|great|decent) condition"
        r"|near mint|mint)|new(?= cop(?:y|ies))"
    ),
    rf"(?<!\w)in {_LANGUAGE}(?: language)?|{_LANGUAGE}(?= (?:translation|edition|version|copy))",
    rf"{_NUMBER}(?: or more)? (?:more )?copies",
    (
        r"サイン(?:本|入り)|署名(?:本|入り)|初版(?:本)?|限定版|特装版|愛蔵版|完全版|大活字(?:本)?"
        r"|文庫(?:本|版)?|単行本|ハードカバー|ペーパーバック|電子(?:書籍|版)|古本|中古|新品|美品|帯付き?"
        r"|(?:英語|日本語|原書)版?(?:で|の)?|[0-9０-９二三四五六七八九十]+冊"
    ),
)
_OF_A_TIME = (
    (
        r"(?:this|next|the coming) (?:week|weekend|month|year|summer|autumn|fall|winter|spring)"
        r"|today|tonight|tomorrow"
    ),
    (
        r"(?:by|before|until|till|after|on|from|around|between|no later than|starting|during) "
        rf"{_DAY}(?: and {_DAY})?"
    ),
    (
        rf"(?:with)?in (?:the next |less than )?(?:an?|{_NUMBER}) "
        r"(?:hours?|days?|weeks?|months?|years?)"
        r"|for the next (?:\w+ )?(?:days?|weeks?|months?|years?)"
    ),
    rf"(?<=\bin ){_MONTH}(?!\w)",
    (
        r"(?:今日|明日|今週|来週|今月|来月|今年|来年|年内|週末|夏|冬|春|秋)(?:中|まで|以降)?(?:に)?"
        r"|[0-9０-９一二三四五六七八九十]+(?:日|週間|か月|ヶ月|月)(?:以内|まで|中)(?:に)?"
    ),
)
_AT_LEAST = (
    r"(?:over|above|more than|at least|starting at|from) [$€£¥] ?\d+(?:[.,]\d+)*(?! ?(?:to|-))",
)
_ORDINAL = (
    r"(?:(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    r"|twelfth|\d{1,3}(?:st|nd|rd|th)))"
)
_OF_A_VOLUME = (
    r"(?:books?|volumes?|vols?\.?|parts?|numbers?|nos?\.?|band|tomo|tome) ?#?\d{1,3}|#\d{1,3}",
    r"(?:book|volume|part) (?:one|two|three|four|five|six|seven|eight|nine|ten)",
    rf"{_ORDINAL} (?:book|volume|part|novel)(?!s)|{_ORDINAL}(?= ?\0)",
    r"第[0-9０-９一二三四五六七八九十]+巻|[0-9０-９]+巻",
)
_ENDS = re.compile(
    r"\b(?:until|till?|bis|hasta|jusqu\w+)\b|\bfor (?:[\w'-]+ ){0,4}?(?:days?|weeks?|months?"
    r"|years?|while|summer|winter|spring|autumn|fall|holidays?|season|semester|term|weekend)\b"
    rf"|\bfor {_MONTH}\b|\b(?:this|next) (?:week|month|year|summer|winter|spring|autumn|fall"
    r"|term|semester)\b|\bwhile i(?: am|'?m)\b|まで|間|しばらく",
    re.IGNORECASE,
)


def _compiled(rule: str) -> re.Pattern[str]:
    whole = rf"(?<![^\W_])(?:{rule})(?![^\W_])" if rule.isascii() else rule
    return re.compile(whole, re.IGNORECASE)


_RULES = tuple(map(_compiled, (*_OF_A_COPY, *_OF_A_TIME, *_AT_LEAST)))
_VOLUMES = tuple(map(_compiled, _OF_A_VOLUME))
_LOOK = _compiled(_LOOKS)
LONGEST = 1_000
"""Characters of a message that are looked at."""
MOST = 4
"""More than these are not told one by one."""


def says_how_long(text: str) -> bool:
    """Whether it is said until when something is to be so, or for how long."""
    return _ENDS.search(text[:LONGEST]) is not None


_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b|montag"
    r"|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes"
    r"|sábado|domingo)"
)
_AWAY = r"(?:holidays?|vacation|trip|exams?|finals|surgery|move|wedding)"
_BEGINS = re.compile(
    r"\b(?:on|starting|beginning|next|this coming|after|until|till|am|ab|el|hasta|(?<!back )from)"
    rf" (?:the |this |next )?(?:{_DAY}|{_WEEKDAY}|week|month|year|weekend)\b"
    rf"|\b(?:after|once|until|till) (?:the |my |our )?{_AWAY}\b"
    rf"|\bin (?:an?|{_NUMBER}) (?:hours?|days?|weeks?|months?)\b|\btomorrow\b"
    r"|\bnext (?:week|month|year)|\bwhen i(?: am|'?m| get) (?:back|home)\b"
    r"|\b(?:once|after) i(?: am|'?m| get|'?ve)\b|\blater\b|\bmorgen\b|\bmañana\b"
    r"|明日|来週|来月|(?:月|火|水|木|金|土|日)曜|\d+日(?:に|から)",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:now|today|already|right away|immediately|at once)\b"
    r"|(?<!when )(?<!once )(?<!after )\b(?:i am|i'?m|we are|we're) (?:back|home)\b|^\W*back\b",
    re.IGNORECASE,
)


def says_from_when(text: str, *, named: Collection[str] = ()) -> bool:
    """Whether something is to begin only later: on Monday, when I am back. What is part of a name
    is no day.
    """
    said = _without(text[:LONGEST], named)
    return _BEGINS.search(said) is not None and _AT_ONCE.search(said) is None


def without_looks(text: str) -> str:
    """A message without how the copy looks: the hobbit with the green cover."""
    return " ".join(_LOOK.sub(" ", text).split()) if _LOOK.search(text) else text


def unheeded_in(
    text: str, *, named: Collection[str] = (), volumes: bool = False
) -> tuple[str, ...]:
    """What is said of a copy or a time, in the words and the order in which it is said; with
    `volumes` of a place in a series, too. What is part of a title or of another name that is
    watched is none of that.
    """
    kept = _without(text[:LONGEST], named)
    spans: list[tuple[int, int]] = []
    for rule in (*_RULES, *_VOLUMES) if volumes else _RULES:
        for found in rule.finditer(kept):
            if found[0].strip() and not any(
                a < found.end() and found.start() < b for a, b in spans
            ):
                spans.append(found.span())
    said = (" ".join(kept[a:b].split()) for a, b in sorted(spans))
    return tuple(dict.fromkeys(said))[:MOST]


def _without(text: str, named: Collection[str]) -> str:
    """The text with the names blanked out, each where it stands."""
    for name in sorted(named, key=len, reverse=True):
        pattern = r"\W+".join(map(re.escape, re.findall(r"\w+", name)))
        if pattern:
            text = re.sub(
                rf"(?<!\w){pattern}(?!\w)", lambda found: "\0" * len(found[0]), text, flags=re.I
            )
    return text
