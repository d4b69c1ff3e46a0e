"""A parcel becomes one message on Discord, or the reason why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.channels.discord.cards import alert, card, listing, note, parcel
from tests.channels.discord.test_commands import address
from tests.channels.discord.town import TOKEN, Town

from maneki.channels.discord.answer import Answer
from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.rest import Call, RestClient
from maneki.clock import SystemClock
from maneki.delivery.outcome import (
    Absent,
    CannotTell,
    Later,
    Refused,
    Sent,
    Stop,
    Stripped,
    Unanswered,
    Unclear,
    Unreachable,
)
from maneki.delivery.pace import Limiter
from maneki.model.outbox import Item, Parcel
from maneki.model.person import Destination, DestinationKind, Preferences
from maneki.simulator.discord import (
    ArchivedThreads,
    ChannelType,
    FaultKind,
    Permission,
    Quota,
    RouteName,
    Rules,
    SimChannel,
    SimUser,
)
from maneki.simulator.discord.rules import WithoutEmbedLinks

GONE = FaultKind.RESET_ACCEPTED
REFUSED = "https://img.example/refused.png"


@pytest.fixture
async def channel(town: Town) -> AsyncIterator[DiscordChannel]:
    async with town.rest() as rest:
        yield town.channel(rest)


async def dm_of(town: Town, who: SimUser) -> Destination:
    return await town.people().choose_dms(address(who))


async def place_of(town: Town, who: SimUser, where: SimChannel) -> Destination:
    kind = DestinationKind.THREAD if where.thread else DestinationKind.CHANNEL
    return await town.people().choose_destination(
        address(who),
        kind=kind,
        address=str(where.id),
        server_external_id=str(town.closet.id),
        server_name=town.closet.name,
        is_age_restricted=False,
    )


def packed(
    to: Destination,
    *items: Item,
    nonce: str = "n1",
    plainness: int = 0,
    owner: SimUser | None = None,
) -> Parcel:
    made = parcel(*(items or (alert(1),)), to=to, plainness=plainness)
    known = {to.person_id: (address(owner),)} if owner and to.person_id else {}
    return replace(made, nonce=nonce, addresses=known)


async def test_a_dm_is_opened_once_and_its_channel_remembered(
    town: Town, channel: DiscordChannel
) -> None:
    place = await dm_of(town, town.ann)
    first = await channel.send(packed(place, nonce="n1"))
    second = await channel.send(packed(place, nonce="n2"))
    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    assert first.opened_channel_id == first.receipt.channel_id
    assert second.opened_channel_id is None
    assert first.receipt.accepted_at == town.clock.now()
    assert [one.id for one in town.sim.dms(town.ann)] == [
        int(first.receipt.message_id),
        int(second.receipt.message_id),
    ]
    opened = [one for one in town.sim.requests if one.route is RouteName.DM_OPEN]
    assert len(opened) == 1
    town.sim.assert_clean()


async def test_a_known_dm_channel_is_not_opened_again(town: Town, channel: DiscordChannel) -> None:
    known = town.sim.dm_channel(town.ann, town.application)
    place = replace(await dm_of(town, town.ann), channel_id=str(known.id))
    sent = await channel.send(packed(place))
    assert isinstance(sent, Sent)
    assert sent.opened_channel_id is None
    assert [one.route for one in town.sim.requests] == [RouteName.MESSAGE_CREATE]


async def test_in_a_shared_channel_the_owner_is_told_by_a_mention(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    assert isinstance(
        await channel.send(packed(place, alert(1, names=("secret",)), owner=town.ann)), Sent
    )
    (message,) = town.sim.messages(town.alerts)
    assert message.mentions == [town.ann]
    assert message.content == f"<@{town.ann.id}>"
    assert "secret" not in message.text


async def test_the_same_parcel_sent_twice_is_one_message(
    town: Town, channel: DiscordChannel
) -> None:
    place = await dm_of(town, town.ann)
    town.sim.break_next(GONE, route=RouteName.MESSAGE_CREATE)
    assert isinstance(await channel.send(packed(place)), Unclear)
    again = await channel.send(packed(place))
    assert isinstance(again, Sent)
    assert [str(one.id) for one in town.sim.dms(town.ann)] == [again.receipt.message_id]


@pytest.mark.parametrize(
    "fault", [FaultKind.ERROR_500, FaultKind.ERROR_502_ACCEPTED, FaultKind.RESET]
)
async def test_after_a_fault_while_posting_nobody_knows(
    town: Town, channel: DiscordChannel, fault: FaultKind
) -> None:
    town.sim.break_next(fault, route=RouteName.MESSAGE_CREATE)
    assert isinstance(await channel.send(packed(await dm_of(town, town.ann))), Unclear)


@pytest.mark.parametrize("fault", [FaultKind.ERROR_500, FaultKind.RESET_ACCEPTED])
async def test_after_a_fault_before_posting_it_is_known_that_nothing_was_posted(
    town: Town, channel: DiscordChannel, fault: FaultKind
) -> None:
    town.sim.break_next(fault, route=RouteName.DM_OPEN, times=2)
    place = await dm_of(town, town.ann)
    assert isinstance(await channel.send(packed(place)), Unanswered)
    assert isinstance(await channel.send(packed(place)), Sent)


@pytest.mark.parametrize("route", [RouteName.DM_OPEN, RouteName.MEMBER_GET, RouteName.CHANNEL_GET])
async def test_one_stumble_over_a_question_delays_nothing(
    town: Town, channel: DiscordChannel, route: RouteName
) -> None:
    place = await dm_of(town, town.ann)
    if route is not RouteName.DM_OPEN:
        _, place = await grown_ups(town, in_thread=False)
        town.clock.move(timedelta(hours=25))
    town.sim.break_next(FaultKind.ERROR_503, route=route)
    adult = alert(1, of=card(listing(adult=place.is_age_restricted)))
    assert isinstance(await channel.send(packed(place, adult)), Sent)


@pytest.mark.parametrize("fault", [FaultKind.ERROR_500, FaultKind.ERROR_503])
async def test_a_place_that_does_not_answer_is_neither_empty_nor_closed(
    town: Town, channel: DiscordChannel, fault: FaultKind
) -> None:
    made = sent_now(town, packed(await place_of(town, town.ann, town.alerts)))
    assert await channel.was_sent(made) == Absent()
    town.sim.break_next(fault, route=RouteName.MESSAGE_HISTORY, times=2)
    assert isinstance(await channel.was_sent(made), Unanswered)


async def test_a_message_that_was_deleted_since_was_sent(
    town: Town, channel: DiscordChannel
) -> None:
    place = await dm_of(town, town.ann)
    await channel.send(packed(place))
    town.sim.delete_message(town.sim.dms(town.ann)[0])
    again = await channel.send(packed(place))
    assert isinstance(again, Sent)
    assert again.receipt.message_id == ""
    assert town.sim.dms(town.ann) == []


async def test_an_image_discord_refuses_goes_out_without_it(
    town: Town, channel: DiscordChannel
) -> None:
    place = await dm_of(town, town.ann)
    shown = alert(1, of=card(listing(image_urls=(REFUSED,))))
    refused = await channel.send(packed(place, shown))
    assert isinstance(refused, Refused)
    assert refused.code == 50035
    assert isinstance(await channel.send(packed(place, shown, plainness=1)), Sent)
    (message,) = town.sim.dms(town.ann)
    assert message.shown_embeds[0]["title"] == "Rick Owens Geobasket 43"


@pytest.mark.parametrize("plainness", [0, 1, 2, 3])
async def test_every_kind_of_message_is_taken(
    town: Town, channel: DiscordChannel, plainness: int
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    many = [alert(number) for number in range(10)]
    for number, items in enumerate(([many[0]], many, [note("hello **you**", card())])):
        made = packed(place, *items, nonce=f"n{number}", plainness=plainness)
        assert isinstance(await channel.send(made), Sent)
    town.sim.assert_clean()


async def test_closed_dms_are_unreachable_and_nobody_elses_business(
    town: Town, channel: DiscordChannel
) -> None:
    town.sim.close_dms(town.ann)
    closed = await channel.send(packed(await dm_of(town, town.ann), nonce="a"))
    assert closed == Unreachable("your direct messages are closed to me", 50007)
    assert isinstance(await channel.send(packed(await dm_of(town, town.bob), nonce="b")), Sent)


async def test_without_a_common_server_there_are_no_dms(
    town: Town, channel: DiscordChannel
) -> None:
    stranger = town.sim.add_user("stranger")
    outcome = await channel.send(packed(await dm_of(town, stranger)))
    assert outcome == Unreachable("we have no server in common any more", 50278)


async def test_a_deleted_channel_is_unreachable(town: Town, channel: DiscordChannel) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.delete_channel(town.alerts)
    assert await channel.send(packed(place)) == Unreachable("the channel was deleted", 10003)


async def test_a_channel_of_a_server_that_threw_us_out_is_unreachable(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.kick_bot(town.closet, town.application)
    assert isinstance(await channel.send(packed(place)), Unreachable)


@pytest.mark.parametrize(
    ("denied", "reason"),
    [
        (Permission.SEND_MESSAGES, "I lack the permission to post there"),
        (Permission.VIEW_CHANNEL, "I cannot see the channel any more"),
    ],
)
async def test_missing_permissions_are_unreachable(
    town: Town, channel: DiscordChannel, denied: Permission, reason: str
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=denied)
    outcome = await channel.send(packed(place))
    assert isinstance(outcome, Unreachable)
    assert outcome.reason == reason


@pytest.mark.parametrize("rules", [Rules(archived_threads=ArchivedThreads.REFUSE)])
async def test_an_archived_thread_is_unreachable(town: Town, channel: DiscordChannel) -> None:
    thread = town.sim.add_thread(town.alerts, "mine", owner=town.ann)
    place = await place_of(town, town.ann, thread)
    town.sim.archive_thread(thread)
    assert await channel.send(packed(place)) == Unreachable("the thread is archived", 50083)


async def test_a_locked_thread_is_unreachable(town: Town, channel: DiscordChannel) -> None:
    thread = town.sim.add_thread(town.alerts, "mine", owner=town.ann)
    place = await place_of(town, town.ann, thread)
    town.sim.archive_thread(thread, archived=False, locked=True)
    assert await channel.send(packed(place)) == Unreachable("the thread is locked", 160005)
    assert town.sim.messages(thread) == []


async def test_a_forum_takes_no_messages_itself(town: Town, channel: DiscordChannel) -> None:
    forum = town.sim.add_channel(town.closet, "finds", type=ChannelType.FORUM)
    place = await place_of(town, town.ann, forum)
    outcome = await channel.send(packed(place))
    assert outcome == Unreachable("messages cannot be posted in that kind of channel", 40058)


def without_embeds(town: Town) -> None:
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.EMBED_LINKS)


async def test_a_message_whose_embeds_were_taken_out_was_not_delivered(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    without_embeds(town)
    assert await channel.send(packed(place, owner=town.ann)) == Stripped("I lack Embed Links there")
    in_japanese = replace(packed(place, nonce="n2", owner=town.ann), language="ja")
    assert await channel.send(in_japanese) == Stripped("ボットに埋め込みリンクの権限がありません")


@pytest.mark.parametrize("rules", [Rules(without_embed_links=WithoutEmbedLinks.REFUSE)])
async def test_embeds_that_are_refused_are_missing_permissions(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    without_embeds(town)
    assert isinstance(await channel.send(packed(place)), Unreachable)


async def test_words_alone_are_delivered_where_embeds_are_not_shown(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    without_embeds(town)
    assert isinstance(await channel.send(packed(place, note("hello"))), Sent)


async def test_reasons_are_in_the_owners_language(town: Town, channel: DiscordChannel) -> None:
    town.sim.close_dms(town.bob)
    outcome = await channel.send(replace(packed(await dm_of(town, town.bob)), language="ja"))
    assert outcome == Unreachable("あなたへのDMを送れない設定になっています", 50007)


async def test_a_revoked_token_stops_everything(town: Town, channel: DiscordChannel) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.revoke_token(town.application)
    assert isinstance(await channel.send(packed(place)), Stop)


async def test_a_congested_channel_is_for_later(town: Town, channel: DiscordChannel) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.congest(town.alerts, seconds=60)
    outcome = await channel.send(packed(place))
    assert isinstance(outcome, Later)
    assert 50 < outcome.retry_after <= 60
    assert isinstance(await channel.send(packed(place)), Later)
    assert len([one for one in town.sim.requests if one.status == 429]) == 1


@pytest.mark.parametrize("rules", [Rules(new_dms=Quota(1, 600))])
async def test_opening_dms_too_fast_is_for_later_and_nobodys_door_is_closed(
    town: Town, channel: DiscordChannel
) -> None:
    assert isinstance(await channel.send(packed(await dm_of(town, town.ann), nonce="a")), Sent)
    waited = await channel.send(packed(await dm_of(town, town.bob), nonce="b"))
    assert isinstance(waited, Later)
    assert waited.retry_after >= 60
    asked_again = await channel.send(packed(await dm_of(town, town.bob), nonce="b"))
    assert isinstance(asked_again, Later)
    assert len([one for one in town.sim.requests if one.code == 40003]) == 1


@pytest.mark.parametrize(("address", "code"), [("1", 50033), ("nobody", 50035)])
async def test_a_dm_that_cannot_be_opened_is_unreachable_in_words(
    town: Town, channel: DiscordChannel, address: str, code: int
) -> None:
    nobody = replace(await dm_of(town, town.ann), address=address)
    unreachable = Unreachable(f"Discord does not let me write there (code {code})", code)
    assert await channel.send(packed(nobody)) == unreachable
    assert await channel.was_sent(packed(nobody)) == unreachable


async def test_a_member_who_left_is_not_told_in_the_channel_any_more(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.leave(town.closet, town.ann)
    town.clock.move(timedelta(hours=25))
    outcome = await channel.send(packed(place, owner=town.ann))
    assert outcome == Unreachable("you are no longer on that server", 10007)
    assert town.sim.messages(town.alerts) == []


async def test_membership_is_asked_after_once_a_day(town: Town, channel: DiscordChannel) -> None:
    place = await place_of(town, town.ann, town.alerts)
    assert isinstance(await channel.send(packed(place, nonce="a", owner=town.ann)), Sent)
    assert town.sim.requests[-1].route is RouteName.MESSAGE_CREATE
    town.clock.move(timedelta(hours=25))
    assert isinstance(await channel.send(packed(place, nonce="b", owner=town.ann)), Sent)
    async with town.store.transaction() as tx:
        checked = await tx.destinations.get(place.id)
    assert checked is not None
    assert isinstance(await channel.send(packed(checked, nonce="c", owner=town.ann)), Sent)
    asked = [one for one in town.sim.requests if one.route is RouteName.MEMBER_GET]
    assert len(asked) == 1


async def test_a_membership_that_cannot_be_asked_after_is_for_later(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.clock.move(timedelta(hours=25))
    town.sim.break_next(FaultKind.ERROR_503, route=RouteName.MEMBER_GET, times=2)
    assert isinstance(await channel.send(packed(place, owner=town.ann)), Unanswered)
    assert town.sim.messages(town.alerts) == []


async def test_a_server_that_is_gone_is_no_reason_to_think_its_member_left(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.kick_bot(town.closet, town.application)
    town.clock.move(timedelta(hours=25))
    outcome = await channel.send(packed(place, owner=town.ann))
    assert isinstance(outcome, Unreachable)
    assert outcome.reason == "I am not on that server any more"


def sent_now(town: Town, made: Parcel) -> Parcel:
    """As delivery would have it: first sent at the time of the simulated Discord."""
    return replace(made, first_sent_at=town.sim.clock.now())


@pytest.mark.parametrize("items", [(alert(1),), (alert(1), alert(2)), (note("hi"),)])
async def test_a_message_is_found_again_when_its_nonce_is_forgotten(
    town: Town, channel: DiscordChannel, items: tuple[Item, ...]
) -> None:
    for place in (await dm_of(town, town.ann), await place_of(town, town.ann, town.alerts)):
        made = sent_now(town, packed(place, *items, nonce=place.id[-25:]))
        assert await channel.was_sent(made) == Absent()
        sent = await channel.send(made)
        assert isinstance(sent, Sent)
        for message in town.sim.visible_to(town.ann):
            message.nonce = None
        found = await channel.was_sent(made)
        assert isinstance(found, Sent)
        assert found.receipt.message_id == sent.receipt.message_id


async def test_a_message_without_its_embeds_is_passed_over_in_reading_back(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    made = sent_now(town, packed(place, owner=town.ann))
    without_embeds(town)
    assert isinstance(await channel.send(made), Stripped)
    assert await channel.was_sent(made) == Absent()
    town.sim.set_overwrite(town.alerts, town.application.bot)
    assert isinstance(await channel.send(replace(made, nonce="another")), Sent)
    assert isinstance(await channel.was_sent(made), Sent)


async def test_somebody_elses_words_are_not_mistaken_for_ours(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    made = sent_now(town, packed(place, note("hi")))
    town.sim.say(town.bob, town.alerts, f"<@{town.ann.id}> hi")
    assert await channel.was_sent(made) == Absent()


async def test_a_busy_channel_is_read_to_its_end(town: Town, channel: DiscordChannel) -> None:
    place = await place_of(town, town.ann, town.alerts)
    made = sent_now(town, packed(place))
    for number in range(120):
        town.sim.say(town.bob, town.alerts, f"chatter {number}")
    assert isinstance(await channel.send(made), Sent)
    assert isinstance(await channel.was_sent(made), Sent)


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=300)])
async def test_a_message_is_found_by_a_clock_that_is_ahead_of_discords(
    town: Town, channel: DiscordChannel, ahead: timedelta
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    made = replace(packed(place), first_sent_at=town.sim.clock.now() + ahead)
    assert isinstance(await channel.send(made), Sent)
    assert isinstance(await channel.was_sent(made), Sent)
    assert await channel.was_sent(replace(made, items=(alert(2),), nonce="2")) == Absent()


async def test_the_same_words_said_long_before_are_not_those_that_are_looked_for(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    assert isinstance(await channel.send(packed(place, note("hi"))), Sent)
    later = town.sim.clock.now() + timedelta(hours=1)
    again = replace(packed(place, note("hi"), nonce="another"), first_sent_at=later)
    assert await channel.was_sent(again) == Absent()


async def test_a_busy_channel_is_read_back_to_when_the_first_attempt_began(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    made = sent_now(town, packed(place))
    assert isinstance(await channel.send(made), Sent)
    for number in range(120):
        town.sim.say(town.bob, town.alerts, f"chatter {number}")
    assert isinstance(await channel.was_sent(made), Sent)


async def test_without_the_right_to_read_back_nobody_can_tell(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    made = sent_now(town, packed(place))
    assert isinstance(await channel.send(made), Sent)
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.READ_MESSAGE_HISTORY)
    assert await channel.was_sent(made) == CannotTell("I may not read the message history there")


async def test_reading_back_a_deleted_channel_is_unreachable(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    town.sim.delete_channel(town.alerts)
    assert isinstance(await channel.was_sent(sent_now(town, packed(place))), Unreachable)


async def grown_ups(town: Town, *, in_thread: bool) -> tuple[SimChannel, Destination]:
    """An age-restricted channel, and ann's destination there or in a thread of it."""
    channel = town.sim.add_channel(town.closet, "grown-ups", nsfw=True)
    where = town.sim.add_thread(channel, "mine", owner=town.ann) if in_thread else channel
    place = await place_of(town, town.ann, where)
    async with town.store.transaction() as tx:
        await tx.destinations.set_age_restricted(place.id, is_age_restricted=True)
    return channel, replace(place, is_age_restricted=True)


