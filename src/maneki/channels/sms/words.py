"""What a parcel says as a text message. Pure.

A note's words are one message already, cut by `maneki.channels.sms.voice`; what is shown beside
them elsewhere (books) becomes lines, unless the words name it. Alerts and digests are told in as
many as fit. Everything is transliterated: what is measured is what is sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from maneki.channels.sms.segments import STANDARD, Sizes, measured, transliterated
from maneki.channels.sms.split import split
from maneki.model.book_card import BookCard
from maneki.model.links import is_barred, without_barred
from maneki.model.outbox import AlertCard, Item, Note, OutboxKind, Parcel, Waiting
from maneki.model.person import Destination
from maneki.phrases import say
from maneki.phrases.amounts import amount

LONGEST_TITLE = 80
"""Characters of a title by somebody else."""
TITLES = (LONGEST_TITLE, 40, 20)
"""How long titles may be, the first that fits: the link and the price matter more."""

_BLANKS = re.compile(r"\s+")


class Words:
    """Says parcels in the name of a shop, in `most_segments` at most where that is possible."""

    def __init__(self, *, shop: str, most_segments: int, sizes: Sizes = STANDARD) -> None:
        self._shop = shop
        self._most_segments = most_segments
        self._sizes = sizes

    def of(self, parcel: Parcel) -> str:
        """ "" if there is nothing to say."""
        alerts = [item for item in parcel.items if item.kind is OutboxKind.ALERT]
        if alerts:
            return self._of_alerts(alerts, parcel.language)
        notes = [item for item in parcel.items if item.note is not None]
        said = [self._of_note(item, parcel.destination, parcel.language) for item in notes]
        return "\n".join(filter(None, said))

    def room_for(self, waiting: Waiting) -> int:
        """How many of the items, from the first on, fit into one text; at least one."""
        alerts = [item for item in waiting.items if item.kind is OutboxKind.ALERT]
        if len(alerts) < len(waiting.items):
            return 1
        for count in range(len(alerts), 1, -1):
            if self._fits(self._told(alerts[:count], waiting.language, LONGEST_TITLE)):
                return count
        return 1

    def segments_of(self, text: str) -> int:
        return measured(text, sizes=self._sizes).segments

    def _fits(self, text: str) -> bool:
        return self.segments_of(text) <= self._most_segments

    def _of_alerts(self, items: Sequence[Item], language: str) -> str:
        tried = [self._told(items, language, longest) for longest in TITLES]
        return next(filter(self._fits, tried), tried[-1])

    def _told(self, items: Sequence[Item], language: str, longest: int) -> str:
        cards = [item.card for item in items if item.card is not None]
        lines = [_alert_line(card, language, longest) for card in cards]
        said = say("sms.alerts", language, shop=self._shop, lines="\n".join(lines))
        return _plain(f"{said}\n{say('sms.how_to_stop', language)}")

    def _of_note(self, item: Item, at: Destination, language: str) -> str:
        note = item.note
        if note is None:
            return ""
        if item.kind is OutboxKind.DIGEST:
            return self._of_digest(note, language)
        said = _plain(without_barred(note.said_at(at), instead=say("sms.link_left_out", language)))
        lines = [_alert_line(card, language, LONGEST_TITLE) for card in note.cards]
        lines += [_book_line(book, language) for book in note.books if not _is_named(book, said)]
        return self._with_lines(said, lines)

    def _of_digest(self, note: Note, language: str) -> str:
        """The first of its alerts, as many as fit, and how many there are."""
        tried = [
            self._digest(note, shown, language, longest)
            for shown in range(len(note.cards), -1, -1)
            for longest in TITLES[: 1 if shown > 1 else None]
        ]
        return next(filter(self._fits, tried), tried[-1])

    def _digest(self, note: Note, shown: int, language: str, longest: int) -> str:
        count = max(note.count, len(note.cards))
        head = say("sms.digest", language, shop=self._shop, count=count)
        lines = [_alert_line(card, language, longest) for card in note.cards[:shown]]
        more = [say("sms.digest.more", language, count=count - shown)] if count > shown else []
        return _plain("\n".join([head, *lines, *more, say("sms.how_to_stop", language)]))

    def _with_lines(self, said: str, lines: Sequence[str]) -> str:
        """As many of them as there is room for."""
        for line in lines:
            longer = "\n".join(filter(None, [said, _plain(line)]))
            if self._fits(longer):
                said = longer
        return said

    def cut(self, text: str) -> str:
        """The first message of a text, for what nobody has cut before."""
        parts = split(text, most_segments=self._most_segments, sizes=self._sizes)
        return parts[0] if parts else ""


def _is_named(book: BookCard, said: str) -> bool:
    return _flat(_plain(book.title)) in _flat(said)


def _alert_line(card: AlertCard, language: str, longest: int) -> str:
    title = card.listing.title.strip() or say("alert.untitled", language)
    price = card.converted or card.asking
    facts = [_shortened(title, longest), amount(price, language) if price else ""]
    what = say(f"alert.event.{card.event}", language)
    line = f"{what}: {', '.join(filter(None, facts))}"
    url = card.listing.url
    return f"{line} {url}" if url and not is_barred(url) else line


def _book_line(book: BookCard, language: str) -> str:
    facts = [_shortened(book.title, LONGEST_TITLE), ", ".join(book.authors[:2])]
    if book.price is not None:
        facts.append(amount(book.price, language))
    if book.available is not None:
        facts.append(say(f"sms.book.{_stock(book.available)}", language, count=book.available))
    return " - ".join(filter(None, facts))


def _stock(available: int) -> str:
    return "in_stock" if available > 0 else "out_of_stock"


def _shortened(text: str, longest: int) -> str:
    flat = _BLANKS.sub(" ", text).strip()
    return flat if len(flat) <= longest else f"{flat[: longest - 3].rstrip()}..."


def _plain(text: str) -> str:
    return transliterated(text).strip()


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", text).casefold()
