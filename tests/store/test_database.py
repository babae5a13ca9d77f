"""The file, its lock and its connections."""

from __future__ import annotations

import asyncio
import stat
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import AlreadyRunning, ConfigError, StoreError
from bot.domain.jobs import JobStatus
from bot.store.database import READERS, open_database
from bot.store.jobs import SqlJobStore
from bot.store.migrate import migrate
from tests.factories import ALICE, NOON, new_job
from tests.store.machine import LEASE, OWNER, NoonClock, accepted, anything_goes, job_in

ROOT = Path(__file__).parents[2]
HOLDER = """
import asyncio, sys
from bot.store.database import open_database

async def hold():
    async with open_database(sys.argv[1]):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(hold())
"""


@asynccontextmanager
async def holding(url):
    """Hold the database in another process, which is killed at the end."""
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, url, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        assert b"held\n" == await holder.stdout.readline()
        yield
    finally:
        holder.kill()
        await holder.communicate()


async def pragma(connection, name):
    """Return what SQLite says of a setting."""
    return (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()


async def test_the_writer_loses_nothing(database):
    """A log, flushed at each commit; references are watched; others are waited for."""
    async with database.writing() as connection:
        settings = {
            name: await pragma(connection, name)
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    } == settings


async def test_a_reader_cannot_write(database):
    """It would pass by the queue of the writers."""
    with pytest.raises(StoreError, match="readonly"):
        async with database.reading() as connection:
            await connection.execute(text("DELETE FROM job"))


async def test_a_transaction_that_raises_leaves_nothing(database):
    """All or nothing."""

    async def fail_in_the_middle():
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO command_sync VALUES ('a', 'b', '{}')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_in_the_middle()

    async with database.reading() as connection:
        rows = await connection.execute(text("SELECT * FROM command_sync"))
        assert [] == rows.all()


async def test_reading_goes_on_beside_an_open_write(database, store):
    """What is not committed is not seen, and nobody waits for it."""
    job = await accepted(store)
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM job"))
        beside = await store.get(job.id)
        await connection.rollback()

    assert job == beside


async def test_many_readers_queue(database, store):
    """More than there are connections: they wait, they do not fail."""
    job = await accepted(store)
    read = await asyncio.gather(*(store.get(job.id) for _ in range(READERS * 25)))

    assert READERS * 25 == len(read)
    assert {job.id} == {one.id for one in read}


@pytest.mark.parametrize("yields", range(24))
async def test_a_cancelled_read_hurts_nobody(store, yields):
    """Wherever it is interrupted, the next ones find their connections."""
    job = await accepted(store)
    reads = [asyncio.create_task(store.get(job.id)) for _ in range(READERS * 3)]
    for _ in range(yields):
        await asyncio.sleep(0)
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)

    again = await asyncio.gather(*(store.get(job.id) for _ in range(READERS * 3)))
    assert [job] * (READERS * 3) == again


@pytest.mark.parametrize("yields", range(0, 72, 3))
async def test_a_cancelled_write_is_done_whole_or_not_at_all(store, yields):
    """Wherever it is interrupted: a job with its history, or neither; then others can write."""
    new = new_job()
    write = asyncio.create_task(store.accept(new, judge=anything_goes, refused_since=NOON))
    for _ in range(yields):
        await asyncio.sleep(0)
    write.cancel()
    await asyncio.gather(write, return_exceptions=True)
    after = await accepted(store)

    jobs = await store.jobs_of(ALICE, limit=9)
    assert jobs[0] == after
    assert len(jobs[1:]) == len(await store.history(new.id))


async def test_folder_and_file_are_their_owner_s(url, tmp_path):
    """Secrets of answers lie there for fifteen minutes."""
    async with open_database(url) as database:
        await migrate(database)
        await accepted(SqlJobStore(database, owner=OWNER, clock=NoonClock()))
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode)
            for path in (tmp_path / "data", *(tmp_path / "data").iterdir())
        }

    assert {
        "data": 0o700,
        "darkroom.db": 0o600,
        "darkroom.db-shm": 0o600,
        "darkroom.db-wal": 0o600,
        "darkroom.db.lock": 0o600,
    } == modes


async def test_a_second_opening_is_refused_by_name(url, tmp_path):
    """Two bots on one file would both post."""
    async with open_database(url):
        with pytest.raises(AlreadyRunning, match=str(tmp_path / "data/darkroom.db")):
            async with open_database(url):
                pass

    async with open_database(url) as again:
        await again.ping()


