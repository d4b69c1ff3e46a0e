"""Components: rows of buttons and menus, and the newer layout components (flag 1 << 15).

Reading a component gives it in the shape of an answer: with its `id`, defaults filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

from maneki.simulator.discord.embeds import proxied
from maneki.simulator.discord.entities import walk
from maneki.simulator.discord.forms import Form, length_of
from maneki.simulator.discord.rules import Rules

MOST_ROWS = 5
MOST_COMPONENTS = 40
MOST_SHOWN_TEXT = 4000
MOST_BUTTON_URL = 512


class Kind(IntEnum):
    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset(
    {
        Kind.STRING_SELECT,
        Kind.USER_SELECT,
        Kind.ROLE_SELECT,
        Kind.MENTIONABLE_SELECT,
        Kind.CHANNEL_SELECT,
    }
)
IN_ROW = SELECTS | {Kind.BUTTON}
IN_CONTAINER = frozenset(
    {Kind.ROW, Kind.TEXT, Kind.SECTION, Kind.GALLERY, Kind.SEPARATOR, Kind.FILE}
)
TOP_LEVEL = IN_CONTAINER | {Kind.CONTAINER}
ACCESSORIES = frozenset({Kind.BUTTON, Kind.THUMBNAIL})
IN_LABEL = SELECTS | {
    Kind.TEXT_INPUT,
    Kind.FILE_UPLOAD,
    Kind.RADIO_GROUP,
    Kind.CHECKBOX_GROUP,
    Kind.CHECKBOX,
}


class Style(IntEnum):
    PRIMARY = 1
    SECONDARY = 2
    SUCCESS = 3
    DANGER = 4
    LINK = 5
    PREMIUM = 6


_NULLABLE: dict[Kind, frozenset[str]] = {
    Kind.CONTAINER: frozenset({"accent_color"}),
    Kind.THUMBNAIL: frozenset({"description"}),
    Kind.FILE: frozenset({"name", "size"}),
    Kind.TEXT_INPUT: frozenset({"label", "min_length", "max_length"}),
}
"""Keys that an answer has even where they are null."""

Component = dict[str, Any]


def read_components(form: Form, rules: Rules, *, is_v2: bool) -> list[Component]:
    """The components of a message form; what is wrong goes to the form's errors."""
    reader = _Reader(rules)
    allowed = TOP_LEVEL if is_v2 else frozenset({Kind.ROW})
    most = MOST_COMPONENTS if is_v2 else MOST_ROWS
    found = [reader.read(entry, allowed) for entry in form.forms("components", most)]
    return _checked(form, [one for one in found if one is not None], rules)


def read_modal_components(form: Form, rules: Rules) -> list[Component]:
    """The components of a modal: rows with a text input, labels, texts."""
    reader = _Reader(rules, in_modal=True)
    allowed = frozenset({Kind.ROW, Kind.LABEL, Kind.TEXT})
    found = [reader.read(entry, allowed) for entry in form.forms("components", 5, least=1)]
    return _checked(form, [one for one in found if one is not None], rules)


def _checked(form: Form, components: list[Component], rules: Rules) -> list[Component]:
    every = walk(components)
    if len(every) > MOST_COMPONENTS:
        form.errors.too_long(form.at("components"), MOST_COMPONENTS)
    shown = sum(length_of(part.get("content", ""), rules.lengths) for part in every)
    if shown > MOST_SHOWN_TEXT:
        said = f"The total of all displayed text must be {MOST_SHOWN_TEXT} or fewer in length."
        form.errors.add(form.at("components"), "COMPONENT_MAX_TOTAL_TEXT_LENGTH", said)
    _number(form, every)
    return components


def _number(form: Form, components: list[Component]) -> None:
    """Give every component without an id the next free one."""
    taken = [part["id"] for part in components if part["id"]]
    if len(taken) != len(set(taken)):
        said = "Component id cannot be duplicated"
        form.errors.add(form.at("components"), "COMPONENT_ID_DUPLICATED", said)
    free = 1
    for part in components:
        if part["id"]:
            continue
        while free in taken:
            free += 1
        part["id"] = free
        free += 1


