"""Which markets are watched, and what filters may ask for here.

What a market's client needs is loaded where that market is watched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from maneki.clock import Clock
from maneki.errors import SettingsError
from maneki.filters.desk import FilterDesk
from maneki.filters.watchable import Watchable
from maneki.markets.known import KNOWN_MARKETS, RESERVED_NAMES, SOURCE_NAME
from maneki.markets.manners import Manners
from maneki.markets.market import Market
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.book import SHOP
from maneki.people.rollout import Rollout
from maneki.settings import Settings
from maneki.store import Store


def markets_of(settings: Settings, clock: Clock) -> dict[str, Market]:
    """The markets that are watched, in order. Raises `SettingsError`."""
    markets: dict[str, Market] = {}
    if settings.feeds:
        markets["feed"] = _feed(settings, clock)
    for name in settings.markets:
        _refuse_unknown_market(name, settings)
    if "mercari_jp" in settings.markets:
        markets["mercari_jp"] = _mercari_jp(settings, clock)
    return markets


def _feed(settings: Settings, clock: Clock) -> Market:
    from maneki.markets.feed.client import FEED, FeedMarket  # noqa: PLC0415

    return FeedMarket(
        settings.feeds,
        clock=clock,
        user_agent=settings.user_agent,
        manners=_manners(FEED, every=settings.feed_every, gap=settings.feed_gap),
    )


def _mercari_jp(settings: Settings, clock: Clock) -> Market:
    from maneki.markets.mercari_jp.client import MERCARI_JP, MercariJpMarket  # noqa: PLC0415

    return MercariJpMarket(
        clock=clock,
        user_agent=settings.user_agent,
        base_url=settings.mercari_jp_url,
        manners=_manners(MERCARI_JP, every=settings.mercari_jp_every, gap=settings.mercari_jp_gap),
    )


def _manners(usual: Manners, *, every: float, gap: float) -> Manners:
    return replace(usual, revisit=timedelta(seconds=every), gap=timedelta(seconds=gap))


def _refuse_unknown_market(name: str, settings: Settings) -> None:
    known = KNOWN_MARKETS.get(name)
    if known is None or name == "feed":
        names = ", ".join(one for one in KNOWN_MARKETS if one != "feed")
        raise SettingsError(f"MANEKI_MARKETS names {name!r}; known are: {names}.")
    if known.warning is not None and name not in settings.accepted_warnings:
        raise SettingsError(
            f"{known.warning} If you accept that, add {name} to MANEKI_ACCEPTED_WARNINGS."
        )


def sources_of(settings: Settings) -> tuple[str, ...]:
    """The sources of pushed listings that filters may name. Raises `SettingsError`."""
    for name in settings.ingest_sources:
        if not SOURCE_NAME.fullmatch(name):
            raise SettingsError(
                f"MANEKI_INGEST_SOURCES names {name!r}; write lower-case letters, digits and "
                "underscores, such as my_market."
            )
        if name in RESERVED_NAMES:
            raise SettingsError(
                f"MANEKI_INGEST_SOURCES names {name!r}, which is a market's name; nobody can push "
                "under it."
            )
    return settings.ingest_sources


def watchable_of(
    settings: Settings, markets: dict[str, Market], dictionary: BrandDictionary
) -> Watchable:
    """Which markets and sources filters may name here. Raises `SettingsError`."""
    return Watchable(
        markets=markets,
        spellings=dictionary.spellings,
        sources=(*sources_of(settings), *_shelf(settings)),
        takes_any_source=settings.ingest_token is not None,
        built_in=RESERVED_NAMES,
    )


def _shelf(settings: Settings) -> tuple[str, ...]:
    """The shop's own shelf is a market where there is a shopkeeper."""
    return (SHOP,) if "shopkeeper" in settings.parts else ()


def filter_desk(
    settings: Settings,
    store: Store,
    watchable: Watchable,
    *,
    matcher: Matcher,
    changed: Callable[[], None],
    rollout: Rollout | None = None,
) -> FilterDesk:
    """What the operator does for others needs no `rollout`."""
    doors = rollout or Rollout(store, most=None)
    return FilterDesk(
        store,
        matcher=matcher,
        watchable=watchable,
        most_filters=settings.most_filters,
        default_currency=settings.default_currency,
        changed=changed,
        admit=doors.admit,
        lifetime=lifetime_of(settings),
    )


def lifetime_of(settings: Settings) -> timedelta | None:
    return timedelta(days=settings.filter_days) if settings.filter_days else None


def rollout_of(settings: Settings, store: Store) -> Rollout:
    return Rollout(
        store,
        most=None if settings.rollout == "all" else settings.rollout,
        roles=settings.rollout_roles,
        default_currency=settings.default_currency,
    )
