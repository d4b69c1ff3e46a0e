"""Databases that nobody can use, and what is said of each."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

PASSWORD = "hunter2"


def unusable(folder: Path, postgres_server: str) -> dict[str, str]:
    """What is said, by URL."""
    letter = folder / "letter.txt"
    letter.write_text("Dear reader,\n" * 100)
    nowhere = make_url(postgres_server).set(database="nowhere")
    return {
        f"postgresql+asyncpg://u:{PASSWORD}@127.0.0.1:1/maneki": "cannot be reached",
        nowhere.render_as_string(hide_password=False): "does not exist",
        f"sqlite+aiosqlite:///{folder / 'gone' / 'maneki.sqlite3'}": "unable to open",
        f"sqlite+aiosqlite:///{letter}": "not a database",
    }
