"""The stock discord.py client works against the local Discord, with nothing changed but URLs."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from maneki.clock import SystemClock
from maneki.simulator.discord import (
    ChannelType,
    DiscordSim,
    Drop,
    Intent,
    NotPossibleError,
    Permission,
    Rules,
    SimApplication,
    SimChannel,
    SimGuild,
    SimUser,
)

TOKEN = "a-token"


class Questions(discord.ui.Modal, title="A filter"):
    words = discord.ui.TextInput[Any](label="Words", custom_id="words", max_length=50)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"words: {self.words.value}", ephemeral=True)


class Labelled(discord.ui.Modal, title="Labelled"):
    market = discord.ui.Label[Any](
        text="Market",
        component=discord.ui.Select(
            custom_id="market", options=[discord.SelectOption(label="Mercari", value="m")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.market.component, discord.ui.Select)
        await interaction.response.send_message(f"market: {self.market.component.values}")


class Buttons(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Snooze", custom_id="snooze")
    async def snooze(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.edit_message(content="snoozed", view=None)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="edited later")

    @discord.ui.button(label="Tell", custom_id="tell")
    async def tell(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.send_message("told", ephemeral=True)

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.send_modal(Questions())

    @discord.ui.select(
        custom_id="which", options=[discord.SelectOption(label=x, value=x) for x in "abc"]
    )
    async def which(self, interaction: discord.Interaction, select: Any) -> None:
        await interaction.response.send_message(f"chose {select.values[0]}", ephemeral=True)

    @discord.ui.select(custom_id="where", cls=discord.ui.ChannelSelect)
    async def where(self, interaction: discord.Interaction, select: Any) -> None:
        await interaction.response.send_message(f"to {select.values[0].name}", ephemeral=True)


class Bot(discord.Client):
    """A bot with an interaction of every kind."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents.default(), guild_ready_timeout=0.05, max_messages=100
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library would wait five seconds before it identifies again."""

    async def setup_hook(self) -> None:
        self.tree.add_command(_filters())
        commands: list[Any] = [_say, _slow, _where, _form, _labelled, _twice]
        for command in commands:
            self.tree.add_command(command)
        self.tree.add_command(_whois)
        self.tree.add_command(_quote)
        self.add_view(Buttons())
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.put_nowait(("message", message))

    async def on_raw_message_delete(self, event: Any) -> None:
        self.heard.put_nowait(("delete", event))

    async def on_guild_channel_create(self, channel: Any) -> None:
        self.heard.put_nowait(("channel", channel))

    async def on_ready(self) -> None:
        self.heard.put_nowait(("ready", None))

    async def on_guild_channel_delete(self, channel: Any) -> None:
        self.heard.put_nowait(("channel gone", channel))

    async def on_guild_remove(self, guild: Any) -> None:
        self.heard.put_nowait(("kicked", guild))

    async def on_guild_join(self, guild: Any) -> None:
        self.heard.put_nowait(("invited", guild))

    async def on_thread_create(self, thread: Any) -> None:
        self.heard.put_nowait(("thread", thread))

    async def on_resumed(self) -> None:
        self.heard.put_nowait(("resumed", None))

    async def hears(self, what: str) -> Any:
        while True:
            kind, value = await asyncio.wait_for(self.heard.get(), timeout=10)
            if kind == what:
                return value


def _filters() -> app_commands.Group:
    group = app_commands.Group(name="filter", description="Your filters")

    @group.command(name="create", description="Make one")
    @app_commands.describe(brand="A brand", below="At most")
    async def create(
        interaction: discord.Interaction,
        brand: app_commands.Range[str, 1, 50],
        below: app_commands.Range[int, 1, 1_000_000] | None = None,
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"{brand} below {below}", view=Buttons(), ephemeral=True)

    @create.autocomplete("brand")
    async def brands(
        interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        found = [one for one in ("Rick Owens", "Yohji") if current.lower() in one.lower()]
        return [app_commands.Choice(name=one, value=one) for one in found]

    return group


@app_commands.command(name="say", description="Say it")
async def _say(interaction: discord.Interaction, text: str) -> None:
    await interaction.response.send_message(text, view=Buttons())
    original = await interaction.original_response()
    await original.edit(content=f"{text}!")


@app_commands.command(name="slow", description="Think, then edit")
async def _slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer()
    await interaction.edit_original_response(content="done", embed=discord.Embed(title="there"))
    more = await interaction.followup.send("and more", wait=True)
    await more.delete()


@app_commands.command(name="where", description="Take things of every kind")
async def _where(  # noqa: PLR0917  (every kind of option)
    interaction: discord.Interaction,
    channel: discord.TextChannel | discord.Thread,
    member: discord.Member,
    role: discord.Role,
    loud: bool,
    factor: float,
) -> None:
    granted = channel.permissions_for(member) if isinstance(channel, discord.Thread) else None
    said = f"{channel.name} {member.name} {role.name} {loud} {factor} {granted is None}"
    await interaction.response.send_message(said, ephemeral=True)


@app_commands.command(name="form", description="Ask")
async def _form(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Questions())


@app_commands.command(name="labelled", description="Ask with a menu")
async def _labelled(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Labelled())


@app_commands.command(name="twice", description="Answer twice")
async def _twice(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("once")
    original = await interaction.original_response()
    await original.delete()


@app_commands.context_menu(name="Who is it")
async def _whois(interaction: discord.Interaction, member: discord.Member) -> None:
    await interaction.response.send_message(member.name, ephemeral=True)


@app_commands.context_menu(name="Quote")
async def _quote(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"> {message.content}", ephemeral=True)


@dataclass
class Scene:
    sim: DiscordSim
    app: SimApplication
    guild: SimGuild
    channel: SimChannel
    ann: SimUser
    bot: Bot

    @property
    def room(self) -> discord.TextChannel:
        found = self.bot.get_channel(self.channel.id)
        assert isinstance(found, discord.TextChannel)
        return found


@pytest.fixture
async def scene(running: Any) -> AsyncIterator[Scene]:
    async with DiscordSim(SystemClock(), Rules(concurrency_window=0.0), seed=1) as sim:
        app = sim.add_application("Maneki", token=TOKEN)
        guild = sim.add_guild("Closet", bots=[app])
        channel = sim.add_channel(guild, "alerts")
        ann = sim.add_user("ann")
        sim.join(guild, ann)
        bot = Bot()
        async with running(sim, bot):
            yield Scene(sim, app, guild, channel, ann, bot)
            sim.assert_clean()


async def test_commands_are_offered_once_they_are_synced(scene: Scene) -> None:
    names = scene.sim.commands(scene.ann, scene.channel)
    assert names == ["filter", "form", "labelled", "say", "slow", "twice", "where"]


async def test_a_deferred_private_answer_reaches_only_the_member(scene: Scene) -> None:
    result = await scene.sim.command(
        scene.ann, scene.channel, "filter create", {"brand": "Rick Owens", "below": 50_000}
    )
    assert result.is_deferred
    assert result.is_ephemeral
    assert result.message.content == "Rick Owens below 50000"
    assert result.acknowledged_after is not None
    assert scene.sim.messages(scene.channel) == []
    assert scene.sim.visible_to(scene.ann) == []


async def test_autocomplete_suggests(scene: Scene) -> None:
    result = await scene.sim.autocomplete(
        scene.ann, scene.channel, "filter create", "brand", "rick"
    )
    assert result.choices is not None
    assert [one.value for one in result.choices] == ["Rick Owens"]


async def test_an_answer_can_be_edited(scene: Scene) -> None:
    result = await scene.sim.command(scene.ann, scene.channel, "say", {"text": "hello"})
    await result.wait_until(lambda one: one.edits == 1)
    assert [one.content for one in scene.sim.messages(scene.channel)] == ["hello!"]


async def test_thinking_becomes_an_answer_and_follow_ups_can_be_deleted(scene: Scene) -> None:
    result = await scene.sim.command(scene.ann, scene.channel, "slow")
    await result.wait_until(lambda one: one.deleted == 1)
    assert [one.content for one in scene.sim.messages(scene.channel)] == ["done"]
    assert not result.message.is_loading


async def test_options_of_every_kind_arrive(scene: Scene) -> None:
    role = scene.sim.add_role(scene.guild, "hunters")
    thread = scene.sim.add_thread(scene.channel, "mine", members=[scene.ann, scene.app.bot])
    given = {"member": scene.ann, "role": role, "loud": True, "factor": 1.5}
    first = await scene.sim.command(
        scene.ann, scene.channel, "where", given | {"channel": scene.channel}
    )
    second = await scene.sim.command(scene.ann, scene.channel, "where", given | {"channel": thread})
    assert first.text == "alerts ann hunters True 1.5 True"
    assert second.text.startswith("mine ann hunters True 1.5")


async def test_buttons_update_defer_and_answer(scene: Scene) -> None:
    sim, ann = scene.sim, scene.ann
    await scene.room.send("look", view=Buttons())
    message = sim.messages(scene.channel)[0]

    told = await sim.press(ann, message, "tell")
    assert told.text == "told"
    assert told.is_ephemeral

    later = await sim.press(ann, message, "later")
    await later.wait_until(lambda one: one.edits == 1)
    assert message.content == "edited later"

    updated = await sim.press(ann, message, "snooze")
    assert updated.updated is message
    assert message.content == "snoozed"
    with pytest.raises(NotPossibleError, match="nothing to use"):
        await sim.press(ann, message, "snooze")


async def test_menus_of_texts_and_channels(scene: Scene) -> None:
    await scene.room.send("choose", view=Buttons())
    message = scene.sim.messages(scene.channel)[0]
    chose = await scene.sim.select(scene.ann, message, "which", ["b"])
    went = await scene.sim.select(scene.ann, message, "where", [scene.channel])
    assert (chose.text, went.text) == ("chose b", "to alerts")


async def test_a_form_opens_from_a_command_and_from_a_button(scene: Scene) -> None:
    sim, ann = scene.sim, scene.ann
    opened = await sim.command(ann, scene.channel, "form")
    assert opened.modal is not None
    sent = await sim.submit_modal(ann, opened.modal, {"words": "leather"})
    assert sent.text == "words: leather"

    private = await sim.command(ann, scene.channel, "filter create", {"brand": "Yohji"})
    again = await sim.press(ann, private.message, "ask")
    assert again.modal is not None
    assert (await sim.submit_modal(ann, again.modal, {"words": "x"})).is_ephemeral


async def test_a_form_with_a_menu(scene: Scene) -> None:
    opened = await scene.sim.command(scene.ann, scene.channel, "labelled")
    assert opened.modal is not None
    sent = await scene.sim.submit_modal(scene.ann, opened.modal, {"market": ["m"]})
    assert sent.text == "market: ['m']"


async def test_menus_on_users_and_messages(scene: Scene) -> None:
    sim = scene.sim
    message = sim.say(scene.ann, scene.channel, "look at this")
    who = await sim.menu(scene.ann, scene.channel, "Who is it", scene.ann)
    quote = await sim.menu(scene.ann, scene.channel, "Quote", message)
    assert (who.text, quote.text) == ("ann", "> look at this")


async def test_commands_work_in_dms(scene: Scene) -> None:
    dm = scene.sim.dm_channel(scene.ann, scene.app)
    result = await scene.sim.command(scene.ann, dm, "say", {"text": "psst"})
    assert result.message.guild_id is None
    assert scene.sim.dms(scene.ann)[0].text.startswith("psst")


async def test_messages_are_sent_edited_read_back_and_deleted(scene: Scene) -> None:
    sent = await scene.room.send("one", embed=discord.Embed(title="t", url="https://x.example/"))
    await sent.edit(content="two")
    await sent.add_reaction("\N{WHITE HEAVY CHECK MARK}")
    read = await scene.room.fetch_message(sent.id)
    history = [one async for one in scene.room.history(limit=5)]
    assert (read.content, read.embeds[0].title) == ("two", "t")
    assert read.reactions[0].me
    assert [one.id for one in history] == [sent.id]
    await sent.delete()
    await scene.bot.hears("delete")
    assert scene.sim.messages(scene.channel) == []


async def test_files_and_silent_messages(scene: Scene) -> None:
    picture = discord.File(io.BytesIO(b"x" * 10), filename="a.png")
    embed = discord.Embed(title="t").set_image(url="attachment://a.png")
    sent = await scene.room.send(file=picture, embed=embed, silent=True)
    assert sent.attachments[0].size == 10
    assert sent.flags.suppress_notifications


async def test_direct_messages(scene: Scene) -> None:
    user = await scene.bot.fetch_user(scene.ann.id)
    await user.send("hello ann")
    scene.sim.dm(scene.ann, scene.app, "hello bot")
    await scene.bot.hears("message")
    heard = await scene.bot.hears("message")
    assert heard.content == "hello bot"
    assert [one.content for one in scene.sim.dms(scene.ann)] == ["hello ann", "hello bot"]


async def test_closed_dms_are_forbidden(scene: Scene) -> None:
    scene.sim.close_dms(scene.ann)
    user = await scene.bot.fetch_user(scene.ann.id)
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("hello")
    assert refused.value.code == 50007


async def test_threads_and_forum_posts(scene: Scene) -> None:
    sim = scene.sim
    sim.add_channel(scene.guild, "finds", type=ChannelType.FORUM)
    starter = await scene.room.send("start here")
    thread = await starter.create_thread(name="about it")
    await thread.send("in the thread")
    private = await scene.room.create_thread(
        name="private", type=discord.ChannelType.private_thread
    )
    await private.add_user(discord.Object(scene.ann.id))
    await private.send("only for you")
    await private.edit(archived=True)
    room = await scene.bot.hears("channel")
    assert isinstance(room, discord.ForumChannel)
    post = await room.create_thread(name="a find", content="found")
    seen = {one.content for one in sim.visible_to(scene.ann)}
    assert {"in the thread", "only for you", "found"} <= seen
    assert post.thread.id == post.message.id or post.message.content == "found"


async def test_layout_views(scene: Scene) -> None:
    view = discord.ui.LayoutView(timeout=None)
    section = discord.ui.Section[Any](
        "A **coat**", accessory=discord.ui.Thumbnail("https://img.example/1.jpg")
    )
    row = discord.ui.ActionRow[Any](discord.ui.Button(label="Stop", custom_id="stop"))
    view.add_item(discord.ui.Container(section, discord.ui.Separator(), row))
    sent = await scene.room.send(view=view)
    assert sent.flags.components_v2
    assert scene.sim.messages(scene.channel)[0].text == "A **coat**"


async def test_webhooks(scene: Scene) -> None:
    scene.sim.watch_requests(lambda exchange: None)
    scene.sim.set_overwrite(scene.channel, scene.app.bot, allow=Permission.MANAGE_WEBHOOKS)
    webhook = await scene.room.create_webhook(name="alerts")
    sent = await webhook.send("from a webhook", username="Cat", wait=True)
    assert sent.author.name == "Cat"
    await webhook.edit_message(sent.id, content="changed")
    assert scene.sim.messages(scene.channel)[0].content == "changed"
    await webhook.delete()


async def test_people_and_channels_can_be_looked_up(scene: Scene) -> None:
    guild = await scene.bot.fetch_guild(scene.guild.id)
    member = await guild.fetch_member(scene.ann.id)
    channels = await guild.fetch_channels()
    assert member.name == "ann"
    assert [one.name for one in channels] == ["alerts"]
    with pytest.raises(discord.NotFound) as unknown:
        await guild.fetch_member(scene.sim.add_user("stranger").id)
    assert unknown.value.code == 10007


async def test_the_bot_hears_of_changes(scene: Scene) -> None:
    sim = scene.sim
    spare = sim.add_channel(scene.guild, "spare")
    sim.delete_channel(spare)
    assert (await scene.bot.hears("channel gone")).name == "spare"
    other = sim.add_guild("Elsewhere")
    sim.add_bot(other, scene.app)
    assert (await scene.bot.hears("invited")).name == "Elsewhere"
    sim.kick_bot(other, scene.app)
    assert (await scene.bot.hears("kicked")).name == "Elsewhere"


async def test_without_the_intent_the_text_of_others_is_empty(scene: Scene) -> None:
    scene.sim.say(scene.ann, scene.channel, "a secret")
    scene.sim.say(scene.ann, scene.channel, f"hello {scene.app.bot.mention}")
    first = await scene.bot.hears("message")
    second = await scene.bot.hears("message")
    assert first.content == ""
    assert second.content.startswith("hello")


@pytest.mark.parametrize("how", list(Drop))
async def test_a_dropped_connection_is_resumed_with_what_was_missed(
    scene: Scene, how: Drop
) -> None:
    assert scene.sim.drop_gateway(how=how) == 1
    scene.sim.dm(scene.ann, scene.app, "said meanwhile")
    assert (await scene.bot.hears("message")).content == "said meanwhile"
    await scene.bot.hears("resumed")
    assert scene.sim.gateway.identifies_left(scene.app) == 999


async def test_a_lost_session_is_begun_anew(scene: Scene) -> None:
    await scene.bot.hears("ready")
    scene.sim.drop_gateway(resumable=False)
    await scene.bot.hears("ready")
    assert scene.sim.gateway.identifies_left(scene.app) == 998
    result = await scene.sim.command(scene.ann, scene.channel, "say", {"text": "back"})
    assert result.is_acknowledged


async def test_a_wrong_token_is_refused(scene: Scene) -> None:
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await client.login("not-the-token")
    await client.close()
    assert [one.rule for one in scene.sim.violations] == ["token"]
    scene.sim.violations.clear()


async def test_privileged_intents_must_be_switched_on(running: Any) -> None:
    async with DiscordSim() as sim:
        sim.add_application("Maneki", token=TOKEN)
        client = discord.Client(intents=discord.Intents.all())
        with pytest.raises(ExceptionGroup) as failed:
            async with running(sim, client):
                pass
        assert failed.group_contains(discord.PrivilegedIntentsRequired)


async def test_members_are_told_with_the_intent(running: Any) -> None:
    async with DiscordSim() as sim:
        app = sim.add_application(
            "Maneki", token=TOKEN, privileged_intents=int(Intent.GUILD_MEMBERS)
        )
        guild = sim.add_guild("Closet", bots=[app])
        sim.join(guild, sim.add_user("ann"))
        intents = discord.Intents.default()
        intents.members = True
        client = discord.Client(intents=intents, guild_ready_timeout=0.05)
        async with running(sim, client):
            found = client.get_guild(guild.id)
            assert found is not None
            assert {one.name for one in found.members} == {"Maneki", "ann", "owner of Closet"}
            left = asyncio.Event()
            client.event(_on_member_remove(left))
            sim.leave(guild, sim.world.users[found.owner_id or 0])
            await asyncio.wait_for(left.wait(), timeout=5)


def _on_member_remove(left: asyncio.Event) -> Any:
    async def on_member_remove(member: discord.Member) -> None:
        left.set()

    return on_member_remove


async def test_requests_without_a_client_are_refused_too(scene: Scene) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{scene.sim.api_url}/users/@me") as response,
    ):
        assert response.status == 401
    scene.sim.violations.clear()
