"""Settings are read once, and a slip of the pen is noticed at the start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from maneki.clock import MovableClock
from maneki.errors import InvalidInputError, SettingsError
from maneki.model.person import Address
from maneki.people.desk import PeopleDesk
from maneki.settings import Settings, described, load, markdown
from maneki.store import Store

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
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "a-bots-token")
    monkeypatch.setenv("DISCORD_GUILD_ID", "42")
    settings = load(None)
    assert settings.discord_bot_token is not None
    assert settings.discord_bot_token.get_secret_value() == "a-bots-token"
    assert settings.discord_guild_id == "42"
    assert "a-bots-token" not in repr(settings)


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
        ("MANEKI_LOG_FORMAT", "xml"),
        ("MANEKI_USER_AGENT", ""),
        ("MANEKI_USER_AGENT", "  "),
        ("MANEKI_USER_AGENT", "招き猫"),
        ("MANEKI_USER_AGENT", "Maneki\nHost: other.example"),
        ("MANEKI_PARTS", "cellar"),
        ("MANEKI_PARTS", ""),
        ("MANEKI_DEFAULT_CURRENCY", "ÄÖÜ"),
        ("MANEKI_DEFAULT_CURRENCY", "US1"),
        *[
            (name, value)
            for name in (
                "MANEKI_FEED_EVERY",
                "MANEKI_FEED_GAP",
                "MANEKI_MERCARI_JP_EVERY",
                "MANEKI_MERCARI_JP_GAP",
                "MANEKI_DISCORD_NONCE_WINDOW",
                "MANEKI_DISCORD_REQUESTS_PER_SECOND",
                "MANEKI_DROP_PERCENT",
            )
            for value in ("inf", "-inf", "nan", "1e300", "0", "-1")
        ],
        ("MANEKI_DISCORD_REQUESTS_PER_SECOND", "1e-300"),
        ("MANEKI_DISCORD_API_URL", "nonsense"),
        ("MANEKI_DISCORD_API_URL", "ftp://x"),
        ("MANEKI_DISCORD_API_URL", ""),
        ("MANEKI_DISCORD_API_URL", "http://127.0.0.1:many/api"),
        ("MANEKI_DISCORD_GATEWAY_URL", "nonsense"),
        ("MANEKI_DISCORD_GATEWAY_URL", "https://gateway.discord.gg/"),
        ("MANEKI_MERCARI_JP_URL", "https://"),
        ("MANEKI_RATES_URL", "zzz"),
        ("MANEKI_DISCORD_GUILD_ID", "abc"),
        ("MANEKI_DISCORD_GUILD_ID", "４２"),
        ("MANEKI_DISCORD_CLIENT_ID", "my bot"),
        ("MANEKI_KEEP_LISTINGS_DAYS", "7"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load(None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MANEKI_DISCORD_API_URL", "http://127.0.0.1:9000/api/v10"),
        ("MANEKI_DISCORD_GATEWAY_URL", "ws://[::1]:9000/gateway"),
        ("MANEKI_RATES_URL", ""),
        ("MANEKI_DISCORD_CLIENT_ID", "1234567890123456789"),
    ],
)
def test_what_is_right_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    field = name.removeprefix("MANEKI_").lower()
    assert getattr(load(None), field) == (value or None)


def test_a_blank_name_does_not_hide_the_other_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MANEKI_DISCORD_BOT_TOKEN", " ")
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "secret")
    file = tmp_path / ".env"
    file.write_text("MANEKI_DISCORD_GUILD_ID=\nDISCORD_GUILD_ID=42\n", encoding="utf-8")
    settings = load(file)
    assert settings.discord_bot_token is not None
    assert settings.discord_bot_token.get_secret_value() == "secret"
    assert settings.discord_guild_id == "42"


@pytest.mark.parametrize("name", ["maneki_nonsense", "Maneki_Nonsense"])
def test_a_wrong_name_is_refused_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=f"{name} is not a setting"):
        load(None)


def test_names_are_read_however_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("maneki_http_port", "1")
    assert load(None).http_port == 1


def test_a_file_that_is_no_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("MANEKI_USER_AGENT=Café\n".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"\.env is not UTF-8"):
        load(file)


def test_the_mark_that_some_editors_put_in_front_is_no_part_of_a_name(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("MANEKI_HTTP_PORT=1\n", encoding="utf-8-sig")
    assert load(file).http_port == 1


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        (
            "MANEKI_DATABASE_URL",
            "postgresql+asyncpg://maneki:hunter2@db/maneki",
            "postgresql+asyncpg://maneki:***@db/maneki",
        ),
        (
            "MANEKI_DATABASE_URL",
            "postgresql+asyncpg://maneki:hunt/er2@2@db/maneki",
            "postgresql+asyncpg://maneki:***@db/maneki",
        ),
        (
            "MANEKI_DATABASE_URL",
            "postgresql+asyncpg://db/maneki?user=maneki&password=hunter2&ssl=require",
            "postgresql+asyncpg://db/maneki?user=maneki&password=***&ssl=require",
        ),
        (
            "MANEKI_FEEDS",
            "https://me:hunter2@a.test/x,https://b.test/y?api_key=hunter2",
            "https://me:***@a.test/x,https://b.test/y?api_key=***",
        ),
        ("MANEKI_INGEST_TOKEN", "hunter2", "(set)"),
        ("MANEKI_RATES_URL", "https://a.test:8080/x.xml", "https://a.test:8080/x.xml"),
    ],
)
def test_what_is_shown_holds_no_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, shown: str
) -> None:
    monkeypatch.setenv(name, value)
    assert {one: here for one, here, _ in described(load(None))}[name] == shown


def test_the_page_of_settings_is_the_one_the_settings_write() -> None:
    assert DOCS.read_text(encoding="utf-8") == markdown(), "run `make docs`"


@pytest.mark.parametrize(
    "code", ["usd", "JPY", " eur ", "ÄÖÜ", "US", "USDT", "U S", "１２３", "ＵＳＤ"]
)
async def test_the_currency_of_newcomers_is_one_that_they_could_choose_themselves(
    monkeypatch: pytest.MonkeyPatch, sqlite_copy: str, clock: MovableClock, code: str
) -> None:
    monkeypatch.setenv("MANEKI_DEFAULT_CURRENCY", code)
    store = Store.open(sqlite_copy, clock=clock)
    desk = PeopleDesk(store, default_currency=None, due=lambda: None)
    try:
        person = await desk.set_currency(Address("discord", "1"), code)
    except InvalidInputError:
        with pytest.raises(SettingsError, match="MANEKI_DEFAULT_CURRENCY"):
            load(None)
    else:
        assert load(None).default_currency == person.preferences.currency
    finally:
        await store.close()
