"""Rows of the corpora that a second reader has read: what it named, as the guard is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.assistant.seen import evidence_of, refusals_of

from maneki.assistant.guard import Verdict, judge
from maneki.assistant.second_look import agreed


def both(row: Mapping[str, Any]) -> Verdict:
    """What the rules and the reader find together."""
    evidence, customer = evidence_of(row["evidence"]), row["customer"]
    verdict = judge(row["reply"], evidence=evidence, customer=customer)
    named = _numbers(verdict, row["named"])
    refused = refusals_of(row["evidence"])
    return agreed(verdict, named, evidence=evidence, customer=customer, refused=refused)


def _numbers(verdict: Verdict, named: Sequence[str]) -> frozenset[int]:
    """The sentences in which something of these texts stands."""
    places = [(verdict.reply.index(text), len(text)) for text in named]
    return frozenset(
        number
        for number, (start, end) in enumerate(verdict.passage.sentences, 1)
        for at, length in places
        if verdict.reply[max(start, at) : min(end, at + length)].strip()
    )
