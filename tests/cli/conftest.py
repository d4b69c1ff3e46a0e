"""A shell to run `maneki` in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.shell import Shell

from maneki.simulator.demo.program import free_port


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(
        tmp_path,
        {
            "MANEKI_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'shop.sqlite3'}",
            "MANEKI_HTTP_PORT": str(free_port()),
            "MANEKI_INGEST_SOURCES": "my_market",
            "MANEKI_RATES_URL": "",
        },
    )


@pytest.fixture
def migrated_shell(shell: Shell, sqlite_template: Path) -> Shell:
    """The same after `maneki migrate`."""
    shutil.copy(sqlite_template, shell.folder / "shop.sqlite3")
    return shell
