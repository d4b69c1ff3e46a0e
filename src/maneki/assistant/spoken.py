"""What is asked of a language model, and what comes back. Values without any library's types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from maneki.assistant.hands import Hands
from maneki.model.conversation import NO_USAGE, Turn, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One turn for a model.

    `told` is what it is told of its work, the same in each turn; `trailing` comes last. `heard`, if
    somebody listens, is told what the model writes while it does, from the beginning each time.
    """

    told: str = field(repr=False)
    history: tuple[Turn, ...] = field(repr=False)
    said: str = field(repr=False)
    trailing: str = field(repr=False)
    hands: Hands
    heard: Callable[[str], None] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The model's last word. `kept` writes the turn down as if it had said what is sent."""

    text: str = field(repr=False)
    usage: Usage
    kept: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No answer came of it. `error` is whatever was raised; `is_surprise` if nobody foresaw it."""

    error: Exception
    is_surprise: bool = False
    usage: Usage = NO_USAGE


Outcome: TypeAlias = Spoken | Failed


class Speaker(Protocol):
    async def speak(self, brief: Brief) -> Outcome:
        """Raises `StoreError` if a tool met one; all else is an outcome."""
        ...

    async def close(self) -> None: ...
