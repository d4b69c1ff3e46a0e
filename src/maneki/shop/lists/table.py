"""A table with a header line: whatever separates its cells, and whichever encoding it is in. Pure.

Spreadsheets write UTF-8 and UTF-16, each with and without a mark, and on older machines what the
machine spoke. What is not UTF-8 is taken for Shift-JIS or EUC-JP if that makes kana of it, and for
Windows-1252 otherwise; that is a guess, and it is told. Where only some lines are not UTF-8 (a list
that was pasted together, or broke off), only those are guessed. A quotation mark that nobody closes
would swallow the rest of the file, so a cell of very many lines is left out and reading goes on
behind its first.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator

from maneki.errors import InvalidInputError
from maneki.shop.lists.columns import COLUMNS, MANY, column_of
from maneki.shop.lists.rows import Remarks, Row

_DELIMITERS = ",;\t|"
_MOST_LINES_IN_A_CELL = 100
_LONGEST_CELL = csv.field_size_limit()
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_JAPANESE = {"Shift-JIS": "cp932", "EUC-JP": "euc_jp"}
_JAPANESE_ESCAPES = (b"\x1b$B", b"\x1b$@")
_ENOUGH_TO_TELL = 4_096
_SEPARATOR = re.compile(f"sep=([{_DELIMITERS}])", re.IGNORECASE)
"""As spreadsheets write it above the header."""
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def decoded(contents: bytes, remarks: Remarks) -> str:
    """The text of a file; a guess is noted. Raises `InvalidInputError`."""
    for mark, encoding in _MARKS:
        if contents.startswith(mark):
            return _without_what_is_no_text(_decode(contents, encoding))
    if two_bytes := _two_bytes_each(contents):
        return _without_what_is_no_text(contents.decode(two_bytes, "replace"))
    return _without_what_is_no_text(_unmarked(contents, remarks))


def _unmarked(contents: bytes, remarks: Remarks) -> str:
    if any(escape in contents for escape in _JAPANESE_ESCAPES):
        return contents.decode("iso2022_jp", "replace")
    try:
        return contents.decode("utf-8")
    except UnicodeDecodeError:
        lines = contents.splitlines(keepends=True)
    strange = [at for at, line in enumerate(lines) if not _is_utf8(line)]
    others = sum(not line.isascii() for line in lines) - len(strange)
    if others >= len(strange):
        for at in strange:
            remarks.note(at + 1, "Lines that are not UTF-8 were read as Windows-1252.")
        wrong = frozenset(strange)
        return "".join(
            line.decode("cp1252" if at in wrong else "utf-8", "replace")
            for at, line in enumerate(lines)
        )
    encoding, text = _guessed(contents)
    remarks.note(
        1, f"The file is not UTF-8 and was read as {encoding}: look at a title with accents."
    )
    return text


def _two_bytes_each(contents: bytes) -> str | None:
    """UTF-16 without a mark: of ASCII, every other byte of it is zero."""
    start = contents[:_ENOUGH_TO_TELL]
    if start.count(0) * 4 < len(start):
        return None
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode(contents: bytes, encoding: str) -> str:
    try:
        return contents.decode(encoding)
    except UnicodeDecodeError as exc:
        raise InvalidInputError(
            f"The file says that it is {encoding} and is not: byte {exc.start} cannot be read."
        ) from exc


def _guessed(contents: bytes) -> tuple[str, str]:
    for name, encoding in _JAPANESE.items():
        try:
            japanese = contents.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _KANA.search(japanese):
            return name, japanese
    return "Windows-1252", contents.decode("cp1252", "replace")


def _without_what_is_no_text(text: str) -> str:
    return _NO_TEXT.sub("", text)


def rows_of(text: str, remarks: Remarks) -> Iterator[Row]:
    """The entries of a table. Raises `InvalidInputError` if it has no column of titles."""
    lines = [f"{line}\n" for line in re.split("\r\n|\r|\n", text)]
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise InvalidInputError("The file is empty.")
    delimiter = None
    if named := _SEPARATOR.fullmatch(lines[first].strip()):
        delimiter, first = named[1], min(first + 1, len(lines) - 1)
    delimiter = delimiter or max(_DELIMITERS, key=lines[first].count)
    header = _header(lines[first], delimiter)
    names = _named(header, first + 1, remarks)
    for line, cells in _records(lines, first + 1, delimiter, remarks):
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            remarks.fault(line, f"has {len(cells)} cells, and the first line {len(header)}.")
            continue
        if row := _cells(names, cells):
            yield Row(line, row)


def _header(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error as exc:
        raise InvalidInputError("The first line is far too long to name columns.") from exc


def _cells(names: list[str | None], cells: list[str]) -> dict[str, str]:
    """By column, without the empty ones; of several numbers each is a line of one cell."""
    row: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and (said := cell.strip()):
            row[name] = f"{row[name]}\n{said}" if name in row else said
    return row


def _named(header: list[str], line: int, remarks: Remarks) -> list[str | None]:
    """What each column is; None for one that is not known, or that was there before."""
    names: list[str | None] = []
    for title in header:
        name = column_of(title)
        names.append(name if name == MANY or name not in names else None)
    if "title" not in names:
        raise InvalidInputError(
            f"The first line names no column 'title'; columns are {', '.join(COLUMNS)}."
        )
    unread = [title.strip()[:40] for title, name in zip(header, names, strict=True) if not name]
    if strange := [title for title in unread if title and column_of(title) is None]:
        remarks.note(line, f"Columns that are not read: {', '.join(strange)}.")
    if again := [title for title in unread if column_of(title) is not None]:
        remarks.note(
            line, f"Columns that say what one before them says were not read: {', '.join(again)}."
        )
    return names


def _records(
    lines: list[str], start: int, delimiter: str, remarks: Remarks
) -> Iterator[tuple[int, list[str]]]:
    """Cells with the line that they begin on."""
    while start < len(lines):
        # Not a copy of the rest: there may be many marks missing in many lines.
        rest = (lines[at] for at in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter)
        begun = start
        while True:
            fault = None
            try:
                cells = next(reader, None)
            except csv.Error:
                cells, fault = [], f"has a cell of more than {_LONGEST_CELL:,} characters."
            if cells is None:
                return
            ended = start + reader.line_num
            if ended - begun > _MOST_LINES_IN_A_CELL:
                fault = "begins a quotation that does not end: a mark is missing."
            if fault is not None:
                remarks.fault(begun + 1, fault)
                break
            yield begun + 1, cells
            begun = ended
        start = begun + 1
