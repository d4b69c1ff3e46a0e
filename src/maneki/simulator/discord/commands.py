"""Application commands: what may be registered (documentation: application-commands).

Names: lower case, `^[-_'\\p{L}\\p{N}\\p{sc=Deva}\\p{sc=Thai}]{1,32}$`. Guild and global commands
are separate books. 200 commands may be created a day and scope; overwriting a name is no creation.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, deque
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from maneki.clock import Clock
from maneki.simulator.discord.entities import ChannelType
from maneki.simulator.discord.forms import Form
from maneki.simulator.discord.ids import Snowflakes
from maneki.simulator.discord.refusal import FormErrors, bad_request, not_found
from maneki.simulator.discord.rules import Rules

Json = dict[str, Any]

LOCALES = frozenset(
    {
        *("ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr"),
        *("he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro"),
        *("ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW"),
    }
)
MOST_TEXT = 8000
MOST_OPTIONS = 25
_DAY = 86_400.0


class CommandType(IntEnum):
    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3
    ENTRY_POINT = 4


MOST_OF_TYPE = {
    CommandType.CHAT_INPUT: 100,
    CommandType.USER: 15,
    CommandType.MESSAGE: 15,
    CommandType.ENTRY_POINT: 1,
}


class OptionType(IntEnum):
    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


NESTING = frozenset({OptionType.SUB_COMMAND, OptionType.SUB_COMMAND_GROUP})
VALUES = frozenset(OptionType) - NESTING
WITH_CHOICES = frozenset({OptionType.STRING, OptionType.INTEGER, OptionType.NUMBER})


@dataclass(frozen=True, slots=True)
class Command:
    """A registered command; `data` is the answer's JSON."""

    id: int
    guild_id: int | None
    type: CommandType
    name: str
    data: Json


Scope = tuple[int, int | None]
"""An application and a server, or None for the global commands."""
_Key = tuple[int, str]


class CommandBook:
    """All registered commands."""

    def __init__(self, ids: Snowflakes, rules: Rules, clock: Clock) -> None:
        self._ids = ids
        self._rules = rules
        self._clock = clock
        self._books: dict[Scope, dict[_Key, Command]] = {}
        self._created: dict[Scope, deque[float]] = {}

    def all(self, scope: Scope) -> list[Command]:
        return list(self._books.get(scope, {}).values())

    def get(self, scope: Scope, command_id: int) -> Command:
        """Raises `Refusal` (10063)."""
        found = next((one for one in self.all(scope) if one.id == command_id), None)
        if found is None:
            raise not_found(10063)
        return found

    def find(
        self, application_id: int, guild_id: int | None, name: str, kind: CommandType
    ) -> Command | None:
        """What a person finds under a name: a server's own command hides the global one."""
        for scope in ((application_id, guild_id), (application_id, None)):
            found = self._books.get(scope, {}).get((kind, name))
            if found is not None:
                return found
        return None

    def replace_all(self, scope: Scope, entries: list[Any]) -> list[Command]:
        """Bulk overwrite. Raises `Refusal` (50035 with the entry's number, 30032, 30034)."""
        errors = FormErrors()
        drafts = []
        for index, entry in enumerate(entries):
            form = Form({}, errors, lengths=self._rules.lengths).inner(entry, index)
            if form is not None:
                drafts.append(read_command(form))
        _check_unique(drafts, errors)
        errors.raise_any()
        _check_counts(drafts)
        old = self._books.get(scope, {})
        keys = [_key(draft) for draft in drafts]
        self._count_creates(scope, sum(key not in old for key in keys))
        self._books[scope] = {
            key: self._registered(scope, draft, old.get(key))
            for key, draft in zip(keys, drafts, strict=True)
        }
        return self.all(scope)

    def upsert(self, scope: Scope, body: Json) -> tuple[Command, bool]:
        """Create, or overwrite the one of that type and name. True if it is new."""
        draft = self._read(body)
        book = self._books.setdefault(scope, {})
        known = book.get(_key(draft))
        if known is None:
            _check_counts([*(one.data for one in book.values()), draft])
            self._count_creates(scope, 1)
        command = book[_key(draft)] = self._registered(scope, draft, known)
        return command, known is None

    def edit(self, scope: Scope, command_id: int, body: Json) -> Command:
        known = self.get(scope, command_id)
        draft = self._read(known.data | body | {"type": known.type})
        book = self._books[scope]
        del book[known.type, known.name]
        command = book[_key(draft)] = self._registered(scope, draft, known)
        return command

    def delete(self, scope: Scope, command_id: int) -> None:
        known = self.get(scope, command_id)
        del self._books[scope][known.type, known.name]

    def _read(self, body: Json) -> Json:
        errors = FormErrors()
        draft = read_command(Form(body, errors, lengths=self._rules.lengths))
        errors.raise_any()
        return draft

    def _registered(self, scope: Scope, draft: Json, known: Command | None) -> Command:
        command_id = self._ids.next() if known is None else known.id
        unchanged = known is not None and {**known.data, **draft} == known.data
        version = known.data["version"] if known and unchanged else str(self._ids.next())
        data = draft | {
            "id": str(command_id),
            "application_id": str(scope[0]),
            "version": version,
        }
        if scope[1] is not None:
            data["guild_id"] = str(scope[1])
        kind = CommandType(draft["type"])
        return Command(command_id, scope[1], kind, draft["name"], data)

    def _count_creates(self, scope: Scope, count: int) -> None:
        now = self._clock.monotonic()
        recent = self._created.setdefault(scope, deque())
        while recent and recent[0] <= now - _DAY:
            recent.popleft()
        if len(recent) + count > self._rules.command_creates_per_day:
            raise bad_request(30034)
        recent.extend([now] * count)


