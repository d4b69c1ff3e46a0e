"""The shopkeeper, built: who hears, who answers, and how what is said is cut for each medium."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from maneki.assistant.assistant import Assistant
from maneki.assistant.choice import ModelChoice, check_choices
from maneki.assistant.keeper import Keeper
from maneki.assistant.limits import Limits as ModelLimits
from maneki.assistant.personas import FRIENDLY, WIZARD, Personas
from maneki.assistant.purse import Purse
from maneki.assistant.spending import Caps
from maneki.assistant.tools import Shop
from maneki.channels.discord.parts import DiscordVoice
from maneki.clock import Clock
from maneki.conversation.aside import Aside
from maneki.conversation.commands import PlainCommands
from maneki.conversation.handover import Handovers
from maneki.conversation.house import House
from maneki.conversation.receive import Receiver
from maneki.conversation.rehearsal import Rehearsal, Rehearsed
from maneki.conversation.talk import Talker
from maneki.conversation.turn import (
    NO_DRAFTS,
    Drafting,
    Naming,
    Showing,
    TurnEnded,
    Turns,
    name_nothing,
    show_nothing,
)
from maneki.conversation.unattended import always_open
from maneki.conversation.voice import Voices, Whole
from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.loops import LoopHealth, Nudge
from maneki.matching.match import Matcher
from maneki.model.conversation import MICROS_A_DOLLAR, Medium, Place, PlaceKind
from maneki.model.person import DISCORD, PHONE, Address, Preferences
from maneki.model.phone import number_from_person
from maneki.people.handing_out import HandingOut
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.run.books import library_of
from maneki.run.brands import dictionary_of
from maneki.run.markets import filter_desk, markets_of, watchable_of
from maneki.run.sms import text_voice
from maneki.settings import Settings
from maneki.shop.cards import check_address
from maneki.shop.catalogue import Catalogue
from maneki.shop.folder import read_folder
from maneki.shop.library import Heard, heard_by_nobody
from maneki.store import Store

if TYPE_CHECKING:
    from maneki.assistant.agent import ModelAssistant

_DISCORD_ID = re.compile(r"[0-9]{1,20}")
SOMEBODY = Address("console", "somebody")
"""Whose words are tried where nobody is named."""


def house_of(settings: Settings) -> House:
    return House(
        name=settings.shop_name,
        contact=settings.shop_contact,
        newcomer=Preferences(currency=settings.default_currency),
        silence=timedelta(seconds=settings.conversation_timeout),
        caps=_caps(settings),
        zone=ZoneInfo(settings.shop_time_zone),
    )


def shop_of(
    settings: Settings, store: Store, filters: FilterDesk, clock: Clock, *, heard: Heard
) -> Shop:
    """What the assistant's tools work with. Raises `SettingsError`."""
    zone = ZoneInfo(settings.shop_time_zone)
    catalogue = Catalogue(store)
    return Shop(
        store=store,
        catalogue=catalogue,
        library=(
            library_of(settings, catalogue, clock, heard=heard) if settings.book_sources else None
        ),
        filters=filters,
        papers=read_folder(settings.shop_folder, zone=zone),
        zone=zone,
        currency=settings.default_currency or "USD",
        name=settings.shop_name,
        contact=settings.shop_contact,
        country=settings.shop_region,
        book_address=check_address(settings.shop_book_url) if settings.shop_book_url else None,
    )


def linker_of(settings: Settings, store: Store, *, due: Callable[[], None]) -> Linker:
    return Linker(
        store,
        shop_name=settings.shop_name,
        region=settings.shop_region,
        countries=settings.link_countries,
        most_texts_a_day=settings.link_texts_a_day,
        lasts=timedelta(seconds=settings.link_code_lasts),
        due=due,
    )


def voices_of(settings: Settings) -> Voices:
    return {
        Medium.SMS: text_voice(settings),
        Medium.DISCORD: DiscordVoice(),
        Medium.TEXT: Whole(),
    }


