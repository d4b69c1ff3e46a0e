"""How long is waited after failures."""

from __future__ import annotations

from maneki.loops import LONGEST_PAUSE_S, pause_after


def test_pauses_grow_to_a_limit_however_long_the_outage() -> None:
    pauses = [pause_after(failures) for failures in range(1, 5000)]
    assert pauses[:3] == [0.2, 0.4, 0.8]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_S
