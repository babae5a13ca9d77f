"""The way from each older schema to this version's."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import bot.store.migrations
from bot.domain.errors import SchemaTooNew, StoreError
from bot.domain.jobs import JobStatus
from bot.domain.requests import Mask, SourceImage
from bot.store.database import open_database
from bot.store.jobs import SqlJobStore
from bot.store.migrate import is_current, migrate, upgrade, versions
from bot.store.schema import metadata
from tests.factories import ALICE, NOON
from tests.store.machine import OWNER, NoonClock, job_in

ROOT = Path(__file__).parents[2]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER_ALEMBIC = """
import asyncio, sys
from bot.store.database import open_database
from bot.store.migrate import migrate

async def start():
    async with open_database(sys.argv[1]) as database:
        print(await migrate(database), "alembic" in sys.modules)

asyncio.run(start())
"""


async def definitions(database):
    """Return the parts of each table's and index's definition, by its name.

    Without their order and spacing: what is added to a table comes after everything else.
    """
    async with database.reading() as connection:
        rows = await connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        )
        return {
            row.name: sorted(
                " ".join(part.split())
                # At commas that are not within brackets, but for the outermost.
                for part in re.split(r",(?![^()]*\))", row.sql.removesuffix(")"))
            )
            for row in rows
            if row.name != "alembic_version"
        }


async def test_all_migrations_together_make_the_declared_schema(database):
    """As Alembic compares."""
    async with database.reading() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )

    assert [] == differences


async def test_constraints_and_partial_indexes_are_the_declared_ones_too(database):
    """What Alembic does not compare: CHECKs, WHEREs, defaults."""
    async with open_database("sqlite://") as declared:
        async with declared.writing() as connection:
            await connection.run_sync(metadata.create_all)
        wanted = await definitions(declared)

    assert "ix_job_notice" in wanted
    assert wanted == await definitions(database)


def test_versions_are_alembic_s_own():
    """The numbers of the files are what Alembic reads in them, in one line."""
    scripts = ScriptDirectory(str(Path(bot.store.migrations.__file__).parent))

    assert [script.revision for script in scripts.walk_revisions()] == versions()[::-1]


async def test_a_database_is_migrated_once(url):
    """The second start finds nothing to do."""
    async with open_database(url) as database:
        assert not await is_current(database)
        assert await migrate(database)
        assert await is_current(database)
        assert not await migrate(database)


async def test_a_start_with_nothing_to_do_loads_no_alembic(url, database):
    """It costs 24 MB."""
    copy = database.path.with_name("copy.db")
    await database.copy_to(copy)
    run = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", NEVER_ALEMBIC, f"sqlite:///{copy}"],
        capture_output=True,
        check=True,
        text=True,
        cwd=ROOT,
    )

    assert "False False\n" == run.stdout


async def test_a_newer_database_is_refused(database):
    """What a newer version wrote may mean something that we do not know."""
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaTooNew, match=r"darkroom\.db was written by a newer .*9999"):
        await migrate(database)


@pytest.mark.parametrize("version", versions())
async def test_rows_of_each_version_are_kept(url, version):
    """Whatever was in the tables is there after the upgrade."""
    async with open_database(url) as database:
        async with database.rebuilding() as connection:
            await connection.run_sync(upgrade, version)
            await connection.execute(text(ROWS[version]))
        await migrate(database)
        store = SqlJobStore(database, owner=OWNER, clock=NoonClock())
        (old,) = await store.jobs_of(ALICE, limit=9)
        new = await job_in(store, old.status)

        assert ("abcdefghijkl", "an old lighthouse") == (old.id, old.request.prompt)
        assert [new, old] == await store.jobs_of(ALICE, limit=9)


ROWS = {
    "0001": """
        INSERT INTO job (
            id, status, event_id, requester_id, channel_id, locale, filesize_limit_bytes, prompt,
            model, image_count, options, price_microusd, accepted_at, not_before, ended_at
        ) VALUES (
            'abcdefghijkl', 'cancelled', 1, 11, 3, 'de', 4, 'an old lighthouse',
            'gpt-image-1', 1, '{}', 5, 6, 7, 8
        )
    """,
    "0002": """
        INSERT INTO job (
            id, status, event_id, requester_id, channel_id, locale, filesize_limit_bytes, prompt,
            model, image_count, options, price_microusd, accepted_at, not_before, ended_at,
            reply_to_id, draft_id
        ) VALUES (
            'abcdefghijkl', 'cancelled', 1, 11, 3, 'de', 4, 'an old lighthouse',
            'gpt-image-1', 1, '{}', 5, 6, 7, 8, 9, 'mnopqrstuvwx'
        )
    """,
    "0003": """
        INSERT INTO job (
            id, status, event_id, requester_id, channel_id, locale, filesize_limit_bytes, prompt,
            model, image_count, options, price_microusd, accepted_at, not_before, ended_at,
            weight, is_private, draws, allowance_left
        ) VALUES (
            'abcdefghijkl', 'cancelled', 1, 11, 3, 'de', 4, 'an old lighthouse',
            'gpt-image-1', 1, '{}', 5, 6, 7, 8, 2, 1, '[{"grant_id": "one"}]', '{"images": 3}'
        )
    """,
}
ROWS["0004"] = ROWS["0003"]
"""For each version, a job as that version wrote it: a new migration adds its own."""


async def test_a_job_under_way_goes_on_in_the_version_with_drafts(url):
    """With its history and its secret; what its version did not know takes its default."""
    async with open_database(url) as database:
        async with database.rebuilding() as connection:
            await connection.run_sync(upgrade, "0001")
            for statement in UNDER_WAY:
                await connection.execute(text(statement), OLD_SOURCES)
        await migrate(database)
        store = SqlJobStore(database, owner=OWNER, clock=NoonClock())
        (job,) = await store.jobs_of(ALICE, limit=9)
        history = await store.history(job.id)
        secret = await store.answer_token(job.id, now=EPOCH)
        showing = await store.showing_progress(limit=9)
        needed = await store.needed_pictures(now=NOON)

    lake = SourceImage(name="image1", url="u", sha256="lake")
    assert ((lake,), Mask(source=SourceImage(name="mask", url="v", sha256="mask"))) == (
        job.request.references,
        job.request.mask,
    )
    assert (JobStatus.RUNNING, 12, None) == (
        job.status,
        job.progress_message_id,
        job.origin.reply_to_id,
    )
    assert [(None, JobStatus.ACCEPTED)] == [(move.was, move.became) for move in history]
    assert secret is not None
    assert [job] == showing
    assert frozenset({"lake", "mask"}) == needed


async def test_refusals_of_an_older_version_count(url):
    """Who was refused a minute before the update is not forgiven by it."""
    async with open_database(url) as database:
        async with database.rebuilding() as connection:
            await connection.run_sync(upgrade, "0002")
            for number, reason in enumerate(("moderated", "rejected")):
                await connection.execute(
                    text(REFUSED),
                    {"number": number, "id": str(number), "failure": f'{{"reason":"{reason}"}}'},
                )
        await migrate(database)
        store = SqlJobStore(database, owner=OWNER, clock=NoonClock())
        usage = await store.usage(ALICE, None, now=NOON, refused_since=EPOCH)
        (old, _) = await store.jobs_of(ALICE, limit=9)

    assert (EPOCH + timedelta(microseconds=8),) == usage.refused_at
    assert (1, False, None) == (old.weight, old.is_private, old.left)


REFUSED = """
    INSERT INTO job (
        id, status, event_id, requester_id, channel_id, locale, filesize_limit_bytes, prompt, model,
        image_count, options, price_microusd, accepted_at, not_before, ended_at, failure
    ) VALUES (
        :id, 'failed', :number, 11, 3, 'de', 4, 'an old lighthouse', 'gpt-image-1',
        1, '{}', 5, 6, 7, 8, :failure
    )
