"""The benchmark of matching alone: ours, the plain matcher, SQL, and other indexes, in one run.

    .venv/bin/python bench/matching.py [--filters 1000,12000,100000] [--listings 20000]
        [--processes 1,2] [--engine all] [--seed 1] [--check] [--json]

The workload is `bench/synthetic.py`, the engines are described in `bench/engines.py`. Each is built
in a process of its own, from the same filters, and asked about the same listings in the same order;
one that is slow gets as many as fit in `--seconds`, and the report says how many (`listings`).

    listings_per_s, p50_ms ...   matching only: the listing has been looked at before
    listings_per_cpu_s, cpu_...  by processor time of the process that asks, not of a server: what
                                 else runs on the machine disturbs it less
    end_to_end                   the same from a raw listing on, its text front end included
    bytes_per_filter             what the index says it takes, for each active filter
    rss_bytes_per_filter         what the process grew by, ids and everything else included
    build_s, columns_s           from filters on; of it, from columns of numbers on
    add_us, remove_us            the call alone; next_listing_us is what the next listing pays more
    rebuilding_...               single listings while a thread makes the index anew, as the product
                                 does; the most includes what is done between listings
    mismatches                   with --check: wrong pairs of a listing and a filter, against the
                                 plain matcher, before and after filters were added and removed and
                                 the index was made anew; `checked` says over how many listings
    differs_from_ours            with --check: of so many listings, how many other answers

Percentiles that too few listings were asked for are null. The exit code is 1 if an engine that
should be exact was not. PostgreSQL is the server at 127.0.0.1:5432, where each run makes and drops
a database; an engine that cannot be measured here is left out, with the reason.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

# Run as a file, Python looks for modules in the folder of this one only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import orjson
from bench import machine
from bench.comparison import Comparison, fewer
from bench.engines import EVERYTHING, Engine, Index, LeftOutError, Plain, Seen, Turbo
from bench.figures import rounded
from bench.measure import FORK, Timed, resident_bytes, timed, while_rebuilding
from bench.roaring import Roaring
from bench.sql_engines import PostgresqlAnchors, PostgresqlPlan, SqliteAnchors, SqlitePlan
from bench.synthetic import Synthetic, number_of
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from maneki.matching.brands import BrandDictionary
from maneki.matching.index import FEW
from maneki.matching.match import Matcher
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Filter
from maneki.model.ids import EventId, ListingId
from maneki.model.listing import Listing
from maneki.model.money import Money

__all__ = ["Comparison", "fewer"]

ENGINES: Mapping[str, Callable[[BrandDictionary], Engine]] = {
    "ours": Index,
    "turbo": Turbo,
    "plain": Plain,
    "dict": lambda dictionary: Index(dictionary, few=EVERYTHING),
    "sqlite_plan": lambda dictionary: SqlitePlan(),
    "pg_plan": lambda dictionary: PostgresqlPlan(),
    "sqlite_anchor": SqliteAnchors,
    "pg_anchor": PostgresqlAnchors,
    "pyroaring": Roaring,
}
INEXACT = frozenset({"sqlite_plan", "pg_plan"})
SQL = ("sqlite_plan", "pg_plan", "sqlite_anchor", "pg_anchor")
ON_A_SERVER = frozenset({"pg_plan", "pg_anchor"})
BITMAPS = frozenset({"ours", "turbo"})
END_TO_END = frozenset({*BITMAPS, "dict", "pyroaring"})

CHANGES = 500
"""So many filters are added and as many removed, to time it and to see that it holds."""
QUICK_S = 0.01
"""What takes no longer for a listing is asked again after every filter that is added."""
COMPARED = 2_000
"""Over so many listings, at most, answers are compared with those of ours."""

_AT = datetime(2026, 1, 5, tzinfo=UTC)

Report = dict[str, Any]
Raw = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`seconds` bounds each timed run; `check_pairs`, how often a filter is judged plainly."""

    filters: tuple[int, ...]
    listings: int
    processes: tuple[int, ...]
    engines: tuple[str, ...]
    seed: int
    seconds: float
    repeat: int
    check: bool
    check_pairs: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """What an engine is measured with. `true` are the numbers of the filters that the plain matcher
    finds, among those saved and those to be added, for each of the first listings.
    """

    saved: Sequence[Filter]
    added: Sequence[Filter]
    raw: Sequence[Raw]
    seen: Sequence[Seen]
    dictionary: BrandDictionary
    true: Sequence[frozenset[int]]


