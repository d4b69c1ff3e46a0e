"""`/filter`: make, look at, change, stop and delete one's own filters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from discord import app_commands

from maneki.alerts.preview_desk import PreviewDesk
from maneki.channels.discord.buttons import Action, undo_button, undo_buttons
from maneki.channels.discord.commands import suggestions
from maneki.channels.discord.commands.own_filters import own_filters
from maneki.channels.discord.commands.words import choice, described, offered
from maneki.channels.discord.described import (
    change_lines,
    criteria_lines,
    destination_name,
    edit_notes,
    name_of,
    state_of,
    summary,
)
from maneki.channels.discord.edits import CLEARED, Edit
from maneki.channels.discord.embeds import market_name
from maneki.channels.discord.holding import rhythm_lines
from maneki.channels.discord.places import choose, picked_here, place_of
from maneki.channels.discord.previews import previewed, said_in_short
from maneki.channels.discord.reception import (
    Caller,
    Interaction,
    Reception,
    Reply,
    spoken,
)
from maneki.channels.discord.ways_back import write_edit
from maneki.channels.discord.wishes import Wishes, criteria_of
from maneki.channels.discord.wording import escaped, length
from maneki.filters.brand_hints import BrandHints, hint_lines
from maneki.filters.desk import Edited, FilterDesk
from maneki.model.event import EventKind
from maneki.model.filter import MOST_PRIORITY, Filter, Shipping, WantedType
from maneki.model.ids import DestinationId
from maneki.model.listing import Condition
from maneki.model.outbox import AlertCard
from maneki.model.person import Address
from maneki.people.desk import PeopleDesk
from maneki.phrases import say

Choices = list[app_commands.Choice[str]]

LONGEST_LIST = 1500
LONGEST_MARKETS = 200
LONGEST_BRAND = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Everything the filter commands need."""

    reception: Reception
    filters: FilterDesk
    previews: PreviewDesk
    people: PeopleDesk
    suggest_brands: Callable[[str], Sequence[str]]
    brand_hints: BrandHints
    market_names: Sequence[str]


