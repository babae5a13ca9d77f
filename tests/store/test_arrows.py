"""The store goes exactly the arrows of `TRANSITIONS`, and every one leaves a line of history."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound, StaleTransition
from bot.domain.jobs import TRANSITIONS, JobId, JobStatus, Move
from bot.store.schema import ENDED
from tests.factories import NOON, image_request, source_image
from tests.store.machine import (
    FAILURE,
    LATER,
    LEASE,
    PICTURES,
    STEPS,
    accepted,
    in_order,
    job_in,
)

S = JobStatus
PAIRS = [(was, became) for was in JobStatus for became in JobStatus]
TOLD = ENDED | {S.IN_DOUBT}
NOBODY = JobId("nobody000000")


def test_every_arrow_has_a_method():
    """The tests below go through all of them."""
    assert set(TRANSITIONS) == set(STEPS)


@pytest.mark.parametrize(("was", "became"), PAIRS, ids=lambda status: str(status))
async def test_exactly_the_arrows_are_gone(store, was, became):
    """What leads from `was` to `became` works; what leads there from elsewhere is refused."""
    before = await job_in(store, was)
    history = await store.history(before.id)

    if (was, became) in TRANSITIONS:
        after = await STEPS[was, became](store, before.id)

        assert became is after.status
        assert after == await store.get(before.id)
        assert [(was, became)] == [
            (move.was, move.became) for move in (await store.history(before.id))[len(history) :]
        ]
        return

    for (start, end), step in STEPS.items():
        if end is not became or (start, end) == (S.ACCEPTED, S.SUBMITTING):
            continue
        with pytest.raises(StaleTransition):
            await step(store, before.id)

        assert before == await store.get(before.id)
        assert history == await store.history(before.id)


@pytest.mark.parametrize("was", [s for s in JobStatus if s is not S.ACCEPTED])
async def test_only_accepted_jobs_are_claimed_for_submission(store, was):
    """Nothing is sent twice."""
    before = await job_in(store, was)

    assert await STEPS[S.ACCEPTED, S.SUBMITTING](store, before.id) is None
    assert before == await store.get(before.id)


@pytest.mark.parametrize("was", [S.POSTING, S.POSTED, S.UNDELIVERED, S.FAILED, S.CANCELLED])
async def test_failing_needs_an_arrow_even_from_the_true_status(store, was):
    """What is posted cannot fail, although `was` tells the truth."""
    before = await job_in(store, was)

    with pytest.raises(StaleTransition):
        await store.fail(before.id, FAILURE, was=was, now=NOON)

    assert before == await store.get(before.id)


@pytest.mark.parametrize(
    "step",
    [step for arrow, step in STEPS.items() if arrow != (S.ACCEPTED, S.SUBMITTING)],
)
async def test_an_unknown_job_is_not_found(store, step):
    """An id that is no job's is a person's mistake, not a race."""
    with pytest.raises(NotFound) as caught:
        await step(store, NOBODY)

    assert "job" == caught.value.rule


@pytest.mark.parametrize("status", JobStatus)
async def test_who_has_to_be_told_follows_from_the_status(store, status):
    """Ends and doubt are told; whatever goes on is not, and an end has its time."""
    job = await job_in(store, status)

    assert (status in TOLD) == job.notice_due
    assert (NOON if status in ENDED else None) == job.ended_at


async def test_history_tells_who_wrote_what(store):
    """Acceptance is the first line; notes stand in their order."""
    job = await job_in(store, S.IN_DOUBT)

    assert [
        Move(job_id=job.id, was=None, became=S.ACCEPTED, moved_at=NOON),
        Move(job_id=job.id, was=S.ACCEPTED, became=S.SUBMITTING, moved_at=NOON),
        Move(
            job_id=job.id,
            was=S.SUBMITTING,
            became=S.IN_DOUBT,
            moved_at=NOON,
            note="answer lost",
        ),
    ] == await store.history(job.id)


async def test_a_failure_is_kept_with_its_reason(store):
    """The person is told what to mend."""
    job = await job_in(store, S.FAILED)

    assert FAILURE == job.failure
    assert "rejected" == (await store.history(job.id))[-1].note


async def test_a_submission_is_counted_and_leased(store):
    """Each attempt costs a call."""
    job = await job_in(store, S.SUBMITTING)
    again = await store.unclaim(job.id, not_before=LATER, note="429")

    assert 1 == job.attempts
    assert (1, LATER) == (again.attempts, again.not_before)
    assert (
        await store.claim_for_submission(
            now=NOON, lease_until=LEASE, max_in_flight=9, choose=in_order
        )
        is None
    )
    third = await store.claim_for_submission(
        now=LATER, lease_until=LATER, max_in_flight=9, choose=in_order
    )
    assert third is not None
    assert 2 == third.attempts


async def test_running_holds_what_upstream_said(store):
    """Task ids and the first question are written together."""
    job = await job_in(store, S.RUNNING)

    assert ("task-1", "task-2") == job.remote_ids
    assert (NOON, LATER) == (job.running_at, job.next_poll_at)


async def test_a_found_job_is_asked_after_at_once(store):
    """What was in doubt may have been finished for hours."""
    doubtful = await job_in(store, S.IN_DOUBT)
    found = await store.record_found(doubtful.id, remote_ids=("task-3",), now=LATER)

    assert (("task-3",), LATER) == (found.remote_ids, found.next_poll_at)
    claimed = await store.claim_for_poll(now=LATER, lease_until=LATER)
    assert claimed is not None
    assert found.id == claimed.id


async def test_asked_again_keeps_what_was_prepared(store):
    """References that are still reachable are not fetched a second time."""
    job = await accepted(store, references=(source_image(),))
    until = NOON + timedelta(hours=1)
    await store.claim_for_preparation(now=NOON, lease_until=LEASE)
    await store.record_sources(job.id, request=job.request, price_microusd=1, prepared_until=until)
    await store.claim_for_submission(now=NOON, lease_until=LEASE, max_in_flight=1, choose=in_order)
    await store.doubt(job.id, now=NOON, note="")
    again = await store.ask_again(job.id, now=LATER)

    assert (until, LATER) == (again.prepared_until, again.not_before)
    assert await store.claim_for_preparation(now=until - timedelta(1), lease_until=until) is None
    assert await store.claim_for_preparation(now=until, lease_until=LATER) is not None


async def test_ready_holds_what_it_really_cost(store):
    """The estimate gives way to the bill."""
    job = await job_in(store, S.READY, price_microusd=99_999)

    assert (PICTURES, 30_000, NOON) == (job.pictures, job.price_microusd, job.ready_at)


async def test_posting_counts_attempts_from_the_first(store):
    """The search for a lost message begins where the first attempt did."""
    job = await job_in(store, S.POSTING)
    await store.postpone_posting(job.id, not_before=NOON, note="")
    second = await store.begin_posting(job.id, now=LATER, lease_until=LATER)

    assert (2, NOON) == (second.post_attempts, second.posting_began_at)


async def test_reposting_starts_over(store):
    """A repost is wanted: it must not find the first message and stop."""
    job = await job_in(store, S.UNDELIVERED)
    again = await store.repost(job.id, now=LATER)

    assert (0, None) == (again.post_attempts, again.posting_began_at)
    assert (None, LATER, False) == (again.ended_at, again.not_before, again.notice_due)


@pytest.mark.parametrize("message_id", [51, None])
async def test_a_posted_job_knows_its_message(store, message_id):
    """None: it was posted, and deleted since."""
    job = await job_in(store, S.POSTING)
    posted = await store.record_posted(job.id, message_id=message_id, now=LATER)

    assert (message_id, LATER) == (posted.message_id, posted.ended_at)


async def test_fresh_addresses_keep_the_claim(store):
    """The poster goes on with them; nobody else may take the job meanwhile."""
    job = await job_in(store, S.READY)
    await store.claim_for_delivery(now=NOON, lease_until=LEASE)
    fresh = await store.record_fresh_pictures(job.id, pictures=PICTURES[:1])

    assert PICTURES[:1] == fresh.pictures
    assert await store.claim_for_delivery(now=NOON, lease_until=LEASE) is None


@pytest.mark.parametrize("status", [s for s in JobStatus if s is not S.READY])
async def test_fresh_addresses_are_for_ready_jobs_only(store, status):
    """What is being posted has its addresses."""
    job = await job_in(store, status)

    with pytest.raises(StaleTransition):
        await store.record_fresh_pictures(job.id, pictures=PICTURES)

    assert job == await store.get(job.id)


@pytest.mark.parametrize("status", [s for s in JobStatus if s is not S.ACCEPTED])
async def test_sources_are_for_accepted_jobs_only(store, status):
    """What is sent is sent."""
    job = await job_in(store, status)

    with pytest.raises(StaleTransition):
        await store.record_sources(
            job.id, request=image_request(), price_microusd=1, prepared_until=LATER
        )

    assert job == await store.get(job.id)


@pytest.mark.parametrize("status", [s for s in JobStatus if s is not S.RUNNING])
async def test_questions_are_for_running_jobs_only(store, status):
    """An answer that comes late changes nothing."""
    job = await job_in(store, status)

    with pytest.raises(StaleTransition):
        await store.record_poll(job.id, next_poll_at=LATER, estimated_seconds=1.0)

    assert job == await store.get(job.id)


async def test_a_question_in_vain_is_counted(store):
    """An answer without an estimate leaves the estimate there is."""
    job = await job_in(store, S.RUNNING)
    await store.claim_for_poll(now=LATER, lease_until=LATER)
    await store.record_poll(job.id, next_poll_at=LATER, estimated_seconds=12.5)
    await store.record_poll(
        job.id, next_poll_at=LATER + timedelta(seconds=1), estimated_seconds=None
    )

    asked = asdict(await store.get(job.id))
    assert {
        **asdict(job),
        "polls": 2,
        "estimated_seconds": 12.5,
        "next_poll_at": LATER + timedelta(seconds=1),
    } == asked


async def test_an_arrow_drops_the_claim(store):
    """The next step is anybody's, at once."""
    job = await job_in(store, S.READY)
    await store.claim_for_delivery(now=NOON, lease_until=LEASE)
    await store.begin_posting(job.id, now=NOON, lease_until=LEASE)
    await store.postpone_posting(job.id, not_before=NOON, note="")

    assert await store.claim_for_delivery(now=NOON, lease_until=LEASE) is not None
