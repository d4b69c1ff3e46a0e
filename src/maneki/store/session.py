"""What every noun of the store needs: the open transaction, the time, and new ids.

A statement that has begun is waited for, even by somebody who is cancelled meanwhile. Cut off in
the middle, SQLite's driver closes a connection whose cursor is still alive, and SQLite then keeps
it, with the write lock, until Python happens to look for garbage. Each statement ends by itself:
SQLite's after the busy timeout at the latest, PostgreSQL's after the command timeout.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    Boolean,
    ColumnElement,
    CursorResult,
    Executable,
    FromClause,
    Row,
    Select,
    String,
    Table,
    any_,
    literal,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from maneki.loops import to_the_end

Insert = postgresql.Insert | sqlite.Insert


class _AmongListed(ColumnElement[bool]):
    """SQLite's `column IN (SELECT value FROM json_each(...))`.

    Made of SQLAlchemy's own parts it is the same; making it so each time takes as long as asking.
    """

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012  (as SQLAlchemy declares it)
        ("column", InternalTraversal.dp_clauseelement),
        ("listed", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], listed: str) -> None:
        self.column = column
        self.listed = literal(listed, String())

    @property
    def _from_objects(self) -> list[FromClause]:
        return self.column._from_objects  # noqa: SLF001  (what a part of it says of its tables)

    def self_group(self, against: Any = None) -> _AmongListed:
        """It has its brackets; `= 1` behind it would keep SQLite from using an index."""
        return self


@compiles(_AmongListed)
def _compiled(element: _AmongListed, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    listed = compiler.process(element.listed, **options)
    return f"({column} IN (SELECT value FROM json_each({listed})))"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Session:
    """One open transaction. `now` is the same for everything written in it."""

    connection: AsyncConnection
    now: datetime
    new_id: Callable[[], str]

    @property
    def is_postgresql(self) -> bool:
        return self.connection.dialect.name == "postgresql"

    async def execute(
        self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        return await to_the_end(self.connection.execute(statement, rows))

    async def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        return (await self.execute(statement)).all()

    async def first(self, statement: Executable) -> Row[Any] | None:
        return (await self.execute(statement)).first()

    def among(self, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
        """`column IN values` with one parameter, however many values there are.

        Neither database takes more than about 32,766, and a listing may concern more people.
        """
        if self.is_postgresql:
            return column == any_(literal([*values], postgresql.ARRAY(column.type)))
        return _AmongListed(column, orjson.dumps([*values]).decode())

    def shared(self, rows: Select[Any], *, of: Table | Sequence[Table]) -> Select[Any]:
        """These rows of `of` stay as they are until commit, for whoever wants to change them waits.

        SQLite has one writer at a time anyway. Read in the order of their ids, and people before
        destinations, so that two transactions never wait for each other.
        """
        return rows.with_for_update(read=True, of=of) if self.is_postgresql else rows

    def insert(self, table: Table) -> Any:
        """An insert that knows ON CONFLICT, in the database's own dialect."""
        return postgresql.insert(table) if self.is_postgresql else sqlite.insert(table)

    def stamps(self) -> dict[str, datetime]:
        return {"created_at": self.now, "updated_at": self.now}
