"""One attempt at one parcel: send it, or look whether it is there, and say what follows."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from maneki.clock import Clock
from maneki.delivery.channel import Channel
from maneki.delivery.outcome import CannotTell, Outcome, Reading, Stop, Unclear
from maneki.delivery.retry import (
    Persistence,
    Step,
    after_reading,
    must_look,
    must_read_back,
    next_step,
)
from maneki.errors import StoreError, TokenRejectedError
from maneki.model.outbox import Parcel
from maneki.phrases import say

log = structlog.get_logger(__name__)


async def attempt(
    channel: Channel,
    parcel: Parcel,
    *,
    clock: Clock,
    persistence: Persistence,
    at_most: timedelta,
) -> Step:
    """Takes no longer than `at_most`. Whatever is wrong with this parcel stays with it."""
    has_to_look = must_read_back if channel.remembers_nonces else must_look
    if has_to_look(parcel, now=clock.now(), persistence=persistence):
        reading = await _read_back(channel, parcel, at_most)
        return after_reading(reading, parcel, now=clock.now(), persistence=persistence)
    outcome = await _send(channel, parcel, at_most)
    return next_step(outcome, parcel, now=clock.now(), persistence=persistence)


async def _send(channel: Channel, parcel: Parcel, at_most: timedelta) -> Outcome:
    try:
        async with asyncio.timeout(at_most.total_seconds()):
            return await channel.send(parcel)
    except TimeoutError:
        return Unclear("no answer in time")
    except TokenRejectedError as exc:
        return Stop(str(exc))
    except StoreError as exc:
        return Unclear(str(exc))
    except Exception as exc:
        # The rim of one parcel: a thing that breaks us must not stop what others wait for.
        log.exception("delivery.attempt_broke", parcel=parcel.id)
        return Unclear(f"the attempt broke off: {type(exc).__name__}", is_ours=True)


async def _read_back(channel: Channel, parcel: Parcel, at_most: timedelta) -> Reading:
    try:
        async with asyncio.timeout(at_most.total_seconds()):
            return await channel.was_sent(parcel)
    except TimeoutError:
        return Unclear("no answer in time")
    except TokenRejectedError as exc:
        return Stop(str(exc))
    except StoreError as exc:
        return Unclear(str(exc))
    except Exception:
        log.exception("delivery.reading_broke", parcel=parcel.id)
        return CannotTell(say("delivery.reason.broke_off", parcel.language))
