"""How fast and how surely the catalogue finds a book, on SQLite and PostgreSQL.

The questions are drawn by a seed from the books themselves: goodbooks-10k where it is at hand, else
books made up of words, as many of them. All go in by the door that customers' words come in by
(`Catalogue.ask`). `exact` asks by whole titles: right is the first answer if it bears that title
(`same_book` is stricter where several do). `title_slip` and `author_slip` have one letter added,
left out, wrong or swapped, anywhere, spaces and points included; right is the book, or a book by
that author, among the first five. `words` asks by surname and two words of a title.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.databases import KINDS, filled, version_of
from bench.figures import percentiles, rounded
from bench.machine import described, load

from maneki.clock import SystemClock
from maneki.model.book import SHOP, Book, Origin
from maneki.shop.catalogue import Catalogue, Found
from maneki.shop.lists.read import read_list
from maneki.shop.words import key_of, title_keys
from maneki.store import Store

GOODBOOKS = Path(__file__).resolve().parents[2] / "shared/data/goodbooks/books.csv"
GOALS = {"p95_ms": 30, "exact": 0.98, "title_slip": 0.95, "author_slip": 0.95}
MADE_UP = 10_000
WARM = 20
MISSED_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    text: str
    book: Book


def books_of(file: Path, rng: random.Random) -> tuple[str, Sequence[Book]]:
    """Which books they are, and the books."""
    if file.exists():
        return "goodbooks-10k", read_list(file.read_bytes()).books
    return "made up", [*_made_up(rng)]


_FIRST = (
    "Silent",
    "Golden",
    "Broken",
    "Hidden",
    "Last",
    "Burning",
    "Winter",
    "Crooked",
    "Distant",
    "Paper",
    "Salt",
    "Iron",
)
_SECOND = (
    "River",
    "Garden",
    "House",
    "Crown",
    "Letter",
    "Orchard",
    "Harbour",
    "Mirror",
    "Bridge",
    "Empire",
    "Lantern",
    "Sea",
)
_THIRD = (
    "Daughter",
    "Winter",
    "Stone",
    "Memory",
    "Thief",
    "Year",
    "Song",
    "Island",
    "Machine",
    "Sister",
    "Night",
    "War",
)
_GIVEN = (
    "Ada",
    "Noor",
    "Haruki",
    "Ines",
    "Tomas",
    "Mei",
    "Oskar",
    "Leila",
    "Bruno",
    "Saoirse",
    "Ivo",
    "Chiara",
)
_SYLLABLES = (
    "ba",
    "den",
    "fal",
    "gri",
    "hol",
    "kem",
    "lor",
    "mar",
    "nis",
    "pol",
    "rau",
    "sten",
    "tor",
    "vel",
    "wick",
    "zan",
)


def _made_up(rng: random.Random) -> Iterator[Book]:
    for number in range(MADE_UP):
        name = "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))).title()
        title = f"The {rng.choice(_FIRST)} {rng.choice(_SECOND)} of the {rng.choice(_THIRD)}"
        yield Book(
            origin=Origin(SHOP, str(number)),
            title=f"{title} {''.join(rng.choices(_SYLLABLES, k=3)).title()}",
            authors=(f"{rng.choice(_GIVEN)} {name}",),
            readers=rng.randrange(1_000_000),
        )


def questions_of(books: Sequence[Book], rng: random.Random, count: int) -> list[Question]:
    named = [book for book in books if book.authors and len(book.title) > 3]
    exact = [Question("exact", book.title, book) for book in rng.sample(named, count)]
    titles = [
        Question("title_slip", slipped(book.title, rng), book) for book in rng.sample(named, count)
    ]
    authors = [
        Question("author_slip", slipped(book.authors[0], rng), book)
        for book in rng.sample(named, count)
    ]
    words = [Question("words", _some_words(book, rng), book) for book in rng.sample(named, count)]
    mixed = [*exact, *titles, *authors, *words]
    rng.shuffle(mixed)
    return mixed


def slipped(text: str, rng: random.Random) -> str:
    """The text with one letter added, left out, wrong, or swapped with its neighbour."""
    at = rng.randrange(len(text) - 1)
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        (
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def _some_words(book: Book, rng: random.Random) -> str:
    words = key_of(book.title).split()
    return " ".join((key_of(book.authors[0]).split()[-1], *rng.sample(words, min(2, len(words)))))


def is_right(question: Question, found: Sequence[Found]) -> bool:
    if question.kind == "exact":
        return bool(found) and bool(
            {*title_keys(question.text)[:2]} & {*_all_titles(found[0].book)}
        )
    if question.kind == "author_slip":
        author = key_of(question.book.authors[0])
        return any(author in map(key_of, one.book.authors) for one in found[:5])
    return any(_is(one, question.book) for one in found[:5])


def _all_titles(book: Book) -> Iterator[str]:
    for title in (book.title, *(edition.title or "" for edition in book.editions)):
        yield from title_keys(title)


def _is(found: Found, book: Book) -> bool:
    return found.book.origin.external_id == book.origin.external_id


async def measured(
    kind: str, books: Sequence[Book], questions: Sequence[Question], folder: Path
) -> dict[str, Any]:
    async with filled(kind, [], folder) as database, database.copy() as url:
        store = Store.open(url, clock=SystemClock())
        try:
            catalogue = Catalogue(store)
            began = time.perf_counter()
            await catalogue.add(books)
            await catalogue.settle()
            added_s = time.perf_counter() - began
            report = await _asked(catalogue, questions)
        finally:
            await store.close()
    return {
        "database": kind,
        "version": await version_of(kind),
        "books_added_per_s": rounded(len(books) / added_s),
        **report,
    }


async def _asked(catalogue: Catalogue, questions: Sequence[Question]) -> dict[str, Any]:
    for question in questions[:WARM]:
        await catalogue.ask(question.text)
    right: Counter[str] = Counter()
    same_book = 0
    took: dict[str, list[float]] = {}
    missed: list[str] = []
    for question in questions:
        began = time.perf_counter()
        found = await catalogue.ask(question.text)
        took.setdefault(question.kind, []).append((time.perf_counter() - began) * 1000)
        right[question.kind] += is_right(question, found)
        if question.kind == "exact":
            same_book += bool(found) and _is(found[0], question.book)
        if question.kind != "words" and not is_right(question, found):
            first = found[0].book.title if found else None
            missed.append(f"{question.kind}: {question.text!r} -> {first!r}, not {_name(question)}")
    every = [one for kind in took.values() for one in kind]
    return {
        "asked": len(questions),
        **percentiles(every, unit="_ms"),
        "by_kind": {kind: percentiles(times, unit="_ms") for kind, times in sorted(took.items())},
        "recall": {kind: rounded(right[kind] / len(took[kind])) for kind in sorted(took)},
        "exact_same_book": rounded(same_book / len(took["exact"])),
        "missed": len(missed),
        "some_missed": missed[:MISSED_SHOWN],
    }


def _name(question: Question) -> str:
    return f"{question.book.title!r} by {', '.join(question.book.authors[:1])}"


def is_met(run: dict[str, Any]) -> bool:
    recalls = ("exact", "title_slip", "author_slip")
    is_sure = all(run["recall"][kind] >= GOALS[kind] for kind in recalls)
    return is_sure and run["p95_ms"] <= GOALS["p95_ms"]


async def report(options: argparse.Namespace) -> dict[str, Any]:
    machine = described()
    rng = random.Random(options.seed)
    source, books = books_of(options.books, rng)
    questions = questions_of(books, rng, options.questions)
    runs = []
    with tempfile.TemporaryDirectory(prefix="maneki-bench-") as folder:
        for kind in options.database.split(","):
            if await version_of(kind) is None:
                runs.append({"database": kind, "absent": "no server answers"})
                continue
            runs.append(await measured(kind, books, questions, Path(folder)))
    return {
        "benchmark": "catalogue",
        "machine": machine,
        "seed": options.seed,
        "source": source,
        "books": len(books),
        "questions_of_a_kind": options.questions,
        "goals": GOALS,
        "runs": [run if "absent" in run else {**run, "is_met": is_met(run)} for run in runs],
        "load_after": load(),
    }


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=Path, default=GOODBOOKS, help="the list to draw from")
    parser.add_argument("--database", default=",".join(KINDS), help="sqlite,postgresql")
    parser.add_argument("--questions", type=int, default=500, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    print(json.dumps(asyncio.run(report(options_of())), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
