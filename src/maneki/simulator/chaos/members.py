"""What members do in a chaos run, and whoever looks after the doors of their channels.

Some things are said in Discord, to the program; others by the desks that it has too, in another
process. What is said again is taken back.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from maneki.clock import Clock
from maneki.errors import ManekiError
from maneki.model.hold import HeldFor
from maneki.model.ids import FilterId, PersonId
from maneki.model.person import DISCORD, Address
from maneki.people.desk import PeopleDesk
from maneki.phrases import say
from maneki.simulator.chaos.plan import Trouble
from maneki.simulator.demo.stage import Member, Place, Stage
from maneki.simulator.discord import Permission, SimChannel
from maneki.simulator.load.move_in import filter_desk
from maneki.store import Store

WISHES = "wishes"
SNOOZED_FOR = timedelta(minutes=30)
QUIET_BEFORE, QUIET_AFTER = timedelta(hours=1), timedelta(minutes=40)
FEW = 2
"""So many messages an hour somebody wants who has enough."""
HEARD_WITHIN_S = 60.0
TOLD_WITHIN_S = 10.0
LOOK_EVERY_S = 0.1

_CAUSES = {
    Trouble.SNOOZE: HeldFor.SNOOZED,
    Trouble.QUIET: HeldFor.QUIET,
    Trouble.HOLD: HeldFor.PAUSED,
    Trouble.LIMIT: HeldFor.CAP,
    Trouble.DIGEST: HeldFor.DIGEST,
}
_IN_TROUBLE = say("discord.trouble", "en")
_CANNOT_WRITE = say("delivery.suspended", "en", place="\0", reason="").partition("\0")[0]


class NotAnsweredError(ManekiError):
    """A member's command was not answered as it should be."""


