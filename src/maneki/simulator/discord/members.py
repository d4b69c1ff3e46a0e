"""What members do: run commands, press buttons, choose from menus, fill in forms.

Each call tells the bot over the gateway and waits (in real seconds) for what the member would
see: the answer, or "the application did not respond".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from maneki.simulator.discord import payloads
from maneki.simulator.discord.commands import Command, CommandBook, CommandType
from maneki.simulator.discord.components import SELECTS, Kind, Style
from maneki.simulator.discord.entities import (
    SimApplication,
    SimChannel,
    SimGuild,
    SimMessage,
    SimUser,
    walk,
)
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.interactions import (
    Interaction,
    InteractionResult,
    Interactions,
    InteractionType,
    Modal,
)
from maneki.simulator.discord.options import Resolved, fill_in, typed
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.rules import Rules
from maneki.simulator.discord.world import NotPossibleError, World

Json = dict[str, Any]

USE_COMMANDS = int(Permission.VIEW_CHANNEL | Permission.USE_APPLICATION_COMMANDS)
SETTLE_WITHIN = 10.0
"""Real seconds that a member waits for what a deferral has promised."""
_IN_GUILD, _IN_BOT_DM = 0, 1


class Members:
    """The hands of the simulated members."""

    world: World
    rules: Rules
    events: Events
    book: CommandBook
    interactions: Interactions

    # Commands

    async def command(
        self,
        user: SimUser,
        channel: SimChannel,
        command: str,
        options: Mapping[str, Any] | None = None,
        *,
        application: SimApplication | None = None,
        wait: float = SETTLE_WITHIN,
    ) -> InteractionResult:
        """Run a slash command, such as `filter create`, subcommands and all.

        Options are given by name: texts, numbers, flags, `SimChannel`, `SimUser`, `SimRole`.
        Raises `NotPossibleError` where Discord's client would not let the member do it.
        """
        name, *words = command.split()
        found = self._offered(user, channel, name, CommandType.CHAT_INPUT, application)
        line = typed(found, words)
        resolved = Resolved(self.world, user, self.world.guild_of(channel))
        data = line.data(fill_in(line, options or {}, resolved), resolved)
        return await self._run(user, channel, found, data, about=f"/{command}", wait=wait)

    async def menu(
        self,
        user: SimUser,
        channel: SimChannel,
        name: str,
        target: SimUser | SimMessage,
        *,
        application: SimApplication | None = None,
        wait: float = SETTLE_WITHIN,
    ) -> InteractionResult:
        """Choose a command from the menu of a user or a message."""
        kind = CommandType.USER if isinstance(target, SimUser) else CommandType.MESSAGE
        found = self._offered(user, channel, name, kind, application)
        resolved = Resolved(self.world, user, self.world.guild_of(channel))
        if isinstance(target, SimUser):
            resolved.add_user(target)
        else:
            resolved.found["messages"] = {str(target.id): payloads.message(target)}
        data: Json = {
            "id": str(found.id),
            "name": found.name,
            "type": int(kind),
            "target_id": str(target.id),
            "resolved": resolved.found,
        }
        return await self._run(user, channel, found, data, about=f"menu {name}", wait=wait)

    async def _run(
        self,
        user: SimUser,
        channel: SimChannel,
        command: Command,
        data: Json,
        *,
        about: str,
        wait: float,
    ) -> InteractionResult:
        application = self.world.applications[int(command.data["application_id"])]
        interaction = self._begin(application, InteractionType.COMMAND, user, channel, about=about)
        return await self._send(interaction, data, wait=wait)

    async def autocomplete(
        self,
        user: SimUser,
        channel: SimChannel,
        command: str,
        option: str,
        value: str = "",
        *,
        options: Mapping[str, Any] | None = None,
        application: SimApplication | None = None,
        wait: float = SETTLE_WITHIN,
    ) -> InteractionResult:
        """Type into an option; `choices` of the result are the suggestions."""
        name, *words = command.split()
        found = self._offered(user, channel, name, CommandType.CHAT_INPUT, application)
        line = typed(found, words)
        resolved = Resolved(self.world, user, self.world.guild_of(channel))
        given = {**(options or {}), option: value}
        data = line.data(fill_in(line, given, resolved, focused=option), None)
        focused = next(one for one in line.definitions if one["name"] == option)
        interaction = self._begin(
            self.world.applications[int(found.data["application_id"])],
            InteractionType.AUTOCOMPLETE,
            user,
            channel,
            about=f"autocomplete of {option} in /{command}",
            option_type=focused["type"],
        )
        return await self._send(interaction, data, wait=wait)

    def commands(self, user: SimUser, channel: SimChannel) -> list[str]:
        """The names of the slash commands that a member is offered in a channel."""
        names = set()
        for application in self.world.applications.values():
            for scope in ((application.id, channel.guild_id), (application.id, None)):
                for command in self.book.all(scope):
                    if command.type is CommandType.CHAT_INPUT and not self._why_not(
                        user, channel, command, application
                    ):
                        names.add(command.name)
        return sorted(names)

    def _offered(
        self,
        user: SimUser,
        channel: SimChannel,
        name: str,
        kind: CommandType,
        application: SimApplication | None,
    ) -> Command:
        """The command under that name. Raises `NotPossibleError`."""
        chosen = self.world.applications.values() if application is None else [application]
        why = f"no bot has registered {name!r}"
        for one in chosen:
            found = self.book.find(one.id, channel.guild_id, name, kind)
            if found is None:
                continue
            why = self._why_not(user, channel, found, one)
            if not why:
                return found
        raise NotPossibleError(why)

    def _why_not(
        self, user: SimUser, channel: SimChannel, command: Command, application: SimApplication
    ) -> str:
        """Why a member is not offered a command here; empty if they are."""
        contexts = command.data.get("contexts") or [_IN_GUILD, _IN_BOT_DM]
        if channel.is_dm:
            if user not in channel.recipients or application.bot not in channel.recipients:
                return f"this is not a DM of {user.name} and {application.name}"
            is_fine = _IN_BOT_DM in contexts
            return "" if is_fine else f"{command.name!r} is not offered in DMs"
        guild = self.world.guild_of(channel)
        if guild is None or application.bot.id not in guild.members:
            return f"{application.name} is not in this server"
        if _IN_GUILD not in contexts:
            return f"{command.name!r} is not offered in servers"
        granted = self.world.permissions_in(channel, user)
        if granted & USE_COMMANDS != USE_COMMANDS:
            return f"{user.name} may not use commands in #{channel.name}"
        return _why_not_permitted(command, granted, user)

    # Components

    async def press(
        self, user: SimUser, message: SimMessage, custom_id: str, *, wait: float = SETTLE_WITHIN
    ) -> InteractionResult:
        """Press the button with that custom id."""
        part = self._part(user, message, custom_id)
        if part["type"] != Kind.BUTTON or part["style"] in {Style.LINK, Style.PREMIUM}:
            raise NotPossibleError(f"{custom_id!r} is not a button that does something")
        data = {"component_type": part["type"], "custom_id": custom_id, "id": part["id"]}
        return await self._use(user, message, data, wait)

    async def select(
        self,
        user: SimUser,
        message: SimMessage,
        custom_id: str,
        values: Sequence[Any],
        *,
        wait: float = SETTLE_WITHIN,
    ) -> InteractionResult:
        """Choose from a menu: values of its options, or users, roles, channels."""
        part = self._part(user, message, custom_id)
        if part["type"] not in SELECTS:
            raise NotPossibleError(f"{custom_id!r} is not a menu")
        resolved = Resolved(self.world, user, self._guild_of(message))
        data: Json = {
            "component_type": part["type"],
            "custom_id": custom_id,
            "id": part["id"],
            "values": _chosen(part, values, resolved),
        }
        if resolved.found:
            data["resolved"] = resolved.found
        return await self._use(user, message, data, wait)

    def _guild_of(self, message: SimMessage) -> SimGuild | None:
        return None if message.guild_id is None else self.world.guilds.get(message.guild_id)

    def _part(self, user: SimUser, message: SimMessage, custom_id: str) -> Json:
        """A button or menu that a member sees and can use."""
        channel = self.world.channels.get(message.channel_id)
        if message.deleted or channel is None:
            raise NotPossibleError("the message is gone")
        hidden = message.ephemeral_to not in {None, user.id}
        if hidden or not self.world.may(user, channel, int(Permission.VIEW_CHANNEL)):
            raise NotPossibleError(f"{user.name} cannot see that message")
        for part in walk(message.components):
            if part.get("custom_id") == custom_id and not part.get("disabled"):
                return part
        usable = [one["custom_id"] for one in message.interactive if not one.get("disabled")]
        raise NotPossibleError(f"nothing to use is called {custom_id!r} (there are: {usable})")

    async def _use(
        self, user: SimUser, message: SimMessage, data: Json, wait: float
    ) -> InteractionResult:
        application = self.world.applications.get(message.application_id or message.author.id)
        if application is None:
            raise NotPossibleError("the message is not of a bot")
        interaction = self._begin(
            application,
            InteractionType.COMPONENT,
            user,
            self.world.channels[message.channel_id],
            about=f"component {data['custom_id']}",
            source=message,
            extra={"interacted_message_id": str(message.id)},
        )
        return await self._send(interaction, data, wait=wait)

    async def submit_modal(
        self,
        user: SimUser,
        modal: Modal,
        values: Mapping[str, Any] | None = None,
        *,
        wait: float = SETTLE_WITHIN,
    ) -> InteractionResult:
        """Fill in a form (by custom id; texts, or lists for menus) and send it off."""
        before = modal.interaction
        given = dict(values or {})
        unknown = given.keys() - {one["custom_id"] for one in modal.inputs}
        if unknown:
            raise NotPossibleError(f"the form has no {sorted(unknown)[0]!r}")
        resolved = Resolved(self.world, user, self.world.guild_of(before.channel))
        data: Json = {
            "custom_id": modal.custom_id,
            "components": [_filled(one, given, resolved) for one in modal.components],
        }
        if resolved.found:
            data["resolved"] = resolved.found
        interaction = self._begin(
            before.application,
            InteractionType.MODAL_SUBMIT,
            user,
            before.channel,
            about=f"modal {modal.custom_id}",
            source=before.source,
            extra={"triggering_interaction_metadata": before.metadata},
        )
        return await self._send(interaction, data, wait=wait)

    # What the bot is told

    def _begin(
        self,
        application: SimApplication,
        kind: InteractionType,
        user: SimUser,
        channel: SimChannel,
        *,
        about: str,
        source: SimMessage | None = None,
        extra: Json | None = None,
        option_type: int = 3,
    ) -> Interaction:
        interaction = self.interactions.begin(
            application=application,
            kind=kind,
            user=user,
            channel=channel,
            about=about,
            metadata={},
            source=source,
            option_type=option_type,
        )
        interaction.metadata = {
            "id": str(interaction.id),
            "type": int(kind),
            "user": payloads.user(user),
            "authorizing_integration_owners": _owners(channel),
        } | (extra or {})
        return interaction

    async def _send(
        self, interaction: Interaction, data: Json, *, wait: float
    ) -> InteractionResult:
        payload = self._payload(interaction, data)
        result = interaction.result
        guild_id = interaction.channel.guild_id
        is_heard = self.events.interaction(interaction.application, guild_id, payload)
        try:
            patience = self.rules.acknowledge_within if is_heard else 0.0
            await result.wait_until(lambda one: one.is_acknowledged, within=patience)
        except TimeoutError:
            self.interactions.was_missed(interaction)
            return result
        try:
            return await result.wait_until(lambda one: one.is_settled, within=wait)
        except TimeoutError:
            return result

    def _payload(self, interaction: Interaction, data: Json) -> Json:
        user, channel = interaction.user, interaction.channel
        world = self.world
        said: Json = {
            "id": str(interaction.id),
            "application_id": str(interaction.application.id),
            "type": int(interaction.type),
            "data": data,
            "channel": payloads.channel(channel),
            "channel_id": str(channel.id),
            "token": interaction.token,
            "version": 1,
            "app_permissions": str(world.permissions_in(channel, interaction.application.bot)),
            "locale": user.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": _owners(channel),
            "context": _IN_BOT_DM if channel.is_dm else _IN_GUILD,
            "attachment_size_limit": self.rules.attachment_bytes,
        }
        granted = str(world.permissions_in(channel, user))
        said["channel"]["permissions"] = granted
        if interaction.source is not None:
            said["message"] = payloads.message(interaction.source)
        guild = world.guild_of(channel)
        if guild is None:
            return said | {"user": payloads.user(user)}
        member = payloads.member(guild.members[user.id]) | {"permissions": granted}
        partial = {"id": str(guild.id), "locale": guild.locale, "features": []}
        return said | {
            "member": member,
            "guild": partial,
            "guild_id": str(guild.id),
            "guild_locale": guild.locale,
        }


def _owners(channel: SimChannel) -> Json:
    return {"0": str(channel.guild_id or 0)}


def _why_not_permitted(command: Command, granted: int, user: SimUser) -> str:
    wanted = command.data["default_member_permissions"]
    if wanted is None or granted & Permission.ADMINISTRATOR:
        return ""
    if int(wanted) == 0 or granted & int(wanted) != int(wanted):
        return f"{user.name} lacks the permissions for {command.name!r}"
    return ""


def _chosen(part: Json, values: Sequence[Any], resolved: Resolved) -> list[str]:
    least, most = part["min_values"], part["max_values"]
    if not least <= len(values) <= most:
        raise NotPossibleError(f"{part['custom_id']!r} takes {least} to {most} values")
    match Kind(part["type"]):
        case Kind.STRING_SELECT:
            known = {option["value"] for option in part["options"]}
            if not known.issuperset(values):
                raise NotPossibleError(f"{part['custom_id']!r} offers {sorted(known)}")
            return list(values)
        case Kind.CHANNEL_SELECT:
            for one in values:
                resolved.add_channel(one)
        case _:
            for one in values:
                if isinstance(one, SimUser):
                    resolved.add_user(one)
                else:
                    resolved.add_role(one)
    return [str(one.id) for one in values]


def _filled(part: Json, given: dict[str, Any], resolved: Resolved) -> Json:
    """One component of a form as it is sent off."""
    said: Json = {"type": part["type"], "id": part["id"]}
    if "components" in part:
        said["components"] = [_filled(one, given, resolved) for one in part["components"]]
    elif "component" in part:
        said["component"] = _filled(part["component"], given, resolved)
    elif part["type"] == Kind.TEXT_INPUT:
        said |= {"custom_id": part["custom_id"], "value": _written(part, given)}
    elif part["type"] in SELECTS:
        values = given.get(part["custom_id"], [])
        said |= {"custom_id": part["custom_id"], "values": _chosen(part, values, resolved)}
    elif "custom_id" in part:
        key = "value" if part["type"] in {Kind.RADIO_GROUP, Kind.CHECKBOX} else "values"
        said |= {"custom_id": part["custom_id"], key: given.get(part["custom_id"])}
    return said


def _written(part: Json, given: dict[str, Any]) -> str:
    text = str(given.get(part["custom_id"], part.get("value") or ""))
    least, most = part["min_length"] or 0, part["max_length"] or 4000
    if not text and not part["required"]:
        return text
    if not max(1, least) <= len(text) <= most:
        raise NotPossibleError(f"{part['custom_id']!r} takes {max(1, least)} to {most} characters")
    return text