def seen(raw: Raw, matcher: Matcher) -> Seen:
    """The text front end: a raw listing as an event, looked at."""
    price = Money(raw["price"], "JPY")
    listing = Listing(**{**raw, "price": price})
    event = ListingEvent(
        id=EventId(1),
        kind=EventKind.NEW,
        listing_id=ListingId(listing.external_id),
        listing=listing,
        at=_AT,
        fetched_at=_AT,
    )
    return Seen(event, matcher.look_at(listing))


class Measured:
    """One engine over one crowd, in a process of its own."""

    def __init__(self, name: str, crowd: Crowd, options: Options, say: Say) -> None:
        self._name = name
        self._crowd = crowd
        self._options = options
        self._say = say
        self._engine = ENGINES[name](crowd.dictionary)
        self._matcher = Matcher(crowd.dictionary)
        self._wrong = 0
        self._checked = len(crowd.true)

    def report(self) -> Report:
        """What is said of the engine, and `runs` with what depends on the number of processes."""
        try:
            said = self._built()
            self._compare(gone=frozenset(), with_added=False)
            is_compared = self._options.check and self._name != "plain"
            said["digests"] = self._digests() if is_compared else None
            said["runs"] = [self._run(processes) for processes in self._options.processes]
            said |= self._changed()
            said |= self._rebuilt()
        finally:
            self._engine.close()
        has_checked = bool(self._crowd.true)
        said["mismatches"] = self._wrong if has_checked else None
        said["checked"] = self._checked
        return said

    def _built(self) -> Report:
        self._say("building")
        active = sum(one.is_active for one in self._crowd.saved)
        before, began = resident_bytes(), time.perf_counter()
        gc.disable()
        self._engine.build(self._crowd.saved)
        columns_began = time.perf_counter()
        self._engine.finish()
        ended, after = time.perf_counter(), resident_bytes()
        gc.enable()
        size = self._engine.index_bytes
        grown = None if before is None or after is None else after - before
        has_columns = self._name in BITMAPS and active > FEW
        return {
            "build_s": rounded(ended - began),
            "columns_s": rounded(ended - columns_began) if has_columns else None,
            "bytes_per_filter": None if size is None else rounded(size / active),
            "rss_bytes_per_filter": None if grown is None else rounded(grown / active),
        }

    def _run(self, processes: int) -> Report:
        self._say(f"matching, {processes} process{'es' if processes > 1 else ''}")
        said: Report = {"processes": processes}
        run = self._timed(self._engine.match, self._crowd.seen, processes)
        self._is_quick = float(np.median(run.latencies)) < QUICK_S
        said |= run.reported()
        if self._name in END_TO_END:
            self._say(f"end to end, {processes} process{'es' if processes > 1 else ''}")
            said["end_to_end"] = self._timed(self._from_raw, self._crowd.raw, processes).reported()
        return said

    def _timed(self, ask: Callable[[Any], Any], things: Sequence[Any], processes: int) -> Timed:
        options = self._options
        return timed(
            ask,
            things,
            processes=processes,
            within_s=options.seconds,
            repeat=options.repeat if self._name in END_TO_END else 1,
            attach=self._engine.attach,
        )

    def _from_raw(self, raw: Raw) -> Any:
        return self._engine.match(seen(raw, self._matcher))

    def _changed(self) -> Report:
        """Filters added and removed one by one, each before a listing that is timed."""
        self._say("adding and removing")
        engine, listing = self._engine, self._crowd.seen[0]
        removed = [one for one in self._crowd.saved if one.is_active][-CHANGES:]
        added = [one for one in self._crowd.added if one.is_active]

        def match() -> None:
            engine.match(listing)

        usual = _median_s(match, times=9) if self._is_quick else None
        add, after = _each(engine.add, added, match, usual=usual)
        remove, _ = _each(engine.remove, removed, match, usual=None)
        self._gone = frozenset(number_of(one.id) for one in removed)
        self._compare(gone=self._gone, with_added=True)
        return {"add_us": add, "next_listing_us": after, "remove_us": remove}

    def _rebuilt(self) -> Report:
        engine = self._engine
        if not isinstance(engine, Index) or self._name not in BITMAPS or len(engine.index) <= FEW:
            return {}
        self._say("rebuilding")
        said = while_rebuilding(engine.index, self._from_raw, self._crowd.raw)
        self._compare(gone=self._gone, with_added=True)
        return dict(said)

    def _compare(self, *, gone: frozenset[int], with_added: bool) -> None:
        """Hold answers against the plain matcher's, as many as there is time for."""
        added, until = len(self._crowd.saved), time.perf_counter() + 2 * self._options.seconds
        for at, (one, true) in enumerate(zip(self._crowd.seen, self._crowd.true, strict=False)):
            if at and time.perf_counter() > until:
                self._checked = min(self._checked, at)
                return
            found = {*self._engine.numbers(self._engine.match(one))}
            expected = {n for n in true if n not in gone and (with_added or n < added)}
            self._wrong += len(found ^ expected)

    def _digests(self) -> list[tuple[int, int, int]]:
        """Of as many answers as there is time for: how many numbers, their sum and their XOR."""
        self._say("comparing")
        digests, until = [], time.perf_counter() + self._options.seconds
        for one in self._crowd.seen[:COMPARED]:
            numbers = np.array(self._engine.numbers(self._engine.match(one)), np.int64)
            xor = int(np.bitwise_xor.reduce(numbers)) if len(numbers) else 0
            digests.append((len(numbers), int(numbers.sum()), xor))
            if time.perf_counter() > until:
                break
        return digests


