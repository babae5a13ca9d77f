"""aiosqlite with one trip to its thread a statement, where SQLAlchemy's adapter makes four.

A statement means to that adapter: make a cursor, execute, fetch all rows, close the cursor. Each is
a trip to the connection's thread and back, which costs more than what is done there. Here `execute`
does all of it in its one trip, and the other calls answer with what is there. Handed to SQLAlchemy
as its creator of connections, so nothing of SQLAlchemy is replaced.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite


class OneTripCursor:
    """As much of `aiosqlite.Cursor` as SQLAlchemy uses, over rows that have been fetched."""

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        """Execute one statement and fetch all of its rows."""
        await self._connection.one_trip(self._execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Execute one statement for each set of parameters."""
        await self._connection.one_trip(self._executemany, sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows that were fetched."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: the cursor was closed in its trip."""

    def _execute(self, raw: sqlite3.Connection, sql: str, parameters: Sequence[Any]) -> None:
        self._take(raw.execute(sql, parameters))

    def _executemany(
        self, raw: sqlite3.Connection, sql: str, parameters: Iterable[Sequence[Any]]
    ) -> None:
        self._take(raw.executemany(sql, parameters))

    def _take(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall()
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class OneTripConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors are `OneTripCursor`s."""

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        """Return a cursor, without a trip."""
        return OneTripCursor(self)

    async def one_trip(self, work: Callable[..., None], *arguments: object) -> None:
        """Run `work` with the raw connection in this connection's thread; come back with it, even
        when cancelled: the thread answers to an event loop that must still be there.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((done, partial(work, self._conn, *arguments)))
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            await asyncio.wait({done})
            raise


def connect(path: str, *, isolation_level: None, check_same_thread: bool) -> OneTripConnection:
    """Return a connection to await, as `aiosqlite.connect` does; it begins nothing by itself."""

    def open_file() -> sqlite3.Connection:
        return sqlite3.connect(
            path, isolation_level=isolation_level, check_same_thread=check_same_thread
        )

    connection = OneTripConnection(open_file, iter_chunk_size=64)
    # As SQLAlchemy does for connections of its own making: a forgotten one must not keep the
    # process alive.
    connection._thread.daemon = True
    return connection
