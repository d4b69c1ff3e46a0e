"""What the judge of conversations finds out, and what it lets pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.simulator.talk.said import ANSWER, MISSED, ROUND, SEEN

from maneki.simulator.talk.judge import Arrival, Leaving, Linking, Seen, promises_of


def broken(**changes: Any) -> list[str]:
    return [what for one in promises_of(replace(SEEN, **changes)) for what in one.broken]


def with_round(**changes: Any) -> dict[str, Any]:
    return {"rounds": (replace(ROUND, **changes), MISSED)}


def test_what_went_well_is_kept_as_often_as_it_was_promised() -> None:
    promises = promises_of(SEEN)
    assert all(one.is_kept for one in promises)
    assert [one.of for one in promises] == [3, 1, 1, 1, 1, 5, 2, 1, 2]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (with_round(answers=()), "Sally's 'Do you have Pirenesi?' was answered never"),
        (
            with_round(answers=(ANSWER, ANSWER)),
            "Sally's 'Do you have Pirenesi?' was answered twice",
        ),
        (with_round(answers=("Piranesi: $1",)), "was answered 'Piranesi: $1'"),
        (with_round(answers=(f"{ANSWER} on a leash",)), "on a leash"),
        ({"rounds": (ROUND, replace(MISSED, answers=()))}, "'Who wrote it?' was never answered"),
        ({"linking": Linking(customer="Sally", same_person=False)}, "Sally is not one person"),
        ({"handover": replace(SEEN.handover, threads=2)}, "2 threads were opened for Ben"),
        ({"handover": replace(SEEN.handover, mirrored=0)}, "Ben's words were shown never"),
        ({"handover": replace(SEEN.handover, passed_on=2)}, "Ben got the staff's words twice"),
        ({"handover": replace(SEEN.handover, handed_back=False)}, "that the assistant is back"),
        ({"handover": replace(SEEN.handover, named=True)}, "names Ben's number"),
        ({"leaving": Leaving(customer="Cleo", confirmations=0, texts_after=0)}, "confirmed never"),
        (
            {"leaving": Leaving(customer="Cleo", confirmations=1, texts_after=2)},
            "texted after that",
        ),
        ({"arrival": Arrival(title="Emma", told=(("Sally", 0),))}, "Sally was told never of Emma"),
        ({"arrival": Arrival(title="Emma", told=(("Sally", 2),))}, "Sally was told twice of Emma"),
        ({"texts_broken": ("too long: 11 segments",)}, "too long: 11 segments"),
    ],
)
def test_each_thing_that_goes_wrong_is_found(changes: dict[str, Any], found: str) -> None:
    assert any(found in what for what in broken(**changes))


def test_what_was_never_tried_is_not_kept() -> None:
    nothing: Seen = replace(SEEN, rounds=(), arrival=Arrival(title="Emma", told=()))
    untried = [one.says for one in promises_of(nothing) if not one.is_kept]
    assert "each message was answered once" in untried
    assert "who asked for a book is told once when it comes in" in untried