def _median_s(do: Callable[[], object], *, times: int) -> float:
    now = time.perf_counter
    spent = []
    for _ in range(times):
        began = now()
        do()
        spent.append(now() - began)
    return median(spent)


def _each(
    change: Callable[[Filter], None],
    some: Sequence[Filter],
    then: Callable[[], object],
    *,
    usual: float | None,
) -> tuple[float, float | None]:
    """Median microseconds of a change, and by how many the median of what follows exceeds the
    usual. Without a usual nothing follows.
    """
    now = time.perf_counter
    changing, following = [], []
    for one in some:
        began = now()
        change(one)
        changed = now()
        changing.append(changed - began)
        if usual is not None:
            then()
            following.append(now() - changed)
    if usual is None:
        return rounded(1e6 * median(changing)), None
    more = median(following) - usual
    return rounded(1e6 * median(changing)), rounded(1e6 * max(0.0, more))


def _in_process(do: Callable[[Say], Any], say: Say) -> Any:
    """What `do` returns, done in a forked process. It may raise `LeftOutError`."""
    ours, theirs = FORK.Pipe(duplex=False)

    def work() -> None:
        try:
            theirs.send(("done", do(lambda what: theirs.send(("say", what)))))
        except LeftOutError as error:
            theirs.send(("left out", str(error)))

    process = FORK.Process(target=work)
    process.start()
    theirs.close()
    try:
        while True:
            what, value = ours.recv()
            if what == "done":
                return value
            if what == "left out":
                raise LeftOutError(value)
            say(value)
    except EOFError:
        raise RuntimeError("a process that measured ended without an answer") from None
    finally:
        process.join()


def plainly_true(
    saved: Sequence[Filter], listings: Sequence[Seen], dictionary: BrandDictionary
) -> list[frozenset[int]]:
    """The numbers of the filters that the plain matcher finds for each of these listings."""
    plain = Plain(dictionary)
    plain.build(saved)
    return [frozenset(plain.numbers(plain.match(one))) for one in listings]


class Bench:
    """One run of the benchmark. `say` tells whoever watches what is being measured; `step`, that
    something is done.
    """

    def __init__(self, options: Options, say: Say, step: Callable[[], None]) -> None:
        self._options = options
        self._say = say
        self._step = step
        self._workload = Synthetic(options.seed)

    def report(self) -> Report:
        options = self._options
        report: Report = {
            "machine": machine.described(),
            "options": asdict(options),
            "left_out": {},
            "runs": [],
        }
        self._say(f"making {options.listings:,} listings")
        raw = [*self._workload.listings(options.listings)]
        matcher = Matcher(self._workload.dictionary)
        listings = [seen(one, matcher) for one in raw]
        self._say(f"making {max(options.filters):,} filters")
        gc.disable()
        saved = [*self._workload.filters(max(options.filters) + CHANGES)]
        # Forked processes must not look for garbage in here: they would copy all of it.
        gc.freeze()
        gc.enable()
        for count in options.filters:
            crowd = Crowd(
                saved[:count],
                saved[count : count + CHANGES],
                raw,
                listings,
                self._workload.dictionary,
                self._true(saved[: count + CHANGES], listings),
            )
            report["runs"] += self._with(crowd, report["left_out"])
        report["ratios"] = [*_ratios(report["runs"])]
        report["goals"] = [*_goals(report["runs"])]
        report["machine"]["load_at_the_end"] = machine.load()
        return report

    def _true(self, saved: Sequence[Filter], listings: Sequence[Seen]) -> list[frozenset[int]]:
        if not self._options.check:
            return []
        asked = listings[: fewer(len(saved), pairs=self._options.check_pairs)]
        self._say(f"{len(saved) - CHANGES:,} filters: what is true of {len(asked):,} listings")
        dictionary = self._workload.dictionary
        true: list[frozenset[int]] = _in_process(
            lambda _: plainly_true(saved, asked, dictionary), self._say
        )
        self._step()
        return true

    def _with(self, crowd: Crowd, left_out: dict[str, str]) -> Iterator[Report]:
        ours: list[Any] | None = None
        for name in self._options.engines:
            head = f"{len(crowd.saved):,} filters, {name}"
            self._say(head)
            try:
                said = self._measured(name, crowd, head)
            except LeftOutError as error:
                left_out[name] = str(error)
                self._step()
                continue
            digests = said.pop("digests")
            ours = digests if name == "ours" else ours
            said |= _differing(digests, ours) if name not in INEXACT else {}
            self._step()
            for run in said.pop("runs"):
                yield {"engine": name, "filters": len(crowd.saved), **run, **said}

    def _measured(self, name: str, crowd: Crowd, head: str) -> Report:
        def measure(say: Say) -> Report:
            return Measured(name, crowd, self._options, say).report()

        said: Report = _in_process(measure, lambda what: self._say(f"{head}: {what}"))
        return said


