"""Whatever becomes of an attempt: nothing is lost, nothing repeated, and nobody else notices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.delivery.world import ScriptedChannel, World

from maneki.clock import MovableClock
from maneki.delivery.outcome import (
    Absent,
    CannotTell,
    Later,
    Outcome,
    Refused,
    Sent,
    Stop,
    Unanswered,
    Unclear,
    Unreachable,
)
from maneki.delivery.retry import Persistence
from maneki.errors import StoreUnavailableError, TokenRejectedError
from maneki.model.outbox import OutboxKind, Parcel, Receipt, Waiting
from maneki.model.person import DestinationKind

MINUTE = timedelta(minutes=1)


class PartlyDown(ScriptedChannel):
    """Takes no message before that time; what is there can be read all the while."""

    def __init__(self, clock: MovableClock, back_at: datetime, outcome: Outcome) -> None:
        super().__init__(clock)
        self._back_at = back_at
        self._outcome = outcome

    async def send(self, parcel: Parcel) -> Outcome:
        if self._clock.now() < self._back_at:
            self.tried.append(parcel)
            return self._outcome
        return await super().send(parcel)


async def test_a_lost_answer_is_asked_for_again_with_the_same_nonce(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer_after_taking("100", Unclear("the connection was cut"))
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert len(world.channel.tried) == 2
    assert len({parcel.nonce for parcel in world.channel.tried}) == 1
    assert await world.states() == {"coat": "sent"}


async def test_an_error_of_the_platform_is_tried_again_after_growing_pauses(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", *[Unclear("500")] * 9)
    courier = world.courier()
    for seconds in (0, 0.1, 0.25, 0.25, 0.25, 0.25, 0.35, 0.7, 1.4, 2.8):
        tried = len(world.channel.tried)
        if seconds:
            await world.deliver_for(timedelta(seconds=seconds - 0.001), courier)
            assert len(world.channel.tried) == tried
            world.clock.move(0.001)
        await world.deliver(courier)
        assert len(world.channel.tried) == tried + 1
    assert world.channel.titles() == ["coat"]


async def test_an_hour_in_which_nobody_tried_makes_no_pause_longer(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Unclear("500"))
    await world.deliver()
    world.clock.move(timedelta(hours=1))
    world.channel.readings.append(Absent())
    world.channel.answer("100", Unclear("500"))
    begun_anew = world.courier("second")
    await world.deliver(begun_anew)
    assert len(world.channel.tried) == 2
    world.clock.move(0.25)
    await world.deliver(begun_anew)
    assert world.channel.titles() == ["coat"]


async def test_without_a_network_at_first_nobody_waits_for_what_was_before(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.clock.move(timedelta(hours=1))
    world.channel.answer("100", Unanswered("there is no network"))
    begun_anew = world.courier()
    await world.deliver(begun_anew)
    world.clock.move(0.25)
    await world.deliver(begun_anew)
    assert world.channel.titles() == ["coat"]


async def test_what_the_platform_puts_off_waits_exactly_that_long(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Later(17.25, "slow down"))
    await world.deliver_for(timedelta(seconds=17.249))
    assert len(world.channel.tried) == 1
    await world.deliver_for(timedelta(seconds=0.001))
    assert world.channel.titles() == ["coat"]


async def test_while_one_place_is_put_off_others_are_served(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "for ami")
    world.channel.answer("100", Later(3600, "slow down"))
    await world.deliver()
    await world.alert(ben, "for ben")
    await world.alert(ami, "also for ami")
    await world.deliver(world.courier(seats=1))
    assert world.channel.titles() == ["for ben"]


async def test_what_was_put_off_is_merged_with_what_came_meanwhile(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Later(10, "slow down"))
    await world.deliver()
    await world.alert(ami, "boots")
    await world.deliver_for(timedelta(seconds=10))
    (message,) = world.channel.messages
    assert sorted(message.titles) == ["boots", "coat"]


async def test_being_put_off_again_and_again_is_not_held_against_an_alert(
    world: World, logged: list[dict[str, Any]]
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", *[Later(60, "slow down")] * 50)
    await world.deliver_for(timedelta(hours=1))
    assert world.channel.titles() == ["coat"]
    assert [line["event"] for line in logged].count("delivery.postponed") == 50


async def test_an_answer_lost_and_then_put_off_for_an_hour_is_not_sent_twice(
    world: World,
) -> None:
    """The nonce is forgotten by then: the place is read back instead."""
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer_after_taking("100", Unclear("cut off"))
    world.channel.answer("100", Later(3600, "slow down"))
    await world.deliver_for(timedelta(hours=2))
    assert world.channel.titles() == ["coat"]
    assert len(world.channel.tried) == 2
    assert len(world.channel.looked) == 1
    assert await world.states() == {"coat": "sent"}


async def test_an_outage_of_an_hour_loses_nothing_and_repeats_nothing(world: World) -> None:
    members = [await world.member(f"{number}") for number in range(6)]
    for number, member in enumerate(members):
        await world.alert(member, f"{number}/a", f"{number}/b")
        world.channel.answer_after_taking(f"{number}", Unclear("502"))
        world.channel.answer(f"{number}", *[Unclear("502")] * 6)
    world.channel.readings.extend([Unclear("502")] * 60)
    await world.deliver_for(timedelta(hours=3))
    assert len(world.channel.titles()) == 12
    assert len(set(world.channel.titles())) == 12
    assert set((await world.states()).values()) == {"sent"}


async def test_while_nobody_answers_the_pauses_grow_and_nothing_is_lost(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    back_at = world.clock.now() + timedelta(hours=6)
    world.channel = PartlyDown(world.clock, back_at, Unanswered("there is no network"))
    await world.deliver_for(timedelta(hours=3))
    await world.alert(ami, "boots")
    await world.deliver_for(timedelta(hours=3) + Persistence().longest_pause)
    (message,) = world.channel.messages
    assert sorted(message.titles) == ["boots", "coat"]
    assert len(world.channel.tried) < 120


async def test_a_look_that_nobody_answers_is_repeated_after_growing_pauses(world: World) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", arrived=True)
    world.clock.move(timedelta(minutes=10))
    world.channel.readings.extend([Unanswered("503")] * 40)
    await world.deliver_for(timedelta(hours=3))
    assert world.channel.readings
    await world.deliver_for(timedelta(hours=1))
    assert world.channel.titles() == ["coat"]
    assert len(world.channel.tried) == 1


@pytest.mark.parametrize("minutes", [10, 14, 30, 2 * 60])
async def test_an_outage_in_which_places_can_still_be_read_loses_nothing(
    world: World, minutes: int
) -> None:
    outage = timedelta(minutes=minutes)
    world.channel = PartlyDown(world.clock, world.clock.now() + outage, Unclear("503"))
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots")
    await world.deliver_for(outage + Persistence().longest_pause)
    (message,) = world.channel.messages
    assert sorted(message.titles) == ["boots", "coat"]
    assert set((await world.states()).values()) == {"sent"}
    assert await world.possibly_repeated() == 0
    assert len(world.channel.tried) < 18 + minutes / 5


async def test_what_breaks_us_after_an_outage_is_still_set_aside(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "poison")
    world.channel.answer("100", *[Unclear("503")] * 30)
    world.channel.cannot_bear["poison"] = ZeroDivisionError("no such thing")
    await world.deliver_for(timedelta(hours=6))
    assert await world.states() == {"poison": "failed"}
    assert len(world.channel.tried) < 40


async def test_a_database_that_is_away_while_it_is_sent_is_not_held_against_an_alert(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", *[StoreUnavailableError("The database is away.")] * 20)
    await world.deliver_for(timedelta(hours=2))
    assert world.channel.titles() == ["coat"]


async def test_a_database_that_is_away_while_a_place_is_read_repeats_nothing(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer_after_taking("100", Unclear("cut off"))
    world.channel.answer("100", Later(3600, "slow down"))
    world.channel.readings.extend([StoreUnavailableError("The database is away.")] * 5)
    await world.deliver_for(timedelta(hours=3))
    assert world.channel.titles() == ["coat"]
    assert len(world.channel.tried) == 2
    assert len(world.channel.looked) == 6
    assert await world.possibly_repeated() == 0
    assert await world.states() == {"coat": "sent"}


async def test_what_breaks_us_while_a_place_is_read_is_told_in_words(world: World) -> None:
    ami = await world.member("100", language="ja")
    ben = await world.member("200")
    for member in (ami, ben):
        await world.alert(member, f"for {member.place}")
        world.channel.answer(member.place, *[Unclear("500")] * 20)
    world.channel.readings.extend([ZeroDivisionError("no such thing")] * 4)
    await world.deliver_for(timedelta(hours=1))
    assert await world.reasons() == {
        "for 100": "届いたかどうか確認できません: 確認中に問題が発生しました",
        "for 200": "it may or may not have arrived: something went wrong while I looked for it",
    }


async def test_after_the_window_a_message_that_is_not_there_is_sent_with_its_nonce(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", *[Unclear("500")] * 14)
    await world.deliver_for(timedelta(minutes=10))
    assert world.channel.titles() == ["coat"]
    assert len(world.channel.looked) == 1
    assert len({parcel.nonce for parcel in world.channel.tried}) == 1
    assert await world.possibly_repeated() == 0


async def test_where_nobody_can_tell_it_is_sent_once_more_and_marked(
    world: World, logged: list[dict[str, Any]]
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", *[Unclear("500")] * 14)
    world.channel.readings.append(CannotTell("I may not read there"))
    await world.deliver_for(timedelta(minutes=10))
    assert world.channel.titles() == ["coat"]
    assert await world.possibly_repeated() == 1
    assert "delivery.possibly_repeated" in [line["event"] for line in logged]


async def test_in_doubt_it_is_sent_once_more_and_not_twice(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", *[Unclear("500")] * 20)
    world.channel.readings.extend([CannotTell("I may not read there")] * 9)
    stubborn = world.courier(persistence=Persistence(most_attempts=30))
    await world.deliver_for(timedelta(hours=12), stubborn)
    assert len(world.channel.tried) == 15
    assert await world.states() == {"coat": "failed"}
    reason = (await world.reasons())["coat"]
    assert reason == "it may or may not have arrived: I may not read there"


async def test_a_place_that_cannot_be_reached_is_suspended_alone(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, *(f"ami {number}" for number in range(12)))
    await world.alert(ben, "for ben")
    world.channel.answer("100", Unreachable("the channel was deleted", 10003))
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["for ben"]
    states = await world.states()
    assert [states[f"ami {number}"] for number in range(12)] == ["suspended"] * 12
    assert (await world.reasons())["ami 3"] == "the channel was deleted"
    async with world.store.transaction() as tx:
        gone = await tx.destinations.get(ami.destination_id)
        fine = await tx.destinations.get(ben.destination_id)
    assert gone is not None
    assert (gone.is_suspended, gone.suspended_reason) == (True, "the channel was deleted")
    assert fine is not None
    assert not fine.is_suspended
    assert len(world.channel.tried) == 2


async def test_what_was_suspended_arrives_together_once_the_place_is_back(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots", "bag")
    world.channel.answer("100", Unreachable("I may not post there", 50013))
    await world.deliver()
    async with world.store.transaction() as tx:
        await tx.destinations.resume(ami.destination_id)
        await tx.closed.resume(ami.destination_id)
    await world.deliver()
    (message,) = world.channel.messages
    assert sorted(message.titles) == ["bag", "boots", "coat"]


async def test_a_suspension_is_told_once_in_another_place_of_theirs(world: World) -> None:
    shop = await world.member("100", name="ami")
    await world.member("900", name="ami", kind=DestinationKind.THREAD)
    await world.member("700", name="ami", kind=DestinationKind.DM)
    await world.member("300", name="ben", kind=DestinationKind.DM)
    await world.alert(shop, "coat")
    world.channel.answer("100", Unreachable("I may not post there", 50013))
    await world.deliver_for(MINUTE)
    (notice,) = world.channel.messages
    assert notice.place == "700"
    assert "the channel you chose: I may not post there" in notice.titles[0]


async def test_a_suspension_speaks_their_language_and_names_the_server(world: World) -> None:
    async with world.store.transaction() as tx:
        server = await tx.servers.joined("55", name="古着屋")
    there = await world.member("100", name="ami", language="ja")
    await world.member("700", name="ami", kind=DestinationKind.DM, language="ja")
    async with world.store.transaction() as tx:
        await tx.destinations.choose(
            there.person_id, kind=DestinationKind.CHANNEL, address="100", server_id=server.id
        )
    await world.alert(there, "coat")
    world.channel.answer("100", Unreachable("削除されました", 10003))
    await world.deliver()
    (notice,) = world.channel.messages
    assert notice.titles[0].startswith(
        "⚠️ 古着屋の選択したチャンネルに送信できません（削除されました）"
    )


async def test_nobody_is_written_to_in_a_place_they_did_not_choose(world: World) -> None:
    """No other place, one that a moderator set, or one that is suspended: then nothing is said."""
    ami = await world.member("100", name="ami")
    async with world.store.transaction() as tx:
        await tx.destinations.choose(
            ami.person_id,
            kind=DestinationKind.CHANNEL,
            address="500",
            set_by_moderator=True,
        )
        closed = await tx.destinations.choose(ami.person_id, kind=DestinationKind.DM, address="ami")
        await tx.destinations.suspend(closed.id, reason="closed")
    await world.alert(ami, "coat")
    world.channel.answer("100", Unreachable("the channel was deleted", 10003))
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []
    assert await world.states() == {"coat": "suspended"}


async def test_when_all_places_of_somebody_are_gone_delivery_comes_to_rest(world: World) -> None:
    places = [await world.member(place, name="ami") for place in ("100", "200", "300")]
    for place in places:
        world.channel.answer(place.place, Unreachable("the channel was deleted", 10003))
    await world.alert(places[0], "coat")
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []
    assert len(world.channel.tried) == 3
    assert set((await world.states()).values()) == {"suspended"}


async def test_a_place_suspended_by_somebody_else_meanwhile_is_not_told_of_again(
    world: World,
) -> None:
    ami = await world.member("100", name="ami")
    await world.member("700", name="ami", kind=DestinationKind.DM)
    await world.alert(ami, "coat")

    async def suspended_meanwhile() -> Unreachable:
        async with world.store.transaction() as tx:
            await tx.destinations.suspend(ami.destination_id, reason="I was removed")
        return Unreachable("I may not see it", 50001)

    world.channel.answer("100", suspended_meanwhile)
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []
    assert await world.states() == {"coat": "suspended"}


async def test_a_place_suspended_while_a_parcel_waits_is_not_written_to(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Unclear("500"))
    await world.deliver()
    async with world.store.transaction() as tx:
        await tx.destinations.suspend(ami.destination_id, reason="I was removed")
        await tx.closed.suspend(ami.destination_id, reason="I was removed")
    await world.deliver_for(MINUTE)
    assert len(world.channel.tried) == 1
    assert await world.reasons() == {"coat": "I was removed"}


async def test_a_refused_message_becomes_plainer_step_by_step(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", *[Refused("Not a well formed URL.", 50035)] * 2)
    await world.deliver()
    assert [parcel.plainness for parcel in world.channel.tried] == [0, 1, 2]
    assert len({parcel.nonce for parcel in world.channel.tried}) == 1
    (message,) = world.channel.messages
    assert message.plainness == 2


async def test_what_is_refused_even_as_plain_text_fails_with_its_reason(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "coat")
    await world.alert(ben, "for ben")
    world.channel.answer("100", *[Refused("Invalid Form Body", 50035)] * 4)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["for ben"]
    assert await world.states() == {"coat": "failed", "for ben": "sent"}
    assert "Invalid Form Body" in str((await world.reasons())["coat"])


async def test_one_bad_alert_does_not_take_its_nine_companions_along(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, *(f"coat {number}" for number in range(9)), "poison")
    world.channel.cannot_bear["poison"] = Refused("Invalid Form Body", 50035)
    await world.deliver_for(MINUTE)
    assert sorted(world.channel.titles()) == [f"coat {number}" for number in range(9)]
    states = await world.states()
    assert states.pop("poison") == "failed"
    assert set(states.values()) == {"sent"}


async def test_an_alert_that_breaks_the_program_is_set_aside_and_holds_up_nobody(
    world: World,
) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "poison")
    world.channel.answer("100", *[ZeroDivisionError("no such thing")] * 100)
    await world.alert(ben, "for ben")
    await world.deliver_for(timedelta(seconds=10))
    assert world.channel.titles() == ["for ben"]
    await world.deliver_for(timedelta(hours=1))
    assert (await world.states())["poison"] == "failed"
    assert (await world.reasons())["poison"] == "it could not be delivered in 8 attempts"
    assert len([one for one in world.channel.tried if one.destination.address == "100"]) == 8


async def test_companions_of_what_breaks_the_program_arrive_after_all(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots", "poison")
    world.channel.cannot_bear["poison"] = ZeroDivisionError("no such thing")
    await world.deliver_for(timedelta(hours=1))
    assert sorted(world.channel.titles()) == ["boots", "coat"]
    assert (await world.states())["poison"] == "failed"


async def test_what_cannot_even_be_measured_does_not_stop_the_claiming(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await world.alert(ami, "poison", "coat")
    await world.alert(ben, "for ben")

    def room(waiting: Waiting) -> int:
        if any(item.card and item.card.listing.title == "poison" for item in waiting.items):
            raise ZeroDivisionError
        return len(waiting.items)

    world.channel.room = room
    await world.deliver_for(MINUTE)
    assert sorted(world.channel.titles()) == ["coat", "for ben", "poison"]


async def test_a_rejected_token_stops_everything_and_loses_nothing(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Stop("401: Unauthorized"))
    with pytest.raises(ExceptionGroup) as ended:
        await world.deliver()
    assert ended.group_contains(TokenRejectedError, match="401")
    world.clock.move(timedelta(days=1))
    await world.deliver(world.courier("the next process"))
    assert world.channel.titles() == ["coat"]
    assert world.channel.looked == []


async def test_the_log_has_a_line_per_outcome_and_none_of_the_contents(
    world: World, logged: list[dict[str, Any]]
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "a secret wish")
    world.channel.answer("100", Later(2, "slow down"))
    world.channel.answer("100", Unclear("502"), Refused("no", 50035))
    await world.deliver_for(MINUTE)
    await world.alert(ami, "another wish")
    world.channel.answer("100", Unreachable("the channel was deleted", 10003))
    await world.deliver()
    assert [line["event"] for line in logged] == [
        "delivery.postponed",
        "delivery.waiting",
        "delivery.waiting",
        "delivery.sent",
        "delivery.suspended",
    ]
    sent = logged[3]
    assert (sent["attempt"], sent["items"], sent["waited"]) == (3, 1, 2.1)
    assert "wish" not in str(logged)


async def test_the_channel_of_an_opened_dm_is_remembered(world: World) -> None:
    ami = await world.member("100", kind=DestinationKind.DM)
    await world.say(ami, "hello", OutboxKind.NOTICE)
    receipt = Receipt(channel_id="777", message_id="m", accepted_at=world.clock.now())
    world.channel.answer("100", Sent(receipt, opened_channel_id="777"))
    await world.deliver()
    async with world.store.transaction() as tx:
        destination = await tx.destinations.get(ami.destination_id)
    assert destination is not None
    assert destination.channel_id == "777"
