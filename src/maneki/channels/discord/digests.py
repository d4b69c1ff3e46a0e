"""A digest as it is shown: its words, and the buttons that turn its pages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maneki.channels.discord.buttons import Action, action_rows, button
from maneki.channels.discord.wording import escaped_lines
from maneki.model.ids import OutboxId
from maneki.model.outbox import AlertCard, DigestPage, Note
from maneki.model.person import Destination
from maneki.phrases import say

LONGEST_WORDS = 1500


def digest_words(note: Note, *, at: Destination, language: str, first: int = 0) -> str:
    """What it is, and which of its alerts are shown if not all of them are."""
    said, shown = note.said_at(at), len(note.cards)
    if note.count <= shown:
        return said
    last = min(first + shown, note.count)
    numbers = say("digest.range", language, first=first + 1, last=last, count=note.count)
    return f"{said} · {numbers}"


def page_buttons(
    digest_id: OutboxId, note: Note, *, language: str, first: int = 0
) -> list[dict[str, Any]]:
    """None where all is shown at once. Both are always there, so that they stay where they are."""
    shown = len(note.cards)
    if note.count <= shown:
        return []
    turns = (
        ("previous", max(0, first - shown), first == 0),
        ("next", first + shown, first + shown >= note.count),
    )
    return action_rows(
        [
            button(Action.PAGE, f"{digest_id}={to}", say(f"digest.{way}", language))
            | {"disabled": is_end}
            for way, to, is_end in turns
        ]
    )


def read_page(subject: str) -> tuple[OutboxId, int]:
    """Which digest, and from which number on."""
    digest_id, _, first = subject.partition("=")
    return OutboxId(digest_id), int(first) if first.isdecimal() else 0


def page_words(page: DigestPage, *, owner: str) -> str:
    """As the message that is being turned said it when it was sent."""
    said = digest_words(page.note, at=page.destination, language=page.language, first=page.first)
    words = escaped_lines(said, longest=LONGEST_WORDS)
    return words if page.destination.is_private else f"<@{owner}> {words}"


def page_cards(page: DigestPage) -> Sequence[AlertCard]:
    """Adult listings are shown in age-restricted places alone."""
    may_be_adult = page.destination.is_age_restricted
    return [card for card in page.cards if may_be_adult or not card.listing.adult]
