"""`maneki brands`, and the operator's own file of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.shell import Shell


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "brands.csv"
    path.write_text("name,japanese,kinds,aliases\nZzyzx Atelier,ジジクス,fashion,Zzy\n", "utf-8")
    return path


async def test_a_file_that_is_right(shell: Shell, file: Path) -> None:
    ran = await shell.maneki("brands", "check", str(file))
    assert (ran.code, ran.out, ran.err) == (0, "1 row can be used, 0 faults\n", "")


async def test_each_fault_is_a_line_with_its_number(shell: Shell, file: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("Zzyzx Atelier,\nFoo,,shoes\nBar,,,ナイキ\n")
    ran = await shell.maneki("brands", "check", str(file))
    assert ran.code == 2
    assert ran.out == "2 rows can be used, 3 faults\n"
    assert [line.split(": ")[0] for line in ran.err.splitlines()] == [
        f"{file}, line {number}" for number in (3, 4, 5)
    ]


async def test_a_file_that_cannot_be_used_is_one_sentence(shell: Shell, tmp_path: Path) -> None:
    absent = tmp_path / "absent.csv"
    ran = await shell.maneki("brands", "check", str(absent))
    assert (ran.code, ran.err) == (2, f"{absent} cannot be read: No such file or directory.\n")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("brand\nFoo\n", "utf-8")
    ran = await shell.maneki("brands", "check", str(wrong))
    assert ran.code == 2
    assert ran.err == (
        f"{wrong} cannot be used: its first line names a column 'brand'; write "
        "name,japanese,kinds,aliases,likely,weak there.\n"
    )


async def test_what_a_term_finds(shell: Shell, file: Path) -> None:
    ran = await shell.maneki("brands", "show", "Burberry")
    assert "“Burberry” finds the brand “Burberry (バーバリー)”, however it is written." in ran.out
    assert "“Burberry Black Label”" in ran.out
    assert "Did you mean “Gucci”?" in (await shell.maneki("brands", "show", "Guccy")).out
    assert "is no brand I know" in (await shell.maneki("brands", "show", "zzy")).out
    ran = await shell.maneki("brands", "show", "zzy", MANEKI_BRANDS_FILE=str(file))
    assert "finds the brand “Zzyzx Atelier (ジジクス)”" in ran.out


async def test_the_brands_of_a_kind(shell: Shell) -> None:
    ran = await shell.maneki("brands", "list", "--kind", "watch")
    assert "Rolex" in ran.out
    assert "Rick Owens" not in ran.out
    ran = await shell.maneki("brands", "list", "--kind", "shoes")
    assert ran.code == 2
    assert ran.err.startswith("'shoes' is no kind of thing: choose audio, ")


async def test_the_settings_name_a_file_that_is_not_there(shell: Shell, tmp_path: Path) -> None:
    absent = tmp_path / "absent.csv"
    await shell.maneki("migrate")
    ran = await shell.maneki("filters", "list", MANEKI_BRANDS_FILE=str(absent))
    said = f"{absent} cannot be read: No such file or directory."
    assert (ran.code, ran.last_line) == (2, f"MANEKI_BRANDS_FILE: {said}")
    ran = await shell.maneki("check", "--offline", MANEKI_BRANDS_FILE=str(absent))
    assert f"✗ brands: {said}" in ran.out


async def test_the_service_does_not_start_without_the_file_it_was_told_of(
    shell: Shell, tmp_path: Path
) -> None:
    absent = tmp_path / "absent.csv"
    await shell.maneki("migrate")
    ran = await shell.process(
        "run", MANEKI_DISCORD_BOT_TOKEN="x.y.z", MANEKI_BRANDS_FILE=str(absent)
    )
    assert ran.code == 2
    assert ran.last_line == (
        f"MANEKI_BRANDS_FILE: {absent} cannot be read: No such file or directory."
    )


async def test_a_file_with_faults_is_used_as_far_as_it_goes(shell: Shell, file: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("Foo,,shoes\n")
    ran = await shell.maneki("check", "--offline", MANEKI_BRANDS_FILE=str(file))
    assert "· brands: 8,5" in ran.out
    assert f"`maneki brands check {file}` says what is wrong" in ran.out
    ran = await shell.maneki("brands", "show", "zzy", MANEKI_BRANDS_FILE=str(file))
    assert ran.code == 0
    assert "brands.faults" in ran.out + ran.err


async def test_a_filter_that_is_added_says_what_its_brands_find(shell: Shell) -> None:
    await shell.maneki("migrate")
    ran = await shell.maneki("filters", "add", "--owner", "discord:1", "--brand", "Guccy")
    assert ran.out.splitlines()[1:] == [
        "“Guccy” is no brand I know; I look for the words “guccy” as they are.",
        "Did you mean “Gucci”? Nothing was changed: for that, make a filter with this name.",
    ]
    ran = await shell.maneki("filters", "export")
    assert '"brands":["Guccy"]' in ran.out


async def test_match_takes_a_file_of_brands(shell: Shell, file: Path, tmp_path: Path) -> None:
    filters, listings = tmp_path / "filters.jsonl", tmp_path / "listings.jsonl"
    filters.write_text('{"id": "f", "brands": ["ジジクス"]}\n', "utf-8")
    listings.write_text(
        '{"market": "m", "external_id": "1", "title": "Zzyzx Atelier coat", "url": "https://x.y/1"}\n',
        "utf-8",
    )
    asked = ("match", "--filters", str(filters), "--listings", str(listings))
    assert '"filters":[]' in (await shell.maneki(*asked)).out
    assert '"filters":["f"]' in (await shell.maneki(*asked, "--brands", str(file))).out
