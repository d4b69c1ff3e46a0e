"""What Prometheus reads of conversations. Labels are few: no ids and no words of anybody."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from maneki.conversation.turn import TurnEnded
from maneki.model.conversation import MICROS_A_DOLLAR
from maneki.shop.library import Why

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 21, 34, 60)


class TalkMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._turns = Counter(
            "maneki_turns",
            "What was answered to customers, by whom",
            ["medium", "by", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "maneki_turn_seconds",
            "From the message until its answer was queued",
            ["medium", "by"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "maneki_model_tokens", "What the model read and wrote", ["direction"], registry=registry
        )
        self._dollars = Counter(
            "maneki_model_dollars",
            "What that cost, as far as its price is known",
            registry=registry,
        )
        self._unpriced = Counter(
            "maneki_model_turns_unpriced", "Turns whose price nobody knows", registry=registry
        )
        self._tool_errors = Counter(
            "maneki_tool_errors", "Tools that could not do what a model asked", registry=registry
        )
        self._sources = Counter(
            "maneki_book_source_answers",
            "What became of questions to sources of books",
            ["source", "outcome"],
            registry=registry,
        )

    def source_heard(self, source: str, why: Why | None) -> None:
        """Called for every answer of a source of books, and for every one that did not come."""
        self._sources.labels(source, why or "answered").inc()

    def answered(self, turn: TurnEnded) -> None:
        """Called for every turn, once it is written down."""
        outcome = "dropped" if turn.is_dropped else "answered"
        self._turns.labels(turn.medium, turn.by, outcome).inc()
        self._seconds.labels(turn.medium, turn.by).observe(turn.seconds)
        usage = turn.usage
        if not usage.requests:
            return
        self._tokens.labels("in").inc(usage.input_tokens)
        self._tokens.labels("out").inc(usage.output_tokens)
        self._tool_errors.inc(usage.tool_errors)
        if usage.micros is None:
            self._unpriced.inc()
        else:
            self._dollars.inc(usage.micros / MICROS_A_DOLLAR)