@pytest.mark.parametrize("in_thread", [False, True])
async def test_before_an_adult_alert_goes_discord_is_asked_whether_it_may(
    town: Town, channel: DiscordChannel, in_thread: bool
) -> None:
    grown, place = await grown_ups(town, in_thread=in_thread)
    adult = alert(1, of=card(listing(adult=True)))
    assert isinstance(await channel.send(packed(place, adult, nonce="a")), Sent)
    grown.nsfw = False
    put_off = await channel.send(packed(place, adult, nonce="b"))
    assert isinstance(put_off, Later)
    assert put_off.retry_after == 0
    async with town.store.transaction() as tx:
        known = await tx.destinations.get(place.id)
    assert known is not None
    assert not known.is_age_restricted
    seen = len(town.sim.requests)
    assert isinstance(await channel.send(packed(known, nonce="c")), Sent)
    assert len(town.sim.requests) == seen + 1


async def test_where_discord_does_not_say_an_adult_alert_waits(
    town: Town, channel: DiscordChannel
) -> None:
    _, place = await grown_ups(town, in_thread=False)
    town.sim.break_next(FaultKind.ERROR_503, route=RouteName.CHANNEL_GET, times=2)
    adult = alert(1, of=card(listing(adult=True)))
    assert isinstance(await channel.send(packed(place, adult)), Unanswered)


