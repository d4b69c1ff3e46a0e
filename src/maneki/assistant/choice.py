"""Which model answers, by its name. Nothing is loaded to find out whether it could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

from maneki.errors import SettingsError

PROVIDERS = ("anthropic", "openai")
_LIBRARY = "pydantic_ai"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """`name` is `provider:model`. `url` is where a model answers that is not the provider's own.

    `setting` is the setting that named it, for what is said about it.
    """

    name: str
    key: str | None = field(default=None, repr=False)
    url: str | None = None
    setting: str = "MANEKI_MODEL"

    @property
    def provider(self) -> str:
        return self.name.partition(":")[0]

    @property
    def model(self) -> str:
        return self.name.partition(":")[2]


def check_choices(choices: Sequence[ModelChoice]) -> None:
    """Raises `SettingsError` if one of them could never answer."""
    for choice in choices:
        _check(choice)
    if choices and not is_installed():
        raise SettingsError(
            f"{choices[0].setting} names a language model, but what speaks with models is not "
            "installed: install maneki with the extra llm (pip install 'maneki[llm]'), or leave "
            "the setting blank, and the assistant answers by its own rules."
        )


def _check(choice: ModelChoice) -> None:
    if choice.provider not in PROVIDERS or not choice.model.strip():
        raise SettingsError(
            f"{choice.setting} is {choice.name!r}; write anthropic:MODEL or openai:MODEL (with "
            f"{choice.setting}_URL for a model elsewhere that speaks OpenAI's protocol)."
        )
    if not choice.key and not choice.url:
        raise SettingsError(
            f"{choice.setting} is {choice.name}, which needs the provider's key in "
            f"{choice.setting}_KEY."
        )


def is_installed() -> bool:
    try:
        return find_spec(_LIBRARY) is not None
    except ModuleNotFoundError:
        return False
