"""The simulated server, its members, and where each of them wants to hear of things."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile

from maneki.simulator.discord.entities import (
    SimApplication,
    SimChannel,
    SimGuild,
    SimMessage,
    SimUser,
)
from maneki.simulator.discord.sim import DiscordSim

MOST_DMS = 40
"""A bot that opens too many DMs at once is stopped from opening more; so is this one."""
IN_A_CHANNEL = 3


class Place(StrEnum):
    DM = "dm"
    SHARED = "shared"
    THREAD = "thread"


@dataclass(slots=True, eq=False, kw_only=True)
class Member:
    """Number `number` (from 0). `channel` is None while a DM has not been opened."""

    number: int
    user: SimUser
    place: Place
    channel: SimChannel | None


@dataclass(slots=True, eq=False, kw_only=True)
class Stage:
    sim: DiscordSim
    application: SimApplication
    guild: SimGuild
    lobby: SimChannel
    members: tuple[Member, ...]
    _by_mention: dict[str, Member] = field(init=False)
    _by_thread: dict[int, Member] = field(init=False)

    def __post_init__(self) -> None:
        self._by_mention = {member.user.mention: member for member in self.members}
        self._by_thread = {
            member.channel.id: member
            for member in self.members
            if member.channel is not None and member.place is Place.THREAD
        }

    def channel_of(self, member: Member) -> SimChannel | None:
        """Where this member's alerts are to appear."""
        if member.channel is not None:
            return member.channel
        return self.sim.world.dm_between(self.application.bot, member.user)

    @property
    def places(self) -> dict[int, int]:
        """The id of each member's channel; 0 for a DM that nobody has opened."""
        return {
            member.number: channel.id if (channel := self.channel_of(member)) else 0
            for member in self.members
        }

    @property
    def private(self) -> set[int]:
        """The channels where nobody but one person ever reads: a private thread is none of them."""
        return {
            channel.id
            for member in self.members
            if member.place is Place.DM and (channel := self.channel_of(member))
        }

    def owners_of(self, message: SimMessage) -> tuple[Member, ...]:
        """Whom a message is for: whoever it begins by mentioning, or whose own place it is in."""
        if mentioned := self.mentioned_in(message.content):
            return mentioned
        channel = self.sim.world.channels[message.channel_id]
        if channel.is_dm:
            mentions = (user.mention for user in channel.recipients)
            found = next(filter(None, map(self._by_mention.get, mentions)), None)
        else:
            found = self._by_thread.get(channel.id)
        return (found,) if found else ()

    def mentioned_in(self, text: str) -> tuple[Member, ...]:
        """The members that a text begins by mentioning."""
        members = map(self._by_mention.get, text.split(" "))
        return tuple(filter(None, takewhile(bool, members)))


def set_the_stage(sim: DiscordSim, *, members: int) -> Stage:
    """One server with a bot; a third of the members in DMs, in shared channels, in threads."""
    application = sim.add_application("Maneki")
    guild = sim.add_guild("Archive Fashion Club", bots=[application])
    lobby = sim.add_channel(guild, "bot-commands")
    people = [sim.add_user(f"member-{number:03}") for number in range(members)]
    for user in people:
        sim.join(guild, user)
    return Stage(
        sim=sim,
        application=application,
        guild=guild,
        lobby=lobby,
        members=tuple(_seated(sim, lobby, people, bot=application.bot)),
    )


def _seated(
    sim: DiscordSim, lobby: SimChannel, people: list[SimUser], *, bot: SimUser
) -> list[Member]:
    guild = sim.world.guild_of(lobby)
    assert guild is not None  # noqa: S101  (the lobby is a server's channel)
    seated: list[Member] = []
    shared: SimChannel | None = None
    sharing = 0
    for number, user in enumerate(people):
        place = _place_of(number)
        channel = None
        if place is Place.THREAD:
            channel = sim.add_thread(
                lobby, f"alerts-{number}", private=True, owner=user, members=[bot]
            )
        elif place is Place.SHARED:
            if shared is None or sharing == IN_A_CHANNEL:
                shared, sharing = sim.add_channel(guild, f"alerts-{number}"), 0
            channel, sharing = shared, sharing + 1
        seated.append(Member(number=number, user=user, place=place, channel=channel))
    return seated


def _place_of(number: int) -> Place:
    place = (Place.DM, Place.SHARED, Place.THREAD)[number % 3]
    if place is Place.DM and number // 3 >= MOST_DMS:
        return Place.SHARED
    return place
