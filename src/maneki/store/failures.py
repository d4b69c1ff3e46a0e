"""What a database's error means for the caller: try again later, stop, or look for our mistake.

Only what is the database's doing becomes a `StoreError`. A wrong statement, too many parameters or
a constraint that refuses is our own mistake: waiting does not cure it, so it rises as it is, with
its traceback.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from maneki.errors import StoreError, StoreReadOnlyError, StoreUnavailableError

READ_ONLY = "The database is read-only; Maneki must be able to write to it."

_SQLITE_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
_POSTGRES_TROUBLE = (
    "08",  # the connection
    "28",  # the role or its password
    "3D",  # the database does not exist
    "40",  # a deadlock or a serialisation failure: nothing was committed, so it can be repeated
    "42501",  # the role may not
    "42P01",  # a table is missing
    "53",  # no memory, disk or connections left
    "55",  # in use, or locked for too long
    "57",  # shutting down, starting up, cancelled by an operator
    "58",  # the server's own files
    "XX",  # damage
)
_POSTGRES_READ_ONLY = "25006"


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """The database's errors as `StoreError`s; our own mistakes as they are."""
    try:
        yield
    except DBAPIError as exc:
        error = _meaning(exc)
        if error is None:
            raise
        raise error from exc
    except PoolTimeoutError as exc:
        raise StoreUnavailableError("The database is too busy: no connection is free.") from exc
    except (ConnectionError, TimeoutError) as exc:
        # The PostgreSQL driver lets a refused, reset or silent connection through as it is.
        raise unreachable(exc) from exc


def unreachable(exc: OSError) -> StoreUnavailableError:
    return StoreUnavailableError(f"The database cannot be reached: {_line(exc)}.")


def _meaning(exc: DBAPIError) -> StoreError | None:
    state = getattr(exc.orig, "sqlstate", None)
    code = getattr(exc.orig, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_READONLY or state == _POSTGRES_READ_ONLY:
        return StoreReadOnlyError(READ_ONLY)
    if exc.connection_invalidated or exc.statement is None or _is_trouble(exc, state, code):
        return StoreUnavailableError(f"The database cannot be used: {_line(exc.orig)}.")
    return None


def _is_trouble(exc: DBAPIError, state: str | None, code: int) -> bool:
    if state is not None:
        return state.startswith(_POSTGRES_TROUBLE)
    # SQLite has one code for a missing table and for a wrong statement.
    return code in _SQLITE_TROUBLE or str(exc.orig).startswith("no such table")


def _line(exc: BaseException | None) -> str:
    """What was said, on one line, to go before a full stop."""
    said = " ".join(str(exc).split()) or type(exc).__name__
    return said.rstrip(".")
