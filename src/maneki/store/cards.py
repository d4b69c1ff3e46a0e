"""How what an outbox row carries is written down."""

from __future__ import annotations

from typing import Any

from maneki.model.event import EventKind
from maneki.model.ids import FilterId
from maneki.model.interchange import read_listing, write_listing
from maneki.model.money import Money
from maneki.model.outbox import AlertCard, Note, Renewal


def write_card(card: AlertCard) -> dict[str, Any]:
    return {
        "event": card.event,
        "listing": write_listing(card.listing),
        "asking": _write_money(card.asking),
        "converted": _write_money(card.converted),
        "rates_as_of": card.rates_as_of,
        "before": _write_money(card.before),
    }


def read_card(data: dict[str, Any]) -> AlertCard:
    return AlertCard(
        event=EventKind(data["event"]),
        listing=read_listing(data["listing"]),
        asking=_read_money(data["asking"]),
        converted=_read_money(data["converted"]),
        rates_as_of=data["rates_as_of"],
        before=_read_money(data["before"]),
    )


def write_note(note: Note) -> dict[str, Any]:
    return {
        "text": note.text,
        "private_text": note.private_text,
        "asks": note.asks,
        "cards": [write_card(card) for card in note.cards],
        "count": note.count,
        "renews": [[one.id, one.name] for one in note.renews],
    }


def read_note(data: dict[str, Any]) -> Note:
    return Note(
        text=data["text"],
        private_text=data.get("private_text"),
        asks=data.get("asks", False),
        cards=tuple(read_card(card) for card in data["cards"]),
        count=data.get("count", 0),
        renews=tuple(Renewal(FilterId(one), name) for one, name in data.get("renews") or ()),
    )


def _write_money(money: Money | None) -> dict[str, Any] | None:
    return None if money is None else {"amount": money.amount, "currency": money.currency}


def _read_money(data: dict[str, Any] | None) -> Money | None:
    return None if data is None else Money(data["amount"], data["currency"])
