"""What is limited for the whole process, whatever is asked of whom. Pure.

The theory is told at the top of `maneki.delivery.limits`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

WINDOW = 1.01
"""The second that Discord counts in, and a little for its clock."""
LONGEST_TRANSIT = 3.0
"""Seconds after which a request that is still unanswered has surely been counted, or never is."""


class Flow:
    """An even pace, and never more than `ceiling` requests in any one second of Discord's."""

    def __init__(self, *, per_second: float, ceiling: int, slack: float) -> None:
        self._gap = 1.0 / per_second
        self._ceiling = ceiling
        self._slack = slack
        self._next_at = float("-inf")
        self._unanswered: dict[int, float] = {}
        self._answered: deque[float] = deque()
        self._number = 0

    def wait(self, now: float) -> float | None:
        """Seconds until the next may start; None if it has to be after some answer comes in."""
        self._forget(now)
        pause = max(0.0, self._next_at - now)
        if len(self._unanswered) + len(self._answered) < self._ceiling:
            return pause
        if not self._answered:
            return None
        return max(pause, self._answered[0] + WINDOW - now)

    def start(self, now: float) -> int:
        """Note that a request starts. Returns its number."""
        # Sleeping is never exact: what was lost by waking late is made up for, up to `slack`.
        self._next_at = max(self._next_at, now - self._slack) + self._gap
        self._number += 1
        self._unanswered[self._number] = now
        return self._number

    def end(self, number: int, now: float) -> None:
        """Note that a request was answered, or given up."""
        self._unanswered.pop(number, None)
        self._answered.append(now)

    def _forget(self, now: float) -> None:
        while self._answered and self._answered[0] + WINDOW <= now:
            self._answered.popleft()
        while self._unanswered:
            number, started_at = next(iter(self._unanswered.items()))
            if started_at + LONGEST_TRANSIT + WINDOW > now:
                return
            del self._unanswered[number]


@dataclass(frozen=True, slots=True)
class Budget:
    """A self-imposed limit: `at_once` in a row, then one every `every` seconds."""

    at_once: int
    every: float


class Purse:
    """What is left of a budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._full_at = float("-inf")
        self._promised_at = float("-inf")

    def free_at(self) -> float:
        return self._full_at - (self._budget.at_once - 1) * self._budget.every

    def spend(self, now: float) -> None:
        self._full_at = max(self._full_at, now) + self._budget.every

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

    def used(self, now: float) -> int:
        """How many count at the moment."""
        while self._counted and self._counted[0] + self._within <= now:
            self._counted.popleft()
        return len(self._counted)
