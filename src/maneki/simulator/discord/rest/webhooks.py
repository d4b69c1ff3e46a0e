"""Webhooks of channels, and the same paths for following up on interactions."""

from __future__ import annotations

from collections.abc import Callable

from maneki.simulator.discord import payloads
from maneki.simulator.discord.access import Access
from maneki.simulator.discord.entities import (
    ChannelType,
    SimApplication,
    SimChannel,
    SimMessage,
    SimWebhook,
)
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.forms import Form
from maneki.simulator.discord.journal import Journal, Rule
from maneki.simulator.discord.limits import Limits
from maneki.simulator.discord.messages import USER_MENTIONS, WEBHOOK_FLAGS, read_draft, read_edit
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.posting import Origin, Posting
from maneki.simulator.discord.refusal import (
    FormErrors,
    Refusal,
    bad_request,
    not_found,
    refuse_form,
)
from maneki.simulator.discord.rest.interactions import InteractionRoutes
from maneki.simulator.discord.router import Call, Endpoint, Handler, Major, Reply, in_channel
from maneki.simulator.discord.rules import RouteName, Rules
from maneki.simulator.discord.world import World

MOST_WEBHOOKS = 15
HOSTS = frozenset(
    {ChannelType.TEXT, ChannelType.ANNOUNCEMENT, ChannelType.VOICE, ChannelType.FORUM}
)


