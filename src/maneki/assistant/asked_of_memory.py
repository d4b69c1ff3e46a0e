"""What somebody asks of what is remembered of them: to hear it, or to have some of it forgotten.

To have everything forgotten, or handed out, is asked elsewhere (`about_us`). Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from maneki.assistant.told_of_self import Tell, told_of_self
from maneki.assistant.wording import read


class Wish(StrEnum):
    KNOWN = "known"
    """They want to hear what is known of them."""
    FORGET_NAME = "forget_name"
    UNSAY = "unsay"
    """They want something forgotten that they told."""


@dataclass(frozen=True, slots=True)
class AskedOfMemory:
    wish: Wish
    tells: tuple[Tell, ...] = ()


_KNOWN = re.compile(
    r"\bwhat (?:all |else |exactly )?(?:do|did|have|can) you (?:actually |already |really )?"
    r"(?:know|remember|remembered|noted|learn(?:ed|t)?|noticed) (?:about|of|on) me\b"
    r"|\b(?:do|can) you (?:still |even )?(?:know|remember) (?:my name|who i am|what i (?:like|read"
    r"|liked|have read|own)|my (?:tastes?|favorites?|favorite \w+))\b"
    r"|^[ |,]*(?:(?:so|hey|hi|and|ok|,) )*(?:what is my name|who am i|what are my (?:tastes?"
    r"|favorites?|favorite (?:authors?|books?|genres?)))[ |,]*$"
    r"|^[ |,]*(?:(?:hey|hi|hello|,) )*(?:do you )?remember me[ |,]*$"
    r"|(?:私|わたし|僕)(?:の|について|のこと).*(?:知っ|覚え)て(?:い)?(?:る|ます)"
)
_FORGET_NAME = re.compile(
    r"\b(?:forget|delete|remove|erase|drop) (?:about )?(?:my|that) (?:first |full )?name\b"
    r"|\b(?:do not|stop) (?:\w+ing )?(?:use|using|remember|remembering|save|saving|keep|keeping"
    r"|store|storing|call me by) my name\b|\b(?:do not call|stop calling) me (?:by my name|that"
    r"|(?!again\b|back\b|any ?more\b|now\b|at\b|on\b|please\b|ever\b|names\b)[^\W\d_]+)[ |]*$"
    r"|名前(?:を|は)(?:忘れて|消して|削除して)"
)
_UNSAY = re.compile(
    r"^[ |,]*(?:(?:please|can you|could you|just) )*(?:forget|delete|remove)"
    r"(?: about)?(?: it)?(?: (?:that|the fact that))? (?=(?:i|my favorite) )"
)
_HANDED_OUT = re.compile(r"\b(?:send|export|download|file|copy|print|email|mail|all data)\b")
_MORE = re.compile(r"\b(?:number|phone|data|everything|account|history|address|and)\b")


def asked_of_memory(text: str) -> AskedOfMemory | None:
    """What is asked of it; None for any other message. Never raises."""
    message = read(text)
    if _KNOWN.search(message.plain) and not _HANDED_OUT.search(message.plain):
        return AskedOfMemory(Wish.KNOWN)
    if _FORGET_NAME.search(message.plain) and not _MORE.search(message.plain):
        return AskedOfMemory(Wish.FORGET_NAME)
    if found := _UNSAY.match(message.plain):
        tells = told_of_self(message.without(found).text.strip()).tells
        return AskedOfMemory(Wish.UNSAY, tells) if tells else None
    return None
