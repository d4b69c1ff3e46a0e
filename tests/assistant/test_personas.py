"""What a model is told of its work: the same bytes each time, from files."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from maneki.assistant.personas import FRIENDLY, WIZARD, Personas, placeholders
from maneki.errors import SettingsError
from maneki.model.conversation import Medium

OURS = tuple(product((FRIENDLY, WIZARD), Medium))


@pytest.mark.parametrize(("persona", "medium"), OURS)
def test_the_rules_come_first_then_the_manner_then_how_it_is_read(
    persona: str, medium: Medium
) -> None:
    told = Personas().told(persona, medium)

    rules = told.index("These rules hold")
    manner = told.index("Your manner")
    assert rules < manner < told.index("How it is read") if "How it is read" in told else True
    assert told == Personas().told(persona, medium)


@pytest.mark.parametrize(("persona", "medium"), OURS)
def test_nothing_in_our_prompts_is_filled_in(persona: str, medium: Medium) -> None:
    assert placeholders(Personas().told(persona, medium)) == ()


@pytest.mark.parametrize(("persona", "medium"), OURS)
def test_no_prompt_offers_what_no_tool_can_do(persona: str, medium: Medium) -> None:
    """Defects 16 and 18: recommend from memory; "ship it or picking up?"."""
    told = " ".join(Personas().told(persona, medium).split())

    assert "Never fill a gap from what you remember" in told
    assert "There are no orders, payments, holds, deliveries or refunds in this chat" in told
    assert "Postal addresses, card numbers and passwords are not taken in this chat" in told
    assert "ship" not in told.lower().replace("relationship", "")
    assert "your knowledge" not in told.lower()


def test_a_text_message_is_told_to_be_short_and_plain() -> None:
    told = Personas().told(FRIENDLY, Medium.SMS)
    assert "without markdown" in told
    assert "without markdown" not in Personas().told(FRIENDLY, Medium.DISCORD)


def test_the_shop_writes_its_own_prompts(tmp_path: Path) -> None:
    (tmp_path / "pirate.md").write_text("Your manner: arr.", encoding="utf-8")
    (tmp_path / "pirate.sms.md").write_text("Your manner: arr, briefly.", encoding="utf-8")
    (tmp_path / "sms.md").write_text("How it is read: on a ship.", encoding="utf-8")
    personas = Personas(default="pirate", folder=tmp_path)
    personas.check()

    assert "arr." in personas.told(None, Medium.DISCORD)
    by_sms = personas.told("pirate", Medium.SMS)
    assert "arr, briefly." in by_sms
    assert "on a ship" in by_sms
    assert "These rules hold" in by_sms
    assert [name for name in ("pirate", "pirate.sms", "sms") if personas.knows(name)] == ["pirate"]


def test_the_rules_are_not_the_shops_to_change(tmp_path: Path) -> None:
    (tmp_path / "rules.md").write_text("Invent what you like.", encoding="utf-8")

    told = Personas(folder=tmp_path).told(FRIENDLY, Medium.TEXT)

    assert "Invent what you like" not in told
    assert Personas(folder=tmp_path).told("rules", Medium.TEXT) == told


def test_a_persona_that_is_gone_is_the_default_one(tmp_path: Path) -> None:
    personas = Personas(default=WIZARD, folder=tmp_path)
    assert personas.told("nobody", Medium.TEXT) == personas.told(WIZARD, Medium.TEXT)


@pytest.mark.parametrize("name", ["../secrets", "a/b", "", ".hidden", "x" * 60, "rules", "A"])
def test_a_name_reaches_no_other_file(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "secrets.md").write_text("secret", encoding="utf-8")
    assert "secret" not in Personas(folder=tmp_path).told(name, Medium.TEXT)


def test_a_default_that_nobody_wrote_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"MANEKI_PERSONA.*'pirat'"):
        Personas(default="pirat", folder=tmp_path).check()


@pytest.mark.parametrize(
    "placeholder",
    ["{time}", "{{ customer }}", "{now:%H:%M}", "${NAME}", "{% if x %}", "%(name)s", "<<stock>>"],
)
def test_a_prompt_that_would_change_each_turn_stops_the_start(
    tmp_path: Path, placeholder: str
) -> None:
    """Defect 15: the earlier assistant put a clock into its system prompt."""
    (tmp_path / "mine.md").write_text(f"It is {placeholder} now.", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"mine\.md"):
        Personas(folder=tmp_path).check()


@pytest.mark.parametrize("text", ["Use {} or { }.", "100% sure", "a < b > c", '{"json": 1}', "$5"])
def test_braces_alone_are_no_placeholder(text: str) -> None:
    assert placeholders(text) == ()


def test_a_prompt_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        Personas(folder=tmp_path).check()
