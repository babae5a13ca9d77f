"""A copy and an export, beside the running bot."""

from __future__ import annotations

import json
import stat
from datetime import timedelta

import pytest

from bot.domain.errors import StoreError
from bot.domain.jobs import JobStatus
from bot.store import maintenance
from bot.store.database import open_database
from bot.store.jobs import SqlJobStore
from bot.store.maintenance import backup, export_rows
from bot.store.migrate import is_current
from tests.factories import NOON, answer_token, mask, source_image
from tests.store.machine import OWNER, NoonClock, accepted, job_in


async def test_a_backup_is_a_database(store, database, tmp_path):
    """It opens, it is current, and the jobs are in it."""
    job = await job_in(store, JobStatus.POSTED)
    target = tmp_path / "backup.db"
    await backup(database, target)

    assert 0o600 == stat.S_IMODE(target.stat().st_mode)
    async with open_database(f"sqlite:///{target}") as copy:
        assert await is_current(copy)
        assert job == await SqlJobStore(copy, owner=OWNER, clock=NoonClock()).get(job.id)


async def test_a_backup_overwrites_nothing(database, tmp_path):
    """Yesterday's copy may be the only good one."""
    target = tmp_path / "backup.db"
    target.write_text("yesterday")

    with pytest.raises(StoreError, match="overwrites nothing"):
        await backup(database, target)

    assert "yesterday" == target.read_text()


async def test_a_backup_into_no_folder_is_said(database, tmp_path):
    """With the file's name."""
    with pytest.raises(StoreError, match=r"nowhere/backup\.db: No such file"):
        await backup(database, tmp_path / "nowhere" / "backup.db")


async def test_half_a_backup_does_not_stay(url, database, tmp_path):
    """It would be taken for a whole one."""
    target = tmp_path / "backup.db"
    async with open_database(url, alone=False) as beside:
        beside.path.write_bytes(b"no database any more" * 400)
        with pytest.raises(StoreError):
            await backup(beside, target)

    assert not target.exists()


async def test_everything_is_exported_but_secrets_and_claims(store, database):
    """Every job in plain values, oldest first."""
    old = await accepted(
        store,
        references=(source_image(),),
        mask=mask(),
        compression=80,
        answer_token=answer_token(),
        accepted_at=NOON - timedelta(days=1),
    )
    posted = await job_in(store, JobStatus.POSTED)
    first, second = [row async for row in export_rows(database)]

    assert (old.id, "accepted", "2026-05-14T12:00:00+00:00") == (
        first["id"],
        first["status"],
        first["accepted_at"],
    )
    assert {"size": "1:1", "compression": 80} == first["options"]
    assert "lake.png" == first["sources"]["references"][0]["filename"]
    assert (posted.id, 51, 30_000) == (
        second["id"],
        second["message_id"],
        second["price_microusd"],
    )
    assert (["task-1", "task-2"], None) == (second["remote_ids"], second["sources"])
    assert {"number", "claimed_by", "lease_until", "token"}.isdisjoint(first)
    assert [first, second] == json.loads(json.dumps([first, second]))


async def test_an_export_may_begin_later(store, database):
    """By the time of acceptance."""
    await accepted(store, accepted_at=NOON - timedelta(microseconds=1))
    job = await accepted(store)

    assert [job.id] == [row["id"] async for row in export_rows(database, since=NOON)]


@pytest.mark.parametrize("jobs", [0, 2, 3, 4, 7])
async def test_an_export_goes_by_pages(store, database, monkeypatch, jobs):
    """No job is lost or doubled where one page ends and the next begins."""
    monkeypatch.setattr(maintenance, "_PAGE", 3)
    ids = [(await accepted(store)).id for _ in range(jobs)]

    assert ids == [row["id"] async for row in export_rows(database)]
