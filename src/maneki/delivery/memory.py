"""What a limiter must remember when the program ends and begins anew. Pure.

A program that crashes and is started again must not ask at once what it was told to leave alone
for an hour. Only what lasts is in here, not what is left of each bucket: that is over in seconds,
and where messages were posted in the last of them, the parcels tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

NEVER = float("-inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Until when something has to wait, in seconds of one clock.

    `invalid` requests count against us until `invalid_until`. `purses` are full again at their
    times; `buckets` are by hash and major, `posting` by channel. `hashes` are of routes: without
    them nobody would know which bucket is meant. `resets` are, by hash, the most seconds that any
    such bucket took to be full again.
    """

    all_until: float = NEVER
    all_because: str = ""
    token_until: float = NEVER
    opening_until: float = NEVER
    too_fast: int = 0
    invalid: int = 0
    invalid_until: float = NEVER
    purses: Mapping[str, float] = field(default_factory=dict)
    buckets: tuple[tuple[str, str | None, float], ...] = ()
    posting: Mapping[str, float] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    resets: Mapping[str, float] = field(default_factory=dict)

    def left(self, now: float) -> Memory:
        """The same as seconds that are left; what is over has none."""
        return self._each(lambda until: max(0.0, until - now))

    def counted_from(self, now: float) -> Memory:
        """What `left` said, by a clock that says `now`."""
        return self._each(lambda left: now + left)

    def _each(self, change: Callable[[float], float]) -> Memory:
        return replace(
            self,
            all_until=change(self.all_until),
            token_until=change(self.token_until),
            opening_until=change(self.opening_until),
            invalid_until=change(self.invalid_until),
            purses={route: change(at) for route, at in self.purses.items()},
            buckets=tuple((name, major, change(at)) for name, major, at in self.buckets),
            posting={channel: change(at) for channel, at in self.posting.items()},
        )
