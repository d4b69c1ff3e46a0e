"""What is to be seen in the simulated Discord, read as its members would read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from maneki.model.event import EventKind
from maneki.phrases import say
from maneki.simulator.demo.judge import Seen
from maneki.simulator.demo.stage import Stage
from maneki.simulator.discord.entities import SimMessage

LANGUAGE = "en"
_KINDS = {say(f"alert.event.{kind}", LANGUAGE): kind for kind in EventKind}
_MATCHED = say("alert.matched", LANGUAGE, names="")
_ESCAPED = re.compile(r"\\(.)")


def alerts_seen(stage: Stage, urls: Mapping[str, tuple[str, str]]) -> Iterator[Seen]:
    """Every alert in every channel, thread and DM there is, whether anybody chose it or not.

    `urls` says which listing an address belongs to.
    """
    for channel in list(stage.sim.world.channels.values()):
        for message in stage.sim.messages(channel):
            yield from alerts_in(message, stage, urls)


def is_alert(message: SimMessage) -> bool:
    """Alerts can be pressed; notices cannot."""
    return any(part["custom_id"].startswith("mk1:") for part in message.interactive)


def alerts_in(
    message: SimMessage, stage: Stage, urls: Mapping[str, tuple[str, str]]
) -> Iterator[Seen]:
    """The alerts of a message; a notice has none."""
    if not is_alert(message):
        return
    owner = stage.owner_of(message)
    for embed in message.shown_embeds:
        market, external_id = urls.get(embed.get("url", ""), ("unknown", embed.get("title", "")))
        yield Seen(
            member=owner.number if owner else None,
            market=market,
            external_id=external_id,
            kind=_KINDS[embed["author"]["name"]],
            place=message.channel_id,
            named=_named(embed.get("description", "")),
        )


def unescaped(text: str) -> str:
    """Text as Discord shows it, without the backslashes."""
    return _ESCAPED.sub(r"\1", text)


def _named(description: str) -> str | None:
    """The filters an embed names, as written there; None if it names none."""
    line = next((one for one in description.splitlines() if one.startswith(_MATCHED)), None)
    return None if line is None else unescaped(line.removeprefix(_MATCHED))
