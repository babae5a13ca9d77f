"""Claims: who may take a row, when, and when it comes back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound, StaleTransition
from bot.domain.jobs import JobId, JobStatus
from bot.store.jobs import SqlJobStore
from tests.factories import ALICE, BOB, NOON, image_request, source_image
from tests.store.machine import LATER, LEASE, MANY, PICTURES, NoonClock, accepted, in_order, job_in

S = JobStatus
SECOND = timedelta(seconds=1)

CLAIMS = {
    "preparation": (S.ACCEPTED, SqlJobStore.claim_for_preparation),
    "poll": (S.RUNNING, SqlJobStore.claim_for_poll),
    "delivery": (S.READY, SqlJobStore.claim_for_delivery),
    "notice": (S.FAILED, SqlJobStore.claim_notice),
}
every_claim = pytest.mark.parametrize("kind", CLAIMS)


async def due_job(store, kind):
    """Return a job that this kind of claim takes at `LATER`."""
    references = (source_image(),) if kind == "preparation" else ()
    return await job_in(store, CLAIMS[kind][0], references=references)


async def claim(store, kind, *, now=LATER, lease_until=LATER + timedelta(minutes=1)):
    """Make a claim of this kind."""
    return await CLAIMS[kind][1](store, now=now, lease_until=lease_until)


@every_claim
async def test_a_claimed_row_is_taken_once_until_its_lease_ends(store, kind):
    """A step that died gives the row back by itself."""
    job = await due_job(store, kind)

    assert job == await claim(store, kind)
    assert await claim(store, kind) is None
    assert await claim(store, kind, now=LATER + timedelta(minutes=1) - SECOND) is None
    assert job == await claim(store, kind, now=LATER + timedelta(minutes=1))


@every_claim
async def test_a_claim_is_no_arrow(store, kind):
    """The history tells of moves only."""
    job = await due_job(store, kind)
    history = await store.history(job.id)
    await claim(store, kind)

    assert history == await store.history(job.id)
    assert job == await store.get(job.id)


@every_claim
async def test_a_released_row_is_left_alone_until_then(store, kind):
    """Whoever asked us to stay away is obeyed."""
    job = await due_job(store, kind)
    await claim(store, kind)
    pause_ends = LATER + timedelta(hours=1)
    await store.release(job.id, not_before=pause_ends)

    assert await claim(store, kind, now=pause_ends - SECOND) is None
    assert job.id == (await claim(store, kind, now=pause_ends)).id


@every_claim
async def test_what_is_not_ours_cannot_be_released(store, kind):
    """A cancelled job's notice must not wait for the pause of the step that was overtaken."""
    job = await due_job(store, kind)

    with pytest.raises(StaleTransition):
        await store.release(job.id, not_before=LATER)

    assert job == await store.get(job.id)


@every_claim
async def test_another_process_takes_over_when_the_lease_has_ended(store, database, kind):
    """Until then it leaves the row alone, and the first owner's release is too late after."""
    other = SqlJobStore(database, owner="that process", clock=NoonClock())
    job = await due_job(store, kind)
    await claim(store, kind)

    assert await claim(other, kind) is None
    assert job == await claim(other, kind, now=LATER + timedelta(minutes=1))
    with pytest.raises(StaleTransition):
        await store.release(job.id, not_before=LATER)


@every_claim
async def test_nothing_is_claimed_where_nothing_is_due(store, kind):
    """An idle loop gets None."""
    assert await claim(store, kind) is None


@every_claim
async def test_thirty_at_once_take_twenty_rows_each_once(store, kind):
    """No two steps ever work on one row."""
    jobs = [await due_job(store, kind) for _ in range(20)]
    claimed = await asyncio.gather(*(claim(store, kind) for _ in range(30)))

    assert 10 == claimed.count(None)
    assert {job.id for job in jobs} == {job.id for job in claimed if job is not None}


