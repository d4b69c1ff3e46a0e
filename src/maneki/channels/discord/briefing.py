"""What the staff are told of a conversation that they are to take.

Whoever reads a thread of the staff may be many, so a phone number is its last two digits there.
"""

from __future__ import annotations

from collections.abc import Iterator

from maneki.channels.discord.wording import cut, escaped, plain
from maneki.conversation.handover import Briefing
from maneki.model.conversation import Conversation, PlaceKind, SaidBy, Turn
from maneki.model.person import DISCORD, PHONE, Address
from maneki.phrases import say

_LONGEST_SAID = 300
_LONGEST_REASON = 200
_LONGEST_NAME = 100
_DIGITS_SHOWN = 2


def who(addresses: tuple[Address, ...], language: str) -> str:
    """Somebody as the staff know them: their Discord account, else the end of their number."""
    for address in addresses:
        if address.kind == DISCORD:
            return f"<@{address.value}>"
    for address in addresses:
        if address.kind == PHONE:
            return masked(address.value, language)
    return say("discord.staff.somebody", language)


def masked(number: str, language: str) -> str:
    return say("discord.staff.phone", language, digits=number[-_DIGITS_SHOWN:])


def where(conversation: Conversation, language: str) -> str:
    place = conversation.place
    key = f"discord.staff.place.{place.kind}"
    return say(key, language, address=place.address if place.server else "?")


def thread_name(briefing: Briefing, *, language: str) -> str:
    """Names are shown without mentions, so a Discord account is nobody in particular there."""
    conversation = briefing.conversation
    is_by_phone = conversation.place.kind is PlaceKind.PHONE
    of = masked(conversation.place.address, language) if is_by_phone else None
    name = say(
        "discord.staff.thread",
        language,
        who=of or conversation.name or say("discord.staff.somebody", language),
        reason=briefing.handover.reason,
    )
    return plain(name, longest=_LONGEST_NAME)


def calling(role: str | None, words: str) -> str:
    """The words with whom they call above them, if they call anybody."""
    return f"<@&{role}>\n{words}" if role else words


def summary(briefing: Briefing, *, language: str, hears_everything: bool) -> str:
    """Who it is, why they are asked for, how to answer, and what was said last."""
    header = say(
        "discord.staff.summary",
        language,
        reason=escaped(briefing.handover.reason, longest=_LONGEST_REASON),
        who=who(briefing.addresses, language),
        where=where(briefing.conversation, language),
    )
    how = say("discord.staff.how", language)
    if not hears_everything:
        how = f"{how}\n{say('discord.staff.how.deaf', language)}"
    said = list(_lines(briefing, language)) or [say("discord.staff.nothing_said", language)]
    return "\n".join([header, how, "", *said])


def _lines(briefing: Briefing, language: str) -> Iterator[str]:
    if briefing.conversation.summary:
        yield cut(escaped(briefing.conversation.summary, longest=1000), longest=1000)
    for turn in briefing.turns:
        yield from _turn_lines(turn, language)


def _turn_lines(turn: Turn, language: str) -> Iterator[str]:
    if turn.said_by is not SaidBy.STAFF and turn.said.strip():
        yield _line("said", turn.said, language)
    if turn.answered and turn.answered.strip():
        yield _line("answered", turn.answered, language)


def _line(kind: str, text: str, language: str) -> str:
    return say(f"discord.staff.{kind}", language, text=escaped(text, longest=_LONGEST_SAID))
