"""Alerts go where both their owner and the bot may post, and what is missing is named."""

from __future__ import annotations

import pytest
from tests.channels.discord.test_commands import address
from tests.channels.discord.town import Town

from maneki.model.person import Destination, DestinationKind
from maneki.simulator.discord import (
    ChannelType,
    InteractionResult,
    Permission,
    Rules,
    SimChannel,
    SimUser,
)


async def choose(town: Town, who: SimUser, place: SimChannel | None) -> InteractionResult:
    """/alertchannel, in a channel that everybody may use."""
    lobby = town.sim.add_channel(town.closet, "lobby")
    options = {} if place is None else {"channel": place}
    return await town.sim.command(who, lobby, "alertchannel", options)


async def chosen_by(town: Town, who: SimUser) -> Destination | None:
    return await town.people().default_destination(address(who))


async def test_alerts_go_to_the_channel_one_chooses(town: Town) -> None:
    async with town.awake():
        chosen = await choose(town, town.ann, town.alerts)
    assert f"Your alerts go to <#{town.alerts.id}> from now on." in chosen.text
    assert "Others read there too" in chosen.text
    place = await chosen_by(town, town.ann)
    assert place is not None
    assert (place.kind, place.address) == (DestinationKind.CHANNEL, str(town.alerts.id))
    assert not place.is_private
    assert not place.is_age_restricted


async def test_without_a_channel_alerts_go_to_dms(town: Town) -> None:
    async with town.awake():
        chosen = await choose(town, town.ann, None)
    assert chosen.text == "Your alerts go to your direct messages from now on."
    place = await chosen_by(town, town.ann)
    assert place is not None
    assert (place.kind, place.address) == (DestinationKind.DM, str(town.ann.id))
    assert place.is_private


async def test_an_age_restricted_channel_is_known_as_one(town: Town) -> None:
    grown_ups = town.sim.add_channel(town.closet, "grown-ups", nsfw=True)
    thread = town.sim.add_thread(grown_ups, "mine", owner=town.ann)
    async with town.awake():
        await choose(town, town.ann, grown_ups)
        channel = await chosen_by(town, town.ann)
        await choose(town, town.ann, thread)
        inside = await chosen_by(town, town.ann)
    assert channel is not None
    assert channel.is_age_restricted
    assert inside is not None
    assert inside.is_age_restricted
    assert inside.kind is DestinationKind.THREAD


async def test_a_private_thread_is_a_place_where_others_read(town: Town) -> None:
    """Moderators read it, and so does whoever is added to it later."""
    bot = town.application.bot
    alone = town.sim.add_thread(town.alerts, "mine", private=True, owner=town.ann, members=[bot])
    async with town.awake():
        assert "Others read there too" in (await choose(town, town.ann, alone)).text
        mine = await chosen_by(town, town.ann)
    assert mine is not None
    assert not mine.is_private


@pytest.mark.parametrize(
    ("denied", "named"),
    [
        (Permission.SEND_MESSAGES, "Send Messages"),
        (Permission.EMBED_LINKS, "Embed Links"),
        (Permission.READ_MESSAGE_HISTORY, "Read Message History"),
        (
            Permission.EMBED_LINKS | Permission.READ_MESSAGE_HISTORY,
            "Embed Links, Read Message History",
        ),
    ],
)
async def test_what_the_bot_lacks_is_named(town: Town, denied: Permission, named: str) -> None:
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=denied)
    async with town.awake():
        refused = await choose(town, town.ann, town.alerts)
    assert refused.text == (
        f"I may not post alerts in <#{town.alerts.id}>: I lack {named} there. "
        "Ask a moderator, or choose another destination."
    )
    assert await chosen_by(town, town.ann) is None


@pytest.mark.parametrize(
    "rules", [Rules(hide_channels=False), Rules(hide_channels=True)], ids=["told", "masked"]
)
async def test_a_channel_hidden_from_the_bot_is_refused(town: Town) -> None:
    town.sim.hide_from(town.alerts, town.application.bot)
    async with town.awake():
        refused = await choose(town, town.ann, town.alerts)
    assert "View Channel" in refused.text
    assert await chosen_by(town, town.ann) is None


