"""Answers cut for Discord, very many of them: nothing lost, nothing too long, nothing cut in two.

    python -m bench.parts --cases 100000

Answers are drawn from a seed, which the result names. Prints one JSON object; ends with 1 if a
single one of them was cut wrongly.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time

from maneki.channels.discord.parts import LONGEST, Piece, pieces
from maneki.channels.discord.wording import length

WORDS = (
    "shelf",
    "a",
    "ほんや",
    "棚に",
    "it's",
    "6 p.m.",
    "J. R. R. Tolkien",
    "$12.99",
    "é",
    "“so”",
)
ENDS = (" ", " ", " ", ". ", "\n", "\n\n", "。", "! ", "  ", "\r\n")
BLANKS = (" ", "\n", "\n\n")
"""What ends an address: without one it goes on."""
WHOLE = (
    "https://shop.example/books?q=a%20b&page=2",
    "[The *Name* of the Wind](https://shop.example/b/1_(a))",
    "<@123456789012345678>",
    "<:books:123456789012345678>",
    "`inline code with blanks`",
    "👩‍👩‍👧‍👦",
    "🇯🇵",
    "👍🏽",
)
LANGUAGES = ("", "python", "c++")
UNCUT = re.compile("|".join(map(re.escape, WHOLE)))
FENCE = "```"


def answer(chance: random.Random) -> str:
    return "".join(_piece(chance) for _ in range(chance.randint(1, 60)))


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(WHOLE) + chance.choice(BLANKS)
    if kind < 0.32:
        return _code(chance)
    if kind < 0.35:
        return chance.choice("x日😀-") * chance.randint(1, 3000)
    return "".join(chance.choice(WORDS) + chance.choice(ENDS) for _ in range(chance.randint(1, 12)))


def _code(chance: random.Random) -> str:
    lines = (
        " " * chance.randint(0, 8) + "print(1)" * chance.randint(1, 9)
        for _ in range(chance.randint(1, 40))
    )
    return f"\n{FENCE}{chance.choice(LANGUAGES)}\n" + "\n".join(lines) + f"\n{FENCE}\n"


def wrong_with(text: str, *, room: int) -> str | None:
    """What is wrong with how a text was cut, if anything is."""
    cut = pieces(text, longest=room)
    if "".join(one.own for one in cut) != text:
        return "something was lost"
    if any(length(one.shown) > room for one in cut):
        return "a message is too long"
    if any(one.shown.count(FENCE) % 2 for one in cut):
        return "a block of code is open"
    ends = _ends(cut)
    for found in UNCUT.finditer(text):
        if length(found[0]) <= room // 2 and ends & set(range(found.start() + 1, found.end())):
            return f"{found[0]} was cut"
    return None


def _ends(cut: tuple[Piece, ...]) -> set[int]:
    ends: set[int] = set()
    at = 0
    for one in cut[:-1]:
        at += len(one.own)
        ends.add(at)
    return ends


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    began = time.perf_counter()
    wrong: list[str] = []
    for _ in range(options.cases):
        text = answer(chance)
        if text.strip() and (found := wrong_with(text, room=chance.choice((150, 600, LONGEST)))):
            wrong.append(f"{found}: {text[:200]!r}")
    took = time.perf_counter() - began
    print(
        json.dumps(
            {
                "cases": options.cases,
                "seed": options.seed,
                "wrong": len(wrong),
                "examples": wrong[:5],
                "seconds": round(took, 1),
            },
            ensure_ascii=False,
        )
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
