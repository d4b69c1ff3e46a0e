"""A trace tells how long a turn took and what it cost, and nothing that was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from maneki.conversation.turn import TurnEnded
from maneki.model.conversation import Medium, SaidBy, Usage
from maneki.model.ids import ConversationId, TurnId
from maneki.run.tracing import Traces, provider_for

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
TURN = TurnEnded(
    turn_id=TurnId("t1"),
    conversation_id=ConversationId("c1"),
    medium=Medium.SMS,
    by=SaidBy.MODEL,
    is_dropped=False,
    usage=Usage(model="openai:some", input_tokens=900, output_tokens=80, requests=2, micros=None),
    received_at=NOON,
    begun_at=NOON + timedelta(seconds=1),
    answered_at=NOON + timedelta(seconds=4),
    queued_at=NOON + timedelta(seconds=4.02),
)


def test_each_part_of_a_turn_is_a_span_of_its_trace() -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))

    Traces(provider).answered(TURN)

    spans = {span.name: span for span in exporter.get_finished_spans()}
    seconds = {
        name: round(((span.end_time or 0) - (span.start_time or 0)) / 1e9, 3)
        for name, span in spans.items()
    }
    assert seconds == {"turn": 4.02, "wait": 1.0, "answer": 3.0, "queue": 0.02}
    whole = spans["turn"]
    assert whole.attributes is not None
    assert whole.attributes["gen_ai.conversation.id"] == "c1"
    assert whole.attributes["gen_ai.usage.input_tokens"] == 900
    assert "maneki.micros" not in whole.attributes
    parents = {span.parent.span_id for span in spans.values() if span.parent is not None}
    context = whole.get_span_context()
    assert context is not None
    assert parents == {context.span_id}


def test_a_clock_that_was_set_back_meanwhile_makes_no_span_that_ends_before_it_began() -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))

    Traces(provider).answered(replace(TURN, queued_at=NOON - timedelta(hours=1)))

    assert all(
        (span.start_time or 0) <= (span.end_time or 0) for span in exporter.get_finished_spans()
    )


def test_where_nobody_collects_a_turn_goes_on() -> None:
    traces = Traces(provider_for("http://127.0.0.1:9/v1/traces"))
    traces.answered(TURN)
    traces.close()
