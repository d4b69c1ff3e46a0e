"""What the program remembers of itself from one start to the next."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from maneki.store.schema import marks
from maneki.store.session import Session


class Marks:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, name: str) -> str | None:
        row = await self._session.first(select(marks.c.value).where(marks.c.name == name))
        return None if row is None else str(row.value)

    async def put(self, name: str, value: str) -> None:
        await self._session.execute(
            self._session.insert(marks)
            .values(name=name, value=value, **self._session.stamps())
            .on_conflict_do_update(
                index_elements=["name"], set_={"value": value, "updated_at": self._session.now}
            )
        )

    async def beginning_with(self, prefix: str) -> dict[str, str]:
        """The values of all whose names begin so, by name."""
        rows = await self._session.rows(
            select(marks.c.name, marks.c.value)
            .where(marks.c.name.startswith(prefix, autoescape=True))
            .order_by(marks.c.name)
        )
        return {str(row.name): str(row.value) for row in rows}

    async def drop(self, names: Collection[str]) -> None:
        await self._session.execute(delete(marks).where(self._session.among(marks.c.name, names)))

    async def keep(self, name: str, value: str) -> str:
        """The value of that name: this one, unless another was put first, which stays."""
        await self._session.execute(
            self._session.insert(marks)
            .values(name=name, value=value, **self._session.stamps())
            .on_conflict_do_nothing(index_elements=["name"])
        )
        return await self.get(name) or value
