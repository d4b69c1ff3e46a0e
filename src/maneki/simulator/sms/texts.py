"""The texts that went to and fro, by the customer's number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from maneki.channels.sms.inbound import Provider


class Way(StrEnum):
    TO_CUSTOMER = "to the customer"
    FROM_CUSTOMER = "from the customer"
    BY_PROVIDER = "by the provider"
    """Its own answer to STOP, START or HELP."""


@dataclass(slots=True, kw_only=True)
class SimText:
    """`number` is the customer's. `status` and `reference` are of those that we were given."""

    id: str
    way: Way
    provider: Provider
    number: str
    text: str
    at: datetime
    segments: int = 0
    reference: str | None = None
    callback_url: str | None = None
    status: str = "queued"


@dataclass(slots=True)
class Phone:
    """What one customer has on their phone, and whether they want texts."""

    texts: list[SimText] = field(default_factory=list)
    has_opted_out: bool = False
    is_blocked: bool = False
    """By the provider, which heard STOP itself."""
    replies_owed: int = 0
    """How many texts may still go to a number that has opted out: one answer to STOP, to HELP."""
    wrote_at: datetime | None = None
    takes_no_texts: bool = False
    """It is a landline."""


class Phones:
    def __init__(self) -> None:
        self._phones: dict[str, Phone] = defaultdict(Phone)

    def of(self, number: str) -> Phone:
        return self._phones[number]

    def sent(self, provider: Provider) -> list[SimText]:
        """Every text that the program has sent by this provider, the newest first."""
        texts = [
            text
            for phone in self._phones.values()
            for text in phone.texts
            if text.way is Way.TO_CUSTOMER and text.provider is provider
        ]
        return sorted(texts, key=lambda text: text.at, reverse=True)
