"""What a scripted model is asked and says, whichever protocol it is wrapped in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeAlias

Role = Literal["user", "assistant", "tool"]


CHECKS = "You check what a bookshop's assistant"
"""How the request to read somebody's reply begins."""
NOTHING_WRONG = "none"


@dataclass(frozen=True, slots=True)
class Call:
    """The model wants a tool to be called. `arguments` may be text, for a model that babbles."""

    tool: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One piece of the conversation that the model is sent; `of` is the call a tool answers."""

    role: Role
    text: str
    calls: tuple[Call, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `prefix` is what a provider could keep in its cache, byte by byte."""

    provider: str
    model: str
    system: str
    heard: tuple[Heard, ...]
    tools: tuple[Mapping[str, Any], ...]
    prefix: bytes
    pieces: tuple[bytes, ...] = ()

    @property
    def tool_names(self) -> tuple[str, ...]:
        return tuple(str(tool["name"]) for tool in self.tools)

    @property
    def results(self) -> tuple[str, ...]:
        """What the tools returned since the customer spoke, the latest last."""
        found: list[str] = []
        for one in self.heard:
            if one.role == "tool":
                found.append(one.text)
            elif one.role == "user":
                found.clear()
        return tuple(found)

    @property
    def is_check(self) -> bool:
        """Whether it is asked to read a reply, not to write one."""
        return self.system.startswith(CHECKS)

    @property
    def everything(self) -> str:
        return "\n".join([self.system, *(one.text for one in self.heard)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the model answers: text, calls of tools, or both side by side.

    `is_counted` False: it does not say how many tokens that took, as servers at home do.
    """

    text: str | None = None
    calls: tuple[Call, ...] = ()
    input_tokens: int = 100
    output_tokens: int = 20
    is_counted: bool = True


class Fault(StrEnum):
    """How a provider can fail."""

    TIMEOUT = "timeout"
    """It takes the request and says nothing."""
    RATE_LIMITED = "rate_limited"
    """429, and when to come again."""
    SERVER_ERROR = "server_error"
    OVERLOADED = "overloaded"
    MALFORMED = "malformed"
    """A web page where JSON belongs."""
    CUT_OFF = "cut_off"
    """Half of the JSON, or of the last piece of it."""
    NO_CHOICES = "no_choices"
    """200 with `choices: null`, as some gateways answer."""
    NULL_CONTENT = "null_content"
    EMPTY = "empty"
    REFUSED = "refused"
    """404, as for a forced tool choice that a model does not know."""
    BAD_KEY = "bad_key"
    HANGS_UP = "hangs_up"
    STALLS = "stalls"
    """It begins to answer and then says no more."""
    BREAKS_OFF = "breaks_off"
    """It hangs up in the middle of its answer."""
    STOPS_SHORT = "stops_short"
    """The answer ends where it is not at its end, as if that were all."""
    GARBLED = "garbled"
    """In the middle of the answer stands something else."""


BEGUN = "I will gladly look for that. It takes a moment or two, so please bear with me. And then "
"""What was said by then of an answer that breaks in the middle."""
IN_THE_MIDDLE = frozenset({
    Fault.STALLS, Fault.BREAKS_OFF, Fault.STOPS_SHORT, Fault.GARBLED, Fault.CUT_OFF
})  # fmt: skip

Answer: TypeAlias = Said | Fault
Script: TypeAlias = Callable[[Asked], Answer]


def one_by_one(*answers: Answer | str) -> Script:
    """Say these in their order, and the last one from then on."""
    left = list(answers)

    def script(_asked: Asked) -> Answer:
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer if isinstance(answer, Said | Fault) else Said(text=answer)

    return script
