"""The one way to Discord."""

from __future__ import annotations

from maneki import __version__
from maneki.channels.discord.rest import RestClient
from maneki.clock import Clock
from maneki.delivery.limits import Allowance
from maneki.delivery.pace import Limiter
from maneki.errors import SettingsError
from maneki.settings import Settings


def token_of(settings: Settings) -> str:
    """The bot's token. Raises `SettingsError` without one."""
    if settings.discord_bot_token is None:
        raise SettingsError(
            "DISCORD_BOT_TOKEN is not set; copy .env.example to .env and fill it in."
        )
    return settings.discord_bot_token.get_secret_value()


def rest_client(settings: Settings, clock: Clock) -> RestClient:
    """The one way to Discord. Raises `SettingsError` without a token."""
    return RestClient(
        base_url=settings.discord_api_url,
        token=token_of(settings),
        limiter=Limiter(
            clock, allowance=Allowance(per_second=settings.discord_requests_per_second)
        ),
        clock=clock,
        user_agent=f"DiscordBot (https://github.com/maneki, {__version__})",
    )
