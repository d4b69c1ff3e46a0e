"""Whatever a row waits for can be said, in every language."""

from __future__ import annotations

import pytest

from maneki.model.hold import DIGESTED, HeldFor
from maneki.model.text_fate import Lost
from maneki.phrases import LANGUAGES, say


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words(language: str) -> None:
    for held_for in HeldFor:
        assert say(f"delivery.held.{held_for}", language)
    for merged in DIGESTED:
        assert say(f"digest.{merged}", language, filter="coats", count=2)
    for lost in Lost:
        assert say(f"sms.lost.{lost}", language, code="1")
