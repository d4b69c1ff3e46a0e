"""An answer to a customer as the JSON of one Discord message. Pure.

Its words are the assistant's own markdown and go as they are. Nobody is pinged by them, whoever
they name, but whom they answer: what it answers is shown above it, if it is still there. Only what
opens a thread of the staff's rings a role, where their server has named one.
"""

from __future__ import annotations

import re
from typing import Any

from maneki.channels.discord.book_cards import book_buttons, book_embeds, books_in_words
from maneki.channels.discord.wording import cut, length
from maneki.model.outbox import Note, OutboxKind, Parcel

LONGEST_CONTENT = 2000

_WITHOUT_PICTURES, _WITHOUT_BUTTONS, _PLAIN_TEXT = 1, 2, 3
_SUPPRESS_EMBEDS = 1 << 2
_ID = re.compile("[0-9]{1,20}")
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


def reply_in(parcel: Parcel) -> Note | None:
    """The answer that a parcel carries, if it carries one. Each travels alone."""
    replies = [item.note for item in parcel.items if item.kind is OutboxKind.REPLY and item.note]
    return replies[0] if len(replies) == 1 == len(parcel.items) else None


def reply_message(note: Note, parcel: Parcel) -> dict[str, Any]:
    """The body for Create Message, but for its nonce."""
    message = {**_contents(note, parcel), "allowed_mentions": _ringing(note)}
    if parcel.plainness == 0 and note.replies_to and _ID.fullmatch(note.replies_to):
        # Where it was refused it goes without: we may not be allowed to read what was said.
        reference = {"message_id": note.replies_to, "fail_if_not_exists": False}
        message["message_reference"] = reference
        message["allowed_mentions"] |= {"replied_user": True}
    return message


def _ringing(note: Note) -> dict[str, Any]:
    """Nobody, or exactly the one role."""
    is_one = note.rings is not None and _ID.fullmatch(note.rings)
    return {"parse": [], "roles": [note.rings]} if is_one else {"parse": []}


def edit_of(message: dict[str, Any]) -> dict[str, Any]:
    """The same for a message that is there already, all of which it replaces."""
    edit: dict[str, Any] = {"content": "", "embeds": [], "components": []}
    for key in (*edit, "allowed_mentions", "flags"):
        if key in message:
            edit[key] = message[key]
    return edit


def _contents(note: Note, parcel: Parcel) -> dict[str, Any]:
    said = _HALF_A_PAIR.sub("\ufffd", note.said_at(parcel.destination)).strip()
    words = said if length(said) <= LONGEST_CONTENT else cut(said, longest=LONGEST_CONTENT)
    if parcel.plainness >= _PLAIN_TEXT:
        return {"content": _with_books(words, note, parcel), "flags": _SUPPRESS_EMBEDS}
    contents: dict[str, Any] = {"content": words} if words else {}
    if note.books:
        with_pictures = parcel.plainness < _WITHOUT_PICTURES
        contents["embeds"] = book_embeds(
            note.books, language=parcel.language, with_pictures=with_pictures
        )
        if parcel.plainness < _WITHOUT_BUTTONS:
            contents["components"] = book_buttons(note.books, language=parcel.language)
    return contents


def _with_books(words: str, note: Note, parcel: Parcel) -> str:
    room = LONGEST_CONTENT - length(words) - 1
    books = books_in_words(note.books, language=parcel.language, longest=room)
    return "\n".join(filter(None, [words, books]))
