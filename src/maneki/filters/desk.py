"""What people may do with their filters. The caller's address comes from the login.

Saving a filter, planning what its markets must be asked, and withdrawing what is queued for it
happen in one transaction, so that a change holds for the very next listing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from maneki.errors import InvalidInputError
from maneki.filters.naming import name_for
from maneki.filters.sieve import Sieve
from maneki.filters.watchable import Watchable
from maneki.matching.check import (
    MOST_EXPRESSIONS_OF_A_PERSON,
    MOST_WORDLESS_OF_A_PERSON,
    asks_for_nothing,
    criteria_problem,
    is_wordless,
)
from maneki.matching.match import Matcher
from maneki.model.card import card_of
from maneki.model.consent import TEXTED_MARKETS
from maneki.model.digest import DigestPlan
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Filter, FilterState
from maneki.model.hold import MOST_LIMIT, HeldFor, is_limit, limit_after
from maneki.model.ids import DestinationId, FilterId
from maneki.model.listing import Listing
from maneki.model.money import Rates
from maneki.model.outbox import AlertCard
from maneki.model.person import Address, DestinationKind, Person, Preferences
from maneki.phrases import language_of, say
from maneki.store import Store, Transaction
from maneki.store.filters import FilterChange

PREVIEW_DAYS = 7
PREVIEW_LISTINGS = 500
PREVIEW_CHARACTERS = 500_000
"""A preview reads no more text than this: about a fifth of a second of matching."""
MOST_HITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A new filter, the newest listings that fit it already, and the markets it is asked of."""

    filter: Filter
    hits: tuple[AlertCard, ...]
    watched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """A filter before and after a change of how its alerts come."""

    before: Filter
    now: Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A filter before and after somebody changed what it asks for, as `Created` shows it; how many
    alerts that waited were withdrawn because they do not fit any more.
    """

    before: Filter
    now: Filter
    hits: tuple[AlertCard, ...] = ()
    watched: tuple[str, ...] = ()
    withdrawn: int = 0

    @property
    def is_changed(self) -> bool:
        return self.now != self.before


Wish = Callable[[Transaction, Person, Filter], Awaitable[Filter]]
"""What somebody wants their filter to be, by what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    filter: Filter
    hits: tuple[AlertCard, ...]


class NoSuchFilterError(InvalidInputError):
    """None of the caller's filters has this name or id."""


async def _everybody(_caller: Address, _language: str) -> None:
    """Everybody may have filters."""


