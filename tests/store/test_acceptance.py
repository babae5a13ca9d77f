"""Judging and writing down, in one transaction that is serial for the key."""

from __future__ import annotations

import asyncio
import inspect
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound, QuotaExceeded, StoreError
from bot.domain.jobs import JobId, JobStatus
from bot.domain.quota import Allowance, judge
from bot.engine.ports import DraftStore, JobStore, TrayStore
from bot.store.drafts import SqlDraftStore
from bot.store.jobs import SqlJobStore
from bot.store.tray import SqlTrayStore
from tests.factories import ALICE, BOB, NOON, answer_token, new_job, source_image
from tests.store.machine import accepted, anything_goes, in_order, job_in


def allowing(allowance, *, images=1, microusd=40_000):
    """Return a judge by the domain's rule."""
    return lambda usage: judge(
        images=images, microusd=microusd, allowance=allowance, usage=usage, now=NOON
    )


@pytest.mark.parametrize(
    ("port", "store"),
    [(JobStore, SqlJobStore), (DraftStore, SqlDraftStore), (TrayStore, SqlTrayStore)],
)
def test_the_store_speaks_the_engine_s_port(port, store):
    """Each method of the port is there, with the same parameters and the same answer."""
    methods = [name for name in vars(port) if not name.startswith("_")]

    assert methods
    for name in methods:
        wanted = inspect.signature(getattr(port, name))
        assert wanted == inspect.signature(getattr(store, name)), name


async def test_a_job_is_written_as_it_was_asked_for(store):
    """What is returned is what is stored."""
    new = new_job(prompt="two cats", count=2, progress_message_id=61, quality="high")
    job = await store.accept(new, judge=anything_goes, refused_since=NOON)

    assert job == await store.get(new.id)
    assert (JobStatus.ACCEPTED, new.request, new.origin) == (job.status, job.request, job.origin)
    assert (ALICE, 40_000, 61) == (
        job.requester_id,
        job.price_microusd,
        job.progress_message_id,
    )
    assert (NOON, NOON) == (job.accepted_at, job.not_before)


async def test_a_refused_request_leaves_nothing(store):
    """No row, no history, no secret, and the next one is accepted."""
    new = new_job(answer_token=answer_token())

    with pytest.raises(QuotaExceeded):
        await store.accept(
            new, judge=allowing(Allowance(images_per_day=1), images=2), refused_since=NOON
        )

    with pytest.raises(NotFound):
        await store.get(new.id)
    assert [] == await store.history(new.id)
    assert await store.answer_token(new.id, now=NOON) is None
    assert new.id == (await store.accept(new, judge=anything_goes, refused_since=NOON)).id


async def test_an_event_that_comes_twice_is_one_job(store):
    """The second one is not judged: it might not fit any more, and is accepted all the same."""
    first = await accepted(store, event_id=77)
    again = await store.accept(
        new_job(event_id=77), judge=allowing(Allowance(images_per_day=1)), refused_since=NOON
    )

    assert first == again
    assert [first] == await store.jobs_of(ALICE, limit=9)
    assert 1 == len(await store.history(first.id))


async def test_an_event_that_comes_many_times_at_once_is_one_job(store):
    """Discord's second delivery does not wait for our first answer."""
    jobs = await asyncio.gather(*(accepted(store, event_id=77) for _ in range(20)))

    assert 1 == len({job.id for job in jobs})
    assert 1 == len(await store.jobs_of(ALICE, limit=9))


async def test_of_a_draft_comes_one_job(store):
    """Another click on it is another event, and not another picture to pay for."""
    first = await accepted(store, draft_id="draft0000000")
    again = await store.accept(
        new_job(draft_id="draft0000000"),
        judge=allowing(Allowance(images_per_day=1)),
        refused_since=NOON,
    )

    assert first == again
    assert [first] == await store.jobs_of(ALICE, limit=9)
    assert 1 == len(await store.history(first.id))


async def test_a_draft_that_comes_many_times_at_once_is_one_job(store):
    """Two fast clicks, each an event of its own, must not both find no job yet."""
    jobs = await asyncio.gather(*(accepted(store, draft_id="draft0000000") for _ in range(20)))

    assert 1 == len({job.id for job in jobs})
    assert 1 == len(await store.jobs_of(ALICE, limit=9))


async def test_a_draft_stays_spent_when_its_job_has_ended(store):
    """Of a failed job, too, only a retry makes another."""
    job = await job_in(store, JobStatus.FAILED, draft_id="draft0000000")

    assert job == await accepted(store, draft_id="draft0000000")


async def test_drafts_do_not_stand_in_for_each_other(store):
    """Nor does a job that came of none."""
    jobs = [await accepted(store, draft_id=draft) for draft in ("one000000000", "two", None, None)]

    assert 4 == len({job.id for job in jobs})


async def test_an_event_counts_before_its_draft(store):
    """Where both are known, of two jobs, the event's is the one that was answered."""
    by_event = await accepted(store, event_id=77)
    await accepted(store, draft_id="draft0000000")

    assert by_event == await accepted(store, event_id=77, draft_id="draft0000000")


