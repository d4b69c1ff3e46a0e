"""How long an engine takes for each listing: in one process, in several, while it is made anew.

Garbage is not looked for meanwhile: what is built stays, and an answer leaves none. Processes are
forked, so they share what was built, copied when written to; each takes every n-th listing, and
time runs from when the first of them begins until the last is done.
"""

from __future__ import annotations

import gc
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from bench.figures import rounded
from numpy.typing import NDArray

from maneki.alerts.announce import BREATH_S
from maneki.matching.index import FilterIndex

FORK = multiprocessing.get_context("fork")
WARM = 20
"""So many listings are asked for before the clock starts, and once more after that."""
READY_WITHIN_S = 60.0

_T = TypeVar("_T")
Ask = Callable[[_T], Sized]


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds for each listing by the wall clock (`latencies`) and of the processor (`cpu`, of the
    thread that asks); `wall_s` is from the first listing to the last.
    """

    latencies: NDArray[np.float64]
    cpu: NDArray[np.float64]
    matches: int
    wall_s: float

    @property
    def listings(self) -> int:
        return len(self.latencies)

    def reported(self) -> dict[str, Any]:
        return {
            "listings": self.listings,
            "listings_per_s": rounded(self.listings / self.wall_s),
            "matches_per_s": rounded(self.matches / self.wall_s),
            **_percentiles_ms("", self.latencies),
            "listings_per_cpu_s": rounded(self.listings / float(self.cpu.sum())),
            **_percentiles_ms("cpu_", self.cpu),
        }


def _percentiles_ms(prefix: str, seconds: NDArray[np.float64]) -> dict[str, float | None]:
    """None for those beyond which none of so few can lie."""
    asked = ((50, "p50_ms", 1), (99, "p99_ms", 100), (99.9, "p999_ms", 1_000))
    return {
        prefix + name: rounded(1_000 * float(np.percentile(seconds, percent)))
        if len(seconds) >= fewest
        else None
        for percent, name, fewest in asked
    }


@contextmanager
def without_garbage() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def timed(
    ask: Ask[_T],
    things: Sequence[_T],
    *,
    processes: int,
    within_s: float,
    repeat: int,
    attach: Callable[[], None],
) -> Timed:
    """The run of median duration. After `within_s` no more listings are begun, but one is."""
    with without_garbage():
        if processes == 1:
            runs = [_alone(ask, things, within_s) for _ in range(repeat)]
        else:
            runs = [_forked(ask, things, processes, within_s, attach) for _ in range(repeat)]
    runs.sort(key=lambda run: run.wall_s / run.listings)
    return runs[len(runs) // 2]


def _alone(ask: Ask[_T], things: Sequence[_T], within_s: float) -> Timed:
    _warm_up(ask, things, within_s)
    latencies, cpu, matches, began, ended = _asked(ask, things, within_s)
    return Timed(latencies, cpu, matches, ended - began)


def _warm_up(ask: Ask[_T], things: Sequence[_T], within_s: float) -> None:
    _asked(ask, things[:WARM], within_s / WARM)


_Asked = tuple[NDArray[np.float64], NDArray[np.float64], int, float, float]


def _asked(ask: Ask[_T], things: Sequence[_T], within_s: float) -> _Asked:
    """Seconds for each by either clock, how many matches, and when it began and ended."""
    now, spent = time.perf_counter, time.thread_time
    latencies: list[float] = []
    cpu: list[float] = []
    matches = 0
    began = now()
    until = began + within_s
    for thing in things:
        start = now()
        if start > until and latencies:
            break
        cpu_start = spent()
        matches += len(ask(thing))
        cpu.append(spent() - cpu_start)
        latencies.append(now() - start)
    return np.array(latencies), np.array(cpu), matches, began, now()


def _forked(
    ask: Ask[_T],
    things: Sequence[_T],
    processes: int,
    within_s: float,
    attach: Callable[[], None],
) -> Timed:
    ready = FORK.Barrier(processes)
    pipes, workers = [], []
    for number in range(processes):
        ours, theirs = FORK.Pipe(duplex=False)
        part = things[number::processes]
        worker = FORK.Process(
            target=_work,
            args=(ask, part, within_s),
            kwargs={"attach": attach, "ready": ready, "pipe": theirs},
            daemon=True,
        )
        worker.start()
        theirs.close()
        pipes.append(ours)
        workers.append(worker)
    done = [pipe.recv() for pipe in pipes]
    for worker in workers:
        worker.join()
    wall_s = max(ended for *_, ended in done) - min(began for *_, began, _ in done)
    return Timed(
        np.concatenate([latencies for latencies, *_ in done]),
        np.concatenate([cpu for _, cpu, *_ in done]),
        sum(matches for _, _, matches, *_ in done),
        wall_s,
    )


def _work(
    ask: Ask[_T],
    part: Sequence[_T],
    within_s: float,
    *,
    attach: Callable[[], None],
    ready: Any,
    pipe: Any,
) -> None:
    attach()
    _warm_up(ask, part, within_s)
    ready.wait(READY_WITHIN_S)
    pipe.send(_asked(ask, part, within_s))


def resident_bytes() -> int | None:
    """Of this process, None where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    for line in status.read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return None


def _breathe() -> None:
    """As the product's own thread does (`Announcer.renew`)."""
    time.sleep(BREATH_S)


def while_rebuilding(
    index: FilterIndex, ask: Ask[_T], things: Sequence[_T]
) -> dict[str, float | None]:
    """Latencies while a thread makes a new sheet, as `Announcer.renew` has it done.

    The most includes what no listing can be matched meanwhile: making the draft, and adopting.
    """
    now = time.perf_counter
    latencies: list[float] = []
    cpu: list[float] = []
    with without_garbage():
        began = now()
        draft = index.draft()
        drafted = now()
        made: list[Any] = []
        thread = threading.Thread(target=lambda: made.append(draft.sheet(_breathe)))
        thread.start()
        at = 0
        while thread.is_alive():
            start, cpu_start = now(), time.thread_time()
            ask(things[at % len(things)])
            cpu.append(time.thread_time() - cpu_start)
            latencies.append(now() - start)
            at += 1
        thread.join()
        finished = now()
        index.adopt(draft, made[0])
        adopted = now()
    pauses = [drafted - began, adopted - finished]
    run = Timed(np.array([*latencies, *pauses]), np.array(cpu), 0, finished - drafted).reported()
    return {
        "rebuilding_s": rounded(adopted - began),
        "rebuilding_listings_per_s": run["listings_per_s"],
        "rebuilding_p50_ms": run["p50_ms"],
        "rebuilding_p99_ms": run["p99_ms"],
        "rebuilding_p999_ms": run["p999_ms"],
        "rebuilding_cpu_p999_ms": run["cpu_p999_ms"],
        "rebuilding_max_ms": rounded(1_000 * max(*latencies, *pauses)),
        "rebuilding_draft_ms": rounded(1_000 * pauses[0]),
        "rebuilding_adopt_ms": rounded(1_000 * pauses[1]),
    }
