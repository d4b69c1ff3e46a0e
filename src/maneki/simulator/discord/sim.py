"""The local Discord: everything put together, and what can be seen of it from outside."""

from __future__ import annotations

from collections import deque
from types import TracebackType

from maneki.clock import Clock, SystemClock
from maneki.simulator.discord.access import Access
from maneki.simulator.discord.building import Builder
from maneki.simulator.discord.commands import CommandBook
from maneki.simulator.discord.entities import SimApplication, SimChannel, SimMessage, SimUser
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.faults import Weather
from maneki.simulator.discord.gateway import Drop, Gateway
from maneki.simulator.discord.interactions import Interactions
from maneki.simulator.discord.journal import (
    Journal,
    RateLimited,
    Report,
    Request,
    RulesBrokenError,
    Violation,
)
from maneki.simulator.discord.limits import Limits
from maneki.simulator.discord.members import Members
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.posting import Posting
from maneki.simulator.discord.rest.channels import ChannelRoutes
from maneki.simulator.discord.rest.commands import CommandRoutes
from maneki.simulator.discord.rest.guilds import GuildRoutes
from maneki.simulator.discord.rest.interactions import InteractionRoutes
from maneki.simulator.discord.rest.messages import MessageRoutes
from maneki.simulator.discord.rest.threads import ThreadRoutes
from maneki.simulator.discord.rest.users import UserRoutes
from maneki.simulator.discord.rest.webhooks import WebhookRoutes
from maneki.simulator.discord.router import Endpoint
from maneki.simulator.discord.rules import FaultKind, RouteName, Rules
from maneki.simulator.discord.server import (
    API_PATH,
    GATEWAY_PATH,
    HOST,
    RESUME_PATH,
    Server,
    Watcher,
)
from maneki.simulator.discord.sessions import Sessions, Tap
from maneki.simulator.discord.world import World

READ = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)


