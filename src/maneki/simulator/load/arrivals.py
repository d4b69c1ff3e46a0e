"""When things arrive: at random, but not too much of them at once. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from random import Random

WINDOW_S = 1.05
"""A second, and a little for pushes that come late."""


def arrivals(
    sizes: Sequence[int], *, seconds: float, random: Random, most_at_once: int | None = None
) -> list[float]:
    """When each of them arrives, in seconds from the beginning, in their order.

    Given how many there are, the times of a Poisson process are as good as drawn independently.
    `sizes` says how many destinations each concerns: what would make more than `most_at_once`
    within a second arrives later, if need be after `seconds`. Raises `ValueError` if one alone is
    more than that.
    """
    drawn = sorted(random.uniform(0.0, seconds) for _ in sizes)
    return drawn if most_at_once is None else _spaced(drawn, sizes, most_at_once)


def _spaced(drawn: Sequence[float], sizes: Sequence[int], most_at_once: int) -> list[float]:
    if max(sizes, default=0) > most_at_once:
        raise ValueError(f"One arrival alone concerns more than {most_at_once} destinations.")
    times: list[float] = []
    recent: deque[tuple[float, int]] = deque()
    at_once, at = 0, 0.0
    for wanted_at, size in zip(drawn, sizes, strict=True):
        at = max(at, wanted_at)
        while recent and (recent[0][0] + WINDOW_S <= at or at_once + size > most_at_once):
            earlier, its_size = recent.popleft()
            at_once -= its_size
            at = max(at, earlier + WINDOW_S)
        recent.append((at, size))
        at_once += size
        times.append(at)
    return times
