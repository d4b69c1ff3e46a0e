"""The bot itself, its application, and opening direct messages."""

from __future__ import annotations

from collections.abc import Callable

from maneki.simulator.discord import payloads
from maneki.simulator.discord.access import Access
from maneki.simulator.discord.entities import SimApplication
from maneki.simulator.discord.forms import Form
from maneki.simulator.discord.gateway import Gateway
from maneki.simulator.discord.journal import Journal, Rule
from maneki.simulator.discord.limits import Limits
from maneki.simulator.discord.refusal import (
    FormErrors,
    Refusal,
    as_answer,
    bad_request,
    not_found,
)
from maneki.simulator.discord.router import Call, Endpoint, Reply
from maneki.simulator.discord.rules import RouteName, Rules
from maneki.simulator.discord.world import World


class UserRoutes:
    def __init__(
        self,
        *,
        world: World,
        access: Access,
        limits: Limits,
        rules: Rules,
        journal: Journal,
        gateway: Gateway,
        gateway_url: Callable[[], str],
    ) -> None:
        self._world = world
        self._access = access
        self._limits = limits
        self._rules = rules
        self._journal = journal
        self._gateway = gateway
        self._gateway_url = gateway_url

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                method="GET",
                template="/gateway",
                handler=self._get_gateway,
                route=RouteName.GATEWAY,
                needs_token=False,
            ),
            Endpoint(
                method="GET",
                template="/gateway/bot",
                handler=self._get_gateway_bot,
                route=RouteName.GATEWAY,
            ),
            Endpoint(method="GET", template="/users/@me", handler=self._me, route=RouteName.ME),
            Endpoint(
                method="GET",
                template="/users/@me/guilds",
                handler=self._my_guilds,
                route=RouteName.MY_GUILDS,
            ),
            Endpoint(
                method="POST",
                template="/users/@me/channels",
                handler=self._open_dm,
                route=RouteName.DM_OPEN,
                has_body=True,
            ),
            Endpoint(
                method="GET", template="/users/{user_id}", handler=self._user, route=RouteName.ME
            ),
            *(
                Endpoint(
                    method="GET",
                    template=template,
                    handler=self._application,
                    route=RouteName.APPLICATION,
                )
                for template in ("/oauth2/applications/@me", "/applications/@me")
            ),
        ]

    def _get_gateway(self, call: Call) -> Reply:
        return 200, {"url": self._gateway_url()}

    def _get_gateway_bot(self, call: Call) -> Reply:
        limit = {
            "total": self._rules.identifies_per_day,
            "remaining": self._gateway.identifies_left(call.bot),
            "reset_after": 86_400_000,
            "max_concurrency": self._rules.max_concurrency,
        }
        guilds = sum(1 for _ in self._world.guilds_of(call.bot.bot.id))
        shards = 1 + guilds // 1000
        said = {"url": self._gateway_url(), "shards": shards, "session_start_limit": limit}
        return 200, said

    def _me(self, call: Call) -> Reply:
        return 200, payloads.own_user(call.bot.bot)

    def _user(self, call: Call) -> Reply:
        found = self._world.users.get(call.id("user_id"))
        if found is None:
            raise not_found(10013)
        return 200, payloads.user(found)

    def _application(self, call: Call) -> Reply:
        guilds = sum(1 for _ in self._world.guilds_of(call.bot.bot.id))
        return 200, payloads.application(call.bot, guilds=guilds)

    def _my_guilds(self, call: Call) -> Reply:
        bot = call.bot.bot
        return 200, [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "banner": None,
                "owner": guild.owner_id == bot.id,
                "permissions": str(self._world.permissions_of(guild, bot)),
                "features": [],
            }
            for guild in self._world.guilds_of(bot.id)
        ]

    # Direct messages

    def _open_dm(self, call: Call) -> Reply:
        """The existing channel, or a new one within the quota. Opening tells nothing about
        whether the person can be written to."""
        errors = FormErrors()
        form = Form(call.form, errors, lengths=self._rules.lengths)
        user_id = form.snowflake("recipient_id", required=True)
        errors.raise_any()
        user = self._world.users.get(user_id or 0)
        if user is None:
            raise bad_request(50033)
        if user.bot:
            raise bad_request(50007)
        bot = call.bot.bot
        if self._world.dm_between(bot, user) is None:
            self._take_new_dm(call.bot)
        return 200, payloads.dm_channel(self._world.open_dm(bot, user))

    def _take_new_dm(self, application: SimApplication) -> None:
        """Past the quota the answer is a 403 that names no time to wait."""
        now = self._world.clock.monotonic()
        most = self._rules.new_dms_ever
        is_blocked = most is not None and application.new_dms >= most
        try:
            self._limits.take_hidden(self._rules.new_dms, "dm", application.id, now)
        except Refusal:
            is_blocked = True
        if is_blocked:
            self._journal.broken(Rule.DM_QUOTA, f"{application.new_dms} opened", at=now)
            raise as_answer(self._rules.new_dms_answer)
        application.new_dms += 1
