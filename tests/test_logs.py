"""A log says what happened, and none of our secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.clock import SystemClock
from maneki.delivery.pace import Limiter
from maneki.errors import LoopFailedError
from maneki.logs import configure
from maneki.loops import run_forever

TOKEN = "a-bot-token"
NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def undone() -> Iterator[None]:
    """Logging as it was before, for whoever comes next."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def call_in_a_loop(body: object) -> None:
    """A call that fails inside a loop, which logs it with its traceback and gives up."""
    clock = SystemClock()
    async with RestClient(
        base_url=NOBODY_LISTENS,
        token=TOKEN,
        limiter=Limiter(clock),
        clock=clock,
        user_agent="tests",
    ) as rest:

        async def step() -> bool:
            await rest.call(Call(method="POST", path="/x", route="POST /x", body=body))
            return True

        with pytest.raises(LoopFailedError):
            await run_forever(step, name="tests", every=1.0, clock=clock, max_failures=1)


@pytest.mark.parametrize("style", ["console", "json"])
async def test_a_traceback_shows_neither_the_token_nor_what_was_to_be_said(
    style: Literal["console", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    configure(style=style, level="info")
    await call_in_a_loop({"content": "for ann only"})
    logged = capsys.readouterr().err
    assert "loop.failed" in logged
    assert "Traceback (most recent call last)" in logged
    assert NoAnswerError.__name__ in logged
    assert TOKEN not in logged
    assert "for ann only" not in logged
