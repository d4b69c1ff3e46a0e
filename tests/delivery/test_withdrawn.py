"""What is withdrawn after it was packed does not go out; what has arrived is known to have."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tests.delivery.holding import prefers
from tests.delivery.world import World, until

from maneki.delivery.outcome import CannotTell, Later, Outcome, Refused, Stop, Unclear
from maneki.errors import TokenRejectedError
from maneki.model.outbox import OutboxState
from maneki.model.person import DestinationKind

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOON, MUCH_LATER = timedelta(0), timedelta(hours=1)


@pytest.mark.parametrize("later", [SOON, MUCH_LATER])
async def test_what_is_sold_while_its_message_waits_for_a_retry_is_never_sent(
    world: World, later: timedelta
) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat")
    await world.sold("coat")
    world.clock.move(later)
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []
    assert len(world.channel.looked) == 1
    assert await world.states() == {"coat": "withdrawn"}
    assert await world.reasons() == {"coat": "it was sold"}


async def test_what_had_arrived_before_it_was_sold_was_sent(world: World) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", arrived=True)
    await world.sold("coat")
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert len(world.channel.tried) == 1
    assert await world.states() == {"coat": "sent"}


@pytest.mark.parametrize("later", [SOON, MUCH_LATER])
async def test_of_a_message_that_did_not_arrive_only_what_is_still_wanted_goes_again(
    world: World, later: timedelta
) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", "boots", "bag")
    await world.sold("boots")
    world.clock.move(later)
    await world.deliver_for(MINUTE)
    (message,) = world.channel.messages
    assert sorted(message.titles) == ["bag", "coat"]
    assert await world.states() == {"coat": "sent", "boots": "withdrawn", "bag": "sent"}


async def test_what_somebody_does_not_want_while_it_waits_for_a_retry_is_not_sent(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", "boots")
    async with world.store.transaction() as tx:
        coat = (await tx.listings.known("m", ["1"]))["1"]
        await tx.alerts.dismiss(ami.person_id, coat.id, reason="not for me")
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["boots"]


async def test_one_of_two_filters_paused_while_their_message_waits_is_silent(
    world: World,
) -> None:
    ami = await world.member("100")
    other = await world.another_filter(ami, "other")
    await world.alert(ami, "of the paused filter")
    await world.unanswered(other, "of the other filter")
    await world.pause(ami)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["of the other filter"]
    assert (await world.states())["of the paused filter"] == "withdrawn"


async def test_where_nobody_can_tell_what_was_sold_is_not_sent_in_doubt(world: World) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", "boots")
    await world.sold("boots")
    world.channel.readings.append(CannotTell("I may not read there"))
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert await world.possibly_repeated() == 1


@pytest.mark.parametrize(
    "outcome", [Later(1, "slow down"), Refused("Invalid Form Body", 50035), Unclear("503")]
)
async def test_what_is_sold_while_it_is_on_its_way_is_not_tried_again(
    world: World, outcome: Outcome
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots")

    async def sold_meanwhile() -> Outcome:
        await world.sold("boots")
        return outcome

    world.channel.answer("100", sold_meanwhile)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert await world.states() == {"coat": "sent", "boots": "withdrawn"}


async def test_what_is_refused_and_sold_meanwhile_does_not_come_back_alone(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots")

    async def sold_meanwhile() -> Outcome:
        await world.sold("boots")
        return Refused("Invalid Form Body", 50035)

    world.channel.answer("100", *[Refused("Invalid Form Body", 50035)] * 3, sold_meanwhile)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]


async def test_what_is_sold_before_the_next_process_begins_is_not_sent_by_it(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots")
    world.channel.answer("100", Stop("the token is wrong"))
    with pytest.raises(ExceptionGroup) as ended:
        await world.deliver()
    assert ended.group_contains(TokenRejectedError)
    await world.sold("coat")
    world.clock.move(timedelta(hours=8))
    await world.deliver(world.courier("the next process"))
    assert world.channel.titles() == ["boots"]


async def test_a_filter_paused_at_the_moment_of_packing_is_silent(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    async with asyncio.TaskGroup() as group, world.store.transaction() as tx:
        await tx.alerts.withdraw_filter(ami.filter_id, reason="you paused the filter")
        group.create_task(world.deliver())
        await asyncio.sleep(0.3)
    assert world.channel.messages == []
    assert await world.states() == {"coat": "withdrawn"}


async def test_many_that_nobody_wants_do_not_hide_the_one_that_somebody_does(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.clock.move(1)
    await world.alert(ami, *(f"adult {number}" for number in range(25)), adult=True)
    await world.deliver()
    assert world.channel.titles() == ["coat"]


async def test_adult_listings_go_to_age_restricted_places_alone(world: World) -> None:
    ami = await world.member("100", is_age_restricted=True)
    ben = await world.member("200")
    for member in (ami, ben):
        await world.alert(member, f"adult for {member.place}", adult=True)
    await world.deliver()
    assert world.channel.titles() == ["adult for 100"]
    reason = (await world.reasons())["adult for 200"]
    assert reason == "adult listings are shown in age-restricted destinations only"


async def test_a_place_that_is_not_age_restricted_any_more_gets_no_adult_listing(
    world: World,
) -> None:
    ami = await world.member("100", is_age_restricted=True)
    await world.alert(ami, "adult", adult=True)
    await world.unanswered(ami, "coat")
    async with world.store.transaction() as tx:
        await tx.destinations.set_age_restricted(ami.destination_id, is_age_restricted=False)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert (await world.states())["adult"] == "withdrawn"


async def test_an_adult_alert_does_not_follow_its_owner_into_their_dms(world: World) -> None:
    ami = await world.member("100", name="ami", is_age_restricted=True)
    dms = await world.member("ami", name="ami", kind=DestinationKind.DM)
    await world.alert(ami, "adult", adult=True)
    await world.alert(ami, "coat")
    await world.suspend(ami)
    await world.choose_instead(ami, dms)
    await world.deliver()
    assert world.channel.titles("ami") == ["coat"]
    assert (await world.states())["adult"] == "withdrawn"


async def test_a_message_in_hand_that_arrives_is_sent_although_it_was_withdrawn(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    answer = asyncio.Event()
    world.channel.answer("100", answer)
    courier = world.courier()
    async with courier.at_work():
        assert await courier.step()
        await until(lambda: len(world.channel.tried) == 1)
        await world.pause(ami)
        answer.set()
    assert world.channel.titles() == ["coat"]
    assert await world.states() == {"coat": "sent"}


async def test_what_is_held_in_doubt_and_sent_in_another_message_says_so_to_its_owner(
    world: World,
) -> None:
    """And it is sent twice at most: then nobody can tell."""
    ami = await world.member("100")
    await world.unanswered(ami, "coat", arrived=True)
    await prefers(world, ami, paused_until=world.clock.now() + HOUR)
    world.channel.readings.append(CannotTell("no history"))
    world.channel.answer_after_taking("100", Unclear("503"))
    await world.deliver_for(HOUR)
    await prefers(world, ami, paused_until=world.clock.now() + HOUR)
    world.channel.readings.append(CannotTell("no history"))
    await world.deliver_for(2 * HOUR)
    assert world.channel.titles() == ["coat", "coat"]
    async with world.store.transaction() as tx:
        [told] = await tx.deliveries.of_person(ami.person_id, limit=5)
    assert told.possibly_repeated
    assert told.state is OutboxState.FAILED
