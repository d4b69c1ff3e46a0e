"""A customer with a phone, an account on Discord or both, who waits for an answer to each word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from maneki.clock import Clock
from maneki.simulator.discord import Modal, SimUser
from maneki.simulator.discord.interactions import InteractionResult
from maneki.simulator.talk.floor import Floor
from maneki.simulator.talk.places import Phone, Place, Room, is_extra, line_of
from maneki.simulator.talk.said import By, Line, Round, Via

PATIENCE_S = 45.0
"""Nothing is lost on a busy machine; it only takes longer there."""
LOOK_EVERY_S = 0.05
_ALONE = "Discord, seen by nobody else"


async def until(is_so: Callable[[], bool], clock: Clock, *, within: float = PATIENCE_S) -> bool:
    """Wait for something to be so. Whether it came to that."""
    deadline = clock.monotonic() + within
    while not is_so():
        if clock.monotonic() > deadline:
            return False
        await clock.sleep(LOOK_EVERY_S)
    return True


@dataclass(frozen=True, slots=True)
class _Asked:
    """The `number`th thing (from 0) that was said at a place, and what its answer has to have."""

    place: Place
    number: int
    wanted: tuple[str, ...]
    foreign: tuple[str, ...]
    missed: bool


@dataclass(slots=True, eq=False, kw_only=True)
class Customer:
    """`foreign` are words of others' conversations, which no answer to this one may have."""

    name: str
    floor: Floor
    clock: Clock
    number: str | None = None
    user: SimUser | None = None
    foreign: tuple[str, ...] = ()
    places: list[Place] = field(default_factory=list)
    by_command: list[Line] = field(default_factory=list)
    _asked: list[_Asked] = field(default_factory=list)
    _used: list[Round] = field(default_factory=list)

    # What they do

    async def text(self, words: str, *wanted: str) -> str | None:
        """Text the shop; what is texted back, None if nothing is."""
        phone = self.phone
        asked = self._ask(phone, wanted)
        await self.floor.sms.text(phone.number, words)
        return await self._answer(asked)

    async def text_in_vain(self, words: str, *wanted: str) -> Callable[[], Awaitable[str | None]]:
        """Text the shop while nobody is there. What to call to wait for the answer all the same."""
        phone = self.phone
        asked = self._ask(phone, wanted, missed=True)
        await self.floor.sms.text(phone.number, words)
        return lambda: self._answer(asked)

    async def dm(self, words: str, *wanted: str) -> str | None:
        user, world = self._user, self.floor.sim.world
        channel = world.open_dm(self.floor.application.bot, user)
        asked = self._ask(self._room(channel.id, Via.DM), wanted)
        self.floor.sim.dm(user, self.floor.application, words)
        return await self._answer(asked)

    async def mention(self, words: str, *wanted: str) -> Room | None:
        """Mention the bot where others read; the thread that it answers in, None for none."""
        floor = self.floor
        said = f"{floor.application.bot.mention} {words}"
        message = floor.sim.say(self._user, floor.square, said)
        if not await until(lambda: message.thread_id is not None, self.clock):
            lost = Round(customer=self.name, via=Via.THREAD, said=words, answers=(), after=None)
            self._used.append(lost)
            return None
        assert message.thread_id is not None  # noqa: S101  (it was waited for)
        channel = floor.sim.world.channels[message.thread_id]
        room = Room(floor, self.name, channel, Via.THREAD, opened_by=message)
        self.places.append(room)
        await self._answer(self._ask(room, wanted, number=0))
        return room

    async def say(self, room: Room, words: str, *wanted: str) -> str | None:
        """Go on in one's own thread."""
        asked = self._ask(room, wanted)
        self.floor.sim.say(self._user, room.channel, words)
        return await self._answer(asked)

    async def command(self, command: str, *wanted: str, **options: str) -> InteractionResult:
        """Run a command in the shop's server, whose answer is theirs alone."""
        shown = " ".join((f"/{command}", *options.values()))
        use = self.floor.sim.command(self._user, self.floor.square, command, options)
        return await self._use(shown, use, wanted)

    async def fill_in(self, modal: Modal, field_name: str, value: str, *wanted: str) -> None:
        """Fill in a form of one field, and read what comes of it."""
        use = self.floor.sim.submit_modal(self._user, modal, {field_name: value})
        await self._use(f"{modal.title}: {value}", use, wanted)

    # What can be seen of it

    @property
    def phone(self) -> Phone:
        known = next((one for one in self.places if isinstance(one, Phone)), None)
        if known is not None:
            return known
        assert self.number is not None  # noqa: S101  (whoever texts has a phone)
        phone = Phone(self.floor, self.name, self.number)
        self.places.append(phone)
        return phone

    def lines(self) -> list[Line]:
        return [*self.by_command, *(line for place in self.places for line in place.lines())]

    def rounds(self) -> list[Round]:
        """All they have said so far, with what was answered to it."""
        return [*(self._round(one) for one in self._asked), *self._used]

    # Inside

    @property
    def _user(self) -> SimUser:
        assert self.user is not None  # noqa: S101  (whoever is on Discord has an account)
        return self.user

    def _room(self, channel_id: int, via: Via) -> Room:
        channel = self.floor.sim.world.channels[channel_id]
        rooms = (one for one in self.places if isinstance(one, Room))
        known = next((one for one in rooms if one.channel is channel), None)
        if known is not None:
            return known
        room = Room(self.floor, self.name, channel, via)
        self.places.append(room)
        return room

    def _ask(
        self,
        place: Place,
        wanted: Sequence[str],
        *,
        missed: bool = False,
        number: int | None = None,
    ) -> _Asked:
        so_far = sum(line.by is By.CUSTOMER for line in place.lines())
        asked = _Asked(
            place, so_far if number is None else number, tuple(wanted), self.foreign, missed
        )
        self._asked.append(asked)
        return asked

    async def _answer(self, asked: _Asked) -> str | None:
        """The first answer, as soon as it is there."""
        await until(lambda: bool(self._round(asked).answers), self.clock)
        return next(iter(self._round(asked).answers), None)

    def _round(self, asked: _Asked) -> Round:
        lines = asked.place.lines()
        said = [at for at, line in enumerate(lines) if line.by is By.CUSTOMER]
        # What was given to somebody to bring (a webhook) is on their phone at once.
        began = said[asked.number] if asked.number < len(said) else len(lines)
        ended = said[asked.number + 1] if asked.number + 1 < len(said) else len(lines)
        told = [line for line in lines[began + 1 : ended] if not is_extra(line)]
        is_said = began < len(lines)
        return Round(
            customer=self.name,
            via=asked.place.via,
            said=lines[began].text if is_said else "",
            answers=tuple(_all_of(line) for line in told),
            after=told[0].at - lines[began].at if told and is_said else None,
            wanted=asked.wanted,
            foreign=asked.foreign,
            missed=asked.missed,
        )

    async def _use(
        self, shown: str, use: Awaitable[InteractionResult], wanted: Sequence[str]
    ) -> InteractionResult:
        """Do something that is answered to them alone, and keep what came of it."""
        began_at, began = self.clock.now(), self.clock.monotonic()
        result = await use
        took = timedelta(seconds=self.clock.monotonic() - began)
        self.by_command.append(self._line(began_at, shown))
        answers: tuple[str, ...] = ()
        if result.modal is not None:
            answers = (result.modal.title,)
        elif result.is_settled and result.messages:
            answer = self._answer_of(result, began_at + took, took)
            self.by_command.append(answer)
            answers = (_all_of(answer),)
        self._used.append(
            Round(
                customer=self.name,
                via=Via.COMMAND,
                said=shown,
                answers=answers,
                after=took if answers else None,
                wanted=tuple(wanted),
                foreign=self.foreign,
            )
        )
        return result

    def _line(self, at: datetime, text: str) -> Line:
        return Line(
            at=at,
            whose=self.name,
            who=self.name,
            by=By.CUSTOMER,
            via=Via.COMMAND,
            where=_ALONE,
            text=text,
        )

    def _answer_of(self, result: InteractionResult, at: datetime, took: timedelta) -> Line:
        line = line_of(
            result.message, floor=self.floor, customer=self.name, via=Via.COMMAND, where=_ALONE
        )
        return replace(line, at=at, after_ms=round(took.total_seconds() * 1000))


def _all_of(line: Line) -> str:
    """Everything there is to read in it."""
    cards = [f"{card.title} {card.about} {card.facts}" for card in line.cards]
    return " ".join((line.text, *cards))