async def test_thirty_submitters_take_twenty_jobs_each_once(store):
    """Money is never spent twice."""
    jobs = [await accepted(store) for _ in range(20)]
    claimed = await asyncio.gather(
        *(
            store.claim_for_submission(
                now=NOON, lease_until=LEASE, max_in_flight=MANY, choose=in_order
            )
            for _ in range(30)
        )
    )

    assert 10 == claimed.count(None)
    assert {job.id for job in jobs} == {job.id for job in claimed if job is not None}


async def test_submitters_at_once_keep_to_what_may_be_in_flight(store):
    """The key's limit holds, whoever asks first."""
    for _ in range(10):
        await accepted(store)
    claimed = await asyncio.gather(
        *(
            store.claim_for_submission(
                now=NOON, lease_until=LEASE, max_in_flight=3, choose=in_order
            )
            for _ in range(10)
        )
    )

    assert 7 == claimed.count(None)


async def test_running_jobs_are_in_flight(store):
    """There is room again when upstream has finished."""
    running = await job_in(store, S.RUNNING)
    await accepted(store)
    lease = {"now": NOON, "lease_until": LEASE, "max_in_flight": 1, "choose": in_order}

    assert await store.claim_for_submission(**lease) is None
    await store.record_ready(running.id, pictures=PICTURES, price_microusd=1, now=NOON)
    assert await store.claim_for_submission(**lease) is not None


async def test_the_oldest_of_each_person_in_each_server_stand_for_the_turn(store):
    """Of those that may go: whose pictures are not ready, or who has to pause, is passed over."""
    paused = await job_in(store, S.SUBMITTING)
    await store.unclaim(paused.id, not_before=LATER, note="429")
    await accepted(store, references=(source_image(),))
    alice, bob = await accepted(store, weight=3), await accepted(store, requester_id=BOB)
    for requester_id in (ALICE, BOB):
        await accepted(store, requester_id=requester_id, accepted_at=NOON - SECOND)
    private = await accepted(store, guild_id=None)
    await accepted(store, guild_id=None)
    seen = []

    def choose(heads):
        seen.extend(heads)
        return next((head for head in heads if head.job_id == bob.id), None)

    lease = {"now": NOON, "lease_until": LEASE}
    chosen = await store.claim_for_submission(**lease, max_in_flight=1, choose=choose)

    assert (bob.id, S.SUBMITTING, 1) == (chosen.id, chosen.status, chosen.attempts)
    assert {alice.id: 3, bob.id: 1, private.id: 1} == {head.job_id: head.weight for head in seen}
    assert all(head.may_go for head in seen)
    assert await store.claim_for_submission(**lease, max_in_flight=1, choose=choose) is None
    assert 3 == len(seen)


async def test_whoever_may_not_go_is_not_sent_whoever_names_it(store):
    """The choice is looked at again where it is written."""
    waits = await accepted(store, references=(source_image(),))
    await accepted(store)
    claimed = await store.claim_for_submission(
        now=NOON,
        lease_until=LEASE,
        max_in_flight=MANY,
        choose=lambda heads: replace(heads[0], job_id=waits.id),
    )

    assert claimed is None
    assert waits == await store.get(waits.id)


async def test_a_prepared_job_is_submitted_while_its_pictures_are_reachable(store):
    """Then it has to be prepared again."""
    job = await accepted(store, references=(source_image(),))
    reachable = image_request(
        references=(source_image(reachable_url="https://up.example/1", reachable_until=LATER),)
    )
    await store.claim_for_preparation(now=NOON, lease_until=LEASE)
    prepared = await store.record_sources(
        job.id, request=reachable, price_microusd=70_000, prepared_until=LATER
    )

    assert (reachable, 70_000) == (prepared.request, prepared.price_microusd)
    lease = {"lease_until": LATER + timedelta(hours=1), "max_in_flight": MANY, "choose": in_order}
    assert await store.claim_for_submission(now=LATER, **lease) is None
    assert await store.claim_for_preparation(now=LATER - SECOND, lease_until=LEASE) is None
    assert await store.claim_for_submission(now=LATER - SECOND, **lease) is not None


