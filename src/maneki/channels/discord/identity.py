"""Whose token it is, asked of Discord."""

from __future__ import annotations

from maneki.channels.discord.rest import Call, RestClient
from maneki.errors import ManekiError, TokenRejectedError

_ME = Call(method="GET", path="/users/@me", route="GET /users/@me")


async def who_am_i(rest: RestClient) -> str:
    """The bot's name. Raises `TokenRejectedError`, or `ManekiError` if Discord does not say."""
    answer = await rest.call(_ME)
    if answer.status == 401:
        raise TokenRejectedError(
            "Discord does not accept the bot's token; check DISCORD_BOT_TOKEN."
        )
    if not answer.is_ok:
        raise ManekiError(f"Discord answered with {answer.status}; try again later.")
    if not (isinstance(answer.body, dict) and "username" in answer.body):
        raise ManekiError(
            "What answers there is not Discord; check MANEKI_DISCORD_API_URL, which ends in "
            "/api/v10."
        )
    return str(answer.body["username"])
