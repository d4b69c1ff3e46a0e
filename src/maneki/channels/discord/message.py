"""A parcel as the JSON of one Discord message. Pure.

Limits: https://discord.com/developers/docs/resources/message#create-message. Nobody is pinged but
the owner of the parcel and those who share it, and only where others read along: a DM announces
itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from maneki.channels.discord.buttons import components_for, marks_in
from maneki.channels.discord.digests import digest_words, page_buttons
from maneki.channels.discord.embeds import ALONE, Audience, also_for, embed_of, price_line
from maneki.channels.discord.replies import reply_in, reply_message
from maneki.channels.discord.wording import cut, escaped, escaped_lines, length, web_address
from maneki.delivery.packing import only_for_some
from maneki.model.ids import OutboxId, PersonId
from maneki.model.outbox import AlertCard, Item, Note, OutboxKind, Parcel
from maneki.phrases import say

LONGEST_CONTENT = 2000
MOST_EMBEDS = 10

_SUPPRESS_EMBEDS = 1 << 2
_SILENT = 1 << 12
_WITHOUT_PICTURES, _WITHOUT_BUTTONS, _PLAIN_TEXT = 1, 2, 3
_LONGEST_PLAIN_TITLE = 100


def message_of(
    parcel: Parcel, *, owner: str | None = None, others: Mapping[PersonId, str] | None = None
) -> dict[str, Any]:
    """The body for Create Message.

    `owner` is the user id of whom the parcel is for, `others` those of its fellows; they are
    mentioned outside private places.
    """
    if reply := reply_in(parcel):
        return {**reply_message(reply, parcel), "nonce": parcel.nonce, "enforce_nonce": True}
    others = others or {}
    mentioned = _mentioned(parcel, owner, others)
    message = {
        **_contents(parcel, others, room=LONGEST_CONTENT - len(_mentioning(mentioned))),
        "allowed_mentions": _allowed(mentioned),
        "nonce": parcel.nonce,
        "enforce_nonce": True,
    }
    if any(item.note is not None and item.note.asks for item in parcel.items):
        message["flags"] = message.get("flags", 0) | _SILENT
    content = (_mentioning(mentioned) + message.get("content", "")).strip()
    return {**message, "content": content} if content else message


def cards_and_words(
    text: str, cards: Sequence[AlertCard], *, language: str, with_pictures: bool = True
) -> dict[str, Any]:
    """Content and embeds for our own words with cards to illustrate them.

    The words are markdown of ours; what they quote from others must be escaped already.
    """
    embeds = [
        embed_of(card, language=language, with_picture=with_pictures)
        for card in cards[:MOST_EMBEDS]
    ]
    return {"content": cut(text, longest=LONGEST_CONTENT), "embeds": _each_shown(embeds)}


def is_whole(posted: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether Discord shows, or showed, the embeds that were to be shown.

    Where we lack the permission for embeds it takes them out, and says nothing of it. What a
    moderator has hidden since is another matter: that was there.
    """
    was_hidden = posted.get("flags", 0) & _SUPPRESS_EMBEDS
    return bool(posted.get("embeds") or was_hidden) or not wanted.get("embeds")


def is_delivered(sent: dict[str, Any], wanted: dict[str, Any], parcel: Parcel) -> bool:
    """Whether a message read back from a channel is the one that was to be sent, and whole."""
    if says_it_in_words(parcel) and wanted.get("content"):
        is_known: bool = sent.get("nonce") == wanted["nonce"]
        return is_known or bool(sent.get("content") == wanted["content"])
    return is_same(sent, wanted) and is_whole(sent, wanted)


def says_it_in_words(parcel: Parcel) -> bool:
    """Whether it is an answer: its words say what is to be said, whatever is shown beside them."""
    reply = reply_in(parcel)
    return reply is not None and bool(reply.said_at(parcel.destination).strip())


