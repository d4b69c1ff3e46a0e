"""`maneki transcript`: what was said with somebody, for whoever has to look into it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from maneki.model.conversation import Conversation, Turn


def transcript(
    person: Annotated[
        str, typer.Argument(help="An address, such as phone:+12125550123 or discord:1234.")
    ],
    whole: Annotated[
        bool,
        typer.Option("--whole", help="With numbers, addresses and names as they were written."),
    ] = False,
) -> None:
    """Print what was said with somebody, as JSON: one line for each turn, the oldest first.

    What tells who they are is left out unless you ask for all of it; no rule finds every name that
    somebody writes, so treat it as theirs all the same.
    """
    for line in asyncio.run(_lines(person, whole)):
        print(json.dumps(line, ensure_ascii=False))


async def _lines(person: str, whole: bool) -> list[dict[str, Any]]:
    from maneki.conversation.redact import redacted
    from maneki.errors import InvalidInputError
    from maneki.model.person import Address
    from maneki.run.database import clock_of, open_store
    from maneki.settings import load

    settings = load()
    address = Address.parse(person)
    async with (
        open_store(settings, clock_of(settings)) as store,
        store.reading() as tx,
    ):
        found = await tx.people.at(address)
        if found is None:
            raise InvalidInputError("Nobody is known at that address.")
        names = [fact.value for fact in await tx.memory.facts_of(found.id) if "name" in fact.name]
        said = [
            (conversation, turn)
            for conversation in await tx.conversations.of_person(found.id)
            for turn in await tx.conversations.turns(conversation.id, most=10_000)
        ]
    said.sort(key=lambda one: one[1].started_at)
    shown = [_line(conversation, turn) for conversation, turn in said]
    if whole:
        return shown
    return [
        {
            key: redacted(value, names=names) if key in {"said", "answered"} and value else value
            for key, value in line.items()
        }
        for line in shown
    ]


def _line(conversation: Conversation, turn: Turn) -> dict[str, Any]:
    return {
        "conversation": conversation.id,
        "place": conversation.place.kind,
        "number": turn.number,
        "at": turn.started_at.isoformat(),
        "said": turn.said,
        "answered": turn.answered,
        "by": turn.said_by,
        "model": turn.usage.model or None,
        "tokens": turn.usage.input_tokens + turn.usage.output_tokens,
    }