class FilterDesk:
    """`changed` is called when searches may have to be visited or alerts may be due. `admit` raises
    `InvalidInputError` for somebody who may not have filters that run (yet). With a `lifetime` a
    filter ends so long after it was made, resumed or renewed.
    """

    def __init__(
        self,
        store: Store,
        *,
        matcher: Matcher,
        watchable: Watchable,
        most_filters: int,
        default_currency: str | None,
        changed: Callable[[], None],
        admit: Callable[[Address, str], Awaitable[None]] = _everybody,
        lifetime: timedelta | None = None,
    ) -> None:
        self._store = store
        self._admit = admit
        self._lifetime = lifetime
        self._matcher = matcher
        self._watchable = watchable
        self._most_filters = most_filters
        self._default_currency = default_currency
        self._changed = changed
        self._one_preview = asyncio.Lock()
        # Whoever makes a filter now is shown the same listings as whoever made one a moment ago.
        self._look_at = lru_cache(PREVIEW_LISTINGS)(matcher.look_at)

    async def create(
        self,
        caller: Address,
        *,
        name: str | None,
        criteria: Criteria,
        destination_id: DestinationId | None = None,
        priority: int = 0,
        language: str = "en",
    ) -> Created:
        """Save a filter. Somebody who has chosen no destination yet gets alerts as DMs.

        Raises `InvalidInputError` with the one sentence that says what would be right.
        """
        self.check(criteria, language=language)
        await self._admit(caller, language)
        async with self._store.transaction() as tx:
            person = await self._owner(tx, caller, language)
            await self._check_place(tx, person, criteria, destination_id)
            filter_name = await self._free_name(tx, person, name, criteria, language)
            saved = await self._add(
                tx,
                caller,
                Filter(
                    id=FilterId(""),
                    name=filter_name,
                    criteria=criteria,
                    person_id=person.id,
                    destination_id=destination_id,
                    priority=priority,
                    expires_at=self._end(tx),
                ),
                language=language,
            )
        self._changed()
        hits = await self._hits(saved, person)
        return Created(filter=saved, hits=hits, watched=self._watchable.serving(criteria))

    def check(self, criteria: Criteria, *, language: str = "en") -> None:
        """Refuse what cannot be saved. Raises `InvalidInputError`."""
        if problem := criteria_problem(criteria):
            raise InvalidInputError(problem.said_in(language))
        if asks_for_nothing(criteria):
            raise InvalidInputError(say("filters.nothing_asked", language))
        self._watchable.check(criteria, language=language)

    async def _owner(self, tx: Transaction, caller: Address, language: str) -> Person:
        newcomer = Preferences(currency=self._default_currency, language=language_of(language))
        person = await tx.people.get_or_add(caller, preferences=newcomer)
        # So that of two who give filters of theirs one name at a time the second is told so.
        await tx.people.lock(person.id)
        if person.default_destination_id is not None or caller.kind != "discord":
            return person
        # They may have chosen one while we waited for them.
        person = await tx.people.get(person.id) or person
        if person.default_destination_id is not None:
            return person
        dms = await tx.destinations.choose(
            person.id,
            kind=DestinationKind.DM,
            address=caller.value,
            address_id=await tx.people.address_id(caller),
        )
        await tx.people.set_default_destination(person.id, dms.id)
        return replace(person, default_destination_id=dms.id)

    async def _free_name(
        self,
        tx: Transaction,
        person: Person,
        name: str | None,
        criteria: Criteria,
        language: str,
    ) -> str:
        mine = await self._if_not_full(tx, person, language)
        self.check_share(mine, criteria, language=language)
        return name_for(name, criteria, language=language, taken={one.name for one in mine})

    async def _if_not_full(
        self, tx: Transaction, person: Person, language: str
    ) -> tuple[Filter, ...]:
        """The person's filters, if they may have one more. Raises `InvalidInputError`."""
        mine = await tx.filters.of_person(person.id)
        if self.is_full(mine):
            raise InvalidInputError(say("filters.too_many", language, count=len(mine)))
        return mine

    def check_share(
        self, mine: Sequence[Filter], criteria: Criteria, *, language: str = "en"
    ) -> None:
        """Refuse what is too much beside somebody's other filters. Raises `InvalidInputError`."""
        count = sum(len(one.criteria.expressions) for one in mine)
        most = MOST_EXPRESSIONS_OF_A_PERSON
        if criteria.expressions and count + len(criteria.expressions) > most:
            raise InvalidInputError(
                say("filters.too_many_expressions", language, count=count, most=most)
            )
        wordless = sum(is_wordless(one.criteria) for one in mine)
        if is_wordless(criteria) and wordless >= MOST_WORDLESS_OF_A_PERSON:
            raise InvalidInputError(say("filters.too_many_wordless", language, count=wordless))

    def is_full(self, mine: Sequence[Filter]) -> bool:
        """Whether somebody with these filters may have no more."""
        return len(mine) >= self._most_filters

    async def _add(self, tx: Transaction, caller: Address, new: Filter, *, language: str) -> Filter:
        saved = await tx.filters.add(
            new, by=str(caller), address_id=await tx.people.address_id(caller)
        )
        if saved is None:
            raise InvalidInputError(say("filters.name_taken", language, name=new.name))
        if saved.is_active:
            await tx.searches.want(self._watchable.queries_for(saved.criteria), by=saved.id)
        return replace(saved, owner=str(caller))

    async def _hits(self, user_filter: Filter, person: Person) -> tuple[AlertCard, ...]:
        """The newest listings of the last days that fit, as they would be shown."""
        async with self._store.reading() as tx:
            recent = await tx.listings.recent(
                since=tx.now - timedelta(days=PREVIEW_DAYS),
                markets=user_filter.criteria.markets,
                limit=PREVIEW_LISTINGS,
            )
            rates = await tx.rates.latest()
        fitting = await self._fitting(user_filter.criteria, recent, rates)
        currency = person.preferences.currency
        return tuple(
            card_of(listing, event=EventKind.NEW, currency=currency, rates=rates)
            for listing in fitting
        )

    async def _fitting(
        self, criteria: Criteria, recent: Sequence[Listing], rates: Rates | None
    ) -> list[Listing]:
        """The first few that fit. Others have their turn after every listing, and one preview is
        made at a time, so that many at once hold up nobody who only waits for a nod.
        """
        # They are what others would be compared with, whatever they cost.
        criteria = replace(criteria, below_median=None)
        fitting: list[Listing] = []
        left = PREVIEW_CHARACTERS
        async with self._one_preview:
            for listing in recent:
                left -= len(listing.title) + len(listing.description or "")
                if left < 0 or len(fitting) == MOST_HITS:
                    break
                look = self._look_at(listing)
                if self._matcher.is_fitting(criteria, look, rates=rates):
                    fitting.append(listing)
                await asyncio.sleep(0)
        return fitting

    async def mine(self, caller: Address) -> tuple[Filter, ...]:
        """The caller's filters, oldest first."""
        async with self._store.reading() as tx:
            person = await tx.people.at(caller)
            return () if person is None else await tx.filters.of_person(person.id)

    async def show(self, caller: Address, ref: str) -> Shown:
        """One of the caller's filters, by id or name, and what fits it at the moment."""
        async with self._store.reading() as tx:
            person, found = await self._find(tx, caller, ref)
        return Shown(filter=found, hits=await self._hits(found, person))

    async def edit(self, caller: Address, ref: str, change: Callable[[Filter], Filter]) -> Edited:
        """One of the caller's filters becomes what `change` makes of it: its name ("" for one that
        says what it asks for), criteria, destination or priority. It runs, or does not, as before.

        What waits and does not fit any more is withdrawn; it does not come back if the filter is
        changed once more. Raises `InvalidInputError`, also what `change` raises.
        """

        async def wish(_tx: Transaction, _person: Person, found: Filter) -> Filter:
            return change(found)

        return await self._edit(caller, ref, wish)

    async def check_edit(
        self, caller: Address, ref: str, change: Callable[[Filter], Filter]
    ) -> None:
        """Refuse what `edit` would refuse. Raises `InvalidInputError`."""
        async with self._store.reading() as tx:
            person, found = await self._find(tx, caller, ref)
            await self._checked(tx, person, found, change(found))

    async def take_back_edit(
        self,
        caller: Address,
        filter_id: FilterId,
        *,
        revision: int,
        destination_id: DestinationId | None,
        priority: int,
    ) -> Edited:
        """The filter asks again for what it asked before the edit that made this revision of it,
        with the destination and the priority it had.

        Raises `InvalidInputError` if somebody has edited it since.
        """

        async def wish(tx: Transaction, person: Person, found: Filter) -> Filter:
            before = await _before_edit(tx, person, found, revision)
            own = {one.id for one in await tx.destinations.of_person(person.id)}
            place = destination_id if destination_id in own else None
            return replace(before, destination_id=place, priority=priority)

        return await self._edit(caller, filter_id, wish)

    async def _edit(self, caller: Address, ref: str, wish: Wish) -> Edited:
        sieve = await self._sifted_ahead(caller, ref, wish)
        withdrawn = 0
        async with self._store.transaction() as tx:
            person, found = await self._find_to_change(tx, caller, ref)
            wanted = await self._checked(tx, person, found, await wish(tx, person, found))
            if wanted == found:
                return Edited(before=found, now=found)
            saved = await self._change(tx, caller, wanted, FilterChange.EDITED)
            if saved.criteria != found.criteria:
                if sieve.wanted.criteria != saved.criteria:
                    sieve = Sieve(self._matcher, saved)
                withdrawn = await self._ask_anew(tx, person, saved, sieve)
        self._changed()
        return Edited(
            before=found,
            now=saved,
            hits=await self._hits(saved, person),
            watched=self._watchable.serving(saved.criteria),
            withdrawn=withdrawn,
        )

    async def _sifted_ahead(self, caller: Address, ref: str, wish: Wish) -> Sieve:
        """Judge what waits before anybody is kept waiting for it."""
        async with self._store.reading() as tx:
            person, found = await self._find(tx, caller, ref)
            # Checked before anything is matched with it.
            wanted = await self._checked(tx, person, found, await wish(tx, person, found))
            sieve = Sieve(self._matcher, wanted)
            if sieve.wanted.criteria != found.criteria:
                await sieve.unwanted(tx)
        return sieve

    async def _checked(
        self, tx: Transaction, person: Person, found: Filter, wanted: Filter
    ) -> Filter:
        """What may become of a filter. Raises `InvalidInputError`.

        What was so before may stay so, even if nobody could ask for it today.
        """
        language = person.preferences.language
        others = [one for one in await tx.filters.of_person(person.id) if one.id != found.id]
        if wanted.criteria != found.criteria:
            self.check(wanted.criteria, language=language)
            await self._check_place(tx, person, wanted.criteria, wanted.destination_id)
        has_other = wanted.criteria.expressions != found.criteria.expressions
        if has_other or is_wordless(wanted.criteria) > is_wordless(found.criteria):
            self.check_share(others, wanted.criteria, language=language)
        if wanted.name == found.name:
            return wanted
        taken = {one.name for one in others}
        name = name_for(wanted.name, wanted.criteria, language=language, taken=taken)
        if name in taken:
            raise InvalidInputError(say("filters.name_taken", language, name=name))
        return replace(wanted, name=name)

    async def _check_place(
        self,
        tx: Transaction,
        person: Person,
        criteria: Criteria,
        destination_id: DestinationId | None,
    ) -> None:
        """Phones hear of the shop's own shelf alone. Raises `InvalidInputError`."""
        place_id = destination_id or person.default_destination_id
        place = await tx.destinations.get(place_id) if place_id else None
        if place is None or place.kind is not DestinationKind.PHONE:
            return
        if not criteria.markets or not TEXTED_MARKETS.issuperset(criteria.markets):
            raise InvalidInputError(say("filters.not_by_text", person.preferences.language))

    async def _ask_anew(self, tx: Transaction, person: Person, saved: Filter, sieve: Sieve) -> int:
        """Plan its searches, and withdraw what waits and does not fit it; how many alerts did."""
        language = person.preferences.language
        if saved.is_active:
            await tx.searches.want(self._watchable.queries_for(saved.criteria), by=saved.id)
        unwanted = await sieve.unwanted(tx)
        if not unwanted:
            return 0
        why = say(f"filters.reason.{FilterChange.EDITED}", language)
        withdrawn = await tx.alerts.withdraw_filter(saved.id, reason=why, only=unwanted)
        await tx.held.hold(saved.id, reason=say("delivery.held.snoozed", language))
        return withdrawn

    async def delete(self, caller: Address, ref: str) -> Filter:
        """Silent at once, also for what was queued."""
        return await self._silence(caller, ref, FilterState.DELETED, FilterChange.DELETED)

    async def pause(self, caller: Address, ref: str) -> Filter:
        """Silent at once, also for what was queued."""
        return await self._silence(caller, ref, FilterState.PAUSED, FilterChange.PAUSED)

    async def resume(self, caller: Address, ref: str) -> Filter:
        """Running again, whether it was paused, asleep or snoozed; what was held is due now."""
        await self._admit(caller, "en")
        async with self._store.transaction() as tx:
            _, found = await self._find_to_change(tx, caller, ref)
            await tx.held.release(found.id)
            saved = await self._set_state(
                tx, caller, found, FilterState.ACTIVE, FilterChange.RESUMED
            )
        self._changed()
        return saved

    async def renew(self, caller: Address, filter_id: FilterId) -> Filter:
        """One of the caller's filters goes on, also if it has ended already."""
        await self._admit(caller, "en")
        async with self._store.transaction() as tx:
            _, found = await self._find_to_change(tx, caller, filter_id)
            renewed = replace(found, state=FilterState.ACTIVE, expires_at=self._end(tx))
            saved = await self._change(tx, caller, renewed, FilterChange.RENEWED)
            await tx.searches.want(self._watchable.queries_for(saved.criteria), by=saved.id)
        self._changed()
        return saved

    def _end(self, tx: Transaction) -> datetime | None:
        return None if self._lifetime is None else tx.now + self._lifetime

    async def start(self, caller: Address) -> tuple[Filter, ...]:
        """Wake the caller's imported filters. Raises `InvalidInputError` if there are none."""
        await self._admit(caller, "en")
        async with self._store.transaction() as tx:
            person = await self._owner(tx, caller, "en")
            mine = await tx.filters.of_person(person.id)
            sleeping = [one for one in mine if one.state is FilterState.SLEEPING]
            if not sleeping:
                raise InvalidInputError(say("filters.not_sleeping", person.preferences.language))
            started = [
                await self._set_state(tx, caller, one, FilterState.ACTIVE, FilterChange.RESUMED)
                for one in sleeping
            ]
        self._changed()
        return tuple(started)

    async def undelete(self, caller: Address, filter_id: FilterId) -> Filter:
        """Bring back a filter that the caller deleted, active again."""
        await self._admit(caller, "en")
        async with self._store.transaction() as tx:
            person = await self._owner(tx, caller, "en")
            found = await tx.filters.get(filter_id)
            if found is None or found.person_id != person.id:
                raise _unknown(person, filter_id)
            language = person.preferences.language
            if await tx.filters.named(person.id, found.name) is not None:
                raise InvalidInputError(say("filters.name_taken", language, name=found.name))
            mine = await self._if_not_full(tx, person, language)
            self.check_share(mine, found.criteria, language=language)
            await tx.filters.restore(found.id)
            back = replace(found, state=FilterState.PAUSED)
            saved = await self._set_state(
                tx, caller, back, FilterState.ACTIVE, FilterChange.RESUMED
            )
        self._changed()
        return saved

    async def snooze(self, caller: Address, filter_id: FilterId, until: datetime) -> Filter:
        """Hold this filter's alerts until then; nothing is lost."""
        async with self._store.transaction() as tx:
            person, found = await self._find_to_change(tx, caller, filter_id)
            why = say("delivery.held.snoozed", person.preferences.language)
            saved = await self._change(
                tx, caller, replace(found, snoozed_until=until), FilterChange.SNOOZED
            )
            await tx.held.hold(saved.id, reason=why)
        return saved

    async def unsnooze(self, caller: Address, filter_id: FilterId) -> Filter:
        """What was held because of the snooze is due now."""
        async with self._store.transaction() as tx:
            _, found = await self._find_to_change(tx, caller, filter_id)
            await tx.held.release(found.id)
            saved = await self._change(
                tx, caller, replace(found, snoozed_until=None), FilterChange.SNOOZED
            )
        self._changed()
        return saved

    async def set_digest(self, caller: Address, ref: str, plan: DigestPlan | None) -> Tuned:
        """From now on this filter's alerts come together, or (None) one by one."""
        return await self._tune(
            caller, ref, lambda found: replace(found, digest=plan), release=(HeldFor.DIGEST,)
        )

    async def set_limits(
        self,
        caller: Address,
        ref: str,
        *,
        alerts_a_day: int | None = None,
        messages_an_hour: int | None = None,
        language: str = "en",
    ) -> Tuned:
        """What goes beyond them comes in a digest; 0 is no limit, and None leaves it as it is.

        Raises `InvalidInputError`.
        """
        if not (is_limit(alerts_a_day or None) and is_limit(messages_an_hour or None)):
            raise InvalidInputError(say("holding.not_a_limit", language, most=MOST_LIMIT))
        return await self._tune(
            caller,
            ref,
            lambda found: replace(
                found,
                most_alerts_a_day=limit_after(found.most_alerts_a_day, alerts_a_day),
                most_messages_an_hour=limit_after(found.most_messages_an_hour, messages_an_hour),
            ),
            release=(HeldFor.CAP,),
        )

    async def _tune(
        self,
        caller: Address,
        ref: str,
        change: Callable[[Filter], Filter],
        *,
        release: Collection[HeldFor],
    ) -> Tuned:
        """What was held for these is due, and asked anew whether it is to wait."""
        async with self._store.transaction() as tx:
            _, found = await self._find_to_change(tx, caller, ref)
            saved = await self._change(tx, caller, change(found), FilterChange.EDITED)
            await tx.held.release(saved.id, held_for=release)
        self._changed()
        return Tuned(before=found, now=saved)

    async def _silence(
        self, caller: Address, ref: str, state: FilterState, change: FilterChange
    ) -> Filter:
        async with self._store.transaction() as tx:
            person, found = await self._find_to_change(tx, caller, ref)
            saved = await self._set_state(tx, caller, found, state, change)
            why = say(f"filters.reason.{change}", person.preferences.language)
            await tx.alerts.withdraw_filter(saved.id, reason=why)
            await tx.held.hold(
                saved.id, reason=say("delivery.held.snoozed", person.preferences.language)
            )
        self._changed()
        return saved

    async def _set_state(
        self,
        tx: Transaction,
        caller: Address,
        found: Filter,
        state: FilterState,
        change: FilterChange,
    ) -> Filter:
        if found.state is state and found.snoozed_until is None:
            return found
        saved = await self._change(
            tx,
            caller,
            replace(found, state=state, snoozed_until=None, expires_at=self._end(tx)),
            change,
        )
        wanted = self._watchable.queries_for(saved.criteria) if saved.is_active else ()
        await tx.searches.want(wanted, by=saved.id)
        return saved

    async def _change(
        self, tx: Transaction, caller: Address, wanted: Filter, change: FilterChange
    ) -> Filter:
        saved = await tx.filters.change(wanted, change, by=str(caller))
        if saved is None:
            person = await tx.people.at(caller)
            language = person.preferences.language if person else "en"
            raise InvalidInputError(say("filters.changed_meanwhile", language, name=wanted.name))
        return saved

    async def _find_to_change(
        self, tx: Transaction, caller: Address, ref: str
    ) -> tuple[Person, Filter]:
        """As `_find`; alerts that are being written for the caller are written first."""
        person, _ = await self._find(tx, caller, ref)
        await tx.people.lock(person.id)
        return await self._find(tx, caller, ref)

    async def _find(self, tx: Transaction, caller: Address, ref: str) -> tuple[Person, Filter]:
        person = await tx.people.at(caller)
        if person is None:
            raise _unknown(person, ref)
        return person, one_of(await tx.filters.of_person(person.id), ref, person=person)


def one_of(mine: Sequence[Filter], ref: str, *, person: Person | None) -> Filter:
    """The one of somebody's filters with this id or name. Raises `NoSuchFilterError`."""
    found = next((one for one in mine if ref in {one.id, one.name}), None)
    if found is None:
        raise _unknown(person, ref)
    return found


async def _before_edit(tx: Transaction, person: Person, found: Filter, revision: int) -> Filter:
    """The filter with the name and the criteria it had before this revision of it."""
    revisions = await tx.filters.revisions_from(found.id, revision - 1)
    former = next((one for one in revisions if one.revision == revision - 1), None)
    later = {one.change for one in revisions if one.revision > revision}
    if former is None or former.criteria is None or FilterChange.EDITED in later:
        language = person.preferences.language
        raise InvalidInputError(say("filters.edited_since", language, name=found.name))
    return replace(found, name=former.name, criteria=former.criteria)


def _unknown(person: Person | None, ref: str) -> NoSuchFilterError:
    language = person.preferences.language if person else "en"
    return NoSuchFilterError(say("filters.none_of_that_name", language, name=ref))
