"""What is counted, as Prometheus reads it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.jobs import Job, JobId, JobStatus, Origin
from bot.domain.outcomes import RemotePicture
from bot.domain.requests import ImageRequest
from bot.engine.ports import Observer
from bot.metrics import STAGES, Metrics, route_kind, trace_config

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
JOB = Job(
    id=JobId("0" * 12),
    status=JobStatus.ACCEPTED,
    request=ImageRequest(prompt="a boat", model="gpt-image-1.5-official"),
    requester_id=1,
    origin=Origin(
        event_id=1, channel_id=2, guild_id=3, locale="en-US", filesize_limit_bytes=10_000_000
    ),
    price_microusd=9_000,
    accepted_at=NOON,
    not_before=NOON,
)


@pytest.fixture
def metrics():
    """Count anew."""
    return Metrics()


def value(metrics, name, **labels):
    """Read one sample off the page, None where it is not there."""
    for family in text_string_to_metric_families(metrics.render().decode()):
        for sample in family.samples:
            if (name, labels) == (sample.name, sample.labels):
                return sample.value
    return None


def test_it_is_what_the_engine_needs(metrics):
    """The types agree, and every label known beforehand begins at 0."""
    observer: Observer = metrics

    assert observer is metrics
    assert 0 == value(metrics, "darkroom_jobs", status="running")
    assert 0 == value(metrics, "darkroom_jobs_ended_total", outcome="in_doubt")
    assert value(metrics, "darkroom_jobs_ended_total", outcome="running") is None
    assert [0] * 6 == [
        value(metrics, "darkroom_stage_seconds_count", stage=stage) for stage in STAGES
    ]


def test_every_name_is_ours(metrics):
    """In a dashboard of many programs one finds them together."""
    families = text_string_to_metric_families(metrics.render().decode())

    assert [] == [each.name for each in families if not each.name.startswith("darkroom_")]


def test_a_job_is_counted_along_its_way(metrics):
    """What was paid is known when the results are."""
    pictures = (RemotePicture(url="https://a"), RemotePicture(url="https://b"))
    ready = replace(JOB, status=JobStatus.READY, pictures=pictures, price_microusd=18_000)
    metrics.moved(JOB, None)
    metrics.moved(replace(JOB, status=JobStatus.RUNNING), JobStatus.SUBMITTING)
    metrics.moved(ready, JobStatus.RUNNING)
    metrics.moved(replace(ready, status=JobStatus.POSTING), JobStatus.READY)
    metrics.moved(ready, JobStatus.POSTING)
    metrics.moved(replace(ready, status=JobStatus.POSTED), JobStatus.POSTING)
    metrics.pictures_posted(2)

    assert 1 == value(metrics, "darkroom_jobs_accepted_total")
    assert 2 == value(metrics, "darkroom_pictures_paid_total")
    assert 18_000 == value(metrics, "darkroom_spent_microusd_total")
    assert 2 == value(metrics, "darkroom_pictures_posted_total")
    assert 1 == value(metrics, "darkroom_jobs_ended_total", outcome="posted")
    assert 0 == value(metrics, "darkroom_jobs_ended_total", outcome="failed")


def test_stages_questions_and_failures_are_counted(metrics):
    """The rest of what the engine tells."""
    metrics.stage("running", 21.0)
    metrics.polled()
    metrics.api_failed("ApiThrottled")

    assert 21 == value(metrics, "darkroom_stage_seconds_sum", stage="running")
    assert 0 == value(metrics, "darkroom_stage_seconds_bucket", stage="running", le="20.0")
    assert 1 == value(metrics, "darkroom_stage_seconds_bucket", stage="running", le="30.0")
    assert 1 == value(metrics, "darkroom_polls_total")
    assert 1 == value(metrics, "darkroom_api_errors_total", type="ApiThrottled")


def test_how_things_stand_is_told_anew_each_time(metrics):
    """A status that nobody is in any more goes back to 0."""
    metrics.counted(
        {JobStatus.ACCEPTED: 3}, oldest_waiting_at=NOON - timedelta(minutes=1), now=NOON
    )
    before = value(metrics, "darkroom_queue_age_seconds")
    metrics.counted({JobStatus.RUNNING: 2}, oldest_waiting_at=None, now=NOON)

    assert 60 == before
    assert 0 == value(metrics, "darkroom_queue_age_seconds")
    assert 0 == value(metrics, "darkroom_jobs", status="accepted")
    assert 2 == value(metrics, "darkroom_jobs", status="running")


def test_a_clock_that_was_set_back_gives_no_negative_age(metrics):
    """The database may be older than the clock says."""
    metrics.counted({}, oldest_waiting_at=NOON, now=NOON - timedelta(hours=1))

    assert 0 == value(metrics, "darkroom_queue_age_seconds")


async def test_the_loops_lag_is_measured_until_it_is_cancelled(metrics):
    """How late it came is the machine's to say; that it is noted is ours."""
    watching = asyncio.create_task(metrics.watch_loop_lag(every_seconds=0))
    while not value(metrics, "darkroom_event_loop_lag_seconds_count"):  # noqa: ASYNC110
        await asyncio.sleep(0)  # lets the other task come to its timer
    watching.cancel()

    with pytest.raises(asyncio.CancelledError):
        await watching


@pytest.mark.parametrize(
    ("status", "scope", "invalid", "throttled"),
    [
        (200, "", 0, None),
        (404, "", 0, None),
        (401, "", 1, None),
        (403, "", 1, None),
        (429, "user", 1, 1),
        (429, "global", 1, 1),
        (429, "shared", 0, 1),
    ],
)
async def test_discords_refusals_are_counted_as_they_come(
    metrics, status, scope, invalid, throttled
):
    """Over a real connection, by the trace that discord.py is given."""

    async def answer(request):
        return web.Response(status=status, headers={"X-RateLimit-Scope": scope} if scope else {})

    app = web.Application()
    app.router.add_get("/api/v10/channels/1/messages", answer)
    trace = trace_config(metrics.discord_answered)
    async with TestServer(app) as server, aiohttp.ClientSession(trace_configs=[trace]) as session:
        await session.get(server.make_url("/api/v10/channels/1/messages"))

    assert invalid == value(metrics, "darkroom_discord_invalid_requests_total")
    assert throttled == value(metrics, "darkroom_discord_429_total", scope=scope, route="channels")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v10/channels/1/messages", "channels"),
        ("/proxy/api/v10/interactions/1/aaa/callback", "interactions"),
        ("/attachments/1/2/v1.png", "other"),
        ("/", "other"),
    ],
)
def test_a_route_is_known_by_its_first_word(path, kind):
    """A whole path would be a series of its own for every channel, and hold tokens."""
    assert kind == route_kind(path)
