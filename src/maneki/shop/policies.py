"""What the shop says of itself, in its own words: a folder of Markdown, searched. Pure.

One file is one topic, called as customers' questions are sorted (returns.md, gift_cards.md). Its
headings cut it into passages; what stands before the first one is a passage too. An answer is
always a passage as it is written: rules are not told in other words than the shop's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from maneki.shop.words import runs

LONGEST_PASSAGE = 1_200
"""Characters of a passage that are told; the rest of a longer one is for the shop's web page."""

_HEADING = re.compile(r"(?m)^#{1,6}\s+(?P<text>.+?)\s*#*\s*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SHORTEST_STEM = 4
_OF_A_TOPIC, _OF_A_HEADING = 3, 2
"""What a word counts that is in the topic's name or in a heading; in the text it counts 1."""
_IDLE = frozenset(
    {
        "a", "about", "an", "and", "any", "are", "at", "be", "can", "could", "do", "does", "for",
        "from", "get", "give", "have", "how", "i", "if", "in", "is", "it", "long", "me", "my", "of",
        "on", "or", "our", "please", "shop", "store", "tell", "that", "the", "there", "they",
        "this", "to", "was", "we", "what", "when", "where", "which", "who", "will", "with", "would",
        "you", "your",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a policy. `topic` is its file's name in words, `heading` "" if it has none."""

    topic: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Policies:
    passages: tuple[Passage, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        """What there is a policy about, each once."""
        return tuple(dict.fromkeys(one.topic for one in self.passages))

    def about(self, topic: str, *, words: str = "", most: int = 3) -> tuple[Passage, ...]:
        """The passage that answers best, or several that do alike; none if nothing is about it.

        `topic` is what a question was sorted under, `words` the question itself: they choose
        between the passages of a topic, and are looked for where no file has its name.
        """
        asked, named = _stems(words), _stems(topic)
        own = [one for one in self.passages if named and named <= _stems(one.topic)]
        if own:
            best = max(_score(one, asked) for one in own)
            return tuple(one for one in own if _score(one, asked) == best)[:most]
        return self.search(f"{topic} {words}", most=1)

    def search(self, words: str, *, most: int = 3) -> tuple[Passage, ...]:
        """The passages with the words, those with the most of them first."""
        asked = _stems(words)
        least = min(2, (len(asked) + 1) // 2)
        fitting = [one for one in self.passages if len(asked & _said(one)) >= max(1, least)]
        return tuple(sorted(fitting, key=lambda one: -_score(one, asked))[:most])


NO_POLICIES = Policies()


def read_policies(files: Mapping[str, str]) -> Policies:
    """Read Markdown by file name. A file without any text says nothing."""
    return Policies(
        tuple(one for name in sorted(files) for one in _passages(name, files[name]) if one.text)
    )


def _passages(name: str, text: str) -> Iterator[Passage]:
    topic = re.sub(r"[\s_-]+", " ", name.removesuffix(".md")).strip().casefold()
    text = _COMMENT.sub("", text)
    start, heading = 0, ""
    for found in _HEADING.finditer(text):
        yield Passage(topic, heading, _told(text[start : found.start()]))
        start, heading = found.end(), found["text"]
    yield Passage(topic, heading, _told(text[start:]))


def _told(text: str) -> str:
    """The text as it is told: its paragraphs without the line breaks of the file."""
    parts = re.split(r"\n\s*\n", text.strip())
    whole = "\n\n".join(_joined(part) for part in parts if part.strip())
    if len(whole) <= LONGEST_PASSAGE:
        return whole
    return whole[:LONGEST_PASSAGE].rsplit(" ", 1)[0] + " ..."


def _joined(part: str) -> str:
    lines: list[str] = []
    for line in part.splitlines():
        is_item = re.match(r"\s*(?:[-*+]|\d+[.)])\s", line) is not None
        if lines and not is_item:
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(lines)


def _said(passage: Passage) -> frozenset[str]:
    return _stems(f"{passage.topic} {passage.heading} {passage.text}")


def _score(passage: Passage, asked: frozenset[str]) -> int:
    return (
        _OF_A_TOPIC * len(asked & _stems(passage.topic))
        + _OF_A_HEADING * len(asked & _stems(passage.heading))
        + len(asked & _stems(passage.text))
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _words(runs(text)))


def _words(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if word not in _IDLE)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM - 1:
            return word.removesuffix(ending)
    return word
