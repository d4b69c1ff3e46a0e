"""What Prometheus reads of text messages. Labels are few: no numbers and no words of anybody."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter

from maneki.channels.sms.channel import TextSent
from maneki.channels.sms.inbound import DeliveryStatus
from maneki.model.conversation import MICROS_A_DOLLAR


class TextMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._segments = Counter(
            "maneki_text_segments",
            "What texts came to that a provider has taken",
            registry=registry,
        )
        self._dollars = Counter(
            "maneki_text_dollars",
            "What that cost, if MANEKI_SMS_SEGMENT_PRICE is set",
            registry=registry,
        )
        self._reports = Counter(
            "maneki_text_reports",
            "What providers say became of texts",
            ["status"],
            registry=registry,
        )

    def sent(self, text: TextSent) -> None:
        """Called for every text, once its cost is written down."""
        self._segments.inc(text.segments)
        if text.micros is not None:
            self._dollars.inc(text.micros / MICROS_A_DOLLAR)

    def reported(self, status: DeliveryStatus) -> None:
        """Called for every report that was news."""
        self._reports.labels(status).inc()
