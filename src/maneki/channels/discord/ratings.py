"""What people say about Maneki and about single alerts, by buttons and by `/rate`."""

from __future__ import annotations

from maneki.channels.discord.buttons import Action, Press, read_thumb, stars
from maneki.channels.discord.reception import Caller, Reply
from maneki.channels.discord.wording import escaped
from maneki.model.feedback import MOST, Rating
from maneki.model.ids import AlertId
from maneki.people.feedback import FeedbackDesk
from maneki.phrases import say

LONGEST_WORDS_SHOWN = 300


class Ratings:
    def __init__(self, desk: FeedbackDesk) -> None:
        self._desk = desk

    async def rate(
        self, caller: Caller, score: int | None = None, words: str | None = None
    ) -> Reply:
        """Keep what is said and say it back; without anything, ask."""
        language = caller.language
        said = await self._desk.rate(caller.address, score, words, language=language)
        if said is None:
            return Reply(say("feedback.question", language), (), stars())
        buttons = stars() if score is None and words is None else ()
        return Reply(_thanks(said, language), (), buttons)

    async def pressed(self, caller: Caller, press: Press) -> Reply:
        """One of the five buttons, or a thumb."""
        if press.action is Action.THUMB:
            return await self._judged(caller, press.subject)
        return await self.rate(caller, int(press.subject) if press.subject.isdecimal() else 0)

    async def _judged(self, caller: Caller, subject: str) -> Reply:
        alert_id, is_good = read_thumb(subject)
        language = caller.language
        await self._desk.judge(
            caller.address, AlertId(alert_id), is_good=is_good, language=language
        )
        return Reply(say(f"feedback.judged.{'good' if is_good else 'bad'}", language))


def _thanks(said: Rating, language: str) -> str:
    thanks = say("feedback.thanks", language, score=said.score, most=MOST)
    if said.words is None:
        return thanks
    return f"{thanks}\n> {escaped(said.words, longest=LONGEST_WORDS_SHOWN)}"
