"""What providers refuse, whichever protocol they speak. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from maneki.simulator.model.script import Heard

_TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class BrokenRuleError(Exception):
    """The request would be answered with 400."""


def check_results(heard: Sequence[Heard]) -> None:
    """Every call has its result right after it, and every result its call."""
    open_calls: list[str] = []
    for one in heard:
        if one.role == "tool":
            if one.of not in open_calls:
                raise BrokenRuleError(f"a result without its call: {one.of!r}")
            open_calls.remove(one.of)
        elif open_calls:
            raise BrokenRuleError(f"calls without a result: {open_calls}")
        else:
            open_calls = [call.id for call in one.calls]
    if open_calls:
        raise BrokenRuleError(f"calls without a result: {open_calls}")


def check_tools(tools: Iterable[Mapping[str, Any]]) -> None:
    names = [str(tool["name"]) for tool in tools]
    if len(set(names)) != len(names):
        raise BrokenRuleError("two tools of one name")
    for name in names:
        if not _TOOL_NAME.fullmatch(name):
            raise BrokenRuleError(f"no name for a tool: {name!r}")
