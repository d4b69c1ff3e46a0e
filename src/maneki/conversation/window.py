"""Which of what was said before goes into an answer, and what is kept of the rest. Pure.

Turns are whole: what a tool returned stays beside the call that asked for it, so the window is cut
between turns and nowhere else. What falls out of it is summed up in a line, in the words that were
said, so that nothing is remembered that nobody said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maneki.model.conversation import Turn
from maneki.phrases import say

CHARACTERS_A_TOKEN = 4
"""Of English; counting exactly needs each model's own table, some of which have to be fetched."""
MOST_TURNS = 20
MOST_TOKENS = 6_000
LONGEST_SUMMARY = 1_500
_LONGEST_LINE = 120
_CJK_FROM = 0x2E80


@dataclass(frozen=True, slots=True)
class Window:
    """The turns that an answer may build on, the oldest first, and those before them."""

    turns: tuple[Turn, ...]
    before: tuple[Turn, ...]


def window_of(
    turns: Sequence[Turn], *, most_turns: int = MOST_TURNS, most_tokens: int = MOST_TOKENS
) -> Window:
    """The last turns that fit; at least the very last one."""
    room, kept = most_tokens, 0
    for turn in reversed(turns[-most_turns:]):
        room -= tokens_of(turn)
        if room < 0 and kept:
            break
        kept += 1
    at = len(turns) - kept
    return Window(tuple(turns[at:]), tuple(turns[:at]))


def tokens_of(turn: Turn) -> int:
    """About how many tokens a turn takes, with what tools returned in it."""
    return sum(map(_tokens, (turn.said, turn.answered or "", turn.messages or "")))


def _tokens(text: str) -> int:
    wide = 0 if text.isascii() else sum(ord(char) >= _CJK_FROM for char in text)
    return wide + (len(text) - wide) // CHARACTERS_A_TOKEN + 1


def summed_up(summary: str | None, turns: Sequence[Turn], *, language: str) -> str:
    """A summary with these turns in it, a line each; of a long one the oldest lines go."""
    lines = [*(summary or "").splitlines(), *(_line(turn, language) for turn in turns)]
    return _cut("\n".join(lines), LONGEST_SUMMARY)


def joined(summaries: Sequence[str]) -> str:
    """The summaries of several conversations, the one that is spoken of now last: as long as one
    may be. Each has its share of the room; of what does not fit the oldest lines go.
    """
    room = LONGEST_SUMMARY // max(1, len(summaries))
    return "\n".join(filter(None, (_cut(one, room) for one in summaries)))


def _cut(summary: str, most: int) -> str:
    lines = summary.splitlines()
    while len("\n".join(lines)) > most:
        lines.pop(0)
    return "\n".join(lines)


def _line(turn: Turn, language: str) -> str:
    said, answered = _short(turn.said), _short(turn.answered or "")
    return say("conversation.summary.turn", language, said=said, answered=answered)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