async def test_the_question_that_is_due_longest_comes_first(store):
    """No job is forgotten behind others."""
    for minutes in (3, 1, 2):
        job = await job_in(store, S.SUBMITTING)
        await store.record_remote(
            job.id,
            remote_ids=(f"task-{minutes}",),
            now=NOON,
            next_poll_at=NOON + timedelta(minutes=minutes),
        )
    asked = [await claim(store, "poll") for _ in range(3)]

    assert [("task-1",), ("task-2",), ("task-3",)] == [job.remote_ids for job in asked]


async def test_a_notice_is_told_once(store):
    """Told is told."""
    job = await due_job(store, "notice")
    await claim(store, "notice")
    await store.record_told(job.id)

    assert not (await store.get(job.id)).notice_due
    assert await claim(store, "notice", now=LATER + timedelta(days=1)) is None


async def test_an_arrow_in_the_middle_of_a_notice_is_told_too(store):
    """What we told was true before: the newer end is still to be told."""
    job = await job_in(store, S.IN_DOUBT)
    await claim(store, "notice")
    await store.ask_again(job.id, now=NOON)
    await store.cancel(job.id, now=NOON)

    with pytest.raises(StaleTransition):
        await store.record_told(job.id)

    assert S.CANCELLED is (await claim(store, "notice")).status


async def test_a_pause_of_the_step_before_is_not_the_notice_s(store):
    """Who waits for bad news gets it at once."""
    job = await job_in(store, S.READY)
    await store.claim_for_delivery(now=NOON, lease_until=LEASE)
    await store.release(job.id, not_before=LATER)
    await store.begin_posting(job.id, now=NOON, lease_until=LEASE)
    await store.record_undelivered(job.id, now=NOON, note="channel-gone")

    assert job.id == (await claim(store, "notice", now=NOON)).id


@pytest.mark.parametrize(
    "write",
    [
        lambda store, it: store.release(it, not_before=NOON),
        lambda store, it: store.record_told(it),
        lambda store, it: store.record_poll(it, next_poll_at=NOON, estimated_seconds=None),
        lambda store, it: store.record_fresh_pictures(it, pictures=()),
        lambda store, it: store.record_sources(
            it, request=image_request(), price_microusd=1, prepared_until=NOON
        ),
    ],
)
async def test_an_unknown_job_is_not_found(store, write):
    """As with the arrows."""
    with pytest.raises(NotFound):
        await write(store, JobId("nobody000000"))


@pytest.mark.parametrize("status", [s for s in JobStatus if s is not S.RUNNING])
async def test_only_a_running_job_is_asked_after(store, status):
    """The poller may sleep until there is one."""
    await job_in(store, status)

    assert await store.seconds_to_next_poll(now=NOON) is None


async def test_the_next_question_is_the_earliest(store):
    """A poller that sleeps past it would be late."""
    await job_in(store, S.RUNNING)
    job = await job_in(store, S.SUBMITTING)
    soon = NOON + timedelta(seconds=7)
    await store.record_remote(job.id, remote_ids=("task",), now=NOON, next_poll_at=soon)

    assert 7.0 == await store.seconds_to_next_poll(now=NOON)
    assert 0.0 == await store.seconds_to_next_poll(now=LATER)


async def test_a_released_question_is_due_after_its_pause(store):
    """The API asked us to stay away."""
    job = await due_job(store, "poll")
    await claim(store, "poll")
    await store.release(job.id, not_before=LATER + timedelta(seconds=30))

    assert 30.0 == await store.seconds_to_next_poll(now=LATER)


async def test_a_claimed_question_is_due_when_its_lease_ends(store):
    """Not before: whoever asks it is not to be woken."""
    await due_job(store, "poll")
    await claim(store, "poll")

    assert 60.0 == await store.seconds_to_next_poll(now=LATER)
    assert 0.0 == await store.seconds_to_next_poll(now=LATER + timedelta(minutes=2))
