"""Filters in words: "tell me when it is in". They watch the shop's own shelf and nothing else.

A listing of the shelf is called as the book and its authors are, and filed under its subjects and
its series (`maneki.alerts.shelf`): here a title and an author are keywords, a genre and a series
are categories.

By text message nothing goes out that nobody agreed to (`maneki.assistant.tools.texts`): until then
a filter that tells a phone waits.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from maneki.assistant.evidence import Deed, DeedSeen
from maneki.assistant.tools.desk import Desk, Ledger, PrivateOnlyError, Shop
from maneki.assistant.tools.texts import TextTerms
from maneki.assistant.unheeded import unheeded_in
from maneki.errors import InvalidInputError
from maneki.model.delivery import Delivery
from maneki.model.event import DEFAULT_EVENTS, EventKind
from maneki.model.filter import Criteria, Filter, FilterState, Keywords, PriceRange
from maneki.model.ids import DestinationId, FilterId
from maneki.model.money import MOST_MINOR_UNITS, Money, exponent
from maneki.model.outbox import AlertCard, OutboxState
from maneki.model.person import PHONE, Address, DestinationKind
from maneki.phrases import say
from maneki.phrases.amounts import amount
from maneki.shop.cards import LONGEST_NAME, LONGEST_TITLE, short
from maneki.shop.subjects import subjects_for

SHELF = "shop"
"""The market that is the shop's own shelf."""
EVENTS = (*DEFAULT_EVENTS, EventKind.BACK_ON_SALE)
"""What was sold out when somebody asked for it, and is there again, is what they asked for."""
LONGEST_WORDS = 100
"""Characters of a keyword."""
MOST_ALERTS = 5
_LOOKED_THROUGH = 60
_AT_ONCE = timedelta(seconds=30)
"""What was deleted within so long was deleted by one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One of the customer's filters on the shelf.

    `is_new` is False if they had the very same before. `needs_yes`: it is there, and texts about it
    go out once its owner has agreed to them in writing. `unheeded` is what they said of it that no
    filter can tell, in their words.
    """

    id: FilterId
    name: str
    is_active: bool
    most: Money | None = None
    is_new: bool = False
    needs_yes: bool = False
    unheeded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """Something of the shelf that the customer was told of. `url` is where it is sold."""

    title: str
    price: Money | None
    on: date
    filters: tuple[str, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWatch:
    """What to be told of; `most_price` is in whole units of the shop's currency."""

    title: str | None = None
    author: str | None = None
    series: str | None = None
    genre: str | None = None
    most_price: Decimal | None = None

    @property
    def words(self) -> str:
        """In few words, as a filter may be called."""
        named = self.title or self.series
        by = f"by {self.author}" if named and self.author else self.author
        return short(" ".join(one for one in (named, by, self.genre) if one), 60)


class FilterTools:
    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger, *, texts: TextTerms) -> None:
        self._shop = shop
        self._desk = desk
        self._ledger = ledger
        self._texts = texts
        self._currency = desk.currency or shop.currency

    async def create(self, wanted: ToWatch) -> Watch:
        """Tell the customer when such a book is on the shelf. Asked for twice it is one filter.

        Where others read along nothing is said of the filters they have already. Raises
        `InvalidInputError`.
        """
        criteria = self._criteria(wanted)
        if self._desk.is_private:
            return await self._create(wanted, criteria)
        try:
            return await self._create(wanted, criteria)
        except PrivateOnlyError:
            raise
        except InvalidInputError as exc:
            raise PrivateOnlyError(say("keeper.private_only", self._desk.language)) from exc

    async def mine(self) -> tuple[Watch, ...]:
        """The customer's filters on the shelf, the oldest first. Raises `PrivateOnlyError`."""
        self._desk.check_private()
        own = await self._own()
        waiting = await self._waiting(own)
        return tuple(self._listed(replace(_watch(one), needs_yes=one.id in waiting)) for one in own)

    def _listed(self, watch: Watch) -> Watch:
        """What tells nothing at the moment is as good as paused."""
        tells = watch.is_active and not watch.needs_yes
        return self._did(Deed.WATCH if tells else Deed.PAUSE, watch)

    async def waiting(self) -> tuple[Watch, ...]:
        """Those that run, and tell nothing as long as their owner has not agreed to texts. Raises
        `PrivateOnlyError`.
        """
        return tuple(one for one in await self.mine() if one.needs_yes and one.is_active)

    async def _waiting(self, own: Sequence[Filter]) -> frozenset[FilterId]:
        """Of these, those that tell a phone whose owner has not agreed."""
        async with self._shop.store.reading() as tx:
            missing = await self._texts.unagreed(tx)
        return frozenset(one.id for one in own if one.destination_id in missing)

    async def names(self) -> tuple[tuple[str, bool], ...]:
        """What they are called, and whether they are paused. Raises `PrivateOnlyError`."""
        self._desk.check_private()
        return tuple((one.name, not one.is_active) for one in await self._own())

    async def pause(self, ref: str) -> Watch:
        """One of them is silent at once, by its name or id. Raises `InvalidInputError`."""
        found = await self._find(ref)
        return await self._change(Deed.PAUSE, found, self._shop.filters.pause)

    async def resume(self, ref: str) -> Watch:
        """One of them runs again, by its name or id. Raises `InvalidInputError`."""
        found = await self._find(ref)
        return await self._change(Deed.RESUME, found, self._shop.filters.resume)

    async def pause_all(self) -> tuple[Watch, ...]:
        """Those that are silent now and were not before. Raises `PrivateOnlyError`."""
        self._desk.check_private()
        return tuple([await self.pause(one.id) for one in await self._own() if one.is_active])

    async def resume_all(self) -> tuple[Watch, ...]:
        """Those that run now and did not before. Raises `PrivateOnlyError`."""
        self._desk.check_private()
        return tuple([await self.resume(one.id) for one in await self._own() if not one.is_active])

    async def delete(self, ref: str) -> Watch:
        """One of them is gone, by its name or id. Raises `InvalidInputError`."""
        found = await self._find(ref)
        return await self._change(Deed.PAUSE, found, self._shop.filters.delete)

    async def delete_all(self) -> tuple[Watch, ...]:
        """Those that are gone now. Raises `PrivateOnlyError`."""
        self._desk.check_private()
        return tuple([await self.delete(one.id) for one in await self._own()])

    async def bring_back(self, ref: str) -> Watch:
        """One that was deleted runs again, by its name. Raises `InvalidInputError`."""
        wanted = ref.strip().casefold()
        gone = [one for one, _ in await self._deleted()]
        found = [one for one in gone if one.name.casefold() == wanted]
        found = found or [one for one in gone if wanted and wanted in one.name.casefold()]
        if not found:
            raise self._no_such(ref)
        return await self._bring_back(found[0])

    async def bring_back_last(self) -> tuple[Watch, ...]:
        """What was deleted last, all of it if it was more than one. Raises `PrivateOnlyError`."""
        gone = await self._deleted()
        last = [one for one, at in gone if gone[0][1] - at <= _AT_ONCE]
        return tuple([await self._bring_back(one) for one in last])

    async def _bring_back(self, gone: Filter) -> Watch:
        return await self._change(Deed.RESUME, gone, self._shop.filters.undelete)

    async def _change(
        self, deed: Deed, found: Filter, change: Callable[[Address, FilterId], Awaitable[Filter]]
    ) -> Watch:
        """Change one of them, unless it is tried in the name of somebody."""
        if self._desk.changes_nothing:
            return self._did(deed, replace(_watch(found), is_active=deed is not Deed.PAUSE))
        return self._done(deed, await change(self._desk.caller, found.id))

    async def _deleted(self) -> list[tuple[Filter, datetime]]:
        self._desk.check_private()
        async with self._shop.store.reading() as tx:
            gone = await tx.filters.deleted_of(self._desk.person.id, limit=_LOOKED_THROUGH)
        return [(one, at) for one, at in gone if one.criteria.markets == (SHELF,)]

    async def last_alerts(self, *, most: int = MOST_ALERTS) -> tuple[AlertView, ...]:
        """What of the shelf the customer was told of last, newest first. `PrivateOnlyError`."""
        self._desk.check_private()
        async with self._shop.store.reading() as tx:
            sent = await tx.deliveries.of_person(self._desk.person.id, limit=_LOOKED_THROUGH)
        found = [
            self._alert(one, one.card)
            for one in sent
            if one.state is OutboxState.SENT and one.card and one.card.listing.market == SHELF
        ]
        return tuple(found[:most])

    async def _create(self, wanted: ToWatch, criteria: Criteria) -> Watch:
        name = self._name(wanted)
        if self._desk.changes_nothing:
            return await self._tried(name, wanted)
        known = next((one for one in await self._own() if one.criteria == criteria), None)
        if known is not None and not known.is_active:
            known = await self._shop.filters.resume(self._desk.caller, known.id)
        found = known or await self._add(criteria, name)
        # Where others read along it is called by what was asked for, not as its owner named it.
        watch = replace(
            _watch(found),
            name=found.name if self._desk.is_private else name,
            is_new=known is None,
            needs_yes=await self._texts.are_missing(),
            unheeded=self.unheeded(wanted),
        )
        return self._did(Deed.WATCH, watch)

    def unheeded(self, wanted: ToWatch) -> tuple[str, ...]:
        """What the message says of a copy, or of a time, that a filter for this cannot tell."""
        named = (wanted.title, wanted.author, wanted.series, wanted.genre)
        # A volume that was found is called by its own title, which they did not say.
        said = wanted.title or wanted.series or wanted.author or ""
        is_as_said = bool(said) and said.casefold() in self._desk.text.casefold()
        return unheeded_in(self._desk.text, named=[one for one in named if one], volumes=is_as_said)

    async def _tried(self, name: str, wanted: ToWatch) -> Watch:
        """What it would be, if it were not only tried."""
        watch = Watch(
            id=FilterId(""),
            name=name,
            is_active=True,
            most=self._most(wanted),
            is_new=True,
            needs_yes=await self._texts.are_missing(),
            unheeded=self.unheeded(wanted),
        )
        return self._did(Deed.WATCH, watch)

    async def _add(self, criteria: Criteria, name: str) -> Filter:
        taken = {one.name for one in await self._all()}
        created = await self._shop.filters.create(
            self._desk.caller,
            # Without a name it is given one, with a number if need be.
            name=None if name in taken else name or None,
            criteria=criteria,
            destination_id=await self._phone(),
            language=self._desk.language,
        )
        return created.filter

    async def _phone(self) -> DestinationId | None:
        """The caller's own number, if that is how they ask; else where they hear of things."""
        if self._desk.caller.kind != PHONE:
            return None
        async with self._shop.store.transaction() as tx:
            chosen = await tx.destinations.choose(
                self._desk.person.id,
                kind=DestinationKind.PHONE,
                address=self._desk.caller.value,
                address_id=await tx.people.address_id(self._desk.caller),
            )
        return chosen.id

    def _most(self, wanted: ToWatch) -> Money | None:
        if wanted.most_price is None:
            return None
        return _money(wanted.most_price, self._currency, self._desk.language)

    def _criteria(self, wanted: ToWatch) -> Criteria:
        words = (wanted.title, wanted.author)
        filed = (wanted.series,) if wanted.series else subjects_for(wanted.genre or "")
        most = self._most(wanted)
        return Criteria(
            keywords=Keywords(all=tuple(_keyword(one) for one in words if one)),
            categories=tuple(one for one in filed if one),
            price=PriceRange(max=most.amount if most else None, currency=self._currency),
            markets=(SHELF,),
            events=EVENTS,
        )

    def _name(self, wanted: ToWatch) -> str:
        """What is asked for, in words."""
        language = self._desk.language
        most = self._most(wanted)
        if most is None:
            return wanted.words
        what = wanted.words or say("keeper.filter.any_book", language)
        return say("keeper.filter.under", language, what=what, amount=amount(most, language))

    async def _all(self) -> tuple[Filter, ...]:
        return await self._shop.filters.mine(self._desk.caller)

    async def _own(self) -> list[Filter]:
        """Those on the shelf: what somebody watches elsewhere is no business of the shop's."""
        shelf = [one for one in await self._all() if one.criteria.markets == (SHELF,)]
        return [one for one in shelf if one.state is not FilterState.DELETED]

    async def _find(self, ref: str) -> Filter:
        self._desk.check_private()
        wanted = ref.strip().casefold()
        mine = await self._own()
        for one in mine:
            if ref == one.id or one.name.casefold() == wanted:
                return one
        near = [one for one in mine if wanted and wanted in one.name.casefold()]
        if len(near) == 1:
            return near[0]
        raise self._no_such(ref)

    def _no_such(self, ref: str) -> InvalidInputError:
        name = short(ref, LONGEST_NAME)
        return InvalidInputError(say("keeper.filters.no_such", self._desk.language, name=name))

    def _done(self, deed: Deed, found: Filter) -> Watch:
        return self._did(deed, _watch(found))

    def _did(self, deed: Deed, watch: Watch) -> Watch:
        self._ledger.note(DeedSeen(deed=deed, about=watch.name, money=watch.most, this_turn=True))
        return watch

    def _alert(self, sent: Delivery, card: AlertCard) -> AlertView:
        told_at = (sent.accepted_at or sent.updated_at).astimezone(self._shop.zone)
        view = AlertView(
            title=short(card.listing.title, LONGEST_TITLE),
            price=card.asking,
            on=told_at.date(),
            filters=tuple(one.name for one in sent.filters),
            url=card.listing.url or None,
        )
        self._ledger.note(
            DeedSeen(
                deed=Deed.ALERT, about=view.title, money=view.price, on=view.on, this_turn=True
            )
        )
        return view


def _watch(found: Filter) -> Watch:
    price = found.criteria.price
    most = None if price.max is None else Money(price.max, price.currency)
    return Watch(id=found.id, name=found.name, is_active=found.is_active, most=most)


def _keyword(said: str) -> str:
    """A title as it is looked for: without a subtitle if it is too long with it."""
    whole = " ".join(said.split())
    if len(whole) <= LONGEST_WORDS:
        return whole
    head = re.split(r"[:(\[]", whole)[0].strip()
    return (head or whole)[:LONGEST_WORDS].rsplit(" ", 1)[0]


def _money(whole: Decimal, currency: str, language: str) -> Money:
    """A price that somebody named as a number. Raises `InvalidInputError` for one that is none."""
    minor = whole.scaleb(exponent(currency)) if whole.is_finite() else Decimal(-1)
    if not 0 < minor <= MOST_MINOR_UNITS:
        raise InvalidInputError(say("keeper.not_a_price", language))
    return Money(int(minor.to_integral_value()), currency)
