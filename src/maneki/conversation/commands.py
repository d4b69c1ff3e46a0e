"""Messages that are a command and nothing else, where there are no buttons to press: by text.

LINK, a code that came back, UNLINK, FORGET ME and MY DATA. On Discord the same is done by commands
with forms, and there only what is written in DMs is heard as well.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from maneki.assistant.assistant import Answer, Question
from maneki.conversation.keywords import undressed
from maneki.errors import InvalidInputError
from maneki.model.conversation import PlaceKind, SaidBy
from maneki.people.codes import ALPHABET, LENGTH, plain
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.phrases import say

Doing = Callable[[Question], Awaitable[Answer]]

LINK = frozenset({"link", "link discord", "link my discord", "連携"})
UNLINK = frozenset({"unlink", "連携解除"})
FORGET = frozenset({"forget", "forget me", "delete my data", "データ削除"})
FORGET_CONFIRMED = frozenset({"forget yes", "yes forget me", "データ削除はい"})
EXPORT = frozenset({"export", "my data", "export my data", "データ"})

_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


class PlainCommands:
    def __init__(self, *, linker: Linker, privacy: Privacy) -> None:
        self._linker = linker
        self._privacy = privacy
        self._doings: tuple[tuple[frozenset[str], Doing], ...] = (
            (UNLINK, self._unlink),
            (FORGET, self._ask_to_forget),
            (FORGET_CONFIRMED, self._forget),
            (EXPORT, self._export),
        )

    async def answer(self, question: Question) -> Answer | None:
        """What a message does that is a command; None for any other."""
        if not question.conversation.place.is_private:
            return None
        said = undressed(question.text)
        if question.conversation.place.kind is PlaceKind.PHONE:
            if said in LINK:
                return await _done(self._link, question)
            if _is_code(question.text):
                return await _done(self._confirm, question)
        doing = next((doing for words, doing in self._doings if said in words), None)
        return await _done(doing, question) if doing else None

    async def _link(self, question: Question) -> Answer:
        code = await self._linker.start(question.caller)
        return _says(
            self._linker.said_of(code, asked_from=question.caller, language=question.language)
        )

    async def _confirm(self, question: Question) -> Answer:
        linked = await self._linker.confirm(question.caller, question.text)
        return _says(linked.said_in(question.language))

    async def _unlink(self, question: Question) -> Answer:
        await self._linker.unlink(question.caller)
        return _says(say("linking.unlinked", question.language))

    async def _ask_to_forget(self, question: Question) -> Answer:
        goes = await self._privacy.forget(question.caller)
        how = say("conversation.forget_how", question.language)
        return _says(f"{goes.said_in(question.language)} {how}")

    async def _forget(self, question: Question) -> Answer:
        gone = await self._privacy.forget(question.caller, confirmed=True)
        return Answer(text=gone.said_in(question.language), said_by=SaidBy.NOBODY, is_farewell=True)

    async def _export(self, question: Question) -> Answer:
        if question.conversation.place.kind is PlaceKind.PHONE:
            return _says(Privacy.export_elsewhere(question.language))
        return _says(say("conversation.export_how", question.language))


async def _done(doing: Doing, question: Question) -> Answer:
    """What cannot be done is said in the sentence that tells why."""
    try:
        return await doing(question)
    except InvalidInputError as exc:
        return _says(str(exc))


def _is_code(text: str) -> bool:
    """Whether a message is a code of ours: a word of eight letters has no digit or hyphen in it."""
    written = plain(text) if len(text) <= 2 * LENGTH else ""
    is_telling = any(char.isdigit() for char in written) or "-" in text
    return is_telling and _CODE.fullmatch(written) is not None


def _says(text: str) -> Answer:
    return Answer(text=text, said_by=SaidBy.NOBODY)