def _differing(digests: list[Any] | None, ours: list[Any] | None) -> Report:
    if digests is None or ours is None:
        return {}
    pairs = [*zip(digests, ours, strict=False)]
    differs = sum(tuple(one) != tuple(other) for one, other in pairs)
    return {"differs_from_ours": differs, "compared_with_ours": len(pairs)}


def _ratios(runs: Sequence[Report]) -> Iterator[Report]:
    """How many times as fast as each other engine ours is, by the clock on the wall and, where an
    engine works in this process alone, by processor time.
    """
    by = {(run["engine"], run["filters"], run["processes"]): run for run in runs}
    for (name, filters, processes), run in by.items():
        ours = by.get(("ours", filters, processes))
        if name != "ours" and ours is not None:
            times = rounded(ours["listings_per_s"] / run["listings_per_s"])
            yield {
                "engine": name,
                "filters": filters,
                "processes": processes,
                "times": times,
                "times_by_cpu": None
                if name in ON_A_SERVER
                else rounded(ours["listings_per_cpu_s"] / run["listings_per_cpu_s"]),
            }


def _goals(runs: Sequence[Report]) -> Iterator[Report]:
    """What was to be reached, and what was, where it was measured."""
    for run in runs:
        if run["engine"] == "ours":
            yield from _goals_of(run)
        if (run["engine"], run["filters"], run["processes"]) == ("turbo", 1_000_000, 2):
            rate = run["end_to_end"]["listings_per_s"]
            yield _goal("1M, end to end, compiled, listings/s", rate, least=25_000)
    for filters in sorted({run["filters"] for run in runs}):
        if filters == 1_000_000:
            yield from _goal_against_sql([run for run in runs if run["filters"] == filters])
    wrong = {
        (run["engine"], run["filters"]): run["mismatches"]
        for run in runs
        if run["mismatches"] is not None and run["engine"] not in INEXACT
    }
    for (engine, filters), mismatches in wrong.items():
        yield _goal(f"mismatches, {engine}, {filters:,} filters", mismatches, most=0)


def _goals_of(run: Report) -> Iterator[Report]:
    match run["filters"], run["processes"], run["end_to_end"]:
        case 1_000_000, 2, whole:
            yield _goal("1M, end to end, listings/s", whole["listings_per_s"], least=10_000)
            yield _goal("1M, end to end, matches/s", whole["matches_per_s"], least=17e6)
        case 1_000_000, 1, whole:
            yield _goal("1M, end to end, p99 ms", whole["p99_ms"], most=1.0)
            yield _goal("1M, end to end, p99.9 ms", whole["p999_ms"], most=2.0)
            yield _goal("1M, rebuilding, p99.9 ms", run["rebuilding_p999_ms"], most=5.0)
            yield _goal("1M, rebuilding, max ms", run["rebuilding_max_ms"], most=40.0)
            yield _goal("1M, bytes a filter in the index", run["bytes_per_filter"], most=290)
            yield _goal("1M, resident bytes a filter", run["rss_bytes_per_filter"], most=500)
            yield _goal("1M, build from columns, s", run["columns_s"], most=5.0)
            yield _goal("1M, add, us", run["add_us"], most=20)
            yield _goal("1M, remove, us", run["remove_us"], most=20)
        case 100_000, 2, whole:
            yield _goal("100k, end to end, listings/s", whole["listings_per_s"], least=15_000)
        case 100_000, 1, whole:
            yield _goal("100k, end to end, p99 ms", whole["p99_ms"], most=0.4)
        case 1_000, 2, whole:
            yield _goal("1k, end to end, listings/s", whole["listings_per_s"], least=30_000)
        case _:
            pass


