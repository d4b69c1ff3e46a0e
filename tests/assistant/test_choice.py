"""Whether a model could answer is known at the start, without loading anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from maneki.assistant.choice import ModelChoice, check_choices
from maneki.errors import SettingsError


@pytest.mark.parametrize(
    "choice",
    [
        ModelChoice(name="anthropic:claude-haiku", key="k"),
        ModelChoice(name="openai:gpt", key="k"),
        ModelChoice(name="openai:llama3:8b", url="http://127.0.0.1:11434/v1"),
    ],
)
def test_a_model_with_all_it_needs_is_fine(choice: ModelChoice) -> None:
    check_choices([choice])


@pytest.mark.parametrize("name", ["gpt", "openai:", "openai: ", "cohere:x", ":x", ""])
def test_a_name_without_a_provider_is_refused_with_what_would_be_right(name: str) -> None:
    with pytest.raises(SettingsError, match="write anthropic:MODEL or openai:MODEL"):
        check_choices([ModelChoice(name=name, key="k")])


def test_a_model_without_its_key_is_refused_by_the_name_of_the_setting() -> None:
    choice = ModelChoice(name="openai:gpt", setting="MANEKI_FALLBACK_MODEL")
    with pytest.raises(SettingsError, match="MANEKI_FALLBACK_MODEL_KEY"):
        check_choices([choice])


def test_a_key_is_not_shown() -> None:
    assert "secret" not in repr(ModelChoice(name="openai:gpt", key="secret"))


_WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"pydantic_ai", "anthropic", "openai", "genai_prices"}:
            raise ModuleNotFoundError(name)
        return None

sys.meta_path.insert(0, Absent())
"""


def run(code: str) -> str:
    done = subprocess.run(  # noqa: S603  (our own interpreter)
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_libraries_of_models_are_loaded_once_the_program_runs_and_before_anybody_asks(
    tmp_path: Path,
) -> None:
    loaded = run(
        """
import asyncio, sys
import maneki.assistant.assistant, maneki.cli.app, maneki.run.service
from maneki.clock import SystemClock
from maneki.run.shopkeeper import open_shop_floor
from maneki.settings import Settings
from maneki.store import Store

def loaded():
    return sorted({"pydantic_ai", "anthropic", "openai"} & set(sys.modules))

async def ready():
    settings = Settings(_env_file=None, model="openai:gpt-4o-mini", model_key="a key")
    store = Store.open("sqlite+aiosqlite:///FOLDER/shop.sqlite3", clock=SystemClock())
    async with open_shop_floor(settings, store, SystemClock()) as floor:
        print(loaded())
        await floor.get_ready()
        print(loaded())
    await store.close()

asyncio.run(ready())
""".replace("FOLDER", str(tmp_path))
    )
    at_first, in_the_end = loaded.splitlines()
    assert at_first == "[]"
    assert "pydantic_ai" in in_the_end


def test_without_the_extra_the_program_starts_and_says_what_is_missing() -> None:
    said = run(
        _WITHOUT
        + """
import maneki.run.service
from maneki.assistant.choice import ModelChoice, check_choices
from maneki.errors import SettingsError
check_choices([])
try:
    check_choices([ModelChoice(name="openai:gpt", key="k")])
except SettingsError as exc:
    print(exc)
"""
    )
    assert "MANEKI_MODEL names a language model" in said
    assert "maneki[llm]" in said
