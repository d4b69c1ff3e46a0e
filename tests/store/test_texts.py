"""What became of texts is known for as long as what was said, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maneki.clock import MovableClock
from maneki.people.forgetter import ConversationForgetter
from maneki.store import Store

EARLIER = {"sent": ("queued", "sending"), "delivered": ("queued", "sending", "sent")}


async def report(store: Store, status: str, *, provider: str = "twilio") -> bool:
    async with store.transaction() as tx:
        return await tx.texts.report(
            provider, "SM1", status=status, code=None, earlier=EARLIER.get(status, ())
        )


async def test_a_report_is_news_once_and_only_goes_forward(store: Store) -> None:
    assert await report(store, "sent")
    assert not await report(store, "sent")
    assert not await report(store, "queued")
    assert await report(store, "delivered")
    assert not await report(store, "sent")
    async with store.transaction() as tx:
        assert await tx.texts.status_of("twilio", "SM1") == "delivered"


async def test_two_providers_may_call_two_texts_the_same(store: Store) -> None:
    assert await report(store, "sent", provider="twilio")
    assert await report(store, "sent", provider="sinch")


@pytest.mark.parametrize(("days", "is_known"), [(89, True), (91, False)])
async def test_reports_are_forgotten_with_conversations(
    store: Store, clock: MovableClock, days: int, is_known: bool
) -> None:
    await report(store, "sent")
    clock.move(timedelta(days=days))
    await ConversationForgetter(store, keep=timedelta(days=90)).step()
    async with store.transaction() as tx:
        assert (await tx.texts.status_of("twilio", "SM1") is not None) is is_known


async def test_a_nonce_is_new_once(store: Store, clock: MovableClock) -> None:
    async with store.transaction() as tx:
        assert not await tx.texts.knows_nonce("sms:sinch", "n")
        assert await tx.texts.remember_nonce("sms:sinch", "n", forget_before=tx.now)
        assert not await tx.texts.remember_nonce("sms:sinch", "n", forget_before=tx.now)
        assert await tx.texts.remember_nonce("sms:other", "n", forget_before=tx.now)
    clock.move(331)
    async with store.transaction() as tx:
        before = tx.now - timedelta(seconds=330)
        assert await tx.texts.remember_nonce("sms:sinch", "n", forget_before=before)