def _key(draft: Json) -> _Key:
    return CommandType(draft["type"]), draft["name"]


def _check_unique(drafts: list[Json], errors: FormErrors) -> None:
    seen: set[_Key] = set()
    for index, draft in enumerate(drafts):
        if draft["name"] and _key(draft) in seen:
            said = "Application command names must be unique"
            errors.add((index,), "APPLICATION_COMMANDS_DUPLICATE_NAME", said)
        seen.add(_key(draft))


def _check_counts(drafts: list[Json]) -> None:
    for kind, count in Counter(CommandType(draft["type"]) for draft in drafts).items():
        if count > MOST_OF_TYPE[kind]:
            raise bad_request(30032)


# Forms


def read_command(form: Form) -> Json:
    """One command in the shape of an answer; what is wrong goes to the form's errors."""
    kind = CommandType(form.choice("type", frozenset(CommandType)) or 1)
    is_chat = kind is CommandType.CHAT_INPUT
    description = form.text("description", 100, least=1 if is_chat else 0, required=is_chat)
    permissions = form.integer("default_member_permissions", least=0)
    said: Json = {
        "type": int(kind),
        "name": _name(form, is_chat=is_chat),
        "name_localizations": _name_localizations(form, is_chat=is_chat),
        "description": description or "",
        "description_localizations": _localizations(form, "description_localizations", 100),
        "default_member_permissions": None if permissions is None else str(permissions),
        "contexts": _numbers(form, "contexts", frozenset({0, 1, 2})),
        "integration_types": _numbers(form, "integration_types", frozenset({0, 1})) or [0],
        "nsfw": form.boolean("nsfw"),
    }
    options = _options(form, frozenset(OptionType))
    if options:
        said["options"] = options
    if is_chat and _text_of(said) > MOST_TEXT:
        text = f"Command exceeds maximum size ({MOST_TEXT})"
        form.errors.add(form.at(), "APPLICATION_COMMAND_TOO_LARGE", text)
    return said


def _numbers(form: Form, key: str, allowed: frozenset[int]) -> list[int] | None:
    if not form.has(key):
        return None
    found = form.items(key, len(allowed), least=1)
    if any(one not in allowed for one in found):
        form.errors.not_a_choice(form.at(key), tuple(sorted(allowed)))
    return found


def _name(form: Form, *, is_chat: bool) -> str:
    name = form.text("name", 32, least=1, required=True)
    if name is None:
        return ""
    if is_chat and not is_command_name(name):
        _refuse_name(form, "name")
    return name


