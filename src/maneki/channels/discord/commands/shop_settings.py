"""`/settings`: what a server's moderators settle for the shop's assistant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import app_commands

from maneki.channels.discord.commands.general import PickedChannel, PlaceOption
from maneki.channels.discord.commands.words import described
from maneki.channels.discord.reception import Caller, Interaction, Reception, Reply
from maneki.channels.discord.shop_servers import ShopServers, is_public
from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.channels.discord.wording import escaped
from maneki.errors import InvalidInputError
from maneki.model.money import is_currency
from maneki.model.shop_settings import ShopSettings
from maneki.people.servers import joined
from maneki.phrases import LANGUAGES, say
from maneki.store import Store

DEFAULT = "default"
LONGEST_NAME = 60
MOST_NAMED = 25

Channel = app_commands.Transform[PickedChannel, PlaceOption]
Typed = app_commands.Range[str, 1, LONGEST_NAME]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to be otherwise; None is left as it is."""

    channel: str | None = None
    talkers: str | None = None
    staff: str | None = None
    staff_channel: str | None = None
    staff_role: str | None = None
    persona: str | None = None
    language: str | None = None
    currency: str | None = None


def settings_command(
    reception: Reception, servers: ShopServers, store: Store, *, shop: Shopkeeper
) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="settings", description=described("settings"))
    @app_commands.describe(
        channel=described("settings.channel"),
        talkers=described("settings.talkers"),
        staff=described("settings.staff"),
        staff_channel=described("settings.staff_channel"),
        staff_role=described("settings.staff_role"),
        persona=described("settings.persona"),
        language=described("settings.language"),
        currency=described("settings.currency"),
    )
    @app_commands.default_permissions(manage_guild=True)
    async def settings(  # noqa: PLR0917  (the library gives them by name)
        interaction: Interaction,
        channel: Channel | None = None,
        talkers: discord.Role | None = None,
        staff: discord.Role | None = None,
        staff_channel: Channel | None = None,
        staff_role: discord.Role | None = None,
        persona: Typed | None = None,
        language: Typed | None = None,
        currency: Typed | None = None,
    ) -> None:
        wish = Wish(
            channel=_id_of(channel),
            talkers=str(talkers.id) if talkers else None,
            staff=str(staff.id) if staff else None,
            staff_channel=_id_of(staff_channel),
            staff_role=str(staff_role.id) if staff_role else None,
            persona=persona,
            language=language,
            currency=currency,
        )

        async def work(caller: Caller) -> Reply:
            guild = _guild_of(interaction, caller)
            before = await servers.of(str(guild.id))
            now = settled(before, wish, language=caller.language, personas=shop.personas)
            if now != before:
                _check_calls(guild, before, now, caller.language, shop=shop)
                async with store.transaction() as tx:
                    await joined(tx, str(guild.id), name=guild.name)
                await servers.settle(str(guild.id), now)
            words = described_settings(now, caller.language, is_deaf=not shop.hears_everything)
            return Reply("\n".join([words, *_unheard(guild, now, caller.language)]))

        await reception.serve(interaction, work)

    return settings


def _id_of(channel: PickedChannel | None) -> str | None:
    """Threads open in channels, so whoever picks a thread means the one it is in."""
    if isinstance(channel, app_commands.AppCommandThread):
        return str(channel.parent_id)
    return str(channel.id) if channel else None


def _guild_of(interaction: Interaction, caller: Caller) -> discord.Guild:
    """The server, if the caller may settle anything there. Raises `InvalidInputError`.

    Who is offered a command is up to each server; what it changes is not.
    """
    if interaction.guild is None:
        raise InvalidInputError(say("discord.settings.no_server", caller.language))
    if not interaction.permissions.manage_guild:
        raise InvalidInputError(say("discord.settings.not_yours", caller.language))
    return interaction.guild


def _check_calls(
    guild: discord.Guild,
    before: ShopSettings,
    now: ShopSettings,
    language: str,
    *,
    shop: Shopkeeper,
) -> None:
    """Raises `InvalidInputError` for a staff channel that everybody can read, unless that is the
    operator's wish, and where everybody would be rung.
    """
    if now.staff_role == str(guild.id) and now.staff_role != before.staff_role:
        raise InvalidInputError(say("discord.settings.rings_everybody", language))
    channel = guild.get_channel(int(now.staff_channel)) if now.staff_channel else None
    if channel is None or now.staff_channel == before.staff_channel or shop.staff_in_public:
        return
    if is_public(channel):
        raise InvalidInputError(
            say("discord.settings.staff_in_public", language, channel=f"<#{channel.id}>")
        )


