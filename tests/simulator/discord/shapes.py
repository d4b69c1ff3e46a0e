"""The official OpenAPI description, as a judge of what is sent and what is answered."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from maneki.simulator.discord.server import Exchange

URI = "urn:discord"
EVENT_SCHEMAS = {
    "GUILD_CREATE": "GuildResponse",
    "CHANNEL_CREATE": "GuildChannelResponse",
    "CHANNEL_UPDATE": "GuildChannelResponse",
    "CHANNEL_DELETE": "GuildChannelResponse",
    "THREAD_CREATE": "ThreadResponse",
    "THREAD_UPDATE": "ThreadResponse",
    "GUILD_MEMBER_ADD": "GuildMemberResponse",
    "GUILD_MEMBER_UPDATE": "GuildMemberResponse",
    "MESSAGE_CREATE": "MessageResponse",
    "MESSAGE_UPDATE": "MessageResponse",
}


def _without_quirks(spec: dict[str, Any]) -> dict[str, Any]:
    """The description is wrong in two places: the codes of fields are texts, and a 429 has a
    `code` only sometimes."""
    schemas = spec["components"]["schemas"]
    error = schemas["Error"]
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = {
        **error,
        "properties": error["properties"] | {"code": {"type": "string"}},
    }
    limited = dict(error)
    limited["required"] = ["message"]
    schemas["RatelimitedResponse"]["allOf"][0] = limited
    return spec


@dataclass
class Shapes:
    """Validates against the description, and remembers what it has seen."""

    spec: dict[str, Any]
    seen: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        resource = Resource.from_contents(self.spec, default_specification=DRAFT202012)
        self.registry: Registry[Any] = Registry().with_resource(URI, resource)
        self.paths = {
            (method.upper(), re.sub(r"\{[^}]*\}", "{}", path)): (path, operation)
            for path, methods in self.spec["paths"].items()
            for method, operation in methods.items()
            if method != "parameters"
        }
        self._validators: dict[str, Draft202012Validator] = {}

    def check(self, pointer: str, body: Any, what: str) -> None:
        validator = self._validators.get(pointer)
        if validator is None:
            schema = {"$ref": f"{URI}#{pointer}"}
            validator = Draft202012Validator(schema, registry=self.registry)
            self._validators[pointer] = validator
        for error in validator.iter_errors(body):
            where = "/".join(str(step) for step in error.absolute_path)
            self.wrong.append(f"{what} at {where!r}: {error.message[:300]}")

    def schema(self, name: str, body: Any, what: str) -> None:
        self.check(f"/components/schemas/{name}", body, what)

    def request(self, exchange: Exchange) -> None:
        """The body of one request, by its route."""
        key = _key(exchange)
        if exchange.sent is None or key not in self.paths:
            return
        what = f"{exchange.method} {exchange.template}"
        self.sent.add(what)
        path, operation = self.paths[key]
        if "requestBody" not in operation:
            self.wrong.append(f"{what}: the description has no body there")
            return
        pointer = f"{_pointer(path, exchange.method)}/requestBody/content/application~1json/schema"
        self.check(pointer, exchange.sent, f"the body of {what}")

    def exchange(self, exchange: Exchange) -> None:
        """One REST answer, by its route and status."""
        key = _key(exchange)
        what = f"{exchange.method} {exchange.template} {exchange.status}"
        self.seen.add(what)
        if exchange.status == 429:
            self.schema("RatelimitedResponse", exchange.body, what)
        elif 400 <= exchange.status < 500:
            self.schema("ErrorResponse", exchange.body, what)
        elif key not in self.paths:
            self.wrong.append(f"{what}: the description does not have it")
        else:
            self._answer(*self.paths[key], exchange, what)

    def _answer(self, path: str, operation: dict[str, Any], exchange: Exchange, what: str) -> None:
        responses = operation["responses"]
        if str(exchange.status) not in responses:
            self.wrong.append(f"{what}: the description has {sorted(responses)}")
        elif exchange.body is not None:
            pointer = f"{_pointer(path, exchange.method)}/responses/{exchange.status}"
            self.check(f"{pointer}/content/application~1json/schema", exchange.body, what)

    def event(self, name: str, data: dict[str, Any]) -> None:
        """One gateway event, and the objects inside it."""
        self.seen.add(name)
        if name in EVENT_SCHEMAS:
            self.schema(EVENT_SCHEMAS[name], data, name)
        match name:
            case "READY":
                self.schema("UserPIIResponse", data["user"], name)
            case "GUILD_CREATE":
                self._each("GuildMemberResponse", data["members"], name)
                self._each("GuildChannelResponse", data["channels"], name)
                self._each("ThreadResponse", data["threads"], name)
            case "GUILD_ROLE_CREATE":
                self.schema("GuildRoleResponse", data["role"], name)
            case "INTERACTION_CREATE":
                self._interaction(data)
            case "GUILD_MEMBERS_CHUNK":
                self._each("GuildMemberResponse", data["members"], name)
            case "THREAD_MEMBERS_UPDATE":
                self._each("ThreadMemberResponse", data["added_members"], name)

    def _each(self, schema: str, bodies: list[Any], what: str) -> None:
        for body in bodies:
            self.schema(schema, body, what)

    def _interaction(self, data: dict[str, Any]) -> None:
        if "user" in data:
            self.schema("UserResponse", data["user"], "INTERACTION_CREATE.user")
        else:
            self.schema("GuildMemberResponse", data["member"], "INTERACTION_CREATE.member")
        if "message" in data:
            self.schema("MessageResponse", data["message"], "INTERACTION_CREATE.message")
        for body in data["data"].get("resolved", {}).get("users", {}).values():
            self.schema("UserResponse", body, "INTERACTION_CREATE.resolved.users")

    def assert_all_right(self) -> None:
        assert not self.wrong, "\n".join(sorted(set(self.wrong)))


def _key(exchange: Exchange) -> tuple[str, str]:
    return exchange.method, re.sub(r"\{[^}]*\}", "{}", exchange.template)


def _pointer(path: str, method: str) -> str:
    escaped = path.replace("~", "~0").replace("/", "~1")
    return f"/paths/{escaped}/{method.lower()}"


def read_spec(recordings: Path) -> dict[str, Any]:
    with (recordings / "discord" / "openapi.json").open(encoding="utf-8") as file:
        return _without_quirks(json.load(file))
