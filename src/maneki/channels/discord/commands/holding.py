"""`/alerts pause`, `resume`, `quiet`, `digest` and `limits`: when one wants to hear of things."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from maneki.channels.discord.commands import suggestions
from maneki.channels.discord.commands.own_filters import own_filters
from maneki.channels.discord.commands.words import choice, described, offered
from maneki.channels.discord.holding import Holding
from maneki.channels.discord.reception import (
    Caller,
    Interaction,
    Reception,
    Reply,
    spoken,
)
from maneki.channels.discord.spans import MOST_TYPED, read_clock, read_duration
from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.model.digest import MORNING, MOST_SHOWN, DigestOrder, DigestPlan, Every
from maneki.model.hold import MOST_LIMIT, limit_after
from maneki.model.quiet import QuietHours
from maneki.model.zones import zone_named
from maneki.phrases import say

OFF = "off"
Typed = app_commands.Range[str, 1, MOST_TYPED]
"""A time, a duration or a time zone."""

Choices = list[app_commands.Choice[str]]
Command = app_commands.Command[Any, ..., None]


def holding_commands(
    reception: Reception, holding: Holding, filters: FilterDesk
) -> tuple[Command, ...]:
    return (
        pause_command(reception, holding),
        resume_command(reception, holding),
        quiet_command(reception, holding),
        digest_command(reception, holding, filters),
        limits_command(reception, holding, filters),
    )


def pause_command(reception: Reception, holding: Holding) -> Command:
    @app_commands.command(name="pause", description=described("alerts.pause"))
    @app_commands.rename(duration="for")
    @app_commands.describe(duration=described("alerts.pause.for"))
    async def pause(interaction: Interaction, duration: Typed | None = None) -> None:
        async def work(caller: Caller) -> Reply:
            wanted = read_duration(duration, language=caller.language) if duration else None
            return await holding.pause(caller, wanted)

        await reception.serve(interaction, work)

    @pause.autocomplete("duration")
    async def suggest(interaction: Interaction, typed: str) -> Choices:
        return offered(suggestions.durations(typed, spoken(interaction)))

    return pause


def resume_command(reception: Reception, holding: Holding) -> Command:
    @app_commands.command(name="resume", description=described("alerts.resume"))
    async def resume(interaction: Interaction) -> None:
        await reception.serve(interaction, holding.resume)

    return resume


def quiet_command(reception: Reception, holding: Holding) -> Command:
    @app_commands.command(name="quiet", description=described("alerts.quiet"))
    @app_commands.rename(begin="from", is_off="off")
    @app_commands.describe(
        begin=described("alerts.quiet.from"),
        until=described("alerts.quiet.until"),
        zone=described("alerts.quiet.zone"),
        is_off=described("alerts.quiet.off"),
    )
    async def quiet(
        interaction: Interaction,
        *,
        begin: Typed | None = None,
        until: Typed | None = None,
        zone: Typed | None = None,
        is_off: bool = False,
    ) -> None:
        async def work(caller: Caller) -> Reply:
            language = caller.language
            named = read_zone(zone, language=language) if zone else None
            if is_off:
                return await holding.set_quiet(caller, None, zone=named)
            if begin is None and until is None:
                if named is None:
                    return holding.quiet_hours(caller)
                kept = caller.person.preferences.quiet
                return await holding.set_quiet(caller, kept, zone=named)
            wanted = read_quiet_hours(begin, until, language=language)
            return await holding.set_quiet(caller, wanted, zone=named)

        await reception.serve(interaction, work)

    @quiet.autocomplete("zone")
    async def suggest(_interaction: Interaction, typed: str) -> Choices:
        return offered(suggestions.zones(typed))

    return quiet


def read_zone(text: str, *, language: str) -> str:
    """A time zone's name. Raises `InvalidInputError`."""
    named = zone_named(text)
    if named is None:
        raise InvalidInputError(say("holding.not_a_zone", language, text=text.strip()))
    return named


def read_quiet_hours(begin: str | None, until: str | None, *, language: str) -> QuietHours:
    """Raises `InvalidInputError`."""
    if begin is None or until is None:
        raise InvalidInputError(say("holding.quiet.both", language))
    start, end = (read_clock(text, language=language) for text in (begin, until))
    if start == end:
        raise InvalidInputError(say("holding.quiet.same", language))
    return QuietHours(start, end)


def digest_command(reception: Reception, holding: Holding, filters: FilterDesk) -> Command:
    @app_commands.command(name="digest", description=described("alerts.digest"))
    @app_commands.rename(filter_name="filter")
    @app_commands.describe(
        filter_name=described("which"),
        how=described("alerts.digest.how"),
        at=described("alerts.digest.at"),
        top=described("alerts.digest.top"),
        order=described("alerts.digest.order"),
    )
    @app_commands.choices(
        how=[choice(f"holding.every.{one}", one) for one in (*Every, OFF)],
        order=[choice(f"holding.order.{one}", one) for one in DigestOrder],
    )
    async def digest(
        interaction: Interaction,
        filter_name: str,
        how: str,
        *,
        at: Typed | None = None,
        top: app_commands.Range[int, 1, MOST_SHOWN] = MOST_SHOWN,
        order: str = DigestOrder.NEWEST,
    ) -> None:
        async def work(caller: Caller) -> Reply:
            if how == OFF:
                return await holding.set_digest(caller, filter_name, None)
            plan = DigestPlan(
                every=Every(how),
                at=read_clock(at, language=caller.language) if at else MORNING,
                top=top,
                order=DigestOrder(order),
            )
            return await holding.set_digest(caller, filter_name, plan)

        await reception.serve(interaction, work)

    @digest.autocomplete("filter_name")
    async def suggest(interaction: Interaction, typed: str) -> Choices:
        return await own_filters(filters, interaction, typed)

    return digest


def limits_command(reception: Reception, holding: Holding, filters: FilterDesk) -> Command:
    @app_commands.command(name="limits", description=described("alerts.limits"))
    @app_commands.rename(filter_name="filter")
    @app_commands.describe(
        alerts_a_day=described("alerts.limits.alerts_a_day"),
        messages_an_hour=described("alerts.limits.messages_an_hour"),
        filter_name=described("alerts.limits.filter"),
    )
    async def limits(
        interaction: Interaction,
        *,
        alerts_a_day: app_commands.Range[int, 0, MOST_LIMIT] | None = None,
        messages_an_hour: app_commands.Range[int, 0, MOST_LIMIT] | None = None,
        filter_name: str | None = None,
    ) -> None:
        async def work(caller: Caller) -> Reply:
            if filter_name is not None:
                return await holding.filter_limits(
                    caller, filter_name, alerts_a_day, messages_an_hour
                )
            if alerts_a_day is None and messages_an_hour is None:
                return holding.limits(caller)
            before = caller.person.preferences
            return await holding.set_limits(
                caller,
                alerts_a_day=limit_after(before.most_alerts_a_day, alerts_a_day),
                messages_an_hour=limit_after(before.most_messages_an_hour, messages_an_hour),
            )

        await reception.serve(interaction, work)

    @limits.autocomplete("filter_name")
    async def suggest(interaction: Interaction, typed: str) -> Choices:
        return await own_filters(filters, interaction, typed)

    return limits
