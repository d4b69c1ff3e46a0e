"""What is limited for the whole process, whatever is asked of whom. Pure.

The theory is told at the top of `maneki.delivery.limits`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

LONGEST_TRANSIT = 3.0
"""Seconds after which a request that is still unanswered has surely been counted, or never is."""
CLOCKS_APART = 1.01
"""A second of theirs is no longer than so many of ours."""


class Ceiling:
    """Never more than `most` requests in any `within` seconds of the platform's.

    When it counts a request is not known: some time between our sending it and its answer. So a
    request takes up its place until `within` seconds after its answer.
    """

    def __init__(self, *, most: int, within: float) -> None:
        self._most = most
        self._within = within * CLOCKS_APART
        self._unanswered: dict[int, float] = {}
        self._answered: deque[float] = deque()
        self.held_until = float("-inf")

    def free_at(self, now: float) -> float:
        """When one more may start; if that takes an answer first, the soonest it can be."""
        return max(self.held_until, self._first_leaves_at(now))

    def _first_leaves_at(self, now: float) -> float:
        if self._used(now) < self._most:
            return float("-inf")
        ends_at = self._answered[0] if self._answered else now
        lost_at = next(iter(self._unanswered.values()), now) + LONGEST_TRANSIT
        return min(ends_at, lost_at) + self._within

    def start(self, number: int, now: float) -> None:
        self._unanswered[number] = now

    def end(self, number: int, now: float) -> None:
        self._unanswered.pop(number, None)
        self._answered.append(now)

    def hold(self, until: float) -> None:
        """Nothing may start before then."""
        self.held_until = max(self.held_until, until)

    def has_room_to_spare(self, now: float) -> bool:
        """Whether, with one more, no more than half of it is used."""
        return self.held_until <= now and 2 * (self._used(now) + 1) <= self._most

    def is_idle(self, now: float) -> bool:
        """Whether forgetting it makes no difference."""
        return self.held_until <= now and self._used(now) == 0

    def _used(self, now: float) -> int:
        while self._answered and self._answered[0] + self._within <= now:
            self._answered.popleft()
        while self._unanswered:
            number, started_at = next(iter(self._unanswered.items()))
            if started_at + LONGEST_TRANSIT + self._within > now:
                break
            del self._unanswered[number]
        return len(self._unanswered) + len(self._answered)


class Flow:
    """An even pace, and never more than `ceiling` requests in any one second of Discord's."""

    def __init__(self, *, per_second: float, ceiling: int, slack: float) -> None:
        self._gap = 1.0 / per_second
        self._ceiling = Ceiling(most=ceiling, within=1.0)
        self._slack = slack
        self._next_at = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until the next may start; if that takes an answer, the fewest it can be."""
        return max(0.0, self._next_at - now, self._ceiling.free_at(now) - now)

    def has_room_to_spare(self, now: float) -> bool:
        """Whether nothing of the pace is in use: one more moves what follows by one gap at most."""
        return self._next_at <= now - self._slack and self._ceiling.has_room_to_spare(now)

    def start(self, number: int, now: float) -> None:
        """Note that a request starts."""
        # Sleeping is never exact: what was lost by waking late is made up for, up to `slack`.
        self._next_at = max(self._next_at, now - self._slack) + self._gap
        self._ceiling.start(number, now)

    def end(self, number: int, now: float) -> None:
        """Note that a request was answered, or given up."""
        self._ceiling.end(number, now)


@dataclass(frozen=True, slots=True)
class Cap:
    """A self-imposed limit: at most so many in any so many seconds."""

    most: int
    within: float


@dataclass(frozen=True, slots=True)
class Budget:
    """A self-imposed limit: `at_once` in a row, then one every `every` seconds."""

    at_once: int
    every: float


class Purse:
    """What is left of a budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.full_at = float("-inf")
        self._promised_at = float("-inf")

    def free_at(self, *, wanted: int = 1) -> float:
        return self.full_at - (self._budget.at_once - wanted) * self._budget.every

    def spend(self, now: float) -> None:
        self.full_at = max(self.full_at, now) + self._budget.every

    def promise(self) -> float:
        """When there will be something left for one more of those who could not wait."""
        self._promised_at = max(self._promised_at + self._budget.every, self.free_at())
        return self._promised_at


class Breaker:
    """Counts what Discord calls invalid requests; opens long before it would shut us out."""

    def __init__(self, *, most: int, within: float) -> None:
        self._most = most
        self._within = within
        self._counted: deque[float] = deque()

    def count(self, now: float) -> bool:
        """Count one. True if that was one too many; the count begins anew then."""
        self._counted.append(now)
        if self.used(now) < self._most:
            return False
        self._counted.clear()
        return True

    @property
    def counts_until(self) -> float:
        """When the last of them counts no more."""
        return self._counted[-1] + self._within if self._counted else float("-inf")

    def recall(self, times: int, *, until: float) -> None:
        """So many more were counted before, the last of which counts until then."""
        self._counted.extendleft([until - self._within] * times)

    def used(self, now: float) -> int:
        """How many count at the moment."""
        while self._counted and self._counted[0] + self._within <= now:
            self._counted.popleft()
        return len(self._counted)
