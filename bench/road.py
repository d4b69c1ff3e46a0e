"""The benchmark of the alert road. Prints JSON on standard output, progress on standard error.

    .venv/bin/python bench/road.py [--filters 1000,100000] [--listings 2000]
        [--database sqlite,postgresql] [--repeat 3] [--seed 1] [--parts road,delivery,start]

    road       listings a second from a market's raw answer to the outbox, with what each stage
               takes; and matching alone, beside the earlier loop and the plan's SQL
    delivery   processor time for each delivered alert, against a local Discord
    start      seconds from imports to ready, and memory

Figures are medians of the repeats. With many filters fewer listings are used, as many as the report
says: there every one leads to hundreds of alerts, and a rival takes seconds for it. PostgreSQL is
the server at 127.0.0.1:5432; databases are made there and dropped. All traffic is on the loopback
interface. The exit code is 1 if a match or an alert was lost or invented, or Discord had to refuse
something; goals that are missed are only shown.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# Run as a file, Python looks for modules in the folder of this one only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import orjson
from bench import alert_road, delivery_cost, machine, start
from bench.databases import KINDS, POSTGRESQL, Filled, filled, version_of
from bench.matching import Comparison, fewer
from bench.rivals import rivals
from bench.workload import Workload
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy.engine import make_url

from maneki.logs import configure
from maneki.markets.mercari_jp.parse import parse_search
from maneki.matching.brands import BrandDictionary
from maneki.model.filter import Filter

PARTS = ("road", "delivery", "start")
ROAD_PAIRS = 24_000_000
"""How many times a filter may be held against a listing: 240 listings for 100,000 filters."""
CHANNELS = 60
ALERTS_A_CHANNEL = 5

GOAL_LISTINGS_PER_S = 500.0
GOAL_READY_S = 3.0
GOAL_MEMORY_MB = 400.0
MANY = 100_000
FEW = 1_000

Report = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    filters: tuple[int, ...]
    listings: int
    databases: tuple[str, ...]
    repeat: int
    seed: int
    parts: tuple[str, ...]


class Bench:
    """One run of the benchmark. `say` tells whoever watches what is being measured."""

    def __init__(self, options: Options, folder: Path, say: Callable[[str], None]) -> None:
        self._options = options
        self._folder = folder
        self._say = say
        self._dictionary = BrandDictionary.load()
        self._workload = Workload(options.seed, self._dictionary)

    async def report(self) -> Report:
        options = self._options
        versions = {kind: await version_of(kind) for kind in options.databases}
        there = [kind for kind, version in versions.items() if version is not None]
        report: Report = {
            "machine": machine.described(),
            "options": asdict(options),
            "databases": {kind: version or _unreachable() for kind, version in versions.items()},
            "matching": [],
            "road": [],
            "start": [],
            "delivery": [],
        }
        for count in options.filters:
            await self._with_filters(count, there, report)
        if "delivery" in options.parts:
            report["delivery"] = [
                await self._delivery(kind, how) for kind in there for how in delivery_cost.How
            ]
        report["goals"] = list(_goals(report))
        report["machine"]["load_at_the_end"] = machine.load()
        return report

    async def _with_filters(self, count: int, kinds: Sequence[str], report: Report) -> None:
        self._say(f"{count:,} filters: making them")
        saved = self._workload.filters(count)
        async with self._filled(kinds, saved) as bases:
            if "road" in self._options.parts:
                await self._road(saved, bases, report)
            if "start" in self._options.parts:
                report["start"] += [
                    await self._start(count, kind, base) for kind, base in bases.items()
                ]

    @contextlib.asynccontextmanager
    async def _filled(
        self, kinds: Sequence[str], saved: Sequence[Filter]
    ) -> AsyncIterator[dict[str, Filled]]:
        async with contextlib.AsyncExitStack() as stack:
            yield {
                kind: await stack.enter_async_context(filled(kind, saved, self._folder))
                for kind in kinds
            }

    async def _road(
        self, saved: Sequence[Filter], bases: Mapping[str, Filled], report: Report
    ) -> None:
        listings = min(self._options.listings, fewer(len(saved), pairs=ROAD_PAIRS))
        pages = self._workload.pages(listings)
        comparison = Comparison(
            saved,
            [listing for page in pages for listing in parse_search(page).listings],
            self._dictionary,
            repeat=self._options.repeat,
        )
        beside = await self._matching(saved, comparison, bases)
        report["matching"].append(beside)
        for kind, base in bases.items():
            runs = []
            for number in range(self._options.repeat):
                self._say(f"{len(saved):,} filters: the road, {kind}, run {number + 1}")
                async with base.copy() as url:
                    runs.append(await alert_road.run(url, pages, self._dictionary))
            figures = alert_road.reported(runs, listings=listings, true=comparison.true)
            times = _times_as_fast(figures, beside)
            report["road"].append({"filters": len(saved), "database": kind, **figures, **times})

    async def _matching(
        self, saved: Sequence[Filter], comparison: Comparison, bases: Mapping[str, Filled]
    ) -> Report:
        self._say(f"{len(saved):,} filters: matching alone")
        beside: Report = {"filters": len(saved), "ours": await comparison.ours()}
        async with contextlib.AsyncExitStack() as stack:
            spare = None
            if "postgresql" in bases:
                spare = await stack.enter_async_context(bases["postgresql"].copy())
            found = await stack.enter_async_context(rivals(saved, postgresql=spare))
            for name, rival in found.items():
                self._say(f"{len(saved):,} filters: matching alone, {name}")
                beside[name] = await comparison.rival(name, rival)
        return beside

    async def _start(self, count: int, kind: str, base: Filled) -> Report:
        runs = []
        async with base.copy() as url:
            for number in range(self._options.repeat):
                self._say(f"{count:,} filters: start, {kind}, run {number + 1}")
                runs.append(await start.measure(url))
        return {"database": kind, **start.reported(runs)}

    async def _delivery(self, kind: str, how: delivery_cost.How) -> Report:
        runs = []
        page = self._workload.pages(ALERTS_A_CHANNEL)[0]
        async with filled(kind, (), self._folder) as base:
            for number in range(self._options.repeat):
                self._say(f"delivery, {how}, {kind}, run {number + 1}")
                async with base.copy() as url:
                    delivered = await delivery_cost.deliver(
                        url,
                        how,
                        channels=CHANNELS,
                        listings=parse_search(page).listings,
                        dictionary=self._dictionary,
                    )
                runs.append(delivered)
        return {"database": kind, "how": how, "channels": CHANNELS, **delivery_cost.reported(runs)}


def _unreachable() -> str:
    at = make_url(POSTGRESQL)
    return f"not measured: no server answers at {at.host}:{at.port}"


def _times_as_fast(road: Report, beside: Report) -> Report:
    """The whole road against what a rival needs for matching alone."""
    rate = road["listings_per_s"]["median"]
    return {
        "is_times_as_fast_as_matching_by": {
            name: float(f"{rate / rival['listings_per_s']['median']:.4g}")
            for name, rival in beside.items()
            if name not in {"filters", "ours"}
        }
    }


def _goals(report: Report) -> Iterator[Report]:
    """What was to be reached, and what was, where it was measured."""
    for road in report["road"]:
        if road["filters"] == FEW and road["database"] == "sqlite":
            value = road["listings_per_s"]["median"]
            yield _goal("listings/s, 1,000 filters, sqlite", value, at_least=GOAL_LISTINGS_PER_S)
    for one in report["start"]:
        if one["filters"] == MANY:
            where = f"100,000 filters, {one['database']}"
            yield _goal(f"seconds to ready, {where}", one["ready_s"]["median"], most=GOAL_READY_S)
            if one["peak_mb"] is not None:
                yield _goal(f"MB, {where}", one["peak_mb"], most=GOAL_MEMORY_MB)


def _goal(
    name: str, value: float, *, at_least: float | None = None, most: float | None = None
) -> Report:
    is_met = (at_least is None or value >= at_least) and (most is None or value <= most)
    bound = f"at least {at_least:g}" if at_least is not None else f"at most {most:g}"
    return {"goal": f"{name}: {bound}", "measured": value, "is_met": is_met}


def is_right(report: Report) -> bool:
    """Whether nothing was lost or invented on our side, and Discord refused nothing."""
    wrong = [
        *(one["ours"]["against_plain_matcher"][what]
          for one in report["matching"] for what in ("missed", "invented")),
        *(one[what] for one in report["road"] for what in ("matches_lost", "matches_invented")),
        *(one[what] for one in report["delivery"]
          for what in ("alerts_lost", "alerts_unseen", "rate_limited", "rules_broken")),
    ]  # fmt: skip
    return not any(wrong)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(_positive(part) for part in text.split(","))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def _some_of(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def names(text: str) -> tuple[str, ...]:
        chosen = tuple(text.split(","))
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
        return chosen

    return names


def _options(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(
        description="The benchmark of the alert road: JSON on standard output."
    )
    parser.add_argument("--filters", type=_numbers, default=(FEW, MANY))
    parser.add_argument("--listings", type=_positive, default=2_000)
    parser.add_argument("--database", type=_some_of(KINDS), default=KINDS, dest="databases")
    parser.add_argument("--repeat", type=_positive, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", type=_some_of(PARTS), default=PARTS)
    parser.add_argument("--json", action="store_true", help="what it does anyway")
    chosen = vars(parser.parse_args(arguments))
    del chosen["json"]
    return Options(**chosen)


def _log_into_nothing(nothing: Any) -> None:
    """Log as the service does, for what it costs, but leave standard error to the progress."""
    configure(style="json", level="info")
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(nothing)


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with (
        Path(os.devnull).open("w") as nothing,
        tempfile.TemporaryDirectory(prefix="maneki-bench-") as folder,
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
    ):
        _log_into_nothing(nothing)
        task = progress.add_task("", total=None)

        def say(what: str) -> None:
            progress.update(task, description=what)

        report = asyncio.run(Bench(options, Path(folder), say).report())
    sys.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n")
    return 0 if is_right(report) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
