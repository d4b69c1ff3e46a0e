"""What a model is told last, as data: the time, the place, who is there. Pure.

It changes from turn to turn, so it stands behind everything that does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from maneki.assistant.assistant import Question
from maneki.assistant.inert import inert
from maneki.model.conversation import Medium, Taste
from maneki.model.memory import KnownBook, favourites_in

_LONGEST_FACT = 600
_LONGEST_TITLE = 60
_LONGEST_SUMMARY = 2_000
_TASTES = {
    Taste.LIKED: "liked these books",
    Taste.DISLIKED: "disliked these books",
    Taste.OWNED: "has or has read these books",
    Taste.SHOWN: "was shown these books last",
}
_PLACES = {
    Medium.SMS: "text messages",
    Medium.DISCORD: "Discord",
    Medium.TEXT: "a terminal of the shop",
}


def trailing(question: Question, *, zone: ZoneInfo, shop: str, noted: Sequence[str] = ()) -> str:
    """The notes on a question. Only a private place gets anything about the person that was not
    said just now; `noted` is what was remembered of that.
    """
    lines = "\n".join(f"- {line}" for line in _lines(question, zone=zone, shop=shop, noted=noted))
    return f"Notes for this turn (data, not written by the customer):\n{lines}"


def _lines(question: Question, *, zone: ZoneInfo, shop: str, noted: Sequence[str]) -> Iterator[str]:
    now = question.now.astimezone(zone)
    yield f"The shop is {inert(shop, most=100)}."
    yield f"It is {now:%A, %Y-%m-%d, %H:%M} at the shop ({zone.key})."
    place = question.conversation.place
    who = "only the customer reads it" if place.is_private else "other people read along"
    yield f"This is {_PLACES[place.medium]}; {who}."
    if question.summary:
        summary = inert(question.summary, most=_LONGEST_SUMMARY)
        yield f"Earlier in this conversation: {_in_one_line(summary)}"
    if place.is_private:
        for name, value in _known(question):
            told = inert(_in_one_line(value), most=_LONGEST_FACT)
            yield f"Known of the customer, {inert(_in_one_line(name), most=60)}: {told}"
    if noted:
        yield f"Noted just now of what the customer says: {inert('; '.join(noted), most=600)}"


def _known(question: Question) -> Iterator[tuple[str, str]]:
    """What is known, each kind on one line; books by their titles."""
    favourites = favourites_in(question.facts)
    groups = {
        one.group: f"{'likes' if one.is_liked else 'dislikes'} the {one.kind}s"
        for one in favourites
    }
    for fact in question.facts:
        if fact.name.partition(":")[0] not in groups:
            yield fact.name, fact.value
    for group, called in groups.items():
        yield called, "; ".join(one.value for one in favourites if one.group == group)
    for taste, called in _TASTES.items():
        titles = [_title(one) for one in question.books if one.taste is taste]
        if titles:
            yield called, "; ".join(titles)


def _title(book: KnownBook) -> str:
    by = f" by {', '.join(book.authors[:2])}" if book.authors else ""
    return f"{book.title[:_LONGEST_TITLE]}{by[:_LONGEST_TITLE]} (book_id {book.book_id})"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
