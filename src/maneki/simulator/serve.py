"""The local Discord, markets, gateway of texts, model and sources of books alone, to try things out
by hand.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console

from maneki.clock import SystemClock
from maneki.errors import InvalidInputError, ManekiError
from maneki.simulator.books.twin import KEY as BOOKS_KEY
from maneki.simulator.books.twin import TOKEN as BOOKS_TOKEN
from maneki.simulator.books.twin import BooksTwin
from maneki.simulator.discord import DiscordSim, Rules
from maneki.simulator.markets.twin import MarketTwin
from maneki.simulator.model import ModelSim
from maneki.simulator.model.clerk import clerk
from maneki.simulator.model.server import KEY
from maneki.simulator.sms import SmsSim
from maneki.simulator.sms.gateway import PLAN, SID, SINCH_SECRET, SINCH_TOKEN, TWILIO_TOKEN

PROGRAM_URL = "http://127.0.0.1:8080"
"""Where `maneki run` listens unless told otherwise: webhooks go there."""
CALL_AGAIN_EVERY_S = 5.0


class _Served(Protocol):
    async def start(self, port: int = 0, /) -> object: ...
    async def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _World:
    """What is served, in the order of the ports."""

    discord: DiscordSim
    markets: MarketTwin
    sms: SmsSim
    model: ModelSim
    books: BooksTwin


class ManyRulesBrokenError(ManekiError):
    """The program that was served broke rules; the message lists them."""

    def __init__(self, broken: list[str]) -> None:
        super().__init__("\n".join([f"{len(broken)} rules were broken:", *broken]))


async def serve(*, port: int, seconds: float | None) -> None:
    """Serve until SIGINT, SIGTERM or the end of `seconds`, and say how it went.

    Standard output gets what a `.env` file needs, everything else goes to standard error. Raises
    `ManyRulesBrokenError`, or `InvalidInputError` if the ports are not free.
    """
    clock = SystemClock()
    world = _World(
        DiscordSim(clock, Rules()),
        MarketTwin(clock),
        SmsSim(clock),
        ModelSim(clerk),
        BooksTwin(clock),
    )
    world.sms.call(PROGRAM_URL)
    async with contextlib.AsyncExitStack() as stack:
        stop = stack.enter_context(_stop_signal())
        await stack.enter_async_context(_listening(world, port))
        _explain(world)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await _call_until(stop, world.sms)
        _say_how_it_went(world)


async def _call_until(stop: asyncio.Event, sms: SmsSim) -> None:
    """Webhooks that nobody took come again, as they do from providers."""
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CALL_AGAIN_EVERY_S):
                await stop.wait()
        await sms.call_again()


@contextlib.contextmanager
def _stop_signal() -> Iterator[asyncio.Event]:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        yield stop
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)


@contextlib.asynccontextmanager
async def _listening(world: _World, port: int) -> AsyncIterator[None]:
    served: tuple[_Served, ...] = (
        world.discord,
        world.markets,
        world.sms,
        world.model,
        world.books,
    )
    async with contextlib.AsyncExitStack() as stack:
        try:
            for place, one in enumerate(served):
                stack.push_async_callback(one.stop)
                await one.start(port + place if port else 0)
        except OSError as exc:
            raise InvalidInputError(
                f"Nobody can listen on the ports {port} to {port + len(served) - 1}; choose others "
                f"with --port: {exc.strerror or exc}."
            ) from exc
        yield


def _explain(world: _World) -> None:
    """Build a server with the bot in it, and say how Maneki is made to use it."""
    sim = world.discord
    application = sim.add_application("Maneki")
    guild = sim.add_guild("A server", bots=[application])
    sim.add_channel(guild, "general")
    settings = {
        "DISCORD_BOT_TOKEN": application.token,
        "DISCORD_CLIENT_ID": str(application.id),
        "MANEKI_DISCORD_API_URL": sim.api_url,
        "MANEKI_DISCORD_GATEWAY_URL": sim.gateway_url,
        "MANEKI_FEEDS": world.markets.feed_url(),
        "MANEKI_MERCARI_JP_URL": world.markets.base_url,
        "MANEKI_RATES_URL": f"{world.markets.base_url}/eurofxref-daily.xml",
        "MANEKI_PUBLIC_URL": PROGRAM_URL,
        "MANEKI_SMS_GATEWAY_URL": world.sms.base_url,
        "MANEKI_SMS_NUMBER": world.sms.number,
        "MANEKI_TWILIO_ACCOUNT_SID": SID,
        "MANEKI_TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
        "MANEKI_SINCH_SERVICE_PLAN_ID": PLAN,
        "MANEKI_SINCH_API_TOKEN": SINCH_TOKEN,
        # A script that speaks a model's protocol; without it the assistant's own rules answer.
        "#MANEKI_MODEL": "openai:clerk",
        "#MANEKI_MODEL_URL": world.model.openai_url,
        "#MANEKI_MODEL_KEY": KEY,
        # Asked for books that the catalogue does not have.
        "#MANEKI_BOOK_SOURCES": "openlibrary,google_books,hardcover",
        "MANEKI_OPENLIBRARY_URL": world.books.openlibrary_url,
        "MANEKI_GOOGLE_BOOKS_URL": world.books.google_url,
        "MANEKI_GOOGLE_BOOKS_KEY": BOOKS_KEY,
        "MANEKI_HARDCOVER_URL": world.books.hardcover_url,
        "MANEKI_HARDCOVER_TOKEN": BOOKS_TOKEN,
        "MANEKI_SINCH_WEBHOOK_SECRET": SINCH_SECRET,
    }
    console = Console()
    for name, value in settings.items():
        console.print(f"[cyan]{name}[/cyan]={value}", highlight=False, soft_wrap=True)
    Console(stderr=True).print("Serving; Ctrl-C stops it.", style="dim", soft_wrap=True)


def _say_how_it_went(world: _World) -> None:
    """Raises `ManyRulesBrokenError`."""
    report = world.discord.report()
    Console(stderr=True).print(
        f"{report.requests} requests to Discord, {report.messages_created} messages, "
        f"{sum(report.rate_limited.values())} times too fast; {len(world.markets.asked)} visits to "
        f"the markets; {world.sms.requests} texts; questions: {len(world.model.asked)} to the "
        f"model, {len(world.books.asked)} to sources of books.",
        highlight=False,
        soft_wrap=True,
    )
    broken = [f"Discord, {one}" for one in world.discord.violations]
    broken += [f"markets, {one.rule}: {one.detail}" for one in world.markets.violations]
    broken += [f"text messages, {one}" for one in world.sms.violations]
    broken += [f"model, {one}" for one in world.model.broken]
    broken += [f"sources of books, {one}" for one in world.books.violations]
    if broken:
        raise ManyRulesBrokenError(broken)
