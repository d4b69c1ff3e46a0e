"""How well the rules read texts written before they were, and how long odd texts take them.

Of the half that is only scored nothing but counts is ever printed; `--missed` shows the rows of the
tuning half that are wrong; `tune+` and `score+` are the rules together with the recorded second
reader. A request to leave counts as heard if it is certain or in doubt, since
proactive texts pause in both; of those who stay only a certain one is wrong, and doubts are counted
beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.assistant.checked import both
from tests.assistant.phrasings import context_of, is_right
from tests.assistant.seen import evidence_of
from tests.corpora import HALVES, rows

from maneki.assistant.evidence import (
    BookSeen,
    Deed,
    DeedSeen,
    Evidence,
    HoursSeen,
    PolicySeen,
    StockSeen,
)
from maneki.assistant.guard import Verdict, judge
from maneki.assistant.intents import understand
from maneki.conversation.keywords import keyword_of
from maneki.conversation.leaving import Leaving, leaving_in
from maneki.model.money import Money
from maneki.shop.hours import Opening

TESTS = Path(__file__).resolve().parents[1] / "tests"
LEAVING = ("opt_out", "opt_out_second", "opt_out_third", "opt_out_fourth")
PHRASINGS = (
    "phrasings",
    "phrasings_second",
    "phrasings_third",
    "phrasings_fourth",
    "phrasings_fifth",
)
CLAIMS = ("claims", "claims_second", "claims_third", "claims_fourth")
CHECKED = ("claims_fifth", "claims_sixth", "claims_seventh")
"""Read by a second reader as well (`named`): counted by the rules alone, and by both."""
MOST_CHARACTERS = 10_000
ODD = (
    *("a", "a ", "A ", "A a ", "1", "1 ", "1,", "1.", "$1 ", "12:30 ", "“", '"', "'", "(", "*"),
    *(
        ".",
        "!?",
        "…",
        "\n",
        "\n- ",
        "- ",
        "😀",
        "巻",
        "ー",
        "三",
        "『",
        "e\u0301",
        "\x00",
        "\u200b",
        "0\ud800",
    ),
    *("The ", "the of ", "by ", "not ", "one ", "and ", "we have ", "in stock ", "open ", "Mr. "),
    *("stop ", "please ", "text ", "no more ", "the first book in ", "how much is ", "January "),
    *("return within ", "five hundred ", "“A” by B. ", "Circe, ", "it is 5% off ", "hold it ", "{"),
)
SEEN = Evidence(
    (
        BookSeen(
            title="Circe",
            authors=("Madeline Miller",),
            published="2018-04-10",
            pages=393,
            rating=4.2,
            ratings=1250,
            series="The Odd One",
            position="1",
            description="A witch, 2 gods and an island from 1 o'clock on. " * 10,
            this_turn=True,
        ),
        StockSeen(title="Circe", available=1, price=Money(100, "USD"), this_turn=True),
        StockSeen(title="A a", available=0, price=Money(500, "USD"), kind="used", this_turn=True),
        PolicySeen(topic="returns", text="Return within 14 days, 5% of $1. " * 10, this_turn=True),
        HoursSeen(week={0: (Opening(time(10), time(12, 30)),)}, days={}, today=0, this_turn=True),
        DeedSeen(deed=Deed.HOLD, about="Circe", this_turn=True),
    )
)
READ: dict[str, Callable[[str], object]] = {
    "leaving": leaving_in,
    "intents": understand,
    "guard": lambda text: judge(text, evidence=SEEN, customer=text),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, what it is counted under, and what became of it."""

    half: str
    expected: str
    became: str
    row: Mapping[str, Any]

    @property
    def is_missed(self) -> bool:
        return self.became not in {"heard", "stays", "right", "block", "send", "doubt"}


