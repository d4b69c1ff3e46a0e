"""The texts that were written to learn from: their marks read, as rows like those of the corpora.

A line is one message under the heading of what it asks for. `{t:Dune}` marks a name by the first
letter of its slot; `{f:!paperback}` is a slot whose value does not stand there. A line may begin
with what came before it: `@s` books were shown, `@f` there are filters, `@p` paused ones, `@r(...)`
the last reply, and behind each in brackets what the customer had written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.assistant.phrasings import context_of

from maneki.assistant.meaning import Context

_LINE = re.compile(r"@(?P<before>[sfpr])(?:\((?P<words>[^)]*)\))? (?P<text>.*)")
_MARK = re.compile(r"\{(?P<slot>[a-z]):(?P<away>!?)(?P<value>[^}]*)\}")
_SLOTS = {
    "t": "title", "a": "author", "s": "series", "p": "position", "g": "genre", "l": "like",
    "m": "mood", "i": "isbn", "x": "max_price", "f": "format", "d": "day", "q": "quantity",
}  # fmt: skip
_BEFORE: dict[str, dict[str, Any]] = {
    "": {},
    "s": {
        "shown": [
            {"title": "Circe", "author": "Madeline Miller"},
            {"title": "Piranesi", "author": "Susanna Clarke"},
            {"title": "The Martian", "author": "Andy Weir"},
        ]
    },
    "f": {"filters": ["fantasy under $20", "Haruki Murakami", "manga"]},
    "p": {"filters": ["fantasy under $20 (paused)", "Haruki Murakami (paused)", "manga (paused)"]},
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A message, what it asks for (an intent, for some with what it is about), and its names."""

    label: str
    context: Context
    text: str
    names: tuple[tuple[str, str], ...]


def marked(path: Path) -> Iterator[Marked]:
    label = ""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("# "):
            label = line.removeprefix("# ")
        elif line:
            yield _read(label, line)


def _read(label: str, line: str) -> Marked:
    found = _LINE.match(line)
    before, words, text = found.group("before", "words", "text") if found else ("", None, line)
    context = {"said": words or ""} if before == "r" else dict(_BEFORE[before])
    if words and before != "r":
        context["heard"] = [words]
    names = [
        (_SLOTS[mark["slot"]], mark["value"]) for mark in _MARK.finditer(text) if not mark["away"]
    ]
    bare = _MARK.sub(lambda mark: "" if mark["away"] else mark["value"], text).strip()
    return Marked(label, context_of(json.dumps(context)), bare, tuple(names))