class WebhookRoutes:
    def __init__(
        self,
        *,
        world: World,
        access: Access,
        posting: Posting,
        events: Events,
        limits: Limits,
        journal: Journal,
        rules: Rules,
        interactions: InteractionRoutes,
        api_url: Callable[[], str],
    ) -> None:
        self._world = world
        self._access = access
        self._posting = posting
        self._events = events
        self._limits = limits
        self._journal = journal
        self._rules = rules
        self._interactions = interactions
        self._api_url = api_url
        self._known_dead: set[str] = set()

    def endpoints(self) -> list[Endpoint]:
        base = "/webhooks/{webhook_id}/{webhook_token}"
        message = f"{base}/messages/{{message}}"
        return [
            in_channel("GET", "/webhooks", self._list, RouteName.WEBHOOKS),
            in_channel("POST", "/webhooks", self._create, RouteName.WEBHOOKS, has_body=True),
            Endpoint(
                method="GET",
                template="/webhooks/{webhook_id}",
                handler=self._get,
                route=RouteName.WEBHOOKS,
                major=Major.WEBHOOK,
            ),
            Endpoint(
                method="DELETE",
                template="/webhooks/{webhook_id}",
                handler=self._delete,
                route=RouteName.WEBHOOKS,
                major=Major.WEBHOOK,
            ),
            self._with_token("GET", base, self._get_with_token),
            self._with_token("DELETE", base, self._delete_with_token),
            self._with_token("POST", base, self._execute),
            self._with_token("GET", message, self._get_message),
            self._with_token("PATCH", message, self._edit_message),
            self._with_token("DELETE", message, self._delete_message),
        ]

    def _with_token(self, method: str, template: str, handler: Handler) -> Endpoint:
        own = RouteName.WEBHOOK_MESSAGES if "message}" in template else RouteName.WEBHOOK_EXECUTE

        def route(params: dict[str, str]) -> RouteName:
            return RouteName.INTERACTION_FOLLOWUP if self._is_application(params) else own

        return Endpoint(
            method=method,
            template=template,
            handler=handler,
            route=route,
            major=Major.WEBHOOK_TOKEN,
            needs_token=False,
            has_body=method in {"POST", "PATCH"},
        )

    def _is_application(self, params: dict[str, str]) -> bool:
        return int(params["webhook_id"]) in self._world.applications

    # Of a channel

    def _hosting(self, bot: SimApplication, channel_id: int) -> SimChannel:
        channel = self._access.channel(bot, channel_id)
        if channel.type not in HOSTS:
            raise bad_request(50024)
        self._access.require(bot, channel, int(Permission.MANAGE_WEBHOOKS))
        return channel

    def _of_channel(self, channel: SimChannel) -> list[SimWebhook]:
        return [one for one in self._world.webhooks.values() if one.channel_id == channel.id]

    def _list(self, call: Call) -> Reply:
        channel = self._hosting(call.bot, call.id("channel_id"))
        return 200, [self._said(one) for one in self._of_channel(channel)]

    def _create(self, call: Call) -> Reply:
        channel = self._hosting(call.bot, call.id("channel_id"))
        errors = FormErrors()
        form = Form(call.form, errors, lengths=self._rules.lengths)
        name = form.text("name", 80, least=1, required=True) or ""
        if any(word in name.lower() for word in ("clyde", "discord")):
            said = f'Username cannot contain "{name}"'
            errors.add(form.at("name"), "USERNAME_INVALID_CONTAINS", said)
        errors.raise_any()
        if len(self._of_channel(channel)) >= MOST_WEBHOOKS:
            raise bad_request(30007)
        webhook = SimWebhook(
            id=self._world.ids.next(),
            token=self._world.secret(),
            name=name,
            channel_id=channel.id,
            guild_id=channel.guild_id or 0,
            application_id=call.bot.id,
            creator=call.bot.bot,
        )
        self._world.webhooks[webhook.id] = webhook
        self._events.webhooks_changed(channel)
        return 200, self._said(webhook)

    def _said(self, webhook: SimWebhook) -> dict[str, object]:
        return payloads.webhook(webhook, api_url=self._api_url())

    def _get(self, call: Call) -> Reply:
        webhook = self._managed(call)
        return 200, self._said(webhook)

    def _delete(self, call: Call) -> Reply:
        self._remove(self._managed(call))
        return 204, None

    def _managed(self, call: Call) -> SimWebhook:
        webhook = self._world.webhooks.get(call.id("webhook_id"))
        if webhook is None:
            raise not_found(10015)
        self._hosting(call.bot, webhook.channel_id)
        return webhook

    def _remove(self, webhook: SimWebhook) -> None:
        webhook.deleted = True
        self._world.webhooks.pop(webhook.id, None)
        channel = self._world.channels.get(webhook.channel_id)
        if channel is not None:
            self._events.webhooks_changed(channel)

    # With its token

    def _webhook(self, call: Call) -> SimWebhook:
        """Raises `Refusal`: 10015 once it is gone (never to be used again), 50027."""
        webhook_id = call.params["webhook_id"]
        webhook = self._world.webhooks.get(int(webhook_id))
        if webhook is not None and webhook.channel_id in self._world.channels:
            if webhook.token != call.params["webhook_token"]:
                raise Refusal(401, 50027)
            return webhook
        if webhook_id in self._known_dead:
            now = self._world.clock.monotonic()
            self._journal.broken(Rule.DEAD_WEBHOOK, webhook_id, at=now)
        self._known_dead.add(webhook_id)
        raise not_found(10015)

    def _get_with_token(self, call: Call) -> Reply:
        return 200, self._said(self._webhook(call))

    def _delete_with_token(self, call: Call) -> Reply:
        self._remove(self._webhook(call))
        return 204, None

    def _execute(self, call: Call) -> Reply:
        if self._is_application(call.params):
            return self._interactions.follow_up(call)
        webhook = self._webhook(call)
        channel = self._destination(webhook, call)
        now = self._world.clock.monotonic()
        limits, rules = self._limits, self._rules
        limits.take_hidden(rules.channel_webhooks, "webhooks", webhook.channel_id, now)
        self._access.take_write(channel)
        draft = read_draft(call.form, rules, uploads=call.uploads, flags=WEBHOOK_FLAGS)
        name = call.form.get("username") or webhook.name
        if not isinstance(name, str) or not 1 <= len(name) <= 80:
            said = "Must be between 1 and 80 in length."
            refuse_form(("username",), "BASE_TYPE_BAD_LENGTH", said)
        origin = Origin(
            webhook_id=webhook.id,
            webhook_name=name,
            application_id=webhook.application_id,
            default_mentions=USER_MENTIONS,
        )
        message = self._posting.create(channel, webhook.creator, draft, origin)
        if call.query.get("wait", "").lower() not in {"1", "true"}:
            return 204, None
        return 200, payloads.message(message)

    def _destination(self, webhook: SimWebhook, call: Call) -> SimChannel:
        """The webhook's channel, or the thread of it that `thread_id` names."""
        thread_id = call.query.get("thread_id")
        if thread_id is None:
            channel = self._world.channels[webhook.channel_id]
            if channel.type is ChannelType.FORUM:
                raise bad_request(220001)
            return channel
        thread = self._world.channels.get(int(thread_id)) if thread_id.isdecimal() else None
        if thread is None or thread.parent_id != webhook.channel_id:
            raise not_found(10003)
        return thread

    def _get_message(self, call: Call) -> Reply:
        if self._is_application(call.params):
            return self._interactions.get(call)
        return 200, payloads.message(self._own_message(call)[1])

    def _edit_message(self, call: Call) -> Reply:
        if self._is_application(call.params):
            return self._interactions.edit(call)
        channel, message = self._own_message(call)
        edit = read_edit(call.form, self._rules, message, uploads=call.uploads)
        self._posting.edit(channel, message, edit)
        return 200, payloads.message(message)

    def _delete_message(self, call: Call) -> Reply:
        if self._is_application(call.params):
            return self._interactions.delete(call)
        self._posting.delete(self._own_message(call)[1])
        return 204, None

    def _own_message(self, call: Call) -> tuple[SimChannel, SimMessage]:
        webhook = self._webhook(call)
        reference = call.params["message"]
        message = self._world.message(int(reference)) if reference.isdecimal() else None
        if message is None or message.webhook_id != webhook.id:
            raise not_found(10008)
        return self._world.channels[message.channel_id], message