def model_of(
    settings: Settings, shop: Shop, clock: Clock, *, otherwise: Keeper
) -> ModelAssistant | None:
    """The model that is asked before the rules, if one is named. Raises `SettingsError`."""
    choices = _choices(settings)
    if not choices:
        return None
    # Whoever names no model does without what watches over one, and starts the sooner.
    from maneki.assistant.agent import ModelAssistant  # noqa: PLC0415

    return ModelAssistant(
        shop,
        choices=choices,
        otherwise=otherwise,
        personas=Personas(default=settings.persona, folder=_prompts(settings)),
        purse=Purse(shop.store, caps=_caps(settings), zone=shop.zone),
        clock=clock,
        limits=ModelLimits(
            time=timedelta(seconds=settings.model_timeout),
            requests=settings.model_requests,
            tool_calls=settings.model_tool_calls,
            tokens=settings.model_tokens,
            at_once=settings.model_at_once,
        ),
        is_checked=settings.model_checks,
    )


def models_named(settings: Settings) -> tuple[str, ...]:
    """The models that are asked, in their order; none where the rules answer.

    Raises `SettingsError` if one of them could never answer, or a prompt would never do.
    """
    choices = _choices(settings)
    check_choices(choices)
    Personas(default=settings.persona, folder=_prompts(settings)).check()
    return tuple(choice.name for choice in choices)


def _choices(settings: Settings) -> tuple[ModelChoice, ...]:
    named = (
        ("MANEKI_MODEL", settings.model, settings.model_key, settings.model_url),
        (
            "MANEKI_FALLBACK_MODEL",
            settings.fallback_model,
            settings.fallback_model_key,
            settings.fallback_model_url,
        ),
    )
    return tuple(
        ModelChoice(
            name=name, key=key.get_secret_value() if key else None, url=url, setting=setting
        )
        for setting, name, key, url in named
        if name
    )


def personas_of(settings: Settings) -> tuple[str, ...]:
    """The manners that a server may choose among; without a model there is one, and no choice."""
    if not settings.model:
        return ()
    folder = _prompts(settings)
    known = Personas(default=settings.persona, folder=folder)
    own = sorted(file.stem for file in folder.glob("*.md")) if folder else ()
    names = dict.fromkeys((settings.persona, FRIENDLY, WIZARD, *own))
    return tuple(name for name in names if known.knows(name))


def _prompts(settings: Settings) -> Path | None:
    return _existing(settings.shop_folder / "prompts") if settings.shop_folder else None


