"""The way to one database: its file, its lock, its connections. Knows nothing of what is stored.

SQLite has one writer at a time. Ours queue for it in the order in which they come, so that nobody
meets "database is locked", and begin with BEGIN IMMEDIATE, so that what a transaction read is still
true when it writes. Readers have connections of their own and, thanks to the write-ahead log, never
wait for the writer.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import ConfigError, StoreError
from bot.store.file_lock import held
from bot.store.one_trip import connect

READERS = 4
"""Connections for reading, a thread each; further readers queue."""

_FOR_ALL = (
    # Another process may write (a backup, a person with the sqlite3 shell): wait rather than fail.
    "PRAGMA busy_timeout = 30000",
    # SQLite checks no foreign key unless told to.
    "PRAGMA foreign_keys = ON",
)

_FOR_WRITING = (
    *_FOR_ALL,
    # Readers and the writer do not wait for each other; the file remembers this one.
    "PRAGMA journal_mode = WAL",
    # With the log, NORMAL survives kill -9 too, but may lose the newest commits when the power
    # goes; "it was sent" must not be lost, or it is paid twice. FULL costs one fsync of the log a
    # commit (a third of a millisecond on an SSD, waited for in the connection's own thread).
    "PRAGMA synchronous = FULL",
    # What somebody had forgotten is overwritten, not only let go of.
    "PRAGMA secure_delete = ON",
)

_FOR_READING = (
    *_FOR_ALL,
    # What is written here would pass by the queue of the writers.
    "PRAGMA query_only = ON",
)


class Database:
    """One SQLite file; made by `open_database`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = _writing_engine(path)
        self._reader = _engine(
            path,
            size=READERS,
            pragmas=_FOR_READING,
            # No transaction, so nothing to roll back afterwards.
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
        )
        # In front of the pools, since these give up after a while, and in no order.
        self._writing_turns = asyncio.Semaphore(1)
        self._reading_turns = asyncio.Semaphore(READERS)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that nobody else writes beside; committed at the end, or rolled back.

        Raises `StoreError` where the database refuses.
        """
        async with self._writing_turns:
            with self._foreign_errors():
                async with self._writer.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection on which each statement sees what is committed by then.

        Raises `StoreError` where the database refuses.
        """
        async with self._reading_turns:
            with self._foreign_errors():
                async with self._reader.connect() as connection:
                    yield connection

    @asynccontextmanager
    async def rebuilding(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction in which tables may be made anew, as `writing` does.

        SQLite makes a table anew by dropping the old one, which would take along what refers to it:
        references are not watched meanwhile, and must all hold at the end. Else raises
        `StoreError`.
        """
        engine = _writing_engine(self.path, "PRAGMA foreign_keys = OFF")
        try:
            async with self._writing_turns:
                with self._foreign_errors():
                    async with engine.begin() as connection:
                        yield connection
                        await self._check_references(connection)
        finally:
            await engine.dispose()

    async def _check_references(self, connection: AsyncConnection) -> None:
        dangling = await connection.execute(text("PRAGMA foreign_key_check"))
        if dangling.first() is not None:
            raise StoreError(f"{self.path}: a row refers to one that is not there")

    async def copy_to(self, target: Path) -> None:
        """Write a complete, compact copy as of now into a file that is empty or not there.

        On a connection of its own: it may take a while, and to SQLite it is no reading.
        """
        engine = _engine(self.path, size=1, pragmas=_FOR_ALL, isolation_level="AUTOCOMMIT")
        try:
            with self._foreign_errors():
                async with engine.connect() as connection:
                    await connection.execute(text("VACUUM INTO :target"), {"target": str(target)})
        finally:
            await engine.dispose()

    async def empty_log(self) -> None:
        """Take the write-ahead log into the file and empty it: older versions of rows stand in it.

        While somebody reads them, it is emptied as far as that allows.
        """
        engine = _engine(self.path, size=1, pragmas=_FOR_ALL, isolation_level="AUTOCOMMIT")
        try:
            async with self._writing_turns:
                with self._foreign_errors():
                    async with engine.connect() as connection:
                        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            await engine.dispose()

    async def ping(self) -> None:
        """Answer quietly while the database can be read; else raise `StoreError`."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1 FROM sqlite_master"))

    async def close(self) -> None:
        """Close all connections; the last one takes the write-ahead log into the file."""
        await self._reader.dispose()
        await self._writer.dispose()

    @contextmanager
    def _foreign_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StoreError(f"{self.path}: {error.orig}") from error


@asynccontextmanager
async def open_database(
    url: str, *, alone: bool = True, writes: bool = False
) -> AsyncIterator[Database]:
    """Open the database of a URL as it stands in the configuration: `sqlite:///data/darkroom.db`.

    The folder and the file are made where they are not there, readable by their owner only:
    answers' secrets are in it for 15 minutes. `alone` holds the file's lock meanwhile;
    `alone=False` is for a moment beside a running bot, and makes nothing: to look on (backup,
    export, check), or with `writes` for the operator's hand, which waits for its turn among
    SQLite's writers. Who claims jobs must be alone.
    `sqlite://` is a database in a temporary folder that goes when it is closed.

    Raises ConfigError for a URL that we do not know, AlreadyRunning where another process holds the
    file, StoreError where it cannot be opened.
    """
    path = _path_of(url)
    with (
        _temporary() if path is None else _existing(path, makes=alone, writes=writes) as file,
        held(file) if alone else nullcontext(),
    ):
        database = Database(file)
        try:
            await database.ping()
            yield database
        finally:
            await database.close()


def _path_of(url: str) -> Path | None:
    """Return the file that a URL names; None for the database without one."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"store.url: {url!r} is no address of a database") from error
    if parsed.get_backend_name() == "postgresql":
        raise ConfigError(
            "store.url: PostgreSQL is not supported yet; use sqlite:///data/darkroom.db"
        )
    if parsed.drivername not in ("sqlite", "sqlite+aiosqlite"):
        raise ConfigError(f"store.url: {parsed.drivername} is not supported; use sqlite:///…")
    if parsed.database in (None, "", ":memory:"):
        return None
    return Path(parsed.database)


@contextmanager
def _temporary() -> Iterator[Path]:
    with TemporaryDirectory(prefix="darkroom-") as folder:
        yield Path(folder, "darkroom.db")


@contextmanager
def _existing(path: Path, *, makes: bool, writes: bool) -> Iterator[Path]:
    """Give the file, made where it may be."""
    try:
        if makes:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR if makes or writes else os.O_RDONLY
        if makes:
            flags |= os.O_CREAT
        # SQLite gives its log the rights of the file itself.
        os.close(os.open(path, flags, mode=0o600))
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error
    yield path


def _writing_engine(path: Path, *pragmas: str) -> AsyncEngine:
    engine = _engine(path, size=1, pragmas=(*_FOR_WRITING, *pragmas))
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _engine(path: Path, *, size: int, pragmas: tuple[str, ...], **options: object) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        pool_size=size,
        max_overflow=0,
        # Every way out of a transaction ends it or throws the connection away.
        pool_reset_on_return=None,
        # Prompts and secrets stay out of messages and logs.
        hide_parameters=True,
        # The driver begins nothing by itself: a read is one statement, a write begins by our
        # listener.
        connect_args={"isolation_level": None, "async_creator_fn": connect},
        **options,
    )

    def prepare(connection: DBAPIConnection, record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    event.listen(engine.sync_engine, "connect", prepare)
    return engine


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
