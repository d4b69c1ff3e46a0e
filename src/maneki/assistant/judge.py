"""Reads what a model wants to send, once for each text, beside everything else that goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, TypeVar

from maneki.assistant.evidence import Evidence
from maneki.assistant.guard import Verdict, beginning_backed, beginning_said, judge
from maneki.assistant.objection import cut, objection_to
from maneki.assistant.sayings import told_of
from maneki.assistant.second_look import agreed, asked, named_in, to_be_judged
from maneki.assistant.tools import Tools

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

SecondReader: TypeAlias = Callable[[str], Awaitable[str | None]]
"""Answers what it is asked about a reply (`second_look`), or None where it cannot."""


class Rules(Protocol[T_co]):
    def __call__(self, reply: str, /, *, evidence: Evidence, customer: str) -> T_co: ...


MOST_SAYINGS = 40
LONGEST_AT_ONCE = 800
"""Characters that take some hundredths of a second; longer texts are read in a thread."""


class Judge:
    """For one turn: what its tools have returned by then is what a reply may stand on.

    `is_checked`: a second reader is asked beside the rules.
    """

    def __init__(self, tools: Tools, *, customer: str, is_checked: bool = False) -> None:
        self.is_checked = is_checked
        self._tools = tools
        self._customer = customer
        self._last: tuple[str, int, Verdict] | None = None

    async def verdict(self, reply: str, *, reader: SecondReader | None = None) -> Verdict:
        """What was found of this text before holds, whoever has found it."""
        text, returned = cut(reply), len(self._tools.seen)
        if self._last is None or self._last[:2] != (text, returned):
            self._last = (text, returned, await self._judged(text, reader))
        return self._last[2]

    async def objection(self, reply: str, *, reader: SecondReader | None = None) -> str | None:
        """What is wrong with it, for whoever wrote it; None if it may be sent."""
        verdict = await self.verdict(reply, reader=reader)
        fresh_first = [*self._tools.seen, *self._tools.desk.earlier]
        sayings = told_of(fresh_first, self._tools.desk.language, most=MOST_SAYINGS)
        return objection_to(verdict, sayings=sayings)

    async def may_be_read(self, so_far: str) -> str:
        """What of a reply that is still being written is sure to be sent, as far as that is known
        by now.
        """
        return await self._read(beginning_said if self.is_checked else beginning_backed, so_far)

    async def _judged(self, text: str, reader: SecondReader | None) -> Verdict:
        verdict = await self._read(judge, text)
        if reader is None or not to_be_judged(verdict):
            return verdict
        evidence = self._tools.evidence
        refused = self._tools.refusals
        question = asked(verdict, evidence=evidence, customer=self._customer, refused=refused)
        answer = await reader(question)
        named = None if answer is None else named_in(answer, of=len(verdict.passage.sentences))
        if named is None:
            return verdict
        return agreed(verdict, named, evidence=evidence, customer=self._customer, refused=refused)

    async def _read(self, rules: Rules[T], text: str) -> T:
        evidence = self._tools.evidence
        if len(text) <= LONGEST_AT_ONCE:
            return rules(text, evidence=evidence, customer=self._customer)
        return await asyncio.to_thread(rules, text, evidence=evidence, customer=self._customer)
