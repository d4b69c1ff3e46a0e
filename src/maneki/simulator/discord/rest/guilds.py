"""Servers: what they are, their channels, roles and members."""

from __future__ import annotations

from maneki.simulator.discord import payloads
from maneki.simulator.discord.access import VIEW, Access
from maneki.simulator.discord.entities import SimGuild, SimMember
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.refusal import forbidden, not_found
from maneki.simulator.discord.router import Call, Endpoint, Handler, Major, Reply
from maneki.simulator.discord.rules import RouteName, Rules
from maneki.simulator.discord.world import World


class GuildRoutes:
    def __init__(self, *, world: World, access: Access, events: Events, rules: Rules) -> None:
        self._world = world
        self._access = access
        self._events = events
        self._rules = rules

    def endpoints(self) -> list[Endpoint]:
        role = "/members/{user_id}/roles/{role_id}"
        return [
            _in_guild("GET", "", self._get, RouteName.GUILD_GET),
            _in_guild("GET", "/channels", self._channels, RouteName.GUILD_CHANNELS),
            _in_guild("GET", "/roles", self._roles, RouteName.GUILD_ROLES),
            _in_guild("GET", "/members/{user_id}", self._member, RouteName.MEMBER_GET),
            _in_guild("PUT", role, self._add_role, RouteName.MEMBER_ROLES),
            _in_guild("DELETE", role, self._remove_role, RouteName.MEMBER_ROLES),
        ]

    def _guild(self, call: Call) -> SimGuild:
        return self._access.guild(call.bot, call.id("guild_id"))

    def _get(self, call: Call) -> Reply:
        """For a server that the bot is not in, there is none (10004)."""
        guild = self._world.guilds.get(call.id("guild_id"))
        if guild is None or call.bot.bot.id not in guild.members:
            raise not_found(10004)
        said = payloads.guild(guild)
        if call.query.get("with_counts", "").lower() in {"1", "true"}:
            count = len(guild.members)
            said |= {"approximate_member_count": count, "approximate_presence_count": count}
        return 200, said

    def _channels(self, call: Call) -> Reply:
        """Without threads; what the bot may not see is in it only while nothing hides it."""
        guild = self._guild(call)
        channels = self._world.channels_of(guild)
        if self._rules.hide_channels:
            bot = call.bot.bot
            channels = [one for one in channels if self._world.may(bot, one, VIEW)]
        return 200, [payloads.guild_channel(one) for one in channels]

    def _roles(self, call: Call) -> Reply:
        return 200, [payloads.role(one) for one in self._guild(call).roles.values()]

    def _found_member(self, call: Call) -> tuple[SimGuild, SimMember]:
        guild = self._guild(call)
        user_id = call.id("user_id")
        if user_id not in self._world.users:
            raise not_found(10013)
        if user_id not in guild.members:
            raise not_found(10007)
        return guild, guild.members[user_id]

    def _member(self, call: Call) -> Reply:
        return 200, payloads.member(self._found_member(call)[1])

    def _add_role(self, call: Call) -> Reply:
        guild, member, role_id = self._changeable(call)
        member.roles.add(role_id)
        self._events.member_changed(guild, member)
        return 204, None

    def _remove_role(self, call: Call) -> Reply:
        guild, member, role_id = self._changeable(call)
        member.roles.discard(role_id)
        self._events.member_changed(guild, member)
        return 204, None

    def _changeable(self, call: Call) -> tuple[SimGuild, SimMember, int]:
        """Needs MANAGE_ROLES and a role of the bot above the one that is given or taken."""
        guild, member = self._found_member(call)
        role_id = call.id("role_id")
        if role_id not in guild.roles:
            raise not_found(10011)
        bot = call.bot.bot
        granted = self._world.permissions_of(guild, bot)
        own = guild.members[bot.id].roles
        highest = max((guild.roles[one].position for one in own), default=0)
        is_below = guild.roles[role_id].position < highest or guild.owner_id == bot.id
        if not granted & Permission.MANAGE_ROLES or not is_below:
            raise forbidden(50013)
        return guild, member, role_id


def _in_guild(method: str, template: str, handler: Handler, route: RouteName) -> Endpoint:
    return Endpoint(
        method=method,
        template=f"/guilds/{{guild_id}}{template}",
        handler=handler,
        route=route,
        major=Major.GUILD,
    )
