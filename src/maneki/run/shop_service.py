"""The shop's side of the program: what runs, listens and is served where the shopkeeper is on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from maneki.alerts.shelf import ShelfWatch
from maneki.channels.discord.shop_side import ShopSide
from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.clock import Clock
from maneki.conversation.rehearsal import Rehearsed
from maneki.conversation.turn import Drafting, TurnEnded
from maneki.delivery.channel import Channel
from maneki.filters.desk import FilterDesk
from maneki.loops import LoopHealth, Nudge
from maneki.model.conversation import Place
from maneki.people.forgetter import ConversationForgetter
from maneki.run.discord_shop import shopkeeper_on_discord
from maneki.run.parts import has_texts
from maneki.run.shopkeeper import ShopFloor
from maneki.run.sms import announce_state, sms_channel, text_door
from maneki.run.tracing import Traces, provider_for
from maneki.settings import Settings
from maneki.store import Store
from maneki.web.chat import ChatDoor, Trial
from maneki.web.metrics import Metrics
from maneki.web.sms import TextDoor
from maneki.web.talk_metrics import TalkMetrics
from maneki.web.text_metrics import TextMetrics

Loop = tuple[str, Callable[[], Awaitable[bool]], float, Nudge | None]

SHELF_EVERY_S = 10.0
GATHER_EVERY_S = 30.0
CALL_EVERY_S = 60.0
FORGET_EVERY_S = 6 * 3600.0


class ShopService:
    """`due` is called when something may go out, `found` when there is something to match,
    `changed` when filters were changed. `on_discord` is the shop's side of the bot, once there is
    one, and `drafts` what it shows of answers that are being written.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        *,
        filters: FilterDesk,
        metrics: Metrics,
        health: LoopHealth,
        holder: str,
        due: Callable[[], None],
        found: Callable[[], None],
        changed: Callable[[], None],
        on_discord: Callable[[], ShopSide | None],
        drafts: Drafting,
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._due = due
        self._found = found
        self._on_discord = on_discord
        self._metrics = TalkMetrics(metrics.registry)
        self._text_metrics = TextMetrics(metrics.registry)
        url = settings.traces_url
        self._traces = Traces(provider_for(url)) if url else None
        self._texts = (
            sms_channel(settings, store, clock, told=self._text_metrics.sent)
            if has_texts(settings)
            else None
        )
        self.floor = ShopFloor(
            settings,
            store,
            clock,
            filters=filters,
            holder=holder,
            due=due,
            changed=changed,
            health=health,
            showing=self._showing,
            naming=self._naming,
            drafts=drafts,
            told=self._turn_ended,
            heard=self._metrics.source_heard,
        )

    @property
    def channels(self) -> Sequence[Channel]:
        """The ways to customers besides Discord."""
        return (self._texts,) if self._texts is not None else ()

    def for_discord(self) -> Shopkeeper:
        return shopkeeper_on_discord(self._settings, self.floor, due=self._due)

    def text_door(self) -> TextDoor | None:
        if self._texts is None:
            return None
        return text_door(
            self._settings,
            self._store,
            clock=self._clock,
            take=self.floor.receiver.take,
            reported=self._text_metrics.reported,
        )

    def chat_door(self) -> ChatDoor:
        async def say(trial: Trial) -> Rehearsed:
            return await self.floor.try_out(
                trial.text, person=trial.person, channel=trial.channel, external_id=trial.id
            )

        token = self._settings.chat_token
        return ChatDoor(say, token=token.get_secret_value() if token else None)

    def loops(self) -> list[Loop]:
        settings = self._settings
        keep = timedelta(days=settings.keep_conversations_days)
        shelf = ShelfWatch(
            self._store,
            drop_percent=settings.drop_percent,
            found=self._found,
            address=self.floor.shop.book_address,
        )
        return [
            ("shelf", shelf.step, SHELF_EVERY_S, None),
            (
                "forget talk",
                ConversationForgetter(self._store, keep=keep).step,
                FORGET_EVERY_S,
                None,
            ),
            ("gather", self.floor.gather, GATHER_EVERY_S, None),
            ("call staff", self.floor.handovers.give_up, CALL_EVERY_S, None),
            ("look after handovers", self.floor.handovers.look_after, CALL_EVERY_S, None),
        ]

    async def run(self) -> None:
        """Answer customers until cancelled."""
        if self._texts is not None:
            announce_state(self._settings)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.floor.talker.run(), name="talk")
            group.create_task(self.floor.get_ready(), name="get ready")
            shop = self._on_discord()
            if shop is not None:
                group.create_task(shop.run(), name="shop on discord")

    async def close(self) -> None:
        async with contextlib.AsyncExitStack() as stack:
            if self._traces is not None:
                stack.callback(self._traces.close)
            stack.push_async_callback(self.floor.close)
            if self._texts is not None:
                stack.push_async_callback(self._texts.aclose)

    def _showing(self, place: Place, /) -> contextlib.AbstractAsyncContextManager[None]:
        shop = self._on_discord()
        return shop.typing.showing(place) if shop else contextlib.nullcontext()

    async def _naming(self, place: Place, name: str, /) -> None:
        shop = self._on_discord()
        if shop is not None:
            await shop.rename(place, name)

    def _turn_ended(self, turn: TurnEnded) -> None:
        self._metrics.answered(turn)
        if self._traces is not None:
            self._traces.answered(turn)
