"""`maneki check`: is everything as it must be before `maneki run`?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from maneki.clock import Clock
    from maneki.settings import Settings

# View Channels, Send Messages, Embed Links, Read Message History, Send Messages in Threads:
# all that Maneki does in a channel, and nothing more.
PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 38
# Create Public Threads: conversations are held in them.
OF_THE_SHOPKEEPER = 1 << 35


_MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("·", "yellow")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `is_right` is None for what is merely worth knowing."""

    what: str
    is_right: bool | None
    said: str


def check(
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not ask Discord about the token.", metavar="")
    ] = False,
) -> None:
    """Look at the settings, the database and the token, and say what is missing."""
    from maneki.settings import load

    settings = load()
    wrong = asyncio.run(_report(settings, offline=offline))
    if wrong:
        raise typer.Exit(1)


async def _report(settings: Settings, *, offline: bool) -> int:
    from maneki.logs import configure

    # What is wrong is said in the findings, and only there.
    configure(style=settings.log_format, level="error")
    console = Console()
    wrong = 0
    async for finding in _findings(settings, offline=offline):
        wrong += finding.is_right is False
        line = Text.assemble(_MARKS[finding.is_right], f" {finding.what}: {finding.said}")
        # Not wrapped: a link that is broken over two lines cannot be followed.
        console.print(line, highlight=False, soft_wrap=True)
    return wrong


async def _findings(settings: Settings, *, offline: bool) -> AsyncIterator[Finding]:
    from maneki.clock import SystemClock

    clock = SystemClock()
    yield Finding("settings", True, f"understood; parts: {', '.join(settings.parts)}")
    yield _markets(settings, clock)
    if "shopkeeper" in settings.parts or settings.book_sources:
        yield _book_sources(settings)
    if "shopkeeper" in settings.parts:
        yield _assistant(settings)
    if settings.brands_file is not None:
        yield _brands(settings.brands_file)
    if settings.categories_file is not None:
        yield _categories(settings.categories_file)
    yield await _database(settings, clock)
    if offline and settings.discord_bot_token is not None:
        yield Finding("token", None, "not asked about (--offline)")
    else:
        yield await _token(settings, clock)
    if "sms" in settings.parts:
        yield _texts(settings)
    if settings.discord_client_id:
        link = invitation(settings.discord_client_id, parts=settings.parts)
        yield Finding("invitation", None, link)


def invitation(client_id: str, *, parts: Collection[str]) -> str:
    """The link with which somebody adds the bot to their server."""
    permissions = PERMISSIONS | (OF_THE_SHOPKEEPER if "shopkeeper" in parts else 0)
    return (
        "https://discord.com/oauth2/authorize"
        f"?client_id={client_id}&scope=bot+applications.commands&permissions={permissions}"
    )


def _markets(settings: Settings, clock: Clock) -> Finding:
    from maneki.errors import SettingsError
    from maneki.run.markets import markets_of, sources_of

    try:
        names = [*markets_of(settings, clock)]
        sources_of(settings)
    except SettingsError as error:
        return Finding("markets", False, str(error))
    if settings.ingest_token is not None:
        names.append("POST /v1/listings")
    if not names:
        return Finding("markets", None, "none yet; set MANEKI_FEEDS or MANEKI_INGEST_TOKEN")
    return Finding("markets", True, ", ".join(names))


def _book_sources(settings: Settings) -> Finding:
    from maneki.errors import SettingsError
    from maneki.run.books import book_sources_named

    try:
        names = book_sources_named(settings)
    except SettingsError as error:
        return Finding("book sources", False, str(error))
    if not names:
        said = "none: books are those of `maneki import books`; docs/catalogue.md names others"
        return Finding("book sources", None, said)
    said = ", ".join(names)
    if "openlibrary" in names and not _tells_whom_to_write_to(settings.user_agent):
        said = f"{said}; add a way to reach you to MANEKI_USER_AGENT, as Open Library asks"
        return Finding("book sources", None, said)
    return Finding("book sources", True, said)


def _assistant(settings: Settings) -> Finding:
    from maneki.errors import SettingsError
    from maneki.run.shopkeeper import models_named

    try:
        models = models_named(settings)
    except SettingsError as error:
        return Finding("assistant", False, str(error))
    said = f"speaks through {', then '.join(models)}" if models else "answers by its own rules"
    return Finding("assistant", True, said)


def _tells_whom_to_write_to(user_agent: str) -> bool:
    return "@" in user_agent or "://" in user_agent


def _texts(settings: Settings) -> Finding:
    from maneki.errors import SettingsError
    from maneki.run.sms import check_zone, sender_of, webhook_keys

    try:
        check_zone(settings)
        sender_of(settings)
        webhook_keys(settings)
    except SettingsError as error:
        return Finding("text messages", False, str(error))
    if settings.public_url is None:
        return Finding(
            "text messages", False, "MANEKI_PUBLIC_URL is missing: no text would come in"
        )
    if settings.sms_state == "pending":
        gateway = settings.sms_gateway_url
        return Finding(
            "text messages",
            None,
            f"registration pending: texts go to {gateway} alone, and to nobody's phone",
        )
    said = f"live, by {settings.sms_provider}; {_who_confirms(settings)}"
    return Finding("text messages", True, said)


def _who_confirms(settings: Settings) -> str:
    """Twilio blocks and answers by itself unless told otherwise, and nothing shows us which."""
    if settings.sms_provider_confirms:
        return "the provider answers STOP, START and HELP, and Maneki does not"
    if settings.sms_provider == "twilio":
        return (
            "Maneki answers STOP, START and HELP. Twilio does too unless its own opt-out is "
            "switched off, and then refuses Maneki's answers (error 21610): set "
            "MANEKI_SMS_PROVIDER_CONFIRMS=true if it is on"
        )
    return "Maneki answers STOP, START and HELP"


def _brands(file: Path) -> Finding:
    from maneki.errors import InvalidInputError
    from maneki.matching.brands import BrandDictionary
    from maneki.run.brands import own_brands_in

    shipped = BrandDictionary.load()
    try:
        own = own_brands_in(file, shipped=shipped)
    except InvalidInputError as error:
        return Finding("brands", False, str(error))
    added = f"{len(shipped):,} and {len(own.rows):,} rows of your own"
    if own.faults:
        return Finding("brands", None, f"{added}; `maneki brands check {file}` says what is wrong")
    return Finding("brands", True, added)


def _categories(file: Path) -> Finding:
    from maneki.errors import InvalidInputError
    from maneki.run.categories import trees_in

    try:
        trees = trees_in(file).trees
    except InvalidInputError as error:
        return Finding("categories", False, str(error))
    said = ", ".join(f"{len(tree):,} of {market}" for market, tree in trees.items())
    return Finding("categories", True, said or "none")


async def _database(settings: Settings, clock: Clock) -> Finding:
    from maneki.errors import ManekiError
    from maneki.run.database import open_store

    try:
        async with open_store(settings, clock):
            return Finding("database", True, "reachable, writable, its tables fit")
    except ManekiError as error:
        return Finding("database", False, str(error))


async def _token(settings: Settings, clock: Clock) -> Finding:
    from maneki.channels.discord.identity import who_am_i
    from maneki.errors import ManekiError
    from maneki.run.rest import rest_client

    try:
        async with rest_client(settings, clock) as rest:
            return Finding("token", True, f"belongs to {await who_am_i(rest)}")
    except ManekiError as error:
        return Finding("token", False, str(error))
