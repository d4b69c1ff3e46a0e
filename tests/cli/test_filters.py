"""`maneki filters`, as an operator runs it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.cli.shell import Shell

COATS = {"id": "f-1", "owner": "discord:1", "name": "coats", "brands": ["Rick Owens"]}
BOOTS = {"id": "f-2", "owner": "discord:2", "name": "boots", "brands": ["Rick Owens"]}


@pytest.fixture
def ready(shell: Shell, sqlite_template: Path) -> Shell:
    """A shell in a folder that has a database."""
    shutil.copy(sqlite_template, shell.folder / "shop.sqlite3")
    return shell


def written(folder: Path, *rows: dict[str, Any] | bytes) -> str:
    file = folder / "filters.jsonl"
    lines = [row if isinstance(row, bytes) else orjson.dumps(row) for row in rows]
    file.write_bytes(b"\n".join(lines) + b"\n")
    return str(file)


async def exported(shell: Shell) -> list[dict[str, Any]]:
    ran = await shell.maneki("filters", "export")
    return [orjson.loads(line) for line in ran.out.split("\n") if line]


async def test_filters_can_be_added_listed_exported_and_imported(ready: Shell) -> None:
    added = await ready.maneki(
        "filters", "add", "--owner", "discord:1", "--brand", "Rick Owens", "--max", "50000"
    )
    assert added.code == 0, added.err
    assert "is sleeping" in added.out
    listed = await ready.maneki("filters", "list")
    assert "Rick Owens ≤ ¥50,000" in listed.out
    exported = await ready.maneki("filters", "export")
    [line] = exported.out.splitlines()
    row = orjson.loads(line)
    file = ready.folder / "filters.jsonl"
    file.write_bytes(
        line.encode()
        + b"\n"
        + orjson.dumps(row | {"id": "f-2", "name": "another"})
        + b"\n{broken\n"
        + orjson.dumps(row | {"id": "f-3", "brands": [""]})
    )
    imported = await ready.maneki("filters", "import", str(file))
    assert imported.code == 2
    assert "1 known, 1 sleeping; 2 refused" in imported.out
    assert "line 3" in imported.err
    assert "line 4" in imported.err
    assert len((await ready.maneki("filters", "export")).out.splitlines()) == 2


async def test_an_export_can_be_imported_whatever_is_in_a_name(ready: Shell) -> None:
    file = written(ready.folder, COATS | {"name": "rick\u2028owens \x85 [/b]"})
    first = await ready.maneki("filters", "import", file)
    assert (first.code, first.out.strip()) == (0, "1 sleeping; 0 refused")
    [row] = await exported(ready)
    assert row["active"] is None
    marked = ready.folder / "marked.jsonl"
    marked.write_bytes(
        b"\xef\xbb\xbf" + orjson.dumps(row | {"id": "f-9", "name": row["name"] + "2"})
    )
    again = await ready.maneki("filters", "import", str(marked))
    assert (again.code, again.out.strip()) == (0, "1 sleeping; 0 refused")
    listed = await ready.maneki("filters", "list", "--owner", "discord:1")
    assert listed.code == 0, listed.err
    assert "[/b]" in listed.out
    assert "sleeping" in listed.out


async def test_a_json_array_is_read_as_well(ready: Shell) -> None:
    file = written(ready.folder, orjson.dumps([COATS, BOOTS, BOOTS | {"colour": "red"}]))
    ran = await ready.maneki("filters", "import", file)
    assert (ran.code, ran.out.strip()) == (2, "2 sleeping; 1 refused")
    assert "item 3, has an unknown key 'colour'." in ran.err


async def test_a_bad_line_does_not_keep_the_next_from_being_imported(ready: Shell) -> None:
    file = written(
        ready.folder,
        COATS | {"priority": 2**40},
        b'{"priority": 999999999999999999999999}',
        COATS | {"owner": "discord:not a number"},
        COATS | {"id": "a\x00b"},
        b'{"name": "\xff"}',
        COATS,
        COATS | {"owner": "discord:2"},
    )
    ran = await ready.maneki("filters", "import", file)
    assert (ran.code, ran.out.strip()) == (2, "1 sleeping; 6 refused")
    said = [line for line in ran.err.splitlines() if line.startswith(file)]
    assert len(said) == 6
    assert said[0].endswith(
        "line 1: The filter has the priority 1099511627776: use a number from 0 to 9."
    )
    assert "line 7: The id 'f-1' is somebody else's filter's" in said[5]
    assert "Traceback" not in ran.err


async def test_with_a_destination_filters_post_there_at_once(ready: Shell) -> None:
    file = written(ready.folder, COATS, BOOTS)
    await ready.maneki("filters", "import", file)
    ran = await ready.maneki("filters", "import", file, "--destination", "channel:77")
    assert (ran.code, ran.out.strip()) == (0, "2 active; 0 refused")
    assert [(row["destination"], row["active"]) for row in await exported(ready)] == [
        ("channel:77", True),
        ("channel:77", True),
    ]
    added = await ready.maneki(
        "filters", "add", "--owner", "discord:3", "--brand", "Nike", "--destination", "thread:78"
    )
    assert "is active" in added.out


async def test_nobody_is_sent_dms_by_an_import(ready: Shell) -> None:
    file = written(ready.folder, COATS)
    ran = await ready.maneki("filters", "import", file, "--destination", "dm:1")
    assert (ran.code, ran.out) == (2, "")
    assert "Nobody is sent DMs that they did not ask for." in ran.err
    assert await exported(ready) == []


async def test_what_asks_for_nothing_is_not_added(ready: Shell) -> None:
    for wish in (("--currency", "EUR"), ("--none", "junk")):
        ran = await ready.maneki("filters", "add", "--owner", "discord:2", *wish)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("The filter asks for nothing yet")


async def test_an_owner_who_cannot_be_is_refused_everywhere(ready: Shell) -> None:
    wish = ("--owner", "Discord:3", "--brand", "Nike")
    for command in (("add", *wish), ("list", *wish[:2]), ("export", *wish[:2])):
        ran = await ready.maneki("filters", *command)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("'Discord:3' is nobody who could press Start")


async def test_a_file_that_is_not_there_is_named(shell: Shell) -> None:
    ran = await shell.maneki("filters", "import", "/nope")
    assert (ran.code, ran.err) == (2, "/nope cannot be read: No such file or directory.\n")


async def test_nobody_gets_more_filters_than_the_setting_allows(ready: Shell) -> None:
    file = written(ready.folder, COATS, BOOTS | {"owner": "discord:1"})
    ran = await ready.maneki("filters", "import", file, MANEKI_MOST_FILTERS="1")
    assert (ran.code, ran.out.strip()) == (2, "1 sleeping; 1 refused")
    assert "discord:1 has 1 filters already, which is the most one person may have." in ran.err
