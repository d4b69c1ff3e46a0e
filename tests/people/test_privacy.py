"""Whoever asks is forgotten, or shown all that is kept of them, and nobody else is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.people.town import AMI, AMIS_PHONE, BEN, BENS_PHONE, Town

from maneki.clock import MovableClock
from maneki.model.consent import ConsentKind
from maneki.model.link import Deed
from maneki.model.person import Address
from maneki.people.consents import BY_KEYWORD, agree, opt_out
from maneki.people.forgetter import ConversationForgetter
from maneki.store import Store

PERSONAL = (
    "people", "preferences", "addresses", "destinations", "filters", "inbox", "conversations",
    "turns", "facts", "tastes", "dismissals", "handovers", "outbox", "feedback", "link_codes",
    "links", "alerts", "admissions",
)  # fmt: skip


@pytest.fixture
def town(store: Store, clock: MovableClock) -> Town:
    return Town(store, clock)


async def _lives(town: Town, address: Address, word: str) -> None:
    await town.says(address, f"{word} said")
    await town.is_told(address, f"{word} is told")
    await town.wants(address, f"{word} wants")
    await town.is_known_for(address, "name", f"{word} is known")


@pytest.mark.parametrize("caller", [AMI, AMIS_PHONE])
async def test_whoever_is_forgotten_on_one_channel_is_forgotten_on_both(
    town: Town, caller: Address
) -> None:
    await _lives(town, AMI, "ami")
    await _lives(town, AMIS_PHONE, "amis phone")
    await town.link(AMIS_PHONE, AMI)
    done = await town.privacy.forget(caller, confirmed=True)
    assert done.is_done
    assert await town.who(AMI) is None
    assert await town.who(AMIS_PHONE) is None
    for table in PERSONAL:
        assert await town.rows(table) == [], table


async def test_nothing_goes_before_it_is_confirmed(town: Town) -> None:
    await _lives(town, AMI, "ami")
    before = await town.counts()
    asked = await town.privacy.forget(AMI)
    assert await town.counts() == before
    assert (asked.is_done, asked.holdings.conversations, asked.holdings.filters) == (False, 1, 1)
    assert asked.holdings.messages == 2
    assert "cannot be undone" in asked.said_in("en")


async def test_nobody_else_is_forgotten(town: Town) -> None:
    await _lives(town, AMI, "ami")
    await _lives(town, BEN, "ben")
    await town.privacy.forget(AMI, confirmed=True)
    assert await town.said(BEN) == ["ben said"]
    assert await town.filters(BEN) == ["ben wants"]
    assert await town.facts(BEN) == {"name": "ben is known"}


async def test_nothing_in_the_database_tells_of_whoever_was_forgotten(
    town: Town, store: Store
) -> None:
    await _lives(town, AMI, "canary")
    async with store.transaction() as tx:
        await agree(tx, AMI, ConsentKind.PROMOTIONAL, how="button", words="canary", source="test")
    await town.privacy.export(AMI)
    await town.privacy.forget(AMI, confirmed=True)
    everything = ("filter_changes", "consents", "audit", "costs", "searches", *PERSONAL)
    for table in everything:
        rows = str(await town.rows(table))
        assert "canary" not in rows, table
        assert AMI.value not in rows, table


async def test_a_phone_that_opted_out_has_opted_out_for_ever(town: Town, store: Store) -> None:
    await _lives(town, AMIS_PHONE, "ami")
    async with store.transaction() as tx:
        await opt_out(tx, AMIS_PHONE, how=BY_KEYWORD, words="STOP", source="test")
    done = await town.privacy.forget(AMIS_PHONE, confirmed=True)
    assert "opted out" in done.said_in("en")
    await town.says(AMIS_PHONE, "it is me again")
    async with store.reading() as tx:
        assert (await tx.consents.of(AMIS_PHONE)).is_opted_out


async def test_that_somebody_was_forgotten_is_all_that_is_known_of_it(
    town: Town, store: Store
) -> None:
    person = await town.meets(AMI)
    await town.link(AMIS_PHONE, AMI)
    await town.privacy.forget(AMI, confirmed=True)
    async with store.reading() as tx:
        entries = await tx.audit.of(person.id)
    assert [(one.deed, one.detail) for one in entries] == [
        (Deed.LINKED, {}),
        (Deed.FORGOTTEN, {}),
    ]


async def test_whoever_matches_hears_that_filters_are_gone(town: Town, store: Store) -> None:
    wanted = await town.wants(AMI, "coats")
    assert wanted is not None
    async with store.reading() as tx:
        last = await tx.filters.last_change()
    await town.privacy.forget(AMI, confirmed=True)
    async with store.reading() as tx:
        assert [one.filter_id for one in await tx.filters.changes_after(last)] == [wanted.id]
        assert await tx.filters.many([wanted.id]) == {}


async def test_who_is_unknown_has_nothing_to_be_forgotten(town: Town) -> None:
    done = await town.privacy.forget(AMI, confirmed=True)
    assert done.said_in("en") == "We keep nothing of you."
    assert await town.rows("audit") == []


async def test_a_new_beginning_knows_nothing_of_before(town: Town) -> None:
    await _lives(town, AMI, "before")
    await town.privacy.forget(AMI, confirmed=True)
    await town.says(AMI, "hello")
    assert await town.said(AMI) == ["hello"]
    assert await town.facts(AMI) == {}


async def test_everything_of_somebody_is_exported_and_nothing_of_others(
    town: Town, store: Store
) -> None:
    await _lives(town, AMI, "ami")
    await _lives(town, AMIS_PHONE, "amis phone")
    await _lives(town, BEN, "ben")
    await _lives(town, BENS_PHONE, "bens phone")
    await town.link(AMIS_PHONE, AMI)
    async with store.transaction() as tx:
        await opt_out(tx, AMIS_PHONE, how=BY_KEYWORD, words="amis STOP", source="test")
        await opt_out(tx, BENS_PHONE, how=BY_KEYWORD, words="bens STOP", source="test")
    document = json.dumps(await town.privacy.export(AMIS_PHONE))
    for word in ("ami", "amis phone"):
        for deed in ("said", "is told", "wants", "is known"):
            assert f"{word} {deed}" in document
    assert "amis STOP" in document
    assert "ben" not in document
    assert BEN.value not in document
    assert BENS_PHONE.value not in document


async def test_an_export_is_plain_json_and_is_written_down(town: Town, store: Store) -> None:
    person = await town.meets(AMI)
    document = await town.privacy.export(AMI)
    assert document["v"] == 1
    assert json.loads(json.dumps(document)) == document
    async with store.reading() as tx:
        (entry,) = await tx.audit.of(person.id)
    assert entry.deed is Deed.EXPORTED


# Conversations that are over


async def test_a_conversation_is_kept_for_as_long_as_somebody_speaks_in_it(
    town: Town, store: Store, clock: MovableClock
) -> None:
    forgetter = ConversationForgetter(store, keep=timedelta(days=90))
    first = await town.says(AMI, "the first word")
    for _ in range(5):
        clock.move(timedelta(days=30))
        await town.says_in(first, "and on it goes")
        await forgetter.step()
    assert (await town.said(AMI))[0] == "the first word"
    clock.move(timedelta(days=91))
    await forgetter.step()
    assert await town.said(AMI) == []
    assert await town.rows("inbox") == []


async def test_what_is_known_of_a_customer_outlives_conversations(
    town: Town, store: Store, clock: MovableClock
) -> None:
    await _lives(town, AMI, "ami")
    clock.move(timedelta(days=91))
    await ConversationForgetter(store, keep=timedelta(days=90)).step()
    assert await town.said(AMI) == []
    assert await town.facts(AMI) == {"name": "ami is known"}
    assert await town.filters(AMI) == ["ami wants"]


async def test_what_a_number_agreed_to_is_known_for_years(
    town: Town, store: Store, clock: MovableClock
) -> None:
    async with store.transaction() as tx:
        await agree(
            tx, AMIS_PHONE, ConsentKind.PROMOTIONAL, how="keyword", words="YES", source="test"
        )
    for _ in range(5):
        clock.move(timedelta(days=366))
        await ConversationForgetter(store, keep=timedelta(days=90)).step()
    async with store.reading() as tx:
        [given] = await tx.consents.history(AMIS_PHONE)
    assert (given.kind, given.words) == (ConsentKind.PROMOTIONAL, "YES")


async def test_what_the_staff_have_in_hand_is_not_forgotten(
    town: Town, store: Store, clock: MovableClock
) -> None:
    talk_id = await town.says(AMI, "a person, please")
    async with store.transaction() as tx:
        talk = await tx.conversations.get(talk_id)
        assert talk is not None
        handover = await tx.conversations.ask_for_staff(talk, reason="asked")
    clock.move(timedelta(days=91))
    forgetter = ConversationForgetter(store, keep=timedelta(days=90))
    await forgetter.step()
    assert await town.said(AMI) == ["a person, please"]
    async with store.transaction() as tx:
        await tx.conversations.hand_back(handover.id)
    await forgetter.step()
    assert await town.said(AMI) == []
