"""What a model is told about a reply that may not be sent as it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from maneki.assistant.guard import Verdict
from maneki.assistant.inert import inert
from maneki.assistant.passages import MOST_READ

LONGEST_REPLY = MOST_READ
"""Characters: more than the guard reads is never sent, so it is not even looked at."""
_MOST_CLAIMS = 8
_LONGEST_CLAIM = 120
_END = re.compile(r"[.!?。！？\n](?=\s|$)")


def cut(reply: str) -> str:
    """The reply without what goes beyond what is read, up to the end of its last whole sentence;
    half of a pair of surrogates, which nobody can send, is a "?".
    """
    text = reply.strip().encode(errors="replace").decode()
    if len(text) <= LONGEST_REPLY:
        return text
    ends = [found.end() for found in _END.finditer(text[:LONGEST_REPLY])]
    return text[: ends[-1] if ends else LONGEST_REPLY].rstrip()


def objection_to(verdict: Verdict, *, sayings: Sequence[str] = ()) -> str | None:
    """Which claims no tool returned, and what to do about it; None if there is none.

    `sayings` are the sentences that may be said as they stand.
    """
    unbacked = verdict.unbacked[:_MOST_CLAIMS]
    if not unbacked:
        return None
    claims = "\n".join(f"- {one.kind}: {inert(one.text, most=_LONGEST_CLAIM)}" for one in unbacked)
    as_they_stand = "".join(f"\n- {one}" for one in sayings)
    return (
        "No tool returned the following in this conversation, or not in these words, so it cannot "
        f"be sent:\n{claims}\n"
        "Look it up with a tool, say it in the words below if it is there, or leave it out; what "
        "is no statement about books, the shop or what was done, say in other words. Then answer "
        "the customer again from the beginning; do not mention this note."
        + (f"\nWhat may be said as it stands:{as_they_stand}" if as_they_stand else "")
    )
