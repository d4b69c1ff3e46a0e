"""What a text may be: judged as carriers, providers and the law would. Keeps what was broken."""

from __future__ import annotations

from datetime import datetime

from maneki.channels.sms.segments import measured
from maneki.clock import Clock
from maneki.model.links import barred_in
from maneki.model.text_hours import TextHours
from maneki.simulator.sms.rules import Rule, SmsRules, Violation
from maneki.simulator.sms.texts import Phone

STOP_WORDS = frozenset(
    {
        "stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel",
        "arret", "remove", "td",
    }
)  # fmt: skip
START_WORDS = frozenset({"start", "unstop"})
HELP_WORDS = frozenset({"help", "info"})
DATA_WORDS = frozenset({"my data", "export", "forget me", "forget yes"})
"""What somebody asks about their own data is answered, as HELP is, also after STOP."""


class Journal:
    def __init__(self, clock: Clock, rules: SmsRules) -> None:
        self._clock = clock
        self._rules = rules
        self.violations: list[Violation] = []

    def broken(self, rule: Rule, detail: str) -> None:
        self.violations.append(Violation(at=self._clock.monotonic(), rule=rule, detail=detail))

    def judge(self, phone: Phone, text: str) -> None:
        """A text that goes to this phone now."""
        segments = measured(text).segments
        if segments > self._rules.most_segments:
            self.broken(Rule.TOO_LONG, f"{segments} segments")
        for address in barred_in(text):
            self.broken(Rule.SHORTENER, address.split("/")[2 if "://" in address else 0])
        if phone.has_opted_out:
            if phone.replies_owed < 1:
                self.broken(Rule.OPTED_OUT, f"{segments} segments")
            phone.replies_owed -= 1
        if not self._is_answer(phone):
            self._judge_hour()

    def _is_answer(self, phone: Phone) -> bool:
        wrote_at = phone.wrote_at
        return wrote_at is not None and self._clock.now() - wrote_at <= self._rules.answers_for

    def _judge_hour(self) -> None:
        zone, now = self._rules.zone, self._clock.now()
        if zone is not None and TextHours().open_at(now, zone) > now:
            self.broken(Rule.QUIET_HOURS, now.astimezone(zone).strftime("%A %H:%M"))

    def hears(self, phone: Phone, text: str, at: datetime) -> str | None:
        """The customer writes: which keyword that was, in the provider's words; mostly none."""
        phone.wrote_at = at
        word = text.strip().lower()
        if word in STOP_WORDS:
            phone.replies_owed = 0 if phone.has_opted_out else 1
            phone.has_opted_out = True
            return "STOP"
        if word in START_WORDS:
            phone.has_opted_out = False
            return "START"
        if word in HELP_WORDS:
            phone.replies_owed += phone.has_opted_out
            return "HELP"
        if word in DATA_WORDS:
            phone.replies_owed += phone.has_opted_out
        return None
