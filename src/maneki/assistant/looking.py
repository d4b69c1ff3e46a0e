"""What a message looks for, without the words that look for it. Pure."""

from __future__ import annotations

import re

from maneki.assistant.meaning import Intent, Slots, Understood
from maneki.assistant.wording import Wording, read

_LOOKING = re.compile(
    r"^[ |,]*(?:(?:hey|hi|hello|ok|so|um|and|well|yes|no|also|please|can you|could you"
    r"|would you|will you|i am|i would|i|we are|you|just|really|do you know|maybe|,"
    r"|pardon|excuse me|sorry|shopkeeper) )*"
    r"(?:(?:looking|searching|hunting|trying to find|in search|after"
    r"|on the hunt)(?: (?:for|of|up|a copy of))*|(?:look|looking) up|look for"
    r"|search(?: for)?|find(?: me)?|show(?: me)?|want(?: to (?:read|see|find|buy|get"
    r"|browse|look at))?|need|like to (?:see|find|read|browse|look at|have)|would like"
    r"|like|list|get me|give me|pull up|browse|interested in|can i (?:see|get|browse)"
    r"|let me see|see|do you know|do you have|you have|heard of|i want|where (?:is|are"
    r"|can i find)|get|fetch|bring up|got) (?P<what>[^|]+)"
)
_ADDED = re.compile(
    r"(?:を?(?:探して(?:い?ます|る)?|探し|検索して|見せて|見たい|ください|お願いします"
    r"|読みたい(?:です)?|ありますか|を)|という本)(?:ください"
    r"|お願いします)?[ |,]*$"
)


def looked_for(message: Wording) -> Wording:
    """A message without what asks for something: "looking for", "show me", を探しています."""
    if found := _LOOKING.search(message.plain):
        message = read(message.group(found, "what"))
    if found := _ADDED.search(message.plain):
        cut = message.text.rstrip(" .!?。")
        ending = found[0].strip(" |,")
        message = (
            read(cut[: -len(ending)]) if ending and cut.casefold().endswith(ending) else message
        )
    return message


def search_for(wanted: Slots) -> Understood | None:
    """The search that slots without a title ask for."""
    if wanted.series:
        return Understood(Intent.SEARCH_SERIES, wanted)
    if wanted.author:
        return Understood(Intent.SEARCH_AUTHOR, wanted)
    return Understood(Intent.SEARCH_GENRE, wanted) if wanted.genre else None
