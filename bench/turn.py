"""What a turn of a conversation costs besides the model, on SQLite and PostgreSQL.

    .venv/bin/python bench/turn.py [--people 40] [--turns 10] [--database sqlite,postgresql]
        [--books FILE] [--seed 1]

`overhead` is a turn with an assistant that answers at once, with three books: to write the message
down (`taken`) and to answer it (`answered`: claim, read what was said before, save, queue the reply
in parts); `turn` is both. Nothing is waited for in between. `keeper` is the same with the assistant
that answers by rules, over a catalogue; its tools' searches are in there. `crowd` is everybody at
once, each with several messages, to an assistant that takes its time: whether each conversation's
replies are queued in the order of what was said, and how long the last of them took beyond that.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.catalogue import GOODBOOKS, books_of
from bench.databases import KINDS, Filled, filled, version_of
from bench.figures import percentiles, rounded
from bench.machine import described, load

from maneki.assistant.assistant import Answer, Assistant, Question
from maneki.channels.discord.parts import DiscordVoice
from maneki.clock import SystemClock
from maneki.conversation.gates import Limits
from maneki.conversation.house import House
from maneki.conversation.receive import Receiver
from maneki.conversation.talk import Talker
from maneki.conversation.turn import Turns
from maneki.conversation.voice import Voices, Whole
from maneki.logs import configure
from maneki.loops import Nudge
from maneki.model.book import Book
from maneki.model.book_card import BookCard
from maneki.model.conversation import Inbound, Medium, Place, PlaceKind, SaidBy
from maneki.model.ids import BookId
from maneki.model.outbox import OutboxState
from maneki.model.person import DISCORD, Address
from maneki.run.shopkeeper import open_shop_floor
from maneki.settings import Settings
from maneki.shop.catalogue import Catalogue
from maneki.store import Store

GOAL_P95_MS = 50
WARM = 20
CROWD = 50_000
"""From which number on people belong to the crowd."""
SAID = (
    "do you have {title}?",
    "something like {title}",
    "{author}",
    "how much is it?",
    "latest {author}",
    "recommend me a fantasy book",
    "what are your opening hours?",
    "the second one please",
    "thanks!",
    "tell me more about {title}",
)
_REPLY = "Here is what I found on the shelf, with a word about each of them. " * 9


_AT_ONCE = timedelta(0)


class Instant:
    """Answers at once, with as much as an answer usually has."""

    def __init__(self, books: Sequence[BookCard]) -> None:
        self._books = tuple(books)

    async def answer(self, question: Question) -> Answer:
        return Answer(text=_REPLY, said_by=SaidBy.MODEL, books=self._books)


class Slow:
    """Takes from a fifth of a second to one, as a model does; repeats what it heard."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    async def answer(self, question: Question) -> Answer:
        await asyncio.sleep(self._rng.uniform(0.2, 1.0))
        return Answer(text=question.text, said_by=SaidBy.MODEL)


class Road:
    def __init__(self, store: Store, assistant: Assistant, *, seats: int = 32) -> None:
        clock, self.nudge, due = SystemClock(), Nudge(), Nudge()
        many = 10**9
        house = House(
            name="the shop",
            limits=Limits(a_minute=many, an_hour=many),
            joined_sms=_AT_ONCE,
            joined_discord=_AT_ONCE,
        )
        voices: Voices = {
            Medium.SMS: Whole(),
            Medium.DISCORD: DiscordVoice(),
            Medium.TEXT: Whole(),
        }
        self.store = store
        self.receiver = Receiver(store, house=house, voices=voices, waiting=self.nudge, due=due)
        turns = Turns(store, assistant, house=house, voices=voices, holder="bench", clock=clock)
        self.talker = Talker(
            store, turns, clock=clock, holder="bench", nudge=self.nudge, due=due, seats=seats
        )
        self._numbers = itertools.count(1)

    async def hear(self, person: int, text: str) -> None:
        user = str(10_000 + person)
        await self.receiver.take(
            Inbound(
                source="bench",
                external_id=str(next(self._numbers)),
                sender=Address(DISCORD, user),
                place=Place(kind=PlaceKind.DM, address=user),
                text=text,
                received_at=SystemClock().now(),
            )
        )

    async def answer(self) -> None:
        await self.talker.step()
        await self.talker.rest()


async def overhead(
    store: Store, assistant: Assistant, said: Sequence[str], *, people: int
) -> dict[str, Any]:
    road = Road(store, assistant)
    taken: list[float] = []
    answered: list[float] = []
    async with road.talker.at_work():
        for number, text in enumerate(said):
            began = time.perf_counter()
            await road.hear(number % people, text)
            heard = time.perf_counter()
            await road.answer()
            if number >= WARM:
                taken.append((heard - began) * 1000)
                answered.append((time.perf_counter() - heard) * 1000)
    turns = [one + other for one, other in zip(taken, answered, strict=True)]
    return {
        "turns": len(turns),
        "taken_ms": percentiles(taken),
        "answered_ms": percentiles(answered),
        "turn_ms": percentiles(turns),
    }