async def test_it_reaches_dms_channels_and_threads(channel: DiscordChannel) -> None:
    assert channel.kinds == {
        DestinationKind.DM,
        DestinationKind.CHANNEL,
        DestinationKind.THREAD,
    }


async def test_a_place_that_belongs_to_nobody_mentions_nobody(
    town: Town, channel: DiscordChannel
) -> None:
    place = replace(await place_of(town, town.ann, town.alerts), person_id=None)
    town.clock.move(timedelta(days=3))
    assert isinstance(await channel.send(packed(place)), Sent)
    assert town.sim.messages(town.alerts)[0].mentions == []


async def test_somebody_known_by_phone_alone_is_not_mentioned(
    town: Town, channel: DiscordChannel
) -> None:
    place = await place_of(town, town.ann, town.alerts)
    async with town.store.transaction() as tx:
        caller = await tx.people.get_or_add(
            replace(address(town.ann), kind="phone"), preferences=Preferences()
        )
    assert isinstance(await channel.send(packed(replace(place, person_id=caller.id))), Sent)
    assert town.sim.messages(town.alerts)[0].content == ""


class Overheard(RestClient):
    """Remembers how urgent each call was."""

    urgencies: tuple[int, ...] = ()

    async def call(self, call: Call) -> Answer:
        self.urgencies = (*self.urgencies, call.priority)
        return await super().call(call)


async def test_at_the_gate_only_the_kind_of_a_message_counts_not_whose_filter_it_is_for(
    town: Town,
) -> None:
    rest = Overheard(
        base_url=town.sim.api_url,
        token=TOKEN,
        limiter=Limiter(SystemClock()),
        clock=SystemClock(),
        user_agent="DiscordBot (https://maneki.example, 1)",
    )
    async with rest:
        channel, place = town.channel(rest), await place_of(town, town.ann, town.alerts)
        plain, urgent = alert(1), replace(alert(2), priority=19)
        for number, item in enumerate((plain, urgent, note("Mercari is down"))):
            assert isinstance(await channel.send(packed(place, item, nonce=f"n{number}")), Sent)
    assert rest.urgencies == (10, 10, 20)
