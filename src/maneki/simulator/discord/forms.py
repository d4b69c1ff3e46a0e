"""Reads JSON objects field by field and collects everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from maneki.simulator.discord.refusal import FormErrors
from maneki.simulator.discord.rules import Lengths

Path = tuple[str | int, ...]

_URL = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://[^\s/?#\\]+[^\s]*")
_ATTACHMENT = re.compile(r"attachment://[\w.-]+\.(?:jpe?g|png|webp|gif)", re.IGNORECASE)
MOST_URL = 2048


def length_of(text: str, how: Lengths) -> int:
    match how:
        case Lengths.CODE_POINTS:
            return len(text)
        case Lengths.UTF16:
            return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Form:
    """One JSON object. Every reader returns None for what is absent, null or wrong.

    What is wrong is added to `errors` under the object's path; call `errors.raise_any()` at the
    end. Texts are trimmed, as Discord does before it counts.
    """

    __slots__ = ("data", "errors", "lengths", "path")

    def __init__(
        self, data: dict[str, Any], errors: FormErrors, *, path: Path = (), lengths: Lengths
    ) -> None:
        self.data = data
        self.errors = errors
        self.path = path
        self.lengths = lengths

    def at(self, *steps: str | int) -> Path:
        return (*self.path, *steps)

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def text(
        self, key: str, most: int, *, least: int = 0, required: bool = False, trim: bool = True
    ) -> str | None:
        value = self.data.get(key)
        if value is None:
            if required:
                self.errors.required(self.at(key))
            return None
        if not isinstance(value, str):
            self.errors.add(self.at(key), "STRING_TYPE_CONVERT", "Could not interpret as string.")
            return None
        return self._measured(key, value.strip() if trim else value, least, most, required)

    def _measured(self, key: str, value: str, least: int, most: int, required: bool) -> str | None:
        length = length_of(value, self.lengths)
        if required and least > 0 and length == 0:
            self.errors.required(self.at(key))
            return None
        if least <= length <= most:
            return value
        if least > 0:
            self.errors.bad_length(self.at(key), least, most)
        else:
            self.errors.too_long(self.at(key), most)
        return None

    def integer(
        self, key: str, *, least: int = -(2**53), most: int = 2**53, required: bool = False
    ) -> int | None:
        value = self.data.get(key)
        if value is None:
            if required:
                self.errors.required(self.at(key))
            return None
        if isinstance(value, bool) or not _is_whole(value):
            self.errors.add(self.at(key), "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        number = int(value)
        if number > most:
            said = f"int value should be less than or equal to {most}."
            self.errors.add(self.at(key), "NUMBER_TYPE_MAX", said)
        elif number < least:
            said = f"int value should be greater than or equal to {least}."
            self.errors.add(self.at(key), "NUMBER_TYPE_MIN", said)
        else:
            return number
        return None

    def choice(self, key: str, choices: Collection[int], *, required: bool = False) -> int | None:
        value = self.integer(key, required=required)
        if value is not None and value not in choices:
            self.errors.not_a_choice(self.at(key), tuple(sorted(choices)))
            return None
        return value

    def boolean(self, key: str) -> bool:
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.errors.add(self.at(key), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return False

    def snowflake(self, key: str, *, required: bool = False) -> int | None:
        value = self.data.get(key)
        if value is None:
            if required:
                self.errors.required(self.at(key))
            return None
        if isinstance(value, bool) or not _is_whole(value):
            said = f'Value "{value}" is not snowflake.'
            self.errors.add(self.at(key), "NUMBER_TYPE_COERCE", said)
            return None
        return int(value)

    def items(self, key: str, most: int, *, least: int = 0) -> list[Any]:
        """The list under a key; an absent one is empty, one that is too long too (and wrong)."""
        value = self.data.get(key)
        if value is None and least == 0:
            return []
        if value is None:
            self.errors.required(self.at(key))
            return []
        if not isinstance(value, list):
            said = "Only iterables may be used in a ListType"
            self.errors.add(self.at(key), "LIST_TYPE_CONVERT", said)
            return []
        if least <= len(value) <= most:
            return value
        if least > 0:
            self.errors.bad_length(self.at(key), least, most)
        else:
            self.errors.too_long(self.at(key), most)
        return []

    def forms(self, key: str, most: int, *, least: int = 0) -> Iterator[Form]:
        """The objects in the list under a key."""
        for index, entry in enumerate(self.items(key, most, least=least)):
            inner = self.inner(entry, key, index)
            if inner is not None:
                yield inner

    def form(self, key: str) -> Form | None:
        value = self.data.get(key)
        return None if value is None else self.inner(value, key)

    def inner(self, value: Any, *steps: str | int) -> Form | None:
        if isinstance(value, dict):
            return Form(value, self.errors, path=self.at(*steps), lengths=self.lengths)
        said = "Only dictionaries may be used in a DictType"
        self.errors.add(self.at(*steps), "DICT_TYPE_CONVERT", said)
        return None

    def url(self, key: str, *, most: int = MOST_URL, attachments: bool = False) -> str | None:
        """An http(s) URL, or (where allowed) `attachment://` and a picture's name."""
        value = self.text(key, most)
        if not value:
            return None
        if attachments and _ATTACHMENT.fullmatch(value):
            return value
        found = _URL.fullmatch(value)
        if found is None:
            self.errors.add(self.at(key), "URL_TYPE_INVALID_URL", "Not a well formed URL.")
            return None
        if found["scheme"].lower() not in {"http", "https"}:
            said = f"Scheme \"{found['scheme']}\" is not one of ('http', 'https')."
            self.errors.add(self.at(key), "URL_TYPE_INVALID_SCHEME", said)
            return None
        return value

    def moment(self, key: str) -> datetime | None:
        value = self.text(key, 64)
        if value is None:
            return None
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            said = f"Could not parse {value}. Should be ISO8601."
            self.errors.add(self.at(key), "DATE_TIME_TYPE_PARSE", said)
            return None
        return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)


def _is_whole(value: Any) -> bool:
    if isinstance(value, int):
        return True
    return isinstance(value, str) and value.removeprefix("-").isascii() and value.isdecimal()
