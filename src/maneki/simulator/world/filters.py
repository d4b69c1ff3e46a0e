"""What the members ask for, and how they would type it into `/filter create`.

The more members there are the narrower their filters, since one bot can only say so much in a
minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from maneki.model.filter import Criteria
from maneki.simulator.world.options import options_of
from maneki.simulator.world.tastes import Draft, Taste

LEAST_PER_MEMBER = 3
MANY_MEMBERS = 50
"""Up to here nobody has to be modest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFilter:
    """A filter that member number `member` (from 0) will make, and the options that say so.

    `options` are those of `/filter create`: `criteria` is what they must be understood as.
    """

    member: int
    name: str
    criteria: Criteria
    options: Mapping[str, str]

    @classmethod
    def of(cls, member: int, name: str, criteria: Criteria) -> PlannedFilter:
        """With the options that express it. Raises `ValueError` if none can."""
        return cls(member=member, name=name, criteria=criteria, options=options_of(name, criteria))


def make_filters(
    seed: int, members: int, per_member: int = LEAST_PER_MEMBER
) -> tuple[PlannedFilter, ...]:
    """`per_member` filters for each member, in the members' order; no member has two of one name.

    Equal arguments give equal filters. Raises `ValueError` for fewer than `LEAST_PER_MEMBER`
    filters each, or no member.
    """
    if members < 1 or per_member < LEAST_PER_MEMBER:
        raise ValueError(f"{members} members cannot make {per_member} filters each.")
    modesty = 1.0 - min(1.0, MANY_MEMBERS / members)
    return tuple(
        planned
        for member in range(members)
        for planned in _planned(member, _drafts(seed, member, per_member, modesty=modesty))
    )


def _drafts(seed: int, member: int, count: int, *, modesty: float) -> Iterable[Draft]:
    """One member's filters, each narrowed with the chance `modesty`."""
    taste = Taste(Random(f"filters:{seed}:{member}"))
    # Luck of its own, so that one member more changes nobody's taste.
    luck = Random(f"modesty:{seed}:{member}")
    for draft in taste.drafts(count):
        yield taste.narrowed(draft, luck=luck) if luck.random() < modesty else draft


def _planned(member: int, drafts: Iterable[Draft]) -> Iterable[PlannedFilter]:
    """Two filters of one person may not have one name: the second gets a number."""
    times: dict[str, int] = {}
    for draft in drafts:
        times[draft.name] = times.get(draft.name, 0) + 1
        again = f" ({times[draft.name]})" if times[draft.name] > 1 else ""
        yield PlannedFilter.of(member, draft.name + again, draft.criteria)
