"""How much one answer of a model may take. Values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`tokens` are those of all its requests, `answer_tokens` what one of them may write;
    `at_once` is how many requests of all answers may be with models at the same time.
    """

    time: timedelta = timedelta(seconds=30)
    requests: int = 8
    tool_calls: int = 12
    tokens: int = 60_000
    answer_tokens: int = 4_000
    at_once: int = 16
