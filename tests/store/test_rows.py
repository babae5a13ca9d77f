"""Values come back from the database as they went in, whatever is in them."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from bot.domain.errors import NotFound
from bot.domain.jobs import Job, JobId, JobStatus
from bot.domain.outcomes import Failure, FailureReason, RemotePicture
from bot.domain.requests import ImageRequest, Mask, SourceImage
from tests.factories import NOON, image_request, mask, origin, source_image
from tests.store.machine import LATER, LEASE, PICTURES, accepted, fresh_store, in_order, job_in

WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["一只猫，坐在窗台上", "👩‍🚀🌌", "'; DROP TABLE job; --", '{"a": "b\\"}', " "]),
)
MOMENTS = st.datetimes(
    NOON.replace(year=1970, tzinfo=None),
    NOON.replace(year=9999, tzinfo=None),
    timezones=st.just(UTC),
)
SNOWFLAKES = st.integers(1, 2**63 - 1)
MAYBE_WORDS = st.none() | WORDS
COUNTS = st.none() | st.integers(0, 2**40)

SOURCES = st.builds(
    SourceImage,
    name=WORDS,
    url=WORDS,
    filename=WORDS,
    size_bytes=COUNTS,
    width=COUNTS,
    height=COUNTS,
    kind=MAYBE_WORDS,
    sha256=MAYBE_WORDS,
    is_as_given=st.booleans(),
    is_first_frame=st.booleans(),
    sent_sha256=MAYBE_WORDS,
    reachable_url=MAYBE_WORDS,
    reachable_until=st.none() | MOMENTS,
)
REQUESTS = st.builds(
    ImageRequest,
    prompt=WORDS,
    model=WORDS,
    size=MAYBE_WORDS,
    count=st.integers(1, 4),
    quality=MAYBE_WORDS,
    background=MAYBE_WORDS,
    moderation=MAYBE_WORDS,
    output_format=MAYBE_WORDS,
    compression=st.none() | st.integers(0, 100),
    references=st.lists(SOURCES, max_size=3).map(tuple),
    mask=st.none() | st.builds(Mask, source=SOURCES, is_exact=st.booleans()),
)
RESULTS = st.lists(
    st.builds(RemotePicture, url=WORDS, expires_at=st.none() | MOMENTS), max_size=4
).map(tuple)
DAY = timedelta(hours=24)
MICROSECOND = timedelta(microseconds=1)
FAILURES = st.builds(Failure, reason=st.sampled_from(FailureReason), detail=WORDS, field=WORDS)


@settings(max_examples=30)
@given(
    request=REQUESTS,
    requester_id=SNOWFLAKES,
    place=st.builds(
        origin,
        event_id=SNOWFLAKES,
        channel_id=SNOWFLAKES,
        guild_id=st.none() | SNOWFLAKES,
        locale=WORDS,
        filesize_limit_bytes=st.integers(0, 2**40),
        reply_to_id=st.none() | SNOWFLAKES,
    ),
    price_microusd=st.integers(0, 2**62),
    accepted_at=MOMENTS,
    progress_message_id=st.none() | SNOWFLAKES,
)
async def test_a_job_comes_back_as_it_was_accepted(
    request, requester_id, place, price_microusd, accepted_at, progress_message_id
):
    """Every field, in every language."""
    async with fresh_store() as store:
        job = await accepted(
            store,
            request=request,
            requester_id=requester_id,
            origin=place,
            price_microusd=price_microusd,
            accepted_at=accepted_at,
            progress_message_id=progress_message_id,
        )

    assert (request, requester_id, place) == (job.request, job.requester_id, job.origin)
    assert (price_microusd, accepted_at) == (job.price_microusd, job.accepted_at)
    assert progress_message_id == job.progress_message_id


@settings(max_examples=30)
@given(
    request=REQUESTS,
    remote_ids=st.lists(WORDS, max_size=3).map(tuple),
    pictures=RESULTS,
    estimate=st.floats(0, 10**6),
    failure=FAILURES,
    note=WORDS,
)
async def test_what_was_learnt_comes_back(request, remote_ids, pictures, estimate, failure, note):
    """The request as it was sent, task ids, addresses, and why there are no pictures."""
    async with fresh_store() as store:
        job = await accepted(store)
        prepared = await store.record_sources(
            job.id, request=request, price_microusd=1, prepared_until=LATER
        )
        await store.claim_for_submission(
            now=NOON, lease_until=LEASE, max_in_flight=1, choose=in_order
        )
        running = await store.record_remote(
            job.id, remote_ids=remote_ids, now=NOON, next_poll_at=NOON
        )
        await store.record_poll(job.id, next_poll_at=NOON, estimated_seconds=estimate)
        ready = await store.record_ready(job.id, pictures=pictures, price_microusd=2, now=NOON)
        await store.begin_posting(job.id, now=NOON, lease_until=LEASE)
        await store.postpone_posting(job.id, not_before=NOON, note=note)
        history = await store.history(job.id)
        failed = await store.fail(job.id, failure, was=JobStatus.READY, now=NOON)

    assert request == prepared.request
    assert remote_ids == running.remote_ids
    assert (pictures, estimate) == (ready.pictures, ready.estimated_seconds)
    assert failure == failed.failure
    assert note == history[-1].note


async def test_every_field_of_a_job_is_stored(store, database):
    """A field that is added to `Job` and forgotten here would come back as its default."""
    parent = await job_in(store, JobStatus.POSTED)
    seen = [
        parent,
        await job_in(
            store,
            JobStatus.FAILED,
            parent_id=parent.id,
            progress_message_id=61,
            references=(source_image(),),
        ),
        await job_in(store, JobStatus.RUNNING, weight=3, is_private=True, is_spoiler=True),
    ]
    await store.record_poll(seen[-1].id, next_poll_at=NOON, estimated_seconds=3.5)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE job SET is_forgotten = (number = 1)"))
    seen += [await store.get(job.id) for job in (parent, seen[-1])]

    optional = [field for field in fields(Job) if field.default is not MISSING]

    for field in optional:
        assert any(getattr(job, field.name) != field.default for job in seen), field.name


async def test_a_time_of_another_zone_is_the_same_moment(store):
    """Stored in UTC, whoever wrote it."""
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    job = await accepted(store, accepted_at=tokyo)

    assert (NOON, UTC) == (job.accepted_at, job.accepted_at.tzinfo)


async def test_a_time_without_a_zone_is_refused(store):
    """It could be any moment of a day."""
    with pytest.raises(StatementError, match="offset-naive"):
        await accepted(store, accepted_at=NOON.replace(tzinfo=None))


async def test_a_row_of_an_older_version_is_read(store, database):
    """Keys that it did not know take their defaults; keys that we do not know are left alone."""
    job = await job_in(store, JobStatus.READY)
    async with database.writing() as connection:
        await connection.execute(
            text(
                "UPDATE job SET options = :options, sources = :sources, pictures = :pictures"
                " WHERE id = :id"
            ),
            {
                "id": job.id,
                "options": '{"size": "3:2", "seed": 7}',
                "sources": '{"mask": {"name": "mask", "url": "u", "colour": "red"}}',
                "pictures": '[{"url": "https://pictures.example/1.png"}]',
            },
        )
    read = await store.get(job.id)

    assert read.request == image_request(
        size="3:2", mask=Mask(source=SourceImage(name="mask", url="u"))
    )
    assert (RemotePicture(url="https://pictures.example/1.png"),) == read.pictures


async def test_a_failure_of_an_older_version_is_read(store, database):
    """It had a reason and nothing else."""
    job = await job_in(store, JobStatus.FAILED)
    async with database.writing() as connection:
        await connection.execute(text("""UPDATE job SET failure = '{"reason": "moderated"}'"""))

    assert Failure(reason=FailureReason.MODERATED) == (await store.get(job.id)).failure


async def test_references_are_needed_until_the_job_has_ended(store):
    """Their bytes may go when nothing can ask for them any more."""
    ended = await accepted(store, references=(source_image(sha256="gone"),))
    await store.cancel(ended.id, now=NOON)
    await accepted(
        store,
        references=(source_image(sha256="lake"), source_image(sha256=None)),
        mask=mask(sha256="mask"),
    )
    await accepted(store, references=(source_image(sha256="boat"),))
    await accepted(store)

    assert frozenset({"lake", "mask", "boat"}) == await store.needed_pictures(now=NOON)


async def test_what_is_sent_in_a_picture_s_place_is_needed_too(store):
    """The picture itself is what an exact result is put together with."""
    await accepted(
        store,
        references=(source_image(sha256="lake", sent_sha256="padded lake"),),
        mask=mask(sha256="mask", sent_sha256="padded mask"),
    )

    assert frozenset({"lake", "padded lake", "mask", "padded mask"}) == await store.needed_pictures(
        now=NOON
    )


async def test_what_could_not_be_delivered_keeps_its_pictures_for_a_day(store):
    """It may be posted again, and an exact result needs its first picture for that."""
    await job_in(store, JobStatus.UNDELIVERED)
    job = await job_in(
        store,
        JobStatus.UNDELIVERED,
        references=(source_image(sha256="lake", sent_sha256="padded lake"),),
    )
    last, over = NOON + DAY - MICROSECOND, NOON + DAY

    assert frozenset({"lake", "padded lake"}) == await store.needed_pictures(now=last)
    assert frozenset() == await store.needed_pictures(now=over)
    await store.repost(job.id, now=over)
    assert frozenset({"lake", "padded lake"}) == await store.needed_pictures(now=over)


@pytest.mark.parametrize("status", [JobStatus.POSTED, JobStatus.FAILED, JobStatus.CANCELLED])
async def test_what_has_ended_otherwise_needs_no_pictures(store, status):
    """Nobody can ask for them any more, not even in the same moment."""
    await job_in(store, status, references=(source_image(sha256="lake"),))

    assert frozenset() == await store.needed_pictures(now=NOON)


async def test_progress_is_shown_for_jobs_on_their_way(store):
    """Oldest first; who has no progress answer cannot be shown one."""
    second = await job_in(store, JobStatus.RUNNING, progress_message_id=2)
    await job_in(store, JobStatus.IN_DOUBT, progress_message_id=3)
    await job_in(store, JobStatus.POSTED, progress_message_id=4)
    first = await accepted(store, progress_message_id=1, accepted_at=NOON - timedelta(seconds=1))
    await accepted(store)

    assert [first, second] == await store.showing_progress(limit=9)
    assert [first] == await store.showing_progress(limit=1)


async def test_progress_is_shown_where_a_message_can_be_replied_to(store):
    """A reply has no answer to begin with; the first progress is a message of its own."""
    running = await job_in(store, JobStatus.RUNNING, reply_to_id=71)
    waiting = await accepted(store, reply_to_id=72)
    await job_in(store, JobStatus.FAILED, reply_to_id=73, accepted_at=NOON - timedelta(seconds=1))

    assert [running, waiting] == await store.showing_progress(limit=9)


@pytest.mark.parametrize("status", JobStatus)
async def test_a_progress_message_is_written_down_once(store, status):
    """Wherever the job stands by then, without an arrow; the first message stays."""
    job = await job_in(store, status, reply_to_id=71)
    history = await store.history(job.id)
    await store.record_progress_message(job.id, message_id=81)
    await store.record_progress_message(job.id, message_id=82)

    assert replace(job, progress_message_id=81) == await store.get(job.id)
    assert history == await store.history(job.id)


async def test_a_progress_message_leaves_the_claim_alone(store):
    """Whoever works on the job goes on working on it."""
    job = await job_in(store, JobStatus.READY, reply_to_id=71)
    await store.claim_for_delivery(now=NOON, lease_until=LEASE)
    await store.record_progress_message(job.id, message_id=81)

    assert await store.claim_for_delivery(now=NOON, lease_until=LEASE) is None
    await store.release(job.id, not_before=NOON)


async def test_nobody_s_progress_is_not_written_down(store):
    """There is no such job."""
    with pytest.raises(NotFound):
        await store.record_progress_message(JobId("nobody000000"), message_id=81)


async def test_jobs_are_counted_by_status(store):
    """Every status is there, for the metrics."""
    await job_in(store, JobStatus.RUNNING)
    await job_in(store, JobStatus.RUNNING)
    await accepted(store)

    assert {
        **dict.fromkeys(JobStatus, 0),
        JobStatus.RUNNING: 2,
        JobStatus.ACCEPTED: 1,
    } == await store.count_by_status()


@pytest.mark.parametrize("quality", ["high", None])
async def test_past_runs_are_of_the_same_model_and_quality(store, quality):
    """Newest first, as far as asked for."""
    for other in ({"quality": "low"}, {"model": "other", "quality": quality}):
        await job_in(store, JobStatus.READY, **other)
    await job_in(store, JobStatus.RUNNING, quality=quality)
    for seconds in (30, 10, 20):
        job = await job_in(store, JobStatus.RUNNING, quality=quality)
        await store.record_ready(
            job.id,
            pictures=PICTURES,
            price_microusd=1,
            now=NOON + timedelta(seconds=seconds),
        )
    model = image_request().model

    assert [30.0, 20.0, 10.0] == await store.past_seconds(model=model, quality=quality, limit=9)
    assert [30.0] == await store.past_seconds(model=model, quality=quality, limit=1)
