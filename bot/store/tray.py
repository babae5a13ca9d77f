"""The trays' rows: `SqlTrayStore` is the engine's `TrayStore`.

Statements are in `draft_statements`, rows become values in `rows`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.drafts import TRAY_MOST, TrayPicture
from bot.domain.errors import InvalidRequest
from bot.domain.requests import SourceImage
from bot.store import draft_statements as statements
from bot.store import rows
from bot.store.database import Database


class SqlTrayStore:
    """Trays in SQL; implements `bot.engine.ports.TrayStore`.

    A picture's number is its place among those that still lie there, counted at every look.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        requester_id: int,
        sources: Sequence[SourceImage],
        *,
        now: datetime,
        expires_at: datetime,
    ) -> list[TrayPicture]:
        """Put pictures at the end, all or none; return the tray.

        Raises `InvalidRequest("tray-full")` where there is no room for all of them.
        """
        async with self._database.writing() as connection:
            # What has ended must not keep its bytes from being put there anew.
            await connection.execute(
                statements.forget_theirs(), {"requester": requester_id, "now": now}
            )
            there = await _tray(connection, requester_id, now)
            new = _not_there(sources, there)
            if len(there) + len(new) > TRAY_MOST:
                raise InvalidRequest("tray-full", field="tray", most=TRAY_MOST)
            if new:
                await connection.execute(
                    statements.insert_pictures(),
                    [
                        rows.tray_picture_columns(requester_id, source, expires_at=expires_at)
                        for source in new
                    ],
                )
            return _numbered(await _tray(connection, requester_id, now))

    async def of(self, requester_id: int, *, now: datetime) -> list[TrayPicture]:
        """Return a person's tray."""
        async with self._database.reading() as connection:
            return _numbered(await _tray(connection, requester_id, now))

    async def remove(self, requester_id: int, numbers: Sequence[int], *, now: datetime) -> None:
        """Take the pictures with these numbers away; a number that none has is passed over."""
        async with self._database.writing() as connection:
            there = await _tray(connection, requester_id, now)
            chosen = [row.number for place, row in enumerate(there, 1) if place in numbers]
            await connection.execute(statements.remove_pictures(), {"rows": chosen})

    async def clear(self, requester_id: int) -> None:
        """Take everything away."""
        async with self._database.writing() as connection:
            await connection.execute(statements.clear_tray(), {"requester": requester_id})

    async def forget(self, *, now: datetime) -> int:
        """Delete what has lain there long enough; return how many pictures."""
        async with self._database.writing() as connection:
            return (await connection.execute(statements.forget_pictures(), {"now": now})).rowcount

    async def needed_pictures(self, *, now: datetime) -> frozenset[str]:
        """Return the SHA-256 of every picture on a tray."""
        async with self._database.reading() as connection:
            found = await connection.execute(statements.needed_bytes(), {"now": now})
            return frozenset(found.scalars())


async def _tray(connection: AsyncConnection, requester_id: int, now: datetime) -> list[Row[Any]]:
    found = await connection.execute(statements.tray(), {"requester": requester_id, "now": now})
    return list(found)


def _numbered(there: Sequence[Row[Any]]) -> list[TrayPicture]:
    return [rows.tray_picture_from_row(row, place=place) for place, row in enumerate(there, 1)]


def _not_there(sources: Sequence[SourceImage], there: Sequence[Row[Any]]) -> list[SourceImage]:
    """Return the pictures whose bytes do not lie there yet, each once, in their order.

    Where nobody has read the bytes, nobody can tell: such a picture is new.
    """
    known = {row.sha256 for row in there}
    new: list[SourceImage] = []
    for source in sources:
        if source.sha256 is None or source.sha256 not in known:
            new.append(source)
            known.add(source.sha256)
    return new
