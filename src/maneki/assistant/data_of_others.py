"""Who asks that what is known of somebody else be deleted, or handed out: a mother who has died, a
husband. Pure.

Only a person at the shop can see to the one, and nobody to the other: whoever writes can delete and
have what is known of themselves.
"""

from __future__ import annotations

import re

from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.wording import Wording, read

OF_ANOTHER = "of_another"

_KIN = (
    r"(?:mother|father|mum|mom|mam|dad|daddy|mama|papa|parents?|wife|husband|spouse|partner"
    r"|fiancée?|sister|brother|son|daughter|child|kid|baby|aunt|uncle|niece|nephew|cousin"
    r"|(?:grand|god|step)[- ]?\w+|gran|nana?|granny|grandpa|in[- ]law|(?:girl|boy|room)?friend"
    r"|flatmate|neighbou?r|colleague|boss|ex|client|roommate|teacher|mutter|vater|frau|mann"
    r"|madre|padre|mère|père)"
)
_DELETE = re.compile(
    r"\b(?:delet(?:e|ed|ing|ion)|eras(?:e|ed|ing)|remov(?:e|ed|ing|al)|wip(?:e|ed|ing)"
    r"|purged?|scrub|destroy|clear|get rid of|forget|close|cancel|lösch\w*|borr\w+|supprim\w+"
    r"|elimin\w+)\b|削除|消"
)
_DATA = (
    r"(?:data|accounts?|histor(?:y|ies)|info(?:rmation)?|details|records?|profile|numbers?|logs?"
    r"|files?|everything|whatever|all|daten|konto|datos|cuenta|données|データ|情報|番号|記録)"
)
_THEIRS = re.compile(
    rf"\b(?:my|our|meiner?|mi|ma|mon) (?:late |dear |poor |old |little |ex ?-? ?|dead |deceased )*"
    rf"{_KIN}\b|\b(?:her|his|him)\b|(?:母|父|妻|夫|姉|妹|兄|弟|祖母|祖父|息子|娘)の"
)
_OWN = re.compile(
    rf"\b(?:my|our) (?:own |personal |whole |entire )*{_DATA}\b|\b(?:about|on|of) me\b"
    r"|\b(?:delete|erase|forget|remove) me\b"
)
_NO_DATA = re.compile(
    r"\b(?:filters?|alerts?|notifications?|orders?|(?<!you )(?<!they )holds?|reservations?|books?"
    r"|carts?)\b"
)
_OF_A_DEATH = re.compile(
    r"\b(?:died|dead|deceased|passed(?: away| on)?|passing|death|no longer with us|(?:has|have)"
    rf" lost|lost (?:my|our)|late (?:\w+ )?{_KIN}|gestorben|verstorben\w*|falleci\w+|muri[oó]"
    r"|décédée?|morte?)\b|亡くな|死去|他界"
)


_HAND_OUT = re.compile(
    r"\b(?:send|sends|show|give|get|see|export|download|copy|access|read|look up|forward|mail|email"
    r"|text|tell|share|hand|want|need|have|pull up|what|which|know|request|print|check|view"
    r"|schick\w*|zeig\w*|env[ií]\w*|mu[eé]str\w*|envoy\w*|montr\w*)\b|送|見せ|教え|ください"
)
_ENDS_THERE = r"(?= ?$| ?[|,]| (?:you|that you|please|too|with you|on file|from you|of|and)\b)"
_TOLD = (
    r"(?:data|accounts?|records?|profile|logs?|chats?|messages|conversations?|transcripts?"
    r"|(?:phone|telephone|mobile|cell) numbers?|personal \w+"
    r"|(?:purchase|order|chat|search|reading|message|shopping|buying|text) history"
    rf"|(?:history|info(?:rmation)?|details|texts|files?){_ENDS_THERE}|daten|datos|données"
    r"|データ|情報|記録|履歴)"
)
_SOMEBODY = r"(?:(?:some|any|every) ?(?:one|body) else|another person|other people)"
_MINE = rf"(?:my|our|meine[smr]?|mi|ma|mon) (?:\w+ ){{0,2}}?{_KIN}"
_KEPT = (
    r"(?:(?:data|account|records?|profile|(?:purchase|order|chat) history)\b"
    r"|(?:info(?:rmation)?|details|messages|history|texts) (?:that )?(?:you|on file)\b)"
)
_OF_THEIRS = re.compile(
    rf"(?<!to )(?<!at )(?<!for )(?<!by )\b(?:(?:{_MINE}|{_SOMEBODY})"
    rf"(?: 's|s)? (?:\w+ ){{0,2}}?{_TOLD}\b|(?:her|his|their) {_KEPT}"
    rf"|{_TOLD} (?:you have |you keep |you hold |kept |stored |there is )?(?:of|on|about|for|from"
    rf"|von|de) (?:{_MINE}|{_SOMEBODY})(?! 's)\b"
    rf"|(?:know|have|got|hold|keep|store|saved|on file) (?:on|about|of) (?:{_MINE}|{_SOMEBODY})"
    r"(?= ?$| ?[|,]))|(?:母|父|妻|夫|姉|妹|兄|弟|祖母|祖父|息子|娘|他の人|他のお客)の?.*"
    r"(?:データ|情報|記録|履歴)"
)


def of_another(message: Wording, _context: Context) -> Understood | None:
    return _deleted(message) or _handed_out(message)


def _handed_out(message: Wording) -> Understood | None:
    """What is known of somebody else is to be told."""
    plain = message.plain
    if not (_HAND_OUT.search(plain) and _OF_THEIRS.search(plain)):
        return None
    if _DELETE.search(plain) or _NO_DATA.search(plain) or _OF_A_BOOK.search(plain):
        return None
    return Understood(Intent.EXPORT, Slots(action=OF_ANOTHER))


_OF_A_BOOK = re.compile(
    r"\b(?:details|info|information|history|numbers?)\b[^|]*\b(?:book|novel|author|series|title"
    r"|isbn|event|shop|store|staff|reading)s?\b|\b(?:tell|text|email|ask) (?:my|our) "
)


def _deleted(message: Wording) -> Understood | None:
    plain = message.plain
    if not (_DELETE.search(plain) and _THEIRS.search(plain)):
        return None
    if _OWN.search(plain) or _NO_DATA.search(plain) or not re.search(_DATA, plain):
        return None
    return Understood(Intent.FORGET, Slots(action=OF_ANOTHER))


def tells_of_a_death(text: str) -> bool:
    return _OF_A_DEATH.search(read(text).plain) is not None