def judged(name: str) -> Iterator[Judged]:
    """Every row of one corpus."""
    if name in LEAVING:
        yield from map(_left, rows(TESTS / f"conversation/data/{name}.csv"))
    elif name == "per_se":
        yield from map(_word, rows(TESTS / f"conversation/data/{name}.csv"))
    elif name in PHRASINGS:
        yield from map(_understood, rows(TESTS / f"assistant/data/{name}.csv"))
    else:
        lines = (TESTS / f"assistant/data/{name}.jsonl").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines]
        yield from map(_guarded, found)
        yield from map(_checked, found if name in CHECKED else ())


def _left(row: Mapping[str, str]) -> Judged:
    found, expected = leaving_in(row["text"]), row["expected"]
    if expected == "opt_out":
        became = "missed" if found is Leaving.NO else "heard"
    elif expected == "not_opt_out":
        became = {Leaving.CERTAIN: "taken off", Leaving.IN_DOUBT: "doubt"}.get(found, "stays")
    else:
        became = "doubt"
    return Judged(row["half"], expected, became, row)


def _word(row: Mapping[str, str]) -> Judged:
    found = keyword_of(row["text"])
    is_right_word = row["expected"] == ("none" if found is None else found.value)
    return Judged(row["half"], row["expected"], "right" if is_right_word else "wrong", row)


def _understood(row: Mapping[str, str]) -> Judged:
    return Judged(row["half"], "intent", "right" if is_right(row) else "wrong", row)


def _guarded(row: Mapping[str, Any]) -> Judged:
    evidence = evidence_of(row["evidence"])
    verdict = judge(row["reply"], evidence=evidence, customer=row["customer"])
    return _by(verdict, row)


def _checked(row: Mapping[str, Any]) -> Judged:
    return _by(both(row), {**row, "half": f"{row['half']}+"})


def _by(verdict: Verdict, row: Mapping[str, Any]) -> Judged:
    found = "send" if verdict.may_be_sent else "block"
    became = found if found == row["expected"] else f"wrongly {found}"
    return Judged(row["half"], row["expected"], became, row)


def slowest(read: Callable[[str], object]) -> list[tuple[float, str]]:
    """The seconds each odd text takes, longest first."""
    times = []
    for unit in ODD:
        text = (unit * MOST_CHARACTERS)[:MOST_CHARACTERS]
        before = process_time()
        read(text)
        times.append((process_time() - before, unit))
    return sorted(times, reverse=True)


def _print_counts(name: str, half: str) -> None:
    counts: dict[tuple[str, str], int] = {}
    for one in judged(name):
        if one.half == half:
            key = (one.expected, one.became)
            counts[key] = counts.get(key, 0) + 1
    for (expected, became), count in sorted(counts.items()):
        print(f"{name:17} {half:6} {expected:12} {became:14} {count}")


def _print_missed(name: str) -> None:
    for one in judged(name):
        if one.half == "tune" and one.is_missed:
            print(json.dumps({"became": one.became, **one.row}, ensure_ascii=False))


def _shown(row: Mapping[str, str]) -> str:
    found = understand(row["text"], context_of(row["context"]))
    return f"{found.intent.value} {found.slots.named()}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    corpora = (*LEAVING, "per_se", *PHRASINGS, *CLAIMS, *CHECKED)
    options.add_argument("corpora", nargs="*", choices=[*corpora, []], default=[])
    options.add_argument("--half", choices=HALVES)
    options.add_argument("--missed", action="store_true")
    options.add_argument("--times", action="store_true")
    chosen = options.parse_args()
    for name in chosen.corpora or corpora:
        for half in [chosen.half] if chosen.half else HALVES:
            _print_counts(name, half)
            _print_counts(name, f"{half}+")
        if chosen.missed:
            _print_missed(name)
    if chosen.times:
        for what, read in READ.items():
            for seconds, unit in slowest(read)[:6]:
                print(f"{what:8} {seconds * 1000:8.1f} ms  {unit!r}")


if __name__ == "__main__":
    main()