class _Reader:
    """Reads one message's components and remembers its custom ids."""

    def __init__(self, rules: Rules, *, in_modal: bool = False) -> None:
        self._in_modal = in_modal
        self._custom_ids: set[str] = set()
        self._refused = re.compile(rules.refused_image_url) if rules.refused_image_url else None
        self._readers: Mapping[Kind, Callable[[Form], Component]] = {
            Kind.ROW: self._row,
            Kind.BUTTON: self._button,
            Kind.TEXT_INPUT: self._text_input,
            Kind.SECTION: self._section,
            Kind.TEXT: self._text,
            Kind.THUMBNAIL: self._thumbnail,
            Kind.GALLERY: self._gallery,
            Kind.FILE: self._file,
            Kind.SEPARATOR: self._separator,
            Kind.CONTAINER: self._container,
            Kind.LABEL: self._label,
        } | dict.fromkeys(SELECTS, self._select)

    def read(self, form: Form, allowed: frozenset[Kind]) -> Component | None:
        number = form.choice("type", allowed, required=True)
        if number is None:
            return None
        kind = Kind(number)
        said = self._readers.get(kind, self._input)(form)
        identity = {"type": number, "id": form.integer("id", least=0, most=2**31 - 1) or 0}
        nullable = _NULLABLE.get(kind, frozenset())
        return identity | {
            key: value for key, value in said.items() if value is not None or key in nullable
        }

    def _many(
        self, form: Form, allowed: frozenset[Kind], most: int, *, key: str = "components"
    ) -> list[Component]:
        found = [self.read(entry, allowed) for entry in form.forms(key, most, least=1)]
        return [one for one in found if one is not None]

    def _custom_id(self, form: Form, *, required: bool = True) -> str | None:
        value = form.text("custom_id", 100, least=1, required=required, trim=False)
        if value is None:
            return None
        if value in self._custom_ids:
            said = "Component custom id cannot be duplicated"
            form.errors.add(form.at("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", said)
        self._custom_ids.add(value)
        return value

    # Rows

    def _row(self, form: Form) -> Component:
        allowed = frozenset({Kind.TEXT_INPUT}) if self._in_modal else IN_ROW
        inside = self._many(form, allowed, 5)
        if len(inside) > 1 and any(part["type"] != Kind.BUTTON for part in inside):
            said = "The specified component exceeds the maximum width"
            form.errors.add(form.at("components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", said)
        return {"components": inside}

    def _button(self, form: Form) -> Component:
        style = form.choice("style", frozenset(Style), required=True)
        said = {
            "style": style,
            "label": form.text("label", 80) or None,
            "disabled": True if form.boolean("disabled") else None,
            "emoji": _emoji(form),
        }
        if style is None:
            return said
        match Style(style):
            case Style.LINK:
                said["url"] = self._link(form)
            case Style.PREMIUM:
                sku = form.snowflake("sku_id", required=True)
                return {"style": style, "sku_id": str(sku)}
            case _:
                said["custom_id"] = self._custom_id(form)
        if said["label"] is None and said["emoji"] is None:
            text = "A label or an emoji is required"
            form.errors.add(form.at("label"), "BUTTON_COMPONENT_NEEDS_LABEL", text)
        return said

    def _link(self, form: Form) -> str | None:
        if form.has("custom_id"):
            said = "A custom id and url cannot both be specified"
            form.errors.add(
                form.at("custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", said
            )
        if not form.has("url"):
            form.errors.required(form.at("url"))
        return form.url("url", most=MOST_BUTTON_URL)

    def _select(self, form: Form) -> Component:
        least = form.integer("min_values", least=0, most=25)
        most = form.integer("max_values", least=1, most=25)
        said: Component = {
            "custom_id": self._custom_id(form),
            "placeholder": form.text("placeholder", 150) or None,
            "min_values": 1 if least is None else least,
            "max_values": 1 if most is None else most,
            "disabled": True if form.boolean("disabled") else None,
        }
        if self._in_modal:
            said["required"] = form.data.get("required", True)
        self._check_range(form, said)
        if form.data["type"] == Kind.STRING_SELECT:
            said["options"] = self._options(form, said["max_values"])
        elif form.has("default_values"):
            said["default_values"] = form.items("default_values", 25)
        if form.data["type"] == Kind.CHANNEL_SELECT and form.has("channel_types"):
            said["channel_types"] = form.items("channel_types", 20)
        return said

    def _check_range(self, form: Form, said: Component) -> None:
        if said["min_values"] > said["max_values"]:
            text = "Min value must be less than or equal to max value"
            form.errors.add(form.at("min_values"), "SELECT_COMPONENT_MIN_GREATER_THAN_MAX", text)

    def _options(self, form: Form, most_chosen: int) -> list[Component]:
        options = [_option(entry) for entry in form.forms("options", 25, least=1)]
        values = [option["value"] for option in options]
        if len(set(values)) != len(values):
            said = "The specified option value is already used"
            form.errors.add(form.at("options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", said)
        if most_chosen > len(options) > 0:
            said = "Max values cannot be more than the number of options"
            form.errors.add(form.at("max_values"), "SELECT_COMPONENT_MAX_VALUES_TOO_MANY", said)
        return options

    # Layout

    def _section(self, form: Form) -> Component:
        said: Component = {"components": self._many(form, frozenset({Kind.TEXT}), 3)}
        accessory = form.form("accessory")
        if accessory is None:
            form.errors.required(form.at("accessory"))
        else:
            said["accessory"] = self.read(accessory, ACCESSORIES)
        return said

    def _text(self, form: Form) -> Component:
        content = form.text("content", MOST_SHOWN_TEXT, least=1, required=True)
        return {"content": content or ""}

    def _thumbnail(self, form: Form) -> Component:
        return self._media(form, "media") | {"spoiler": form.boolean("spoiler")}

    def _gallery(self, form: Form) -> Component:
        items = [
            self._media(entry, "media") | {"spoiler": entry.boolean("spoiler")}
            for entry in form.forms("items", 10, least=1)
        ]
        return {"items": items}

    def _file(self, form: Form) -> Component:
        said = self._media(form, "file")
        del said["description"]
        return said | {"name": None, "size": None, "spoiler": form.boolean("spoiler")}

    def _media(self, form: Form, key: str) -> Component:
        description = form.text("description", 1024, least=1)
        inner = form.form(key)
        if inner is None:
            form.errors.required(form.at(key))
            return {key: None, "description": description}
        if not inner.has("url"):
            inner.errors.required(inner.at("url"))
        url = inner.url("url", attachments=True)
        if url is not None and self._refused is not None and self._refused.search(url):
            inner.errors.add(inner.at("url"), "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        media = {"id": "1", "url": url, "proxy_url": proxied(url or "")}
        return {key: media, "description": description}

    def _separator(self, form: Form) -> Component:
        divider = form.data.get("divider")
        return {
            "spacing": form.choice("spacing", frozenset({1, 2})) or 1,
            "divider": True if divider is None else bool(divider),
        }

    def _container(self, form: Form) -> Component:
        return {
            "accent_color": form.integer("accent_color", least=0, most=0xFFFFFF),
            "components": self._many(form, IN_CONTAINER, MOST_COMPONENTS),
            "spoiler": form.boolean("spoiler"),
        }

    # Modals

    def _text_input(self, form: Form) -> Component:
        least = form.integer("min_length", least=0, most=4000)
        most = form.integer("max_length", least=1, most=4000)
        required = form.data.get("required")
        said = {
            "custom_id": self._custom_id(form),
            "style": form.choice("style", frozenset({1, 2}), required=True),
            "label": form.text("label", 45, least=1),
            "value": form.text("value", 4000, trim=False),
            "placeholder": form.text("placeholder", 100),
            "required": True if required is None else bool(required),
            "min_length": least,
            "max_length": most,
        }
        if least is not None and most is not None and least > most:
            form.errors.bad_length(form.at("min_length"), 0, most)
        return said

    def _label(self, form: Form) -> Component:
        said: Component = {
            "label": form.text("label", 45, least=1, required=True),
            "description": form.text("description", 100, least=1),
        }
        inner = form.form("component")
        if inner is None:
            form.errors.required(form.at("component"))
        else:
            said["component"] = self.read(inner, IN_LABEL)
        return said

    def _input(self, form: Form) -> Component:
        """The inputs that only modals have: uploads, radio buttons, check boxes."""
        said = {key: value for key, value in form.data.items() if key not in {"type", "id"}}
        return said | {"custom_id": self._custom_id(form)}


def _option(form: Form) -> Component:
    said = {
        "label": form.text("label", 100, least=1, required=True) or "",
        "value": form.text("value", 100, least=1, required=True, trim=False) or "",
        "description": form.text("description", 100) or None,
        "emoji": _emoji(form),
        "default": True if form.boolean("default") else None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _emoji(form: Form) -> Component | None:
    inner = form.form("emoji")
    if inner is None:
        return None
    emoji_id, name = inner.snowflake("id"), inner.text("name", 32)
    if emoji_id is None and not name:
        inner.errors.add(inner.at("name"), "BASE_TYPE_REQUIRED", "This field is required")
        return None
    said: Component = {"name": name or ""}
    if emoji_id is not None:
        said["id"] = str(emoji_id)
    return said
