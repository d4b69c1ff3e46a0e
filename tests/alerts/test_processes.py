"""Several processes match, and nobody can tell: real forked processes, on both databases.

The program forks before it has threads or an event loop (`tests/cli/test_run_processes.py`). Here
both are there; what other threads there are is idle.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.alerts.road import AMI, BEN, Road, coat, coats, up_to
from tests.matching.crowd import Crowd

from maneki.alerts.announce import Announcer, load_filters
from maneki.errors import InvalidInputError
from maneki.matching.brands import BrandDictionary
from maneki.matching.index import FEW
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.matching.pool.pool import BETWEEN_FORKS_S, Pool
from maneki.model.filter import Criteria
from maneki.model.ids import FilterId
from maneki.model.listing import Listing
from maneki.model.outbox import Item
from maneki.model.person import Address
from maneki.store.filters import FilterChange
from maneki.store.schema import alert_filters, alerts, listings

PATIENCE_S = 20.0
PROCESSES = 3


@dataclass
class Crew:
    """A road on which several processes match what was loaded when they were forked."""

    road: Road
    pool: Pool
    announcer: Announcer

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Let them go on until that is so."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                await self.road.match()
                await asyncio.sleep(0.02)

    async def tell(self, *names: str) -> None:
        """List a coat of each name, and match them all."""
        await self.road.listed(*(coat(name) for name in names))
        await self.road.match()


@dataclass
class Forking:
    dictionary: BrandDictionary
    pools: list[Pool]

    async def __call__(
        self,
        road: Road,
        *,
        few: int = FEW,
        answer_s: float = PATIENCE_S,
        matcher: Matcher | None = None,
    ) -> Crew:
        matcher = matcher or Matcher(self.dictionary)
        loaded = await load_filters(road.store, matcher, few=few)
        pool = Pool(loaded.index, matcher, processes=PROCESSES, fewest_a_share=1, answer_s=answer_s)
        self.pools.append(pool)
        pool.wait_for_workers()
        assert len(pool.pids) == PROCESSES - 1
        road.announcer = Announcer(
            road.store,
            dictionary=self.dictionary,
            drop_percent=Decimal(5),
            queued=lambda: None,
            few=few,
            loaded=replace(loaded, pool=pool),
        )
        return Crew(road, pool, road.announcer)


@pytest.fixture
def forking(dictionary: BrandDictionary) -> Iterator[Forking]:
    forking = Forking(dictionary, [])
    yield forking
    for pool in forking.pools:
        pool.close()


def is_running(pid: int) -> bool:
    """One that has ended and that nobody has asked about yet is not."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return said.rpartition(")")[2].split()[0] != "Z"


def opened_by(pid: int) -> list[str]:
    return [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()]


def names(items: Collection[Item]) -> list[str]:
    return sorted(item.card.listing.external_id for item in items if item.card)


def numbered(some: str, *, of: int = 9) -> list[str]:
    """More than one listing for each process."""
    return [f"{some}-{number}" for number in range(of)]


async def told(road: Road) -> dict[str, set[str]]:
    """By listing, the filters that somebody was to be told of for it; withdrawn ones as well."""
    async with road.store._engine.connect() as connection:
        rows = await connection.execute(
            select(listings.c.external_id, alert_filters.c.filter_id)
            .join(alerts, alerts.c.id == alert_filters.c.alert_id)
            .join(listings, listings.c.id == alerts.c.listing_id)
        )
        found: dict[str, set[str]] = {}
        for row in rows:
            found.setdefault(row.external_id, set()).add(row.filter_id)
        return found


async def crowded(road: Road, crowd: Crowd, *, people: int) -> None:
    """Twenty filters each, or as many of them as may be saved."""
    for person in range(people):
        who = Address("discord", f"20{person}")
        for _ in range(20):
            criteria = replace(crowd.criteria(), markets=())
            with contextlib.suppress(InvalidInputError):
                await road.wants(who, criteria)


async def edit(road: Road, filter_id: FilterId, criteria: Criteria) -> None:
    async with road.store.transaction() as tx:
        mine = await tx.filters.get(filter_id)
        assert mine is not None
        await tx.filters.change(replace(mine, criteria=criteria), FilterChange.EDITED, by="test")


def listed_as(crowd: Crowd, number: int) -> Listing:
    return replace(crowd.listing(), market="my_market", external_id=f"{number}", url=None)


