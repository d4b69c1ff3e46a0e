"""What a message tells of its writer is remembered, and the rest of it is what they ask."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from maneki.assistant.asked_of_memory import asked_of_memory
from maneki.assistant.meaning import Intent
from maneki.assistant.replies.memory import MemoryReplies
from maneki.assistant.replies.reply import Reply, lines
from maneki.assistant.told_of_self import Kind, Tell, Told, told_of_self
from maneki.assistant.tools import Tools

_POINTS = re.compile(r"(?:it|that|this|them|these|those|both|all|one|the \w+ one)\b.{0,10}")
_CHATS = frozenset({Intent.SMALL_TALK, Intent.GREETING, Intent.THANKS, Intent.CAPABILITIES})
_ASKS_FOR_MORE = frozenset({Intent.SEARCH_GENRE, Intent.RECOMMEND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """`text` is what is left to be understood, `said` the sentence that says what is remembered,
    "" if nothing is. If there is a `reply`, that is all there is to say.
    """

    text: str
    said: str = ""
    reply: Reply | None = None
    is_only_told: bool = False
    likes: bool = False

    def is_enough(self, intent: Intent) -> bool:
        """Whether nothing has to be said beside what is remembered. Who only says that they like
        a kind of book may be shown some.
        """
        if not self.said or (self.likes and intent in _ASKS_FOR_MORE):
            return False
        return self.is_only_told or intent in _CHATS

    def before(self, reply: Reply) -> Reply:
        return replace(reply, text=lines(self.said, reply.text))


async def heard(tools: Tools) -> Heard:
    """Remember what the message tells. Raises `PrivateOnlyError` where others would read what they
    ask to hear of themselves.
    """
    text = tools.desk.text
    replies = MemoryReplies(tools)
    if asked := asked_of_memory(text):
        return Heard(text=text, reply=await replies.asked(asked))
    told = told_of_self(text)
    if not told.tells or await tools.books.is_title(text.strip()):
        return Heard(text=text)
    noted = await tools.memory.note(told.tells)
    if not noted:
        unknown = _surely_of_a_book(told)
        return Heard(text=text, reply=replies.unknown(unknown) if unknown else None)
    tells = [one.tell for one in noted]
    rest = told.without([one for one in tells if one.is_aside])
    is_only_told = not told.without(tells)
    return Heard(
        text=text if is_only_told else rest or text,
        said=replies.noted(noted),
        is_only_told=is_only_told,
        likes=any(one.kind is Kind.LIKES for one in tells),
    )


def _surely_of_a_book(told: Told) -> tuple[Tell, ...]:
    """What they say that they have or have read already, if they say nothing else."""
    of_books = {Kind.HAS_READ, Kind.OWNS}
    is_sure = all(
        one.kind in of_books and one.is_aside and not _POINTS.fullmatch(one.what.casefold())
        for one in told.tells
    )
    return told.tells if is_sure and not told.without(told.tells) else ()
