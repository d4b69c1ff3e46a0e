"""What customers tell of themselves: their name, what they have read, what they like. Pure.

`told_of_self` finds it wherever it stands at the beginning of a clause, so that a message may tell
and ask: "i've read Dune already, what should i read". Which book, author or genre is meant, and
whether there is such a thing at all, the catalogue has to say; until then `what` is only what they
wrote. A name is taken for one where it surely is: after "my name is", or a common given name after
"i'm". "I'm looking", "I'm Irish" and "I'm Legend" are none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from maneki.assistant.told_names import name_told
from maneki.assistant.wording import Wording, read

MOST_TOLD = 6
"""Things of one message that are remembered."""
LONGEST_WHAT = 120


class Kind(StrEnum):
    NAME = "name"
    HAS_READ = "has_read"
    OWNS = "owns"
    LIKES = "likes"
    DISLIKES = "dislikes"


class Of(StrEnum):
    """What kind of thing it is about, where they said so."""

    BOOK = "book"
    AUTHOR = "author"
    GENRE = "genre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """One thing that they told. `what` stands as they wrote it, `start` and `end` are where it is
    in the plain form. `is_aside`: what is asked beside it is to be understood without it.
    """

    kind: Kind
    what: str
    of: Of | None = None
    is_aside: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells, and the message."""

    message: Wording
    tells: tuple[Tell, ...] = ()

    def without(self, tells: Collection[Tell]) -> str:
        """The words beside these, without what only joined them; "" if nothing is left."""
        message = self.message
        for one in sorted(tells, key=lambda tell: tell.start, reverse=True):
            message = message.cut(one.start, one.end)
        plain = _JOINTS.sub("", _BEGINS.sub("", message.plain))
        return "" if not plain.strip(" |,") else _trimmed(message)


_FILL = (
    r"(?:by the way|btw|fyi|oh|well|hey|hi|hello|hiya|there|actually|honestly|to be honest|just"
    r"|again|ok|yes|no|yeah|nope|sorry|and|also|but|so|good (?:morning|evening|afternoon|day)"
    r"|sure|please|thanks|thank you)"
)
_START = (
    r"(?:(?<=^ )|(?<=[|,] )|(?<= and )|(?<= but )|(?<= so )|(?<= because )|(?<= since )"
    rf"|(?<= hi )|(?<= hello )|(?<= hey ))(?:{_FILL} (?:, )?){{0,4}}"
)
_ASK = (
    r"(?:what|which|who|where|when|how|why|do you|did you|can (?:you|i|we)|could (?:you|i|we)"
    r"|would you|will you|any|anything|something|recommend|suggest|show|find|tell me|give me"
    r"|got (?:any|a|some|more)|have you|is (?:there|it)|are there|i|my|we|please|thanks|thank you"
    r"|help|looking|hand me|not|never|loved|hated|liked|finished|next|more|someone|somebody"
    r"|it|was|should|let me|lol|haha|need|want|cried|now|could)"
)
_END = (
    r"(?= *(?:[|]|$)"
    rf"| (?:, )?(?:(?:and|but|so|then|now|though|because|since|or|also) )*(?:, )?{_ASK}\b"
    r"| (?:but|though|because|since|except)\b)"
)
_ADV = (
    r"(?:(?:really|absolutely|just|also|totally|always|so|quite|kind of|already|have|finally"
    r"|recently|actually|do|did|rather|very much|personally|truly|honestly|still|both|am|only"
    r"|totally|completely|all) )*"
)
_WHAT = r"(?P<what>[^|]+?)"
_SORT = r"(?P<sort>authors?|writers?|novelists?|poets?|books?|novels?|genres?|reads?|series|ones?)"

