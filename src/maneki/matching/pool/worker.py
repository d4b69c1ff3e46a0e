"""What a worker does: it follows the changes of the index, and answers questions."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from maneki.matching.bitmaps import Ordinals
from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.matching.pool.wire import (
    Answer,
    Change,
    Hello,
    Kind,
    Line,
    Question,
    changes_in,
    packed_answers,
    packed_hello,
    questions_in,
)
from maneki.model.listing import Listing

LONGEST_SHARE_S = 60
"""Longer than anybody waits for it: a worker that takes so long is beside itself, and ends."""


class Worker:
    """The index as it was when the worker was forked, and what has changed since.

    `followed` counts all the changes that were made, those from before among them.
    """

    def __init__(
        self, index: FilterIndex, matcher: Matcher, line: Line, *, followed: int, generation: int
    ) -> None:
        self._index = index
        self._matcher = matcher
        self._line = line
        self._followed = followed
        self._generation = generation

    def run(self) -> None:
        """Work until the line ends, with `LineClosedError`."""
        self._line.send(Kind.HELLO, packed_hello(Hello(os.getpid(), self._generation)))
        while True:
            message = self._line.receive()
            if message.kind is Kind.CHANGES:
                self._followed += follow(self._index, changes_in(message.body))
            else:
                signal.alarm(LONGEST_SHARE_S)
                self._line.send(*self._answered(message.body))
                signal.alarm(0)

    def _answered(self, body: bytes) -> tuple[Kind, bytes]:
        try:
            questions, drop_percent = questions_in(body)
            answers = [
                answer(self._index, self._matcher, question, drop_percent=drop_percent)
                for question in questions
            ]
        except Exception:  # noqa: BLE001  (whoever asked does it itself, and meets it there)
            return Kind.FAILED, b""
        return Kind.FOUND, packed_answers(answers, followed=self._followed)


def follow(index: FilterIndex, changes: Sequence[Change]) -> int:
    """Make these changes, in order; how many they were."""
    for filter_id, criteria in changes:
        if criteria is None:
            index.remove(filter_id)
        else:
            index.put(filter_id, criteria)
    return len(changes)


def answer(
    index: FilterIndex, matcher: Matcher, question: Question, *, drop_percent: Decimal
) -> Answer:
    """Who is to hear of an event, for each of the kinds asked for; in ascending order."""
    event, kinds = question
    look = matcher.look_at(event.listing)
    return [
        _ascending(index.ordinals_for(replace(event, kind=kind), look, drop_percent=drop_percent))
        for kind in kinds
    ]


def _ascending(ordinals: Ordinals) -> Ordinals:
    return np.sort(ordinals)


def make_ready(index: FilterIndex, matcher: Matcher) -> None:
    """Do what would otherwise be left to the first listing, once for all who are forked then."""
    blank = Listing(market="", external_id="", title="")
    index.fitting(matcher.look_at(blank), rates=None)