def is_same(sent: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether a message read back from a channel is the one that was to be sent.

    The nonce tells, where Discord still gives it; else the alerts its buttons are about; else,
    without buttons, what it says.
    """
    if sent.get("nonce") == wanted["nonce"]:
        return True
    marks = marks_in(wanted.get("components", ()))
    if marks:
        return marks == marks_in(sent.get("components", ()))
    return _gist(sent) == _gist(wanted)


def _gist(message: dict[str, Any]) -> tuple[Any, ...]:
    embeds = message.get("embeds") or ()
    said = tuple((one.get("title"), one.get("description"), one.get("url")) for one in embeds)
    return message.get("content", ""), said


def _mentioned(
    parcel: Parcel, owner: str | None, others: Mapping[PersonId, str]
) -> tuple[str, ...]:
    """Each once, the owner first."""
    if parcel.destination.is_private:
        return ()
    theirs = [others.get(one.item.person_id) for one in parcel.fellows if one.item.person_id]
    return tuple(dict.fromkeys(user for user in (owner, *theirs) if user))


def _mentioning(users: Sequence[str]) -> str:
    return "".join(f"<@{user}> " for user in users)


def _allowed(users: Sequence[str]) -> dict[str, Any]:
    return {"parse": [], "users": list(users)} if users else {"parse": []}


def _contents(parcel: Parcel, others: Mapping[PersonId, str], *, room: int) -> dict[str, Any]:
    if parcel.plainness >= _PLAIN_TEXT:
        return {"content": _plain_text(parcel, others, room), "flags": _SUPPRESS_EMBEDS}
    contents: dict[str, Any] = {}
    if words := "\n".join(_said(item.note, parcel) for item in parcel.items if item.note):
        contents["content"] = escaped_lines(words, longest=room)
    if embeds := list(_embeds(parcel, others)):
        contents["embeds"] = _each_shown(embeds[:MOST_EMBEDS])
    if parcel.plainness < _WITHOUT_BUTTONS and (rows := _components(parcel)):
        contents["components"] = rows
    return contents


def _components(parcel: Parcel) -> list[dict[str, Any]]:
    language = parcel.language
    for item in parcel.items:
        if item.kind is OutboxKind.DIGEST and item.note is not None:
            return page_buttons(item.id, item.note, language=language)
    return components_for(parcel.items, language=language, is_private=parcel.destination.is_private)


def _said(note: Note, parcel: Parcel) -> str:
    return digest_words(note, at=parcel.destination, language=parcel.language)


def _embeds(parcel: Parcel, others: Mapping[PersonId, str]) -> Iterable[dict[str, Any]]:
    audiences = _audiences(parcel, others)
    with_picture = parcel.plainness < _WITHOUT_PICTURES
    for item in parcel.items:
        if item.card is not None:
            yield embed_of(
                item.card,
                language=parcel.language,
                # Their names are for their owner alone.
                filters=item.filters if parcel.destination.is_private else (),
                audience=audiences.get(item.id, ALONE),
                with_picture=with_picture,
            )
        for card in _illustrations(item, parcel):
            yield embed_of(card, language=parcel.language, with_picture=with_picture)


def _illustrations(item: Item, parcel: Parcel) -> Iterable[AlertCard]:
    """What is for adults illustrates nothing where it may not be shown."""
    is_open = parcel.destination.is_age_restricted
    cards = item.note.cards if item.note is not None else ()
    return (card for card in cards if is_open or not card.listing.adult)


def _audiences(parcel: Parcel, others: Mapping[PersonId, str]) -> dict[OutboxId, Audience]:
    """Who else hears of each item, where others do."""
    if not parcel.fellows:
        return {}
    named = only_for_some(parcel.items, parcel.fellows)
    cards = {
        item.id: [
            one.item.card
            for one in parcel.fellows
            if one.item.card is not None and one.item.event_id == item.event_id
        ]
        for item in parcel.items
    }
    return {
        item.id: Audience(
            named=tuple(others[person] for person in named[item.id] if person in others),
            cards=tuple(cards[item.id]),
        )
        for item in parcel.items
    }


def _each_shown(embeds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of embeds with one address Discord shows only the first: the others go without theirs."""
    seen: set[str] = set()
    for embed in embeds:
        url = embed.get("url")
        if url in seen:
            del embed["url"]
        elif url:
            seen.add(url)
    return embeds


def _plain_text(parcel: Parcel, others: Mapping[PersonId, str], room: int) -> str:
    """Every item in words, each with its share of the room."""
    audiences = _audiences(parcel, others)
    parts: list[str] = []
    for number, item in enumerate(parcel.items):
        share = (room - sum(map(length, parts)) - len(parts)) // (len(parcel.items) - number)
        audience = audiences.get(item.id, ALONE)
        parts.append(_item_in_words(item, parcel, audience, longest=share))
    return "\n".join(filter(None, parts))


def _item_in_words(item: Item, parcel: Parcel, audience: Audience, *, longest: int) -> str:
    if item.card is not None:
        return _card_in_words(item.card, parcel.language, audience, longest=longest)
    words = _said(item.note, parcel) if item.note else ""
    said = escaped_lines(words, longest=longest)
    return _with_cards(said, parcel, longest=longest) if item.kind is OutboxKind.DIGEST else said


def _with_cards(said: str, parcel: Parcel, *, longest: int) -> str:
    """A digest is nothing without what it tells of: each card has its share of the room."""
    cards = [card for item in parcel.items for card in _illustrations(item, parcel)]
    share = (longest - length(said)) // max(1, len(cards)) - 1
    lines = (_card_in_words(card, parcel.language, longest=share) for card in cards)
    return "\n".join([said, *filter(None, lines)])


def _card_in_words(
    card: AlertCard, language: str, audience: Audience = ALONE, *, longest: int
) -> str:
    """Title, price and address; the address whole or not at all."""
    title = escaped(card.listing.title, longest=_LONGEST_PLAIN_TITLE)
    parts = [
        title or say("alert.untitled", language),
        price_line(card, language, audience),
        f"<{url}>" if (url := web_address(card.listing.url)) else None,
        also_for(audience, language),
    ]
    words = ""
    for part in filter(None, parts):
        longer = f"{words} · {part}" if words else part
        words = longer if length(longer) <= longest else words
    return words
