"""What became of somebody's alerts, told to them: a page of `/alerts log`."""

from __future__ import annotations

from collections.abc import Sequence

from maneki.channels.discord.buttons import Action, action_rows, button
from maneki.channels.discord.described import destination_name
from maneki.channels.discord.embeds import relative_time
from maneki.channels.discord.reception import Caller, Components, Reply
from maneki.channels.discord.wording import escaped, escaped_lines, glimpse, length
from maneki.delivery.desk import DeliveryDesk
from maneki.model.delivery import Delivery
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.ids import OutboxId
from maneki.model.outbox import OutboxState
from maneki.model.person import DestinationKind
from maneki.phrases import say
from maneki.phrases.amounts import amount

MOST = 10
LONGEST_PAGE = 1500
LONGEST_TITLE = 80
LONGEST_REASON = 200
LONGEST_NAMES = 120


async def log_page(
    desk: DeliveryDesk, caller: Caller, *, count: int, before: OutboxId | None = None
) -> Reply:
    """The caller's last deliveries from behind `before` on, with ways to the older ones."""
    found = await desk.last(caller.address, before=before, limit=count + 1)
    language = caller.language
    if not found:
        return Reply(say("discord.log.none", language))
    text, shown = _told(found[:count], language)
    older = shown[-1].id if len(found) > len(shown) else None
    return Reply(text, (), _buttons(shown, count, older, language, is_first=before is None))


def older_than(subject: str) -> tuple[int, OutboxId | None]:
    """What a way to another page says: how many, and behind which one."""
    count, _, before = subject.partition(":")
    wanted = int(count) if count.isascii() and count.isdigit() else MOST
    return max(1, min(wanted, MOST)), OutboxId(before) if before else None


def _told(found: Sequence[Delivery], language: str) -> tuple[str, Sequence[Delivery]]:
    """As many as there is room for; one at least."""
    text = say("discord.log.head", language)
    for number, one in enumerate(found):
        entry = "\n".join(_lines(number + 1, one, language))
        if number and length(text) + length(entry) > LONGEST_PAGE:
            return text, found[:number]
        text = f"{text}\n{entry}"
    return text, found


def _lines(number: int, one: Delivery, language: str) -> list[str]:
    said = [f"{number}. {what_of(one, language)}", f"-# {became_of(one, language)}"]
    if one.filters:
        names = escaped(", ".join(named.name for named in one.filters), longest=LONGEST_NAMES)
        said[1] += f" · {say('discord.log.filters', language, names=names)}"
    return said


def what_of(one: Delivery, language: str) -> str:
    """What it is about, in one line."""
    card = one.card
    if card is None:
        words = one.note.said_at(one.destination) if one.note else ""
        kind = say(f"discord.log.kind.{one.kind}", language)
        return f"{kind}: {glimpse(words, longest=LONGEST_TITLE)}"
    title = escaped(card.listing.title, longest=LONGEST_TITLE) or say("alert.untitled", language)
    asked = f" · {amount(card.asking, language)}" if card.asking else ""
    return f"**{title}** · {say(f'alert.event.{card.event}', language)}{asked}"


def became_of(one: Delivery, language: str) -> str:
    """What became of it, and why."""
    place = destination_name(one.destination, language=language)
    reason = escaped_lines((one.reason or "").replace("\n", " "), longest=LONGEST_REASON) or "?"
    has_no_end = one.state is OutboxState.HELD and one.due_at >= UNTIL_RESUMED
    key = "held_open" if has_no_end else one.state
    when = relative_time(one.accepted_at or one.due_at)
    parts = [say(f"discord.log.{key}", language, place=place, reason=reason, when=when)]
    if one.accepted_at is not None and (link := link_to(one)):
        parts.append(link)
    if one.possibly_repeated:
        parts.append(say("discord.log.possibly_repeated", language))
    return " · ".join(parts)


def link_to(one: Delivery) -> str | None:
    """The message it arrived in, as Discord opens it."""
    where = "@me" if one.destination.kind is DestinationKind.DM else one.guild
    if not (where and one.channel_id and one.message_id):
        return None
    return f"https://discord.com/channels/{where}/{one.channel_id}/{one.message_id}"


def _buttons(
    shown: Sequence[Delivery], count: int, older: OutboxId | None, language: str, *, is_first: bool
) -> Components:
    ways = []
    if not is_first:
        ways.append(button(Action.LOG, f"{count}:", say("discord.log.newest", language)))
    if older is not None:
        ways.append(button(Action.LOG, f"{count}:{older}", say("discord.log.older", language)))
    again = [
        button(Action.RESEND, one.id, say("discord.log.resend", language, number=number))
        for number, one in enumerate(shown, start=1)
        if one.state is OutboxState.FAILED
    ]
    return [*action_rows(again), *action_rows(ways)]
