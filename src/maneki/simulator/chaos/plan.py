"""What happens to the program in a chaos run, and who is to hear of what. Pure.

A listing is known by its number. Its title has one word for each of some wishes, and a member hears
of it if one of theirs is among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from maneki.simulator.discord.rules import FaultKind, Window
from maneki.simulator.load.seats import Kind, Seat

WISHES = ("amber", "basalt", "cobalt", "damask", "ebony", "fennel", "garnet", "hazel")
LEAST_MEMBERS = 4
LONGEST_JUMP_S = 3600.0
"""Longer than any platform remembers a nonce."""
SMALLEST_BATCH, LARGEST_BATCH = 3, 12
ONE_IN = 4
"""So few have moods or closed places: of all others everything due must arrive by itself."""
SHARING = 3
"""How many share a channel, so that one message is for several of them."""
SHORT_LOCK_S = 1.0


class Trouble(StrEnum):
    """What a step does besides pushing listings."""

    NOTHING = "nothing"
    KILL = "kill"
    """The process is killed some time after the push was taken in."""
    KILL_WHILE_SENDING = "kill while sending"
    """It is killed when Discord has taken some more messages, before it hears of the last one."""
    KILL_WHILE_PUSHING = "kill while pushing"
    JUMP = "clock jump"
    FAULTS = "faults"
    PAUSE = "pause"
    """Somebody pauses their filter, or resumes it: what it asks for is withdrawn meanwhile."""
    CLOSE = "close"
    """The bot may not write to somebody's channel any more."""
    OPEN = "open"
    LOCK = "lock"
    """Another process has the database to itself while listings are pushed."""
    CUT = "cut"
    """Every connection to the database is ended."""
    SNOOZE = "snooze"
    QUIET = "quiet hours"
    HOLD = "hold"
    """Somebody pauses all of their alerts, or goes on with them."""
    LIMIT = "limit"
    DIGEST = "digest"


