"""The members choose their places and make their filters, by the desks that the program has too.

Nobody types anything: a load test is about what comes afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.watchable import Watchable
from maneki.markets.known import RESERVED_NAMES
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.person import DISCORD, Address, DestinationKind
from maneki.people.desk import PeopleDesk
from maneki.simulator.demo.stage import Member, Place, Stage
from maneki.simulator.load.goods import SOURCE
from maneki.simulator.load.wishes import MOST_FILTERS
from maneki.simulator.world.filters import PlannedFilter
from maneki.store import Store


async def refuse_inhabited(store: Store) -> None:
    """A database with anybody in it is not for a load test.

    Raises `InvalidInputError`, `SchemaOutOfDateError` or `StoreUnavailableError`.
    """
    if await store.is_blank():
        return
    await store.check_schema()
    async with store.transaction() as tx:
        filters = await tx.filters.active(after=None, limit=1)
        is_inhabited = bool(filters or await tx.servers.present())
    if is_inhabited:
        raise InvalidInputError(
            "The database of --database has members in it; name one that is empty."
        )


async def move_in(
    store: Store,
    stage: Stage,
    filters: Sequence[PlannedFilter],
    *,
    made: Callable[[], None],
    source: str = SOURCE,
) -> None:
    """Put members, places and filters into the database. `made` is called for each filter."""
    people = PeopleDesk(store, default_currency=None, due=_nobody_waits)
    desk = filter_desk(store, source=source)
    for member in stage.members:
        await _choose_place(people, store, stage, member)
    for planned in filters:
        await desk.create(
            _address(stage.members[planned.member]), name=planned.name, criteria=planned.criteria
        )
        made()


def filter_desk(store: Store, *, source: str) -> FilterDesk:
    """The desk of a program that takes what `source` pushes."""
    dictionary = BrandDictionary.load()
    return FilterDesk(
        store,
        matcher=Matcher(dictionary),
        watchable=Watchable(
            markets={},
            spellings=dictionary.spellings,
            sources=(source,),
            takes_any_source=True,
            built_in=RESERVED_NAMES,
        ),
        most_filters=MOST_FILTERS,
        default_currency=None,
        changed=_nobody_waits,
    )


async def _choose_place(people: PeopleDesk, store: Store, stage: Stage, member: Member) -> None:
    channel = member.channel
    if channel is None:
        chosen = await people.choose_dms(_address(member))
        # They have been members for a while. Opening a thousand DMs takes an hour and more, which
        # is another matter than delivering to them.
        opened = stage.sim.dm_channel(member.user, stage.application)
        async with store.transaction() as tx:
            await tx.destinations.opened(chosen.id, channel_id=str(opened.id))
        return
    guild = stage.sim.world.guild_of(channel)
    assert guild is not None  # noqa: S101  (what is no DM is in a server)
    is_thread = member.place is Place.THREAD
    await people.choose_destination(
        _address(member),
        kind=DestinationKind.THREAD if is_thread else DestinationKind.CHANNEL,
        address=str(channel.id),
        server_external_id=str(guild.id),
        server_name=guild.name,
        is_age_restricted=False,
    )


def _address(member: Member) -> Address:
    return Address(DISCORD, str(member.user.id))


def _nobody_waits() -> None:
    """The program has not started yet."""
