"""What a filter would have told of lately, and what is doubtful about it. Pure.

Asked is what is asked live: `Matcher.judge` for every event as it is stored, with the rates and the
medians that were used, as if the filter had run; then `why_unheard`, which knows of nobody who was
told before. Beside what would have been told it counts what only one condition kept out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from maneki.alerts.decide import Fit, Surroundings, Unheard, ways_to_hear, why_unheard
from maneki.alerts.used import unheard_in
from maneki.matching.brands import BrandDictionary, words_of
from maneki.matching.look import Look
from maneki.matching.match import Matcher, Verdict
from maneki.matching.price import amounts_in, price_now
from maneki.matching.text import keyword_pattern, normalise, padded
from maneki.model.event import EventKind, ListingEvent, MatchedEvent
from maneki.model.filter import Criteria, Filter, FilterState
from maneki.model.listing import Listing
from maneki.model.median import median_key, read_median

DAYS = 7
MOST_EXAMPLES = 5
ENOUGH = 20
"""Of fewer listings nothing can be said of what listings never say."""
LEAST_SPAN = timedelta(hours=1)
_DAY = timedelta(days=1)
_ITSELF = frozenset({"filter", "status"})
"""What is no condition that somebody could leave out."""


class Caution(StrEnum):
    """What is doubtful about a filter."""

    NEVER = "never"
    """Nothing watched here can ever match it; `about` is the sentence that says why."""
    BROAD = "broad"
    """More than `about` alerts a day."""
    UNCOMPARABLE = "uncomparable"
    """No price that was seen could be brought into the filter's currency, which is `about`."""
    UNSAID = "unsaid"
    """It asks for what no listing says; `about` is the condition."""
    EXCLUDED_BRAND = "excluded_brand"
    """An excluded word is in the name of a brand it wants: `about` the word, `of` the brand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    caution: Caution
    about: str
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was looked at: so many events, from `since` on until now.

    `is_whole` if these were all of the last `DAYS` days; else there were more, or (`is_young`)
    nothing is kept from before.
    """

    events: int
    since: datetime
    now: datetime
    is_whole: bool
    is_young: bool = False

    @property
    def days(self) -> float:
        return max(self.now - self.since, LEAST_SPAN) / _DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`matches` events would have been told, the last of them are the `examples`, each as what it
    would have been heard as. Of `unsure` it cannot be told, because what was usual then is not
    known. `nearly` says how many more only one condition kept out, the most first.
    """

    filter: Filter
    seen: Seen
    matches: int
    examples: tuple[ListingEvent, ...] = ()
    unsure: int = 0
    nearly: tuple[tuple[str, int], ...] = ()
    warnings: tuple[Warned, ...] = ()

    @property
    def a_day(self) -> float:
        return self.matches / self.seen.days


class LookBack:
    """Looks at one event after the other, the last one first, for one filter."""

    def __init__(
        self, user_filter: Filter, *, matcher: Matcher, drop_percent: Decimal, around: Surroundings
    ) -> None:
        self.filter = replace(user_filter, state=FilterState.ACTIVE)
        self._matcher = matcher
        self._drop_percent = drop_percent
        self._around = around
        self._matches = 0
        self._unsure = 0
        self._examples: list[ListingEvent] = []
        self._nearly: Counter[str] = Counter()
        self._here = _Facts()

    def at(self, happened: MatchedEvent) -> None:
        event = happened.event
        look = self._matcher.look_at(event.listing)
        heard, first = self._heard(happened, look)
        if heard is not None:
            self._matches += 1
            if len(self._examples) < MOST_EXAMPLES and not event.listing.adult:
                self._examples.append(heard)
        missed = {one.condition for one in first.reasons if not one.passed} - _ITSELF
        if missed == {"median data"} and price_now(event.listing) is not None:
            self._unsure += 1
        elif len(missed) == 1:
            self._nearly.update(missed)
        if "market" not in missed:
            self._here.note(event, self.filter.criteria)

    def _heard(self, happened: MatchedEvent, look: Look) -> tuple[ListingEvent | None, Verdict]:
        """As what the event would have been told, if at all; and the verdict on what it was."""
        event = happened.event
        verdicts = {kind: self._judged(happened, kind, look) for kind in ways_to_hear(event)}
        for kind, verdict in verdicts.items():
            if verdict.matched and self._is_told(event, kind, happened.using):
                return replace(event, kind=kind), verdict
        return None, verdicts[event.kind]

    def _judged(self, happened: MatchedEvent, kind: EventKind, look: Look) -> Verdict:
        return self._matcher.judge(
            self.filter,
            replace(happened.event, kind=kind),
            look,
            drop_percent=self._drop_percent,
            median=read_median(happened.using.get(median_key(self.filter.id))),
        )

    def _is_told(self, event: ListingEvent, kind: EventKind, using: Mapping[str, str]) -> bool:
        """Somebody who has chosen no place yet is told all the same once they have."""
        if unheard_in(using).get(self.filter.id) is Unheard.KNOWN:
            return False
        fit = Fit(filter=self.filter, heard_as=kind, reasons=())
        return why_unheard(fit, event, self._around) in {None, Unheard.NOWHERE}

    def preview(self, seen: Seen, *, most_a_day: int, never: str | None = None) -> Preview:
        """`never` is the sentence that says why nothing can match, if nothing can."""
        found = Preview(
            filter=self.filter,
            seen=seen,
            matches=self._matches,
            examples=tuple(self._examples),
            unsure=self._unsure,
            nearly=tuple(self._nearly.most_common()),
        )
        warnings = [
            *([Warned(caution=Caution.NEVER, about=never)] if never else ()),
            *_too_broad(found, most_a_day),
            *self._here.warnings(self.filter.criteria),
            *excluded_brands(self.filter.criteria, self._matcher.dictionary),
        ]
        return replace(found, warnings=tuple(warnings))


def _too_broad(found: Preview, most_a_day: int) -> Iterator[Warned]:
    if found.a_day > most_a_day:
        yield Warned(caution=Caution.BROAD, about=f"{most_a_day:,}")


class _Facts:
    """What the listings of the markets that a filter leaves in say, and what none of them does."""

    def __init__(self) -> None:
        self._listings = 0
        self._priced = 0
        self._comparable = 0
        self._said: Counter[str] = Counter()

    def note(self, event: ListingEvent, criteria: Criteria) -> None:
        listing = event.listing
        self._listings += 1
        self._said.update(name for name, says in _SAYS.items() if says(listing))
        if listing.asking:
            self._priced += 1
            plain = criteria.price.currency
            self._comparable += bool(amounts_in(plain, listing, event.rates))

    def warnings(self, criteria: Criteria) -> Iterator[Warned]:
        if criteria.price.is_bounded and self._priced >= ENOUGH and not self._comparable:
            yield Warned(caution=Caution.UNCOMPARABLE, about=criteria.price.currency)
        if self._listings < ENOUGH:
            return
        for name in _asked(criteria):
            if not self._said[name]:
                yield Warned(caution=Caution.UNSAID, about=name)


_SAYS: Mapping[str, Callable[[Listing], object]] = {
    "type": lambda listing: listing.listing_type,
    "condition": lambda listing: listing.condition,
    "category": lambda listing: listing.category_path,
    "size": lambda listing: listing.size,
    "bids": lambda listing: listing.bids_so_far is not None,
    "rating": lambda listing: listing.seller_rating is not None,
}


def _asked(criteria: Criteria) -> Iterator[str]:
    asked = {
        "type": criteria.listing_types,
        "condition": criteria.conditions,
        "category": criteria.categories,
        "size": criteria.sizes,
        "bids": criteria.max_bids is not None,
        "rating": criteria.min_rating is not None,
    }
    return (name for name, wish in asked.items() if wish)


def excluded_brands(criteria: Criteria, dictionary: BrandDictionary) -> Iterator[Warned]:
    """Wanted brands in whose own name an excluded word is. What writes the name so is left out;
    the brand field and other spellings may still name it.
    """
    for term in criteria.brands:
        known = (dictionary.names(one) for one in dictionary.resolve(term) if not words_of(one))
        names = {term, *(name for pair in known for name in pair if name)}
        for excluded in criteria.keywords.none:
            pattern = keyword_pattern(excluded)
            if pattern and any(pattern in padded(normalise(name)) for name in names):
                yield Warned(caution=Caution.EXCLUDED_BRAND, about=excluded, of=term)
                break
