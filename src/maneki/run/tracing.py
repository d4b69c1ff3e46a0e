"""A trace of each turn for whoever collects them, if the operator wants that.

It is made when the turn has ended, from the times that were kept: while somebody waits for an
answer nothing is traced. The names of attributes are OpenTelemetry's for generative AI
(https://opentelemetry.io/docs/specs/semconv/gen-ai/); what was said is in none of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from maneki import __version__
from maneki.conversation.turn import TurnEnded
from maneki.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

_NS = 1_000_000_000
_LONGEST_FLUSH_MS = 3_000


def provider_for(url: str) -> TracerProvider:
    """Whoever takes traces there. Raises `SettingsError` if what is needed is not installed."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  (an extra)
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  (an extra)
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as exc:
        raise SettingsError(
            "MANEKI_TRACES_URL is set, but what sends traces is not installed: install maneki with "
            "the extra tracing (pip install 'maneki[tracing]'), or leave the setting blank."
        ) from exc
    provider = TracerProvider(
        resource=Resource({"service.name": "maneki", "service.version": __version__})
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    return provider


class Traces:
    """One trace a turn: how long it waited, was answered, and was written down."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer: Tracer = provider.get_tracer("maneki")

    def answered(self, turn: TurnEnded) -> None:
        """Called for every turn that ended."""
        span = self._span("turn", turn.received_at, attributes=_attributes(turn))
        for name, start, end in (
            ("wait", turn.received_at, turn.begun_at),
            ("answer", turn.begun_at, turn.answered_at),
            ("queue", turn.answered_at, turn.queued_at),
        ):
            self._span(name, start, of=span).end(_nanoseconds(max(start, end)))
        span.end(_nanoseconds(max(turn.received_at, turn.queued_at)))

    def _span(
        self,
        name: str,
        start: datetime,
        *,
        of: Span | None = None,
        attributes: dict[str, Any] | None = None,
    ) -> Span:
        from opentelemetry.trace import set_span_in_context  # noqa: PLC0415  (an extra)

        return self._tracer.start_span(
            name,
            context=set_span_in_context(of) if of is not None else None,
            attributes=attributes,
            start_time=_nanoseconds(start),
        )

    def close(self) -> None:
        self._provider.force_flush(_LONGEST_FLUSH_MS)
        self._provider.shutdown()


def _attributes(turn: TurnEnded) -> dict[str, Any]:
    usage = turn.usage
    attributes: dict[str, Any] = {
        "gen_ai.conversation.id": turn.conversation_id,
        "maneki.turn.id": turn.turn_id,
        "maneki.medium": turn.medium,
        "maneki.said_by": turn.by,
        "maneki.is_dropped": turn.is_dropped,
    }
    if not usage.requests:
        return attributes
    attributes |= {
        "gen_ai.request.model": usage.model,
        "gen_ai.usage.input_tokens": usage.input_tokens,
        "gen_ai.usage.output_tokens": usage.output_tokens,
        "maneki.model.requests": usage.requests,
        "maneki.tool.errors": usage.tool_errors,
    }
    return attributes if usage.micros is None else {**attributes, "maneki.micros": usage.micros}


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * _NS)