class Members:
    filter_name = WISHES

    def __init__(
        self, stage: Stage, store: Store, *, source: str, clock: Clock, programs_clock: Clock
    ) -> None:
        self._stage = stage
        self._store = store
        self._clock = clock
        self._programs_clock = programs_clock
        self._desk = filter_desk(store, source=source)
        self._filters: dict[int, FilterId] = {}
        self._paused: set[int] = set()
        self._said: defaultdict[int, set[Trouble]] = defaultdict(set)
        self._closed: set[SimChannel] = set()
        self._ever_closed: set[SimChannel] = set()
        self._is_heard = asyncio.Event()
        stage.sim.watch_events(self._watch)

    async def settle_in(self) -> dict[PersonId, int]:
        """Whose number is whose. Every other one who has a channel may be told things in DMs."""
        people: dict[PersonId, int] = {}
        desk = PeopleDesk(self._store, default_currency=None, due=lambda: None)
        for member in self._stage.members:
            if self._may_be_told_in_dms(member):
                await desk.choose_dms(_address(member), as_default=False)
        async with self._store.transaction() as tx:
            for member in self._stage.members:
                person = await tx.people.at(_address(member))
                assert person is not None  # noqa: S101  (they have just moved in)
                [mine] = await tx.filters.of_person(person.id)
                people[person.id] = member.number
                self._filters[member.number] = mine.id
        return people

    def _may_be_told_in_dms(self, member: Member) -> bool:
        return member.place is not Place.DM and member.number % 2 == 0

    # Whether the program hears what is said

    def hear_nobody(self) -> None:
        """The program is being killed."""
        self._is_heard.clear()

    def _watch(self, event: str, _data: Mapping[str, Any]) -> None:
        if event in {"READY", "RESUMED"}:
            self._is_heard.set()

    async def wait_until_heard(self) -> None:
        """Raises `NotAnsweredError` if the program has not come back to the gateway by then."""
        try:
            async with asyncio.timeout(HEARD_WITHIN_S):
                await self._is_heard.wait()
        except TimeoutError:
            raise NotAnsweredError("The program does not come back to the gateway.") from None

    async def _command(self, number: int, command: str, **options: Any) -> str:
        """What a member is answered. Raises `NotAnsweredError`."""
        user = self._stage.members[number].user
        await self.wait_until_heard()
        answer = await self._stage.sim.command(user, self._stage.lobby, command, options)
        if (
            not answer.is_settled
            or "✗" in answer.text
            or answer.text == say("discord.trouble", "en")
        ):
            raise NotAnsweredError(f"/{command} {options} was answered with {answer.text!r}")
        return answer.text

    # When they want to hear

    @property
    def causes(self) -> Mapping[int, Collection[HeldFor]]:
        """What there is for each member's alerts to be held."""
        return {
            number: {_CAUSES[trouble] for trouble in said} for number, said in self._said.items()
        }

    async def say_or_take_back(self, number: int, trouble: Trouble) -> None:
        said = self._said[number]
        is_on = trouble not in said
        # Before it is written: something may be held at once.
        if is_on:
            said.add(trouble)
        await self._say(number, trouble, is_on=is_on)
        if not is_on:
            said.discard(trouble)

    async def take_everything_back(self) -> None:
        for number, said in self._said.items():
            for trouble in sorted(said):
                await self.say_or_take_back(number, trouble)

    async def _say(self, number: int, trouble: Trouble, *, is_on: bool) -> None:
        now = self._programs_clock.now()
        match trouble:
            case Trouble.SNOOZE if is_on:
                await self._desk.snooze(
                    self._caller(number), self._filters[number], now + SNOOZED_FOR
                )
            case Trouble.SNOOZE:
                await self._desk.unsnooze(self._caller(number), self._filters[number])
            case Trouble.QUIET if is_on:
                hours = {
                    "from": _clock_said(now - QUIET_BEFORE),
                    "until": _clock_said(now + QUIET_AFTER),
                }
                await self._command(number, "alerts quiet", **hours)
            case Trouble.QUIET:
                await self._command(number, "alerts quiet", off=True)
            case Trouble.HOLD:
                await self._command(number, "alerts pause" if is_on else "alerts resume")
            case Trouble.LIMIT:
                few = FEW if is_on else 0
                await self._command(number, "alerts limits", messages_an_hour=few, alerts_a_day=few)
            case Trouble.DIGEST:
                how = "hourly" if is_on else "off"
                await self._command(number, "alerts digest", filter=WISHES, how=how)
            case _:
                raise ValueError(f"{trouble} is nothing that a member says")

    async def pause_or_resume(self, number: int) -> None:
        """A member's filter. It wakes with that, if it was snoozed."""
        if number in self._paused:
            await self._desk.resume(self._caller(number), self._filters[number])
        else:
            await self._desk.pause(self._caller(number), self._filters[number])
        self._said[number].discard(Trouble.SNOOZE)
        self._paused ^= {number}

    def _caller(self, number: int) -> Address:
        return _address(self._stage.members[number])

    # Their doors

    @property
    def closed(self) -> frozenset[int]:
        """Those whose place is."""
        return self._at(self._closed)

    @property
    def ever_closed(self) -> frozenset[int]:
        """Those whose place was at some time: what piled up there comes in a digest."""
        return self._at(self._ever_closed)

    def _at(self, channels: Collection[SimChannel]) -> frozenset[int]:
        return frozenset(one.number for one in self._stage.members if one.channel in channels)

    def close(self, number: int, *, is_closed: bool) -> None:
        channel = self._stage.members[number].channel
        if channel is None or channel.thread is not None:
            return
        self._set(channel, is_closed=is_closed)

    def open_all(self) -> None:
        for channel in tuple(self._closed):
            self._set(channel, is_closed=False)

    def _set(self, channel: SimChannel, *, is_closed: bool) -> None:
        denied = Permission.SEND_MESSAGES if is_closed else Permission(0)
        self._stage.sim.set_overwrite(channel, self._stage.application.bot, deny=denied)
        if is_closed:
            self._closed.add(channel)
            self._ever_closed.add(channel)
        else:
            self._closed.discard(channel)

    async def told(self, numbers: Collection[int]) -> frozenset[int]:
        """Those of these members who know that their place is closed: in DMs, if they may be told
        there, and by the answer to whatever they ask for.
        """
        told = set()
        for number in numbers:
            answer = await self._command(number, "alerts limits")
            if _CANNOT_WRITE in answer and await self._is_told_in_dms(number):
                told.add(number)
        return frozenset(told)

    async def _is_told_in_dms(self, number: int) -> bool:
        """True also for whom that is not to be, or not now."""
        member = self._stage.members[number]
        if not self._may_be_told_in_dms(member) or Trouble.QUIET in self._said[number]:
            return True
        until = self._clock.monotonic() + TOLD_WITHIN_S
        while self._clock.monotonic() < until:
            said = [message.content for message in self._stage.sim.dms(member.user)]
            if any(words.startswith(_CANNOT_WRITE) for words in said):
                return True
            await self._clock.sleep(LOOK_EVERY_S)
        return False


def _address(member: Member) -> Address:
    return Address(DISCORD, str(member.user.id))


def _clock_said(moment: datetime) -> str:
    return f"{moment:%H:%M}"