def _existing(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None


def _caps(settings: Settings) -> Caps:
    return Caps(
        person_micros_a_day=_micros(settings.model_dollars_a_day),
        person_tokens_a_day=settings.model_tokens_a_day,
        shop_micros_a_month=_micros(settings.model_dollars_a_month),
        shop_tokens_a_month=settings.model_tokens_a_month,
        person_segments_a_day=settings.sms_segments_a_day,
        shop_segments_a_month=settings.sms_segments_a_month,
    )


def _micros(dollars: Decimal | None) -> int | None:
    return None if dollars is None else int(dollars * MICROS_A_DOLLAR)


class ShopFloor:
    """Everything that hears and answers customers. `due` is called when something may go out,
    `changed` when filters were changed.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        *,
        filters: FilterDesk,
        holder: str,
        due: Callable[[], None],
        changed: Callable[[], None],
        health: LoopHealth | None = None,
        showing: Showing = show_nothing,
        naming: Naming = name_nothing,
        drafts: Drafting = NO_DRAFTS,
        told: Callable[[TurnEnded], None] = lambda _: None,
        heard: Heard = heard_by_nobody,
    ) -> None:
        house, self.voices = house_of(settings), voices_of(settings)
        self.shop = shop_of(settings, store, filters, clock, heard=heard)
        self.linker = linker_of(settings, store, due=due)
        self.privacy = Privacy(store, changed=changed)
        self.handing_out = HandingOut(
            store, self.privacy, public_url=settings.public_url, contact=settings.shop_contact
        )
        hours = self.shop.papers.hours
        self.handovers = Handovers(
            store,
            voices=self.voices,
            due=due,
            contact=settings.shop_contact,
            open_time=hours.open_time if hours else always_open,
            caps=house.caps,
            zone=house.zone,
        )
        self._nudge = Nudge()
        self.receiver = Receiver(
            store, house=house, voices=self.voices, waiting=self._nudge, due=due
        )
        keeper = Keeper(self.shop)
        self._model = model_of(settings, self.shop, clock, otherwise=keeper)
        self.assistant: Assistant = self._model or keeper
        self.aside = Aside(store, self.assistant, house=house)
        self.turns = Turns(
            store,
            self.assistant,
            house=house,
            voices=self.voices,
            holder=holder,
            clock=clock,
            commands=PlainCommands(
                linker=self.linker, privacy=self.privacy, handing_out=self.handing_out
            ),
            showing=showing,
            naming=naming,
            drafts=drafts,
            told=told,
        )
        self.talker = Talker(
            store,
            self.turns,
            clock=clock,
            holder=holder,
            nudge=self._nudge,
            due=due,
            health=health,
        )
        self.rehearsal = Rehearsal(
            store,
            receiver=self.receiver,
            turns=self.turns,
            voices=self.voices,
            holder=holder,
            clock=clock,
        )
        self._region = settings.shop_region

    async def try_out(
        self, text: str, *, person: str, channel: str, external_id: str | None = None
    ) -> Rehearsed:
        """What would be answered to somebody. Raises `InvalidInputError`."""
        address = self._address(person)
        return await self.rehearsal.say(
            text, by=address, at=_place(address, channel), external_id=external_id
        )

    def _address(self, person: str) -> Address:
        """`phone:+12125550123`, a number, `discord:1234`, a Discord id, or nothing."""
        written = person.strip()
        if not written:
            return SOMEBODY
        kind, colon, value = written.partition(":")
        if not colon:
            is_number = written.startswith("+") or len(written) < 16
            kind, value = (PHONE if is_number else DISCORD), written
        if kind == PHONE:
            return Address(PHONE, number_from_person(value, region=self._region))
        if kind == DISCORD and _DISCORD_ID.fullmatch(value.strip()):
            return Address(DISCORD, value.strip())
        raise InvalidInputError(
            "This is nobody's address; write phone:+12125550123 or discord: and the number that "
            "Discord shows with Copy ID."
        )

    async def get_ready(self) -> None:
        """Do at the start what the first customer would have to wait for."""
        if self._model is not None:
            await self._model.get_ready()

    async def gather(self) -> bool:
        """Bring along what was written for somebody at the moment when they were linked."""
        await self.linker.gather()
        return False

    async def close(self) -> None:
        if self.shop.library is not None:
            await self.shop.library.aclose()
        if self._model is not None:
            await self._model.close()


def _place(address: Address, channel: str) -> Place:
    """Where somebody would be answered, in private. Raises `InvalidInputError`."""
    if channel == Medium.SMS:
        if address.kind != PHONE:
            raise InvalidInputError("A text message needs a number, such as +12125550123.")
        return Place(kind=PlaceKind.PHONE, address=address.value)
    return Place(kind=PlaceKind.DM, address=address.value)


@contextlib.asynccontextmanager
async def open_shop_floor(
    settings: Settings, store: Store, clock: Clock
) -> AsyncIterator[ShopFloor]:
    """For whoever tries it out: nothing runs beside it, and nothing is sent.

    Where it is tried there is a shopkeeper, also if none runs yet. Raises `SettingsError`.
    """
    parts = tuple(dict.fromkeys((*settings.parts, "shopkeeper")))
    settings = settings.model_copy(update={"parts": parts})
    dictionary = dictionary_of(settings)
    markets = markets_of(settings, clock)
    desk = filter_desk(
        settings,
        store,
        watchable_of(settings, markets, dictionary),
        matcher=Matcher(dictionary),
        changed=lambda: None,
    )
    floor = ShopFloor(
        settings,
        store,
        clock,
        filters=desk,
        holder=secrets.token_hex(8),
        due=lambda: None,
        changed=lambda: None,
    )
    async with contextlib.AsyncExitStack() as stack:
        for market in markets.values():
            stack.push_async_callback(market.aclose)
        stack.push_async_callback(floor.close)
        yield floor
