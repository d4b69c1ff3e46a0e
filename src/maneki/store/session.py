"""What every noun of the store needs: the open transaction, the time, and new ids.

To build a statement takes longer than to ask it. Those that are asked for every message and every
turn are built once, when their module is loaded, and stand above the class that asks them; what
they are asked with comes by name. In an update the names are not those of columns: these are what
it writes.

A statement that has begun is waited for, even by somebody who is cancelled meanwhile: one that is
cut off in the middle costs its connection. Each statement ends by itself: SQLite's after the busy
timeout at the latest, PostgreSQL's after the command timeout.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    CursorResult,
    Executable,
    FromClause,
    Row,
    Select,
    String,
    Table,
    TypeDecorator,
    bindparam,
    literal,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

from maneki.loops import to_the_end
from maneki.store.schema import UtcDateTime

Insert = postgresql.Insert | sqlite.Insert


NOW = bindparam("now", type_=UtcDateTime())
"""The time of the transaction, in a statement that is built once."""


class _Listed(TypeDecorator[Collection[Any]]):
    """Many values as one parameter: JSON in SQLite, an array in PostgreSQL."""

    impl = String
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        is_postgresql = dialect.name == "postgresql"
        return dialect.type_descriptor(postgresql.ARRAY(self.of) if is_postgresql else String())

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        values = [*(value or ())]
        return values if dialect.name == "postgresql" else orjson.dumps(values).decode()


class _Among(ColumnElement[bool]):
    """SQLite's `column IN (SELECT value FROM json_each(...))`, PostgreSQL's `column = ANY (...)`.

    Made of SQLAlchemy's own parts it is the same; making it so each time takes as long as asking.
    """

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012  (as SQLAlchemy declares it)
        ("column", InternalTraversal.dp_clauseelement),
        ("listed", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], listed: BindParameter[Any]) -> None:
        self.column = column
        self.listed = listed

    @property
    def _from_objects(self) -> list[FromClause]:
        return self.column._from_objects  # noqa: SLF001  (what a part of it says of its tables)

    def self_group(self, against: Any = None) -> _Among:
        """It has its brackets; `= 1` behind it would keep SQLite from using an index."""
        return self


@compiles(_Among)
def _compiled(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    listed = compiler.process(element.listed, **options)
    if compiler.dialect.name == "postgresql":
        return f"({column} = ANY ({listed}))"
    return f"({column} IN (SELECT value FROM json_each({listed})))"  # noqa: S608


def shared(rows: Select[Any], *, of: Table | Sequence[Table]) -> Select[Any]:
    """These rows of `of` stay as they are until commit, for whoever wants to change them waits.

    SQLite has one writer at a time anyway and knows no such clause: it is left out there. Read in
    the order of their ids, and people before destinations, so that two transactions never wait for
    each other.
    """
    return rows.with_for_update(read=True, of=of)


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column IN` what is given under that name: `Session.among` in a statement built once."""
    return _Among(column, bindparam(name, type_=_Listed(column.type)))


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
        self,
        statement: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """`values` are those of its parameters, or of the columns that it writes."""
        return await to_the_end(self.connection.execute(statement, values))

    async def rows(self, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
        return (await self.execute(statement, values or None)).all()

    async def first(self, statement: Executable, **values: Any) -> Row[Any] | None:
        return (await self.execute(statement, values or None)).first()

    def among(self, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
        """`column IN values` with one parameter, however many values there are.

        Neither database takes more than about 32,766, and a listing may concern more people.
        """
        return _Among(column, literal([*values], _Listed(column.type)))

    def insert(self, table: Table) -> Any:
        """An insert that knows ON CONFLICT, in the database's own dialect."""
        return postgresql.insert(table) if self.is_postgresql else sqlite.insert(table)

    def stamps(self) -> dict[str, datetime]:
        return {"created_at": self.now, "updated_at": self.now}
