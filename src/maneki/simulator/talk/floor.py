"""The shop as its customers find it: a number to text, a server on Discord, staff at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from maneki.model.book import Book
from maneki.shop.lists.read import read_list
from maneki.simulator.discord import (
    DiscordSim,
    Intent,
    Permission,
    SimApplication,
    SimChannel,
    SimGuild,
    SimUser,
)
from maneki.simulator.sms import SmsSim
from maneki.simulator.sms.gateway import SID, TWILIO_TOKEN

SHOP = "Foxglove Books"
PAPERS = Path(__file__).parents[1] / "shop"
"""What the shop says of itself, and its list of books."""
BOOKS = PAPERS / "books.csv"
SEGMENTS_A_SECOND = 20
ALL_DAY = "00:00-23:59"
"""When texts may go that nobody just asked for: somebody looks on, at whatever hour that is."""


def books_of_the_shop() -> tuple[Book, ...]:
    """What `maneki import books` reads from the shop's list."""
    return tuple(read_list(BOOKS.read_bytes()).books)


def delivered(book: Book, *, copies: int) -> Book:
    """The same once so many copies have come in."""
    return replace(
        book,
        editions=tuple(
            replace(one, stock=replace(one.stock, quantity=copies)) if one.stock else one
            for one in book.editions
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """`square` is where members talk, `desk` where staff are called to; `ada` is one of them."""

    sim: DiscordSim
    sms: SmsSim
    application: SimApplication
    guild: SimGuild
    square: SimChannel
    desk: SimChannel
    ada: SimUser

    def join(self, name: str) -> SimUser:
        user = self.sim.add_user(name)
        self.sim.join(self.guild, user)
        return user

    @property
    def staff_threads(self) -> list[SimChannel]:
        every = self.sim.world.threads_of(self.guild)
        return [one for one in every if one.parent_id == self.desk.id]

    def settings(self, *, program_url: str) -> Mapping[str, str]:
        """What an operator would put into `.env` for the shop, beside the watcher's."""
        return {
            "MANEKI_PARTS": "watcher,shopkeeper,sms",
            "MANEKI_SHOP_NAME": SHOP,
            "MANEKI_SHOP_CONTACT": "hello@foxglove.example",
            "MANEKI_SHOP_FOLDER": str(PAPERS),
            "MANEKI_SMS_HOURS": ALL_DAY,
            "MANEKI_SMS_SUNDAY_HOURS": ALL_DAY,
            "MANEKI_STAFF_CHANNEL_ID": str(self.desk.id),
            "MANEKI_DISCORD_MESSAGE_CONTENT": "true",
            "MANEKI_PUBLIC_URL": program_url,
            "MANEKI_SMS_STATE": "pending",
            "MANEKI_SMS_GATEWAY_URL": self.sms.base_url,
            "MANEKI_SMS_NUMBER": self.sms.number,
            "MANEKI_SMS_SEGMENTS_PER_SECOND": str(SEGMENTS_A_SECOND),
            "MANEKI_TWILIO_ACCOUNT_SID": SID,
            "MANEKI_TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
        }


def open_floor(sim: DiscordSim, sms: SmsSim, application: SimApplication) -> Floor:
    """A server of the shop's own, with the bot in it."""
    application.privileged_intents |= int(Intent.MESSAGE_CONTENT)
    guild = sim.add_guild(SHOP, bots=[application])
    manager = sim.add_role(
        guild, "manager", permissions=Permission.MANAGE_GUILD | Permission.VIEW_CHANNEL
    )
    ada = sim.add_user("Ada")
    sim.join(guild, ada, roles=[manager])
    desk = sim.add_channel(guild, "desk")
    # What customers say to the staff is for nobody else: where anybody may read, no thread is made.
    sim.set_overwrite(desk, guild.everyone, deny=Permission.VIEW_CHANNEL)
    sim.set_overwrite(desk, manager, allow=Permission.VIEW_CHANNEL)
    sim.set_overwrite(desk, application.bot, allow=Permission.VIEW_CHANNEL)
    return Floor(
        sim=sim,
        sms=sms,
        application=application,
        guild=guild,
        square=sim.add_channel(guild, "books"),
        desk=desk,
        ada=ada,
    )
