"""Webhooks of channels."""

from __future__ import annotations

import pytest
from tests.simulator.discord.place import Answer, Furnished, Place

from maneki.simulator.discord import ChannelType, Permission, RouteName, Rules, SimWebhook

FREE = Rules(quotas=dict.fromkeys(RouteName))


async def execute(place: Place, webhook: SimWebhook, query: str = "", **body: object) -> Answer:
    path = f"/webhooks/{webhook.id}/{webhook.token}{query}"
    return await place.api.without_token().post(path, body)


async def test_waiting_decides_whether_the_message_is_returned(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel, "Cat")
    assert (await execute(place, webhook, content="x")).status == 204
    answer = await execute(place, webhook, "?wait=true", content="x", username="Dog")
    assert answer.body["author"]["username"] == "Dog"
    assert answer.body["webhook_id"] == str(webhook.id)
    assert len(place.sim.visible_to(place.ann)) == 2


async def test_a_webhook_that_is_gone_must_not_be_used_again(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel)
    place.sim.delete_webhook(webhook)
    assert (await execute(place, webhook, content="x")).code == 10015
    place.sim.assert_clean()
    assert (await execute(place, webhook, content="x")).code == 10015
    assert [one.rule for one in place.sim.violations] == ["webhook used after it was unknown"]


async def test_a_wrong_webhook_token_is_401(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel)
    answer = await place.api.without_token().get(f"/webhooks/{webhook.id}/wrong")
    assert (answer.status, answer.code) == (401, 50027)


async def test_webhooks_need_permission_and_are_fifteen_at_most(place_with: Furnished) -> None:
    place = await place_with(FREE)
    path = f"/channels/{place.channel.id}/webhooks"
    for _ in range(15):
        assert (await place.api.post(path, {"name": "x"})).status == 200
    assert (await place.api.post(path, {"name": "x"})).code == 30007
    place.sim.set_overwrite(place.channel, place.app.bot, deny=Permission.MANAGE_WEBHOOKS)
    assert (await place.api.post(path, {"name": "x"})).code == 50013


@pytest.mark.parametrize("name", ["", "x" * 81, "Clyde", "my discord bot"])
async def test_names_of_webhooks(place: Place, name: str) -> None:
    answer = await place.api.post(f"/channels/{place.channel.id}/webhooks", {"name": name})
    assert answer.error("name")


async def test_webhooks_write_into_threads_of_their_channel(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel)
    thread = place.sim.add_thread(place.channel)
    assert (await execute(place, webhook, f"?thread_id={thread.id}", content="x")).status == 204
    assert len(place.sim.messages(thread)) == 1
    assert (await execute(place, webhook, "?thread_id=1", content="x")).code == 10003
    forum = place.sim.add_channel(place.guild, "forum", type=ChannelType.FORUM)
    assert (await execute(place, place.sim.add_webhook(forum), content="x")).code == 220001


async def test_only_their_own_messages(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel)
    other = (await place.send(content="x")).body
    base = f"/webhooks/{webhook.id}/{webhook.token}/messages"
    api = place.api.without_token()
    assert (await api.patch(f"{base}/{other['id']}", {"content": "y"})).code == 10008
    own = (await execute(place, webhook, "?wait=1", content="x")).body
    assert (await api.patch(f"{base}/{own['id']}", {"content": "y"})).body["content"] == "y"
    assert (await place.api.patch(f"{place.messages}/{own['id']}", {"content": "z"})).code == 50005


async def test_ephemeral_is_not_for_webhooks(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel)
    assert (await execute(place, webhook, content="x", flags=64)).error("flags")


async def test_a_deleted_channel_takes_its_webhooks(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel)
    place.sim.delete_channel(place.channel)
    assert (await execute(place, webhook, content="x")).code == 10015
