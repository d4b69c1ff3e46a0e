"""`maneki chat` and `maneki transcript`: the shop's assistant, tried by hand and looked into."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.shell import Shell

LIST = "Title;Author;ISBN;Price;Currency;Stock\nDune;Frank Herbert;0441172717;9.99;USD;3\n"
SALLY = "+12125550123"


@pytest.fixture
async def shop(migrated_shell: Shell, tmp_path: Path) -> Shell:
    file = tmp_path / "books.csv"
    file.write_text(LIST, "utf-8")
    assert (await migrated_shell.maneki("import", "books", str(file))).code == 0
    return migrated_shell


async def test_the_one_reply_is_printed_and_nothing_else(shop: Shell) -> None:
    said = await shop.maneki(
        "chat", "--person", SALLY, "--channel", "sms", "--once", "how much is Dune?"
    )
    assert (said.code, said.err) == (0, "")
    assert "$9.99" in said.out


async def test_it_stays_the_same_conversation(shop: Shell) -> None:
    await shop.maneki("chat", "--person", SALLY, "--channel", "sms", "--once", "do you have Dune?")
    said = await shop.maneki(
        "chat", "--person", SALLY, "--channel", "sms", "--once", "how much is it?"
    )
    assert "$9.99" in said.out
    assert "STOP" not in said.out


@pytest.mark.parametrize("spelled", ["12125550123", "(212) 555-0123", "phone:212.555.0123"])
async def test_a_number_is_the_same_person_however_it_is_spelled(shop: Shell, spelled: str) -> None:
    await shop.maneki("chat", "--person", SALLY, "--channel", "sms", "--once", "do you have Dune?")
    said = await shop.maneki(
        "chat", "--person", spelled, "--channel", "sms", "--once", "how much is it?"
    )
    assert "$9.99" in said.out


async def test_somebody_whom_nobody_knows_can_be_tried(shop: Shell) -> None:
    said = await shop.maneki("chat", "--once", "do you have Dune?")
    assert said.code == 0
    assert "Dune" in said.out


async def test_who_wants_no_messages_gets_none(shop: Shell) -> None:
    stopped = await shop.maneki("chat", "--person", SALLY, "--channel", "sms", "--once", "STOP")
    assert "unsubscribed" in stopped.out
    silent = await shop.maneki("chat", "--person", SALLY, "--channel", "sms", "--once", "hello")
    assert (silent.code, silent.out) == (0, "")
    assert "no answer" in silent.err


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--channel", "sms", "--once", "hello"), "needs a number"),
        (("--person", "123", "--channel", "sms", "--once", "hello"), "invalid phone number"),
        (("--person", SALLY, "--once", "  "), "nothing in this message"),
    ],
)
async def test_what_cannot_be_tried_is_said_in_one_sentence(
    shop: Shell, options: tuple[str, ...], named: str
) -> None:
    refused = await shop.maneki("chat", *options)
    assert refused.code == 2
    assert named in refused.last_line


async def test_a_transcript_tells_what_was_said_and_not_by_whom(shop: Shell) -> None:
    await shop.maneki(
        "chat",
        "--person",
        SALLY,
        "--channel",
        "sms",
        "--once",
        "do you have Dune? call me at 212 555 0123",
    )
    told = await shop.maneki("transcript", f"phone:{SALLY}")
    [turn] = map(json.loads, told.out.splitlines())
    assert turn["said"] == "do you have Dune? call me at [phone]"
    assert "Dune" in turn["answered"]

    whole = await shop.maneki("transcript", "--whole", f"phone:{SALLY}")
    assert "212 555 0123" in whole.out

    document = json.loads((await shop.maneki("export", f"phone:{SALLY}")).out)
    assert document["addresses"][0]["value"] == SALLY
    assert document["turns"][0]["said"] == turn["said"].replace("[phone]", "212 555 0123")

    nobody = await shop.maneki("transcript", "phone:+14155550100")
    assert nobody.code == 2
    assert "Nobody is known" in nobody.last_line