class FilterCommands(app_commands.Group):
    def __init__(self, counter: Counter) -> None:
        super().__init__(name="filter", description=described("filter"))
        self._counter = counter

    @app_commands.command(name="create", description=described("create"))
    @app_commands.rename(any_words="any", all_words="all", none_words="none", listing_type="type")
    @app_commands.describe(
        name=described("create.name"),
        brands=described("create.brands"),
        any_words=described("create.any"),
        all_words=described("create.all"),
        none_words=described("create.none"),
        min_price=described("create.min_price"),
        max_price=described("create.max_price"),
        currency=described("create.currency"),
        markets=described("create.markets"),
        listing_type=described("create.type"),
        condition=described("create.condition"),
        sizes=described("create.sizes"),
        categories=described("create.categories"),
        block_sellers=described("create.block_sellers"),
        regex=described("create.regex"),
        shipping=described("create.shipping"),
        max_bids=described("create.max_bids"),
        min_rating=described("create.min_rating"),
        below_median=described("create.below_median"),
        events=described("create.events"),
        here=described("create.here"),
        priority=described("create.priority"),
    )
    @app_commands.choices(
        listing_type=[choice(f"wanted.{one}", one) for one in WantedType],
        shipping=[choice(f"shipping.{one}", one) for one in Shipping],
    )
    async def create(
        self,
        interaction: Interaction,
        *,
        name: str | None = None,
        brands: str | None = None,
        any_words: str | None = None,
        all_words: str | None = None,
        none_words: str | None = None,
        min_price: str | None = None,
        max_price: str | None = None,
        currency: str | None = None,
        markets: str | None = None,
        listing_type: str | None = None,
        condition: str | None = None,
        sizes: str | None = None,
        categories: str | None = None,
        block_sellers: str | None = None,
        regex: str | None = None,
        shipping: str | None = None,
        max_bids: str | None = None,
        min_rating: str | None = None,
        below_median: str | None = None,
        events: str | None = None,
        here: bool = False,
        priority: app_commands.Range[int, 0, MOST_PRIORITY] = 0,
    ) -> None:
        wishes = Wishes(
            brands=brands,
            any=any_words,
            all=all_words,
            none=none_words,
            min_price=min_price,
            max_price=max_price,
            currency=currency,
            markets=markets,
            listing_type=listing_type,
            conditions=condition,
            sizes=sizes,
            categories=categories,
            block_sellers=block_sellers,
            regex=regex,
            shipping=shipping,
            max_bids=max_bids,
            min_rating=min_rating,
            below_median=below_median,
            events=events,
        )

        async def work(caller: Caller) -> Reply:
            return await self._created(
                interaction, caller, name, wishes, is_here=here, priority=priority
            )

        await self._counter.reception.serve(interaction, work)

    async def _created(
        self,
        interaction: Interaction,
        caller: Caller,
        name: str | None,
        wishes: Wishes,
        *,
        is_here: bool,
        priority: int,
    ) -> Reply:
        language = caller.language
        criteria = criteria_of(wishes, markets=self._counter.market_names, language=language)
        # Refused before a destination is added for it.
        self._counter.filters.check(criteria, language=language)
        created = await self._counter.filters.create(
            caller.address,
            name=name,
            criteria=criteria,
            destination_id=await self._place(interaction, caller) if is_here else None,
            priority=priority,
            language=language,
        )
        lines = [
            say("discord.filter.created", language, name=name_of(created.filter)),
            *await self._told_back(caller, created.filter),
            *self._brands_found(created.filter, language),
            self._watched(created.filter, created.watched, language),
            *await self._previewed(created.filter, caller),
            "",
            _hits_line(created.hits, language),
        ]
        return Reply("\n".join(lines), created.hits)

    @app_commands.command(name="edit", description=described("edit"))
    @app_commands.rename(any_words="any", all_words="all", none_words="none", listing_type="type")
    @app_commands.describe(
        name=described("which"),
        new_name=described("edit.new_name"),
        brands=described("edit.brands"),
        any_words=described("edit.any"),
        all_words=described("edit.all"),
        none_words=described("edit.none"),
        min_price=described("edit.min_price"),
        max_price=described("edit.max_price"),
        currency=described("edit.currency"),
        markets=described("edit.markets"),
        listing_type=described("edit.type"),
        condition=described("edit.condition"),
        sizes=described("edit.sizes"),
        categories=described("edit.categories"),
        block_sellers=described("edit.block_sellers"),
        regex=described("edit.regex"),
        shipping=described("edit.shipping"),
        max_bids=described("edit.max_bids"),
        min_rating=described("edit.min_rating"),
        below_median=described("edit.below_median"),
        events=described("edit.events"),
        here=described("edit.here"),
        priority=described("create.priority"),
    )
    @app_commands.choices(
        listing_type=[
            *(choice(f"wanted.{one}", one) for one in WantedType),
            choice("discord.edit.either_type", CLEARED),
        ],
        shipping=[choice(f"shipping.{one}", one) for one in Shipping],
    )
    async def edit(
        self,
        interaction: Interaction,
        *,
        name: str,
        new_name: str | None = None,
        brands: str | None = None,
        any_words: str | None = None,
        all_words: str | None = None,
        none_words: str | None = None,
        min_price: str | None = None,
        max_price: str | None = None,
        currency: str | None = None,
        markets: str | None = None,
        listing_type: str | None = None,
        condition: str | None = None,
        sizes: str | None = None,
        categories: str | None = None,
        block_sellers: str | None = None,
        regex: str | None = None,
        shipping: str | None = None,
        max_bids: str | None = None,
        min_rating: str | None = None,
        below_median: str | None = None,
        events: str | None = None,
        here: bool | None = None,
        priority: app_commands.Range[int, 0, MOST_PRIORITY] | None = None,
    ) -> None:
        wishes = Wishes(
            brands=brands,
            any=any_words,
            all=all_words,
            none=none_words,
            min_price=min_price,
            max_price=max_price,
            currency=currency,
            markets=markets,
            listing_type=listing_type,
            conditions=condition,
            sizes=sizes,
            categories=categories,
            block_sellers=block_sellers,
            regex=regex,
            shipping=shipping,
            max_bids=max_bids,
            min_rating=min_rating,
            below_median=below_median,
            events=events,
        )
        wanted = Edit(wishes=wishes, name=new_name, is_here=here, priority=priority)

        async def work(caller: Caller) -> Reply:
            return await self._edited(interaction, caller, name, wanted)

        await self._counter.reception.serve(interaction, work)

    async def _edited(
        self, interaction: Interaction, caller: Caller, ref: str, wanted: Edit
    ) -> Reply:
        def change(found: Filter) -> Filter:
            return wanted.of(found, markets=self._counter.market_names, language=caller.language)

        if wanted.is_here:
            # Refused before a destination is added for it.
            await self._counter.filters.check_edit(caller.address, ref, change)
            wanted = replace(wanted, here=await self._place(interaction, caller))
        edited = await self._counter.filters.edit(caller.address, ref, change)
        if not edited.is_changed:
            return Reply(say("discord.edit.same", caller.language, name=name_of(edited.now)))
        before = write_edit(edited.before, revision=edited.now.revision)
        back = undo_button(Action.UNEDIT, before, caller.language)
        return Reply("\n".join(await self._edit_told(caller, edited)), edited.hits, back)

    async def _edit_told(self, caller: Caller, edited: Edited) -> list[str]:
        language, now = caller.language, edited.now
        places = await self._where(caller, edited.before), await self._where(caller, now)
        return [
            say("discord.edit.done", language, name=name_of(now)),
            *change_lines(edited.before, now, places=places, language=language),
            *edit_notes(now, withdrawn=edited.withdrawn, language=language),
            say("discord.edit.now", language),
            *await self._told_back(caller, now),
            *self._brands_found(now, language),
            self._watched(now, edited.watched, language),
            *await self._previewed(now, caller),
            "",
            _hits_line(edited.hits, language),
        ]

    async def _previewed(self, user_filter: Filter, caller: Caller) -> list[str]:
        """How often it would have told of something lately, and what is doubtful about it."""
        preview = await self._counter.previews.in_short(user_filter, caller.person)
        return said_in_short(preview, caller.language)

    async def _place(self, interaction: Interaction, caller: Caller) -> DestinationId:
        """The place the command was given in, as a destination for this filter alone."""
        people = self._counter.people
        if interaction.guild_id is None:
            return (await people.choose_dms(caller.address, as_default=False)).id
        target = picked_here(interaction, language=caller.language)
        place = await place_of(interaction, target, language=caller.language)
        return (await choose(people, caller, place, as_default=False)).id

    def _brands_found(self, user_filter: Filter, language: str) -> list[str]:
        """What each brand finds, and what may be a slip of the pen."""
        hints = self._counter.brand_hints.of(user_filter.criteria.brands)
        lines = hint_lines(
            hints, language=language, shown=lambda name: escaped(name, longest=LONGEST_BRAND)
        )
        return [f"  ↳ {line}" for line in lines]

    def _watched(self, user_filter: Filter, watched: Sequence[str], language: str) -> str:
        names = (market_name(name, language) for name in watched)
        shown = escaped(", ".join(names), longest=LONGEST_MARKETS)
        phrase = "discord.filter.watched" if user_filter.is_active else "discord.edit.would_watch"
        return say(phrase, language, markets=shown or "–")

    async def _told_back(self, caller: Caller, user_filter: Filter) -> list[str]:
        """What was understood, and where alerts will go."""
        language = caller.language
        return [
            *criteria_lines(user_filter.criteria, language=language),
            say(
                "discord.filter.goes_to",
                language,
                place=await self._where(caller, user_filter),
            ),
        ]

    async def _where(self, caller: Caller, user_filter: Filter) -> str:
        destination = await self._counter.people.destination_of(caller.address, user_filter)
        if destination is None:
            return say("discord.place.none", caller.language)
        return destination_name(destination, language=caller.language)

    @app_commands.command(name="list", description=described("list"))
    async def list_(self, interaction: Interaction) -> None:
        async def work(caller: Caller) -> Reply:
            mine = await self._counter.filters.mine(caller.address)
            return Reply(_list_text(mine, caller.language))

        await self._counter.reception.serve(interaction, work)

    @app_commands.command(name="show", description=described("show"))
    @app_commands.describe(name=described("which"))
    async def show(self, interaction: Interaction, name: str) -> None:
        async def work(caller: Caller) -> Reply:
            language = caller.language
            shown = await self._counter.filters.show(caller.address, name)
            lines = [
                f"{state_of(shown.filter, language=language)} **{name_of(shown.filter)}**",
                *await self._told_back(caller, shown.filter),
                *rhythm_lines(shown.filter, caller.person.preferences),
                "",
                _hits_line(shown.hits, language),
            ]
            return Reply("\n".join(lines), shown.hits)

        await self._counter.reception.serve(interaction, work)

    @app_commands.command(name="preview", description=described("preview"))
    @app_commands.describe(name=described("which"))
    async def preview(self, interaction: Interaction, name: str) -> None:
        async def work(caller: Caller) -> Reply:
            preview = await self._counter.previews.of(caller.address, name)
            return previewed(preview, caller.person.preferences)

        await self._counter.reception.serve(interaction, work)

    @app_commands.command(name="delete", description=described("delete"))
    @app_commands.describe(name=described("which"))
    async def delete(self, interaction: Interaction, name: str) -> None:
        await self._change(
            interaction,
            name,
            self._counter.filters.delete,
            "discord.filter.deleted",
            undo=Action.UNDELETE,
        )

    @app_commands.command(name="pause", description=described("pause"))
    @app_commands.describe(name=described("which"))
    async def pause(self, interaction: Interaction, name: str) -> None:
        await self._change(
            interaction,
            name,
            self._counter.filters.pause,
            "discord.filter.paused",
            undo=Action.RESUME,
        )

    @app_commands.command(name="resume", description=described("resume"))
    @app_commands.describe(name=described("which"))
    async def resume(self, interaction: Interaction, name: str) -> None:
        await self._change(
            interaction, name, self._counter.filters.resume, "discord.filter.resumed", undo=None
        )

    async def _change(
        self,
        interaction: Interaction,
        name: str,
        change: Callable[[Address, str], Awaitable[Filter]],
        said: str,
        *,
        undo: Action | None,
    ) -> None:
        async def work(caller: Caller) -> Reply:
            changed = await change(caller.address, name)
            text = say(said, caller.language, name=name_of(changed))
            if undo is None:
                return Reply(text)
            back = undo_buttons(undo, [(changed.id, changed.name)], language=caller.language)
            return Reply(text, (), back)

        await self._counter.reception.serve(interaction, work)

    @app_commands.command(name="start", description=described("start"))
    async def start(self, interaction: Interaction) -> None:
        async def work(caller: Caller) -> Reply:
            started = await self._counter.filters.start(caller.address)
            return Reply(say("discord.filter.started", caller.language, count=len(started)))

        await self._counter.reception.serve(interaction, work)

    @edit.autocomplete("name")
    @show.autocomplete("name")
    @preview.autocomplete("name")
    @delete.autocomplete("name")
    @pause.autocomplete("name")
    @resume.autocomplete("name")
    async def _suggest_filter(self, interaction: Interaction, typed: str) -> Choices:
        return await own_filters(self._counter.filters, interaction, typed)

    @create.autocomplete("brands")
    @edit.autocomplete("brands")
    async def _suggest_brand(self, interaction: Interaction, typed: str) -> Choices:
        return offered(suggestions.in_list(typed, suggestions.brands(self._counter.suggest_brands)))

    @create.autocomplete("markets")
    @edit.autocomplete("markets")
    async def _suggest_market(self, interaction: Interaction, typed: str) -> Choices:
        names = self._counter.market_names
        return offered(suggestions.in_list(typed, suggestions.markets(names, spoken(interaction))))

    @create.autocomplete("condition")
    @edit.autocomplete("condition")
    async def _suggest_condition(self, interaction: Interaction, typed: str) -> Choices:
        labels = suggestions.labels(Condition, "alert.condition", spoken(interaction))
        return offered(suggestions.in_list(typed, labels))

    @create.autocomplete("events")
    @edit.autocomplete("events")
    async def _suggest_event(self, interaction: Interaction, typed: str) -> Choices:
        labels = suggestions.labels(EventKind, "alert.event", spoken(interaction))
        return offered(suggestions.in_list(typed, labels))

    @create.autocomplete("currency")
    @edit.autocomplete("currency")
    async def _suggest_currency(self, interaction: Interaction, typed: str) -> Choices:
        return offered(suggestions.currencies(typed))


def _list_text(mine: Sequence[Filter], language: str) -> str:
    """One line per filter, as many as there is room for."""
    if not mine:
        return say("discord.filter.none_yet", language)
    text = say("discord.filter.list", language, count=len(mine))
    for number, one in enumerate(mine):
        line = (
            f"\n{state_of(one, language=language)} **{name_of(one)}** · "
            f"{summary(one.criteria, language=language)}"
        )
        if length(text) + length(line) > LONGEST_LIST:
            more = say("discord.filter.list_more", language, count=len(mine) - number)
            return f"{text}\n{more}"
        text += line
    return text


def _hits_line(hits: Sequence[AlertCard], language: str) -> str:
    return say("discord.filter.hits" if hits else "discord.filter.no_hits", language)
