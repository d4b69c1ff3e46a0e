"""What the simulated members see, read as they would read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from maneki.model.event import EventKind
from maneki.phrases import say
from maneki.simulator.demo.judge import Seen
from maneki.simulator.demo.stage import Member, Stage
from maneki.simulator.discord.entities import SimMessage

LANGUAGE = "en"
_KINDS = {say(f"alert.event.{kind}", LANGUAGE): kind for kind in EventKind}
_MATCHED = say("alert.matched", LANGUAGE, names="")
_ESCAPED = re.compile(r"\\(.)")


def alerts_seen(stage: Stage, urls: Mapping[str, tuple[str, str]]) -> Iterator[Seen]:
    """Every alert in every member's channel. `urls` says which listing an address belongs to."""
    by_user = {f"<@{member.user.id}>": member for member in stage.members}
    readers: dict[int, list[Member]] = {}
    for member in stage.members:
        channel = stage.channel_of(member)
        if channel is not None:
            readers.setdefault(channel.id, []).append(member)
    for channel_id, members in readers.items():
        for message in stage.sim.messages(channel_id):
            if is_alert(message):
                owner = _owner(message, members, by_user)
                yield from _seen(message, owner, urls)


def is_alert(message: SimMessage) -> bool:
    """Alerts can be pressed; notices cannot."""
    return any(part["custom_id"].startswith("mk1:") for part in message.interactive)


def _owner(message: SimMessage, readers: list[Member], by_user: Mapping[str, Member]) -> Member:
    """Whom it is for: whoever is mentioned, or whose private place it is."""
    mentioned = message.content.split(" ", 1)[0]
    return by_user.get(mentioned, readers[0])


def _seen(
    message: SimMessage, owner: Member, urls: Mapping[str, tuple[str, str]]
) -> Iterator[Seen]:
    for embed in message.shown_embeds:
        market, external_id = urls.get(embed.get("url", ""), ("unknown", embed.get("title", "")))
        yield Seen(
            member=owner.number,
            market=market,
            external_id=external_id,
            kind=_KINDS[embed["author"]["name"]],
            place=message.channel_id,
            named=_named(embed.get("description", "")),
        )


def _named(description: str) -> str | None:
    """The filters an embed names, as written there; None if it names none."""
    line = next((one for one in description.splitlines() if one.startswith(_MATCHED)), None)
    return None if line is None else _ESCAPED.sub(r"\1", line.removeprefix(_MATCHED))