async def crowd(store: Store, rng: random.Random, *, people: int, each: int) -> dict[str, Any]:
    road = Road(store, Slow(rng), seats=people)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        talking = group.create_task(road.talker.run())
        async with asyncio.TaskGroup() as customers:
            for person in range(people):
                pauses = random.Random(person)
                customers.create_task(_goes_on(road, CROWD + person, each, pauses))
        await _all_answered(store)
        talking.cancel()
    seconds = time.perf_counter() - began
    said: dict[str, list[str]] = defaultdict(list)
    async with store.reading() as tx:
        rows = await tx.deliveries.in_states([OutboxState.DUE], limit=1_000_000)
    for row in sorted(rows, key=lambda one: (one.queued_at, one.id)):
        if row.note and int(row.destination.address) >= 10_000 + CROWD:
            said[row.destination.address] += row.note.text.split("\n\n-#")[0].split("\n")
    wanted = [f"message {number}" for number in range(each)]
    return {
        "people": people,
        "messages": people * each,
        "seconds": rounded(seconds),
        "in_order": sum(texts == wanted for texts in said.values()),
        "out_of_order": sum(texts != wanted for texts in said.values()),
    }


async def _goes_on(road: Road, person: int, each: int, rng: random.Random) -> None:
    for number in range(each):
        await road.hear(person, f"message {number}")
        await asyncio.sleep(rng.uniform(0, 0.6))


async def _all_answered(store: Store) -> None:
    while await _has_open(store):  # noqa: ASYNC110  (another process would not tell us)
        await asyncio.sleep(0.1)


async def _has_open(store: Store) -> bool:
    async with store.reading() as tx:
        return await tx.inbox.has_open()


def _said(books: Sequence[Book], rng: random.Random, number: int) -> list[str]:
    said = []
    for at in range(number):
        book = rng.choice(books)
        author = book.authors[0] if book.authors else book.title
        said.append(SAID[at % len(SAID)].format(title=book.title, author=author))
    return said


async def measured(kind: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    rng = random.Random(options.seed)
    source, books = books_of(options.books, rng)
    said = _said(books, rng, options.people * options.turns + WARM)
    async with filled(kind, [], folder) as database:
        async with _opened(database) as store:
            cards = [
                BookCard(book_id=BookId(str(number)), title=f"Book {number}", authors=("Somebody",))
                for number in range(3)
            ]
            instant = await overhead(store, Instant(cards), said, people=options.people)
        async with _opened(database) as store:
            await Catalogue(store).add(books)
            await Catalogue(store).settle()
            settings = Settings(_env_file=None)
            async with open_shop_floor(settings, store, SystemClock()) as floor:
                keeper = await overhead(store, floor.assistant, said, people=options.people)
        async with _opened(database) as store:
            together = await crowd(store, rng, people=options.crowd, each=5)
    return {
        "database": kind,
        "version": await version_of(kind),
        "books": f"{len(books)} ({source})",
        "overhead": instant,
        "keeper": keeper,
        "crowd": together,
        "is_met": instant["turn_ms"]["p95"] <= GOAL_P95_MS and not together["out_of_order"],
    }


@contextlib.asynccontextmanager
async def _opened(database: Filled) -> AsyncIterator[Store]:
    async with database.copy() as url:
        store = Store.open(url, clock=SystemClock())
        try:
            yield store
        finally:
            await store.close()


async def report(options: argparse.Namespace) -> dict[str, Any]:
    machine = described()
    runs = []
    with tempfile.TemporaryDirectory(prefix="maneki-bench-") as folder:
        for kind in options.database.split(","):
            if await version_of(kind) is None:
                runs.append({"database": kind, "absent": "no server answers"})
            else:
                runs.append(await measured(kind, options, Path(folder)))
    return {
        "benchmark": "turn",
        "machine": machine,
        "seed": options.seed,
        "goals": {"overhead p95 ms": GOAL_P95_MS, "conversations out of order": 0},
        "runs": runs,
        "load_after": load(),
    }


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--turns", type=int, default=10, help="of each of them")
    parser.add_argument("--crowd", type=int, default=200, help="people who talk at the same time")
    parser.add_argument("--database", default=",".join(KINDS), help="sqlite,postgresql")
    parser.add_argument("--books", type=Path, default=GOODBOOKS, help="the list to draw from")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    # What the road logs for each turn is for operators.
    configure(style="console", level="error")
    print(json.dumps(asyncio.run(report(options_of())), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
