"""Two addresses are one person's by proof of both sides, and two people's again when asked for."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, time, timedelta

import pytest
from tests.people.town import (
    AMI,
    AMIS_PHONE,
    BEN,
    BENS_PHONE,
    CEM,
    CEMS_PHONE,
    LONDON,
    Town,
)

from maneki.clock import MovableClock
from maneki.errors import InvalidInputError
from maneki.model.consent import ConsentKind
from maneki.model.link import Deed
from maneki.model.person import Address, DestinationKind
from maneki.model.quiet import QuietHours
from maneki.people.codes import ALPHABET, new_code
from maneki.people.consents import BY_KEYWORD, agree, opt_out
from maneki.people.linking import LinkError
from maneki.phrases import say
from maneki.store import Store

WRONG = say("linking.wrong_code", "en")
MANY = say("linking.too_many_tries", "en")


@pytest.fixture
def town(store: Store, clock: MovableClock) -> Town:
    return Town(store, clock)


# By text, to be entered on Discord


async def test_a_code_from_a_phone_makes_the_discord_account_the_same_person(town: Town) -> None:
    await town.says(AMIS_PHONE, "hello from my phone")
    await town.says(AMI, "hello from Discord")
    code = await town.linker.start(AMIS_PHONE)
    linked = await town.linker.confirm(AMI, code.text)
    assert set(linked.addresses) == {AMI, AMIS_PHONE}
    assert await town.who(AMI) == await town.who(AMIS_PHONE) == linked.person_id
    assert sorted(await town.said(AMI)) == ["hello from Discord", "hello from my phone"]


@pytest.mark.parametrize("typed", ["2222 code", "2222code", " ２２２２-ＣＯＤＥ ", "2222–code"])
async def test_a_code_counts_however_it_is_typed(town: Town, typed: str) -> None:
    await town.linker.start(AMIS_PHONE)
    await town.linker.confirm(AMI, typed)
    assert await town.who(AMI) == await town.who(AMIS_PHONE)


async def test_the_other_way_round_a_code_from_discord_is_texted_to_us(town: Town) -> None:
    code = await town.linker.start(AMI)
    await town.linker.confirm(AMIS_PHONE, code.text)
    assert await town.who(AMI) == await town.who(AMIS_PHONE)


async def test_only_a_keyed_digest_of_a_code_is_kept(town: Town) -> None:
    code = await town.linker.start(AMIS_PHONE)
    (row,) = await town.rows("link_codes")
    assert not any(code.text.replace("-", "") in str(value) for value in row.values())
    assert re.fullmatch("[0-9a-f]{64}", row["digest"])


def test_codes_have_no_letters_that_look_alike() -> None:
    assert not set("01OIL") & set(ALPHABET)
    assert len({new_code() for _ in range(1000)}) == 1000


async def test_every_code_that_is_worth_nothing_is_refused_in_the_same_words(
    town: Town, clock: MovableClock
) -> None:
    used = await town.linker.start(AMIS_PHONE)
    await town.linker.confirm(AMI, used.text)
    old = await town.linker.start(BENS_PHONE)
    clock.move(timedelta(minutes=10))
    own_kind = await town.linker.start(CEMS_PHONE)
    replaced = await town.linker.start(LONDON)
    await town.linker.start(LONDON)
    for caller, code in [
        (BEN, used.text),
        (BEN, old.text),
        (BENS_PHONE, own_kind.text),
        (BEN, replaced.text),
        (BEN, "WHAT-EVER"),
        (CEM, ""),
    ]:
        with pytest.raises(LinkError, match=re.escape(WRONG)):
            await town.linker.confirm(caller, code)


async def test_nobody_tries_more_than_five_codes_in_an_hour(
    town: Town, clock: MovableClock
) -> None:
    code = await town.linker.start(AMIS_PHONE)
    for _ in range(5):
        with pytest.raises(LinkError, match=re.escape(WRONG)):
            await town.linker.confirm(BEN, "WRONG")
    with pytest.raises(LinkError, match=re.escape(MANY)):
        await town.linker.confirm(BEN, code.text)
    await town.linker.confirm(AMI, code.text)
    clock.move(timedelta(hours=1, seconds=1))
    with pytest.raises(LinkError, match=re.escape(WRONG)):
        await town.linker.confirm(BEN, "WRONG")


async def test_tries_that_come_all_at_once_are_counted_too(town: Town) -> None:
    code = await town.linker.start(AMIS_PHONE)
    guesses = [town.linker.confirm(BEN, f"GUESS-{number}") for number in range(12)]
    said = [str(one) for one in await asyncio.gather(*guesses, return_exceptions=True)]
    assert said.count(WRONG) == 5
    assert said.count(MANY) == 7
    with pytest.raises(LinkError, match=re.escape(MANY)):
        await town.linker.confirm(BEN, code.text)


async def test_a_code_that_was_tried_five_times_in_the_wrong_place_is_worth_nothing(
    town: Town,
) -> None:
    code = await town.linker.start(AMIS_PHONE)
    for phone in (BENS_PHONE, CEMS_PHONE, LONDON, BENS_PHONE, CEMS_PHONE):
        with pytest.raises(LinkError):
            await town.linker.confirm(phone, code.text)
    with pytest.raises(LinkError, match=re.escape(WRONG)):
        await town.linker.confirm(AMI, code.text)


async def test_five_codes_in_an_hour_are_enough(town: Town) -> None:
    for _ in range(5):
        await town.linker.start(AMIS_PHONE)
    with pytest.raises(InvalidInputError, match="in an hour"):
        await town.linker.start(AMIS_PHONE)


async def test_of_two_who_enter_a_code_at_the_same_time_one_is_linked(town: Town) -> None:
    await town.meets(AMI)
    await town.meets(BEN)
    code = await town.linker.start(AMIS_PHONE)
    outcomes = await asyncio.gather(
        *(town.linker.confirm(caller, code.text) for caller in (AMI, BEN) * 3),
        return_exceptions=True,
    )
    linked = [one for one in outcomes if not isinstance(one, BaseException)]
    assert len(linked) == 1
    assert {type(one) for one in outcomes if isinstance(one, BaseException)} == {LinkError}
    assert len(await town.rows("links")) == 1


async def test_two_codes_that_cross_make_one_person(town: Town) -> None:
    by_text, by_discord = await town.linker.start(AMIS_PHONE), await town.linker.start(AMI)
    outcomes = await asyncio.gather(
        town.linker.confirm(AMI, by_text.text),
        town.linker.confirm(AMIS_PHONE, by_discord.text),
        return_exceptions=True,
    )
    assert sum(isinstance(one, LinkError) for one in outcomes) == 1
    assert await town.who(AMI) == await town.who(AMIS_PHONE)


async def test_what_is_linked_already_is_said_to_be(town: Town) -> None:
    await town.link(AMIS_PHONE, AMI)
    code = await town.linker.start(AMIS_PHONE)
    with pytest.raises(LinkError, match="linked already"):
        await town.linker.confirm(AMI, code.text)


async def test_a_phone_that_is_linked_is_not_linked_with_another_account(town: Town) -> None:
    await town.link(AMIS_PHONE, AMI)
    code = await town.linker.start(AMIS_PHONE)
    with pytest.raises(LinkError, match="/unlink"):
        await town.linker.confirm(BEN, code.text)
    code = await town.linker.start(BENS_PHONE)
    with pytest.raises(LinkError, match="/unlink"):
        await town.linker.confirm(AMI, code.text)
    assert await town.who(BEN) != await town.who(AMI)


# To a phone that is named on Discord


async def test_a_number_that_is_named_on_discord_is_texted_a_code(town: Town) -> None:
    said = await town.linker.text_code(AMI, "(212) 555-0123")
    (text,) = await town.texts(AMIS_PHONE)
    assert text.startswith("Moon Books: 2222-CODE")
    assert "STOP" in text
    assert "2222" not in said
    await town.linker.confirm(AMI, "2222-CODE")
    assert await town.who(AMI) == await town.who(AMIS_PHONE)


async def test_a_code_that_was_texted_is_entered_by_whoever_asked_for_it(town: Town) -> None:
    await town.linker.text_code(AMI, AMIS_PHONE.value)
    with pytest.raises(LinkError, match=re.escape(WRONG)):
        await town.linker.confirm(BEN, "2222-CODE")


async def test_strangers_get_one_code_a_day(town: Town, clock: MovableClock) -> None:
    await town.linker.text_code(AMI, AMIS_PHONE.value)
    await town.linker.text_code(AMI, AMIS_PHONE.value)
    await town.linker.text_code(AMI, BENS_PHONE.value)
    await town.linker.text_code(BEN, AMIS_PHONE.value)
    assert len(await town.rows("outbox")) == 1
    clock.move(timedelta(days=1, seconds=1))
    await town.linker.text_code(BEN, AMIS_PHONE.value)
    assert len(await town.texts(AMIS_PHONE)) == 2


async def test_all_strangers_together_get_so_many_texts_a_day(town: Town) -> None:
    numbers = [f"+1212555{number}" for number in range(2100, 2110)]
    for index, number in enumerate(numbers):
        await town.linker.text_code(Address("discord", str(5000 + index)), number)
    assert len(await town.rows("outbox")) == 4


async def test_numbers_abroad_get_no_text_unless_they_wrote_to_us(town: Town) -> None:
    await town.linker.text_code(AMI, LONDON.value)
    assert await town.texts(LONDON) == []
    await town.says(LONDON, "hello")
    await town.linker.text_code(AMI, LONDON.value)
    assert len(await town.texts(LONDON)) == 1


async def test_a_number_that_opted_out_gets_no_code(town: Town, store: Store) -> None:
    await town.says(AMIS_PHONE, "hello")
    async with store.transaction() as tx:
        await opt_out(tx, AMIS_PHONE, how=BY_KEYWORD, words="STOP", source="test")
    await town.linker.text_code(AMI, AMIS_PHONE.value)
    assert await town.texts(AMIS_PHONE) == []


async def test_nobody_learns_which_numbers_we_know(town: Town, store: Store) -> None:
    await town.says(AMIS_PHONE, "hello")
    await town.says(BENS_PHONE, "hello")
    async with store.transaction() as tx:
        await opt_out(tx, BENS_PHONE, how=BY_KEYWORD, words="STOP", source="test")
    numbers = (AMIS_PHONE, BENS_PHONE, CEMS_PHONE, LONDON, AMIS_PHONE)
    said = {await town.linker.text_code(AMI, one.value) for one in numbers}
    assert said == {say("linking.on_its_way", "en")}


async def test_what_is_no_number_is_said_to_be_none(town: Town) -> None:
    with pytest.raises(InvalidInputError, match="phone number"):
        await town.linker.text_code(AMI, "123")


async def test_a_phone_cannot_have_codes_texted_to_phones(town: Town) -> None:
    await town.says(AMIS_PHONE, "hello")
    await town.linker.text_code(AMIS_PHONE, BENS_PHONE.value)
    assert await town.rows("outbox") == []


# What becomes of two who are one


async def test_whoever_we_have_known_for_longer_stays(town: Town, clock: MovableClock) -> None:
    older = await town.meets(AMI)
    clock.move(timedelta(days=1))
    await town.meets(AMIS_PHONE)
    await town.link(AMIS_PHONE, AMI)
    assert await town.who(AMIS_PHONE) == older.id


async def test_all_of_both_is_one_persons(town: Town) -> None:
    for address in (AMI, AMIS_PHONE):
        await town.says(address, f"by {address.kind}")
        await town.is_told(address, "a reply")
        await town.wants(address, f"coats {address.kind}")
        await town.is_known_for(address, f"fact {address.kind}", "1")
    before = await town.counts()
    await town.link(AMIS_PHONE, AMI)
    assert await town.counts() == before
    who = await town.who(AMI)
    for table in ("addresses", "destinations", "filters", "inbox", "conversations", "facts",
                  "outbox"):  # fmt: skip
        assert {row["person_id"] for row in await town.rows(table)} == {who}, table


async def test_a_filter_whose_name_is_taken_is_called_otherwise_until_they_part(
    town: Town,
) -> None:
    await town.wants(AMI, "coats")
    await town.wants(AMIS_PHONE, "coats")
    await town.wants(AMIS_PHONE, "coats (2)")
    await town.link(AMIS_PHONE, AMI)
    assert await town.filters(AMI) == ["coats", "coats (2)", "coats (3)"]
    await town.linker.unlink(AMI)
    assert await town.filters(AMI) == ["coats"]
    assert await town.filters(AMIS_PHONE) == ["coats", "coats (2)"]


async def test_whoever_matches_hears_that_a_filter_is_called_otherwise(
    town: Town, store: Store
) -> None:
    await town.wants(AMI, "coats")
    theirs = await town.wants(AMIS_PHONE, "coats")
    assert theirs is not None
    async with store.reading() as tx:
        last = await tx.filters.last_change()
    await town.link(AMIS_PHONE, AMI)
    async with store.reading() as tx:
        changes = await tx.filters.changes_after(last)
    assert [one.filter_id for one in changes] == [theirs.id]


async def test_what_is_stricter_holds_until_they_part(town: Town, store: Store) -> None:
    until = datetime(2026, 2, 1, tzinfo=UTC)
    short, long = QuietHours(time(23), time(6)), QuietHours(time(21), time(9))
    await town.meets(AMI, quiet=short, most_alerts_a_day=20, time_zone="Asia/Tokyo")
    await town.meets(
        AMIS_PHONE,
        quiet=long,
        paused_until=until,
        most_alerts_a_day=5,
        most_messages_an_hour=3,
        time_zone="America/New_York",
    )
    before = await town.preferences(AMI), await town.preferences(AMIS_PHONE)
    await town.link(AMIS_PHONE, AMI)
    now = await town.preferences(AMI)
    assert (now.quiet, now.time_zone, now.paused_until) == (long, "America/New_York", until)
    assert (now.most_alerts_a_day, now.most_messages_an_hour) == (5, 3)
    await town.linker.unlink(AMIS_PHONE)
    assert (await town.preferences(AMI), await town.preferences(AMIS_PHONE)) == before


async def test_a_phone_that_opted_out_stays_so_and_its_owner_is_told(
    town: Town, store: Store
) -> None:
    async with store.transaction() as tx:
        await opt_out(tx, AMIS_PHONE, how=BY_KEYWORD, words="STOP", source="test")
        await agree(
            tx, AMI, ConsentKind.PROMOTIONAL, how="button", words="Tell me", source="discord"
        )
    code = await town.linker.start(AMI)
    linked = await town.linker.confirm(AMIS_PHONE, code.text)
    assert linked.are_texts_off
    assert "START" in linked.said_in("en")
    async with store.reading() as tx:
        assert (await tx.consents.of(AMIS_PHONE)).is_opted_out
        assert not (await tx.consents.of(AMIS_PHONE)).may_be_offered


async def test_each_deed_is_written_down_without_what_people_said(town: Town, store: Store) -> None:
    await town.says(AMIS_PHONE, "my secret")
    await town.link(AMIS_PHONE, AMI)
    unlinked = await town.linker.unlink(AMI)
    async with store.reading() as tx:
        entries = [*await tx.audit.of(unlinked.stays), *await tx.audit.of(unlinked.leaves)]
    assert sorted(one.deed for one in entries) == [Deed.LINKED] * 2 + [Deed.UNLINKED] * 2
    assert not any(AMIS_PHONE.value in str(one.detail) for one in entries)


# Two people again


async def test_whoever_parts_has_what_came_from_their_address_and_nothing_else(
    town: Town,
) -> None:
    for address in (AMI, AMIS_PHONE):
        await town.says(address, f"before {address.kind}")
        await town.is_known_for(address, "name", address.kind)
    await town.link(AMIS_PHONE, AMI)
    for address in (AMI, AMIS_PHONE):
        await town.says(address, f"linked {address.kind}")
        await town.wants(address, f"coats {address.kind}")
        await town.is_told(address, f"reply {address.kind}")
    before = await town.counts()
    await town.linker.unlink(AMI, AMIS_PHONE)
    assert await town.counts() == before
    for address in (AMI, AMIS_PHONE):
        kind = address.kind
        assert await town.said(address) == [f"before {kind}", f"linked {kind}"]
        assert await town.filters(address) == [f"coats {kind}"]
        assert await town.facts(address) == {"name": kind}
        owner = await town.who(address)
        places = {row["id"] for row in await town.rows("destinations") if row["person_id"] == owner}
        sent = [row for row in await town.rows("outbox") if row["person_id"] == owner]
        assert {row["destination_id"] for row in sent} == places


async def test_what_is_linked_again_is_linked_as_before(town: Town) -> None:
    await town.says(AMIS_PHONE, "one")
    await town.link(AMIS_PHONE, AMI)
    await town.linker.unlink(AMIS_PHONE)
    await town.says(AMI, "two")
    await town.link(AMIS_PHONE, AMI)
    assert sorted(await town.said(AMI)) == ["one", "two"]


async def test_a_filter_that_went_to_the_others_place_goes_there_no_more(
    town: Town, store: Store
) -> None:
    await town.link(AMIS_PHONE, AMI)
    person = await town.meets(AMI)
    wanted = await town.wants(AMIS_PHONE, "coats")
    async with store.transaction() as tx:
        dms = await tx.destinations.choose(
            person.id,
            kind=DestinationKind.DM,
            address=AMI.value,
            address_id=await tx.people.address_id(AMI),
        )
        await tx.people.set_default_destination(person.id, dms.id)
        phone = await tx.destinations.talk(
            person.id, kind=DestinationKind.PHONE, address=AMIS_PHONE.value
        )
    await town.linker.unlink(AMI)
    owner = await town.who(AMIS_PHONE)
    async with store.reading() as tx:
        assert wanted is not None
        found = await tx.filters.get(wanted.id)
        assert found is not None
        assert found.person_id == owner
        theirs = await tx.destinations.of_person(owner or person.id)
        assert [one.id for one in theirs] == [phone.id]


async def test_who_is_alone_cannot_part(town: Town) -> None:
    await town.meets(AMI)
    with pytest.raises(LinkError, match="Nothing is linked"):
        await town.linker.unlink(AMI)
    with pytest.raises(LinkError, match="not one of yours"):
        await town.linker.unlink(AMI, BENS_PHONE)


async def test_what_came_in_for_somebody_who_was_just_absorbed_is_brought_along(
    town: Town, store: Store, clock: MovableClock
) -> None:
    survivor = await town.meets(AMI)
    clock.move(timedelta(seconds=1))
    absorbed = await town.meets(AMIS_PHONE)
    await town.link(AMIS_PHONE, AMI)
    async with store.transaction() as tx:
        # Somebody who had read who it was before they were linked.
        await tx.destinations.talk(
            absorbed.id, kind=DestinationKind.PHONE, address=AMIS_PHONE.value
        )
        assert await tx.links.who_is(absorbed.id) == survivor.id
    await town.linker.gather()
    async with store.reading() as tx:
        assert await tx.destinations.of_person(absorbed.id) == ()


async def test_what_a_filter_found_goes_to_no_place_of_the_other_after_they_part(
    town: Town, store: Store
) -> None:
    await town.link(AMIS_PHONE, AMI)
    phones = await town.wants(AMIS_PHONE, "secret of the phone")
    discords = await town.wants(AMI, "coats")
    assert phones is not None
    assert discords is not None
    await town.finds(phones, at=AMI)
    await town.finds(discords, at=AMI)
    await town.linker.unlink(AMI)
    states = sorted(row["state"] for row in await town.rows("outbox"))
    assert states == ["due", "withdrawn"]
    async with store.transaction() as tx:
        (waiting,) = await tx.outbox.waiting(seats=5, per_destination=5)
    assert [one.name for item in waiting.items for one in item.filters] == ["coats"]


async def test_whoever_links_while_alerts_are_written_finds_them(town: Town) -> None:
    for address in (AMI, AMIS_PHONE):
        await town.place(address)
    found = await town.wants(AMIS_PHONE, "coats")
    assert found is not None
    code = await town.linker.start(AMIS_PHONE)
    busy = [town.finds(found, at=AMIS_PHONE), town.says(AMIS_PHONE, "meanwhile")]
    await asyncio.gather(*busy, town.linker.confirm(AMI, code.text))
    await town.linker.gather()
    owners = {row["id"]: row["person_id"] for row in await town.rows("destinations")}
    rows = [*await town.rows("alerts"), *await town.rows("outbox")]
    assert {row["person_id"] for row in rows} == {await town.who(AMI)}
    assert {owners[row["destination_id"]] for row in rows} == {await town.who(AMI)}
    assert await town.said(AMI) == ["meanwhile"]


async def test_filters_go_where_they_went_before_their_owner_was_linked(
    town: Town, store: Store, clock: MovableClock
) -> None:
    places = {}
    for address in (AMIS_PHONE, AMI):
        person, place = await town.meets(address), await town.place(address)
        clock.move(timedelta(seconds=1))
        async with store.transaction() as tx:
            await tx.people.set_default_destination(person.id, place.id)
        places[address] = place.id
    wanted = await town.wants(AMI, "coats")
    assert wanted is not None
    await town.link(AMIS_PHONE, AMI)
    async with store.reading() as tx:
        linked = await tx.filters.get(wanted.id)
    assert linked is not None
    assert linked.destination_id == places[AMI]
    await town.linker.unlink(AMI)
    async with store.reading() as tx:
        parted, ami = await tx.filters.get(wanted.id), await tx.people.at(AMI)
    assert parted is not None
    assert ami is not None
    assert (parted.destination_id, ami.default_destination_id) == (None, places[AMI])


async def test_messages_that_come_in_while_people_link_and_part_are_whose_they_are(
    town: Town, clock: MovableClock
) -> None:
    for address in (AMI, AMIS_PHONE):
        await town.meets(address)
    for number in range(4):
        code = await town.linker.start(AMIS_PHONE)
        busy = [town.writes(one, f"{number}") for one in (AMI, AMIS_PHONE, BEN) * 3]
        await asyncio.gather(*busy[:5], town.linker.confirm(AMI, code.text), *busy[5:])
        owner = await town.who(AMI)
        written = [row for row in await town.rows("inbox") if row["body"]["sender"][1] != BEN.value]
        assert {row["person_id"] for row in written} == {owner}
        busy = [town.writes(one, f"{number}") for one in (AMI, AMIS_PHONE, BEN) * 3]
        await asyncio.gather(*busy[:5], town.linker.unlink(AMI), *busy[5:])
        for row in await town.rows("inbox"):
            assert row["person_id"] == await town.who(Address(*row["body"]["sender"]))
        clock.move(timedelta(hours=2))
    assert len(await town.rows("inbox")) == 4 * 18


async def test_forgetting_amid_messages_leaves_only_what_came_after_it(town: Town) -> None:
    await town.meets(AMI)
    await town.link(AMIS_PHONE, AMI)
    busy = [town.writes(one, "hello") for one in (AMI, AMIS_PHONE) * 4]
    forgotten = town.privacy.forget(AMI, confirmed=True)
    await asyncio.gather(*busy[:4], forgotten, *busy[4:])
    for row in await town.rows("inbox"):
        assert row["person_id"] == await town.who(Address(*row["body"]["sender"]))
    assert await town.rows("links") == []
