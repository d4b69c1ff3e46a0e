"""What must come of each rule of matching and of events, written down by hand.

`data/expectations.jsonl` holds one case a line: a filter, a listing, whether the one fits the
other, and why; where more happens, `then` says what changes and which events are told of it.
Nobody computed these answers: where the program disagrees, one of the two is wrong. The demo plays
them on stage as well. Each case has a market of its own, which pushes its only listing, so that no
other filter judges that listing and no other listing meets that filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from maneki.model.event import EventKind
from maneki.model.filter import Criteria
from maneki.model.interchange import FilterShape, ListingShape
from maneki.model.listing import Listing
from maneki.simulator.world.due import DueAlert, asked_for
from maneki.simulator.world.filters import PlannedFilter
from maneki.simulator.world.happenings import Happening, HappeningKind
from maneki.simulator.world.listings import PlannedListing
from maneki.simulator.world.vocabulary import read_data

EXPECTATION_MEMBERS = 8
_FIRST_AT, _LAST_AT = 0.03, 0.85
_NEXT_STATE = 0.02


class Rule(StrEnum):
    """The rules of matching, each of which has cases for and against it."""

    HALF_WIDTH_KANA = "half_width_kana"
    HIRAGANA = "hiragana"
    FULL_WIDTH_LATIN = "full_width_latin"
    LETTER_CASE = "letter_case"
    ACCENTS = "accents"
    DASHES = "dashes"
    WAVE_DASH = "wave_dash"
    COMPATIBILITY_CHARACTERS = "compatibility_characters"
    SPACING_MARKS = "spacing_marks"
    SYMBOLS = "symbols"
    LATIN_WORD_BOUNDARY = "latin_word_boundary"
    CJK_SUBSTRING_KEYWORD = "cjk_substring_keyword"
    MIXED_SCRIPT_TERM = "mixed_script_term"
    WHOLE_KATAKANA_RUN = "whole_katakana_run"
    LONG_KATAKANA_BRAND = "long_katakana_brand"
    BRAND_SPELLING = "brand_spelling"
    LONGEST_MATCH = "longest_match"
    WEAK_ALIAS = "weak_alias"
    SHARED_ALIAS = "shared_alias"
    BRAND_FIELD_WINS = "brand_field_wins"
    EMPTY_FIELD_THEN_TITLE = "empty_field_then_title"
    UNKNOWN_FIELD_THEN_TITLE = "unknown_field_then_title"
    UNLISTED_BRAND = "unlisted_brand"
    BRAND_NOT_IN_DESCRIPTION = "brand_not_in_description"
    COLLAB = "collab"
    TAG_SPAM = "tag_spam"
    ANY_OF_BRANDS = "any_of_brands"
    KEYWORDS_ANY = "keywords_any"
    KEYWORDS_ALL = "keywords_all"
    KEYWORDS_NONE = "keywords_none"
    PRICE_BOUNDS = "price_bounds"
    NO_PRICE = "no_price"
    BID_AND_BUY_NOW = "bid_and_buy_now"
    OTHER_CURRENCY = "other_currency"
    NO_RATE = "no_rate"
    LISTING_TYPE = "listing_type"
    CONDITION = "condition"
    CATEGORY = "category"
    SIZE = "size"
    BLOCKED_SELLER = "blocked_seller"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    MARKET = "market"
    NOT_ON_SALE = "not_on_sale"
    EVENTS = "events"
    ALL_CONDITIONS = "all_conditions"
    UNSEEN_CHARACTERS = "unseen_characters"
    ORDINARY_WORD = "ordinary_word"
    NAME_CONFIRMS_ITSELF = "name_confirms_itself"
    WITHIN_A_LONGER_NAME = "within_a_longer_name"
    PRICE_DROP = "price_drop"
    INTO_RANGE = "into_range"
    UPS_AND_DOWNS = "ups_and_downs"
    BACK_ON_SALE = "back_on_sale"
    RELISTED = "relisted"
    NOTHING_HAPPENED = "nothing_happened"
    ADULT = "adult"


class _LaterShape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    change: dict[str, Any]
    tells: tuple[EventKind, ...] = ()


class _CaseShape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: Rule
    matches: bool
    why: Annotated[str, Field(min_length=1)]
    filter: FilterShape
    listing: dict[str, Any]
    then: tuple[_LaterShape, ...] = ()
    rates: bool = True

    def value(self) -> Case:
        return Case(
            rule=self.rule,
            criteria=self.filter.criteria(),
            states=tuple(self._states()),
            has_rates=self.rates,
            why=self.why,
        )

    def _states(self) -> Iterable[State]:
        """A change replaces what it names; the rest stays as it was."""
        there: Mapping[str, Any] = self.listing
        yield State(_listing(there), tells=(EventKind.NEW,) if self.matches else ())
        for later in self.then:
            there = {**there, **later.change}
            yield State(_listing(there), tells=later.tells)


def _listing(shape: Mapping[str, Any]) -> Listing:
    return ListingShape.model_validate(shape).value()


@dataclass(frozen=True, slots=True)
class State:
    """What there is to see of a listing for a while, and what its filter's owner is told of it."""

    listing: Listing
    tells: tuple[EventKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Answers written by hand, for every state of one listing.

    `has_rates` is False where the answer holds only if no exchange rates are known at all; else
    the rates are those of the market twin, with 147 yen to the dollar.
    """

    rule: Rule
    criteria: Criteria
    states: tuple[State, ...]
    has_rates: bool
    why: str

    @property
    def listing(self) -> Listing:
        """As it is at first."""
        return self.states[0].listing

    @property
    def matches(self) -> bool:
        """Whether anything is told at all."""
        return any(state.tells for state in self.states)

    @property
    def name(self) -> str:
        """`half width kana 1`: no two cases have one name."""
        return self.listing.market.removeprefix("case_").replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCase:
    """A case as the demo plays it: who makes its filter, and when its listing is pushed."""

    case: Case
    filter: PlannedFilter
    listing: PlannedListing


@cache
def read_cases() -> tuple[Case, ...]:
    """Every case, in the order of the file."""
    lines = read_data("expectations.jsonl").splitlines()
    return tuple(_CaseShape.model_validate_json(line).value() for line in lines if line.strip())


def expectation_members(
    first_member: int = 0, members: int = EXPECTATION_MEMBERS, *, most: int | None = None
) -> tuple[PlannedCase, ...]:
    """The cases as filters of `members` members, numbered from `first_member`.

    Those that need a world without exchange rates are left out: the demo has rates. Of more than
    `most` every second, third, ... is taken, so that most rules are there.
    """
    cases = [case for case in read_cases() if case.has_rates]
    cases = cases[:: 1 if most is None else -(-len(cases) // most)]
    between = (_LAST_AT - _FIRST_AT) / len(cases)
    return tuple(
        _planned(
            case, member=first_member + number % members, appears_at=_FIRST_AT + number * between
        )
        for number, case in enumerate(cases)
    )


def _planned(case: Case, *, member: int, appears_at: float) -> PlannedCase:
    return PlannedCase(
        case=case,
        filter=PlannedFilter.of(member, f"rule: {case.name}", case.criteria),
        listing=PlannedListing(
            where=f"push:{case.listing.market}",
            listing=case.listing,
            appears_at=appears_at,
            happenings=tuple(
                Happening(
                    kind=_happened(before.listing, after.listing),
                    at=appears_at + number * _NEXT_STATE,
                    listing=after.listing,
                )
                for number, (before, after) in enumerate(pairwise(case.states), start=1)
            ),
        ),
    )


def _happened(before: Listing, after: Listing) -> HappeningKind:
    if after.external_id != before.external_id:
        return HappeningKind.RELIST
    if not after.is_available:
        return HappeningKind.SOLD
    if not before.is_available:
        return HappeningKind.BACK
    is_repriced = asked_for(after) != asked_for(before)
    return HappeningKind.PRICE if is_repriced else HappeningKind.BUMP


def due_by_hand(planned: Iterable[PlannedCase]) -> frozenset[DueAlert]:
    """The alerts that must come of the cases; everything else about their listings must not."""
    return frozenset(
        DueAlert(
            member=one.filter.member,
            market=state.listing.market,
            external_id=state.listing.external_id,
            kind=kind,
            filters=frozenset({one.filter.name}),
            state=number,
        )
        for one in planned
        for number, state in enumerate(one.case.states)
        for kind in state.tells
    )


def sources_of(planned: Iterable[PlannedCase]) -> tuple[str, ...]:
    """Every source that the cases push to or ask for: Maneki must accept their names."""
    names = {one.case.listing.market for one in planned}
    names |= {market for one in planned for market in one.case.criteria.markets}
    return tuple(sorted(names))
