"""What the limiter meets, counted: in memory, so that counting holds up no request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping

from maneki.model.figures import LimitCount


class Tally:
    """Counts since the process began, and what of them has not been written down yet."""

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()
        self._unwritten: dict[tuple[str, str], LimitCount] = {}
        self._told: Callable[[], None] = lambda: None

    def call(self, told: Callable[[], None]) -> None:
        """Call this whenever something is counted."""
        self._told = told

    @property
    def totals(self) -> Mapping[str, int]:
        """By cause."""
        return self._totals

    def count(self, cause: str, route: str, *, seconds: float = 0.0) -> None:
        self._totals[cause] += 1
        self._keep(LimitCount(cause=cause, route=route, times=1, longest_s=seconds))
        self._told()

    def take(self) -> tuple[LimitCount, ...]:
        """What is to be written down. Whoever takes it writes it, or puts it back."""
        taken = tuple(self._unwritten.values())
        self._unwritten.clear()
        return taken

    def put_back(self, counts: Collection[LimitCount]) -> None:
        for one in counts:
            self._keep(one)

    def _keep(self, new: LimitCount) -> None:
        known = self._unwritten.get((new.cause, new.route))
        if known is not None:
            new = LimitCount(
                cause=new.cause,
                route=new.route,
                times=known.times + new.times,
                longest_s=max(known.longest_s, new.longest_s),
            )
        self._unwritten[new.cause, new.route] = new