class DiscordSim(Builder, Members):
    """A Discord of one's own on 127.0.0.1, REST v10 and gateway v10, kept in memory.

    Use it as a context manager, or call `start` and `stop`. The world is built with the methods
    of `Builder`, members act with those of `Members`; the rest is for looking.
    """

    def __init__(self, clock: Clock | None = None, rules: Rules | None = None, seed: int = 0):
        self.clock = clock or SystemClock()
        self.rules = rules or Rules()
        self.world = World(self.clock, seed)
        self.journal = Journal(self.rules.keep_requests)
        self.limits = Limits(self.rules, seed)
        self.weather = Weather(self.rules.latency, self.rules.faults, seed)
        self.sessions = Sessions(self.clock, self.rules)
        self.events = Events(self.world, self.sessions, self.rules)
        self.posting = Posting(self.world, self.events, self.journal, self.rules)
        self.book = CommandBook(self.world.ids, self.rules, self.clock)
        self.interactions = Interactions(self.world, self.journal, self.rules)
        self.gateway = Gateway(
            world=self.world,
            sessions=self.sessions,
            events=self.events,
            journal=self.journal,
            clock=self.clock,
            rules=self.rules,
            resume_url=lambda: self.resume_url,
        )
        self._server = Server(
            world=self.world,
            limits=self.limits,
            weather=self.weather,
            journal=self.journal,
            gateway=self.gateway,
            clock=self.clock,
            rules=self.rules,
        )

    # Running

    async def start(self, port: int = 0) -> None:
        await self._server.start(port, self.endpoints())

    async def stop(self) -> None:
        await self._server.stop()

    async def __aenter__(self) -> DiscordSim:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self._server.port}{API_PATH}"

    @property
    def gateway_url(self) -> str:
        return f"ws://{HOST}:{self._server.port}{GATEWAY_PATH}"

    @property
    def resume_url(self) -> str:
        """Where sessions are resumed: another place, as with Discord."""
        return f"ws://{HOST}:{self._server.port}{RESUME_PATH}"

    def endpoints(self) -> list[Endpoint]:
        """Every route there is."""
        world, events, posting, rules = self.world, self.events, self.posting, self.rules
        limits, journal = self.limits, self.journal
        access = Access(world, limits, rules)
        answers = InteractionRoutes(interactions=self.interactions, posting=posting, rules=rules)
        rooms = (
            UserRoutes(
                world=world,
                access=access,
                limits=limits,
                rules=rules,
                journal=journal,
                gateway=self.gateway,
                gateway_url=lambda: self.gateway_url,
            ),
            ChannelRoutes(world=world, access=access, events=events, limits=limits, rules=rules),
            MessageRoutes(
                world=world,
                access=access,
                posting=posting,
                events=events,
                limits=limits,
                rules=rules,
            ),
            ThreadRoutes(world=world, access=access, posting=posting, events=events, rules=rules),
            GuildRoutes(world=world, access=access, events=events, rules=rules),
            CommandRoutes(book=self.book, access=access),
            answers,
            WebhookRoutes(
                world=world,
                access=access,
                posting=posting,
                events=events,
                limits=limits,
                journal=journal,
                rules=rules,
                interactions=answers,
                api_url=lambda: self.api_url,
            ),
        )
        return [endpoint for room in rooms for endpoint in room.endpoints()]

    # Trouble to order

    def break_next(
        self, kind: FaultKind, *, route: RouteName | None = None, times: int = 1
    ) -> None:
        """The next requests (of that route) go wrong in that way."""
        self.weather.order(kind, route=route, times=times)

    def congest(self, channel: SimChannel, *, seconds: float) -> None:
        """Others write so much in a channel that nobody may for a while (429, shared, 20028)."""
        self.limits.congest(channel.id, self.clock.monotonic() + seconds)

    def drop_gateway(
        self,
        resumable: bool = True,
        *,
        how: Drop = Drop.CLOSE,
        application: SimApplication | None = None,
    ) -> int:
        """End gateway connections; returns how many. Sessions can be resumed if `resumable`."""
        return self.gateway.drop(resumable=resumable, how=how, application=application)

    def freeze_gateway(self, *, frozen: bool = True) -> None:
        """Open connections go silent without being closed."""
        self.gateway.freeze(frozen=frozen)

    # Looking

    def messages(self, channel: SimChannel | int | str) -> list[SimMessage]:
        """Everything that everybody in a channel can see, oldest first."""
        return self.world.messages_in(_channel_id(channel))

    def dms(self, user: SimUser) -> list[SimMessage]:
        """Everything in a person's DMs with bots, theirs included, oldest first."""
        found = [
            message
            for channel in self.world.channels.values()
            if channel.is_dm and user in channel.recipients
            for message in self.world.messages_in(channel.id)
        ]
        return sorted(found, key=lambda message: message.id)

    def visible_to(self, user: SimUser) -> list[SimMessage]:
        """Every message by others that a person can read, in servers and DMs, oldest first.

        Ephemeral messages are only in the results of interactions. A "thinking" message says
        nothing yet, so it is left out.
        """
        found = [
            message
            for channel in self.world.channels.values()
            if self.world.permissions_in(channel, user) & READ == READ
            for message in self.world.messages_in(channel.id)
            if message.author is not user and not message.is_loading
        ]
        return sorted(found, key=lambda message: message.id)

    @property
    def requests(self) -> deque[Request]:
        return self.journal.requests

    @property
    def rate_limited(self) -> list[RateLimited]:
        return self.journal.rate_limited

    @property
    def violations(self) -> list[Violation]:
        return self.journal.violations

    def report(self) -> Report:
        return self.journal.report()

    def assert_clean(self) -> None:
        """Raises `RulesBrokenError` with every broken rule (not where `rules.strict` is off)."""
        if self.rules.strict and self.violations:
            raise RulesBrokenError(list(self.violations))

    def watch_requests(self, watcher: Watcher) -> None:
        """Be told of every REST answer."""
        self._server.watchers.append(watcher)

    def watch_events(self, tap: Tap) -> None:
        """Be told of every gateway event, for each session that gets it."""
        self.sessions.taps.append(tap)


def _channel_id(channel: SimChannel | int | str) -> int:
    return channel.id if isinstance(channel, SimChannel) else int(channel)