_HAS_READ = (
    (
        rf"{_START}(?:i|we) {_ADV}(?:read(?! (?:a lot|mostly|only|about|that|in|on|your|to)\b)"
        rf"|finished(?: reading)?|listened to) {_WHAT}{_END}"
    ),
    (
        rf"{_START}(?:(?:just |already |finally )+(?:read|finished)|finished)(?: reading)? "
        rf"{_WHAT}{_END}"
    ),
    rf"{_START}read (?P<what>[^|,]+?) already(?= *(?:[|,]|$)| (?:and|but|so)\b)",
    (
        r"^ *(?:私は|わたしは|僕は)?(?P<what>[^|、]+?)(?:は|を)(?:もう|すでに|既に|全部)*"
        r"(?:読みました|読んだ|読了しました)[ |]*$"
    ),
)
_OWNS = (
    rf"{_START}(?:i|we) {_ADV}(?:own|owned) {_WHAT}{_END}",
    rf"{_START}(?:already )+own {_WHAT}{_END}",
    (
        rf"{_START}(?:i|we) (?:already (?:have|got|bought|own)|(?:have |have got )(?:already )?"
        rf"(?:got )?(?:a|my own|two|both) (?:copy|copies) of) {_WHAT}{_END}"
    ),
    (
        rf"{_START}(?:i|we) (?:have|got|have got|bought) (?P<what>[^|,]+?) (?:already|at home)"
        rf"(?= *(?:[|,]|$)| {_ASK}\b| (?:and|but|so)\b)"
    ),
    (
        r"^ *(?:私は|わたしは|僕は)?(?P<what>[^|、]+?)(?:は|を)(?:もう|すでに|既に|全部)*"
        r"(?:持っています|持ってる|持っている|持ってます)[ |]*$"
    ),
)
_LIKES = (
    (
        rf"{_START}(?:i|we) {_ADV}(?:love|loved|like|liked|enjoy|enjoyed|adore|adored|devoured"
        rf"|am fond of|obsessed with|am into|(?:a |am )*(?:(?:very |really )?(?:big|huge|massive"
        rf"|great|real) )?fan of) {_WHAT}{_END}"
    ),
    (
        rf"{_START}my (?:all time |very |absolute )*favorite(?: {_SORT})?(?: of all time| ever)?"
        rf" (?:is|are|was|has to be|have to be|would be|'s) {_WHAT}{_END}"
    ),
    (
        rf"{_START}(?P<what>(?!what|which|who|where|how|is |it |that |this )[^|,]+?) (?:is|are) "
        rf"(?:one of )?my (?:all time |very |absolute )*favorite(?: {_SORT})?(?= *(?:[|,]|$))"
    ),
    rf"{_START}(?:(?:big|huge|massive) )?fan of {_WHAT}{_END}",
    rf"{_START}(?:loved|adored|enjoyed) {_WHAT}{_END}",
    r"^ *(?:私は|わたしは|僕は)?(?P<what>[^|、]+?)(?:が|は)(?:大)?(?:好き|すき)(?:です|だ)?[ |]*$",
)
_DISLIKES = (
    (
        rf"{_START}(?:i|we) {_ADV}(?:hate|hated|dislike|disliked|despise|despised|loathe|loathed"
        r"|can not stand|could not stand|(?:do|did|have) not (?:really |much |ever |exactly )?"
        r"(?:like|liked|enjoy|enjoyed|love|care for)|could not (?:get into|get through|finish)"
        rf"|not (?:a |really |much of a )*(?:(?:big|huge) )?(?:fan of|into)) {_WHAT}{_END}"
    ),
    rf"{_START}not (?:a |really |much of a )*(?:(?:big|huge) )?(?:fan of|into) {_WHAT}{_END}",
    rf"{_START}(?:hated|disliked|loathed) {_WHAT}{_END}",
    (
        r"^ *(?:私は|わたしは|僕は)?(?P<what>[^|、]+?)(?:が|は)(?:大)?(?:嫌い|きらい|苦手)"
        r"(?:です|だ)?[ |]*$"
    ),
)
_RULES = tuple(
    (kind, re.compile(rule))
    for kind, rules in (
        (Kind.DISLIKES, _DISLIKES),
        (Kind.HAS_READ, _HAS_READ),
        (Kind.OWNS, _OWNS),
        (Kind.LIKES, _LIKES),
    )
    for rule in rules
)
_TRAILS = re.compile(
    r"(?: ,)? (?:already|by the way|btw|too|as well|twice|three times|once|a lot|so much|very much"
    r"|(?:years|months|weeks|ages|days) ago|a (?:while|year|month|week|long time) ago|before"
    r"|last (?:night|week|weekend|month|year|summer|winter)|yesterday|today|recently|again|lately"
    r"|to bits|the most|the best|most|of all time|lol|haha|though|at home|at all|anymore|any more"
    r"|myself|in one (?:sitting|day|night)|right now|and (?:all that|so on)|in general|yet|now"
    r"|this (?:week|month|year|morning)|when i was \w+(?: \w+)*|as a (?:kid|child|teenager)) *$"
)
_HEADS = re.compile(
    r"^ *(?:(?:reading|(?:a|my own|my|the|one|two) (?:copy|copies) of|the (?:book|novel|author"
    r"|writer|series|genre)(?: called| by)?|a book called"
    r"|both|all of) )+(?=\w)"
)
_OF_AUTHOR = re.compile(
    r"^ *(?:(?:all|everything|anything|most|almost everything|every|the|other) )*(?:of )?(?:the )?"
    r"(?:(?:books?|novels?|works?|stuff|writing|stories|things|everything|anything|one)"
    r"(?: written)? )?(?:by|from) (?P<author>[^|]+?) *$"
    r"|^ *(?P<owner>[^|]+?) 's (?:books|novels|works?|stuff|writing|stories) *$"
)
_OF_BOOKS = re.compile(r" (?:books|novels|stories|fiction books|reads|stuff) *$")
_NOTHING = re.compile(
    r" *(?:(?:you|u|me|us|him|her|people|books?|reading|novels?|stories|everything|anything"
    r"|nothing|some|one|more|much|a (?:lot|few|bit)|most)\b(?! \w)"
    r"|(?:to|how|when|if|about|your|what|where|coming|going|being|having|working|talking|visiting"
    r"|shopping|browsing|getting|waiting)\b.*"
    r"|that (?!one\b).+|it (?:here|when|that|if|in|how)\b.*"
    r"|(?:the|this|that|these|your) (?:shop|store|place|bot|service|cat|idea|way|sound|look|vibe"
    r"|weather|rain|cover|covers|ending|prices?|selection|number|list|answer|message|policy|rules?)"
    r"\b.*|(?:a |an |some )(?:question|problem|refund|gift|person|human|copy|book|voucher)\b.*)"
)
_BEGINS = re.compile(rf"^[ |,]*(?:{_FILL}\b[ |,]*){{0,8}}")
_JOINTS = re.compile(rf"(?:[ |,]+{_FILL}){{1,8}}[ |,]*$")
_AUTHORS = ("author", "writer", "novelist", "poet")


