"""What is said about policies, and a person at the shop."""

from __future__ import annotations

import re
from collections.abc import Iterable

from maneki.assistant.copy_words import sort_in
from maneki.assistant.meaning import Understood
from maneki.assistant.replies.hours import next_opening
from maneki.assistant.replies.reply import Reply, lines, sentences
from maneki.assistant.tools import Tools
from maneki.assistant.wording import sentences_of
from maneki.errors import InvalidInputError
from maneki.phrases import say

_LONGEST_REASON = 160
_FAULT = re.compile(
    r"\b(?:missing|damaged?|torn|ripped|defect\w*|faulty|fault|broken|mis-?print\w*|stain(?:ed|s)?"
    r"|upside[- ]down|falling apart|fell apart|fall apart|loose|water[- ]?\w*(?:damage|logged)"
    r"|mou?ldy|blank pages?|pages? (?:is|are) blank|(?:wrong|duplicate) (?:book|edition|copy)"
    r"|bent|crushed|smudged|unreadable|came apart|coming apart|kaputt|beschädigt|dañado|roto)\b"
    r"|破れ|汚れ|不良|乱丁|落丁|壊れ",
    re.IGNORECASE,
)
"""What may be wrong with a copy: a rule about books as they should be says nothing of it."""

_OFFERS = re.compile(
    r"\b(?:sells?|selling|carry|carries|stocks?|shel(?:f|ves)|for sale)\b|扱|販売", re.IGNORECASE
)
"""What a shop does with its books that it has: it buys used ones, too, and takes none back."""


class HouseReplies:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._language = tools.desk.language

    async def policy(self, meant: Understood) -> Reply:
        """The passage as it is written, or that there is none."""
        topic = (meant.slots.topic or "").replace("_", " ")
        found = self._tools.house.policy(topic, words=self._tools.desk.text)
        if not found:
            none = say("keeper.policy.none", self._language)
            offer = say("keeper.staff.offer", self._language)
            return Reply(sentences(none, offer, language=self._language))
        told = lines(*(one.text for one in found))
        if _FAULT.search(self._tools.desk.text) and not _FAULT.search(told):
            silent = say("keeper.policy.no_defects", self._language)
            told = lines(told, sentences(silent, self.offer, language=self._language))
        return Reply(told, about=topic)

    def has_sort(self, kind: str) -> Reply:
        """Whether the shop has used copies, say: what it has written of that, or that it is looked
        up book by book.
        """
        found = self._tools.house.policy(kind, words=self._tools.desk.text)
        told = next((one for one in found if _tells_of_sort(one.text, kind)), None)
        if told is not None:
            return Reply(told.text, about=told.topic)
        which = say("keeper.sort.which", self._language, kind=kind)
        return Reply(sentences(which, self.offer, language=self._language))

    def staff(self, reason: str) -> Reply:
        """A person is called; if nobody is there now, that is said."""
        self._tools.staff.call(reason[:_LONGEST_REASON])
        told = [say("keeper.staff.called", self._language), *self._if_closed()]
        return Reply(sentences(*told, language=self._language))

    def order(self, about: str) -> Reply:
        """What is not built is not offered: only a person can do it."""
        told = (
            about,
            say("keeper.order", self._language),
            say("keeper.staff.offer", self._language),
        )
        return Reply(sentences(*told, language=self._language))

    @property
    def offer(self) -> str:
        return say("keeper.staff.offer", self._language)

    def _if_closed(self) -> Iterable[str]:
        try:
            view = self._tools.house.hours()
        except InvalidInputError:
            return
        if not view.is_open:
            yield say("keeper.staff.closed", self._language)
            yield next_opening(view, self._language)


def _tells_of_sort(passage: str, kind: str) -> bool:
    return any(
        sort_in(sentence) == kind and _OFFERS.search(sentence) for sentence in sentences_of(passage)
    )
