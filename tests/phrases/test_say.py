"""Every sentence exists in every language, with the same values to fill in."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.model.money import Money
from maneki.phrases.amounts import amount
from maneki.phrases.say import CATALOGUES, LANGUAGES, language_of, quoted

SENTENCES = [(key, said) for catalogue in CATALOGUES for key, said in catalogue.items()]


def values_of(wording: str) -> frozenset[str]:
    named = (name for _, name, _, _ in string.Formatter().parse(wording))
    return frozenset(name for name in named if name is not None)


def test_every_sentence_is_there_in_every_language_with_the_same_values() -> None:
    wrong = [
        key
        for key, wordings in SENTENCES
        if set(wordings) != set(LANGUAGES) or len({*map(values_of, wordings.values())}) != 1
    ]
    assert wrong == []


COMMAND = re.compile(r"/(?:filter|alerts) [a-z]+|/(?:alertchannel|currency|help|rate)")


def test_every_sentence_names_the_same_commands_in_every_language() -> None:
    wrong = [key for key, wordings in SENTENCES if len({*map(commands_of, wordings.values())}) != 1]
    assert wrong == []


def commands_of(wording: str) -> frozenset[str]:
    return frozenset((*re.findall("`[^`]+`", wording), *COMMAND.findall(wording)))


def test_no_key_stands_in_two_catalogues() -> None:
    keys = [key for key, _ in SENTENCES]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-GB", "en"), ("ja", "ja"), ("ja_JP", "ja"), ("pt-BR", "en"), (None, "en"), ("", "en")],
)
def test_a_locale_becomes_the_nearest_language_we_speak(locale: str | None, language: str) -> None:
    assert language_of(locale) == language


@given(st.text("ht:/*<#@>0R ab"))
def test_what_is_quoted_reads_the_same_and_does_nothing(text: str) -> None:
    inert = quoted(text)
    assert inert.replace("\u200c", "") == text
    assert quoted(inert) == inert
    assert not re.search(r"://|\*\*|<[#@t]", inert)


@pytest.mark.parametrize(
    ("money", "written"),
    [
        (Money(12_000, "JPY"), "¥12,000"),
        (Money(13_605, "USD"), "$136.05"),
        (Money(5, "EUR"), "€0.05"),
        (Money(1_234, "KWD"), "KWD1.234"),
    ],
)
def test_money_is_written_in_full(money: Money, written: str) -> None:
    assert amount(money, "en").replace("\xa0", "") == written