def told_of_self(text: str) -> Told:
    """What a message tells of the customer. Never raises; most messages tell nothing."""
    message = read(text)
    found = [*_names(message)]
    for kind, rule in _RULES:
        for match in rule.finditer(message.plain):
            if not any(match.start("what") < one.end and one.start < match.end() for one in found):
                found += _tells(message, kind, match)
    found.sort(key=lambda tell: tell.start)
    return Told(message, tuple(found[:MOST_TOLD]))


def _names(message: Wording) -> Iterator[Tell]:
    told = name_told(message)
    if told is not None:
        name, start, end = told
        yield Tell(kind=Kind.NAME, what=name, is_aside=True, start=start, end=end)


def _tells(message: Wording, kind: Kind, match: re.Match[str]) -> Iterator[Tell]:
    what = message.group(match, "what")
    of = _of(match.groupdict().get("sort"))
    bare = read(what)
    is_past = False
    while trail := _TRAILS.search(bare.plain):
        is_past = True
        bare = bare.without(trail)
        if not bare.words:
            return
    if head := _HEADS.match(bare.plain):
        bare = bare.without(head)
    if not bare.words or _NOTHING.fullmatch(bare.plain.strip(" |,")):
        return
    by_author = _OF_AUTHOR.match(bare.plain)
    if by_author and of in {None, Of.AUTHOR}:
        group = "author" if by_author["author"] else "owner"
        bare, of = read(bare.group(by_author, group)), Of.AUTHOR
    elif of is not Of.BOOK and (books := _OF_BOOKS.search(bare.plain)):
        bare = bare.without(books)
    yield Tell(
        kind=kind,
        what=bare.text.strip(" .,!?;:")[:LONGEST_WHAT],
        of=of,
        # What was just finished may be what the next one is to be like.
        is_aside=kind in {Kind.DISLIKES, Kind.OWNS}
        or (kind is Kind.HAS_READ and (is_past or "already" in match[0])),
        start=match.start(),
        end=match.end(),
    )


def _of(sort: str | None) -> Of | None:
    if sort is None or sort.startswith("one"):
        return None
    if sort.startswith(_AUTHORS):
        return Of.AUTHOR
    return Of.GENRE if sort.startswith("genre") else Of.BOOK


def several(what: str) -> tuple[str, ...]:
    """The things that a phrase may list: "Dune and Emma", "Atwood, Le Guin & Butler"."""
    parts = re.split(r"\s*,\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+", what)
    return tuple(part for part in parts if part)


def _trimmed(message: Wording) -> str:
    """Without what joined it to what was taken out: ", and do you have Dune"."""
    found = _BEGINS.match(message.plain)
    rest = message.cut(0, found.end()) if found and found.end() > 1 else message
    return rest.text.strip(" ,;.!-")
