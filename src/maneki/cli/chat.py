"""`maneki chat`: talk with the shop's assistant in the terminal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.panel import Panel

if TYPE_CHECKING:
    from maneki.conversation.rehearsal import Rehearsed
    from maneki.run.shopkeeper import Counter

YOU = "someone:console"


class Channel(StrEnum):
    SMS = "sms"
    DISCORD = "discord"


def chat(
    person: Annotated[
        str,
        typer.Option(
            help="Whose words these are: a number such as +12125550123, or a Discord id. Without "
            "one, yours: somebody whom nobody knows."
        ),
    ] = "",
    channel: Annotated[
        Channel, typer.Option(help="As what you would be answered: how it is cut and shown.")
    ] = Channel.DISCORD,
    once: Annotated[
        str | None, typer.Option(help="Say this, print the one reply, and exit.")
    ] = None,
) -> None:
    """Talk with the shop's assistant as a customer would. Nothing is sent to anybody.

    It is the same conversation that this person has with the shop, and stays part of it.
    """
    asyncio.run(_chat(person, channel, once))


async def _chat(person: str, channel: Channel, once: str | None) -> None:
    async with _counter() as counter:
        if once is not None:
            _show_plainly(await counter.say(once, person=person, channel=channel))
            return
        console = Console()
        console.print(
            "Say something; an empty line ends it. [dim]Nothing is sent to anybody.[/dim]"
        )
        while said := (await _typed(console)).strip():
            with console.status("…"):
                reply = await counter.say(said, person=person, channel=channel)
            _show(console, reply, channel)


@contextlib.asynccontextmanager
async def _counter() -> AsyncIterator[Counter]:
    from maneki.run.database import clock_of, open_store
    from maneki.run.shopkeeper import open_counter
    from maneki.settings import load

    settings = load()
    clock = clock_of(settings)
    async with (
        open_store(settings, clock) as store,
        open_counter(settings, store, clock) as counter,
    ):
        yield counter


async def _typed(console: Console) -> str:
    try:
        return await asyncio.to_thread(console.input, "[bold cyan]you>[/bold cyan] ")
    except EOFError:
        return ""


def _show_plainly(reply: Rehearsed) -> None:
    for part in reply.parts:
        print(part)


def _show(console: Console, reply: Rehearsed, channel: Channel) -> None:
    if not reply.parts:
        console.print("[dim](no answer: this person wants no messages, or wrote too much)[/dim]")
    for number, part in enumerate(reply.parts, start=1):
        title = f"{channel} {number}/{len(reply.parts)}" if len(reply.parts) > 1 else str(channel)
        console.print(Panel(part, title=title, title_align="left", highlight=False))
    for book in reply.books:
        authors = ", ".join(book.authors)
        console.print(f"  📖 {book.title}" + (f" · {authors}" if authors else ""), markup=False)
