"""Answering interactions: the first response, follow-ups, and edits of both.

Nothing here needs the bot's token, and nothing counts towards the global limit.
"""

from __future__ import annotations

from typing import Any

from maneki.simulator.discord import payloads
from maneki.simulator.discord.commands import OptionType, read_choice_value
from maneki.simulator.discord.components import read_modal_components
from maneki.simulator.discord.entities import MessageFlag, MessageType, SimMessage
from maneki.simulator.discord.forms import Form
from maneki.simulator.discord.interactions import (
    ALLOWED_CALLBACKS,
    CallbackType,
    Choice,
    Interaction,
    Interactions,
    InteractionType,
    Modal,
)
from maneki.simulator.discord.messages import (
    INTERACTION_FLAGS,
    USER_MENTIONS,
    Draft,
    read_draft,
    read_edit,
)
from maneki.simulator.discord.posting import Origin, Posting
from maneki.simulator.discord.refusal import FormErrors, bad_request, not_found, refuse_form
from maneki.simulator.discord.router import Call, Endpoint, Major, Reply
from maneki.simulator.discord.rules import RouteName, Rules

MOST_CHOICES = 25


class InteractionRoutes:
    def __init__(self, *, interactions: Interactions, posting: Posting, rules: Rules) -> None:
        self._interactions = interactions
        self._posting = posting
        self._rules = rules

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                method="POST",
                template="/interactions/{webhook_id}/{webhook_token}/callback",
                handler=self._callback,
                route=RouteName.INTERACTION_CALLBACK,
                major=Major.WEBHOOK_TOKEN,
                needs_token=False,
                has_body=True,
            )
        ]

    # The first response

    def _callback(self, call: Call) -> Reply:
        interaction = self._interactions.to_answer(
            call.id("webhook_id"), call.params["webhook_token"]
        )
        callback = _callback_type(call.form, interaction)
        data = call.form.get("data")
        message = self._carry_out(
            interaction, callback, data if isinstance(data, dict) else {}, call
        )
        interaction.callback = interaction.result.callback = callback
        interaction.result.acknowledged_after = self._interactions.age(interaction)
        interaction.result.changed()
        if call.query.get("with_response", "").lower() not in {"1", "true"}:
            return 204, None
        return 200, _callback_answer(interaction, callback, message)

    def _carry_out(
        self, interaction: Interaction, callback: CallbackType, data: dict[str, Any], call: Call
    ) -> SimMessage | None:
        """Returns the message that was created or changed."""
        match callback:
            case CallbackType.MESSAGE:
                draft = read_draft(data, self._rules, uploads=call.uploads, flags=INTERACTION_FLAGS)
                interaction.original = self._post(interaction, draft, is_first=True)
            case CallbackType.DEFERRED_MESSAGE:
                interaction.original = self._post_thinking(interaction, data)
            case CallbackType.UPDATE:
                source = self._source(interaction)
                self._change(interaction, source, data, call)
                interaction.original = source
            case CallbackType.DEFERRED_UPDATE:
                interaction.original = self._source(interaction)
                return None
            case CallbackType.AUTOCOMPLETE:
                interaction.result.choices = self._choices(data, interaction.option_type)
            case CallbackType.MODAL:
                interaction.result.modal = self._modal(data, interaction)
            case CallbackType.PONG | CallbackType.PREMIUM | CallbackType.LAUNCH:
                return None
        return interaction.original

    def _post(self, interaction: Interaction, draft: Draft, *, is_first: bool) -> SimMessage:
        is_private = bool(draft.flags & MessageFlag.EPHEMERAL)
        answers_command = is_first and interaction.type is InteractionType.COMMAND
        origin = Origin(
            type=MessageType.COMMAND if answers_command else MessageType.DEFAULT,
            webhook_id=interaction.application.id,
            application_id=interaction.application.id,
            interaction=interaction.metadata,
            ephemeral_to=interaction.user.id if is_private else None,
            default_mentions=USER_MENTIONS,
            extra_flags=draft.flags & MessageFlag.LOADING,
        )
        bot = interaction.application.bot
        message = self._posting.create(interaction.channel, bot, draft, origin)
        interaction.result.messages.append(message)
        return message

    def _post_thinking(self, interaction: Interaction, data: dict[str, Any]) -> SimMessage:
        flags = data.get("flags") or 0
        if flags not in {0, int(MessageFlag.EPHEMERAL)}:
            said = "Only the EPHEMERAL flag may be set on a deferred response"
            refuse_form(("data", "flags"), "MESSAGE_FLAGS_NOT_ALLOWED", said)
        draft = Draft(flags=flags | MessageFlag.LOADING)
        return self._post(interaction, draft, is_first=True)

    def _source(self, interaction: Interaction) -> SimMessage:
        if interaction.source is None:
            said = "There is no message to update"
            refuse_form(("type",), "INTERACTION_NO_MESSAGE", said)
        if interaction.source.deleted:
            raise not_found(10008)
        return interaction.source

    def _change(
        self, interaction: Interaction, message: SimMessage, data: dict[str, Any], call: Call
    ) -> None:
        edit = read_edit(data, self._rules, message, uploads=call.uploads)
        self._posting.edit(interaction.channel, message, edit)
        interaction.result.edits += 1
        if message is interaction.source:
            interaction.result.updated = message

    def _choices(self, data: dict[str, Any], option_type: int) -> list[Choice]:
        errors = FormErrors()
        form = Form(data, errors, path=("data",), lengths=self._rules.lengths)
        kind = OptionType(option_type)
        choices = [
            Choice(
                name=entry.text("name", 100, least=1, required=True) or "",
                value=read_choice_value(entry, kind),
            )
            for entry in form.forms("choices", MOST_CHOICES)
        ]
        errors.raise_any()
        return choices

    def _modal(self, data: dict[str, Any], interaction: Interaction) -> Modal:
        errors = FormErrors()
        form = Form(data, errors, path=("data",), lengths=self._rules.lengths)
        custom_id = form.text("custom_id", 100, least=1, required=True, trim=False)
        title = form.text("title", 45, least=1, required=True)
        components = read_modal_components(form, self._rules)
        errors.raise_any()
        return Modal(
            custom_id=custom_id or "",
            title=title or "",
            components=components,
            interaction=interaction,
        )

    # After it

    def follow_up(self, call: Call) -> Reply:
        """POST /webhooks/{application}/{token}: one more message, or, right after a deferral,
        the one that was announced."""
        interaction = self._following(call)
        draft = read_draft(call.form, self._rules, uploads=call.uploads, flags=INTERACTION_FLAGS)
        most = self._rules.most_follow_ups
        if most is not None and interaction.follow_ups >= most:
            raise bad_request(40094)
        interaction.follow_ups += 1
        original = interaction.original
        if original is not None and original.is_loading and not original.deleted:
            self._change(interaction, original, call.form | {"flags": None}, call)
            message = original
        else:
            message = self._post(interaction, draft, is_first=False)
        interaction.result.changed()
        return 200, payloads.message(message)

    def get(self, call: Call) -> Reply:
        return 200, payloads.message(self._addressed(self._following(call), call))

    def edit(self, call: Call) -> Reply:
        interaction = self._following(call)
        message = self._addressed(interaction, call)
        self._change(interaction, message, call.form, call)
        interaction.result.changed()
        return 200, payloads.message(message)

    def delete(self, call: Call) -> Reply:
        interaction = self._following(call)
        self._posting.delete(self._addressed(interaction, call))
        interaction.result.deleted += 1
        interaction.result.changed()
        return 204, None

    def _following(self, call: Call) -> Interaction:
        return self._interactions.to_follow(call.id("webhook_id"), call.params["webhook_token"])

    def _addressed(self, interaction: Interaction, call: Call) -> SimMessage:
        """`@original`, or one of this interaction's messages. Raises `Refusal` (10008)."""
        reference = call.params["message"]
        known = [*interaction.result.messages]
        if interaction.original is not None:
            known.append(interaction.original)
        for message in known:
            is_it = (
                message is interaction.original
                if reference == "@original"
                else (str(message.id) == reference)
            )
            if is_it and not message.deleted:
                return message
        raise not_found(10008)


def _callback_type(body: dict[str, Any], interaction: Interaction) -> CallbackType:
    allowed = ALLOWED_CALLBACKS[interaction.type]
    if interaction.type is InteractionType.MODAL_SUBMIT and interaction.source is None:
        allowed = allowed - {CallbackType.UPDATE, CallbackType.DEFERRED_UPDATE}
    value = body.get("type")
    if isinstance(value, bool) or value not in allowed:
        choices = tuple(sorted(int(one) for one in allowed))
        refuse_form(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {choices}.")
    return CallbackType(value)


def _callback_answer(
    interaction: Interaction, callback: CallbackType, message: SimMessage | None
) -> dict[str, Any]:
    said: dict[str, Any] = {"id": str(interaction.id), "type": int(interaction.type)}
    if interaction.original is not None:
        said |= {
            "response_message_id": str(interaction.original.id),
            "response_message_loading": interaction.original.is_loading,
            "response_message_ephemeral": interaction.original.is_ephemeral,
        }
    answer: dict[str, Any] = {"interaction": said}
    if callback in {CallbackType.MESSAGE, CallbackType.UPDATE} and message is not None:
        resource = {"type": int(callback), "message": payloads.message(message)}
        answer["resource"] = resource
    return answer
