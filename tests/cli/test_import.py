"""`maneki import books`: the shop's own list, as a shopkeeper has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.shell import Shell
from tests.conftest import skip_or_fail

from maneki.clock import MovableClock
from maneki.shop.catalogue import Catalogue
from maneki.shop.query import BookQuery
from maneki.store import Store

LIST = (
    "Title;Author;ISBN;Price;Stock\n"
    "Dune;Frank Herbert;0441172717;9,99 €;3\n"
    ";Nobody;;;\n"
    "Beowulf;;978-0-123456-78-9;;\n"
)


@pytest.fixture
def shop(migrated_shell: Shell) -> Shell:
    return migrated_shell


def write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "books.csv"
    write(path, LIST)
    return path


@pytest.fixture
def goodbooks(recordings: Path) -> Path:
    path = recordings / "goodbooks" / "books.csv"
    if not path.exists():
        skip_or_fail("the list goodbooks is not here")
    return path


async def titles(shop: Shell, query: BookQuery) -> list[str]:
    store = Store.open(shop.settings["MANEKI_DATABASE_URL"], clock=MovableClock())
    try:
        return [found.book.title for found in await Catalogue(store).search(query)]
    finally:
        await store.close()


async def test_what_can_be_read_is_imported_and_the_rest_is_named(shop: Shell, file: Path) -> None:
    ran = await shop.maneki("import", "books", str(file))
    assert ran.code == 2
    assert ran.out == "2 entries: 2 new, 0 changed, 0 unchanged; 1 skipped\n"
    assert f"{file}, line 3: has no title.\n" in ran.err
    assert f"{file}, line 4: ISBNs whose check digit is wrong were left out.\n" in ran.err
    assert await titles(shop, BookQuery(words="frank herbert")) == ["Dune"]


async def test_a_list_can_be_imported_again(shop: Shell, file: Path) -> None:
    await shop.maneki("import", "books", str(file))
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "2 entries: 0 new, 0 changed, 2 unchanged; 1 skipped\n"
    write(file, LIST.replace(";Nobody", "Emma;Jane Austen").replace("Frank", "F. Frank"))
    ran = await shop.maneki("import", "books", str(file))
    assert ran.code == 0
    assert ran.out.startswith("3 entries: 1 new, 1 changed, 1 unchanged;")


STOCK = (
    "title;author;isbn;condition;format;price;quantity\n"
    "Dune;Frank Herbert;9780441172719;;Paperback;9,99 €;3\n"
    "Dune;Frank Herbert;9780340960196;;Hardcover;25,00 €;1\n"
    "Dune;Frank Herbert;9780441172719;Used;Paperback;4,50 €;1\n"
    "Emma;Jane Austen;;;;5 €;1\n"
)


async def test_each_copy_is_counted_as_new_changed_or_unchanged(shop: Shell, file: Path) -> None:
    write(file, STOCK)
    ran = await shop.maneki("import", "books", str(file))
    assert (ran.code, ran.out) == (0, "4 entries: 4 new, 0 changed, 0 unchanged; 0 skipped\n")
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "4 entries: 0 new, 0 changed, 4 unchanged; 0 skipped\n"
    write(file, STOCK.replace("25,00 €;1", "25,00 €;2"))
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "4 entries: 0 new, 1 changed, 3 unchanged; 0 skipped\n"
    write(file, STOCK.replace("25,00 €;1", "24,00 €;2").replace(";5 €", ";Austen;6 €"))
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "3 entries: 0 new, 1 changed, 2 unchanged; 1 skipped\n"
    assert f"{file}, line 5: has 8 cells, and the first line 7.\n" in ran.err


async def test_a_part_of_a_list_changes_nothing_of_the_rest(shop: Shell, file: Path) -> None:
    write(file, STOCK)
    await shop.maneki("import", "books", str(file))
    header, _, hardcover, *_ = STOCK.splitlines(keepends=True)
    write(file, header + hardcover)
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "1 entry: 0 new, 0 changed, 1 unchanged; 0 skipped\n"
    write(file, STOCK)
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "4 entries: 0 new, 0 changed, 4 unchanged; 0 skipped\n"


async def shelf(shop: Shell, title: str) -> dict[str | None, int | None]:
    """How many copies there are of a book, by what they are called."""
    store = Store.open(shop.settings["MANEKI_DATABASE_URL"], clock=MovableClock())
    try:
        (found,) = await Catalogue(store).search(BookQuery(title=title))
    finally:
        await store.close()
    return {one.format: one.stock.quantity for one in found.book.editions if one.stock}


async def test_what_a_complete_list_does_not_name_is_sold_out(shop: Shell, file: Path) -> None:
    write(file, STOCK)
    await shop.maneki("import", "books", str(file))
    header, paperback, *_ = STOCK.splitlines(keepends=True)
    write(file, header + paperback)

    ran = await shop.maneki("import", "books", str(file), "--complete", "--dry-run")
    assert ran.out == (
        "1 entry of 1 book can be imported; 0 skipped; 3 other kinds of copies would be sold out; "
        "nothing was changed\n"
    )
    assert await shelf(shop, "Dune") == {"Paperback": 3, "Hardcover": 1, "Paperback, Used": 1}

    ran = await shop.maneki("import", "books", str(file), "--complete")
    assert (ran.code, ran.out) == (2, "1 entry: 0 new, 0 changed, 1 unchanged; 0 skipped\n")
    assert ran.last_line == (
        "Nothing was sold out: that would be 3 other kinds of copies, more than half of the 4 on "
        "the shelf. If it is so, import the list again with --complete --yes."
    )
    assert await shelf(shop, "Dune") == {"Paperback": 3, "Hardcover": 1, "Paperback, Used": 1}

    for sold in (3, 0):
        ran = await shop.maneki("import", "books", str(file), "--complete", "--yes")
        assert (ran.code, "--complete" in ran.err) == (0, False)
        assert ran.out.endswith(f" 0 skipped; {sold} other kinds of copies sold out\n")
        assert await shelf(shop, "Dune") == {"Paperback": 3, "Hardcover": 0, "Paperback, Used": 0}
        assert await shelf(shop, "Emma") == {None: 0}

    write(file, STOCK)
    await shop.maneki("import", "books", str(file), "--complete")
    assert await shelf(shop, "Dune") == {"Paperback": 3, "Hardcover": 1, "Paperback, Used": 1}


DAMAGED = {
    "titleless": (
        "Dune;Frank Herbert;9780340960196;;Hardcover;25,00 €;1\n;Frank Herbert;;;;9,99 €;3\n",
        "lines that were skipped may be about it.",
    ),
    "without its number": (
        "Dune;Frank Herbert;9.78E+12;;Paperback;9,99 €;3\n",
        "copies whose ISBN was left out cannot be told from others.",
    ),
    "empty": ("", "the list names no copy at all."),
}


@pytest.mark.parametrize("how", DAMAGED)
async def test_nothing_is_sold_out_by_a_damaged_list(shop: Shell, file: Path, how: str) -> None:
    write(file, STOCK)
    await shop.maneki("import", "books", str(file))
    lines, why_not = DAMAGED[how]
    write(file, STOCK.splitlines(keepends=True)[0] + lines)
    ran = await shop.maneki("import", "books", str(file), "--complete", "--yes")
    assert (ran.code, ran.last_line) == (2, f"Nothing was sold out: {why_not}")
    assert await shelf(shop, "Emma") == {None: 1}


async def test_copies_that_get_another_name_are_told_of(shop: Shell, file: Path) -> None:
    """A list that names conditions from now on has the same copies under other names."""
    write(file, "title,isbn,quantity\nDune,9780441172719,3\n")
    ran = await shop.maneki("import", "books", str(file))
    assert "--complete" not in ran.err
    write(file, "title,isbn,condition,quantity\nDune,9780441172719,good,3\n")
    ran = await shop.maneki("import", "books", str(file))
    assert ran.last_line == (
        "An earlier list had 1 other kind of copy of these books, still on the shelf. "
        "If this list has the whole shelf, import it with --complete."
    )
    await shop.maneki("import", "books", str(file), "--complete")
    assert await shelf(shop, "Dune") == {None: 0, "good": 3}


async def test_a_corrected_title_is_a_change_of_that_copy(shop: Shell, file: Path) -> None:
    write(file, STOCK.replace("Dune;Frank Herbert;9780340960196", "Dun;F. H.;9780340960196"))
    await shop.maneki("import", "books", str(file))
    write(file, STOCK)
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "4 entries: 0 new, 1 changed, 3 unchanged; 0 skipped\n"
    assert await titles(shop, BookQuery(words="dun")) == ["Dune"]
    write(file, STOCK.replace("Dune;Frank Herbert;9780340960196", "Dun;F. H.;9780340960196"))
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "4 entries: 0 new, 1 changed, 3 unchanged; 0 skipped\n"
    assert (await titles(shop, BookQuery(words="dun")))[0] == "Dun"


async def test_all_copies_of_a_title_stay_in_sight(shop: Shell, file: Path) -> None:
    write(file, f"{STOCK}Dune;Frank Herbert;0441172717;new;Paperback;10,99 €;2\n")
    ran = await shop.maneki("import", "books", str(file))
    assert ran.out == "4 entries: 4 new, 0 changed, 0 unchanged; 0 skipped\n"
    said = "A line before names that copy too: their quantities were added up."
    assert f"{file}, line 6: {said}\n" in ran.err
    assert f"{file}, line 6: A line before names another price: the last one was kept." in ran.err
    ran = await shop.maneki("chat", "--once", "Dune")
    assert "- Paperback: 5 in stock, €10.99." in ran.out
    assert "- Hardcover: 1 in stock, €25.00." in ran.out
    assert "- Paperback, Used: 1 in stock, €4.50." in ran.out


async def test_one_number_is_not_two_books(shop: Shell, file: Path) -> None:
    write(file, STOCK.replace("Emma;Jane Austen;;", "Emma;Jane Austen;9780441172719;"))
    ran = await shop.maneki("import", "books", str(file))
    assert (ran.code, ran.out) == (2, "3 entries: 3 new, 0 changed, 0 unchanged; 1 skipped\n")
    said = "has the id or ISBN of line 2, which is another book: 'Dune'."
    assert f"{file}, line 5: {said}\n" in ran.err


async def test_a_dry_run_changes_nothing(shop: Shell, file: Path) -> None:
    ran = await shop.maneki("import", "books", str(file), "--dry-run")
    assert ran.out == "2 entries of 2 books can be imported; 1 skipped; nothing was changed\n"
    assert await titles(shop, BookQuery()) == []


async def test_prices_in_no_currency_ask_for_one(shop: Shell, file: Path) -> None:
    write(file, "title,price\nDune,9.99\n")
    ran = await shop.maneki("import", "books", str(file))
    assert (ran.code, ran.out) == (2, "0 entries: 0 new, 0 changed, 0 unchanged; 1 skipped\n")
    assert "--currency USD" in ran.err
    ran = await shop.maneki("import", "books", str(file), "--currency", "usd")
    assert ran.code == 0
    ran = await shop.maneki("import", "books", str(file), "--currency", "dollars")
    assert (ran.code, ran.last_line) == (
        2,
        "'dollars' is no currency: write three letters, such as USD.",
    )


async def test_a_file_that_is_no_list_is_one_sentence(shop: Shell, tmp_path: Path) -> None:
    absent = tmp_path / "absent.csv"
    ran = await shop.maneki("import", "books", str(absent))
    assert (ran.code, ran.err) == (2, f"{absent} cannot be read: No such file or directory.\n")
    empty = tmp_path / "empty.csv"
    empty.touch()
    ran = await shop.maneki("import", "books", str(empty))
    assert (ran.code, ran.err) == (2, f"{empty} cannot be imported: The file is empty.\n")


async def test_ten_thousand_real_books(shop: Shell, goodbooks: Path) -> None:
    ran = await shop.maneki("import", "books", str(goodbooks))
    assert ran.code == 0, ran.err
    assert ran.out == "10000 entries: 10000 new, 0 changed, 0 unchanged; 0 skipped\n"
    seventh = BookQuery(series="Harry Potter", position="7")
    assert await titles(shop, seventh) == ["Harry Potter and the Deathly Hallows"]
    assert (await titles(shop, BookQuery(words="The Hungr Games")))[0] == "The Hunger Games"
    assert (await titles(shop, BookQuery(author="Ursula Le Guin")))[0] == "A Wizard of Earthsea"
    assert await titles(shop, BookQuery(words="ISBN 0-439-02348-3")) == ["The Hunger Games"]
