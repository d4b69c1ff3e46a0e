"""The simulated servers of a load test, with a place for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from maneki.simulator.demo.stage import Member, Place, Stage
from maneki.simulator.discord.entities import SimApplication, SimChannel, SimGuild, SimUser
from maneki.simulator.discord.sim import DiscordSim
from maneki.simulator.load.seats import Kind, Seat

ROOMS_A_SERVER = 400
"""Discord allows 500 channels in a server."""

_PLACES = {
    Kind.CHANNEL: Place.SHARED,
    Kind.SHARED: Place.SHARED,
    Kind.THREAD: Place.THREAD,
    Kind.DM: Place.DM,
}


def set_the_stage(sim: DiscordSim, seats: Sequence[Seat]) -> Stage:
    """As many servers as are needed, each with the bot and a lobby."""
    application = sim.add_application("Maneki")
    builder = _Builder(sim, application)
    members = tuple(builder.seat(seat) for seat in seats)
    return Stage(
        sim=sim,
        application=application,
        guild=builder.guilds[0],
        lobby=builder.lobbies[0],
        members=members,
    )


class _Builder:
    def __init__(self, sim: DiscordSim, application: SimApplication) -> None:
        self._sim = sim
        self._application = application
        self._channels: dict[int, SimChannel | None] = {}
        self.guilds: list[SimGuild] = []
        self.lobbies: list[SimChannel] = []
        self._open_server()

    def seat(self, seat: Seat) -> Member:
        user = self._sim.add_user(f"member-{seat.member:03}")
        if seat.room not in self._channels:
            if self._channels and len(self._channels) % ROOMS_A_SERVER == 0:
                self._open_server()
            self._channels[seat.room] = self._channel_of(seat, user)
        channel = self._channels[seat.room]
        guild = self._sim.world.guild_of(channel) if channel else None
        self._sim.join(guild or self.guilds[-1], user)
        return Member(number=seat.member, user=user, place=_PLACES[seat.kind], channel=channel)

    def _channel_of(self, seat: Seat, user: SimUser) -> SimChannel | None:
        name = f"alerts-{seat.room}"
        if seat.kind is Kind.DM:
            return None
        if seat.kind is Kind.THREAD:
            bot = self._application.bot
            return self._sim.add_thread(
                self.lobbies[-1], name, private=True, owner=user, members=[bot]
            )
        return self._sim.add_channel(self.guilds[-1], name)

    def _open_server(self) -> None:
        name = f"Archive Fashion Club {len(self.guilds) + 1}"
        self.guilds.append(self._sim.add_guild(name, bots=[self._application]))
        self.lobbies.append(self._sim.add_channel(self.guilds[-1], "bot-commands"))
