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
    from maneki.run.shopkeeper import ShopFloor


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
    async with _shop_floor() as floor:
        if once is not None:
            _show_plainly(await floor.try_out(once, person=person, channel=channel))
            return
        console = Console()
        console.print(
            "Say something; an empty line ends it. [dim]Nothing is sent to anybody.[/dim]"
        )
        while said := (await _typed(console)).strip():
            with console.status("…"):
                reply = await floor.try_out(said, person=person, channel=channel)
            _show(console, reply, channel)


@contextlib.asynccontextmanager
async def _shop_floor() -> AsyncIterator[ShopFloor]:
    from maneki.run.database import clock_of, open_store
    from maneki.run.shopkeeper import open_shop_floor
    from maneki.settings import load

    settings = load()
    clock = clock_of(settings)
    async with (
        open_store(settings, clock) as store,
        open_shop_floor(settings, store, clock) as floor,
    ):
        yield floor


async def _typed(console: Console) -> str:
    try:
        return await asyncio.to_thread(console.input, "[bold cyan]you>[/bold cyan] ")
    except EOFError:
        return ""


NO_ANSWER = (
    "(no answer: this person wants no messages or wrote too much, or somebody of the shop has the "
    "word)"
)


def _show_plainly(reply: Rehearsed) -> None:
    for part in reply.parts:
        print(part)
    if not reply.parts:
        Console(stderr=True).print(NO_ANSWER, style="yellow", markup=False, soft_wrap=True)


def _show(console: Console, reply: Rehearsed, channel: Channel) -> None:
    if not reply.parts:
        console.print(NO_ANSWER, style="dim", markup=False)
    for number, part in enumerate(reply.parts, start=1):
        title = f"{channel} {number}/{len(reply.parts)}" if len(reply.parts) > 1 else str(channel)
        console.print(Panel(part, title=title, title_align="left", highlight=False))
    for book in reply.books:
        authors = ", ".join(book.authors)
        console.print(f"  📖 {book.title}" + (f" · {authors}" if authors else ""), markup=False)