KILLS = tuple(one for one in Trouble if one.startswith("kill"))
HOLDING = (Trouble.SNOOZE, Trouble.QUIET, Trouble.HOLD, Trouble.LIMIT, Trouble.DIGEST)
"""What a member says about when they hear of things; said again, it is taken back."""
MERGING = (Trouble.LIMIT, Trouble.DIGEST)
_DOORS = (Trouble.CLOSE, Trouble.OPEN)
_LAST = (Trouble.CLOSE, Trouble.NOTHING)
_OTHERS = tuple(one for one in Trouble if one not in KILLS)
_FAULTS = tuple(kind for kind in FaultKind if kind is not FaultKind.SLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Listings `first` to before `last` are pushed, and then there is trouble.

    `after_s` is when a kill or a cut comes, `lock_s` how long a lock lasts, `messages` what a kill
    waits for, `jump_s` how far the clock jumps, `member` whom it concerns.
    """

    first: int
    last: int
    trouble: Trouble
    after_s: float = 0.0
    lock_s: float = 0.0
    messages: int = 0
    jump_s: float = 0.0
    member: int = 0
    fault: FaultKind = FaultKind.ERROR_500
    times: int = 0

    @property
    def is_kill(self) -> bool:
        return self.trouble in KILLS


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaosPlan:
    """`wishes` are each member's words; `titles` each listing's. Who pauses hears of what is to be
    told to them or does not: it depends on the moment.
    """

    wishes: tuple[frozenset[str], ...]
    titles: tuple[str, ...]
    steps: tuple[Step, ...]
    window: Window = Window.SLIDING

    @property
    def kills(self) -> int:
        return sum(step.is_kill for step in self.steps)

    @property
    def moody(self) -> frozenset[int]:
        """The members who pause their filter at some time."""
        return self._whom((Trouble.PAUSE,))

    @property
    def merging(self) -> frozenset[int]:
        """The members who want a digest of something at some time."""
        return self._whom(MERGING)

    def _whom(self, troubles: Sequence[Trouble]) -> frozenset[int]:
        return frozenset(step.member for step in self.steps if step.trouble in troubles)

    def audience(self, number: int) -> frozenset[int]:
        """Who is to hear of a listing."""
        words = {*self.titles[number].split()}
        return frozenset(
            member for member, wishes in enumerate(self.wishes) if not words.isdisjoint(wishes)
        )

    @property
    def due(self) -> frozenset[tuple[int, int]]:
        """Member and listing."""
        return frozenset(
            (member, number)
            for number in range(len(self.titles))
            for member in self.audience(number)
        )


def seats_of(members: int) -> tuple[Seat, ...]:
    """Every other channel is shared by three; the last two members have a thread and DMs."""
    seats: list[Seat] = []
    room, left = -1, 0
    for member in range(members - 2):
        if not left:
            room += 1
            left = SHARING if room % 2 else 1
        left -= 1
        seats.append(Seat(member, Kind.SHARED if room % 2 else Kind.CHANNEL, room))
    last = ((Kind.THREAD, room + 1), (Kind.DM, room + 2))
    return (*seats, *(Seat(members - 2 + n, kind, room) for n, (kind, room) in enumerate(last)))


def make_plan(
    random: Random, *, members: int, steps: int, kills: int, longest_lock_s: float = SHORT_LOCK_S
) -> ChaosPlan:
    """A run of so many steps, at least `kills` of which kill the process."""
    wishes = tuple(frozenset(random.sample(WISHES, random.randint(1, 3))) for _ in range(members))
    troubles = _troubles(random, steps, kills)
    planned = tuple(_steps(random, troubles, members, longest_lock_s))
    if len(planned) > 1 and planned[-2].trouble is Trouble.CLOSE:
        # Who can be told elsewhere, so that it is seen whether they are.
        planned = (*planned[:-2], replace(planned[-2], member=0), planned[-1])
    titles = tuple(_title(random) for _ in range(planned[-1].last))
    window = random.choice((Window.FIXED, Window.SLIDING))
    return ChaosPlan(wishes=wishes, titles=titles, steps=planned, window=window)


def _troubles(random: Random, steps: int, kills: int) -> list[Trouble]:
    """All kinds of other trouble before any a second time; somebody is shut out in the end."""
    wanted = max(0, steps - kills)
    last = list(_LAST) if wanted >= len(_LAST) else []
    others = [one for one in random.sample(_OTHERS, len(_OTHERS)) if one not in last]
    while len(others) < wanted:
        others += random.sample(_OTHERS, len(_OTHERS))
    troubles = [random.choice(KILLS) for _ in range(kills)]
    troubles += others[: wanted - len(last)]
    random.shuffle(troubles)
    return [*troubles, *last]


def _steps(
    random: Random, troubles: Sequence[Trouble], members: int, longest_lock_s: float
) -> Iterator[Step]:
    first = 0
    for trouble in troubles:
        last = first + random.randint(SMALLEST_BATCH, LARGEST_BATCH)
        yield Step(
            first=first,
            last=last,
            trouble=trouble,
            after_s=random.uniform(0.0, 0.5),
            lock_s=random.uniform(0.2, 1.0) * longest_lock_s,
            messages=random.randint(1, 6),
            jump_s=random.choice((-LONGEST_JUMP_S, -20.0, 30.0, 200.0, LONGEST_JUMP_S)),
            member=_whom(random, trouble, members),
            fault=random.choice(_FAULTS),
            times=random.randint(1, 4),
        )
        first = last


def _whom(random: Random, trouble: Trouble, members: int) -> int:
    """Those who say when they want to hear, and those whose doors close, are not all the same."""
    few = max(1, members // ONE_IN)
    if trouble in _DOORS:
        return random.randrange(few)
    if trouble is Trouble.PAUSE:
        # Not whoever is shut out in the end: nothing would wait for them.
        return 1 + random.randrange(few)
    return few // 2 + random.randrange(few)


def _title(random: Random) -> str:
    words = random.sample(WISHES, random.randint(0, 4))
    return " ".join(["thing", *words])
