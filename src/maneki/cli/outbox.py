"""`maneki outbox`: what waits, what was set aside, and what an operator may do about it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:
    from maneki.model.delivery import Delivery
    from maneki.store import Store, Transaction

outbox_app = typer.Typer(
    help="See what was not delivered; send it once more, or withdraw it.", no_args_is_help=True
)

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="As list shows them.")]


@contextlib.asynccontextmanager
async def _store() -> AsyncIterator[Store]:
    from maneki.clock import SystemClock
    from maneki.run.database import open_store
    from maneki.settings import load

    async with open_store(load(), SystemClock()) as store:
        yield store


@outbox_app.command("list")
def list_rows(
    state: Annotated[
        str, typer.Option(help="due, held, sending, suspended, failed, withdrawn, merged or sent.")
    ] = "failed",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="No more than this.")] = 50,
) -> None:
    """Show what is in a state, that which came into it last first."""
    columns = [Column(name, overflow="fold") for name in ("to", "what", "since", "why")]
    table = Table(Column("id", no_wrap=True), "kind", *columns, box=None, pad_edge=False)
    for one in asyncio.run(_in_state(state, limit)):
        since = f"{one.updated_at:%Y-%m-%d %H:%M}"
        to = f"{one.destination.kind}:{one.destination.address}"
        # As `Text`: what sellers write is not markup.
        table.add_row(*map(Text, (one.id, one.kind, to, _what(one), since, one.reason or "")))
    Console().print(table)


async def _in_state(state: str, limit: int) -> tuple[Delivery, ...]:
    from maneki.errors import InvalidInputError
    from maneki.model.outbox import OutboxState

    if state not in set(OutboxState):
        known = ", ".join(OutboxState)
        raise InvalidInputError(f"{state!r} is not a state; write one of {known}.")
    async with _store() as store, store.reading() as tx:
        return await tx.deliveries.in_states([OutboxState(state)], limit=limit)


def _what(one: Delivery) -> str:
    """The listing's title; what is said to one person alone is nobody else's."""
    return one.card.listing.title if one.card else "-"


@outbox_app.command()
def resend(ids: Ids) -> None:
    """Send what failed once more. Asked for twice it goes once."""
    _each(ids, _resent)


@outbox_app.command()
def withdraw(ids: Ids) -> None:
    """Take out what has not been sent, for good."""
    _each(ids, _withdrawn)


async def _resent(tx: Transaction, one: Delivery) -> str:
    from maneki.delivery.by_hand import resend

    return "is due again" if await resend(tx, one, language="en") else "is on its way already"


async def _withdrawn(tx: Transaction, one: Delivery) -> str:
    from maneki.delivery.by_hand import withdraw

    is_done = await withdraw(tx, one)
    return "is withdrawn" if is_done else "is withdrawn already"


def _each(ids: list[str], act: Callable[[Transaction, Delivery], Awaitable[str]]) -> None:
    """Do it to each; what is refused is named, the others are done, and the exit code is 2."""
    if asyncio.run(_done(ids, act)):
        raise typer.Exit(2)


async def _done(ids: list[str], act: Callable[[Transaction, Delivery], Awaitable[str]]) -> int:
    """How many were refused."""
    from maneki.delivery.by_hand import delivery_of
    from maneki.errors import InvalidInputError
    from maneki.model.ids import OutboxId

    said, errors = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    refused = 0
    async with _store() as store:
        for outbox_id in ids:
            try:
                async with store.transaction() as tx:
                    found = await delivery_of(tx, OutboxId(outbox_id), language="en")
                    outcome = await act(tx, found)
                said.print(f"{outbox_id} {outcome}.", markup=False, highlight=False)
            except InvalidInputError as error:
                refused += 1
                sentence = f"{outbox_id}: {error}"
                errors.print(sentence, style="red", markup=False, highlight=False)
    return refused
