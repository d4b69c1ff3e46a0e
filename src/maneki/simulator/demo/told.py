"""Who has been told of a listing by now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from maneki.clock import Clock
from maneki.simulator.demo.judge import Key, Seen, key_of
from maneki.simulator.world.due import DueAlert
from maneki.simulator.world.listings import PlannedListing

LOOK_AGAIN_S = 0.5


class Told:
    """Compares what is due with what is to be `seen`, looked up now and then."""

    def __init__(
        self, due: Iterable[DueAlert], clock: Clock, *, seen: Callable[[], Iterable[Seen]]
    ) -> None:
        self._due: defaultdict[tuple[str, str], list[DueAlert]] = defaultdict(list)
        for alert in due:
            self._due[alert.market, alert.external_id].append(alert)
        self._clock = clock
        self._seen = seen
        self._times: Counter[Key] = Counter()
        self._looked_at: float | None = None

    def everybody(self, planned: PlannedListing, state: int) -> bool:
        """Whether everybody has heard of a listing who is to hear of it up to that state."""
        listings = [planned.listing, *(one.listing for one in planned.happenings)]
        keys = {(one.market, one.external_id) for one in listings}
        due = Counter(
            key_of(alert)
            for key in keys
            for alert in self._due.get(key, ())
            if alert.state <= state
        )
        self._look()
        return all(self._times[key] >= count for key, count in due.items())

    def _look(self) -> None:
        now = self._clock.monotonic()
        if self._looked_at is None or now - self._looked_at > LOOK_AGAIN_S:
            self._looked_at = now
            self._times = Counter(one.key for one in self._seen())
