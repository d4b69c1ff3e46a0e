"""Matching by several processes: filters are loaded and processes forked before anything else.

Forking is safe while there is one thread, and what is not open is not inherited. So the filters are
read in an event loop of their own, which has ended, with the connections and threads it had, when
the first process is forked.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import structlog

from maneki.alerts.announce import LoadedFilters, load_filters
from maneki.logs import configure
from maneki.matching.match import Matcher
from maneki.run.brands import dictionary_of
from maneki.run.database import clock_of, open_store
from maneki.settings import Settings

log = structlog.get_logger(__name__)


@contextlib.contextmanager
def matching_processes(settings: Settings) -> Iterator[LoadedFilters | None]:
    """The filters, shared with other processes until this is left; None if one process is enough.

    To be entered while no event loop runs. Raises what reading the database raises.
    """
    if settings.matching_processes == 1:
        yield None
        return
    configure(style=settings.log_format, level=settings.log_level)
    read = asyncio.run(_read(settings))
    loaded = read.shared(processes=settings.matching_processes)
    if loaded.pool is None:
        raise AssertionError("several processes make a pool")
    try:
        loaded.pool.wait_for_workers()
        log.info("matching.forked", filters=len(loaded.index), workers=len(loaded.pool.pids))
        yield loaded
    finally:
        loaded.pool.close()


async def _read(settings: Settings) -> LoadedFilters:
    matcher = Matcher(dictionary_of(settings))
    async with open_store(settings, clock_of(settings)) as store:
        return await load_filters(store, matcher)
