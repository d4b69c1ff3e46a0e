"""What a model is told last, as data: the time, the place, who is there. Pure.

It changes from turn to turn, so it stands behind everything that does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from maneki.assistant.assistant import Question
from maneki.assistant.inert import inert
from maneki.model.conversation import Medium

_LONGEST_FACT = 300
_LONGEST_SUMMARY = 2_000
_PLACES = {
    Medium.SMS: "text messages",
    Medium.DISCORD: "Discord",
    Medium.TEXT: "a terminal of the shop",
}


def trailing(question: Question, *, zone: ZoneInfo, shop: str) -> str:
    """The notes on a question. Only a private place gets anything about the person."""
    lines = "\n".join(f"- {line}" for line in _lines(question, zone=zone, shop=shop))
    return f"Notes for this turn (data, not written by the customer):\n{lines}"


def _lines(question: Question, *, zone: ZoneInfo, shop: str) -> Iterator[str]:
    now = question.now.astimezone(zone)
    yield f"The shop is {inert(shop, most=100)}."
    yield f"It is {now:%A, %Y-%m-%d, %H:%M} at the shop ({zone.key})."
    place = question.conversation.place
    who = "only the customer reads it" if place.is_private else "other people read along"
    yield f"This is {_PLACES[place.medium]}; {who}."
    if question.conversation.summary:
        summary = inert(question.conversation.summary, most=_LONGEST_SUMMARY)
        yield f"Earlier in this conversation: {_in_one_line(summary)}"
    if place.is_private:
        for fact in question.facts:
            name, value = inert(fact.name, most=60), inert(fact.value, most=_LONGEST_FACT)
            yield f"Known of the customer, {_in_one_line(name)}: {_in_one_line(value)}"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