async def test_a_killed_process_lets_go_of_the_file(url):
    """The lock is the kernel's: no file to remove by hand after a crash."""
    async with holding(url):
        with pytest.raises(AlreadyRunning):
            async with open_database(url):
                pass

    async with open_database(url) as database:
        assert await migrate(database)


@pytest.mark.parametrize("linked", ["folder", "file"])
async def test_a_link_is_no_way_around_the_lock(tmp_path, linked):
    """Two names of one file are one database, for another process, too."""
    real, other = tmp_path / "data", tmp_path / "other"
    real.mkdir()
    if linked == "folder":
        other.symlink_to(real, target_is_directory=True)
    else:
        other.mkdir()
        (other / "darkroom.db").symlink_to(real / "darkroom.db")

    async with holding(f"sqlite:///{other}/darkroom.db"):
        with pytest.raises(AlreadyRunning):
            async with open_database(f"sqlite:///{real}/darkroom.db"):
                pass


async def test_looking_on_needs_no_lock(url, store, database):
    """A backup or an export beside the running bot; it may not claim anything by accident."""
    job = await job_in(store, JobStatus.RUNNING)
    async with open_database(url, alone=False) as beside:
        seen = await SqlJobStore(beside, owner=OWNER, clock=NoonClock()).get(job.id)

    assert job == seen


async def test_looking_on_makes_nothing(url, tmp_path):
    """An export from a mistyped address must not leave an empty database there."""
    with pytest.raises(StoreError, match="No such file"):
        async with open_database(url, alone=False):
            pass

    assert [] == list(tmp_path.iterdir())


async def test_a_database_in_no_file_is_gone_when_it_is_closed():
    """For tests and trials."""
    async with open_database("sqlite://") as database:
        await migrate(database)
        folder = database.path.parent
        assert folder.exists()

    assert not folder.exists()


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite+aiosqlite://"])
async def test_other_names_of_no_file_work_too(url):
    """As SQLAlchemy spells them."""
    async with open_database(url) as database:
        assert await migrate(database)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://bot@db/darkroom", "PostgreSQL is not supported yet"),
        ("postgresql+asyncpg://bot@db/darkroom", "PostgreSQL is not supported yet"),
        ("mysql://bot@db/darkroom", "mysql is not supported"),
        ("data/darkroom.db", "is no address of a database"),
    ],
)
async def test_an_address_that_we_do_not_know_is_a_mistake_of_the_configuration(url, sentence):
    """One line that names the key."""
    with pytest.raises(ConfigError, match=f"^store.url: .*{sentence}"):
        async with open_database(url):
            pass


async def test_a_file_that_is_no_database_is_refused(url, tmp_path):
    """With SQLite's own sentence, and the file's name."""
    path = tmp_path / "data/darkroom.db"
    path.parent.mkdir()
    path.write_bytes(b"a shopping list, longer than the header of a database" * 20)

    with pytest.raises(StoreError, match=f"{path}: file is not a database"):
        async with open_database(url):
            pass


async def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    """The parent is a file."""
    (tmp_path / "data").write_text("")

    with pytest.raises(StoreError, match=r"darkroom\.db"):
        async with open_database(f"sqlite:///{tmp_path}/data/darkroom.db"):
            pass


async def test_a_lock_that_cannot_be_made_is_said(tmp_path):
    """Something else has its name."""
    (tmp_path / "darkroom.db.lock").mkdir()

    with pytest.raises(StoreError, match=r"darkroom\.db\.lock: Is a directory"):
        async with open_database(f"sqlite:///{tmp_path}/darkroom.db"):
            pass


async def test_errors_of_the_database_hold_no_words_of_people(store, database):
    """Prompts and secrets stay out of the log."""
    job = await accepted(store)

    with pytest.raises(StoreError) as caught:
        await accepted(store, id=job.id, prompt="a secret garden")

    assert "garden" not in f"{caught.value} {caught.value.__cause__}"


async def test_a_claim_survives_the_process(url):
    """Claims are rows: an owner that comes back finds what it had."""
    async with open_database(url) as database:
        await migrate(database)
        first = SqlJobStore(database, owner=OWNER, clock=NoonClock())
        await job_in(first, JobStatus.READY)
        await first.claim_for_delivery(now=NOON, lease_until=LEASE)

    async with open_database(url) as database:
        second = SqlJobStore(database, owner=OWNER, clock=NoonClock())
        assert await second.claim_for_delivery(now=NOON, lease_until=LEASE) is None
        assert await second.claim_for_delivery(now=LEASE, lease_until=LEASE) is not None
