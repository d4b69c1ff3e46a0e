"""What a link changed, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from maneki.model.ids import DestinationId
from maneki.model.link import Kept
from maneki.model.person import Preferences
from maneki.model.quiet import QuietHours
from maneki.store.people import clock_at, minutes_of


def write_kept(kept: Kept) -> dict[str, Any]:
    return {
        "before": write_preferences(kept.before),
        "after": write_preferences(kept.after),
        "default_before": kept.default_before,
        "renamed": dict(kept.renamed),
        "pinned": [*kept.pinned],
        "feedback": [*kept.feedback],
        "has_admission": kept.has_admission,
    }


def read_kept(body: dict[str, Any]) -> Kept:
    default: str | None = body["default_before"]
    return Kept(
        before=read_preferences(body["before"]),
        after=read_preferences(body["after"]),
        default_before=DestinationId(default) if default else None,
        renamed=body["renamed"],
        pinned=tuple(body["pinned"]),
        feedback=tuple(body["feedback"]),
        has_admission=body["has_admission"],
    )


def write_preferences(wanted: Preferences) -> dict[str, Any]:
    quiet, paused = wanted.quiet, wanted.paused_until
    return {
        "currency": wanted.currency,
        "time_zone": wanted.time_zone,
        "language": wanted.language,
        "proxies": wanted.proxies,
        "quiet": [minutes_of(quiet.start), minutes_of(quiet.end)] if quiet else None,
        "paused_until": paused.isoformat() if paused else None,
        "most_alerts_a_day": wanted.most_alerts_a_day,
        "most_messages_an_hour": wanted.most_messages_an_hour,
    }


def read_preferences(body: dict[str, Any]) -> Preferences:
    quiet, paused = body["quiet"], body["paused_until"]
    return Preferences(
        currency=body["currency"],
        time_zone=body["time_zone"],
        language=body["language"],
        proxies=body["proxies"],
        quiet=QuietHours(*map(clock_at, quiet)) if quiet else None,
        paused_until=datetime.fromisoformat(paused) if paused else None,
        most_alerts_a_day=body["most_alerts_a_day"],
        most_messages_an_hour=body["most_messages_an_hour"],
    )
