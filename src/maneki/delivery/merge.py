"""Which alerts go into which digest, and in what order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from maneki.model.digest import MOST_SHOWN, DigestOrder, Every
from maneki.model.hold import HeldFor
from maneki.model.outbox import AlertCard, Item, Matched, Note
from maneki.phrases import quoted, say


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one digest tells of: alerts that waited for the same, in the order shown.

    `of` is the filter whose digest it is; None for what went beyond a limit, or piled up.
    """

    why: HeldFor
    of: Matched | None
    items: tuple[Item, ...]


def bundles(items: Sequence[Item]) -> list[Bundle]:
    """Each item in one bundle, but for those that no digest is made of any more."""
    together: dict[tuple[HeldFor, Matched | None], list[Item]] = defaultdict(list)
    for item in items:
        if item.held_for is HeldFor.DIGEST:
            if digest := _first_digest(item):
                together[HeldFor.DIGEST, digest].append(item)
        elif item.held_for is not None:
            together[item.held_for, None].append(item)
    return [Bundle(why, of, tuple(_in_order(of, theirs))) for (why, of), theirs in together.items()]


def note_of(bundle: Bundle, *, language: str) -> Note:
    """What a digest says, with the first of its alerts."""
    top = bundle.of.digest.top if bundle.of and bundle.of.digest else MOST_SHOWN
    private = say("digest.of_filter", language, name=quoted(bundle.of.name)) if bundle.of else None
    return Note(
        text=say(f"digest.{bundle.why}", language),
        private_text=private,
        cards=tuple(item.card for item in bundle.items[:top] if item.card),
        count=len(bundle.items),
    )


def _first_digest(item: Item) -> Matched | None:
    """Of several filters with digests the one whose comes most often, then by name."""
    with_digests = [one for one in item.filters if one.digest is not None]
    return min(with_digests, key=_rank, default=None)


def _rank(one: Matched) -> tuple[bool, str, str]:
    is_daily = one.digest is not None and one.digest.every is Every.DAY
    return is_daily, one.name, one.id


def _in_order(of: Matched | None, items: Sequence[Item]) -> list[Item]:
    newest = sorted(items, key=lambda item: (item.queued_at, item.id), reverse=True)
    if of is None or of.digest is None or of.digest.order is DigestOrder.NEWEST:
        return newest
    return sorted(newest, key=lambda item: _price(item.card))


def _price(card: AlertCard | None) -> tuple[bool, str, int]:
    """In the person's currency where it is known; without a price last."""
    price = (card.converted or card.asking) if card else None
    return (True, "", 0) if price is None else (False, price.currency, price.amount)
