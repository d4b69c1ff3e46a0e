"""What is offered while somebody types."""

from __future__ import annotations

from hypothesis import given
from tests.channels.discord.cards import any_text

from maneki.channels.discord.commands import suggestions
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import FilterId
from maneki.model.listing import Condition

BRANDS = ("Rick Owens", "Rick Owens DRKSHDW", "Undercover")


def suggest_brands(typed: str) -> list[str]:
    return [brand for brand in BRANDS if typed.casefold() in brand.casefold()]


def offered(typed: str) -> list[str]:
    found = suggestions.in_list(typed, suggestions.brands(suggest_brands))
    return [one.value for one in found]


def test_the_last_element_of_a_list_is_completed() -> None:
    assert offered("rick") == ["Rick Owens", "Rick Owens DRKSHDW"]
    assert offered("Undercover, rick") == [
        "Undercover, Rick Owens",
        "Undercover, Rick Owens DRKSHDW",
    ]
    assert offered("Undercover、un") == []


def test_markets_and_conditions_are_offered_as_they_are_shown() -> None:
    markets = suggestions.markets(["mercari_jp", "feed"], "ja")
    assert [(one.name, one.value) for one in suggestions.in_list("メル", markets)] == [
        ("メルカリ", "mercari_jp")
    ]
    conditions = suggestions.labels(Condition, "alert.condition", "en")
    assert [one.name for one in suggestions.in_list("new, li", conditions)] == ["new, Like new"]


def test_a_name_that_cannot_be_sent_back_stands_for_its_id() -> None:
    names = ("boots", "b\u202eoots")
    mine = [Filter(id=FilterId(name[:2]), name=name, criteria=Criteria()) for name in names]
    found = suggestions.own_filters(mine, "OO")
    assert [(one.name, one.value) for one in found] == [("boots", "boots"), ("boots", "b\u202e")]


@given(any_text)
def test_never_more_or_longer_than_discord_takes(typed: str) -> None:
    many = [Filter(id=FilterId(str(n)), name=f"{typed}{n}", criteria=Criteria()) for n in range(40)]
    for found in (
        suggestions.own_filters(many, typed),
        suggestions.in_list(typed, suggestions.brands(suggest_brands)),
        suggestions.currencies(typed),
    ):
        assert len(found) <= 25
        assert all(1 <= len(one.name) <= 100 and 1 <= len(one.value) <= 100 for one in found)