async def test_a_thread_the_bot_is_not_in_is_refused(town: Town) -> None:
    role = next(one for one in town.closet.roles.values() if one.managed_by is not None)
    town.sim.set_role_permissions(role, 0)
    secret = town.sim.add_thread(town.alerts, "secret", private=True, owner=town.ann)
    async with town.awake():
        refused = await choose(town, town.ann, secret)
    assert "mention me in it so that I am added" in refused.text


async def test_one_cannot_choose_a_place_where_one_may_not_post(town: Town) -> None:
    town.sim.set_overwrite(town.alerts, town.ann, deny=Permission.SEND_MESSAGES)
    async with town.awake():
        refused = await choose(town, town.ann, town.alerts)
    assert refused.text == (
        f"You may not post in <#{town.alerts.id}>: you lack Send Messages there."
    )


async def test_in_a_thread_it_is_the_right_to_post_in_threads_that_counts(town: Town) -> None:
    thread = town.sim.add_thread(town.alerts, "mine", owner=town.ann)
    town.sim.set_overwrite(
        town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES_IN_THREADS
    )
    async with town.awake():
        refused = await choose(town, town.ann, thread)
        town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES)
        await town.ask(town.bob, "filter list")
        allowed = await choose(town, town.ann, thread)
    assert "I lack Send Messages in Threads there." in refused.text
    assert "Your alerts go to" in allowed.text


async def test_a_locked_thread_is_refused(town: Town) -> None:
    thread = town.sim.add_thread(town.alerts, "old", owner=town.ann)
    async with town.awake():
        town.sim.archive_thread(thread, archived=False, locked=True)
        refused = await choose(town, town.ann, thread)
    assert "is locked" in refused.text


async def test_an_archived_thread_is_refused_until_it_is_open_again(town: Town) -> None:
    thread = town.sim.add_thread(town.alerts, "old", owner=town.ann)
    async with town.awake():
        town.sim.archive_thread(thread, archived=True)
        refused = await choose(town, town.ann, thread)
        assert await chosen_by(town, town.ann) is None
        town.sim.archive_thread(thread, archived=False)
        chosen = await choose(town, town.ann, thread)
    assert refused.text == (
        f"The thread <#{thread.id}> is archived; open it again by writing in it, or choose "
        "another destination."
    )
    assert f"Your alerts go to <#{thread.id}> from now on." in chosen.text


@pytest.mark.parametrize(
    "kind", [ChannelType.VOICE, ChannelType.STAGE, ChannelType.FORUM, ChannelType.CATEGORY]
)
async def test_no_filter_is_sent_to_where_no_text_is_posted(town: Town, kind: ChannelType) -> None:
    place = town.sim.add_channel(town.closet, "elsewhere", type=kind)
    async with town.awake():
        refused = await town.sim.command(
            town.ann, place, "filter create", {"brands": "Rick Owens", "here": True}
        )
    assert refused.text == (
        f"I cannot post alerts in <#{place.id}>; choose a text channel or a thread."
    )
    assert await town.filters().mine(address(town.ann)) == ()
    async with town.store.transaction() as tx:
        assert await tx.destinations.at(str(place.id)) == ()


async def test_a_filter_may_have_a_place_of_its_own(town: Town) -> None:
    async with town.awake():
        await choose(town, town.ann, None)
        made = await town.ask(
            town.ann, "filter create", name="loud", brands="Rick Owens", here=True
        )
    assert f"Alerts go to: <#{town.alerts.id}>" in made.text
    default = await chosen_by(town, town.ann)
    assert default is not None
    assert default.kind is DestinationKind.DM
    (loud,) = await town.filters().mine(address(town.ann))
    assert loud.destination_id not in {None, default.id}


async def test_a_filter_of_its_own_place_is_refused_where_the_bot_may_not_post(
    town: Town,
) -> None:
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.EMBED_LINKS)
    async with town.awake():
        refused = await town.ask(town.ann, "filter create", brands="Rick Owens", here=True)
    assert "I lack Embed Links there" in refused.text
    assert await town.filters().mine(address(town.ann)) == ()
