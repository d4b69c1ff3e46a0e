"""What somebody wants to see of a load test. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from maneki.errors import InvalidInputError
from maneki.simulator.discord import Window
from maneki.simulator.load.plan import LoadPlan, plan_feed, plan_hot

LEAST_MEMBERS, MOST_MEMBERS = 10, 2000
MOST_MINUTES, MOST_LOAD, MOST_BESIDE = 60.0, 10.0, 40.0
WINDOWS = {"fixed": Window.FIXED, "sliding": Window.SLIDING}
POSTGRESQL = "postgresql+asyncpg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to see.

    `is_hot`: one listing for all members, with `beside` alerts a second of other members'.
    `database_url` None means a fresh file.
    """

    members: int
    minutes: float
    load: float
    window: str
    seed: int
    is_hot: bool = False
    beside: float = 0.0
    database_url: str | None = None

    def check(self) -> None:
        """Refuse what cannot be. Raises `InvalidInputError`."""
        # The order of the comparisons refuses "nan" too.
        if not LEAST_MEMBERS <= self.members <= MOST_MEMBERS:
            raise InvalidInputError(
                f"--members must be from {LEAST_MEMBERS} to {MOST_MEMBERS}, not {self.members}."
            )
        if not 0 < self.minutes <= MOST_MINUTES:
            raise InvalidInputError(
                f"--minutes must be more than 0 and at most {MOST_MINUTES:g}, not {self.minutes:g}."
            )
        if not 0 < self.load <= MOST_LOAD:
            raise InvalidInputError(
                f"--load must be more than 0 and at most {MOST_LOAD:g}, not {self.load:g}."
            )
        if self.window not in WINDOWS:
            raise InvalidInputError(
                f"--window must be {' or '.join(WINDOWS)}, not {self.window!r}."
            )
        self._check_beside()
        self._check_database()

    def _check_beside(self) -> None:
        if not 0 <= self.beside <= MOST_BESIDE:
            raise InvalidInputError(
                f"--beside must be from 0 to {MOST_BESIDE:g}, not {self.beside:g}."
            )
        if self.beside and not self.is_hot:
            raise InvalidInputError("--beside says what is beside a hot listing; add --hot.")

    def _check_database(self) -> None:
        url = self.database_url
        if url is not None and not url.startswith(f"{POSTGRESQL}://"):
            raise InvalidInputError(
                f"--database must begin with {POSTGRESQL}://; without it a fresh SQLite file is "
                "used."
            )

    def plan(self) -> LoadPlan:
        seconds = self.minutes * 60.0
        if self.is_hot:
            return plan_hot(
                seed=self.seed, members=self.members, seconds=seconds, beside=self.beside
            )
        return plan_feed(seed=self.seed, members=self.members, seconds=seconds, load=self.load)
