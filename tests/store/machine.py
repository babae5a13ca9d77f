"""The job machine, driven by real arrows only: what the tests of the store share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.domain.fairness import Waiting
from bot.domain.jobs import Job, JobId, JobStatus
from bot.domain.outcomes import Failure, FailureReason, RemotePicture
from bot.domain.quota import Usage, Verdict
from bot.store.database import open_database
from bot.store.jobs import SqlJobStore
from bot.store.schema import metadata
from tests.factories import NOON, new_job

OWNER = "this process"
LEASE = NOON + timedelta(minutes=1)
LATER = NOON + timedelta(minutes=5)
MANY = 1_000
FAILURE = Failure(reason=FailureReason.REJECTED, detail="no", field="prompt")
PICTURES = (
    RemotePicture(url="https://pictures.example/1.png", expires_at=NOON + timedelta(days=1)),
    RemotePicture(url="https://pictures.example/2.png"),
)

S = JobStatus


class NoonClock:
    """It is always noon."""

    def now(self) -> datetime:
        """Return noon."""
        return NOON

    def monotonic(self) -> float:
        """Return the start of all time."""
        return 0.0

    async def wait(self, signal: asyncio.Event, timeout_seconds: float) -> bool:
        """Wait for the signal, for ever."""
        return await signal.wait()


def anything_goes(usage: Usage) -> Verdict:
    """Judge nothing."""
    return Verdict()


def in_order(heads: Sequence[Waiting]) -> Waiting | None:
    """Let the oldest go first."""
    return min(heads, key=lambda head: head.number, default=None)


Step = Callable[[SqlJobStore, JobId], Awaitable[Job | None]]

STEPS: Mapping[tuple[JobStatus, JobStatus], Step] = {
    (S.ACCEPTED, S.SUBMITTING): lambda store, _: store.claim_for_submission(
        now=NOON, lease_until=LEASE, max_in_flight=MANY, choose=in_order
    ),
    (S.ACCEPTED, S.CANCELLED): lambda store, it: store.cancel(it, now=NOON),
    (S.ACCEPTED, S.FAILED): lambda store, it: store.fail(it, FAILURE, was=S.ACCEPTED, now=NOON),
    (S.SUBMITTING, S.ACCEPTED): lambda store, it: store.unclaim(
        it, not_before=LATER, note="no connection"
    ),
    (S.SUBMITTING, S.FAILED): lambda store, it: store.fail(it, FAILURE, was=S.SUBMITTING, now=NOON),
    (S.SUBMITTING, S.IN_DOUBT): lambda store, it: store.doubt(it, now=NOON, note="answer lost"),
    (S.SUBMITTING, S.RUNNING): lambda store, it: store.record_remote(
        it, remote_ids=("task-1", "task-2"), now=NOON, next_poll_at=LATER
    ),
    (S.IN_DOUBT, S.FAILED): lambda store, it: store.fail(it, FAILURE, was=S.IN_DOUBT, now=NOON),
    (S.IN_DOUBT, S.ACCEPTED): lambda store, it: store.ask_again(it, now=NOON),
    (S.IN_DOUBT, S.RUNNING): lambda store, it: store.record_found(
        it, remote_ids=("task-3",), now=NOON
    ),
    (S.RUNNING, S.FAILED): lambda store, it: store.fail(it, FAILURE, was=S.RUNNING, now=NOON),
    (S.RUNNING, S.READY): lambda store, it: store.record_ready(
        it, pictures=PICTURES, price_microusd=30_000, now=NOON
    ),
    (S.READY, S.FAILED): lambda store, it: store.fail(it, FAILURE, was=S.READY, now=NOON),
    (S.READY, S.POSTING): lambda store, it: store.begin_posting(it, now=NOON, lease_until=LEASE),
    (S.POSTING, S.READY): lambda store, it: store.postpone_posting(
        it, not_before=LATER, note="Discord is away"
    ),
    (S.POSTING, S.POSTED): lambda store, it: store.record_posted(it, message_id=51, now=NOON),
    (S.POSTING, S.UNDELIVERED): lambda store, it: store.record_undelivered(
        it, now=NOON, note="channel-gone"
    ),
    (S.UNDELIVERED, S.READY): lambda store, it: store.repost(it, now=NOON),
}
"""How each arrow is gone."""

WAYS: Mapping[JobStatus, tuple[JobStatus, ...]] = {
    S.ACCEPTED: (),
    S.SUBMITTING: (S.SUBMITTING,),
    S.IN_DOUBT: (S.SUBMITTING, S.IN_DOUBT),
    S.RUNNING: (S.SUBMITTING, S.RUNNING),
    S.READY: (S.SUBMITTING, S.RUNNING, S.READY),
    S.POSTING: (S.SUBMITTING, S.RUNNING, S.READY, S.POSTING),
    S.POSTED: (S.SUBMITTING, S.RUNNING, S.READY, S.POSTING, S.POSTED),
    S.UNDELIVERED: (S.SUBMITTING, S.RUNNING, S.READY, S.POSTING, S.UNDELIVERED),
    S.FAILED: (S.FAILED,),
    S.CANCELLED: (S.CANCELLED,),
}
"""A way from acceptance to each status."""


@asynccontextmanager
async def fresh_store() -> AsyncIterator[SqlJobStore]:
    """Give an empty store of its own to each example of a property: fixtures serve all of them."""
    async with open_database("sqlite://") as database:
        async with database.writing() as connection:
            await connection.run_sync(metadata.create_all)
        yield SqlJobStore(database, owner=OWNER, clock=NoonClock())


async def accepted(store: SqlJobStore, **fields: object) -> Job:
    """Accept a job, with the fields of `new_job`."""
    return await store.accept(new_job(**fields), judge=anything_goes, refused_since=NOON)


async def job_in(store: SqlJobStore, status: JobStatus, **fields: object) -> Job:
    """Accept a job and bring it to a status; no other job may be waiting."""
    job = await accepted(store, **fields)
    if S.SUBMITTING in WAYS[status] and job.prepared_until is None:
        job = await store.record_sources(
            job.id, request=job.request, price_microusd=job.price_microusd, prepared_until=LATER
        )
    for became in WAYS[status]:
        moved = await STEPS[job.status, became](store, job.id)
        assert moved is not None
        assert moved.status is became
        job = moved
    assert job.status is status
    return job
