"""What a member may type into a command, checked against what the bot has registered.

Discord's own client checks this before it sends anything, so a mistake here is one of whoever
plays the member: it raises `NotPossibleError` and never reaches the bot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from maneki.simulator.discord import payloads
from maneki.simulator.discord.commands import Command, OptionType
from maneki.simulator.discord.entities import SimChannel, SimGuild, SimRole, SimUser
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.world import NotPossibleError, World

Json = dict[str, Any]
MOST_TEXT = 6000


@dataclass(slots=True)
class Resolved:
    """The objects behind the ids in an interaction, as the invoker may see them."""

    world: World
    user: SimUser
    guild: SimGuild | None
    found: dict[str, dict[str, Json]] = field(default_factory=dict)

    def add_user(self, one: SimUser) -> None:
        self._put("users", one.id, payloads.user(one))
        member = None if self.guild is None else self.guild.members.get(one.id)
        if member is None or self.guild is None:
            return
        said = payloads.member_without_user(member)
        del said["mute"], said["deaf"]
        granted = self.world.permissions_of(self.guild, one)
        self._put("members", one.id, said | {"permissions": str(granted)})

    def add_role(self, one: SimRole) -> None:
        self._put("roles", one.id, payloads.role(one))

    def add_channel(self, one: SimChannel) -> None:
        """With the permissions of whoever invoked the interaction."""
        granted = self.world.permissions_in(one, self.user)
        self._put("channels", one.id, payloads.channel(one) | {"permissions": str(granted)})

    def _put(self, kind: str, one: int, said: Json) -> None:
        self.found.setdefault(kind, {})[str(one)] = said


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed: the path of subcommands and the definitions at its end."""

    command: Command
    path: tuple[Json, ...]

    @property
    def definitions(self) -> list[Json]:
        leaf: Json = self.path[-1] if self.path else self.command.data
        definitions: list[Json] = leaf.get("options", [])
        return definitions

    def data(self, options: list[Json], resolved: Resolved | None) -> Json:
        """The `data` of the interaction."""
        for step in reversed(self.path):
            options = [{"type": step["type"], "name": step["name"], "options": options}]
        said: Json = {
            "id": str(self.command.id),
            "name": self.command.name,
            "type": int(self.command.type),
            "options": options,
        }
        if self.command.guild_id is not None:
            said["guild_id"] = str(self.command.guild_id)
        if resolved is not None and resolved.found:
            said["resolved"] = resolved.found
        return said


def typed(command: Command, words: list[str]) -> Typed:
    """Follow the words after the command's name into its subcommands."""
    path: list[Json] = []
    node = command.data
    for word in words:
        choices = [one for one in node.get("options", []) if one["type"] in {1, 2}]
        node = next((one for one in choices if one["name"] == word), {})
        if not node:
            names = ", ".join(one["name"] for one in choices) or "none"
            raise NotPossibleError(f"/{command.name} has no {word!r} here (there are: {names})")
        path.append(node)
    if any(one["type"] in {1, 2} for one in node.get("options", [])):
        names = ", ".join(one["name"] for one in node["options"])
        raise NotPossibleError(f"/{command.name} cannot be used without one of: {names}")
    return Typed(command, tuple(path))


def fill_in(
    line: Typed, given: Mapping[str, Any], resolved: Resolved, *, focused: str | None = None
) -> list[Json]:
    """The options of an interaction, in the order the command names them.

    `focused` is the one that is being typed: it takes any text, and nothing is required yet.
    Raises `NotPossibleError`.
    """
    known = {one["name"]: one for one in line.definitions}
    unknown = given.keys() - known.keys()
    if unknown:
        names = ", ".join(known) or "none"
        raise NotPossibleError(
            f"/{line.command.name} has no option {sorted(unknown)[0]!r} (there are: {names})"
        )
    options = []
    for name, definition in known.items():
        value = given.get(name)
        if name == focused:
            options.append(_focused(definition, value))
        elif value is not None:
            filled = _value(definition, value, resolved)
            options.append({"type": definition["type"], "name": name, "value": filled})
        elif definition.get("required") and focused is None:
            raise NotPossibleError(f"/{line.command.name} needs the option {name!r}")
    return options


def _focused(definition: Json, value: Any) -> Json:
    if not definition.get("autocomplete"):
        raise NotPossibleError(f"the option {definition['name']!r} has no autocomplete")
    text = "" if value is None else str(value)
    return {
        "type": definition["type"],
        "name": definition["name"],
        "value": text,
        "focused": True,
    }


def _value(definition: Json, value: Any, resolved: Resolved) -> Any:
    name = definition["name"]
    match OptionType(definition["type"]):
        case OptionType.STRING:
            return _text(definition, _expect(value, str, name))
        case OptionType.INTEGER:
            return _number(definition, _expect(value, int, name))
        case OptionType.NUMBER:
            return _number(definition, _expect(value, (int, float), name))
        case OptionType.BOOLEAN:
            return _expect(value, bool, name)
        case OptionType.USER:
            resolved.add_user(_expect(value, SimUser, name))
        case OptionType.CHANNEL:
            _add_channel(definition, _expect(value, SimChannel, name), resolved)
        case OptionType.ROLE:
            resolved.add_role(_expect(value, SimRole, name))
        case OptionType.MENTIONABLE:
            mentioned = _expect(value, (SimUser, SimRole), name)
            if isinstance(mentioned, SimUser):
                resolved.add_user(mentioned)
            else:
                resolved.add_role(mentioned)
        case kind:
            raise NotPossibleError(f"the option {name!r} is a {kind.name}, which nobody can give")
    return str(value.id)


def _expect(value: Any, kind: Any, name: str) -> Any:
    is_flag = isinstance(value, bool) and kind is not bool
    if is_flag or not isinstance(value, kind):
        raise NotPossibleError(f"the option {name!r} does not take {value!r}")
    return value


def _chosen(definition: Json, value: Any) -> Any:
    """With choices, one of their names or values."""
    for choice in definition["choices"]:
        if value in {choice["name"], choice["value"]}:
            return choice["value"]
    names = ", ".join(choice["name"] for choice in definition["choices"])
    raise NotPossibleError(f"{value!r} is not a choice of {definition['name']!r} ({names})")


def _text(definition: Json, value: str) -> str:
    if "choices" in definition:
        return str(_chosen(definition, value))
    least, most = definition.get("min_length", 0), definition.get("max_length", MOST_TEXT)
    if not least <= len(value) <= most:
        raise NotPossibleError(
            f"{definition['name']!r} takes {least} to {most} characters, not {len(value)}"
        )
    return value


def _number(definition: Json, value: float) -> float:
    if "choices" in definition:
        chosen: float = _chosen(definition, value)
        return chosen
    least, most = definition.get("min_value"), definition.get("max_value")
    if (least is not None and value < least) or (most is not None and value > most):
        raise NotPossibleError(f"{definition['name']!r} takes {least} to {most}, not {value}")
    return value


def _add_channel(definition: Json, channel: SimChannel, resolved: Resolved) -> None:
    kinds = definition.get("channel_types")
    name = definition["name"]
    if kinds and channel.type not in kinds:
        raise NotPossibleError(f"{name!r} does not take a {channel.type.name} channel")
    is_here = resolved.guild is not None and channel.guild_id == resolved.guild.id
    if not is_here or channel.deleted:
        raise NotPossibleError(f"#{channel.name} is not a channel of this server")
    if not resolved.world.may(resolved.user, channel, int(Permission.VIEW_CHANNEL)):
        raise NotPossibleError(f"{resolved.user.name} cannot see #{channel.name}")
    resolved.add_channel(channel)
