"""Whose token it is, asked of Discord."""

from __future__ import annotations

from typing import Any

from maneki.channels.discord.outcomes import REJECTED, refuses_token
from maneki.channels.discord.rest import Call, RestClient
from maneki.errors import ManekiError, SettingsError, TokenRejectedError

NOT_DISCORD = (
    "What answers there is not Discord; check MANEKI_DISCORD_API_URL, which ends in /api/v10."
)

ME = Call(method="GET", path="/users/@me", route="GET /users/@me")


async def who_am_i(rest: RestClient) -> str:
    """The bot's name.

    Raises `TokenRejectedError`, `SettingsError` if somebody else answers, or `ManekiError` if
    Discord does not say.
    """
    answer = await rest.call(ME)
    if refuses_token(answer):
        raise TokenRejectedError(REJECTED)
    if is_nowhere(answer.status, answer.code):
        raise SettingsError(NOT_DISCORD)
    if not answer.is_ok:
        raise ManekiError(f"Discord answered with {answer.status}; try again later.")
    if not is_user(answer.body):
        raise SettingsError(NOT_DISCORD)
    return str(answer.body["username"])


def is_nowhere(status: int, code: int) -> bool:
    """Whether whoever answers has nothing where Discord says who we are."""
    return status in {404, 405} and code == 0


def is_user(body: Any) -> bool:
    return isinstance(body, dict) and "id" in body and "username" in body