"""
OLD_SOURCES = {
    "sources": '{"references":[{"name":"image1","url":"u","filename":"","sha256":"lake"}],'
    '"mask":{"name":"mask","url":"v","filename":"","sha256":"mask"}}'
}
UNDER_WAY = (
    """
        INSERT INTO job (
            id, status, event_id, requester_id, channel_id, locale, filesize_limit_bytes, prompt,
            model, image_count, options, sources, price_microusd, accepted_at, not_before,
            running_at, next_poll_at, progress_message_id
        ) VALUES (
            'abcdefghijkl', 'running', 1, 11, 3, 'de', 4, 'an old lighthouse',
            'gpt-image-1', 1, '{}', :sources, 5, 6, 7, 8, 9, 12
        )
    """,
    "INSERT INTO job_move VALUES (1, 'abcdefghijkl', NULL, 'accepted', 6, '')",
    "INSERT INTO answer_token VALUES ('abcdefghijkl', 1, 'secret', 2)",
)


async def test_a_failed_migration_leaves_everything_as_it_was(url):
    """All or nothing: the next start tries again."""
    async with open_database(url) as database:
        async with database.writing() as connection:
            await connection.execute(text("CREATE TABLE command_sync (scope TEXT)"))

        with pytest.raises(StoreError, match="already exists"):
            await migrate(database)

        assert ["command_sync"] == list(await definitions(database))


async def test_a_rebuilt_table_leaves_nothing_dangling(database):
    """References are not watched while tables are made anew, and counted at the end."""
    with pytest.raises(StoreError, match="refers to one that is not there"):
        async with database.rebuilding() as connection:
            await connection.execute(
                text("INSERT INTO answer_token VALUES ('nobody000000', 1, 'secret', 2)")
            )

    async with database.reading() as connection:
        assert [] == (await connection.execute(text("SELECT * FROM answer_token"))).all()
