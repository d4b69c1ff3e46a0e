"""Message forms: what may be posted and edited, read into drafts.

Limits are inclusive and hold after trimming (documentation: resources/message). Anything wrong
raises `Refusal` 50035 with every wrong field named; nothing to show raises 50006.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from maneki.simulator.discord.components import read_components
from maneki.simulator.discord.embeds import read_embeds
from maneki.simulator.discord.entities import MessageFlag, SimMessage
from maneki.simulator.discord.forms import Form
from maneki.simulator.discord.refusal import FormErrors, bad_request, refuse_form
from maneki.simulator.discord.rules import Rules

MOST_CONTENT = 2000
MOST_NONCE = 25
MOST_MENTIONS = 100
MOST_FILES = 10

CREATE_FLAGS = int(
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.IS_VOICE_MESSAGE
    | MessageFlag.COMPONENTS_V2
)
WEBHOOK_FLAGS = int(
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
)
INTERACTION_FLAGS = WEBHOOK_FLAGS | int(MessageFlag.EPHEMERAL)
EDIT_FLAGS = int(MessageFlag.SUPPRESS_EMBEDS | MessageFlag.COMPONENTS_V2)
_NOT_WITH_V2 = ("content", "embeds", "sticker_ids", "poll", "shared_client_theme")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request; `key` is the number in `files[n]`."""

    key: str
    filename: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedMentions:
    """Which mentions in the text ring; `users` and `roles` name them one by one."""

    parse: frozenset[str]
    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    replied_user: bool = False


