"""A row that cannot be read, or a person whose wishes cannot be used, holds up nobody else."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import text
from tests.delivery.holding import digest, pass_by, prefers, tune
from tests.delivery.world import Member, World

from maneki.delivery.outcome import Unclear
from maneki.model.digest import DigestPlan, Every
from maneki.model.outbox import OutboxKind, OutboxState
from maneki.model.quiet import QuietHours

HOUR = timedelta(hours=1)
HOURLY = DigestPlan(every=Every.HOUR)
UNREADABLE = "what it says cannot be read any more"


async def spoil(world: World, member: Member, *, body: str = "{}") -> None:
    """What waits for this member is not what anybody wrote."""
    async with world.store.transaction() as tx:
        await tx._session.connection.execute(
            text("UPDATE outbox SET body = :body WHERE destination_id = :there"),
            {"body": body, "there": member.destination_id},
        )


async def corrupt(world: World, member: Member, table: str, **values: object) -> None:
    key = {"preferences": "person_id", "filters": "id"}[table]
    which = {"person_id": member.person_id, "id": member.filter_id}[key]
    wanted = ", ".join(f"{name} = :{name}" for name in values)
    async with world.store.transaction() as tx:
        await tx._session.connection.execute(
            text(f"UPDATE {table} SET {wanted} WHERE {key} = :key"),  # noqa: S608  (our own words)
            {**values, "key": which},
        )


async def states_of(world: World, member: Member) -> list[tuple[str, str | None]]:
    async with world.store.transaction() as tx:
        found = await tx.deliveries.of_person(member.person_id, limit=10)
    return [(one.state, one.reason) for one in found]


@pytest.mark.parametrize("body", ["{}", "[]", '{"event": "new", "listing": 3}'])
async def test_a_row_that_cannot_be_read_is_set_aside_and_holds_up_nobody(
    world: World, body: str
) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "poison")
    await world.alert(ben, "fine")
    await spoil(world, ami, body=body)
    await world.alert(ami, "coat")
    await world.deliver()
    assert sorted(world.channel.titles()) == ["coat", "fine"]
    assert sorted(await states_of(world, ami)) == [("failed", UNREADABLE), ("sent", None)]
    async with world.store.transaction() as tx:
        [failed] = await tx.deliveries.in_states([OutboxState.FAILED], limit=10)
    assert failed.card is None


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
async def test_a_row_that_is_no_json_at_all_is_set_aside(world: World) -> None:
    """PostgreSQL does not take such a thing; a file is whatever somebody wrote into it."""
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "poison")
    await world.alert(ben, "fine")
    await spoil(world, ami, body='{"event": ')
    await world.deliver()
    assert world.channel.titles() == ["fine"]
    assert await states_of(world, ami) == [("failed", UNREADABLE)]


async def test_a_notice_that_cannot_be_read_is_set_aside(world: World) -> None:
    ami = await world.member("100")
    await world.say(ami, "Mercari is down", OutboxKind.NOTICE)
    await spoil(world, ami)
    await world.alert(ami, "coat")
    await world.deliver()
    assert world.channel.titles() == ["coat"]
    assert ("failed", UNREADABLE) in await states_of(world, ami)


async def test_a_message_under_way_goes_on_without_what_cannot_be_read_any_more(
    world: World,
) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.unanswered(ami, "poison")
    await spoil(world, ami)
    await world.alert(ben, "fine")
    await world.deliver_for(HOUR)
    assert world.channel.titles() == ["fine"]
    assert await states_of(world, ami) == [("failed", UNREADABLE)]


async def test_a_digest_is_made_without_what_cannot_be_read(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    for one in (ami, ben):
        await tune(world, one, digest=HOURLY)
    await world.alert(ami, "poison")
    await world.alert(ben, "fine")
    await world.deliver()
    await spoil(world, ami)
    await world.alert(ami, "coat")
    await pass_by(world, HOUR)
    notes = [parcel.items[0].note for parcel in world.channel.tried]
    assert [note.count for note in notes if note] == [1, 1]
    assert await digest(world) == 0
    assert ("failed", UNREADABLE) in await states_of(world, ami)


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Olympus"}, {"time_zone": "../x"}, {"quiet_start": 5000}]
)
async def test_somebody_whose_wishes_cannot_be_used_is_told_as_if_they_had_none(
    world: World, wrong: dict[str, object], logged: list[dict[str, object]]
) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    noon = world.clock.now()
    await prefers(world, ami, quiet=QuietHours(time(1), time(2)), most_alerts_a_day=9)
    await corrupt(world, ami, "preferences", **wrong)
    await world.alert(ami, "coat")
    await world.alert(ben, "fine")
    await world.deliver()
    assert world.clock.now() == noon
    assert sorted(world.channel.titles()) == ["coat", "fine"]
    assert any(line["event"] == "people.unreadable" for line in logged)


async def test_a_filter_whose_digest_cannot_be_read_has_none(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await tune(world, ami, digest=HOURLY)
    await corrupt(world, ami, "filters", digest="yearly")
    await world.alert(ami, "coat")
    await world.alert(ben, "fine")
    await world.deliver()
    assert sorted(world.channel.titles()) == ["coat", "fine"]


async def test_what_has_arrived_counts_as_told_whether_it_can_be_read_or_not(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "poison", "coat")
    world.channel.answer_after_taking("100", Unclear("503"))
    await world.deliver()
    await spoil(world, ami)
    await world.deliver_for(HOUR)
    assert len(world.channel.messages) == 1
    assert {state for state, _ in await states_of(world, ami)} == {"sent"}
