"""Where customers and the shop talk, read from what the simulators keep: phones and channels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from maneki.phrases import say
from maneki.simulator.discord import SimChannel, SimMessage
from maneki.simulator.sms import Way
from maneki.simulator.talk.floor import SHOP, Floor
from maneki.simulator.talk.said import By, Card, Line, Via

LANGUAGE = "en"
ALERTS = say("sms.alerts", LANGUAGE, shop=SHOP, lines="")
INTRODUCTION = say("conversation.introduction.sms", LANGUAGE, shop=SHOP)
HANDED_BACK = say("conversation.handed_back", LANGUAGE)
CONFIRMED = say("conversation.stopped", LANGUAGE, shop=SHOP)
_ESCAPED = re.compile(r"\\(.)")
_SMALL = re.compile(r"^-# ", re.MULTILINE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")


class Place(Protocol):
    """Somewhere one customer talks with the shop."""

    @property
    def via(self) -> Via: ...

    def lines(self) -> list[Line]:
        """All that was said there, the oldest first."""


@dataclass(frozen=True, slots=True)
class Phone:
    floor: Floor
    customer: str
    number: str
    via: Via = Via.TEXT

    def lines(self) -> list[Line]:
        return timed([self._line(one.at, one.way, one.text) for one in self._texts()])

    def _texts(self) -> Any:
        return self.floor.sms.transcript(self.number)

    def _line(self, at: datetime, way: Way, text: str) -> Line:
        is_theirs = way is Way.FROM_CUSTOMER
        is_alert = text.startswith(ALERTS)
        by = By.CUSTOMER if is_theirs else By.ALERT if is_alert else By.ASSISTANT
        return Line(
            at=at,
            whose=self.customer,
            who=self.customer if is_theirs else SHOP,
            by=by,
            via=self.via,
            where="text message",
            text=text,
        )


@dataclass(frozen=True, slots=True)
class Room:
    """A channel of Discord: DMs, a thread of somebody's own, a thread of the staff's."""

    floor: Floor
    customer: str
    channel: SimChannel
    via: Via
    opened_by: SimMessage | None = None
    """What a thread hangs on: it stands in the channel above."""

    def lines(self) -> list[Line]:
        above = [self.opened_by] if self.opened_by is not None else []
        here = self.floor.sim.messages(self.channel)
        return timed([self._line(one) for one in [*above, *here] if not one.is_loading])

    def _line(self, message: SimMessage) -> Line:
        return line_of(
            message,
            floor=self.floor,
            customer=self.customer,
            via=self.via,
            where=self._where(message),
        )

    def _where(self, message: SimMessage) -> str:
        if self.via is Via.DM:
            return "Discord, DM"
        if self.via is Via.STAFF:
            return "Discord, the staff's thread"
        is_above = message is self.opened_by
        name = self.floor.square.name if is_above else self.channel.name
        return f"Discord, #{name}"


def line_of(message: SimMessage, *, floor: Floor, customer: str, via: Via, where: str) -> Line:
    author = message.author
    is_bot = author is floor.application.bot
    by = By.ASSISTANT if is_bot else By.STAFF if author is floor.ada else By.CUSTOMER
    names = {floor.application.bot.mention: f"@{floor.application.name}"}
    return Line(
        at=message.created_at,
        whose=customer,
        who=SHOP if is_bot else author.name,
        by=by,
        via=via,
        where=where,
        text=read(message.content, names),
        cards=tuple(map(_card, message.shown_embeds)),
        buttons=tuple(_labels(message)),
    )


def read(content: str, names: Mapping[str, str] | None = None) -> str:
    """Words as Discord shows them, but for what is only bold or small."""
    for mention, name in (names or {}).items():
        content = content.replace(mention, name)
    return _ESCAPED.sub(r"\1", _BOLD.sub(r"\1", _SMALL.sub("", content))).strip()


def _card(embed: Mapping[str, Any]) -> Card:
    return Card(
        title=read(embed.get("title", "")),
        about=read(embed.get("description", "")),
        facts=tuple((one["name"], read(one["value"])) for one in embed.get("fields", ())),
    )


def _labels(message: SimMessage) -> Iterator[str]:
    for part in message.interactive:
        label = part.get("label") or part.get("placeholder")
        if label:
            yield str(label)


def is_extra(line: Line) -> bool:
    """What answers nothing: an alert, who one talks with, that the assistant is back."""
    return line.by is By.ALERT or line.text.startswith((INTRODUCTION, HANDED_BACK))


def timed(lines: list[Line]) -> list[Line]:
    """The same; of each first answer it is known how long it was waited for."""
    found: list[Line] = []
    asked_at: datetime | None = None
    for line in lines:
        if line.by is By.CUSTOMER:
            asked_at = line.at
            found.append(line)
        elif asked_at is None or is_extra(line):
            found.append(line)
        else:
            took = (line.at - asked_at).total_seconds()
            found.append(replace(line, after_ms=round(took * 1000)))
            asked_at = None
    return found
