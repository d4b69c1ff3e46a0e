"""Registering commands, globally and per server."""

from __future__ import annotations

from maneki.simulator.discord.access import Access
from maneki.simulator.discord.commands import Command, CommandBook, Scope
from maneki.simulator.discord.refusal import forbidden, refuse_form
from maneki.simulator.discord.router import Call, Endpoint, Handler, Major, Reply
from maneki.simulator.discord.rules import RouteName

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


class CommandRoutes:
    def __init__(self, *, book: CommandBook, access: Access) -> None:
        self._book = book
        self._access = access

    def endpoints(self) -> list[Endpoint]:
        actions: list[tuple[str, str, Handler]] = [
            ("GET", "", self._list),
            ("PUT", "", self._replace),
            ("POST", "", self._create),
            ("GET", "/{command_id}", self._get),
            ("PATCH", "/{command_id}", self._edit),
            ("DELETE", "/{command_id}", self._delete),
        ]
        return [
            Endpoint(
                method=method,
                template=base + rest,
                handler=handler,
                route=route,
                major=major,
                has_body=method in {"PUT", "POST", "PATCH"},
            )
            for base, route, major in (
                (_GLOBAL, RouteName.COMMANDS_GLOBAL, Major.NONE),
                (_GUILD, RouteName.COMMANDS_GUILD, Major.GUILD),
            )
            for method, rest, handler in actions
        ]

    def _scope(self, call: Call) -> Scope:
        """Raises `Refusal` for another application's commands or a server it is not in."""
        if call.id("application_id") != call.bot.id:
            raise forbidden(20012)
        if "guild_id" not in call.params:
            return call.bot.id, None
        return call.bot.id, self._access.guild(call.bot, call.id("guild_id")).id

    def _list(self, call: Call) -> Reply:
        return 200, [_said(one) for one in self._book.all(self._scope(call))]

    def _replace(self, call: Call) -> Reply:
        scope = self._scope(call)
        if not isinstance(call.body, list):
            said = "Only iterables may be used in a ListType"
            refuse_form((), "LIST_TYPE_CONVERT", said)
        return 200, [_said(one) for one in self._book.replace_all(scope, call.body)]

    def _create(self, call: Call) -> Reply:
        command, is_new = self._book.upsert(self._scope(call), call.form)
        return (201 if is_new else 200), _said(command)

    def _get(self, call: Call) -> Reply:
        return 200, _said(self._book.get(self._scope(call), call.id("command_id")))

    def _edit(self, call: Call) -> Reply:
        return 200, _said(self._book.edit(self._scope(call), call.id("command_id"), call.form))

    def _delete(self, call: Call) -> Reply:
        self._book.delete(self._scope(call), call.id("command_id"))
        return 204, None


def _said(command: Command) -> dict[str, object]:
    return command.data
