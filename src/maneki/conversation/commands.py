"""Messages that are a command and nothing else, where there are no buttons to press: by text.

LINK, a code that came back, UNLINK, FORGET ME and MY DATA (`maneki.conversation.plain_words`). On
Discord the same is done by commands with forms, and there only what is written in DMs is heard as
well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from maneki.assistant.assistant import Answer, Question
from maneki.conversation.plain_words import BY_RIGHT, PlainWord, code_in, plain_word_of
from maneki.errors import InvalidInputError
from maneki.model.conversation import PlaceKind, SaidBy
from maneki.people.handing_out import HandingOut
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.phrases import say

Doing = Callable[[Question], Awaitable[Answer]]

_BY_PHONE = frozenset({PlainWord.LINK, PlainWord.CODE})


class PlainCommands:
    def __init__(self, *, linker: Linker, privacy: Privacy, handing_out: HandingOut) -> None:
        self._linker = linker
        self._handing_out = handing_out
        self._privacy = privacy
        self._doings: Mapping[PlainWord, Doing] = {
            PlainWord.LINK: self._link,
            PlainWord.CODE: self._confirm,
            PlainWord.UNLINK: self._unlink,
            PlainWord.FORGET: self._ask_to_forget,
            PlainWord.FORGET_CONFIRMED: self._forget,
            PlainWord.EXPORT: self._export,
        }

    async def answer(self, question: Question) -> Answer | None:
        """What a message does that is a command; None for any other. In a try
        nothing is linked, and nobody's data deleted but what the tries have left.
        """
        place = question.conversation.place
        word = plain_word_of(question.text) if place.is_private else None
        if word is None or (word in _BY_PHONE and place.kind is not PlaceKind.PHONE):
            return None
        is_theirs_alone = word not in BY_RIGHT or question.changes_nothing
        if question.is_rehearsed and is_theirs_alone:
            return _says(say("conversation.not_in_a_try", question.language))
        answer = await _done(self._doings[word], question)
        return replace(answer, is_required=word in BY_RIGHT)

    async def _link(self, question: Question) -> Answer:
        code = await self._linker.start(question.caller)
        told = self._linker.said_of(code, asked_from=question.caller, language=question.language)
        return _says(told, secrets=(code.text,))

    async def _confirm(self, question: Question) -> Answer:
        linked = await self._linker.confirm(
            question.caller, code_in(question.text) or question.text
        )
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
            offer = await self._handing_out.offered(question.caller, language=question.language)
            return _says(offer.text, secrets=offer.secrets)
        return _says(say("conversation.export_how", question.language))


async def _done(doing: Doing, question: Question) -> Answer:
    """What cannot be done is said in the sentence that tells why."""
    try:
        return await doing(question)
    except InvalidInputError as exc:
        return _says(str(exc))


def _says(text: str, *, secrets: tuple[str, ...] = ()) -> Answer:
    return Answer(text=text, said_by=SaidBy.NOBODY, secrets=secrets)