async def test_two_hundred_at_once_do_not_squeeze_through(store):
    """Two fast commands must not both find room for one."""
    results = await asyncio.gather(
        *(
            store.accept(new_job(), judge=allowing(Allowance(images_per_day=3)), refused_since=NOON)
            for _ in range(200)
        ),
        return_exceptions=True,
    )

    refused = [result for result in results if isinstance(result, QuotaExceeded)]
    assert 197 == len(refused)
    assert 3 == len(await store.waiting())


async def test_an_id_that_is_taken_is_the_database_s_no(store):
    """Twelve random letters that fall together are an error, never another job's row."""
    first = await accepted(store)

    with pytest.raises(StoreError, match="UNIQUE"):
        await accepted(store, id=first.id)

    assert [first] == await store.jobs_of(ALICE, limit=9)


async def test_a_job_without_pictures_needs_no_preparation(store):
    """It is submitted at once."""
    job = await accepted(store)

    assert await store.claim_for_preparation(now=NOON, lease_until=NOON) is None
    assert job.prepared_until is not None
    assert job.prepared_until > NOON + timedelta(days=10_000)


async def test_a_job_with_pictures_is_not_prepared(store):
    """It waits for its references."""
    job = await accepted(store, references=(source_image(),))

    assert job.prepared_until is None
    assert (
        await store.claim_for_submission(
            now=NOON, lease_until=NOON, max_in_flight=9, choose=in_order
        )
        is None
    )


async def test_a_secret_lives_until_it_ends(store):
    """After fifteen minutes it opens nothing, so nobody gets it."""
    secret = answer_token()
    job = await accepted(store, answer_token=secret)
    before, at_the_end = secret.expires_at - timedelta(seconds=1), secret.expires_at

    assert secret == await store.answer_token(job.id, now=before)
    assert await store.answer_token(job.id, now=at_the_end) is None
    assert 0 == await store.forget_tokens(now=before)
    assert 1 == await store.forget_tokens(now=at_the_end)
    assert await store.answer_token(job.id, now=before) is None


async def test_a_job_by_message_has_no_secret(store):
    """A reply is answered with the bot's own right."""
    job = await accepted(store)

    assert await store.answer_token(job.id, now=NOON) is None


async def test_jobs_of_a_person_come_newest_first(store):
    """Where two are of the same moment, the later one is the newer."""
    old = await accepted(store, accepted_at=NOON - timedelta(hours=1))
    first, second = await accepted(store), await accepted(store)
    await accepted(store, requester_id=BOB)
    await store.cancel(first.id, now=NOON)

    assert [second.id, first.id, old.id] == [j.id for j in await store.jobs_of(ALICE, limit=9)]
    assert [second.id] == [j.id for j in await store.jobs_of(ALICE, limit=1)]


async def test_children_are_found_by_their_parent(store):
    """`Again` and `retry` make jobs with a parent."""
    parent = await accepted(store)
    children = [await accepted(store, parent_id=parent.id) for _ in range(2)]

    assert [child.id for child in children] == await store.children_of(parent.id)
    assert parent.id == children[0].parent_id
    assert [] == await store.children_of(children[0].id)


async def test_a_parent_has_to_exist(store):
    """A lineage that leads nowhere would be a lie."""
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await accepted(store, parent_id=JobId("nobody000000"))


async def test_the_queue_is_told_in_the_order_of_acceptance(store):
    """Whatever the clock said meanwhile; who waits for pictures may not go yet."""
    first = await accepted(store, weight=3)
    second = await accepted(
        store, requester_id=BOB, guild_id=None, accepted_at=NOON - timedelta(seconds=1)
    )
    third = await accepted(store, references=(source_image(),), quality="high")
    gone = await accepted(store)
    await store.cancel(gone.id, now=NOON)
    waiting = await store.waiting()

    assert [(first.id, 3, True), (second.id, 1, True), (third.id, 1, False)] == [
        (each.job_id, each.weight, each.may_go) for each in waiting
    ]
    assert (BOB, None) == (waiting[1].requester_id, waiting[1].guild_id)
    assert (third.request.model, "high") == (waiting[2].model, waiting[2].quality)
    assert sorted(waiting, key=lambda each: each.number) == waiting
    assert NOON - timedelta(seconds=1) == await store.oldest_waiting_at()


async def test_nothing_waits_in_an_empty_queue(store):
    """There is no oldest of none."""
    assert [] == await store.waiting()
    assert await store.oldest_waiting_at() is None


async def test_a_newer_secret_takes_the_place_of_the_first(store):
    """A click on a private result gives fifteen minutes more."""
    job = await accepted(store, answer_token=answer_token())
    newer = answer_token(token="newer", expires_at=NOON + timedelta(minutes=40))
    await store.record_answer_token(job.id, newer)

    assert newer == await store.answer_token(job.id, now=NOON + timedelta(minutes=39))
    with pytest.raises(NotFound):
        await store.record_answer_token(JobId("nobody000000"), newer)
