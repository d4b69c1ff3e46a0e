"""`maneki migrate`: make or update the tables."""

from __future__ import annotations

import asyncio

from rich.console import Console


def migrate() -> None:
    """Bring the database's tables to the version this program needs. Safe to repeat."""
    from maneki.settings import load
    from maneki.store.migrate import migrate as migrate_database

    before, after = asyncio.run(migrate_database(load().database_url))
    done = f"The tables are of version {after}"
    was = "as they were" if before == after else f"before: {before or 'none'}"
    Console().print(f"[green]✓[/green] {done} ({was}).", highlight=False, soft_wrap=True)