def _goal_against_sql(runs: Sequence[Report]) -> Iterator[Report]:
    for processes in sorted({run["processes"] for run in runs}):
        rates = {
            run["engine"]: run["listings_per_s"] for run in runs if run["processes"] == processes
        }
        best = max((rates[name] for name in SQL if name in rates), default=None)
        if best is not None and "ours" in rates:
            name = f"1M, times as fast as the best SQL, {processes} processes"
            yield _goal(name, rounded(rates["ours"] / best), least=50)


def _goal(
    name: str, value: float | None, *, least: float | None = None, most: float | None = None
) -> Report:
    bound = f"at least {least:g}" if least is not None else f"at most {most:g}"
    is_met = value is not None and (
        (least is None or value >= least) and (most is None or value <= most)
    )
    return {"goal": f"{name}: {bound}", "measured": value, "is_met": is_met}


def is_right(report: Report) -> bool:
    """Whether every engine that should be exact was, as far as that was looked at."""
    return not any(
        run["mismatches"] or run.get("differs_from_ours")
        for run in report["runs"]
        if run["engine"] not in INEXACT
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def _positives(text: str) -> tuple[int, ...]:
    return tuple(_positive(part) for part in text.split(","))


def _engines(text: str) -> tuple[str, ...]:
    chosen = tuple(ENGINES) if text == "all" else tuple(text.split(","))
    for name in chosen:
        if name not in ENGINES:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(ENGINES)}, all")
    # Ours first: what others find is compared with it.
    return tuple(sorted(dict.fromkeys(chosen), key=[*ENGINES].index))


def options_of(arguments: Sequence[str]) -> tuple[Options, bool]:
    """The options, and whether to print JSON only."""
    parser = argparse.ArgumentParser(description="The benchmark of matching alone.")
    parser.add_argument("--filters", type=_positives, default=(1_000, 12_000, 100_000))
    parser.add_argument("--listings", type=_positive, default=20_000)
    parser.add_argument("--processes", type=_positives, default=(1, 2))
    parser.add_argument(
        "--engine", type=_engines, default=tuple(ENGINES), dest="engines", help="several, or all"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5.0, help="the most for a timed run")
    parser.add_argument("--repeat", type=_positive, default=1, help="the median run counts")
    parser.add_argument("--check", action="store_true", help="compare with the plain matcher")
    parser.add_argument("--check-pairs", type=_positive, default=2_000_000)
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    chosen = vars(parser.parse_args(arguments))
    is_json = chosen.pop("json")
    return Options(**chosen), is_json


_SHOWN = (
    "engine", "filters", "listings", "processes", "listings_per_s", "matches_per_s", "p50_ms",
    "p99_ms", "p999_ms", "bytes_per_filter", "build_s", "add_us", "remove_us", "mismatches",
)  # fmt: skip


def shown(report: Report, console: Console) -> None:
    """The report as tables, for people."""
    table = Table(*_SHOWN, "end to end/s")
    for run in report["runs"]:
        whole = run.get("end_to_end", {}).get("listings_per_s")
        cells = [*(run[name] for name in _SHOWN), whole]
        table.add_row(*("" if cell is None else f"{cell}" for cell in cells))
    console.print(table)
    for goal in report["goals"]:
        met = "met" if goal["is_met"] else "NOT MET"
        console.print(f"{met:8} {goal['goal']}; measured {goal['measured']}", highlight=False)
    for name, why in report["left_out"].items():
        console.print(f"left out {name}: {why}", highlight=False)


def main(arguments: Sequence[str]) -> int:
    options, is_json = options_of(arguments)
    steps = len(options.filters) * (len(options.engines) + options.check)
    columns = (
        BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}")
    )  # fmt: skip
    # It refreshes when told to, not in a thread: a process is not forked beside one.
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False) as progress:
        task = progress.add_task("", total=steps)

        def say(what: str) -> None:
            progress.update(task, description=what, refresh=True)

        report = Bench(
            options, say, lambda: progress.update(task, advance=1, refresh=True)
        ).report()
    if is_json:
        sys.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        shown(report, Console(width=200))
    return 0 if is_right(report) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
