"""What the buttons and menus under an alert do, and how it is undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal, get_args

from maneki.channels.discord.buttons import Action, Press, read_press, undo_buttons, without
from maneki.channels.discord.deliveries import log_page, older_than, what_of
from maneki.channels.discord.described import criteria_lines, edit_notes, name_of
from maneki.channels.discord.digests import page_buttons, page_cards, page_words, read_page
from maneki.channels.discord.holding import Holding, still_waits
from maneki.channels.discord.ratings import Ratings
from maneki.channels.discord.reception import (
    Caller,
    Interaction,
    Reception,
    Reply,
    components_of,
)
from maneki.channels.discord.ways_back import read_edit
from maneki.channels.discord.wording import escaped
from maneki.clock import Clock
from maneki.delivery.desk import DeliveryDesk
from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk, NoSuchFilterError
from maneki.model.delivery import Delivery
from maneki.model.filter import Filter
from maneki.model.hold import Hold, Tally, hold_of_alert, hold_of_digest, hold_of_notice
from maneki.model.ids import AlertId, FilterId, OutboxId
from maneki.model.outbox import OutboxKind
from maneki.people.desk import PeopleDesk
from maneki.phrases import say

SNOOZE = timedelta(days=1)

_OnAlert = Literal[Action.SNOOZE, Action.DISMISS, Action.STOP]
_Restoring = Literal[Action.UNPAUSE, Action.QUIET, Action.DIGEST, Action.LIMITS]
_Undoing = Literal[
    Action.UNSNOOZE, Action.UNDISMISS, Action.RESUME, Action.UNDELETE, Action.UNEDIT, _Restoring
]
"""These are pressed on our own answers, which are edited then; the others on alerts."""


class Presses:
    """Every press is its caller's own affair: the desks refuse what belongs to somebody else."""

    def __init__(
        self,
        *,
        reception: Reception,
        filters: FilterDesk,
        people: PeopleDesk,
        deliveries: DeliveryDesk,
        ratings: Ratings,
        holding: Holding,
        clock: Clock,
    ) -> None:
        self._reception = reception
        self._filters = filters
        self._people = people
        self._deliveries = deliveries
        self._ratings = ratings
        self._clock = clock
        self._holding = holding

    async def receive(self, interaction: Interaction) -> None:
        """A button was pressed, or something was chosen in a menu."""
        data: dict[str, object] = dict(interaction.data or {})
        values = data.get("values")
        chosen = [str(value) for value in values] if isinstance(values, list) else []
        pressed_on = str(data.get("custom_id", ""))
        press = read_press(pressed_on, chosen)

        async def work(caller: Caller) -> Reply:
            if press is None:
                raise InvalidInputError(say("discord.press.unknown", caller.language))
            try:
                reply = await self._pressed(caller, press)
            except NoSuchFilterError as exc:
                # What it says is what was asked for: here an id, which nobody has typed.
                raise InvalidInputError(say("discord.press.no_filter", caller.language)) from exc
            if is_undoing:
                # What was undone is no longer offered; the other ways back are.
                return replace(reply, components=without(pressed_on, components_of(interaction)))
            return reply

        is_undoing = press is not None and press.action in get_args(_Undoing)
        is_turning = press is not None and press.action in {Action.LOG, Action.PAGE}
        await self._reception.serve(interaction, work, in_place=is_undoing or is_turning)

    async def _pressed(self, caller: Caller, press: Press) -> Reply:
        match press.action:
            case Action.SNOOZE | Action.DISMISS | Action.STOP:
                return await self._under_alert(caller, press.action, AlertId(press.subject))
            case Action.RATE | Action.THUMB:
                return await self._ratings.pressed(caller, press)
            case Action.LOG | Action.PAGE:
                return await self._turned(caller, press)
            case Action.RESEND | Action.RENEW:
                return await self._once_more(caller, press)
            case _:
                return await self._undone(caller, press.action, press.subject)

    async def _undone(self, caller: Caller, action: _Undoing, subject: str) -> Reply:
        match action:
            case Action.UNPAUSE | Action.QUIET | Action.DIGEST | Action.LIMITS:
                return await self._holding.take_back(caller, action, subject)
            case Action.UNEDIT:
                return await self._unedited(caller, subject)
            case Action.UNSNOOZE:
                changed = await self._filters.unsnooze(caller.address, FilterId(subject))
            case Action.RESUME:
                changed = await self._filters.resume(caller.address, subject)
            case Action.UNDELETE:
                changed = await self._filters.undelete(caller.address, FilterId(subject))
            case Action.UNDISMISS:
                await self._people.undismiss(caller.address, AlertId(subject))
                return Reply(say("discord.press.undismiss", caller.language))
        return Reply(say(f"discord.press.{action}", caller.language, name=name_of(changed)))

    async def _unedited(self, caller: Caller, subject: str) -> Reply:
        before, language = read_edit(subject), caller.language
        if before is None:
            raise InvalidInputError(say("discord.press.unknown", language))
        edited = await self._filters.take_back_edit(
            caller.address,
            before.filter_id,
            revision=before.revision,
            destination_id=before.destination_id,
            priority=before.priority,
        )
        lines = [
            say("discord.press.unedit", language, name=name_of(edited.now)),
            *criteria_lines(edited.now.criteria, language=language),
            *edit_notes(edited.now, withdrawn=edited.withdrawn, language=language),
        ]
        return Reply("\n".join(lines))

    async def _under_alert(self, caller: Caller, action: _OnAlert, alert_id: AlertId) -> Reply:
        match action:
            case Action.SNOOZE:
                return await self._snooze(caller, alert_id)
            case Action.DISMISS:
                return await self._dismiss(caller, alert_id)
            case Action.STOP:
                return await self._stop(caller, alert_id)

    async def _snooze(self, caller: Caller, alert_id: AlertId) -> Reply:
        until = self._clock.now() + SNOOZE
        snoozed = [
            await self._filters.snooze(caller.address, one.id, until)
            for one in await self._filters_of(caller, alert_id)
        ]
        return _with_way_back(Action.SNOOZE, caller, snoozed, Action.UNSNOOZE)

    async def _stop(self, caller: Caller, alert_id: AlertId) -> Reply:
        stopped = [
            await self._filters.pause(caller.address, one.id)
            for one in await self._filters_of(caller, alert_id)
        ]
        return _with_way_back(Action.STOP, caller, stopped, Action.RESUME)

    async def _filters_of(self, caller: Caller, alert_id: AlertId) -> list[Filter]:
        """The active filters that an alert of the caller's came from."""
        subject = await self._people.alert_subject(caller.address, alert_id)
        mine = await self._filters.mine(caller.address)
        still_active = [one for one in mine if one.id in subject.filter_ids and one.is_active]
        if not still_active:
            raise InvalidInputError(say("discord.press.nothing_active", caller.language))
        return still_active

    async def _turned(self, caller: Caller, press: Press) -> Reply:
        if press.action is Action.PAGE:
            return await self._page(caller, press.subject)
        count, before = older_than(press.subject)
        return await log_page(self._deliveries, caller, count=count, before=before)

    async def _page(self, caller: Caller, subject: str) -> Reply:
        digest_id, first = read_page(subject)
        page = await self._deliveries.digest_page(
            caller.address, digest_id, first=first, language=caller.language
        )
        buttons = page_buttons(digest_id, page.note, language=page.language, first=first)
        return Reply(page_words(page, owner=caller.address.value), page_cards(page), buttons)

    async def _once_more(self, caller: Caller, press: Press) -> Reply:
        if press.action is Action.RENEW:
            return await self._renew(caller, FilterId(press.subject))
        return await self._resend(caller, OutboxId(press.subject))

    async def _renew(self, caller: Caller, filter_id: FilterId) -> Reply:
        renewed = await self._filters.renew(caller.address, filter_id)
        name, end = name_of(renewed), renewed.expires_at
        if end is None:
            return Reply(say("filters.renewed_for_good", caller.language, name=name))
        when = f"<t:{int(end.timestamp())}:D>"
        return Reply(say("filters.renewed", caller.language, name=name, when=when))

    async def _resend(self, caller: Caller, outbox_id: OutboxId) -> Reply:
        language = caller.language
        again = await self._deliveries.resend(caller.address, outbox_id, language=language)
        what, hold = what_of(again, language), await self._hold_of(caller, again)
        if hold is None:
            return Reply(say("discord.log.resent", language, what=what))
        later = say("discord.log.resent_later", language, what=what)
        return Reply(f"{later}\n{still_waits(hold, language)}")

    async def _hold_of(self, caller: Caller, delivery: Delivery) -> Hold | None:
        """For what a delivery of the caller's waits, now that it is due once more. Their limits are
        for the moment of sending to say.
        """
        preferences, now = caller.person.preferences, self._clock.now()
        match delivery.kind:
            case OutboxKind.ALERT:
                mine = await self._filters.mine(caller.address)
                named = {one.id for one in delivery.filters}
                asking = [one for one in mine if one.id in named]
                return hold_of_alert(asking, preferences, Tally(), now=now)
            case OutboxKind.DIGEST:
                return hold_of_digest(preferences, Tally(), now=now)
            case OutboxKind.NOTICE:
                return hold_of_notice(preferences, now=now)
            case OutboxKind.REPLY:
                return None

    async def _dismiss(self, caller: Caller, alert_id: AlertId) -> Reply:
        subject = await self._people.dismiss(caller.address, alert_id)
        title = escaped(subject.title, longest=100)
        back = undo_buttons(Action.UNDISMISS, [(alert_id, title)], language=caller.language)
        return Reply(say("discord.press.dismiss", caller.language, title=title), (), back)


def _with_way_back(done: Action, caller: Caller, changed: Sequence[Filter], undo: Action) -> Reply:
    names = ", ".join(f"**{name_of(one)}**" for one in changed)
    back = undo_buttons(undo, [(one.id, one.name) for one in changed], language=caller.language)
    return Reply(say(f"discord.press.{done}", caller.language, names=names), (), back)
