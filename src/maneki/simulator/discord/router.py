"""Finds the endpoint of a method and a path, one step per segment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from maneki.simulator.discord.entities import SimApplication
from maneki.simulator.discord.messages import Upload
from maneki.simulator.discord.refusal import unauthorized
from maneki.simulator.discord.rules import RouteName


@dataclass(slots=True, kw_only=True)
class Call:
    """One request as an endpoint sees it: parsed, authenticated, within its limits."""

    params: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    uploads: tuple[Upload, ...] = ()
    application: SimApplication | None = None

    @property
    def bot(self) -> SimApplication:
        """The application whose token the request carried."""
        if self.application is None:
            raise unauthorized()
        return self.application

    @property
    def form(self) -> dict[str, Any]:
        """The body, which is an object on nearly every route."""
        return self.body if isinstance(self.body, dict) else {}

    def id(self, name: str) -> int:
        return int(self.params[name])


Reply = tuple[int, Any]
"""Status and JSON body; None for 204."""
Handler = Callable[[Call], Reply]


class Major(StrEnum):
    """The parameter that tells buckets of one route apart."""

    NONE = ""
    CHANNEL = "channel_id"
    GUILD = "guild_id"
    WEBHOOK = "webhook_id"
    WEBHOOK_TOKEN = "webhook_token"  # noqa: S105  (a word, no secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A route. `route` may depend on the call: deleting a message counts by its age."""

    method: str
    template: str
    handler: Handler
    route: RouteName | Callable[[dict[str, str]], RouteName]
    major: Major = Major.NONE
    needs_token: bool = True
    counts_globally: bool = True
    has_body: bool = False

    def route_of(self, params: dict[str, str]) -> RouteName:
        return self.route if isinstance(self.route, RouteName) else self.route(params)

    def major_of(self, params: dict[str, str]) -> str:
        match self.major:
            case Major.NONE:
                return ""
            case Major.WEBHOOK_TOKEN:
                return f"{params['webhook_id']}:{params['webhook_token']}"
            case _:
                return params[self.major]


def in_channel(
    method: str, template: str, handler: Handler, route: RouteName, *, has_body: bool = False
) -> Endpoint:
    """An endpoint below `/channels/{channel_id}`."""
    return Endpoint(
        method=method,
        template=f"/channels/{{channel_id}}{template}",
        handler=handler,
        route=route,
        major=Major.CHANNEL,
        has_body=has_body,
    )


@dataclass(slots=True)
class _Node:
    literal: dict[str, _Node] = field(default_factory=dict)
    parameter: tuple[str, _Node] | None = None
    endpoints: dict[str, Endpoint] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    endpoint: Endpoint
    params: dict[str, str]


class Missing(StrEnum):
    PATH = "404"
    METHOD = "405"


class Router:
    """Literal segments come before parameters; ids must be whole numbers."""

    def __init__(self, endpoints: list[Endpoint]) -> None:
        self._root = _Node()
        for endpoint in endpoints:
            self._add(endpoint)

    def _add(self, endpoint: Endpoint) -> None:
        node = self._root
        for segment in endpoint.template.strip("/").split("/"):
            if not segment.startswith("{"):
                node = node.literal.setdefault(segment, _Node())
                continue
            if node.parameter is None:
                node.parameter = (segment[1:-1], _Node())
            if node.parameter[0] != segment[1:-1]:
                raise ValueError(f"{endpoint.template}: two names for one parameter")
            node = node.parameter[1]
        node.endpoints[endpoint.method] = endpoint

    def find(self, method: str, path: str) -> Found | Missing:
        params: dict[str, str] = {}
        node = self._walk(self._root, path.strip("/").split("/"), params)
        if node is None or not node.endpoints:
            return Missing.PATH
        endpoint = node.endpoints.get(method)
        return Missing.METHOD if endpoint is None else Found(endpoint, params)

    def _walk(self, node: _Node, segments: list[str], params: dict[str, str]) -> _Node | None:
        for segment in segments:
            literal = node.literal.get(segment)
            if literal is not None:
                node = literal
            elif node.parameter is not None and _fits(node.parameter[0], segment):
                params[node.parameter[0]] = segment
                node = node.parameter[1]
            else:
                return None
        return node


def _fits(name: str, segment: str) -> bool:
    return bool(segment) and (not name.endswith("_id") or segment.isdecimal())