@pytest.mark.parametrize("few", [FEW, 1])
async def test_several_processes_tell_what_one_does(
    road: Road, dictionary: BrandDictionary, forking: Forking, few: int
) -> None:
    crowd = Crowd(7, dictionary)
    await crowded(road, crowd, people=8)
    await forking(road, few=few)
    offered = [listed_as(crowd, number) for number in range(60)]
    cheaper = [
        replace(one, price=replace(one.price, amount=one.price.amount * 7 // 10))
        for one in offered[:30]
        if one.price
    ]
    for some in (offered, cheaper):
        await road.listed(*some)
        await road.match()
    by_several = await told(road)

    alone = Announcer(
        road.store, dictionary=dictionary, drop_percent=Decimal(5), queued=lambda: None, few=few
    )
    await alone.load()
    road.announcer = alone
    for some in (offered, cheaper):
        await road.listed(*(replace(one, external_id=f"again {one.external_id}") for one in some))
        await road.match()
    both = await told(road)
    by_one = {
        name.removeprefix("again "): ids for name, ids in both.items() if name.startswith("again")
    }
    assert sum(map(len, by_one.values())) > 100
    assert by_several == by_one


@pytest.mark.parametrize("few", [FEW, 1])
async def test_a_change_of_a_filter_holds_for_the_very_next_listings(
    road: Road, forking: Forking, few: int
) -> None:
    others = [await road.wants(BEN, coats(price=up_to(10 + number))) for number in range(3)]
    crew = await forking(road, few=few)
    mine = await road.wants(AMI, coats(), "coats")
    await crew.tell(*numbered("created"))
    await edit(road, mine.id, coats(price=up_to(10)))
    await crew.tell(*numbered("too dear"))
    await edit(road, mine.id, coats(price=up_to(90_000)))
    await crew.tell(*numbered("edited"))
    await road.filters.pause(AMI, mine.id)
    await crew.tell(*numbered("paused"))
    await road.filters.resume(AMI, mine.id)
    await crew.tell(*numbered("resumed"))
    await road.filters.delete(BEN, others[0].id)
    await road.filters.delete(AMI, mine.id)
    await crew.tell(*numbered("deleted"))
    # Somebody else has the ordinal of one that is gone.
    await road.wants(BEN, coats(), "coats")
    await crew.tell(*numbered("created anew"))
    heard = await told(road)
    assert sorted(heard) == sorted(
        [
            *numbered("created"),
            *numbered("edited"),
            *numbered("resumed"),
            *numbered("created anew"),
        ]
    )
    assert names(await road.alerts_of(BEN)) == numbered("created anew")
    assert len(crew.pool.pids) == PROCESSES - 1


async def test_a_worker_that_is_killed_in_the_middle_loses_and_repeats_nothing(
    road: Road, forking: Forking
) -> None:
    await road.wants(AMI, coats())
    crew = await forking(road)
    first, second = crew.pool.pids
    os.kill(first, signal.SIGSTOP)

    async def kill() -> None:
        # By now it has been asked, and cannot answer.
        await asyncio.sleep(0.3)
        assert is_running(first)
        os.kill(first, signal.SIGKILL)

    await road.listed(*(coat(name) for name in numbered("c")))
    await asyncio.gather(road.match(), kill())
    assert names(await road.alerts()) == numbered("c")
    await asyncio.sleep(BETWEEN_FORKS_S)
    await crew.until(lambda: len(crew.pool.pids) == PROCESSES - 1)
    assert first not in crew.pool.pids
    assert second in crew.pool.pids

    ben = await road.wants(BEN, coats())
    await crew.tell(*numbered("d"))
    assert names(await road.alerts_of(AMI)) == [*numbered("c"), *numbered("d")]
    assert names(await road.alerts_of(BEN)) == numbered("d")
    assert ben.is_active


async def test_a_step_that_is_cancelled_while_it_waits_is_made_good(
    road: Road, forking: Forking
) -> None:
    await road.wants(AMI, coats())
    crew = await forking(road)
    workers = [*crew.pool.pids]
    os.kill(workers[0], signal.SIGSTOP)
    await road.listed(*(coat(name) for name in numbered("c")))
    stepping = asyncio.ensure_future(road.match())  # noqa: TID251  (ends in this function)
    await asyncio.sleep(0.3)
    stepping.cancel()
    await asyncio.sleep(0.1)
    # What they answer is heard before anybody is asked again.
    assert not stepping.done()
    os.kill(workers[0], signal.SIGCONT)
    with pytest.raises(asyncio.CancelledError):
        await stepping
    assert await road.alerts() == []
    await crew.tell(*numbered("d"))
    assert names(await road.alerts()) == [*numbered("c"), *numbered("d")]
    assert workers == [*crew.pool.pids]


async def test_all_workers_may_be_killed_again_and_again(road: Road, forking: Forking) -> None:
    await road.wants(AMI, coats())
    crew = await forking(road)
    expected = []
    for turn in range(6):
        for pid in crew.pool.pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        listed = numbered(f"turn {turn}")
        expected += listed
        await crew.tell(*listed)
    assert names(await road.alerts()) == sorted(expected)


async def test_a_worker_that_does_not_answer_is_replaced(road: Road, forking: Forking) -> None:
    await road.wants(AMI, coats())
    crew = await forking(road, answer_s=0.5)
    stuck, _ = crew.pool.pids
    os.kill(stuck, signal.SIGSTOP)
    await crew.tell(*numbered("c"))
    assert names(await road.alerts()) == numbered("c")
    await asyncio.sleep(BETWEEN_FORKS_S)
    await crew.until(lambda: len(crew.pool.pids) == PROCESSES - 1)
    assert stuck not in crew.pool.pids
    await crew.until(lambda: not is_running(stuck))


async def test_the_index_is_renewed_everywhere_while_listings_come(
    road: Road, forking: Forking
) -> None:
    crew = await forking(road, few=1)
    await road.wants(AMI, coats(), "coats")
    ben = await road.wants(BEN, coats(), "coats")
    await crew.tell(*numbered("before"))
    older = {*crew.pool.pids}
    assert {*crew.pool.pids.values()} == {0}

    async def go_on() -> list[str]:
        """List and match until all workers are new ones; at least one is there at any time."""
        told, batch = [], 0
        while older & {*crew.pool.pids}:
            told += (some := numbered(f"batch {batch}"))
            batch += 1
            await crew.tell(*some)
            if batch == 2:
                await road.filters.pause(BEN, ben.id)
            assert len(crew.pool.pids) >= PROCESSES - 1
        return told

    async with asyncio.timeout(PATIENCE_S):
        renewed, during = await asyncio.gather(crew.announcer.renew(), go_on())
    assert renewed
    assert {*crew.pool.pids.values()} == {1}
    await crew.tell(*numbered("after"))
    assert names(await road.alerts_of(AMI)) == sorted(
        [*numbered("before"), *during, *numbered("after")]
    )
    for_ben = [one for one in during if one.startswith(("batch 0-", "batch 1-"))]
    heard = await told(road)
    assert sorted(name for name, ids in heard.items() if ben.id in ids) == sorted(
        [*numbered("before"), *for_ben]
    )
    await crew.until(lambda: not any(map(is_running, older)))


async def test_without_the_fork_server_it_goes_on(road: Road, forking: Forking) -> None:
    await road.wants(AMI, coats())
    crew = await forking(road)
    os.kill(crew.pool.server_pid, signal.SIGKILL)
    assert not crew.announcer.matches_alone()
    await crew.until(lambda: not crew.pool.server_pid)
    assert crew.announcer.matches_alone()
    await road.wants(BEN, coats())
    await crew.tell(*numbered("c"))
    for pid in crew.pool.pids:
        os.kill(pid, signal.SIGKILL)
    await crew.tell(*numbered("d"))
    expected = [*numbered("c"), *numbered("d")]
    assert names(await road.alerts_of(AMI)) == names(await road.alerts_of(BEN)) == expected
    assert not crew.pool.pids


async def test_what_a_worker_cannot_match_is_matched_here(
    road: Road, dictionary: BrandDictionary, forking: Forking
) -> None:
    here = os.getpid()

    class Picky(Matcher):
        def look_at(self, listing: Listing) -> Look:
            if os.getpid() != here and listing.external_id.startswith("c-"):
                raise ValueError(listing.external_id)
            return super().look_at(listing)

    await road.wants(AMI, coats())
    crew = await forking(road, matcher=Picky(dictionary))
    workers = {*crew.pool.pids}
    await crew.tell(*numbered("c"))
    await crew.tell(*numbered("d"))
    assert names(await road.alerts()) == [*numbered("c"), *numbered("d")]
    assert workers == {*crew.pool.pids}


async def test_closing_leaves_no_process_behind(road: Road, forking: Forking) -> None:
    await road.wants(AMI, coats())
    crew = await forking(road)
    await crew.tell(*numbered("c"))
    processes = [*crew.pool.pids, crew.pool.server_pid]
    assert all(map(is_running, processes))
    crew.pool.close()
    assert not any(map(is_running, processes))


async def test_workers_have_nothing_open_but_a_line_and_ignore_an_interrupt(
    road: Road, forking: Forking
) -> None:
    await road.wants(AMI, coats())
    crew = await forking(road)
    for pid in (*crew.pool.pids, crew.pool.server_pid):
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
        # The fork server has the line of a new worker for a moment.
        await crew.until(lambda: len(opened_by(pid)) == 4)  # noqa: B023  (called before the next)
        opened = opened_by(pid)
        assert sum(one.startswith("socket:") for one in opened) == 1
        assert opened.count(os.devnull) >= 2
    before = {*crew.pool.pids}
    await crew.tell(*numbered("c"))
    assert names(await road.alerts()) == numbered("c")
    assert before == {*crew.pool.pids}
