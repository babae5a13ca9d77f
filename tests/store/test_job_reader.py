"""Looking for jobs: what was made, what stands where, what it came to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.jobs import JobStatus
from bot.domain.reports import ReportRow
from bot.store import job_reader
from bot.store.schema import job as job_table
from tests.factories import ALICE, BOB, GUILD, NOON, image_request
from tests.store.machine import PICTURES, STEPS, accepted, job_in

S = JobStatus
HOUR = timedelta(hours=1)


async def test_results_are_a_person_s_jobs_with_pictures(store, database):
    """Newest first; neither what came to nothing, nor another's, nor what is forgotten."""
    old = await job_in(store, S.POSTED, accepted_at=NOON - HOUR)
    lost = await job_in(store, S.UNDELIVERED)
    await job_in(store, S.POSTED, requester_id=BOB)
    forgotten = await job_in(store, S.POSTED)
    ready = await job_in(store, S.READY)
    await STEPS[S.READY, S.FAILED](store, (await job_in(store, S.READY)).id)
    await job_in(store, S.RUNNING)
    async with database.writing() as connection:
        await connection.execute(
            update(job_table).where(job_table.c.id == forgotten.id).values(is_forgotten=True)
        )
    every = {"words": "", "before": None, "limit": 9}

    assert [ready, lost, old] == await store.results_of(ALICE, **every)
    assert [ready] == await store.results_of(ALICE, **every | {"limit": 1})
    assert [old] == await store.results_of(ALICE, **every | {"before": NOON})
    assert replace(forgotten, is_forgotten=True) == await store.get(forgotten.id)


@pytest.mark.parametrize("words", ["MÜHLE", "Straße", "雪", "100%"])
async def test_results_are_found_by_words_in_any_case(store, monkeypatch, words):
    """In every language, on every page; nothing of what is sought is a pattern."""
    monkeypatch.setattr(job_reader, "_PAGE", 2)
    prompts = ["Eine Mühle im SCHNEE", "die STRASSE", "雪の夜", "at 100% zoom", "at 1000 zoom"]
    jobs = [await job_in(store, S.POSTED, prompt=prompt) for prompt in prompts]
    place = ["MÜHLE", "Straße", "雪", "100%"].index(words)

    assert [jobs[place]] == await store.results_of(ALICE, words=words, before=None, limit=9)


async def test_jobs_are_listed_by_where_they_stand(store):
    """Of one server or all, of one person or all, the newest first."""
    doubtful = await job_in(store, S.IN_DOUBT)
    elsewhere = await job_in(store, S.IN_DOUBT, guild_id=22, requester_id=BOB)
    bobs = await job_in(store, S.FAILED, requester_id=BOB)
    await job_in(store, S.POSTED)

    async def listed(guild_id, *, requester_id=None, limit=9):
        return await store.jobs_in(
            guild_id,
            statuses=[S.FAILED, S.IN_DOUBT],
            requester_id=requester_id,
            limit=limit,
        )

    assert [bobs, elsewhere, doubtful] == await listed(None)
    assert [bobs, doubtful] == await listed(GUILD)
    assert [bobs, elsewhere] == await listed(None, requester_id=BOB)
    assert [bobs] == await listed(GUILD, requester_id=BOB)
    assert [bobs] == await listed(None, limit=1)
    assert [] == await store.jobs_in(None, statuses=[], requester_id=None, limit=9)


async def test_what_is_upstream_is_listed(store):
    """What takes up room there."""
    running, sent = await job_in(store, S.RUNNING), await job_in(store, S.SUBMITTING)
    await job_in(store, S.READY)

    assert {running.id, sent.id} == {job.id for job in await store.upstream()}


async def test_a_report_tells_what_was_made_day_by_day(store):
    """What failed is a job, without pictures and without money; what is held is money."""
    for accepted_at in (NOON, NOON - HOUR, NOON - timedelta(days=1)):
        await job_in(store, S.POSTED, accepted_at=accepted_at)
    await STEPS[S.READY, S.FAILED](store, (await job_in(store, S.READY)).id)
    await job_in(store, S.POSTED, requester_id=BOB, guild_id=22, model="gpt-image-2")
    await accepted(store, accepted_at=NOON + timedelta(days=1))
    await accepted(store)
    since, until = NOON - timedelta(days=1), NOON + timedelta(days=1)
    theirs = {"guild_id": GUILD, "requester_id": ALICE, "model": image_request().model}
    yesterday = ReportRow(
        day=since.date(), **theirs, jobs=1, failed=0, pictures=len(PICTURES), microusd=30_000
    )
    today = ReportRow(
        day=NOON.date(), **theirs, jobs=4, failed=1, pictures=2 * len(PICTURES), microusd=100_000
    )
    bobs = {"guild_id": 22, "requester_id": BOB, "model": "gpt-image-2", "jobs": 1, "pictures": 2}

    assert [yesterday, today] == await store.report(GUILD, since=since, until=until)
    assert [yesterday, today, ReportRow(day=NOON.date(), **bobs, failed=0, microusd=30_000)] == (
        await store.report(None, since=since, until=until)
    )
