"""Files of JSON, one record a line or one array: read so that whatever is wrong can be named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maneki.errors import InvalidInputError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def records(path: Path) -> Iterator[tuple[int, str, bytes]]:
    """The JSON texts of a file, with their numbers and what to call them when they are wrong.

    Only a line feed ends a line: U+2028 and its kin may stand in a title as they are. Raises
    `InvalidInputError` for a file that cannot be read or an array that is not JSON.
    """
    contents = contents_of(path)
    if contents.lstrip().startswith(b"["):
        for number, item in enumerate(json_of(path, contents), start=1):
            yield number, f"{path}, item {number}", _written(item)
        return
    for number, line in enumerate(contents.split(b"\n"), start=1):
        if line.strip():
            yield number, f"{path}, line {number}", _mended(line)


def contents_of(path: Path) -> bytes:
    """What is in a file. Raises `InvalidInputError`."""
    try:
        return path.read_bytes().removeprefix(_BYTE_ORDER_MARK)
    except OSError as exc:
        raise InvalidInputError(f"{path} cannot be read: {exc.strerror or exc}.") from exc


def json_of(path: Path, contents: bytes, **options: Any) -> Any:
    """The JSON of a whole file. Raises `InvalidInputError`."""
    try:
        return json.loads(contents, **options)
    except json.JSONDecodeError as exc:
        raise InvalidInputError(
            f"{path} is not JSON: {exc.msg} at line {exc.lineno}, column {exc.colno}."
        ) from exc
    except (ValueError, RecursionError) as exc:
        raise InvalidInputError(f"{path} is not JSON in UTF-8: {exc}.") from exc


def _mended(line: bytes) -> bytes:
    """A line without halves of characters: a title that was cut within an emoji is still one."""
    if b"\\ud" not in line.lower():
        return line
    try:
        return _written(json.loads(line))
    except (ValueError, RecursionError):
        return line


def _written(item: Any) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")
