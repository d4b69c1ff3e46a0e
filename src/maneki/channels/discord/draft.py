"""A message that grows into an answer: what is known of it, and what is asked of Discord for it.
Pure.

Its nonce is its name: whoever asks once more for a message of that nonce gets the one that is there
already, for a few minutes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from maneki.channels.discord.rest import Call
from maneki.delivery.limits import POST_MESSAGE
from maneki.model.conversation import Place, PlaceKind

NONCE_HOLDS = timedelta(minutes=2)
"""So long after it was asked for Discord surely knows a nonce again (it says: a few minutes)."""
_MOST_READ = 100
_SILENT = 1 << 12

Key = tuple[str, str | None]
"""The channel, and the message that is answered there: a draft and its answer have them in common.
"""


@dataclass(slots=True, eq=False)
class Draft:
    """`message` is its id, once it is known. `may_be_there`: it was asked for, and nobody said what
    became of that. `first` is a fingerprint of what it was to say first. `is_over`: nothing is
    added to it any more. `is_refused`: Discord does not want it. `is_from_before`: it was shown by
    a process that is no more.
    """

    nonce: str
    place: Place
    channel: str
    replies_to: str | None
    begun_at: datetime
    shown_at: float
    message: str | None = None
    shown: str = ""
    first: str = ""
    is_kept: bool = False
    may_be_there: bool = False
    is_busy: bool = False
    is_over: bool = False
    is_refused: bool = False
    is_from_before: bool = False

    @property
    def key(self) -> Key:
        return self.channel, self.replies_to

    @property
    def is_there(self) -> bool:
        """Whether there may be something to be seen of it."""
        return self.message is not None or self.may_be_there

    def is_remembered(self, now: datetime) -> bool:
        """Whether Discord gives us its message if it is asked for once more."""
        return timedelta(0) <= now - self.begun_at < NONCE_HOLDS


def fingerprint(words: str) -> str:
    """By which words are known again that are nobody's business."""
    return hashlib.sha256(words.strip().encode()).hexdigest()[:32]


# As it is written down


def as_written(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.place.kind,
        "address": draft.place.address,
        "channel": draft.channel,
        "replies_to": draft.replies_to,
        "begun_at": draft.begun_at.isoformat(),
        "first": draft.first,
        "message": draft.message,
    }


def from_before(nonce: str, written: Mapping[str, Any], *, now: float) -> Draft:
    """A draft of a process that is no more. Without a message it may be there or not."""
    return Draft(
        nonce=nonce,
        place=Place(kind=PlaceKind(written["kind"]), address=written["address"]),
        channel=written["channel"],
        replies_to=written["replies_to"],
        begun_at=datetime.fromisoformat(written["begun_at"]),
        shown_at=now,
        message=written["message"],
        first=written["first"],
        is_kept=True,
        may_be_there=written["message"] is None,
        is_over=True,
        is_from_before=True,
    )


# What is asked of Discord


def posting(draft: Draft, words: str, *, if_spare: bool = False, quietly: bool = False) -> Call:
    """The first of its words; whom it answers is told now, because an edit rings nobody."""
    body: dict[str, Any] = {
        "content": words,
        "allowed_mentions": {"parse": []},
        "nonce": draft.nonce,
        "enforce_nonce": True,
    }
    if quietly:
        body["flags"] = _SILENT
    elif draft.replies_to is not None:
        body["message_reference"] = {"message_id": draft.replies_to, "fail_if_not_exists": False}
        body["allowed_mentions"] = {"parse": [], "replied_user": True}
    return Call(
        method="POST",
        path=f"/channels/{draft.channel}/messages",
        route=POST_MESSAGE,
        major=draft.channel,
        body=body,
        if_spare=if_spare,
    )


def editing(channel: str, message: str, body: object, *, if_spare: bool = False) -> Call:
    return Call(
        method="PATCH",
        path=f"/channels/{channel}/messages/{message}",
        route="PATCH /channels/{channel_id}/messages/{message_id}",
        major=channel,
        body=body,
        if_spare=if_spare,
    )


def deleting(draft: Draft) -> Call:
    return Call(
        method="DELETE",
        path=f"/channels/{draft.channel}/messages/{draft.message}",
        route="DELETE /channels/{channel_id}/messages/{message_id}",
        major=draft.channel,
        patience_s=10.0,
        is_repeatable=True,
    )


def reading(draft: Draft) -> Call:
    """What was said there last."""
    return Call(
        method="GET",
        path=f"/channels/{draft.channel}/messages",
        route="GET /channels/{channel_id}/messages",
        major=draft.channel,
        params={"limit": str(_MOST_READ)},
        patience_s=10.0,
        is_repeatable=True,
    )


def found_in(messages: Iterable[Mapping[str, Any]], draft: Draft, *, me: str) -> str | None:
    """Its message among those, known by its first words: nonces are not told when one reads."""
    for message in messages:
        is_mine = message["author"]["id"] == me
        if is_mine and fingerprint(message.get("content") or "") == draft.first:
            return str(message["id"])
    return None
