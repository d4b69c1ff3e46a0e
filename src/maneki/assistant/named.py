"""Which books a reply names, in the order in which it does. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from maneki.assistant.evidence import title_key
from maneki.assistant.tools.views import BookView

_SUBTITLE = re.compile(r"\s*[:(\[].*$", re.DOTALL)
_SHORTEST_HEAD = 6
"""Letters of a title without its subtitle that still tell it from a word of the sentence."""


def named_in(reply: str, views: Iterable[BookView]) -> tuple[BookView, ...]:
    """Those of the books whose titles stand in the reply, each once."""
    text = f" {title_key(reply)} "
    places = {view.id: (_place(view.card.title, text), view) for view in views}
    found = [(place, view) for place, view in places.values() if place >= 0]
    return tuple(view for _, view in sorted(found, key=lambda one: one[0]))


def _place(title: str, text: str) -> int:
    whole = title_key(title)
    place = text.find(f" {whole} ") if whole else -1
    if place >= 0:
        return place
    head = title_key(_SUBTITLE.sub("", title))
    return text.find(f" {head} ") if len(head) >= _SHORTEST_HEAD else -1
