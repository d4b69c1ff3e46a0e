"""What is answered about pauses, quiet hours, limits and digests, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from maneki.channels.discord import ways_back
from maneki.channels.discord.buttons import Action, undo_button
from maneki.channels.discord.described import name_of
from maneki.channels.discord.embeds import relative_time
from maneki.channels.discord.reception import Caller, Components, Reply
from maneki.channels.discord.ways_back import FilterLimitsBefore, LimitsBefore
from maneki.clock import Clock
from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk, Tuned
from maneki.model.digest import DigestPlan, Every
from maneki.model.filter import Filter
from maneki.model.hold import UNTIL_RESUMED, HeldFor, Hold, Tally, hold_of_alert, is_counted
from maneki.model.person import Preferences
from maneki.model.quiet import QuietHours
from maneki.people.desk import PeopleDesk, Preferred
from maneki.phrases import say


class Holding:
    """Does what a command or a button asks for, and says what holds then."""

    def __init__(self, *, people: PeopleDesk, filters: FilterDesk, clock: Clock) -> None:
        self._people = people
        self._filters = filters
        self._clock = clock

    async def pause(self, caller: Caller, duration: timedelta | None) -> Reply:
        until = UNTIL_RESUMED if duration is None else self._clock.now() + duration
        return await self._pause(caller, until)

    async def _pause(self, caller: Caller, until: datetime) -> Reply:
        done = await self._people.pause(caller.address, until=until)
        return Reply(_paused_said(until, caller.language), (), _pause_back(done, caller.language))

    async def resume(self, caller: Caller) -> Reply:
        done = await self._people.resume(caller.address)
        said = say("holding.resumed", caller.language)
        comes = self._what_comes(await self._filters.mine(caller.address), done.now)
        was_paused = is_paused(done.before, self._clock.now())
        back = _pause_back(done, caller.language) if was_paused else ()
        return Reply(f"{said} {comes}", (), back)

    def _what_comes(self, filters: Sequence[Filter], preferences: Preferences) -> str:
        """What becomes by now of what waited for one of these filters."""
        now, language = self._clock.now(), preferences.language
        running = [one for one in filters if one.is_active]
        if hold := hold_of_alert(running, preferences, Tally(), now=now):
            return still_waits(hold, language)
        each = (hold_of_alert([one], preferences, Tally(), now=now) for one in running)
        is_all = not any(each) and not is_counted(preferences, running)
        return say("holding.now" if is_all else "holding.now.mostly", language)

    def quiet_hours(self, caller: Caller) -> Reply:
        return Reply(self._quiet_said(caller.person.preferences))

    async def set_quiet(
        self, caller: Caller, quiet: QuietHours | None, *, zone: str | None = None
    ) -> Reply:
        done = await self._people.set_quiet(caller.address, quiet, zone=zone)
        back = undo_button(Action.QUIET, ways_back.write_quiet(done.before), caller.language)
        return Reply(self._quiet_said(done.now), (), back)

    def _quiet_said(self, preferences: Preferences) -> str:
        now, language, quiet = self._clock.now(), preferences.language, preferences.quiet
        clock = clock_said(now.astimezone(preferences.zone).time())
        here = {"zone": preferences.time_zone, "now": clock}
        if quiet is not None:
            start, end = clock_said(quiet.start), clock_said(quiet.end)
            said = say("holding.quiet.on", language, start=start, end=end, **here)
        else:
            said = say("holding.quiet.off", language, **here)
        return _unless_paused(said, preferences, now)

    async def set_digest(self, caller: Caller, ref: str, plan: DigestPlan | None) -> Reply:
        done = await self._filters.set_digest(caller.address, ref, plan)
        before = ways_back.write_digest(done.before.id, done.before.digest)
        text = digest_said(done.now, caller.person.preferences)
        if plan is None:
            text = f"{text} {self._what_comes([done.now], caller.person.preferences)}"
        else:
            text = _unless_paused(text, caller.person.preferences, self._clock.now())
        return Reply(text, (), undo_button(Action.DIGEST, before, caller.language))

    def limits(self, caller: Caller) -> Reply:
        return Reply(_limits_said(caller.person.preferences, caller.language))

    async def set_limits(
        self, caller: Caller, *, alerts_a_day: int | None, messages_an_hour: int | None
    ) -> Reply:
        done = await self._people.set_limits(
            caller.address,
            alerts_a_day=alerts_a_day,
            messages_an_hour=messages_an_hour,
            language=caller.language,
        )
        back = undo_button(Action.LIMITS, ways_back.write_limits(done.before), caller.language)
        return Reply(_limits_said(done.now, caller.language), (), back)

    async def filter_limits(
        self, caller: Caller, ref: str, alerts_a_day: int | None, messages_an_hour: int | None
    ) -> Reply:
        """Set those that are given, and say what they are; 0 is no limit."""
        if alerts_a_day is None and messages_an_hour is None:
            shown = await self._filters.show(caller.address, ref)
            return Reply(_filter_limits_said(shown.filter, caller.language))
        done = await self._filters.set_limits(
            caller.address,
            ref,
            alerts_a_day=alerts_a_day,
            messages_an_hour=messages_an_hour,
            language=caller.language,
        )
        return _filter_limits_reply(done, caller.language)

    async def take_back(self, caller: Caller, action: Action, before: str) -> Reply:
        """Make it as it was. Raises `InvalidInputError` for what cannot be read."""
        if action is Action.UNPAUSE:
            until = ways_back.read_pause(before)
            if until is None or until <= self._clock.now():
                return await self.resume(caller)
            return await self._pause(caller, until)
        if action is Action.QUIET and (quiet := ways_back.read_quiet(before)):
            return await self.set_quiet(caller, quiet.quiet, zone=quiet.zone)
        if action is Action.DIGEST and (digest := ways_back.read_digest(before)):
            return await self.set_digest(caller, digest.filter_id, digest.plan)
        if action is Action.LIMITS and (limits := ways_back.read_limits(before)):
            return await self._limits_taken_back(caller, limits)
        raise InvalidInputError(say("discord.press.unknown", caller.language))

    async def _limits_taken_back(
        self, caller: Caller, before: LimitsBefore | FilterLimitsBefore
    ) -> Reply:
        if isinstance(before, FilterLimitsBefore):
            return await self.filter_limits(
                caller, before.filter_id, before.alerts_a_day or 0, before.messages_an_hour or 0
            )
        return await self.set_limits(
            caller,
            alerts_a_day=before.alerts_a_day,
            messages_an_hour=before.messages_an_hour,
        )


def is_paused(preferences: Preferences, now: datetime) -> bool:
    return preferences.paused_until is not None and preferences.paused_until > now


def still_waits(hold: Hold, language: str) -> str:
    """For what something waits all the same, and until when."""
    if hold.until >= UNTIL_RESUMED:
        return say("holding.still.paused_open", language)
    return say(f"holding.still.{hold.why}", language, when=relative_time(hold.until))


def _unless_paused(said: str, preferences: Preferences, now: datetime) -> str:
    until = preferences.paused_until
    if until is None or not is_paused(preferences, now):
        return said
    return f"{said} {still_waits(Hold(until, HeldFor.PAUSED), preferences.language)}"


def _paused_said(until: datetime, language: str) -> str:
    if until >= UNTIL_RESUMED:
        return say("holding.paused_open", language)
    when = f"<t:{int(until.timestamp())}:f> ({relative_time(until)})"
    return say("holding.paused", language, when=when)


def _pause_back(done: Preferred, language: str) -> Components:
    return undo_button(Action.UNPAUSE, ways_back.write_pause(done.before), language)


def clock_said(clock: time) -> str:
    return f"{clock:%H:%M}"


def digest_said(user_filter: Filter, preferences: Preferences) -> str:
    """How the alerts of a filter come."""
    language, plan = preferences.language, user_filter.digest
    name = name_of(user_filter)
    if plan is None:
        return say("holding.digest.off", language, name=name)
    shown = {"name": name, "top": plan.top, "order": say(f"holding.order.{plan.order}", language)}
    quiet, zone = preferences.quiet, preferences.time_zone
    if plan.every is Every.HOUR:
        said = say("holding.digest.hourly", language, minute=f"{plan.at.minute:02}", **shown)
    else:
        said = say("holding.digest.daily", language, at=clock_said(plan.at), zone=zone, **shown)
    if quiet is None or (plan.every is Every.DAY and not quiet.has(plan.at)):
        return said
    return f"{said} {say('holding.digest.quiet', language, end=clock_said(quiet.end))}"


def rhythm_lines(user_filter: Filter, preferences: Preferences) -> list[str]:
    """How its alerts come, as far as they do not simply come."""
    language, lines = preferences.language, []
    if user_filter.digest is not None:
        lines.append(digest_said(user_filter, preferences))
    if {user_filter.most_alerts_a_day, user_filter.most_messages_an_hour} != {None}:
        lines.append(_filter_limits_said(user_filter, language))
    if user_filter.priority:
        lines.append(say("holding.priority", language, priority=user_filter.priority))
    return lines


def _limits_said(preferences: Preferences, language: str) -> str:
    return say(
        "holding.limits.told",
        language,
        alerts=_limit_said(preferences.most_alerts_a_day, language),
        messages=_limit_said(preferences.most_messages_an_hour, language),
    )


def _limit_said(limit: int | None, language: str) -> str:
    return say("holding.limits.none", language) if limit is None else str(limit)


def _filter_limits_said(user_filter: Filter, language: str) -> str:
    return say(
        "holding.limits.of_filter",
        language,
        name=name_of(user_filter),
        alerts=_limit_said(user_filter.most_alerts_a_day, language),
        messages=_limit_said(user_filter.most_messages_an_hour, language),
    )


def _filter_limits_reply(done: Tuned, language: str) -> Reply:
    text = _filter_limits_said(done.now, language)
    before = ways_back.write_filter_limits(
        done.before.id, done.before.most_alerts_a_day, done.before.most_messages_an_hour
    )
    return Reply(text, (), undo_button(Action.LIMITS, before, language))