def _refuse_name(form: Form, key: str) -> None:
    form.errors.add(form.at(key), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _name_localizations(form: Form, *, is_chat: bool) -> dict[str, str] | None:
    names = _localizations(form, "name_localizations", 32)
    inner = form.form("name_localizations")
    if is_chat and names is not None and inner is not None:
        for locale, name in names.items():
            if not is_command_name(name):
                _refuse_name(inner, locale)
    return names


def _localizations(form: Form, key: str, most: int) -> dict[str, str] | None:
    """A text for each of Discord's languages; null and nothing are the same."""
    inner = form.form(key)
    if inner is None:
        return None
    texts: dict[str, str] = {}
    for locale in inner.data:
        if locale not in LOCALES:
            said = f'Value "{locale}" is not a valid enum value.'
            inner.errors.add(inner.at(locale), "ENUM_TYPE_COERCE", said)
        else:
            texts[locale] = inner.text(locale, most, least=1, required=True) or ""
    return texts


def is_command_name(name: str) -> bool:
    return name == name.lower() and all(_is_name_character(one) for one in name)


def _is_name_character(one: str) -> bool:
    if one in "-_'" or unicodedata.category(one)[0] in "LN":
        return True
    # The scripts Devanagari and Thai: their vowel signs are marks, not letters.
    return "\u0900" <= one <= "\u097f" or "\u0e01" <= one <= "\u0e5b"


def _options(form: Form, allowed: frozenset[OptionType]) -> list[Json]:
    options = [_option(entry, allowed) for entry in form.forms("options", MOST_OPTIONS)]
    names = [option["name"] for option in options]
    if len(set(names)) != len(names):
        said = "Option name already exists"
        form.errors.add(form.at("options"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", said)
    kinds = {option["type"] in NESTING for option in options}
    if len(kinds) > 1:
        said = "Sub-command and sub-command group option types are mutually exclusive to all others"
        form.errors.add(form.at("options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", said)
    _check_required_first(form, options)
    return options


def _check_required_first(form: Form, options: list[Json]) -> None:
    seen_optional = False
    for index, option in enumerate(options):
        if option.get("required") and seen_optional:
            said = "Required options must be placed before non-required options"
            path = form.at("options", index)
            form.errors.add(path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", said)
        seen_optional = seen_optional or not option.get("required")


def _option(form: Form, allowed: frozenset[OptionType]) -> Json:
    number = form.choice("type", allowed, required=True) or int(OptionType.STRING)
    kind = OptionType(number)
    said: Json = {
        "type": number,
        "name": _name(form, is_chat=True),
        "name_localizations": _name_localizations(form, is_chat=True),
        "description": form.text("description", 100, least=1, required=True) or "",
        "description_localizations": _localizations(form, "description_localizations", 100),
    }
    match kind:
        case OptionType.SUB_COMMAND:
            return said | {"options": _options(form, VALUES)}
        case OptionType.SUB_COMMAND_GROUP:
            return said | {"options": _options(form, frozenset({OptionType.SUB_COMMAND}))}
        case _:
            extra = _value_option(form, kind)
            return said | {key: value for key, value in extra.items() if value is not None}


def _value_option(form: Form, kind: OptionType) -> Json:
    said: Json = {"required": form.boolean("required") or None}
    if kind in WITH_CHOICES:
        said["autocomplete"] = form.boolean("autocomplete") or None
        said["choices"] = _choices(form, kind) or None
        if said["autocomplete"] and said["choices"]:
            text = "Autocomplete options cannot have choices"
            form.errors.add(form.at("choices"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", text)
    if kind is OptionType.STRING:
        said["min_length"] = form.integer("min_length", least=0, most=6000)
        said["max_length"] = form.integer("max_length", least=1, most=6000)
    elif kind is OptionType.INTEGER:
        said["min_value"] = form.integer("min_value")
        said["max_value"] = form.integer("max_value")
    elif kind is OptionType.NUMBER:
        said["min_value"] = form.data.get("min_value")
        said["max_value"] = form.data.get("max_value")
    elif kind is OptionType.CHANNEL:
        said["channel_types"] = _numbers(form, "channel_types", frozenset(ChannelType))
    return said


def _choices(form: Form, kind: OptionType) -> list[Json]:
    return [_choice(entry, kind) for entry in form.forms("choices", MOST_OPTIONS)]


def _choice(form: Form, kind: OptionType) -> Json:
    name = form.text("name", 100, least=1, required=True) or ""
    return {
        "name": name,
        "name_localizations": _localizations(form, "name_localizations", 100),
        "value": read_choice_value(form, kind),
    }


def read_choice_value(form: Form, kind: OptionType) -> str | int | float:
    """The value of a choice: a text of up to 100 characters, or a number."""
    if kind is OptionType.STRING:
        return form.text("value", 100, required=True, trim=False) or ""
    if kind is OptionType.INTEGER:
        return form.integer("value", required=True) or 0
    value = form.data.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        form.errors.add(form.at("value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')
        return 0.0
    return value


def _text_of(said: Json) -> int:
    """The characters of a command's names, descriptions and values together."""
    size = _longest(said, "name") + _longest(said, "description")
    for choice in said.get("choices", []):
        size += _longest(choice, "name") + len(str(choice["value"]))
    return size + sum(_text_of(option) for option in said.get("options", []))


def _longest(said: Json, key: str) -> int:
    """Of a text and its translations only the longest counts."""
    translated = (said.get(f"{key}_localizations") or {}).values()
    return max(map(len, (said[key], *translated)))
