"""Phone spelling, brought to one form."""

from __future__ import annotations

import pytest

from maneki.conversation.spelling import MOST_LOOKED_AT, clauses_of


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Stop. Thank you", (" stop ", " thank you ")),
        ("don’t txt me", (" dont text me ",)),
        ("DO NOT text ME", (" dont text me ",)),
        ("pls unsuscribe", (" please unsubscribe ",)),
        ("un-subscribe", (" unsubscribe ",)),
        ("stop/unsubscribe", (" stop ", " unsubscribe ")),
        ("stop w/ the msgs", (" stop with the messages ",)),
        ("stooooop", (" stop ",)),
        ("s t o p", (" stop ",)),
        ("S.T.O.P.", (" stop ",)),
        ("lose my #", (" lose my number ",)),
        ("stopお願いします", (" stop お願いします ",)),
        ("no more — ok?", (" no more ", " ok ")),
        ("Stop-Time", (" stop time ",)),
        ("opt-out now", (" opt out now ",)),
        ("ending", (" ending ",)),
        ("massage books", (" massage books ",)),
        ("", ()),
        ("?!", ()),
    ],
)
def test_clauses_are_plain_words(text: str, clauses: tuple[str, ...]) -> None:
    assert clauses_of(text) == clauses


def test_only_the_beginning_is_read() -> None:
    assert clauses_of("a " * MOST_LOOKED_AT + "stop")[0].strip().replace(" ", "") == "a" * 1_000
