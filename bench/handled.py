"""What a customer is told: every phrasing of the corpora, put to the shopkeeper without a model.

One line of JSON for each: the row, what was shown and said before it, and the reply. Each row is
said by somebody of their own, at a shop that has the books the corpora name (`named_books.csv`),
on a Friday at noon. Whether a reply is what that customer needed, a reader has to judge; the
verdicts are beside the corpora (`handled.csv`), and `--figure` counts them. `--corpus` and `--half`
leave the rest out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.assistant.bookshop import Bookshop, open_bookshop
from tests.assistant.phrasings import context_of
from tests.corpora import rows

from maneki.assistant.keeper import Keeper
from maneki.assistant.meaning import Context
from maneki.assistant.tools import Tools
from maneki.assistant.tools.filters import ToWatch
from maneki.clock import MovableClock
from maneki.model.book import Book, Edition, Isbn, Origin, Rating, SeriesPlace, Stock
from maneki.model.conversation import Place, PlaceKind, SaidBy, Turn
from maneki.model.ids import ConversationId, TurnId
from maneki.model.money import Money
from maneki.model.person import Address
from maneki.store import Store
from maneki.store.migrate import migrate

DATA = Path(__file__).resolve().parents[1] / "tests" / "assistant" / "data"
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Phrasings that are put to the shopkeeper, and the halves whose replies are judged."""

    name: str
    judged: tuple[str, ...] = ("score",)

    def rows(self) -> list[dict[str, str]]:
        return rows(DATA / f"{self.name}.csv")


CORPORA = (
    Corpus("phrasings"),
    Corpus("phrasings_second"),
    Corpus("phrasings_fourth"),
    Corpus("phrasings_fifth"),
)


def named_books(path: Path = DATA / "named_books.csv") -> Iterator[Book]:
    """The books, authors and series that the corpora name, and some beside them."""
    return (_book(row, number) for number, row in enumerate(rows(path)))


def _book(row: Mapping[str, str], number: int) -> Book:
    price = Money(int(row["cents"]), "USD")
    edition = Edition(
        origin=Origin("shop", f"{number}-edition"),
        isbn=Isbn(row["isbn"]) if row["isbn"] else None,
        format=row["format"],
        language=row["language"],
        pages=int(row["pages"]),
        published=f"{row['year']}-01-01" if len(row["year"]) == 4 else None,
        stock=Stock(quantity=int(row["copies"]), price=price),
    )
    series = (SeriesPlace(row["series"], row["position"]),) if row["series"] else ()
    return Book(
        origin=Origin("shop", str(number)),
        title=row["title"],
        authors=tuple(row["authors"].split(";")),
        editions=(edition,),
        series=series,
        subjects=tuple(row["subjects"].split(";")),
        first_published=int(row["year"]) if int(row["year"]) > 0 else None,
        rating=Rating(float(row["rating"]), int(row["ratings"])),
        description=row["description"] or None,
    )


async def replies(names: Collection[str]) -> AsyncIterator[dict[str, Any]]:
    """Every row of these corpora with its reply, in the order of `CORPORA`."""
    with tempfile.TemporaryDirectory(prefix="maneki-handled-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/shop.db"
        await migrate(url)
        clock = MovableClock()
        store = Store.open(url, clock=clock)
        try:
            bookshop = await open_bookshop(store, clock, books=named_books())
            await bookshop.shop.catalogue.settle()
            for place, corpus in enumerate(CORPORA):
                if corpus.name in names:
                    for number, row in enumerate(corpus.rows(), start=place * 1_000):
                        yield await _answered(bookshop, row, number=number)
        finally:
            await store.close()


async def _answered(bookshop: Bookshop, row: Mapping[str, str], *, number: int) -> dict[str, Any]:
    context = context_of(row["context"])
    caller, place = _where(row["channel"], number)
    language = "ja" if _JAPANESE.search(row["text"]) else "en"
    await bookshop.person(caller, language=language)
    await _have_filters(await bookshop.tools(caller, place), context)
    question = await bookshop.question(
        row["text"],
        caller=caller,
        place=place,
        history=await _before(bookshop, context),
        language=language,
    )
    answer = await Keeper(bookshop.shop).answer(question)
    return {
        "id": row["id"],
        "half": row["half"],
        "context": json.loads(row["context"] or "{}"),
        "text": row["text"],
        "reply": answer.text,
        "cards": [card.title for card in answer.books],
        "wants_staff": answer.wants_staff is not None,
    }


def _where(channel: str, number: int) -> tuple[Address, Place]:
    if channel == "sms":
        phone = f"+1212555{number:04}"
        return Address("phone", phone), Place(kind=PlaceKind.PHONE, address=phone)
    return Address("discord", str(number)), Place(kind=PlaceKind.DM, address=str(number))


async def _have_filters(tools: Tools, context: Context) -> None:
    for one in context.filters:
        made = await tools.filters.create(ToWatch(title=one.name))
        if one.is_paused:
            await tools.filters.pause(made.id)


async def _before(bookshop: Bookshop, context: Context) -> tuple[Turn, ...]:
    """The turn before, if there was one: what was said in it and shown."""
    if not (context.shown or context.said or context.heard):
        return ()
    listed = "\n".join(
        f'{number}. "{book.title}" by {book.author}'
        for number, book in enumerate(context.shown, start=1)
    )
    return (
        Turn(
            id=TurnId("before"),
            conversation_id=ConversationId("talk"),
            number=1,
            said=context.heard or "hello",
            answered=context.said or listed,
            said_by=SaidBy.RULES,
            shown=tuple([await bookshop.id_of(book.title) for book in context.shown]),
            started_at=bookshop.clock.now(),
        ),
    )


def figures(names: Collection[str]) -> dict[str, dict[str, int]]:
    """How many of the rows to be judged were handled, by corpus, and why the others were not."""
    verdicts = {verdict["id"]: verdict for verdict in rows(DATA / "handled.csv")}
    return {
        corpus.name: dict(sorted(_counted(corpus, verdicts).items()))
        for corpus in CORPORA
        if corpus.name in names
    }


def _counted(corpus: Corpus, verdicts: Mapping[str, Mapping[str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in corpus.rows():
        if row["half"] not in corpus.judged:
            continue
        verdict = verdicts.get(row["id"])
        found["not judged" if verdict is None else verdict["handled"]] += 1
        if verdict is not None and verdict["handled"] == "no":
            found[f"no: {verdict['reason']}"] += 1
    return found


async def _print(options: argparse.Namespace) -> None:
    async for told in replies(options.corpus):
        if options.half in {None, told["half"]}:
            print(json.dumps(told, ensure_ascii=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    names = [corpus.name for corpus in CORPORA]
    parser.add_argument("--corpus", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument("--half", choices=["tune", "score"])
    parser.add_argument("--figure", action="store_true", help="count the verdicts")
    options = parser.parse_args()
    if options.figure:
        print(json.dumps(figures(options.corpus), indent=1))
    else:
        asyncio.run(_print(options))


if __name__ == "__main__":
    main()
