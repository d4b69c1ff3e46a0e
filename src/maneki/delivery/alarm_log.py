"""Alarms as lines of the log: at once, whoever else can be told, and without the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from maneki.delivery.alarm import news_in
from maneki.model.alarm import Alarm, AlarmId, AlarmKind, Trouble

log = structlog.get_logger(__name__)

_EACH_TIME = frozenset({AlarmKind.LEASE})
"""Another process has ended each time."""


class AlarmLog:
    """What is wrong as far as this process knows: once when it begins, once when it is over."""

    def __init__(self) -> None:
        self._open: dict[tuple[AlarmKind, str], Alarm] = {}
        self._has_heard_of_earlier = False

    def go_on_from(self, alarms: Iterable[Alarm]) -> None:
        """An earlier process has written these lines. Heard once: after that we know better."""
        if self._has_heard_of_earlier:
            return
        self._has_heard_of_earlier = True
        for alarm in alarms:
            if alarm.kind not in _EACH_TIME:
                self._open.setdefault(alarm.key, alarm)

    def write(
        self, troubles: Sequence[Trouble], *, now: datetime, unsure: Collection[AlarmKind] = ()
    ) -> None:
        """`unsure` are kinds that could not be looked at: of what is known nothing is over."""
        sure = [alarm for alarm in self._open.values() if alarm.kind not in unsure]
        news = news_in(troubles, sure, now=now)
        for alarm in news.seen:
            self._open[alarm.key] = replace(alarm, seen_at=now)
        for trouble in news.wrong:
            log.error("alarm.raised", kind=trouble.kind, subject=trouble.subject, **trouble.values)
            self._open[trouble.key] = Alarm(
                id=AlarmId(""),
                kind=trouble.kind,
                subject=trouble.subject,
                opened_at=now,
                seen_at=now,
            )
        for alarm in news.over:
            log.info("alarm.over", kind=alarm.kind, subject=alarm.subject)
            del self._open[alarm.key]
