"""Reads what a model wants to send, once for each text, beside everything else that goes on."""

from __future__ import annotations

import asyncio

from maneki.assistant.guard import Verdict, beginning_backed, judge
from maneki.assistant.objection import cut, objection_to
from maneki.assistant.passages import whole_sentences
from maneki.assistant.tools import Tools

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
        return objection_to(await self.verdict(reply))

    async def may_be_read(self, so_far: str) -> str:
        """Of a reply that is still being written, the whole sentences at its beginning that are
        backed, all together, by what tools have returned by now.
        """
        text = cut(whole_sentences(so_far))
        while text:
            verdict = await self.verdict(text)
            if verdict.may_be_sent:
                return text
            text = beginning_backed(verdict)
        return ""

    async def _judged(self, text: str) -> Verdict:
        evidence = self._tools.evidence
        if len(text) <= LONGEST_AT_ONCE:
            return judge(text, evidence=evidence, customer=self._customer)
        return await asyncio.to_thread(judge, text, evidence=evidence, customer=self._customer)