EVERY_MENTION = AllowedMentions(parse=frozenset({"users", "roles", "everyone"}))
USER_MENTIONS = AllowedMentions(parse=frozenset({"users"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that is about to be created."""

    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    uploads: tuple[Upload, ...] = ()
    flags: int = 0
    tts: bool = False
    nonce: str | int | None = None
    enforce_nonce: bool = False
    reply_to: int | None = None
    must_exist: bool = True
    mentions: AllowedMentions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Changes to a message; None leaves a part as it is."""

    content: str | None = None
    embeds: list[dict[str, Any]] | None = None
    components: list[dict[str, Any]] | None = None
    kept_attachments: frozenset[int] | None = None
    uploads: tuple[Upload, ...] = ()
    flags: int | None = None
    mentions: AllowedMentions | None = None


def read_draft(
    body: dict[str, Any],
    rules: Rules,
    *,
    uploads: tuple[Upload, ...] = (),
    flags: int = CREATE_FLAGS,
) -> Draft:
    """Read a message form. Raises `Refusal` (50035, 50006)."""
    errors = FormErrors()
    form = Form(body, errors, lengths=rules.lengths)
    given = _flags(form, flags)
    is_v2 = bool(given & MessageFlag.COMPONENTS_V2)
    _check_v2(form, is_v2=is_v2)
    _check_uploads(form, uploads, rules)
    content = form.text("content", MOST_CONTENT) or ""
    embeds = read_embeds(form, rules)
    components = read_components(form, rules, is_v2=is_v2)
    reference = form.form("message_reference")
    draft = Draft(
        content=content,
        embeds=embeds,
        components=components,
        uploads=uploads,
        flags=given,
        tts=form.boolean("tts"),
        nonce=_nonce(form),
        enforce_nonce=form.boolean("enforce_nonce"),
        reply_to=None if reference is None else reference.snowflake("message_id", required=True),
        must_exist=True if reference is None else reference.data.get("fail_if_not_exists", True),
        mentions=_allowed_mentions(form),
    )
    errors.raise_any()
    if not (content or embeds or components or uploads):
        raise bad_request(50006)
    return draft


def read_edit(
    body: dict[str, Any], rules: Rules, message: SimMessage, *, uploads: tuple[Upload, ...] = ()
) -> Edit:
    """Read the changes to a message. Raises `Refusal` (50035, 50006)."""
    errors = FormErrors()
    form = Form(body, errors, lengths=rules.lengths)
    given = _flags(form, EDIT_FLAGS) if form.has("flags") else None
    was_v2 = bool(message.flags & MessageFlag.COMPONENTS_V2)
    is_v2 = was_v2 or bool((given or 0) & MessageFlag.COMPONENTS_V2)
    if was_v2 and given is not None and not given & MessageFlag.COMPONENTS_V2:
        said = "The IS_COMPONENTS_V2 flag cannot be removed"
        errors.add(form.at("flags"), "MESSAGE_FLAGS_COMPONENTS_V2_REMOVED", said)
    _check_v2(form, is_v2=is_v2)
    _check_uploads(form, uploads, rules)
    edit = Edit(
        content=(form.text("content", MOST_CONTENT) or "") if "content" in body else None,
        embeds=read_embeds(form, rules) if "embeds" in body else None,
        components=(read_components(form, rules, is_v2=is_v2) if "components" in body else None),
        kept_attachments=_kept(form),
        uploads=uploads,
        flags=given,
        mentions=_allowed_mentions(form),
    )
    errors.raise_any()
    if is_v2 and not was_v2:
        edit = _cleared_for_v2(edit)
    _check_something_left(edit, message)
    return edit


def _cleared_for_v2(edit: Edit) -> Edit:
    """Turning a message into the newer kind takes its content and embeds away."""
    return Edit(
        content="",
        embeds=[],
        components=edit.components,
        kept_attachments=edit.kept_attachments,
        uploads=edit.uploads,
        flags=edit.flags,
        mentions=edit.mentions,
    )


def _check_something_left(edit: Edit, message: SimMessage) -> None:
    content = message.content if edit.content is None else edit.content
    embeds = message.embeds if edit.embeds is None else edit.embeds
    components = message.components if edit.components is None else edit.components
    files = bool(edit.uploads or message.attachments)
    if not (content or embeds or components or files):
        raise bad_request(50006)


def _flags(form: Form, allowed: int) -> int:
    given = form.integer("flags", least=0) or 0
    if given & ~allowed:
        said = "Only flags that may be set on this request are allowed"
        form.errors.add(form.at("flags"), "MESSAGE_FLAGS_NOT_ALLOWED", said)
    return given & allowed


def _check_v2(form: Form, *, is_v2: bool) -> None:
    if not is_v2:
        return
    for key in _NOT_WITH_V2:
        if form.data.get(key):
            said = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.errors.add(
                form.at(key), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", said
            )


def _check_uploads(form: Form, uploads: tuple[Upload, ...], rules: Rules) -> None:
    if len(uploads) > MOST_FILES:
        form.errors.too_long(form.at("attachments"), MOST_FILES)
    for index, entry in enumerate(form.forms("attachments", MOST_FILES)):
        entry.text("description", 1024)
        entry.snowflake("id", required=index >= len(uploads))
    if any(upload.size > rules.attachment_bytes for upload in uploads):
        said = f"File is larger than {rules.attachment_bytes} bytes"
        form.errors.add(form.at("attachments"), "BASE_TYPE_MAX_SIZE", said)


def _kept(form: Form) -> frozenset[int] | None:
    if "attachments" not in form.data:
        return None
    found = (entry.snowflake("id") for entry in form.forms("attachments", MOST_FILES))
    return frozenset(one for one in found if one is not None)


def _nonce(form: Form) -> str | int | None:
    value = form.data.get("nonce")
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return form.text("nonce", MOST_NONCE, trim=False)


def _allowed_mentions(form: Form) -> AllowedMentions | None:
    """None where the form leaves it out."""
    inner = form.form("allowed_mentions")
    if inner is None:
        return None
    parse = frozenset(str(one) for one in inner.items("parse", MOST_MENTIONS))
    unknown = parse - EVERY_MENTION.parse
    if unknown:
        inner.errors.not_a_choice(inner.at("parse"), ("everyone", "roles", "users"))
    for kind in ("users", "roles"):
        if kind in parse and inner.data.get(kind):
            said = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            inner.errors.add(inner.at(), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", said)
    return AllowedMentions(
        parse=parse,
        users=_ids(inner, "users"),
        roles=_ids(inner, "roles"),
        replied_user=inner.boolean("replied_user"),
    )


def _ids(form: Form, key: str) -> frozenset[int]:
    found = set()
    for entry in form.items(key, MOST_MENTIONS):
        try:
            found.add(int(entry))
        except (TypeError, ValueError):
            said = f'Value "{entry}" is not snowflake.'
            form.errors.add(form.at(key), "NUMBER_TYPE_COERCE", said)
    return frozenset(found)


def read_thread_name(body: dict[str, Any], rules: Rules) -> str:
    """The name of a new thread: 1 to 100 characters. Raises `Refusal` (50035)."""
    errors = FormErrors()
    name = Form(body, errors, lengths=rules.lengths).text("name", 100, least=1, required=True)
    errors.raise_any()
    if name is None:
        refuse_form(("name",), "BASE_TYPE_REQUIRED", "This field is required")
    return name
