"""What is to be seen in the simulated Discord, read as its members would read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from maneki.model.event import EventKind
from maneki.phrases import say
from maneki.simulator.demo.judge import Seen
from maneki.simulator.demo.stage import Member, Stage
from maneki.simulator.discord.entities import SimMessage

LANGUAGE = "en"
_KINDS = {say(f"alert.event.{kind}", LANGUAGE): kind for kind in EventKind}
_MATCHED = say("alert.matched", LANGUAGE, names="")
_ALSO_FOR = say("alert.also_for", LANGUAGE, people="")
_DIGEST = say("digest.of_filter", LANGUAGE, name="").rstrip("*")
_RANGE = re.compile(say("digest.range", LANGUAGE, first=r"\d+", last=r"\d+", count=r"(\d+)"))
_MENTIONS = re.compile(r"^(<@\d+> ?)+")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDigest:
    """A digest as it is to be seen in a channel (`place`).

    `member` is whom it is for, None if nothing says so; it says that it tells of `count` alerts,
    and shows those of these listings (market and id).
    """

    message_id: str
    member: int | None
    place: int
    count: int
    shown: tuple[tuple[str, str], ...]


def alerts_seen(stage: Stage, urls: Mapping[str, tuple[str, str]]) -> Iterator[Seen]:
    """Every alert in every channel, thread and DM there is, whether anybody chose it or not.

    `urls` says which listing an address belongs to.
    """
    for channel in list(stage.sim.world.channels.values()):
        for message in stage.sim.messages(channel):
            yield from alerts_in(message, stage, urls)


def digests_seen(stage: Stage, urls: Mapping[str, tuple[str, str]]) -> Iterator[SeenDigest]:
    """Every digest in every channel, thread and DM there is."""
    for channel in list(stage.sim.world.channels.values()):
        for message in filter(is_digest, stage.sim.messages(channel)):
            owners = stage.owners_of(message)
            told = _RANGE.search(message.content)
            yield SeenDigest(
                message_id=str(message.id),
                member=owners[0].number if len(owners) == 1 else None,
                place=message.channel_id,
                count=int(told[1]) if told else len(message.shown_embeds),
                shown=tuple(_listing(embed, urls) for embed in message.shown_embeds),
            )


def is_alert(message: SimMessage) -> bool:
    """Alerts can be pressed; notices cannot, and of digests the pages alone are turned."""
    pressed = any(part["custom_id"].startswith("mk1:") for part in message.interactive)
    return pressed and not is_digest(message)


def is_digest(message: SimMessage) -> bool:
    return _without_mentions(message.content).startswith(_DIGEST)


def alerts_in(
    message: SimMessage, stage: Stage, urls: Mapping[str, tuple[str, str]]
) -> Iterator[Seen]:
    """The alerts of a message, each once for everybody it is for; a notice has none."""
    if not is_alert(message):
        return
    for embed, members in embeds_for(message, stage):
        market, external_id = _listing(embed, urls)
        numbers: list[int | None] = [member.number for member in members]
        for number in numbers or [None]:
            yield Seen(
                member=number,
                market=market,
                external_id=external_id,
                kind=_KINDS[embed["author"]["name"]],
                place=message.channel_id,
                named=_line(embed.get("description", ""), _MATCHED),
            )


def embeds_for(
    message: SimMessage, stage: Stage
) -> Iterator[tuple[Mapping[str, Any], tuple[Member, ...]]]:
    """The embeds of a message, and whom each is for.

    Whoever is named under some of them hears of those, the others of all.
    """
    owners = stage.owners_of(message)
    named = [
        stage.mentioned_in(_line(embed.get("description", ""), _ALSO_FOR) or "")
        for embed in message.shown_embeds
    ]
    of_some = {member.number for members in named for member in members}
    of_all = tuple(member for member in owners if member.number not in of_some)
    mentioned = {member.number for member in owners}
    for embed, members in zip(message.shown_embeds, named, strict=True):
        # Whoever is not mentioned at the top is not told.
        yield embed, (*of_all, *(one for one in members if one.number in mentioned))


def _listing(embed: Mapping[str, Any], urls: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    return urls.get(embed.get("url", ""), ("unknown", embed.get("title", "")))


def _without_mentions(content: str) -> str:
    return _MENTIONS.sub("", content)


def unescaped(text: str) -> str:
    """Text as Discord shows it, without the backslashes."""
    return _ESCAPED.sub(r"\1", text)


def _line(description: str, beginning: str) -> str | None:
    """What a line says that begins so; None if there is none."""
    line = next((one for one in description.splitlines() if one.startswith(beginning)), None)
    return None if line is None else unescaped(line.removeprefix(beginning))
