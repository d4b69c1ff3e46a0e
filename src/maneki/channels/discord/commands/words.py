"""What commands and their options are called and described as, in every language Discord shows."""

from __future__ import annotations

from collections.abc import Iterable

import discord
from discord import app_commands

from maneki.channels.discord.commands.suggestions import Suggestion
from maneki.phrases import say


def described(key: str) -> app_commands.locale_str:
    """The description of a command or an option, to be translated when commands are synced."""
    full = f"discord.command.{key}"
    return app_commands.locale_str(say(full, "en"), key=full)


def choice(label: str, value: str) -> app_commands.Choice[str]:
    """A choice whose label is a sentence of the catalogues."""
    return app_commands.Choice(
        name=app_commands.locale_str(say(label, "en"), key=label), value=value
    )


def offered(found: Iterable[Suggestion]) -> list[app_commands.Choice[str]]:
    """Suggestions as Discord takes them. They are not translated: they are what is typed."""
    return [app_commands.Choice(name=one.name, value=one.value) for one in found]


class CommandTranslator(app_commands.Translator):
    """Gives Discord the Japanese of everything that has a key."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        key = string.extras.get("key")
        if key is None or locale is not discord.Locale.japanese:
            return None
        return say(key, "ja")