def _unheard(guild: discord.Guild, now: ShopSettings, language: str) -> list[str]:
    """That the staff's role is rung in vain, where it is."""
    role = guild.get_role(int(now.staff_role)) if now.staff_role else None
    if role is None:
        return []
    channel = guild.get_channel(int(now.staff_channel)) if now.staff_channel else None
    mine = channel.permissions_for(guild.me) if channel else guild.me.guild_permissions
    if role.mentionable or mine.mention_everyone:
        return []
    return [say("discord.settings.unheard", language, role=f"<@&{role.id}>")]


def settled(
    before: ShopSettings, wish: Wish, *, language: str, personas: Sequence[str] = ()
) -> ShopSettings:
    """What is settled from now on. Raises `InvalidInputError`."""
    return replace(
        before,
        channels=_toggled(before.channels, wish.channel),
        talkers=_toggled(before.talkers, wish.talkers),
        staff=_toggled(before.staff, wish.staff),
        staff_channel=_switched(before.staff_channel, wish.staff_channel),
        staff_role=_switched(before.staff_role, wish.staff_role),
        persona=_chosen(before.persona, _persona(wish.persona, personas, language)),
        language=_chosen(before.language, _language(wish.language, language)),
        currency=_chosen(before.currency, _currency(wish.currency, language)),
    )


def _toggled(before: Sequence[str], picked: str | None) -> tuple[str, ...]:
    if picked is None:
        return tuple(before)
    if picked in before:
        return tuple(one for one in before if one != picked)
    return (*before, picked)[-MOST_NAMED:]


def _switched(before: str | None, picked: str | None) -> str | None:
    if picked is None:
        return before
    return None if picked == before else picked


def _chosen(before: str | None, wanted: str | None) -> str | None:
    if wanted is None:
        return before
    return None if wanted.casefold() == DEFAULT else wanted


def _persona(wanted: str | None, personas: Sequence[str], language: str) -> str | None:
    """Any name where nobody says which there are."""
    if wanted is None or wanted.casefold() in (DEFAULT, *personas) or not personas:
        return wanted
    known = ", ".join(personas)
    raise InvalidInputError(
        say("discord.settings.no_such_persona", language, text=wanted, known=known)
    )


def _language(wanted: str | None, language: str) -> str | None:
    if wanted is None or wanted.casefold() in (DEFAULT, *LANGUAGES):
        return wanted.casefold() if wanted else None
    known = ", ".join(LANGUAGES)
    raise InvalidInputError(
        say("discord.settings.not_a_language", language, text=wanted, known=known)
    )


def _currency(wanted: str | None, language: str) -> str | None:
    if wanted is None or wanted.casefold() == DEFAULT:
        return wanted
    code = wanted.strip().upper()
    if not is_currency(code):
        raise InvalidInputError(say("discord.settings.not_a_currency", language, text=wanted))
    return code


def described_settings(now: ShopSettings, language: str, *, is_deaf: bool) -> str:
    lines = [
        _line("channels", [f"<#{one}>" for one in now.channels], "none", language),
        _line("talkers", [f"<@&{one}>" for one in now.talkers], "everybody", language),
        _line("staff", [f"<@&{one}>" for one in now.staff], "managers", language),
        _line("staff_channel", _one(now.staff_channel, "<#{}>"), "usual", language),
        _line("staff_role", _one(now.staff_role, "<@&{}>"), "nobody", language),
        _line("persona", _one(now.persona), "usual", language),
        _line("language", _one(now.language), "usual", language),
        _line("currency", _one(now.currency), "usual", language),
    ]
    if now.channels and is_deaf:
        lines.insert(1, say("discord.settings.deaf", language))
    return "\n".join(lines)


def _one(value: str | None, shown_as: str = "{}") -> list[str]:
    return [shown_as.format(escaped(value, longest=LONGEST_NAME))] if value else []


def _line(name: str, values: Sequence[str], otherwise: str, language: str) -> str:
    named = ", ".join(values) or say(f"discord.settings.{otherwise}", language)
    return say(f"discord.settings.{name}", language, named=named)
