"""Who asks that what is known of somebody else be deleted: a mother who has died, a sister. Pure.

Only a person at the shop can see to that: whoever writes can delete what is known of themselves.
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


def of_another(message: Wording, _context: Context) -> Understood | None:
    plain = message.plain
    if not (_DELETE.search(plain) and _THEIRS.search(plain)):
        return None
    if _OWN.search(plain) or _NO_DATA.search(plain) or not re.search(_DATA, plain):
        return None
    return Understood(Intent.FORGET, Slots(action=OF_ANOTHER))


def tells_of_a_death(text: str) -> bool:
    return _OF_A_DEATH.search(read(text).plain) is not None
