"""What is said about alerts: made, listed, paused, resumed, and what they told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from babel.dates import format_date

from maneki.assistant.meaning import ALL_FILTERS, LAST_POSITION, By, Slots, Understood
from maneki.assistant.replies.meant import MeantBooks
from maneki.assistant.replies.reply import Reply, copies_told, lines, price_of, sentences
from maneki.assistant.tools import Tools
from maneki.assistant.tools.filters import AlertView, ToWatch, Watch
from maneki.assistant.tools.texts import Answered
from maneki.assistant.tools.views import BookView
from maneki.assistant.unheeded import says_from_when, says_how_long
from maneki.phrases import say
from maneki.shop.query import MOST_RESULTS, BookQuery
from maneki.shop.volumes import place_in


class FilterReplies:
    def __init__(self, tools: Tools, meant: MeantBooks) -> None:
        self._tools = tools
        self._meant = meant
        self._language = tools.desk.language

    async def create(self, meant: Understood) -> Reply:
        """A filter, unless what it would wait for is there already."""
        book = await self._book(meant.slots)
        wanted = _to_watch(meant.slots, book)
        if meant.slots.by is By.CHEAPEST:
            wanted = replace(wanted, most_price=_below_now(book))
        if not (wanted.words or wanted.most_price is not None):
            return Reply(say("keeper.watch.what", self._language))
        if book is not None and _is_there(book, wanted.most_price):
            told = copies_told(book, self._language)
            return Reply(sentences(told, self._there(wanted), language=self._language), (book,))
        watch = await self._tools.filters.create(wanted)
        key = "keeper.watch.made" if watch.is_new else "keeper.watch.known"
        said = say(key, self._language, name=_shown(watch.name))
        left_out = unheeded_told(watch.unheeded, self._language)
        terms = self._tools.texts.words if watch.needs_yes else ""
        books = (book,) if book is not None else ()
        text = sentences(said, left_out, terms, language=self._language)
        return Reply(text, books, about=wanted.words)

    def _there(self, wanted: ToWatch) -> str:
        """That nothing is to be waited for; of a copy that we cannot tell from others only a person
        can say so.
        """
        unheeded = self._tools.filters.unheeded(wanted)
        if not unheeded:
            return say("keeper.watch.there", self._language)
        offer = say("keeper.staff.offer", self._language)
        what = _joined(unheeded, self._language)
        return say("keeper.watch.there_unheeded", self._language, what=what, offer=offer)

    async def mine(self, _meant: Understood) -> Reply:
        watches = await self._tools.filters.mine()
        if not watches:
            return Reply(say("keeper.filters.none", self._language))
        how = say("keeper.filters.how", self._language)
        listed = say("keeper.filters.list", self._language)
        return Reply(lines(listed, self._listed(watches), how, self._how_to_agree(watches)))

    def _how_to_agree(self, watches: Sequence[Watch]) -> str:
        """How what waits for a yes gets it; "" if nothing does. By text, the terms themselves."""
        if not any(one.needs_yes and one.is_active for one in watches):
            return ""
        return self._tools.texts.words or say("keeper.filters.waits_elsewhere", self._language)

    async def pause(self, meant: Understood) -> Reply:
        return await self._switch(meant, is_on=False)

    async def resume(self, meant: Understood) -> Reply:
        return await self._switch(meant, is_on=True)

    async def delete(self, meant: Understood) -> Reply:
        """One that was named, the only one, or all of them; and how to undo it."""
        filters = self._tools.filters
        mine = await filters.mine()
        named = meant.slots.filter
        if not mine:
            return Reply(say("keeper.filters.none", self._language))
        if named is None and len(mine) > 1:
            which = say("keeper.filters.which", self._language)
            return Reply(lines(which, self._listed(mine)))
        if named is None or named == ALL_FILTERS:
            done = await filters.delete_all()
        else:
            done = (await filters.delete(named),)
        names = ", ".join(_shown(one.name) for one in done)
        return Reply(say("keeper.filters.deleted_now", self._language, names=names))

    async def bring_back(self, meant: Understood) -> Reply:
        """What was deleted: one by its name, or what was deleted last."""
        filters = self._tools.filters
        named = meant.slots.filter
        if named is None:
            done = await filters.bring_back_last()
        else:
            done = (await filters.bring_back(named),)
        if not done:
            return Reply(say("keeper.filters.nothing_deleted", self._language))
        names = ", ".join(_shown(one.name) for one in done)
        return Reply(say("keeper.filters.resumed_now", self._language, names=names))

    async def last_alerts(self, _meant: Understood) -> Reply:
        alerts = await self._tools.filters.last_alerts()
        if not alerts:
            return Reply(say("keeper.alerts.none", self._language))
        told = (f"{n}. {self._alert(one)}" for n, one in enumerate(alerts, start=1))
        return Reply(lines(say("keeper.alerts.list", self._language), *told))

    async def to_the_terms(self) -> Reply | None:
        """What is said to a yes or no to the terms of texts; None if this message is none."""
        texts = self._tools.texts
        match await texts.answered():
            case None:
                return None
            case Answered.YES:
                await texts.agree()
                return Reply(say("keeper.watch.agreed", self._language))
            case Answered.NO:
                await texts.decline()
                return Reply(self._declined(await self._waiting()))
            case Answered.YES_TOO_LATE:
                names = await self._waiting()
                again = say("keeper.texts.again", self._language, names=names)
                return Reply(lines(again, texts.words)) if names else None

    def _declined(self, names: str) -> str:
        if not names:
            return say("keeper.texts.declined.none", self._language)
        return say("keeper.texts.declined", self._language, names=names)

    async def _waiting(self) -> str:
        """What waits for a yes, by name."""
        waiting = await self._tools.filters.waiting()
        return _joined([_shown(one.name) for one in waiting], self._language)

    async def _switch(self, meant: Understood, *, is_on: bool) -> Reply:
        filters = self._tools.filters
        mine = await filters.mine()
        named = meant.slots.filter
        others = [one for one in mine if one.is_active is not is_on]
        if named is None and len(others) > 1:
            which = say("keeper.filters.which", self._language)
            return Reply(lines(which, self._listed(mine)))
        if is_on and (unchanged := self._not_yet(others, named)):
            return unchanged
        if named is None or named == ALL_FILTERS:
            done = await (filters.resume_all() if is_on else filters.pause_all())
        else:
            done = (await (filters.resume(named) if is_on else filters.pause(named)),)
        if not done:
            nothing = "keeper.filters.nothing_to_" + ("resume" if is_on else "pause")
            return Reply(say(nothing, self._language))
        key = "keeper.filters.resumed_now" if is_on else "keeper.filters.paused_now"
        names = ", ".join(_shown(one.name) for one in done)
        return Reply(lines(say(key, self._language, names=names), await self._then(is_on=is_on)))

    def _not_yet(self, silent: Sequence[Watch], named: str | None) -> Reply | None:
        """That nothing is resumed where that is to be later: no date is kept for it."""
        meant = [one for one in silent if named in {None, ALL_FILTERS, one.name}]
        if not meant or not says_from_when(
            self._tools.desk.text, named=[one.name for one in meant]
        ):
            return None
        names = _joined([_shown(one.name) for one in meant], self._language)
        return Reply(say("keeper.filters.no_beginning", self._language, names=names))

    async def _then(self, *, is_on: bool) -> str:
        """What is to be known of alerts that were switched; "" if it is nothing."""
        if is_on:
            return self._how_to_agree(await self._tools.filters.waiting())
        is_until = says_how_long(self._tools.desk.text)
        return say("keeper.filters.no_end", self._language) if is_until else ""

    async def _book(self, slots: Slots) -> BookView | None:
        """The book of the catalogue that is waited for, if it is surely one."""
        if slots.title is None and slots.isbn is None:
            return await self._volume(slots)
        found = await self._meant.surely(slots)
        return found[0] if len(found) == 1 else None

    async def _volume(self, slots: Slots) -> BookView | None:
        """The volume of a series that is waited for, if the catalogue has it."""
        if slots.series is None or slots.position in {None, LAST_POSITION}:
            return None
        place = place_in(str(slots.position))
        query = BookQuery(series=slots.series, position=place, limit=MOST_RESULTS)
        found = (await self._tools.books.search(query)).books
        fitting = [one for one in found if one.card.series and one.card.series.position == place]
        return fitting[0] if len(fitting) == 1 else None

    def _listed(self, watches: Sequence[Watch]) -> str:
        return "\n".join(f"{n}. {self._named(one)}" for n, one in enumerate(watches, start=1))

    def _named(self, watch: Watch) -> str:
        name = _shown(watch.name)
        if not watch.is_active:
            return say("keeper.filters.paused", self._language, name=name)
        return say("keeper.filters.waits", self._language, name=name) if watch.needs_yes else name

    def _alert(self, alert: AlertView) -> str:
        day = format_date(
            alert.on, "MMMM d" if self._language == "en" else "M月d日", self._language
        )
        if alert.price is None:
            return say("keeper.alerts.one", self._language, title=alert.title, day=day)
        price = price_of(alert.price, self._language)
        return say("keeper.alerts.priced", self._language, title=alert.title, amount=price, day=day)


def unheeded_told(unheeded: Sequence[str], language: str) -> str:
    """What of their words an alert leaves out; "" if it leaves out nothing."""
    if not unheeded:
        return ""
    return say("keeper.watch.unheeded", language, what=_joined(unheeded, language))


def _joined(names: Sequence[str], language: str) -> str:
    return ("、" if language == "ja" else ", ").join(names)


def _to_watch(slots: Slots, book: BookView | None) -> ToWatch:
    """What is to be watched: as the catalogue calls it, where it knows it."""
    most = None if slots.max_price is None else Decimal(str(slots.max_price))
    if book is not None:
        author = book.card.authors[0] if book.card.authors else None
        return ToWatch(title=book.card.title, author=author, most_price=most)
    return ToWatch(
        title=slots.title,
        author=slots.author,
        series=slots.series,
        genre=slots.genre,
        most_price=most,
    )


def _below_now(book: BookView | None) -> Decimal | None:
    """Less than a copy costs now; None if that is not known."""
    prices = [one.price for one in book.copies if one.price is not None] if book else []
    if not prices:
        return None
    lowest = min(prices, key=lambda price: price.amount)
    return replace(lowest, amount=lowest.amount - 1).major()


def _is_there(book: BookView, most: Decimal | None) -> bool:
    """Whether a copy is there that keeps to the limit."""
    return any(
        one.available and (most is None or (one.price is not None and one.price.major() <= most))
        for one in book.copies
    )


def _shown(name: str) -> str:
    return name.replace('"', "'")
