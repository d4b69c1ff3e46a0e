"""Settings are read once, and a slip of the pen is noticed at the start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from maneki.errors import SettingsError
from maneki.settings import Settings, load, markdown

DOCS = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:  # noqa: TID251  (emptied for the test)
        if name.startswith(("MANEKI_", "DISCORD_")):
            monkeypatch.delenv(name)


def test_a_name_that_is_no_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANEKI_DATABSE_URL", "x")
    with pytest.raises(SettingsError, match="MANEKI_DATABSE_URL is not a setting"):
        load(None)


def test_names_of_the_tests_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANEKI_TEST_POSTGRES_URL", "x")
    assert load(None) == Settings()


def test_the_names_discord_uses_are_read_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "secret")
    monkeypatch.setenv("DISCORD_GUILD_ID", "42")
    settings = load(None)
    assert settings.discord_bot_token is not None
    assert settings.discord_bot_token.get_secret_value() == "secret"
    assert settings.discord_guild_id == "42"
    assert "secret" not in repr(settings)


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("MANEKI_HTTP_PORT=1\nMANEKI_FEEDS=https://a.test/x, https://b.test/y\n")
    monkeypatch.setenv("MANEKI_HTTP_PORT", "2")
    settings = load(file)
    assert settings.http_port == 2
    assert settings.feeds == ("https://a.test/x", "https://b.test/y")


def test_an_unknown_name_in_the_file_is_refused_too(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("MANEKI_NONSENSE=1\n")
    with pytest.raises(SettingsError, match="MANEKI_NONSENSE"):
        load(file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MANEKI_HTTP_PORT", "many"),
        ("MANEKI_DEFAULT_CURRENCY", "dollars"),
        ("MANEKI_DISCORD_REQUESTS_PER_SECOND", "60"),
        ("MANEKI_DROP_PERCENT", "0"),
        ("MANEKI_LOG_FORMAT", "xml"),
        ("MANEKI_USER_AGENT", ""),
        ("MANEKI_USER_AGENT", "  "),
        ("MANEKI_USER_AGENT", "招き猫"),
        ("MANEKI_USER_AGENT", "Maneki\nHost: other.example"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load(None)


def test_the_page_of_settings_is_the_one_the_settings_write() -> None:
    assert DOCS.read_text(encoding="utf-8") == markdown(), "run `make docs`"
