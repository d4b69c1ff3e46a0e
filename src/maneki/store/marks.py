"""What the program remembers of itself from one start to the next."""

from __future__ import annotations

from sqlalchemy import select

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

    async def keep(self, name: str, value: str) -> str:
        """The value of that name: this one, unless another was put first, which stays."""
        await self._session.execute(
            self._session.insert(marks)
            .values(name=name, value=value, **self._session.stamps())
            .on_conflict_do_nothing(index_elements=["name"])
        )
        return await self.get(name) or value
