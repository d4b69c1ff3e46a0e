"""Reads what a model wants to send, once for each text, beside everything else that goes on."""

from __future__ import annotations

import asyncio
from typing import Protocol, TypeVar

from maneki.assistant.evidence import Evidence
from maneki.assistant.guard import Verdict, beginning_backed, judge
from maneki.assistant.objection import cut, objection_to
from maneki.assistant.sayings import told_of
from maneki.assistant.tools import Tools

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Rules(Protocol[T_co]):
    def __call__(self, reply: str, /, *, evidence: Evidence, customer: str) -> T_co: ...


MOST_SAYINGS = 40
LONGEST_AT_ONCE = 800
"""Characters that take some hundredths of a second; longer texts are read in a thread."""


class Judge:
    """For one turn: what its tools have returned by then is what a reply may stand on."""

    def __init__(self, tools: Tools, *, customer: str) -> None:
        self._tools = tools
        self._customer = customer
        self._last: tuple[str, int, Verdict] | None = None

    async def verdict(self, reply: str) -> Verdict:
        text, returned = cut(reply), len(self._tools.seen)
        if self._last is None or self._last[:2] != (text, returned):
            self._last = (text, returned, await self._judged(text))
        return self._last[2]

    async def objection(self, reply: str) -> str | None:
        """What is wrong with it, for whoever wrote it; None if it may be sent."""
        verdict = await self.verdict(reply)
        fresh_first = [*self._tools.seen, *self._tools.desk.earlier]
        sayings = told_of(fresh_first, self._tools.desk.language, most=MOST_SAYINGS)
        return objection_to(verdict, sayings=sayings)

    async def may_be_read(self, so_far: str) -> str:
        """What of a reply that is still being written is backed by what tools returned by now."""
        return await self._read(beginning_backed, so_far)

    async def _judged(self, text: str) -> Verdict:
        return await self._read(judge, text)

    async def _read(self, rules: Rules[T], text: str) -> T:
        evidence = self._tools.evidence
        if len(text) <= LONGEST_AT_ONCE:
            return rules(text, evidence=evidence, customer=self._customer)
        return await asyncio.to_thread(rules, text, evidence=evidence, customer=self._customer)
