"""What a start makes of what the process before it left."""

from __future__ import annotations

import pytest

from bot.domain.jobs import JobStatus
from bot.store.database import open_database
from bot.store.jobs import SqlJobStore
from bot.store.migrate import migrate
from tests.factories import NOON, source_image
from tests.store.machine import LATER, LEASE, OWNER, NoonClock, accepted, job_in

S = JobStatus


async def test_a_submission_on_the_wire_is_in_doubt(store):
    """We may not pay twice, so we never resend what may have arrived."""
    job = await job_in(store, S.SUBMITTING)
    (moved,) = await store.recover(now=LATER)

    assert moved == await store.get(job.id)
    assert (S.IN_DOUBT, True, 1) == (moved.status, moved.notice_due, moved.attempts)
    last = (await store.history(job.id))[-1]
    assert (S.SUBMITTING, S.IN_DOUBT, LATER) == (last.was, last.became, last.moved_at)
    assert "restarted while submitting" == last.note


async def test_all_that_was_on_the_wire_is_taken_back_at_once(store):
    """A crash under load leaves many, and each of them has its line of history."""
    submitting = [await job_in(store, S.SUBMITTING) for _ in range(3)]
    posting = [await job_in(store, S.POSTING) for _ in range(2)]
    moved = await store.recover(now=LATER)

    assert [job.id for job in submitting + posting] == [job.id for job in moved]
    for job in moved:
        assert LATER == (await store.history(job.id))[-1].moved_at


async def test_a_message_on_the_wire_is_posted_again(store):
    """The count of attempts stays: the poster searches before it sends a second time."""
    job = await job_in(store, S.POSTING)
    (moved,) = await store.recover(now=LATER)

    assert moved == await store.get(job.id)
    assert (S.READY, LATER) == (moved.status, moved.not_before)
    assert (1, NOON) == (moved.post_attempts, moved.posting_began_at)
    assert moved == await store.claim_for_delivery(now=LATER, lease_until=LATER)


@pytest.mark.parametrize("status", [s for s in S if s not in (S.SUBMITTING, S.POSTING)])
async def test_whatever_is_not_on_the_wire_stays(store, status):
    """Its row says what is next."""
    job = await job_in(store, status)
    history = await store.history(job.id)

    assert [] == await store.recover(now=LATER)
    assert job == await store.get(job.id)
    assert history == await store.history(job.id)


async def test_claims_of_the_process_before_are_dropped(store):
    """Nobody waits for a lease of ours to end."""
    await accepted(store, references=(source_image(),))
    await store.claim_for_preparation(now=NOON, lease_until=LATER)

    assert await store.claim_for_preparation(now=NOON, lease_until=LATER) is None
    await store.recover(now=NOON)
    assert await store.claim_for_preparation(now=NOON, lease_until=LATER) is not None


async def test_what_another_process_works_on_is_left_alone(store, database):
    """Until its lease has ended."""
    other = SqlJobStore(database, owner="that process", clock=NoonClock())
    posting = await job_in(store, S.POSTING)
    submitting = await job_in(store, S.SUBMITTING)
    await accepted(store, references=(source_image(),))
    await store.claim_for_preparation(now=NOON, lease_until=LATER)

    assert [] == await other.recover(now=NOON)
    assert await other.claim_for_preparation(now=NOON, lease_until=LATER) is None
    assert {posting.id, submitting.id} == {job.id for job in await other.recover(now=LEASE)}


async def test_all_of_it_works_on_a_database_that_was_closed(url):
    """The rows are on the disk."""
    async with open_database(url) as first:
        await migrate(first)
        job = await job_in(SqlJobStore(first, owner=OWNER, clock=NoonClock()), S.SUBMITTING)

    async with open_database(url) as second:
        moved = await SqlJobStore(second, owner=OWNER, clock=NoonClock()).recover(now=NOON)

    assert [job.id] == [one.id for one in moved]
