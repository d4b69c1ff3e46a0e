"""The tests depend on this machine alone, and on no more of it than they say."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError
from sqlalchemy.engine import make_url
from tests.conftest import TOGETHER, takes_us

ELSEWHERE = "192.0.2.1"
"""Nobody's, by RFC 5737."""


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
async def test_nothing_outside_of_this_machine_can_be_reached() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection((ELSEWHERE, 80), timeout=1)
    with pytest.raises(SocketConnectBlockedError):
        await asyncio.open_connection(ELSEWHERE, 80)


def test_a_server_that_refuses_us_is_none_for_us(postgres_server: str) -> None:
    assert takes_us(postgres_server)
    refusing = make_url(postgres_server).set(username="maneki_nobody")
    assert not takes_us(refusing.render_as_string(hide_password=False))
    assert not takes_us("postgresql+asyncpg://postgres@127.0.0.1:1/postgres")


@pytest.mark.parametrize("file", TOGETHER)
def test_what_takes_long_is_where_it_is_looked_for(file: str) -> None:
    assert (Path(__file__).parents[1] / file).is_file()
